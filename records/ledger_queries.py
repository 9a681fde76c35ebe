"""Reading the ledger, inside the caller's transaction."""

from datetime import date
from typing import Any

from sqlalchemy import Connection, Row, Select, func, select

from domain.payouts import Channel, Outcome, TrancheKind
from domain.ports import Answer
from records.bookings import Intent, Request, Total
from records.ledger_tables import answers, attempts, closings, intents


def find_intent(connection: Connection, reference: str) -> Intent | None:
    """Return the intent of a reference."""
    row = connection.execute(_intents().where(intents.c.reference == reference)).one_or_none()
    return Intent.model_validate(row) if row else None


def latest_intent(
    connection: Connection, journey: str, kind: TrancheKind, number: int
) -> Intent | None:
    """Return the highest generation of a payment."""
    row = connection.execute(
        _intents()
        .where(intents.c.journey == journey, intents.c.kind == kind, intents.c.number == number)
        .order_by(intents.c.generation.desc())
        .limit(1)
    ).one_or_none()
    return Intent.model_validate(row) if row else None


def intents_after(connection: Connection, after: str, limit: int) -> list[Intent]:
    """Return a page of intents by reference."""
    rows = connection.execute(
        _intents().where(intents.c.reference > after).order_by(intents.c.reference).limit(limit)
    )
    return [Intent.model_validate(row) for row in rows]


def requests_of(connection: Connection, reference: str) -> list[Request]:
    """Return the requests made under a reference in order, each with its answer."""
    rows = connection.execute(
        select(
            attempts,
            answers.c.outcome,
            answers.c.cause,
            answers.c.code,
            answers.c.partner_reference,
            answers.c.not_found,
            answers.c.at.label("answered_at"),
        )
        .outerjoin(answers, answers.c.attempt == attempts.c.sequence)
        .where(attempts.c.reference == reference)
        .order_by(attempts.c.sequence)
    )
    return [_recorded(row) for row in rows]


def is_taken(connection: Connection, channel: Channel, external_id: str, day: date) -> bool:
    """Say whether a request of the channel had this external id on a Jakarta day."""
    key = {"channel": channel, "day": day, "external_id": external_id}
    return connection.scalar(select(attempts.c.sequence).filter_by(**key)) is not None


def totals(connection: Connection) -> list[Total]:
    """Return the sums of every channel."""
    each = _intents().subquery()
    paid = each.c.outcome.in_((Outcome.PAID, Outcome.REVERSED))
    came_back = each.c.outcome == Outcome.REVERSED
    unproven = each.c.outcome.is_(None)
    sums = [
        column
        for name, condition in (("paid", paid), ("reversed", came_back), ("open", unproven))
        for column in (
            func.count().filter(condition).label(name),
            func.coalesce(func.sum(each.c.amount_idr).filter(condition), 0).label(f"{name}_idr"),
        )
    ]
    rows = connection.execute(
        select(each.c.channel, *sums).group_by(each.c.channel).order_by(each.c.channel)
    )
    return [Total.model_validate(row) for row in rows]


def _intents() -> Select[Any]:
    """Select every intent with what is proven about it."""
    # A payment that came back is closed twice: paid, then reversed.
    latest = (
        select(closings.c.outcome)
        .where(closings.c.reference == intents.c.reference)
        .order_by((closings.c.outcome == Outcome.REVERSED).desc())
        .limit(1)
        .scalar_subquery()
    )
    return select(intents, latest.label("outcome"))


def _recorded(row: Row[Any]) -> Request:
    answer = None
    if row.answered_at is not None:
        answer = Answer(
            outcome=row.outcome,
            cause=row.cause,
            code=row.code,
            partner_reference=row.partner_reference,
            not_found=row.not_found,
        )
    return Request(
        sequence=row.sequence,
        reference=row.reference,
        channel=row.channel,
        external_id=row.external_id,
        action=row.action,
        at=row.at,
        answer=answer,
        answered_at=row.answered_at,
    )
