"""What a reconciliation speaks of: our side of a reference, and a difference with what follows."""

from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum

from pydantic import BaseModel, ConfigDict, Field

from domain.payouts import Channel, Outcome, TrancheKind

Tranche = tuple[str, TrancheKind, int]
"""Journey, kind and number of an incentive."""


class Break(StrEnum):
    """How a statement and our ledger differ about one reference."""

    MISSING = "MISSING"
    """We say paid; nothing was booked, and the statement covers the days in which it would be."""
    EXTRA = "EXTRA"
    """Booked, and we never sent such a reference to this channel."""
    WRONG_AMOUNT = "WRONG_AMOUNT"
    WRONG_ACCOUNT = "WRONG_ACCOUNT"
    BEFORE_SENT = "BEFORE_SENT"
    """Booked on a day before we first sent it: the line cannot mean our payment."""
    TWICE = "TWICE"
    """Credited more than once, under this reference or another one of the same incentive."""
    REVERSED = "REVERSED"
    """The credit was taken back, and we do not say so."""
    PAID_LATE = "PAID_LATE"
    """Credited, although we say that no money moved or that it came back."""
    SETTLES = "SETTLES"
    """Credited, and we did not know what had become of it."""
    STILL_OPEN = "STILL_OPEN"
    """We do not know, and the statement has nothing: that is no proof."""


class Consequence(StrEnum):
    """What follows from a finding."""

    CLOSE_AS_PAID = "CLOSE_AS_PAID"
    CLOSE_AS_RETURNED = "CLOSE_AS_RETURNED"
    CORRECT_TO_PAID = "CORRECT_TO_PAID"
    KEEP_ASKING = "KEEP_ASKING"
    """The payment's own inquiries go on; two people may settle it with better evidence."""
    ASK_PARTNER = "ASK_PARTNER"
    """PMO must find out the truth with the partner."""
    LONGER_STATEMENT = "LONGER_STATEMENT"
    """The statement begins after the first send, or ends before what we say or what was sent last
    can stand in it: PMO must take one that reaches further."""

    @property
    def automatic(self) -> bool:
        """Whether it is done without a person when the findings are applied."""
        return self in {self.CLOSE_AS_PAID, self.CLOSE_AS_RETURNED, self.CORRECT_TO_PAID}


STOPPING = frozenset({Break.TWICE, Break.BEFORE_SENT})
"""Money is there that nobody ordered: the channel is stopped until somebody has looked."""


@dataclass(frozen=True, slots=True)
class Booked:
    """What our ledger says of one reference. The account is personal data and never shown."""

    reference: str
    journey: str
    kind: TrancheKind
    number: int
    generation: int
    channel: Channel
    amount_idr: int
    outcome: Outcome | None
    """Paid, not paid or reversed; None while it is not proven."""
    closed_at: datetime | None
    """Programme time at which we learned the outcome."""
    first_sent_at: datetime | None
    """Programme time; None if it was never sent."""
    last_sent_at: datetime | None
    may_have_moved: bool
    """Whether any send was not refused."""
    last_send: int | None = None
    """Number of the latest send in the ledger."""
    booked_at: datetime | None = None
    """Programme time of the credit in the partner's books, where a statement or people told it."""
    confirmed_at: datetime | None = None
    """Programme time at which two people said that it is not with the participant."""
    doubted: bool = False
    """Whether anybody has proposed that it is not with the participant."""
    account: str | None = field(default=None, repr=False)
    """The account's number as we sent it; None if it is not known any more, or not needed."""

    @property
    def tranche(self) -> Tranche:
        """The incentive that the reference was to pay."""
        return self.journey, self.kind, self.number


@dataclass(frozen=True, slots=True)
class Shown:
    """What a statement shows of a payment that is in doubt."""

    paid: bool
    """Whether its money stands."""
    marks: tuple[str, ...]
    """What tells each of its credits in the statement from the others, the oldest first."""


class Finding(BaseModel):
    """One difference, with both sides' words and what follows."""

    model_config = ConfigDict(frozen=True)

    code: Break
    reference: str
    journey: str | None = None
    kind: TrancheKind | None = None
    number: int | None = None
    generation: int | None = None
    ours: Outcome | None = None
    """What we say; None when we do not know, or know no such reference."""
    our_amount_idr: int | None = None
    """None when we know no such reference."""
    last_send: int | None = None
    """Number of the latest send that the ledger knew when the two were compared."""
    credits: int = 0
    reversals: int = 0
    net_idr: int = 0
    """What the statement booked in all, credits less reversals."""
    stands: bool = False
    """Whether money is at the participant after the statement's last line."""
    booked_at: datetime | None = None
    """The statement's last line about the reference."""
    marks: tuple[str, ...] = Field(default=(), exclude=True)
    """What tells each of its credits in the statement from the others, the oldest first."""
    partner_reference: str | None = None
    other: str | None = None
    """The other reference under which the same incentive was paid."""
    since: date | None = None
    """The Jakarta day from which a longer statement is needed."""
    consequence: Consequence

    @property
    def may_pay_again(self) -> bool:
        """Whether money is booked of what we say is unpaid or came back, and people must see to it.

        What is paid under another reference is not paid a third time.
        """
        unpaid = self.ours in {Outcome.NOT_PAID, Outcome.REVERSED} and self.other is None
        return unpaid and self.stands and not self.consequence.automatic

    @property
    def stops(self) -> bool:
        """Whether the channel must be stopped until somebody has looked."""
        if self.code is Break.EXTRA:
            # Also when it was taken back: somebody has used a reference that we never made.
            return True
        return (self.code in STOPPING and self.stands) or self.may_pay_again
