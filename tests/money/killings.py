"""Where a payment can be killed, and processes that die there while another one goes on."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import timedelta

from domain.payouts import Channel
from tests.money.payments import (
    First,
    Payment,
    assert_paid_once,
    references_by_nik,
    requests_of,
    tell,
)
from tests.money.steps import TELLING
from tests.money.till import Place, Till, opened
from tests.money.zygote import Errand, Report, Zygote
from tests.workflows.counterparts import Counterparts
from tests.workflows.lives import somebody
from tests.workflows.rig import only_sends

SENT = "after channel.send"
REFUSED_BY_OVO = (First.REFUSED, First.PAID_LATER)
HALF_A_DAY_OF_REPEATS = 16
"""Whose refusal died with its process is repeated as often as others would be asked: OVO's no to a
repeat is none to the first."""
NEXT_TRY = {"before": timedelta(seconds=1), "after": timedelta(hours=1)}
"""The engine tries again a second later, or when there is a worker again. A death after one call
is the same as one before the next: so each is survived soon and late."""


@dataclass(frozen=True)
class Point:
    """Where a process dies: the nth step of a payment, and the name of that step."""

    first: First
    step: int
    name: str


async def points_at(
    partners: Counterparts,
    place: Place,
    zygotes: list[Zygote],
    channel: str,
    firsts: Iterable[First],
) -> list[Point]:
    """Return where payments can be killed, as one of each kind shows that is not killed."""
    walks = [Payment(somebody(), channel, first, minute) for minute, first in enumerate(firsts)]
    await tell(partners, place, walks)
    return list(points_of({walk.first: zygotes[0].run(walk.errand) for walk in walks}))


async def assert_each_kill_is_survived(
    partners: Counterparts,
    place: Place,
    zygotes: list[Zygote],
    channel: str,
    points: Sequence[Point],
) -> None:
    payments = [
        Payment(somebody(), channel, point.first, minute)
        for minute, point in enumerate(points, start=len(First))
    ]
    await tell(partners, place, payments)
    killings = list(zip(payments, points, strict=True))
    with ThreadPoolExecutor(len(zygotes)) as threads:
        at_once = [killing for killing in killings if killing[0].first is not First.PAID_LATER]
        shares = [at_once[number :: len(zygotes)] for number in range(len(zygotes))]
        # Asking for the results raises what went wrong in a thread.
        list(threads.map(kill_each, zygotes, shares))
    # One by one: the next day of one payment would book the late credit of another too soon.
    kill_each(zygotes[0], [killing for killing in killings if killing not in at_once])

    credited = references_by_nik(partners, payments)
    async with opened(place) as till:
        for payment, point in killings:
            await assert_paid_once(till, payment, credited[payment.life.nik.digits])
            await assert_each_request_is_new(till, payment, point)


def survived_soon(points: Sequence[Point]) -> list[Point]:
    """Leave out the second of two deaths in one place."""
    return [point for point in points if point.name.startswith("before")]


def points_of(walks: Mapping[First, Report]) -> Iterator[Point]:
    """Return the steps that are reached in another way than every step before them.

    What a try does hangs on the ledger that it finds: one that goes the way of an earlier try
    would be killed in the same place. After a send the ways part, since the answers differ.
    """
    known: set[tuple[str, ...]] = set()
    for first, walk in walks.items():
        assert walk.paid, walk
        way: tuple[str, ...] = ()
        for number, step in enumerate(walk.steps):
            way = (*way, step)
            if step == SENT:
                way = (first.name, *way)
            if way not in known:
                known.add(way)
                yield Point(first, number, step)
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


async def assert_each_request_is_new(till: Till, payment: Payment, point: Point) -> None:
    """Under no reference more repeats than sends were lost, and no message id twice."""
    requests = await requests_of(till, payment)
    # OVO cannot be asked before a repeat is answered: what died in the repeat is repeated.
    repeated = payment.channel == Channel.OVO and payment.first is First.UNANSWERED
    most = 3 if repeated or payment.first is First.NOT_BOOKED else 2
    if payment.channel == Channel.OVO and payment.first in REFUSED_BY_OVO:
        most = HALF_A_DAY_OF_REPEATS
    sends = [len(only_sends(each)) for each in requests]
    assert max(sends) <= most, (point, sends)
    external_ids = [request.external_id for each in requests for request in each]
    assert len(set(external_ids)) == len(external_ids), point
