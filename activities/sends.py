"""What the requests of a payment tell: which sends were made, which paid, what was asked."""

from datetime import datetime

from domain.clock import JAKARTA
from domain.payouts import Attempt, Outcome
from domain.reasons import Reason
from records.bookings import Request


def sends_of(requests: list[Request]) -> list[Request]:
    """Return the requests that asked for money, in their order."""
    return [request for request in requests if request.action == "send"]


def inquiries_of(requests: list[Request]) -> list[Request]:
    """Return what a partner was asked, in its order: what its statements tell, nobody asked."""
    return [each for each in requests if each.action == "inquire" and each.books_of is None]


def last_cause(requests: list[Request]) -> Reason:
    """Return the reason that a partner gave last."""
    causes = [r.answer.cause for r in requests if r.answer is not None and r.answer.cause]
    return causes[-1] if causes else Reason.CAUSE_NOT_GIVEN


def paid_by(requests: list[Request]) -> list[Request]:
    """Return the sends by which money may have left: the one that its partner names, or all."""
    named = {r.answer.carried_out for r in requests if r.answer is not None}
    sends = [send for send in sends_of(requests) if not send.refused]
    return [send for send in sends if send.external_id in named] or sends


def paid_at(requests: list[Request], booked_at: datetime | None) -> datetime | None:
    """Return when the money was sent: by the partner's books, the send it names, or the latest."""
    if booked_at is not None:
        return booked_at.astimezone(JAKARTA)
    sent = [send.at for send in paid_by(requests)]
    return max(sent).astimezone(JAKARTA) if sent else None


def attempt_of(send: Request) -> Attempt:
    """Return a send as the case file shows it: unanswered is unknown."""
    return Attempt(
        reference=send.reference,
        external_id=send.external_id,
        sent_at=send.at,
        outcome=send.answer.outcome if send.answer else Outcome.UNKNOWN,
        cause=send.answer.cause if send.answer else None,
    )
