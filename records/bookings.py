"""What the ledger answers with, and why it refuses."""

import itertools
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Final, Literal

from pydantic import BaseModel, ConfigDict

from domain.payouts import Channel, Outcome, TrancheKind
from domain.ports import Answer

Action = Literal["send", "inquire"]
"""What a request about money asks for."""


BOOKS: Final = "BOOKS "
"""How the code of an answer begins that a partner's statement gave: nobody had asked.

The Jakarta day follows to which the statement reaches, then which credit it is: its instant in UTC,
its rupiah, and its number among those alike. Nothing, where two people say it or it is gone.
"""


HEARD_WITHIN: Final = timedelta(hours=1)
"""An answer bears the time at which its try began, and the clocks of desk and worker differ."""


class Intent(BaseModel):
    """The decision to pay, recorded before anything is sent."""

    model_config = ConfigDict(frozen=True, from_attributes=True)

    reference: str
    journey: str
    kind: TrancheKind
    number: int
    generation: int
    amount_idr: int
    link: int
    channel: Channel
    at: datetime
    """Programme time of the decision: every attempt sends this very instant."""
    outcome: Outcome | None = None
    """What is proven: reversed if it came back, else paid, else not paid; None if nothing is."""
    proven_at: datetime | None = None
    """Programme time at which that was recorded."""
    confirmed_at: datetime | None = None
    """Programme time at which two people last said what became of it."""
    booked_at: datetime | None = None
    """When the partner booked it, if a statement or two people have told it."""


class Request(BaseModel):
    """One request about money, recorded before its first byte, and what came back."""

    model_config = ConfigDict(frozen=True)

    sequence: int
    reference: str
    channel: Channel
    external_id: str
    action: Action
    at: datetime
    """Programme time."""
    answer: Answer | None = None
    """None while it is on its way, or when the process died before it heard."""
    answered_at: datetime | None = None

    @property
    def paid(self) -> bool:
        """Whether the answer proves that the reference was paid."""
        return self.answer is not None and self.answer.outcome is Outcome.PAID

    @property
    def books_of(self) -> date | None:
        """To which day the statement reaches that gave the answer; None for what was asked."""
        code = self.answer.code if self.answer is not None else None
        if code is None or not code.startswith(BOOKS):
            return None
        return date.fromisoformat(code.removeprefix(BOOKS).split()[0])

    @property
    def books_mark(self) -> str:
        """Which credit of a statement gave the answer; empty if it names none."""
        code = (self.answer.code if self.answer is not None else None) or ""
        return code.removeprefix(BOOKS).partition(" ")[2] if code.startswith(BOOKS) else ""

    @property
    def arrived(self) -> bool:
        """Whether a partner can have heard of a send: not if none of its bytes left."""
        return not self.refused or (self.answer is not None and self.answer.code is not None)

    @property
    def refused(self) -> bool:
        """Whether the answer proves that this request moved no money."""
        return self.answer is not None and self.answer.outcome is Outcome.NOT_PAID


def was_paid(requests: Sequence[Request], confirmed_at: datetime | None) -> bool:
    """Say whether a partner says that money was paid, or its books show it.

    Until two people know better (`confirmed_at`, programme time).
    """
    return is_said_paid(requests, confirmed_at) or is_shown_paid(requests, confirmed_at)


def is_said_paid(requests: Sequence[Request], since: datetime | None) -> bool:
    """Say whether any answer says that money was paid, and nobody knew of it at `since`."""
    said = [request for request in requests if request.books_of is None and request.paid]
    return any(since is None or is_news(one, since) for one in said)


def is_news(request: Request, since: datetime) -> bool:
    """Say whether who knew all at `since`, in programme time, may not have known its answer."""
    return request.answered_at is not None and request.answered_at >= since - HEARD_WITHIN


