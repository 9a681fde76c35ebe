"""Two processes with the same tranche in hand: one credit, whoever is first at each step."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from domain.payouts import Channel, Outcome, TrancheKind
from tests.money.payments import Payment, references_by_nik, tell
from tests.money.till import Place, journey_of, opened
from tests.money.turnstile import Turnstile
from tests.money.zygote import Zygote
from tests.workflows.counterparts import Counterparts
from tests.workflows.lives import somebody

INTERLEAVINGS = 10
"""For each of the five channels."""


@pytest.mark.parametrize("channel", Channel)
async def test_two_workers_with_one_tranche_pay_it_once(
    partners: Counterparts, place: Place, channel: Channel
) -> None:
    payments = [Payment(somebody(), channel, n % 2 == 0, n) for n in range(INTERLEAVINGS)]
    await tell(partners, place, payments)

    for seed, payment in enumerate(payments):
        turns = Turnstile(seed)
        order, now = payment.errand.order, payment.begins
        async with (
            opened(place, turns.step) as one,
            opened(place, turns.step) as other,
        ):
            await turns.walk(one.work_off(order, now), other.work_off(order, now))

    await assert_each_paid_once(partners, place, payments)


async def test_two_processes_that_race_for_a_tranche_pay_it_once(
    partners: Counterparts, place: Place, zygotes: list[Zygote]
) -> None:
    """As real processes do: who comes first at a step is the machine's choice."""
    every = list(Channel)
    payments = [Payment(somebody(), every[n % 5], n % 2 == 0, n) for n in range(2 * len(every))]
    await tell(partners, place, payments)

    with ThreadPoolExecutor(2) as threads:
        for payment in payments:
            ends = threads.map(Zygote.run, zygotes[:2], [payment.errand] * 2)
            assert all(end.paid for end in ends)

    await assert_each_paid_once(partners, place, payments)


async def assert_each_paid_once(
    partners: Counterparts, place: Place, payments: list[Payment]
) -> None:
    credited = references_by_nik(partners, payments)
    async with opened(place) as till:
        for number, payment in enumerate(payments):
            intent = await till.ledger.intent(journey_of(payment.life), TrancheKind.TRAINING, 1)
            assert intent is not None
            assert (intent.generation, intent.outcome) == (1, Outcome.PAID), number
            assert credited[payment.life.nik.digits] == [intent.reference], number
