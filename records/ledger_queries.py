"""Reading the ledger, inside the caller's transaction."""

from datetime import date
from typing import Any

from sqlalchemy import Connection, Row, Select, case, func, select

from domain.payouts import Channel, Outcome, TrancheKind
from domain.ports import Answer
from records.bookings import Intent, OpenQuestion, Request, Total
from records.decision_tables import approvals, proposals
from records.ledger_tables import answers, attempts, closings, intents


def find_intent(connection: Connection, reference: str) -> Intent | None:
    """Return the intent of a reference."""
    row = connection.execute(_intents().where(intents.c.reference == reference)).one_or_none()
    return Intent.model_validate(row) if row else None


def latest_intent(
    connection: Connection, journey: str, kind: TrancheKind, number: int
) -> Intent | None:
    """Return the generation of a payment that is paid, else the highest."""
    generations = generations_of(connection, journey, kind, number)
    # One that was taken for unpaid may turn out to be paid when there is another already.
    paid = [intent for intent in generations if intent.outcome is Outcome.PAID]
    return next(reversed(paid or generations), None)


def generations_of(
    connection: Connection, journey: str, kind: TrancheKind, number: int
) -> list[Intent]:
    """Return every generation of a payment, the first one first."""
    rows = connection.execute(
        _intents()
        .where(intents.c.journey == journey, intents.c.kind == kind, intents.c.number == number)
        .order_by(intents.c.generation)
    )
    return [Intent.model_validate(row) for row in rows]


def live_idr(connection: Connection, journey: str) -> int:
    """Return the sum of a journey's payments that are made, or may still be."""
    each = _intents().where(intents.c.journey == journey).subquery()
    live = each.c.outcome.is_(None) | (each.c.outcome == Outcome.PAID)
    total = connection.scalar(select(func.sum(each.c.amount_idr)).where(live))
    return int(total or 0)


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
            answers.c.carried_out,
            answers.c.at.label("answered_at"),
        )
        .outerjoin(answers, answers.c.attempt == attempts.c.sequence)
        .where(attempts.c.reference == reference)
        .order_by(attempts.c.sequence)
    )
    return [_recorded(row) for row in rows]


def last_request(connection: Connection, reference: str) -> int:
    """Return the number of the last request under a reference, 0 if there was none."""
    last = select(func.max(attempts.c.sequence)).where(attempts.c.reference == reference)
    return connection.scalar(last) or 0


def journey_of(connection: Connection, reference: str) -> str:
    """Return whose payment a reference is. It must exist."""
    return str(
        connection.scalars(select(intents.c.journey).where(intents.c.reference == reference)).one()
    )


def may_have_paid(connection: Connection, reference: str) -> bool:
    """Say whether anything was sent under a reference that was not refused."""
    sent = _unrefused().where(attempts.c.reference == reference)
    return connection.execute(sent.limit(1)).first() is not None


def open_questions(connection: Connection, limit: int) -> list[OpenQuestion]:
    """Return payments that may have been made and of which nothing is proven, oldest first."""
    each, sends = _intents().subquery(), _unrefused().subquery()
    asked = (
        select(func.max(attempts.c.at))
        .where(attempts.c.reference == each.c.reference, attempts.c.action == "inquire")
        .scalar_subquery()
    )
    first = func.min(sends.c.at).label("first_sent_at")
    rows = connection.execute(
        select(each, first, asked.label("last_asked_at"))
        .join(sends, sends.c.reference == each.c.reference)
        .where(each.c.outcome.is_(None))
        .group_by(*each.c)
        .order_by(first, each.c.reference)
        .limit(limit)
    )
    return [OpenQuestion.model_validate(row) for row in rows]


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
    # Not paid may turn out to be paid, and what was paid may come back: the later truth counts.
    truth = case(
        (closings.c.outcome == Outcome.REVERSED, 1),
        (closings.c.outcome == Outcome.PAID, 2),
        else_=3,
    )
    proven, since = (
        select(column)
        .where(closings.c.reference == intents.c.reference)
        .order_by(truth)
        .limit(1)
        .scalar_subquery()
        for column in (closings.c.outcome, closings.c.at)
    )
    booked = (
        select(closings.c.booked_at)
        .where(closings.c.reference == intents.c.reference, closings.c.outcome == Outcome.PAID)
        .scalar_subquery()
    )
    confirmed = (
        confirmations().where(proposals.c.reference == intents.c.reference).scalar_subquery()
    )
    return select(
        intents,
        proven.label("outcome"),
        since.label("proven_at"),
        confirmed.label("confirmed_at"),
        booked.label("booked_at"),
    )


def confirmations() -> Select[Any]:
    """Select when two people last said that a reference is not paid."""
    return (
        select(func.max(approvals.c.at).label("at"))
        .join(proposals, proposals.c.id == approvals.c.proposal)
        .where(proposals.c.outcome == Outcome.NOT_PAID)
    )


def _unrefused() -> Select[Any]:
    """Select every send that the partner has not refused."""
    return (
        select(attempts.c.reference, attempts.c.at)
        .outerjoin(answers, answers.c.attempt == attempts.c.sequence)
        .where(attempts.c.action == "send")
        .where(answers.c.outcome.is_(None) | (answers.c.outcome != Outcome.NOT_PAID))
    )


def _recorded(row: Row[Any]) -> Request:
    answer = None
    if row.answered_at is not None:
        answer = Answer(
            outcome=row.outcome,
            cause=row.cause,
            code=row.code,
            partner_reference=row.partner_reference,
            not_found=row.not_found,
            carried_out=row.carried_out,
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
