"""What we ask of partners. Adapters in `partners/` answer; activities know only these.

No adapter retries: what the wire did becomes one of the two exceptions or an answer, and the one
table in `activities/failures.py` says what happens next.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

from pydantic import BaseModel, ConfigDict

from domain.facts import FactKind, Site, Statement
from domain.messages import AccountCheck
from domain.payouts import Channel, Outcome
from domain.reasons import Reason


class PartnerUnavailable(Exception):
    """The partner gave no answer that can be used; asking changed nothing, ask again later.

    `retry_after` is the wait that the partner itself asked for (429 with Retry-After), in its own
    real seconds; None when it named none.
    """

    def __init__(self, message: str, retry_after: timedelta | None = None) -> None:
        super().__init__(message)
        self.retry_after = retry_after


class PartnerContract(Exception):
    """The partner answered outside the contract (our credentials, our request, its schema)."""


class Question(BaseModel):
    """Whether something has happened to a voucher."""

    model_config = ConfigDict(frozen=True, hide_input_in_errors=True)

    kind: FactKind
    voucher: str
    site: Site | None = None
    survey: int | None = None
    at: datetime
    """Programme time of the question."""


class FactSource(Protocol):
    """A provider, a marketplace or the dashboard: each can be asked about its own facts."""

    code: str

    async def find(self, question: Question) -> Statement | None:
        """Return the fact, or None if it has not happened.

        Raises:
            PartnerUnavailable: no usable answer.
            PartnerContract: an answer outside the contract.
        """
        ...

    async def send_again(self, question: Question) -> None:
        """Ask the partner to send its report to the next hop once more. Raises as `find`."""
        ...


class Beneficiary(BaseModel):
    """The account and the person it must belong to. Personal data: lives in activities only."""

    model_config = ConfigDict(frozen=True, hide_input_in_errors=True)

    channel: Channel
    number: str
    """Account number, or the wallet's phone number as 628..."""
    name: str
    nik: str
    phone: str

    def __repr__(self) -> str:
        """Name the channel only: this object may pass through logs and tracebacks."""
        return f"Beneficiary({self.channel})"

    __str__ = __repr__


class Transfer(BaseModel):
    """One payment as it is sent and asked about; what is sent is equal for every attempt."""

    model_config = ConfigDict(frozen=True, hide_input_in_errors=True)

    reference: str
    beneficiary: Beneficiary
    amount_idr: int
    ordered_at: datetime
    """Programme time of the intent: the same bytes are sent each time."""
    partner_reference: str | None = None
    """The partner's own reference, once an answer has told it. Asked with, never sent with."""


class Answer(BaseModel):
    """What a money call or a status inquiry tells about the payment of one reference."""

    model_config = ConfigDict(frozen=True, hide_input_in_errors=True)

    outcome: Outcome
    cause: Reason | None = None
    code: str | None = None
    """The partner's response code or status, for the ledger."""
    partner_reference: str | None = None
    not_found: bool = False
    """The partner does not know the reference: no proof while a send may be on its way."""
    retry_after: timedelta | None = None
    """The wait that the partner asked for (429 with Retry-After), in its own real seconds."""
    carried_out: str | None = None
    """X-EXTERNAL-ID of the request by which the partner paid, where it says so."""


class PayoutChannel(Protocol):
    """A bank or wallet through SNAP BI."""

    channel: Channel
    recovers_by_resend: bool
    """True where the provider's own rule after a time-out is to repeat the same reference."""
    status_needs_their_reference: bool
    """True where `inquire` is refused without the partner's own reference."""
    status_delay: timedelta
    """How long after a send the provider wants no inquiry about it."""
    remembers: timedelta
    """For how long the provider knows a reference: sent again later, it would pay again."""
    end_of_day: tuple[int, int] | None
    """Full Jakarta hours, from the first over midnight to before the second, in which the provider
    closes its books and an inquiry proves nothing; None where it is always open."""

    async def check(self, beneficiary: Beneficiary, amount_idr: int, at: datetime) -> AccountCheck:
        """Ask whether this account may receive this amount. Raises as `FactSource.find`."""
        ...

    async def send(self, transfer: Transfer, external_id: str, at: datetime) -> Answer:
        """Send money once. Never raises for what the wire did: that is `Outcome.UNKNOWN`.

        A failure before the first byte was written is `Outcome.NOT_PAID` with
        `Reason.CHANNEL_DOWN`: it says something of this attempt only.
        """
        ...

    async def inquire(
        self, transfer: Transfer, sent_external_id: str, external_id: str, at: datetime
    ) -> Answer:
        """Ask what became of a reference. Never raises; no usable answer is UNKNOWN."""
        ...


@dataclass(frozen=True, slots=True)
class Partners:
    """Every partner by its code, as wired in `worker.py`."""

    sources: Mapping[str, FactSource]
    """Providers and marketplaces by code; the dashboard under `pmo`."""
    channels: Mapping[Channel, PayoutChannel]
