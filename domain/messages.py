"""What travels between a journey, its activities and those who speak to it: one model each.

Nothing here holds personal data. A participant is `journey` (an opaque id), an account is the
number of its link; names, NIKs and account numbers stay in the records and are read there by the
activity that needs them. So histories stay small, and a person can be forgotten.
"""

from datetime import date, datetime
from enum import StrEnum

from pydantic import AwareDatetime, BaseModel, ConfigDict

from domain.clock import Clock
from domain.facts import Fact, FactKind, Site
from domain.payouts import Attempt, Channel, Outcome, TrancheKind
from domain.reasons import Reason
from domain.scheme import Scheme
from domain.workdays import Workdays


class _Message(BaseModel):
    model_config = ConfigDict(frozen=True, hide_input_in_errors=True)


class Enrolment(_Message):
    """The input of a journey: who, where the course was bought, and the rules it runs under."""

    journey: str
    wave: int
    provider: str
    marketplace: str | None = None
    """None when bought directly at the provider: one hop fewer and one review."""
    sites_without_reviews: list[Site] = []
    scheme: Scheme
    workdays: Workdays
    clock: Clock
    enrolled_at: AwareDatetime
    """Programme time."""
    redeem_by: AwareDatetime
    """Programme time until which the voucher may be used, outages of the provider not counted."""


class Wanted(_Message):
    """A fact that the journey waits for."""

    journey: str
    kind: FactKind
    site: Site | None = None
    survey: int | None = None
    ask_from: datetime | None = None
    """Programme time before which the partner is not asked."""
    due: datetime | None = None
    """Programme time after which the senders are asked to send again."""
    deadline: datetime | None = None
    """Programme time after which the wait is over, if the partner can be asked and says no."""
    told: Reason | None = None
    """The trouble that the journey already knows of: not worth telling again."""
    objection: Reason | None = None
    """Why the last words of the partner could not stand: the same again is no news."""


class Sighting(_Message):
    """What came of a wait: a fact, a trouble that began, a trouble that ended, or the deadline."""

    fact: Fact | None = None
    trouble: Reason | None = None
    since: datetime | None = None
    """Programme time since when the trouble lasts, or when it was first seen to be over."""
    expired: bool = False


class LinkRequest(_Message):
    """Update: pay to this account from now on. The account itself is in the records."""

    link: int
    """The how-many-eth account of this participant."""
    channel: Channel


class AccountField(StrEnum):
    """One thing that is checked about a payout account."""

    EXISTS = "exists"
    ACTIVE = "active"
    UPGRADED = "upgraded"
    NAME = "name"
    PHONE = "phone"
    NIK = "nik"
    ROOM = "room"


class AccountCheck(_Message):
    """The partner's answer about an account, field by field. None: the partner does not say."""

    passed: dict[AccountField, bool | None]
    reason: Reason | None = None
    """The first thing to repair; None when money may be sent."""
    at: datetime

    @property
    def is_own(self) -> bool | None:
        """Whether the partner says that it is the participant's; None where it does not say.

        The NIK says who the owner is; a name counts only where the partner keeps it silent.
        """
        nik = self.passed.get(AccountField.NIK)
        return self.passed.get(AccountField.NAME) if nik is None else nik


class LinkAnswer(_Message):
    """The immediate answer to a link: accepted or why not, field by field."""

    accepted: bool
    reason: Reason | None = None
    """Why not; or, of an accepted account, what it still lacks."""
    check: AccountCheck | None = None
    """None when the partner could not be asked: the account is kept and checked later."""


class PayoutOrder(_Message):
    """Pay one tranche to one account, not before a date, once."""

    journey: str
    kind: TrancheKind
    number: int
    generation: int
    amount_idr: int
    link: int
    channel: Channel
    check_at: datetime
    """Programme time of the early check; a bad account can still be repaired before `pay_at`."""
    pay_at: datetime
    """Programme time before which nothing is sent."""
    open_days: list[date]
    """The days on which money may be sent, from that of `pay_at` on; after them a new order."""
    pay_hours: tuple[int, int]
    """Full Jakarta hours: money leaves from the first to before the second."""
    not_before: datetime | None = None
    """Programme time of the next look, where the last news came one upon the other."""
    finish_only: bool = False
    """True when the account is no longer linked: see what became of a payment, begin none."""
    told: Reason | None = None


class Settled(StrEnum):
    """What a payout activity comes back with."""

    PAID = "paid"
    NOT_PAID = "not_paid"
    """Proven: this reference moved no money and never will. A new generation may be made."""
    HELD = "held"
    """Nothing was sent under this reference yet; the reason says what must change."""
    UNKNOWN = "unknown"
    """Something was sent and nobody knows: ask, never send anew."""
    CLEAR = "clear"
    """What held the payment is over: promise a new date."""
    MISSED = "missed"
    """The order's open days are over: make a new order for what is left to do."""


class Settlement(_Message):
    """The result of one stay in the payout activity."""

    result: Settled
    reason: Reason | None = None
    reference: str | None = None
    link: int | None = None
    """The account under which the reference stands, whatever the order says."""
    channel: Channel | None = None
    paid_at: datetime | None = None
    attempts: list[Attempt] = []


class Waiver(_Message):
    """Update: a fact is not asked for, by decision of a named person."""

    kind: FactKind
    site: Site | None = None
    ground: str
    """A fixed code, not free text: histories hold no personal data."""
    by: str


class VoucherCorrection(_Message):
    """Update: the records now hold another voucher for this participant."""

    version: int


class CalendarAmendment(_Message):
    """Update: a decree changed the working days; promises are made anew under this calendar."""

    workdays: Workdays


class Resumption(_Message):
    """Update: an engineer has repaired what parked the case."""

    by: str


class Returned(_Message):
    """Update: the partner took a payment back, by its own statement; the ledger says so already."""

    kind: TrancheKind
    number: int
    reference: str


class Resolution(_Message):
    """Update: what became of an unclear payment is proven; the ledger says so already.

    A person proposes it with evidence and another one approves; a partner's statement stands for
    the proposer where it names the reference.
    """

    kind: TrancheKind
    number: int
    reference: str
    outcome: Outcome
    evidence: str
    """Digest of the evidence: its words are in the records, histories hold no personal data."""
    proposed_by: str
    approved_by: str


class LinkCheck(_Message):
    """Activity: whether this account may be linked."""

    journey: str
    link: int
    amount_idr: int


class Receipt(_Message):
    """The answer to an update that changes something: the case file's new version."""

    version: int
