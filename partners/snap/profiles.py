"""How each payment channel speaks SNAP BI, as data.

Sources: BNI's official SDK, DANA's official SDK and test suite, Midtrans' documentation (GoPay).
OVO and LinkAja publish no SNAP contract of their own; their profiles follow the aggregators
Durianpay and Faspay.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from enum import Enum
from types import MappingProxyType
from typing import TypedDict

from domain.payouts import Channel


class Signing(Enum):
    """The two kinds of transaction signature in the standard."""

    SYMMETRIC = 1
    """HMAC-SHA512 with an access token (service 73)."""
    ASYMMETRIC = 2
    """RSA per request, without a token."""


@dataclass(frozen=True, slots=True)
class Operation:
    """One service: its path under the channel's address and its two digits."""

    path: str
    service: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Profile:
    """One channel's dialect."""

    channel: Channel
    inquiry: Operation
    transfer: Operation
    status: Operation
    confirmation: Operation
    history: Operation
    token_path: str | None
    signing: Signing
    sync_final: bool
    """A synchronous 200 means that the money has arrived, not only that the order has.

    True only where the provider asserts it (DANA's test suite); else service 36 or 39 decides.
    """
    recovers_by_resend: bool = False
    """After a time-out its rule is to repeat the same reference, not to inquire."""
    status_needs_their_reference: bool = False
    """Its status inquiry wants `originalReferenceNo`, which the standard leaves optional.

    So says Durianpay of service 39. Who never heard it cannot ask, but repeat the transfer: the
    answer to that names it.
    """
    status_delay: timedelta = timedelta(0)
    """Programme time to leave between a transfer and the first question about it."""
    remembers: timedelta = timedelta(days=7)
    """The shortest seen (Mandiri, after success), where nothing is published."""
    end_of_day: tuple[int, int] | None = None
    """Full Jakarta hours over midnight in which an inquiry proves nothing: the books are closed."""
    bank: bool = False
    """A bank account, without upgrade levels; else a wallet named by its phone number."""
    local_phone: bool = False
    """Phone numbers are written 08... instead of 628..."""
    tells_fee: bool = False
    additional: Mapping[str, str] = field(default_factory=dict)
    """The channel's own mandatory `additionalInfo`."""


class _Operations(TypedDict):
    inquiry: Operation
    transfer: Operation
    status: Operation
    confirmation: Operation
    history: Operation


def _wallet_operations(prefix: str) -> _Operations:
    return {
        "inquiry": Operation(f"{prefix}/account-inquiry", "37"),
        "transfer": Operation(f"{prefix}/topup", "38"),
        "status": Operation(f"{prefix}/topup-status", "39"),
        # Invented: SNAP BI has no field for NIK, phone or upgrade level.
        "confirmation": Operation(f"{prefix}/owner-confirmation", "99"),
        "history": Operation(f"{prefix}/transaction-history-list", "12"),
    }


_OVO = Profile(
    channel=Channel.OVO,
    **_wallet_operations("/v1.0/emoney"),
    token_path="/v1.0/access-token/b2b",  # noqa: S106 - a path
    signing=Signing.SYMMETRIC,
    sync_final=False,
    recovers_by_resend=True,
    status_needs_their_reference=True,
    additional={"platformCode": "ovo"},
)

_LINKAJA = Profile(
    channel=Channel.LINKAJA,
    **_wallet_operations("/account/v1.0/emoney"),
    token_path=None,
    signing=Signing.ASYMMETRIC,
    sync_final=False,
    status_delay=timedelta(seconds=60),
    local_phone=True,
    additional={"platformCode": "linkaja"},
)

_GOPAY = Profile(
    channel=Channel.GOPAY,
    **_wallet_operations("/v1.0/emoney"),
    token_path="/v1.0/access-token/b2b",  # noqa: S106 - a path
    signing=Signing.SYMMETRIC,
    sync_final=False,
    status_delay=timedelta(minutes=10),
    remembers=timedelta(days=60),
    additional={"beneficiaryProvider": "gopay"},
)

_DANA = Profile(
    channel=Channel.DANA,
    **_wallet_operations("/rest/v1.0/emoney"),
    token_path=None,
    signing=Signing.ASYMMETRIC,
    sync_final=True,
    tells_fee=True,
    additional={"fundType": "AGENT_TOPUP_FOR_USER_SETTLE"},
)

_BNI = Profile(
    channel=Channel.BNI,
    inquiry=Operation("/snap-service/v1/account-inquiry-internal", "15"),
    transfer=Operation("/snap-service/v1/transfer-intrabank", "17"),
    status=Operation("/snap-service/v1/transfer/status", "36"),
    confirmation=Operation("/snap-service/v1/owner-confirmation", "99"),
    history=Operation("/snap-service/v1/transaction-history-list", "12"),
    token_path="/snap/v1/access-token/b2b",  # noqa: S106 - a path
    signing=Signing.SYMMETRIC,
    # Its SDK lists 2001700 among the codes of success; nobody says that the money has arrived.
    sync_final=False,
    # BNI publishes no hours. BRI's rule: no inquiry while the day is closed, and what timed out
    # then can be checked by 8 in the morning.
    end_of_day=(23, 8),
    bank=True,
)

PROFILES: Mapping[Channel, Profile] = MappingProxyType(
    {profile.channel: profile for profile in (_OVO, _LINKAJA, _GOPAY, _DANA, _BNI)}
)
"""Every channel of the programme has a profile."""
