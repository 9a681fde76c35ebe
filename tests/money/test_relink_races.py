"""An account is changed at the very instant of a payment: never two accounts, never two credits."""

import pytest

from domain.messages import LinkAnswer
from domain.payouts import Channel, Outcome, TrancheKind, TrancheStatus
from tests.money.hearing import Sends
from tests.money.payments import First, Payment, references_by_nik, tell
from tests.money.steps import announced_channels
from tests.money.till import Place, journey_of, opened, opened_with, two_adapters
from tests.money.turnstile import Turnstile
from tests.workflows.counterparts import Counterparts
from tests.workflows.lives import account, at, somebody
from tests.workflows.rig import Rig, fault, training

pytestmark = pytest.mark.timeout(600)
INTERLEAVINGS = 24
"""For each of the four cases below."""


@pytest.mark.parametrize("first", [First.ANSWERED, First.UNANSWERED])
@pytest.mark.parametrize(("before", "after"), [("dana", "bni"), ("bni", "dana")])
async def test_a_try_that_was_given_up_and_the_order_after_a_relink_pay_once(
    partners: Counterparts, place: Place, before: str, after: str, first: First
) -> None:
    """The engine has given up a try whose process lives on, beside the order that follows."""
    payments = [Payment(somebody(), before, first, n) for n in range(INTERLEAVINGS)]
    await tell(partners, place, payments, second=after)
    sends = Sends()

    async with two_adapters(place) as adapters:
        first_ones, second_ones = map(sends.beside, adapters)
        for seed, payment in enumerate(payments):
            turns, order, now = Turnstile(seed), payment.errand.order, payment.begins
            relinked = order.model_copy(update={"link": 2, "channel": Channel(after)})
            async with (
                opened_with(place, first_ones, turns.step) as given_up,
                opened_with(place, second_ones, turns.step) as following,
            ):
                await turns.walk(given_up.settle(order, now), following.work_off(relinked, now))

    credited = references_by_nik(partners, payments)
    seen = set()
    async with opened(place) as till:
        for seed, payment in enumerate(payments):
            intent = await till.ledger.intent(journey_of(payment.life), TrancheKind.TRAINING, 1)
            assert intent is not None
            assert intent.outcome is Outcome.PAID, seed
            assert credited[payment.life.nik.digits] == [intent.reference], seed
            seen.add((intent.generation, intent.link))
    assert all(len(set(numbers)) == 1 for numbers in sends.accounts.values())
    # Either came first, or the old one was closed unsent; no later generation goes to the old
    # account, and the seeds have seen all three.
    assert seen == {(1, 1), (1, 2), (2, 2)}


@pytest.mark.parametrize("is_answered", [True, False])
@pytest.mark.parametrize(
    "instant",
    ["before channel.check", "after channel.check", "before channel.send", "after channel.send"],
)
async def test_a_relink_in_the_middle_of_a_payment_counts_for_the_next_tranche(
    august: Rig, instant: str, is_answered: bool
) -> None:
    life = somebody()
    lost = fault("books_then_drops_answer", "dana", operation="send", times=1, account=life.phone)
    accounts = [account(life, "dana"), account(life, "bni")]
    august.counterparts.tell([life], accounts, [] if is_answered else [lost])
    payday = at("2020-08-13 09:00")
    answers: list[LinkAnswer] = []

    async def relink(step: str) -> None:
        if step == instant and not relinking and await august.now() >= payday:
            relinking.append(step)
            answers.append(await august.link(life, "bni"))

    relinking: list[str] = []
    async with august.working(lambda partners: announced_channels(partners, relink)):
        journey = await august.certify(life)
        await august.link(life, "dana")
        await august.until("2020-09-15 20:00")
        first, second = training(await august.case(journey))[:2]
    assert [answer.accepted for answer in answers] == [True]
    assert (first.status, second.status) == (TrancheStatus.BERHASIL, TrancheStatus.BERHASIL)
    credited = august.counterparts.credits_of(life)
    assert [row["reference"] for row in credited] == [first.reference, second.reference]
    assert [row["channel"] for row in credited] == [first.channel, "bni"]
