"""Writing the ledger, inside the caller's transaction.

The constraints of `ledger_tables` hold the rules that protect money; the checks here come first
only to give a refusal its name.
"""

from datetime import datetime

from sqlalchemy import Connection, select

from domain.clock import Clock
from domain.messages import PayoutOrder
from domain.payouts import Channel, Outcome
from domain.ports import Answer
from records.bookings import (
    Action,
    AlreadyAnswered,
    ClosedOtherwise,
    ExternalIdTaken,
    GenerationLive,
    Intent,
    IntentDiffers,
    ReferenceClosed,
    Request,
    SentMeanwhile,
    UnknownReference,
)
from records.inserts import insert_new
from records.ledger_queries import find_intent
from records.ledger_tables import answers, attempts, closings, intents

_PROVEN = (Outcome.PAID, Outcome.NOT_PAID, Outcome.REVERSED)
_UNPAID = (Outcome.NOT_PAID, Outcome.REVERSED)


def intend(connection: Connection, order: PayoutOrder, reference: str, at: datetime) -> Intent:
    """Insert an intent or return the one that is there. Raises as `Ledger.intend`."""
    wanted = {
        "journey": order.journey,
        "kind": order.kind,
        "number": order.number,
        "generation": order.generation,
        "amount_idr": order.amount_idr,
        "link": order.link,
        "channel": order.channel,
    }
    intent = find_intent(connection, reference)
    if intent is None:
        row = wanted | _replacement(connection, order)
        insert_new(connection, intents, reference=reference, at=at, **row)
        intent = find_intent(connection, reference)
    if intent is None:
        raise IntentDiffers(reference, ["reference"])
    different = [name for name, value in wanted.items() if getattr(intent, name) != value]
    if different:
        raise IntentDiffers(reference, different)
    return intent


def attempt(
    connection: Connection,
    reference: str,
    channel: Channel,
    external_id: str,
    action: Action,
    at: datetime,
) -> Request:
    """Insert a request. Raises as `Ledger.attempt`."""
    intent = _locked_intent(connection, reference)
    if action == "send" and intent.outcome is not None:
        raise ReferenceClosed(f"{reference} is {intent.outcome}")
    if intent.channel is not channel:
        raise IntentDiffers(reference, ["channel"])
    key = {"channel": channel, "day": Clock.day_of(at), "external_id": external_id}
    if not insert_new(connection, attempts, reference=reference, action=action, at=at, **key):
        raise ExternalIdTaken(f"{external_id} at {channel} on {key['day']}")
    sequence = connection.execute(select(attempts.c.sequence).filter_by(**key)).scalar_one()
    return Request(
        sequence=sequence,
        reference=reference,
        channel=channel,
        external_id=external_id,
        action=action,
        at=at,
    )


def answer(connection: Connection, request: Request, answer: Answer, at: datetime) -> None:
    """Insert the answer to a request. Raises `AlreadyAnswered`."""
    row = answer.model_dump()
    if not insert_new(connection, answers, attempt=request.sequence, at=at, **row):
        raise AlreadyAnswered(f"request {request.external_id} of {request.reference}")


def close(
    connection: Connection,
    reference: str,
    outcome: Outcome,
    at: datetime,
    seen: int | None = None,
) -> bool:
    """Insert a proven outcome. Raises as `Ledger.close`."""
    if outcome not in _PROVEN:
        raise ValueError(f"{outcome} proves nothing")
    intent = _locked_intent(connection, reference)
    if seen is not None and _sent_after(connection, reference, seen):
        raise SentMeanwhile(reference)
    if insert_new(
        connection,
        closings,
        reference=reference,
        journey=intent.journey,
        kind=intent.kind,
        number=intent.number,
        generation=intent.generation,
        outcome=outcome,
        at=at,
    ):
        return True
    known = connection.scalars(
        select(closings.c.outcome).where(closings.c.reference == reference)
    ).all()
    if outcome not in known:
        raise ClosedOtherwise(f"{reference} is {', '.join(known)}, not {outcome}")
    return False


def _sent_after(connection: Connection, reference: str, seen: int) -> bool:
    later = select(attempts.c.sequence).where(
        attempts.c.reference == reference,
        attempts.c.action == "send",
        attempts.c.sequence > seen,
    )
    return connection.execute(later.limit(1)).first() is not None


def _replacement(connection: Connection, order: PayoutOrder) -> dict[str, object]:
    """Return the columns that point a later generation to the closing of the one before."""
    if order.generation == 1:
        return {}
    outcome = connection.scalars(
        select(closings.c.outcome)
        .where(
            closings.c.journey == order.journey,
            closings.c.kind == order.kind,
            closings.c.number == order.number,
            closings.c.generation == order.generation - 1,
            closings.c.outcome.in_(_UNPAID),
        )
        .order_by(closings.c.sequence)
    ).first()
    if outcome is None:
        raise GenerationLive(
            f"{order.kind} {order.number} of {order.journey}: generation {order.generation - 1} "
            "is not proven unpaid"
        )
    return {"replaces": order.generation - 1, "replaces_outcome": outcome}


def _locked_intent(connection: Connection, reference: str) -> Intent:
    """Return the intent while no other process can send under it or close it."""
    connection.execute(
        select(intents.c.reference).where(intents.c.reference == reference).with_for_update()
    )
    intent = find_intent(connection, reference)
    if intent is None:
        raise UnknownReference(reference)
    return intent
