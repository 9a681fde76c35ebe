"""The SNAP BI dialect of each payment channel.

The standard's services are 37/38/39 for wallets, 15/17/36 for BNI and 12 for statements (SNAP
Developer Site, Bank Indonesia); 99, the owner confirmation, is invented: SNAP BI has no field for
NIK, phone or upgrade.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Literal

from sandbox.plans import Operation

Task = Literal["inquiry", "transfer", "status", "owner", "statement"]


@dataclass(frozen=True, slots=True)
class Endpoint:
    """One service of a channel: what it does, its code, and its path after the prefix."""

    task: Task
    service: str
    path: str
    operation: Operation


_OWNER = Endpoint("owner", "99", "/owner-confirmation", "check")
_STATEMENT = Endpoint("statement", "12", "/transaction-history-list", "statement")
WALLET = (
    Endpoint("inquiry", "37", "/account-inquiry", "check"),
    Endpoint("transfer", "38", "/topup", "send"),
    Endpoint("status", "39", "/topup-status", "inquire"),
    _OWNER,
    _STATEMENT,
)
BANK = (
    Endpoint("inquiry", "15", "/account-inquiry-internal", "check"),
    Endpoint("transfer", "17", "/transfer-intrabank", "send"),
    Endpoint("status", "36", "/transfer/status", "inquire"),
    _OWNER,
    _STATEMENT,
)


@dataclass(frozen=True, slots=True)
class Profile:
    """How one channel differs from the others."""

    channel: str
    prefix: str
    """Path of its calls under `/snap/<channel>`."""
    remembers: timedelta
    """How long it knows a reference again; after that the same reference pays again."""
    token_path: str | None = None
    """Where tokens are asked for; None: signature type 2, no token."""
    is_bank: bool = False
    sync_final: bool = False
    """A booked transfer is final at once; else its status is pending for an hour."""
    accepted: str = "200"
    """HTTP status of a booked transfer's answer."""
    repeats_conflict: bool = False
    """Once paid, a repeat is answered 409xx01; else with the original answer."""
    asked_by_its_number: bool = False
    """A status inquiry must hold `originalReferenceNo`, with which each order is answered.

    Durianpay wants it, and its rule after a time-out is to repeat: a repeat has the first's number.
    Assumed: so has a refused order, since it takes orders first and tells their failure later.
    """
    hidden_for: timedelta = timedelta()
    """For how long after the booking its own status service does not find it."""
    local_phone: bool = False
    """Wallet numbers are written 08...; else 628..."""
    masks_names: bool = False
    not_found_is_code: bool = False
    """A status inquiry for an unknown reference is answered 404xx01; else with status 07."""
    extras: Mapping[str, str] | None = None
    """What `additionalInfo` must hold in a transfer."""

    @property
    def base(self) -> str:
        """Return the path under which the channel is found."""
        return f"/snap/{self.channel}"

    @property
    def endpoints(self) -> tuple[Endpoint, ...]:
        """Return the services it offers."""
        return BANK if self.is_bank else WALLET


_TWO_MONTHS = timedelta(days=60)
_WEEK = timedelta(days=7)
PROFILES = {
    profile.channel: profile
    for profile in (
        Profile(
            "ovo",
            "/v1.0/emoney",
            _TWO_MONTHS,
            token_path="/v1.0/access-token/b2b",  # noqa: S106 - an address
            asked_by_its_number=True,
            extras={"platformCode": "ovo"},
        ),
        Profile(
            "linkaja",
            "/account/v1.0/emoney",
            _WEEK,
            accepted="202",
            hidden_for=timedelta(seconds=60),
            local_phone=True,
            masks_names=True,
            extras={"platformCode": "linkaja"},
        ),
        Profile(
            "gopay",
            "/v1.0/emoney",
            _TWO_MONTHS,
            token_path="/v1.0/access-token/b2b",  # noqa: S106 - an address
            repeats_conflict=True,
            hidden_for=timedelta(seconds=600),
            extras={"beneficiaryProvider": "gopay"},
        ),
        Profile(
            "dana",
            "/rest/v1.0/emoney",
            _TWO_MONTHS,
            sync_final=True,
            not_found_is_code=True,
            extras={"fundType": "AGENT_TOPUP_FOR_USER_SETTLE"},
        ),
        Profile(
            "bni",
            "/snap-service/v1",
            _WEEK,
            token_path="/snap/v1/access-token/b2b",  # noqa: S106 - an address
            is_bank=True,
            not_found_is_code=True,
        ),
    )
}
