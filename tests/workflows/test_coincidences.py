"""Several things learned in one step, or in another order than they were asked for."""

import asyncio

import pytest
from temporalio.client import WorkflowExecutionStatus

from activities.names import CHECK_LINK
from domain.facts import FactKind, Site, wait_name
from domain.messages import LinkAnswer, Returned, Settled, Settlement, Sighting
from domain.payouts import TrancheKind, TrancheStatus, payment_reference
from domain.reasons import Reason
from domain.stages import Stage
from engine.messages import waive
from engine.payouts import Told, tell_returned
from tests.workflows.lives import IDLE, START, USUAL_FACTS, account, at, somebody
from tests.workflows.rig import Rig, training
from tests.workflows.steps import deciding, finish, pending

YES = LinkAnswer(accepted=True)
HELD = Settlement(result=Settled.HELD, reason=Reason.ACCOUNT_SUSPENDED)
OVERTAKEN = LinkAnswer(accepted=False, reason=Reason.ACCOUNT_CHANGED_IN_FLIGHT)


@pytest.mark.parametrize("linked_first", [False, True])
async def test_an_account_and_a_settlement_may_arrive_in_one_step(
    august: Rig, linked_first: bool
) -> None:
    life = somebody()
    august.counterparts.tell([life], [account(life), account(life, "bni")])

    async with august.working(max_cached_workflows=0):
        journey = await august.certify(life)
        assert (await august.link(life)).accepted
        for number in range(1, 5):
            await pending(august, journey, f"training-{number}", tries=1)
    async with deciding(august):
        linking = asyncio.create_task(august.link(life, "bni"))
        check = await pending(august, journey, CHECK_LINK)
    # Nobody works: both wait for the same step.
    results = [("training-1", HELD), (check, YES)]
    for activity_id, result in reversed(results) if linked_first else results:
        await finish(august, journey, activity_id, result)
    async with august.working():
        assert (await linking).accepted
        await august.until("2020-08-13 20:00")
        case = await august.case(journey)
        described = await august.handle(journey).describe()
    assert described.status is WorkflowExecutionStatus.RUNNING
    assert training(case)[0].status is TrancheStatus.BERHASIL
    assert [row["channel"] for row in august.counterparts.credits_of(life)] == ["bni"]


async def test_an_account_may_be_unlinked_in_the_step_in_which_a_settlement_arrives(
    august: Rig,
) -> None:
    life = somebody()
    august.counterparts.tell([life], [account(life)])

    async with august.working(max_cached_workflows=0):
        journey = await august.certify(life)
        assert (await august.link(life)).accepted
        for number in range(1, 5):
            await pending(august, journey, f"training-{number}", tries=1)
    unlinking = asyncio.create_task(august.unlink(life))
    await finish(august, journey, "training-1", HELD)
    async with august.working():
        await unlinking
        await august.until("2020-08-13 20:00")
        case = await august.case(journey)
        described = await august.handle(journey).describe()
    assert described.status is WorkflowExecutionStatus.RUNNING
    assert {tranche.status for tranche in training(case)} == {TrancheStatus.TERTUNDA}
    assert august.counterparts.credits_of(life) == []


async def test_a_return_is_heard_in_the_step_in_which_its_payment_is(august: Rig) -> None:
    life = somebody()
    august.counterparts.tell([life], [account(life)])

    async with august.working(max_cached_workflows=0):
        journey = await august.certify(life)
        assert (await august.link(life)).accepted
        await pending(august, journey, "training-1", tries=1)
    reference = payment_reference(journey, TrancheKind.TRAINING, 1, 1)
    returned = Returned(kind=TrancheKind.TRAINING, number=1, reference=reference)
    paid = Settlement(result=Settled.PAID, reference=reference, paid_at=at("2020-08-08"))
    # Nobody works: both wait for the same step.
    await finish(august, journey, "training-1", paid)
    telling = asyncio.create_task(tell_returned(august.engine, journey, returned))
    async with deciding(august):
        told = await telling
        case = await august.case(journey)
    assert told is Told.TOLD
    assert training(case)[0].status is TrancheStatus.DIKEMBALIKAN


async def test_a_waiver_is_honoured_although_the_look_that_it_interrupts_finds_a_trouble(
    august: Rig,
) -> None:
    life = somebody(**IDLE)
    review = wait_name(FactKind.REVIEW_SUBMITTED, Site.PROVIDER)
    august.counterparts.tell([life], [account(life)])

    journey = await august.enrol(life, on=START)
    for fact in USUAL_FACTS[:2]:
        await august.engine.inbox.record_fact(journey, fact, at=fact.at)
    async with august.working(max_cached_workflows=0):
        await pending(august, journey, review, tries=1)
    waiving = asyncio.create_task(
        waive(
            august.engine,
            life.nik,
            FactKind.REVIEW_SUBMITTED,
            Site.PROVIDER,
            "SITE_OFFLINE",
            "officer-17",
        )
    )
    trouble = Sighting(trouble=Reason.PROVIDER_DOWN, since=at("2020-08-06"))
    await finish(august, journey, review, trouble)
    async with august.working():
        await waiving
        case = await august.case(journey)
    assert case.stage is Stage.LEARNED
    [step] = [step for step in case.steps if step.site is Site.PROVIDER]
    assert step.state == "waived"
    assert case.reason is not None
    assert case.reason.code is Reason.RATING_MISSING_DP


async def test_of_two_accounts_that_are_checked_at_once_the_later_named_counts(
    august: Rig,
) -> None:
    life = somebody()
    august.counterparts.tell([life])

    async with august.working(max_cached_workflows=0):
        journey = await august.certify(life)
    async with deciding(august):
        earlier = asyncio.create_task(august.link(life, "dana"))
        dana = await pending(august, journey, CHECK_LINK)
        later = asyncio.create_task(august.link(life, "bni"))
        bni = await pending(august, journey, CHECK_LINK, dana)
        await finish(august, journey, bni, YES)
        assert await later == YES
        await finish(august, journey, dana, YES)
        assert await earlier == OVERTAKEN
        case = await august.case(journey)
    assert case.account_channel == "bni"
    assert {tranche.channel for tranche in training(case)} == {"bni"}


async def test_an_account_that_is_unlinked_while_it_is_checked_stays_unlinked(
    august: Rig,
) -> None:
    life = somebody()
    august.counterparts.tell([life])

    async with august.working(max_cached_workflows=0):
        journey = await august.certify(life)
    async with deciding(august):
        linking = asyncio.create_task(august.link(life, "dana"))
        dana = await pending(august, journey, CHECK_LINK)
        await august.unlink(life)
        await finish(august, journey, dana, YES)
        assert await linking == OVERTAKEN
        case = await august.case(journey)
    assert case.account_channel is None
    assert {tranche.status for tranche in training(case)} == {TrancheStatus.TERTUNDA}
