"""Writing the ledger, inside the caller's transaction.

The constraints of `ledger_tables` hold the rules that protect money; the checks here come first
only to give a refusal its name.
"""

from datetime import datetime

from sqlalchemy import Connection, insert, select

from domain.clock import Clock
from domain.messages import PayoutOrder
from domain.payouts import Channel, Outcome
from domain.ports import Answer
from records.bookings import (
    Action,
    AlreadyAnswered,
    BeyondEntitlement,
    ClosedOtherwise,
    ExternalIdTaken,
    GenerationLive,
    Intent,
    IntentDiffers,
    NotEntitled,
    PaidTwice,
    PayoutsStopped,
    ReferenceClosed,
    Request,
    SentMeanwhile,
    UnknownReference,
    was_paid,
)
from records.entitlements import locked_entitlement
from records.inserts import insert_new
from records.ledger_queries import (
    find_intent,
    generations_of,
    latest_intent,
    live_idr,
    may_have_paid,
    requests_of,
)
from records.ledger_tables import answers, attempts, closings, intents
from records.switches import MembershipRevoked, revocation_of, switch_of

_PROVEN = (Outcome.PAID, Outcome.NOT_PAID, Outcome.REVERSED)
_UNPAID = (Outcome.NOT_PAID, Outcome.REVERSED)
_EXCLUDED_BY: dict[Outcome, set[Outcome]] = {
    Outcome.PAID: {Outcome.NOT_PAID, Outcome.REVERSED},
    Outcome.NOT_PAID: {Outcome.PAID},
    Outcome.REVERSED: set[Outcome](),
}


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
        entitled = locked_entitlement(connection, order.journey)
        # The process that held the lock may have recorded this very intent.
        intent = find_intent(connection, reference)
    if intent is None:
        row = wanted | _replacement(connection, order)
        _refuse_excess(connection, order, entitled)
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
    seen: int | None = None,
) -> Request:
    """Insert a request. Raises as `Ledger.attempt`."""
    intent = locked_intent(connection, reference)
    if action == "send":
        _refuse_if_proven(connection, intent)
        if (stop := switch_of(connection, channel)).stopped:
            raise PayoutsStopped(f"{channel}: {stop.ground}")
        if (revoked := revocation_of(connection, intent.journey)) is not None:
            raise MembershipRevoked(f"{intent.journey}: {revoked.ground}")
        if seen is not None and _sent_after(connection, reference, seen):
            raise SentMeanwhile(reference)
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
    row = answer.model_dump(exclude={"retry_after"})
    if not insert_new(connection, answers, attempt=request.sequence, at=at, **row):
        raise AlreadyAnswered(f"request {request.external_id} of {request.reference}")


def close(
    connection: Connection,
    reference: str,
    outcome: Outcome,
    at: datetime,
    seen: int | None = None,
    booked_at: datetime | None = None,
    *,
    reopens: bool = True,
) -> bool:
    """Insert a proven outcome. Raises as `Ledger.close`."""
    if outcome not in _PROVEN:
        raise ValueError(f"{outcome} proves nothing")
    intent = locked_intent(connection, reference)
    if seen is not None and _sent_after(connection, reference, seen):
        raise SentMeanwhile(reference)
    known = connection.scalars(
        select(closings.c.outcome).where(closings.c.reference == reference)
    ).all()
    if outcome in known:
        return False
    excluded_by = _EXCLUDED_BY[outcome] if reopens else _EXCLUDED_BY[outcome] | {Outcome.PAID}
    if excluded_by.intersection(known):
        raise ClosedOtherwise(f"{reference} is {', '.join(known)}, not {outcome}")
    _record(connection, intent, outcome, at, booked_at)
    return True


def found_paid(
    connection: Connection, reference: str, at: datetime, booked_at: datetime | None = None
) -> bool:
    """Insert that a payment was made after all. Raises as `Ledger.found_paid`."""
    known = find_intent(connection, reference)
    if known is None:
        raise UnknownReference(reference)
    # No generation of the journey begins until this is committed.
    locked_entitlement(connection, known.journey)
    intent = locked_intent(connection, reference)
    if intent.outcome is Outcome.PAID:
        return False
    if intent.outcome is Outcome.REVERSED:
        raise ClosedOtherwise(f"{reference} came back: it is not paid")
    for other in _others(connection, intent):
        if _may_have_paid_too(connection, intent, other):
            raise PaidTwice(f"{reference} was paid, and {other.reference} may have been as well")
        if other.outcome is None:
            _record(connection, other, Outcome.NOT_PAID, at)
    _record(connection, intent, Outcome.PAID, at, booked_at)
    return True


def _may_have_paid_too(connection: Connection, intent: Intent, other: Intent) -> bool:
    """Say whether another generation is paid as well, as far as the ledger can tell.

    A later one that is proven unpaid, or came back, stands in nobody's way; unless an answer says
    that it paid all the same.
    """
    if other.outcome is Outcome.PAID:
        return True
    if other.generation < intent.generation or other.outcome is Outcome.REVERSED:
        return False
    sent = may_have_paid(connection, other.reference)
    if other.outcome is Outcome.NOT_PAID:
        requests = requests_of(connection, other.reference)
        return sent and was_paid(requests, other.confirmed_at)
    return sent


def _others(connection: Connection, intent: Intent) -> list[Intent]:
    """Return the other generations of a payment while nothing can be sent under them."""
    generations = generations_of(connection, intent.journey, intent.kind, intent.number)
    return [
        locked_intent(connection, other.reference)
        for other in generations
        if other.generation != intent.generation
    ]


def _record(
    connection: Connection,
    intent: Intent,
    outcome: Outcome,
    at: datetime,
    booked_at: datetime | None = None,
) -> None:
    connection.execute(
        insert(closings).values(
            reference=intent.reference,
            journey=intent.journey,
            kind=intent.kind,
            number=intent.number,
            generation=intent.generation,
            outcome=outcome,
            at=at,
            booked_at=booked_at,
        )
    )


def _refuse_excess(connection: Connection, order: PayoutOrder, entitled: int | None) -> None:
    if entitled is None:
        raise NotEntitled(f"{order.journey} is entitled to nothing")
    live = live_idr(connection, order.journey)
    if live + order.amount_idr > entitled:
        raise BeyondEntitlement(
            f"{order.kind} {order.number} of {order.journey}: {order.amount_idr} rupiah besides "
            f"{live} is more than {entitled}"
        )


def _refuse_if_proven(connection: Connection, intent: Intent) -> None:
    if intent.outcome is not None:
        raise ReferenceClosed(f"{intent.reference} is {intent.outcome}")
    counts = latest_intent(connection, intent.journey, intent.kind, intent.number)
    if counts is not None and counts.outcome is Outcome.PAID:
        raise ReferenceClosed(f"{intent.reference}: paid under {counts.reference} already")


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
    before = latest_intent(connection, order.journey, order.kind, order.number)
    follows = before is not None and before.generation == order.generation - 1
    if before is None or not follows or before.outcome not in _UNPAID:
        raise GenerationLive(
            f"{order.kind} {order.number} of {order.journey}: generation {order.generation - 1} "
            "is not proven unpaid"
        )
    return {"replaces": before.generation, "replaces_outcome": before.outcome}


def locked_intent(connection: Connection, reference: str) -> Intent:
    """Return the intent while no other process can send under it or close it."""
    connection.execute(
        select(intents.c.reference).where(intents.c.reference == reference).with_for_update()
    )
    intent = find_intent(connection, reference)
    if intent is None:
        raise UnknownReference(reference)
    return intent
