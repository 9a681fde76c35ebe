"""Payments of fictitious participants, for the tests of the ledger and what stands beside it."""

from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import Connection, insert, text

from domain.messages import PayoutOrder
from domain.payouts import Channel, Outcome, TrancheKind, payment_reference
from domain.ports import Answer
from records.bookings import Action, Intent, Request
from records.database import Database
from records.ledger import Ledger
from records.tables import people

# 23:59:30 in Jakarta: half a minute later it is the next day there.
AT = datetime(2020, 6, 12, 16, 59, 30, tzinfo=UTC)
ENTITLED_IDR = 4 * 600_000 + 3 * 50_000
PAID, REFUSED = Answer(outcome=Outcome.PAID), Answer(outcome=Outcome.NOT_PAID)


def order(**changes: object) -> PayoutOrder:
    standard = PayoutOrder(
        journey="journey-a",
        kind=TrancheKind.TRAINING,
        number=1,
        generation=1,
        amount_idr=600_000,
        link=1,
        channel=Channel.OVO,
        check_at=AT,
        pay_at=AT,
        open_days=[date(2020, 6, 12)],
        pay_hours=(8, 17),
    )
    return standard.model_copy(update=changes)


def reference_of(one: PayoutOrder) -> str:
    return payment_reference(one.journey, one.kind, one.number, one.generation)


def intent_row(generation: int = 1, **changes: Any) -> dict[str, Any]:
    """Return the columns of an intent, for going past all of our code."""
    one = order(generation=generation)
    return {
        "reference": reference_of(one),
        "journey": one.journey,
        "kind": one.kind,
        "number": one.number,
        "generation": generation,
        "amount_idr": one.amount_idr,
        "link": one.link,
        "channel": one.channel,
        "at": AT,
        "replaces": None,
        "replaces_outcome": None,
    } | changes


async def intend(ledger: Ledger, one: PayoutOrder) -> Intent:
    return await ledger.intend(one, reference_of(one), at=AT)


async def requested(
    ledger: Ledger,
    intent: Intent,
    answer: Answer | None = None,
    *,
    action: Action = "send",
    at: datetime = AT,
) -> Request:
    """Record a request, with its answer or as a process leaves it that is killed before."""
    external_id = await ledger.new_external_id(intent.channel, at)
    request = await ledger.attempt(intent.reference, intent.channel, external_id, action, at=at)
    if answer is not None:
        await ledger.answer(request, answer, at=at)
    return request


def add_participant(connection: Connection, journey: str) -> None:
    """Record somebody of whom only the journey matters."""
    connection.execute(insert(people).values(journey=journey, sealed=b"", at=AT))


async def execute(database: Database, statement: str, **values: object) -> None:
    """Run SQL past all of our code."""
    await database.write(lambda connection: connection.execute(text(statement), values))