def is_shown_paid(requests: Sequence[Request], since: datetime | None) -> bool:
    """Say whether books show the money, and nobody knew of it at `since`.

    Of what statements showed, in the order of how far they reach, all since the last that did not.
    """
    standing = itertools.takewhile(lambda one: one.paid, reversed(_shown(requests)))
    return any(since is None or is_news(one, since) for one in standing)


def last_shown(requests: Sequence[Request]) -> Request | None:
    """Return what the statement says that reaches furthest; of one day, what was read last."""
    shown = _shown(requests)
    return shown[-1] if shown else None


def _shown(requests: Sequence[Request]) -> list[Request]:
    shown = [(each.books_of, each.sequence, each) for each in requests if each.books_of is not None]
    return [request for *_, request in sorted(shown, key=lambda one: one[:2])]


def is_in_question(intent: Intent, others: Sequence[Intent], requests: Sequence[Request]) -> bool:
    """Say whether two people must know anew that a payment is not with the participant.

    They must if anything ever said that it was paid, and another payment of the same incentive has
    come back since what we know of it.
    """
    if intent.outcome is not Outcome.REVERSED and not any(request.paid for request in requests):
        return False
    returns = [
        other.proven_at
        for other in others
        if other.reference != intent.reference
        and other.outcome is Outcome.REVERSED
        and other.proven_at is not None
    ]
    if not returns:
        return False
    proven = intent.proven_at if intent.outcome is Outcome.REVERSED else None
    known = [at for at in (proven, intent.confirmed_at) if at is not None]
    return not known or max(known) <= max(returns)


class Total(BaseModel):
    """One channel's sums, in whole rupiah."""

    model_config = ConfigDict(frozen=True, from_attributes=True)

    channel: Channel
    paid: int
    paid_idr: int
    """All that was paid, also what came back later."""
    reversed: int
    reversed_idr: int
    open: int
    """Intents whose outcome is not proven."""
    open_idr: int


class OpenQuestion(BaseModel):
    """A payment that may have been made: sent, not refused, and nothing is proven."""

    model_config = ConfigDict(frozen=True, from_attributes=True)

    reference: str
    journey: str
    kind: TrancheKind
    number: int
    generation: int
    channel: Channel
    amount_idr: int
    first_sent_at: datetime
    """Programme time of the first send that was not refused."""
    last_asked_at: datetime | None
    """Programme time of the last inquiry."""


class LedgerRefusal(Exception):
    """What was to be written contradicts the ledger; nothing was written."""


class IntentDiffers(LedgerRefusal):
    """The reference, or the generation of the payment, stands for something else already."""

    def __init__(self, reference: str, fields: list[str]) -> None:
        super().__init__(f"{reference} is recorded with another {', '.join(fields)}")
        self.reference = reference
        self.fields = fields


class EntitlementDiffers(LedgerRefusal):
    """The participant is entitled to another amount already."""


class NotEntitled(LedgerRefusal):
    """Nobody has entitled this journey to anything: it must not be paid."""


class BeyondEntitlement(LedgerRefusal):
    """With this payment the participant could get more than the programme ever pays to one."""


class GenerationLive(LedgerRefusal):
    """The generation before is not proven unpaid: a new one could pay twice."""


class ReferenceClosed(LedgerRefusal):
    """The reference's outcome, or that the payment was made under another, is proven."""


class ClosedOtherwise(LedgerRefusal):
    """The reference is closed with the opposite outcome: somebody must find out the truth."""


class PaidTwice(LedgerRefusal):
    """A later generation was sent as well, so both may have been paid: people must act."""


class PayoutsStopped(LedgerRefusal):
    """Operators, or a broken sum, have stopped the channel: nothing may be sent."""


class SentMeanwhile(LedgerRefusal):
    """Another process has sent under the reference since: what was proven is proven no more."""


class ExternalIdTaken(LedgerRefusal):
    """Another request of the channel had the id on the same day; draw a new one."""


class AlreadyAnswered(LedgerRefusal):
    """The request has its answer."""


class UnknownReference(LookupError):
    """No intent has this reference."""
