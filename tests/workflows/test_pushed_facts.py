"""What partners push has the same effect as what is found by asking them."""

import random
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from temporalio.testing import WorkflowEnvironment

from domain.casefile import CaseFile
from domain.facts import Fact, FactKind, Site, Source
from domain.stages import Stage
from tests.workflows.counterparts import Counterparts
from tests.workflows.lives import START, account, at, somebody
from tests.workflows.rig import Rig, fresh, rigged, training

FACTS = [
    Fact(kind=kind, site=site, at=at(when), source=Source.PUSH, partner=partner, receipt=f"r-{n}")
    for n, (kind, site, when, partner) in enumerate(
        [
            (FactKind.VOUCHER_REDEEMED, None, "2020-07-30 09:00", "belajaria"),
            (FactKind.TRAINING_COMPLETED, None, "2020-08-02 09:00", "belajaria"),
            (FactKind.REVIEW_SUBMITTED, Site.PROVIDER, "2020-08-02 10:00", "belajaria"),
            (FactKind.REVIEW_SUBMITTED, Site.MARKETPLACE, "2020-08-02 11:00", "pasarilmu"),
            (FactKind.REPORT_SENT, None, "2020-08-03 11:00", "belajaria"),
            (FactKind.REPORT_FORWARDED, None, "2020-08-04 11:00", "pasarilmu"),
            (FactKind.REPORT_RECEIVED, None, "2020-08-04 15:00", "pmo"),
            (FactKind.CERTIFICATE_PUBLISHED, None, "2020-08-06 15:00", "pmo"),
        ]
    )
]
"""What a life of defaults comes to."""
IDLE = {"redeems": None, "finishes": None, "rates": {}}
"""Partners who know nothing of the person when asked: only what they pushed can lead on."""


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
    skipping: WorkflowEnvironment,
    partners: Counterparts,
    empty: Path,
    tmp_path_factory: pytest.TempPathFactory,
) -> Essence:
    """How the journey stands on 9 August if nothing is pushed."""
    records = fresh(empty, tmp_path_factory.mktemp("asking"))
    async with rigged(skipping, skipping.client, partners, records) as rig:
        return await pulled(rig)


@pytest.fixture
async def later(
    skipping: WorkflowEnvironment, partners: Counterparts, empty: Path, tmp_path: Path
) -> AsyncIterator[Rig]:
    """A programme that stands at 8 August, when all of `FACTS` have happened."""
    records = fresh(empty, tmp_path)
    start = at("2020-08-08")
    async with rigged(skipping, skipping.client, partners, records, start=start) as rig:
        yield rig


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
    assert facts == {(fact.kind, fact.site, "done", fact.at) for fact in FACTS}


@pytest.mark.parametrize("seed", range(6))
async def test_pushes_in_any_order_and_any_number_come_to_the_same_as_asking(
    later: Rig, seed: int, essence_of_asking: Essence
) -> None:
    order = random.Random(seed)  # noqa: S311 - a reproducible shuffle
    told = [fact for fact in FACTS for _ in range(order.randint(1, 4))]
    order.shuffle(told)

    assert await pushed(later, told) == essence_of_asking


async def test_the_same_news_under_a_later_receipt_changes_no_date(
    later: Rig, essence_of_asking: Essence
) -> None:
    again = [
        fact.model_copy(update={"receipt": f"again-{fact.receipt}", "at": at("2020-08-07")})
        for fact in FACTS
    ]

    assert await pushed(later, [*again, *FACTS]) == essence_of_asking


async def test_a_push_whose_telling_was_lost_is_found_within_a_day(rig: Rig) -> None:
    life = somebody(**IDLE)
    rig.counterparts.tell([life], [account(life)])

    async with rig.working():
        journey = await rig.enrol(life)
        await rig.until("2020-08-08")
        assert (await rig.case(journey)).stage is Stage.ENROLLED
        for fact in FACTS:
            await rig.engine.inbox.record_fact(journey, fact, at=await rig.now())
        await rig.until("2020-08-09")
        assert (await rig.case(journey)).stage is Stage.CERTIFIED
