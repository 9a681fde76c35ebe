"""Two processes with the same tranche in hand: one credit, whoever is first at each step."""

import itertools
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest

from domain.payouts import Channel
from tests.money.payments import (
    First,
    Payment,
    assert_paid_once,
    references_by_nik,
    requests_of,
    tell,
)
from tests.money.till import Place, opened, opened_with, two_adapters
from tests.money.turnstile import Turnstile
from tests.money.zygote import Zygote
from tests.workflows.counterparts import Counterparts
from tests.workflows.lives import somebody
from tests.workflows.rig import only_sends

INTERLEAVINGS = 10
"""For each of the five channels."""


@pytest.mark.parametrize("channel", Channel)
async def test_two_workers_with_one_tranche_pay_it_once(
    partners: Counterparts, place: Place, channel: Channel
) -> None:
    payments = [Payment(somebody(), channel, first, n) for n, first in firsts(INTERLEAVINGS)]
    await tell(partners, place, payments)

    async with two_adapters(place) as adapters:
        for seed, payment in enumerate(payments):
            turns = Turnstile(seed)
            order, now = payment.errand.order, payment.begins
            async with (
                opened_with(place, adapters[0], turns.step) as one,
                opened_with(place, adapters[1], turns.step) as other,
            ):
                await turns.walk(one.work_off(order, now), other.work_off(order, now))

    await assert_each_paid_once(partners, place, payments)


async def test_two_processes_that_race_for_a_tranche_pay_it_once(
    partners: Counterparts, place: Place, zygotes: list[Zygote]
) -> None:
    """As real processes do: who comes first at a step is the machine's choice."""
    every = list(Channel)
    payments = [Payment(somebody(), every[n % 5], first, n) for n, first in firsts(2 * len(every))]
    await tell(partners, place, payments)

    with ThreadPoolExecutor(2) as threads:
        for payment in payments:
            ends = threads.map(Zygote.run, zygotes[:2], [payment.errand] * 2)
            assert all(end.paid for end in ends)

    await assert_each_paid_once(partners, place, payments)


def firsts(payments: int) -> Iterator[tuple[int, First]]:
    """Number so many payments, and let every first send end in another way than the one before."""
    return zip(range(payments), itertools.cycle(First))


async def assert_each_paid_once(
    partners: Counterparts, place: Place, payments: list[Payment]
) -> None:
    credited = references_by_nik(partners, payments)
    async with opened(place) as till:
        for payment in payments:
            await assert_paid_once(till, payment, credited[payment.life.nik.digits])
            # No two sends side by side, whose answers could contradict each other.
            for requests in await requests_of(till, payment):
                begun = [send.at for send in only_sends(requests)]
                assert len(set(begun)) == len(begun), payment
