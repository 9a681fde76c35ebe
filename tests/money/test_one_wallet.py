"""Two participants with one wallet, which calls each of them its owner: exactly one has it."""

import asyncio
import contextlib
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest
from temporalio.testing import ActivityEnvironment

from activities.links import LinkActivities
from domain.clock import Clock
from domain.messages import LinkAnswer, LinkCheck, Settled, Settlement
from domain.payouts import Channel
from domain.ports import Partners
from domain.reasons import Reason
from partners.wire import open_client
from records.claims import Claims
from records.database import Database
from records.keyring import Keyring, Peppers
from records.people import People
from tests.money.obliging import obliging
from tests.money.payments import PAYDAY, First, Payment, references_by_nik
from tests.money.till import (
    Place,
    Till,
    enrol,
    journey_of,
    opened,
    opened_with,
    order_of,
    two_adapters,
)
from tests.money.turnstile import Turnstile
from tests.workflows.counterparts import Counterparts
from tests.workflows.lives import START, Life, account, at, somebody
from tests.workflows.rig import Rig, fresh

pytestmark = pytest.mark.timeout(240)
RACES = 50
PAYMENTS = 12
PEPPERS = Peppers({"p1": bytes(32)})
LINKED = at("2020-08-07 10:00")
REFUSED = (False, Reason.ACCOUNT_ALREADY_USED)


@pytest.fixture
def own(partners: Counterparts, empty: Path, tmp_path: Path) -> Place:
    """Records of one's own: a claim outlives everything."""
    return Place.of(partners.provided, fresh(empty, tmp_path))


async def test_of_two_who_link_one_wallet_at_the_same_instant_exactly_one_has_it(
    own: Place,
) -> None:
    """Each in a process of its own, as far as the records can tell: with its own connections."""
    pairs = [(somebody(), somebody()) for _ in range(RACES)]
    await share(own, pairs)

    async with doors(own) as (one, other):
        for number, pair in enumerate(pairs):
            # By turns first at the door: whoever the machine favours does not always win.
            ways = (one, other) if number % 2 else (other, one)
            answers = await asyncio.gather(
                *(check(*asked) for asked in zip(ways, pair, strict=True))
            )
            assert sorted(of(answer) for answer in answers) == [REFUSED, (True, None)], number
            # The door stays as it is: for the one open, for the other closed.
            again = await asyncio.gather(*(check(*asked) for asked in zip(ways, pair, strict=True)))
            assert [of(answer) for answer in again] == [of(answer) for answer in answers], number


async def test_of_two_whose_wallet_is_first_confirmed_at_the_payment_exactly_one_is_paid(
    partners: Counterparts, own: Place
) -> None:
    """Both were linked while the wallet could not be asked; every seed interleaves them anew."""
    pairs = [(somebody(), somebody()) for _ in range(PAYMENTS)]
    await share(own, pairs)
    people = [life for pair in pairs for life in pair]
    partners.tell(people, [account(first) for first, _ in pairs])

    async with two_adapters(own) as adapters:
        one, other = (obliging(partner) for partner in adapters)
        for seed, pair in enumerate(pairs):
            turns = Turnstile(seed)
            async with (
                opened_with(own, one, turns.step) as first,
                opened_with(own, other, turns.step) as second,
            ):
                ends = await turns.walk(
                    *(settled(till, life) for till, life in zip((first, second), pair, strict=True))
                )
            assert sorted(end.result for end in ends) == [Settled.HELD, Settled.PAID], seed
            [held] = [end for end in ends if end.result is Settled.HELD]
            assert held.reason is Reason.ACCOUNT_ALREADY_USED, seed

    # The owner of the account is told as credited, whoever ordered: one credit for each pair.
    credited = references_by_nik(
        partners, [Payment(first, "dana", First.ANSWERED, 0) for first, _ in pairs]
    )
    assert [len(references) for references in credited.values()] == [1] * PAYMENTS


async def test_of_two_journeys_that_are_told_one_wallet_at_once_one_has_it_and_keeps_it(
    august: Rig,
) -> None:
    """Through the portals' own door: at once, one after the other, and after it was taken back."""
    one, other = somebody(), somebody()
    number = one.number("dana")
    august.counterparts.tell([one, other], [account(one)])

    async with august.working(obliging):
        for life in (one, other):
            await august.certify(life)
        answers = await asyncio.gather(august.link(one), august.link(other, number=number))
        winner, loser = (one, other) if answers[0].accepted else (other, one)
        sequential = await august.link(loser, number=number)
        await august.unlink(winner)
        after = await august.link(loser, number=number)
        back = await august.link(winner, number=number)

    assert sorted(of(answer) for answer in answers) == [REFUSED, (True, None)]
    assert of(sequential) == REFUSED
    # Also then: a claim is for ever, and what it guards is that no wallet is paid for two people.
    assert of(after) == REFUSED
    assert of(back) == (True, None)


async def share(place: Place, pairs: list[tuple[Life, Life]]) -> None:
    """Enrol everybody; give both of each pair the first one's number."""
    async with opened(place) as till:
        for pair in pairs:
            for life in pair:
                await enrol(till, life)
                await till.people.add_account(
                    journey_of(life), Channel.DANA, pair[0].number("dana"), at=START
                )


@contextlib.asynccontextmanager
async def doors(place: Place) -> AsyncIterator[tuple[LinkActivities, LinkActivities]]:
    """Open the link activity twice, on connections of its own; both are answered in one instant."""
    async with open_client() as http, contextlib.AsyncExitStack() as stack:
        partners = obliging(place.partners(http), at_once=2)
        yield (await door(stack, place, partners), await door(stack, place, partners))


async def door(
    stack: contextlib.AsyncExitStack, place: Place, partners: Partners
) -> LinkActivities:
    """Open the link activity; its connections end with the stack."""
    database = Database.open(place.url)
    stack.push_async_callback(database.close)
    people = People(database, Keyring.parse(place.keys))
    return LinkActivities(partners, people, Claims(database, PEPPERS), Clock.live())


async def check(door: LinkActivities, life: Life) -> LinkAnswer:
    """Ask as the engine does."""
    env = ActivityEnvironment()
    env.info = replace(env.info, started_time=LINKED)
    asked = LinkCheck(journey=journey_of(life), link=1, amount_idr=600_000)
    return await env.run(door.check_link, asked)


async def settled(till: Till, life: Life) -> Settlement:
    """Make the one try that the payday's instant takes."""
    end = await till.settle(order_of(life, "dana", PAYDAY), PAYDAY)
    assert isinstance(end, Settlement), end
    return end


def of(answer: LinkAnswer) -> tuple[bool, Reason | None]:
    """Return what was decided and why."""
    return answer.accepted, answer.reason
