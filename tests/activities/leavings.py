"""What tries before this one left in the ledger, and how a test reads what comes of it."""

from datetime import timedelta

from activities.holds import SPREAD
from domain.messages import Settled, Settlement
from domain.payouts import Channel, TrancheKind, payment_reference
from domain.ports import Answer
from domain.reasons import Reason
from records.bookings import Action, Intent
from tests.activities.conftest import JOURNEY, ORDER, Desk
from tests.workflows.lives import at

PAYDAY = "2020-08-13 09:00"
UNCLEAR = Reason.UNKNOWN_OUTCOME


def spread(waits: Settlement | timedelta, until: timedelta) -> bool:
    """Say whether a try comes back then, or within the time over which payments are spread."""
    return isinstance(waits, timedelta) and until <= waits < until + SPREAD


def reference_of(generation: int) -> str:
    """Return the reference of the ordered tranche's payments."""
    return payment_reference(JOURNEY, TrancheKind.TRAINING, 1, generation)


async def left(
    desk: Desk, answer: Answer | None, *, action: Action = "send", when: str = PAYDAY
) -> None:
    """Leave one request, with its answer or as a process leaves it that is killed before."""
    await desk.ledger.intend(ORDER, reference_of(1), at=at(when))
    await requested(desk, answer, action=action, when=when)


async def requested(
    desk: Desk, answer: Answer | None, *, action: Action = "send", when: str = PAYDAY
) -> None:
    """Record a request under the first reference."""
    external_id = await desk.ledger.new_external_id(Channel.DANA, at(when))
    request = await desk.ledger.attempt(
        reference_of(1), Channel.DANA, external_id, action, at=at(when)
    )
    if answer is not None:
        await desk.ledger.answer(request, answer, at=at(when))


async def intent_of(desk: Desk, generation: int = 1) -> Intent:
    """Return what the ledger knows of a generation."""
    intent = await desk.ledger.intent_of(reference_of(generation))
    assert intent is not None
    return intent


def told(settled: Settlement | timedelta) -> tuple[Settled, Reason | None]:
    """Return what the journey is told."""
    assert isinstance(settled, Settlement), settled
    return settled.result, settled.reason


def sends(desk: Desk) -> int:
    """Return how often money was asked for."""
    return desk.bank.heard.count("send")
