"""What partners push has the same effect as what is found by asking them."""

import random
from pathlib import Path

import pytest

from domain.casefile import CaseFile
from domain.facts import Fact
from domain.stages import Stage
from tests.workflows.counterparts import Counterparts
from tests.workflows.lives import IDLE, START, USUAL_FACTS, account, at, somebody
from tests.workflows.rig import Rig, fresh, keyring_of, rigged, training
from tests.workflows.servers import skipping_server

Essence = tuple[Stage, set[tuple[object, ...]], list[tuple[object, ...]]]


def essence(case: CaseFile) -> Essence:
    facts: set[tuple[object, ...]] = {
        (step.step, step.site, step.state, step.at) for step in case.steps
    }
    dates: list[tuple[object, ...]] = [
        (t.number, t.status, t.promised_for, len(t.moved)) for t in training(case)
    ]
    return case.stage, facts, dates


@pytest.fixture(scope="module")
async def essence_of_asking(
    partners: Counterparts, empty: Path, tmp_path_factory: pytest.TempPathFactory
) -> Essence:
    """How the journey stands on 9 August if nothing is pushed."""
    records = fresh(empty, tmp_path_factory.mktemp("asking"))
    async with (
        skipping_server(keyring_of(partners.provided)) as env,
        rigged(env, env.client, partners, records) as rig,
    ):
        return await pulled(rig)


async def pulled(rig: Rig) -> Essence:
    life = somebody()
    rig.counterparts.tell([life], [account(life)])
    async with rig.working():
        journey = await rig.enrol(life)
        await rig.link(life)
        await rig.until("2020-08-09")
        return essence(await rig.case(journey))


async def pushed(rig: Rig, facts: list[Fact]) -> Essence:
    life = somebody(**IDLE)
    rig.counterparts.tell([life], [account(life)])
    journey = await rig.enrol(life, on=START)
    for fact in facts:
        await rig.engine.inbox.record_fact(journey, fact, at=await rig.now())
    async with rig.working():
        await rig.link(life)
        await rig.until("2020-08-09")
        return essence(await rig.case(journey))


def test_what_is_found_by_asking_is_what_happened(essence_of_asking: Essence) -> None:
    stage, facts, _ = essence_of_asking

    assert stage is Stage.CERTIFIED
    assert facts == {(fact.kind, fact.site, "done", fact.at) for fact in USUAL_FACTS}


@pytest.mark.parametrize("seed", range(6))
async def test_pushes_in_any_order_and_any_number_come_to_the_same_as_asking(
    august: Rig, seed: int, essence_of_asking: Essence
) -> None:
    order = random.Random(seed)  # noqa: S311 - a reproducible shuffle
    told = [fact for fact in USUAL_FACTS for _ in range(order.randint(1, 4))]
    order.shuffle(told)

    assert await pushed(august, told) == essence_of_asking


async def test_the_same_news_under_a_later_receipt_changes_no_date(
    august: Rig, essence_of_asking: Essence
) -> None:
    again = [
        fact.model_copy(update={"receipt": f"again-{fact.receipt}", "at": at("2020-08-07")})
        for fact in USUAL_FACTS
    ]

    assert await pushed(august, [*again, *USUAL_FACTS]) == essence_of_asking


async def test_a_push_whose_telling_was_lost_is_found_within_a_day(rig: Rig) -> None:
    life = somebody(**IDLE)
    rig.counterparts.tell([life], [account(life)])

    async with rig.working():
        journey = await rig.enrol(life)
        await rig.until("2020-08-08")
        assert (await rig.case(journey)).stage is Stage.ENROLLED
        for fact in USUAL_FACTS:
            await rig.engine.inbox.record_fact(journey, fact, at=await rig.now())
        await rig.until("2020-08-09")
        assert (await rig.case(journey)).stage is Stage.CERTIFIED
