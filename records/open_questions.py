"""What two people may settle: only what is in question, and as far as they knew of it."""

from datetime import datetime, timedelta

from sqlalchemy import Connection

from domain.clock import Clock
from domain.payouts import Outcome
from records import ledger_queries
from records.bookings import (
    ClosedOtherwise,
    Intent,
    LedgerRefusal,
    Request,
    is_in_question,
    is_said_paid,
    was_paid,
)

SETTLES_AFTER = timedelta(days=1)
"""Before that no evidence can say that a send was not and will not be carried out."""


class NoOpenQuestion(LedgerRefusal):
    """Nothing to settle: it is proven already, or nothing was sent that could have paid."""


class TooEarly(LedgerRefusal):
    """So soon after a send nobody can know that it never pays."""


class BookedAtAnotherTime(LedgerRefusal):
    """The partner cannot have booked it then: it was not decided yet, or that day is to come."""


def refuse_unless_open(
    connection: Connection,
    intent: Intent,
    outcome: Outcome,
    at: datetime,
    *,
    knew: str | None,
    seen: int,
    known_at: datetime,
) -> None:
    """Refuse unless people have something to say about a payment.

    They have if it is unproven whether something sent under the reference has paid; to confirm that
    a partner's "no", or its "came back", was true when it has forgotten or says nothing; that what
    it called unpaid was paid; that what it called paid was never booked, or came back. Who did not
    know what the ledger says, or what books have shown since, cannot contradict it.
    """
    reference = intent.reference
    if intent.outcome is Outcome.REVERSED and outcome is Outcome.PAID:
        raise ClosedOtherwise(f"{reference} came back: it is not paid")
    requests = ledger_queries.requests_of(connection, reference)
    agrees = (intent.outcome is Outcome.PAID) is (outcome is Outcome.PAID)
    if agrees and (intent.outcome is Outcome.PAID or _is_confirmed(connection, intent, requests)):
        raise NoOpenQuestion(f"{reference} is proven {outcome} already")
    confirms = intent.outcome is not None
    if confirms and not agrees and intent.outcome != knew:
        raise ClosedOtherwise(f"{reference} is {intent.outcome} since it was proposed")
    sends = [
        request.at
        for request in requests
        if request.action == "send" and (confirms or not request.refused)
    ]
    if not sends:
        raise NoOpenQuestion(f"nothing was sent under {reference} that could have paid")
    if outcome is Outcome.NOT_PAID and _says_paid(requests, intent, seen, known_at):
        raise ClosedOtherwise(f"{reference} was booked, by what its partner has told since")
    if outcome is Outcome.NOT_PAID and at - max(sends) < SETTLES_AFTER:
        raise TooEarly(f"{reference} was sent less than a day ago: it may be on its way")


def _says_paid(requests: list[Request], intent: Intent, seen: int, known_at: datetime) -> bool:
    """Say whether books or an answer have said so since, or before and nobody closed it yet."""
    unread = intent.outcome is None and is_said_paid(requests, intent.confirmed_at)
    shown = any(each.paid for each in requests if each.sequence > seen)
    return unread or shown or is_said_paid(requests, known_at)


def _is_confirmed(connection: Connection, intent: Intent, requests: list[Request]) -> bool:
    """Say whether two people knew it so long after the last send, and since it was closed.

    What they settled sooner counts no more than a partner's early word: they may say so again.
    """
    if intent.confirmed_at is None or intent.proven_at is None:
        return False
    sends = [request.at for request in requests if request.action == "send"]
    aged = intent.confirmed_at - max(sends) >= SETTLES_AFTER
    generations = ledger_queries.generations_of(
        connection, intent.journey, intent.kind, intent.number
    )
    if is_in_question(intent, generations, requests):
        return False
    paid = was_paid(requests, intent.confirmed_at)
    return aged and not paid and intent.confirmed_at >= intent.proven_at


def refuse_unless_possible(
    intent: Intent, outcome: Outcome, booked_at: datetime, at: datetime
) -> None:
    """Raise `BookedAtAnotherTime` unless the payment can have been booked then."""
    day = Clock.day_of(booked_at)
    if outcome is not Outcome.PAID:
        raise BookedAtAnotherTime("what was not paid was booked at no time")
    if not Clock.day_of(intent.at) <= day <= Clock.day_of(at):
        raise BookedAtAnotherTime(
            f"{intent.reference} was decided on {intent.at:%d %b %Y}, not {day}"
        )
