"""kill -9 at every step of a payment, at every channel: paid once, whatever was left behind."""

from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import timedelta

import pytest

from domain.payouts import Channel, Outcome, TrancheKind
from tests.money.payments import Payment, references_by_nik, tell
from tests.money.steps import CALLS, TELLING
from tests.money.till import Place, Till, journey_of, opened
from tests.money.zygote import Errand, Report, Zygote
from tests.workflows.counterparts import Counterparts
from tests.workflows.lives import somebody
from tests.workflows.rig import only_sends

pytestmark = pytest.mark.timeout(600)
POINTS = {f"{moment} {call}" for call in CALLS for moment in ("before", "after")} | set(TELLING)
NEXT_TRY = {"before": timedelta(seconds=1), "after": timedelta(hours=1)}
"""The engine tries again a second later, or when there is a worker again. A death after one call
is the same as one before the next: so each is survived soon and late."""


@dataclass(frozen=True)
class Point:
    """Where a process dies: the nth step of a payment, and the name of that step."""

    is_answered: bool
    step: int
    name: str


@pytest.mark.parametrize("channel", Channel)
async def test_a_kill_at_any_step_neither_loses_nor_doubles_a_payment(
    partners: Counterparts, place: Place, zygotes: list[Zygote], channel: str
) -> None:
    walks = [Payment(somebody(), channel, answered, n) for n, answered in enumerate((True, False))]
    await tell(partners, place, walks)
    points = list(points_of([zygotes[0].run(walk.errand) for walk in walks]))
    payments = [
        Payment(somebody(), channel, point.is_answered, minute)
        for minute, point in enumerate(points, start=len(walks))
    ]
    await tell(partners, place, payments)

    killings = list(zip(payments, points, strict=True))
    with ThreadPoolExecutor(len(zygotes)) as threads:
        shares = [killings[number :: len(zygotes)] for number in range(len(zygotes))]
        # Asking for the results raises what went wrong in a thread.
        list(threads.map(kill_each, zygotes, shares))

    assert {point.name for point in points} == POINTS
    credited = references_by_nik(partners, payments)
    async with opened(place) as till:
        for payment, point in killings:
            await assert_paid_once(till, credited[payment.life.nik.digits], payment, point)


def points_of(walks: Sequence[Report]) -> Iterator[Point]:
    """Return the steps that are reached in another way than every step before them.

    What a try does hangs on the ledger that it finds: one that goes the way of an earlier try
    would be killed in the same place.
    """
    known: set[tuple[str, ...]] = set()
    for answered, walk in zip((True, False), walks, strict=True):
        assert walk.paid, walk
        way: tuple[str, ...] = ()
        for number, step in enumerate(walk.steps):
            way = (*way, step)
            if way not in known:
                known.add(way)
                yield Point(answered, number, step)
            if step in TELLING:
                way = ()


def kill_each(zygote: Zygote, killings: Sequence[tuple[Payment, Point]]) -> None:
    """Kill a process at each point, and have another one go on."""
    for payment, point in killings:
        died = zygote.run(payment.errand.model_copy(update={"dies_at": point.step}))
        assert died.killed, (point, died)
        assert died.steps[-1] == point.name
        pause = NEXT_TRY[point.name.split()[0]]
        survivor = zygote.run(Errand(order=died.order, now=died.now + pause))
        assert survivor.paid, (point, survivor)


async def assert_paid_once(till: Till, credited: list[str], payment: Payment, point: Point) -> None:
    """Judge by the partner's ledger and by ours."""
    intent = await till.ledger.intent(journey_of(payment.life), TrancheKind.TRAINING, 1)
    assert intent is not None, point
    requests = await till.ledger.requests(intent.reference)
    assert credited == [intent.reference], point
    assert (intent.generation, intent.outcome) == (1, Outcome.PAID), point
    assert len(only_sends(requests)) <= 2, point
    assert len({request.external_id for request in requests}) == len(requests), point
