"""What a task has heard is done before the update that follows, and every reading says so."""

import asyncio
import itertools
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest
from temporalio import activity
from temporalio.api.enums.v1 import EventType
from temporalio.client import WorkflowHistory
from temporalio.testing import WorkflowEnvironment
from temporalio.worker import Replayer, Worker

from activities.names import CHECK_LINK, SETTLE_TRANCHE
from domain.messages import LinkAnswer, PayoutOrder, Settled, Settlement
from domain.payouts import Channel
from domain.reasons import Reason
from domain.stages import Stage
from engine.messages import resume
from tests.workflows.counterparts import Counterparts
from tests.workflows.lives import START, USUAL_FACTS, Life, account, at, somebody
from tests.workflows.rig import OwnTimeRig, Rig, fresh, rigged
from tests.workflows.steps import deciding, finish, give_up, orders_of, pending
from worker import Kind
from workflows.participant_journey import ParticipantJourney
from workflows.policies import payouts_queue

REFUSED = Settlement(result=Settled.NOT_PAID, reason=Reason.SYSTEM_ERROR)
AN_HOUR = timedelta(hours=1).total_seconds()
TRANCHES = ["training-2", "training-3", "training-4", "training-1"]
"""The first incentive last: what is heard of it is what matters."""


@activity.defn(name=SETTLE_TRANCHE)
async def under_way(_order: PayoutOrder) -> None:
    """Be tried until the test says what came of it."""
    activity.raise_complete_async()


@pytest.fixture
async def hasty(
    real: WorkflowEnvironment, partners: Counterparts, empty: Path, tmp_path: Path
) -> AsyncIterator[Rig]:
    """A programme on the eve of the first payment, an hour a second."""
    records, start = fresh(empty, tmp_path), at("2020-08-12 17:00")
    async with rigged(
        real, real.client, partners, records, start=start, speed=AN_HOUR, kind=OwnTimeRig
    ) as rig:
        yield rig


async def test_what_is_parked_before_a_resumption_goes_on_with_it(august: Rig) -> None:
    """Two payments are parked, each in a task of its own; each task reads the journey anew."""
    life = somebody()
    august.counterparts.tell([life], [account(life)])
    parked = ["training-1", "training-2"]

    async with august.working(max_cached_workflows=0):
        journey = await august.certify(life)
        await august.link(life)
        for name in parked:
            await pending(august, journey, name, tries=1)
    async with deciding(august):
        for name in parked:
            await finish(august, journey, name, REFUSED)
            await told(august, journey)
        before = [await orders_of(august, journey, name) for name in parked]
        await resume(august.engine, journey, by="engineer-3")
        after = [await orders_of(august, journey, name) for name in parked]
    assert before == [1, 1]
    assert after == [2, 2]
    await assert_read_alike(august, journey)


async def test_an_account_that_is_named_after_the_hour_of_a_payment_it_was_taken_from(
    hasty: Rig,
) -> None:
    """Taken back while all four were tried, before nine; named again after nine."""
    life = somebody()
    hasty.counterparts.tell([life], [account(life)])
    journey = await certified(hasty, life)

    async with deciding(hasty), trying(hasty):
        await linked(hasty, journey, life)
        for name in TRANCHES:
            await pending(hasty, journey, name)
        await hasty.unlink(life)
        for name in TRANCHES:
            await give_up(hasty, journey, name)
            await told(hasty, journey)
        rest = at("2020-08-13 09:10") - await hasty.now()
        await asyncio.sleep(rest.total_seconds() / AN_HOUR)
        await linked(hasty, journey, life)
        ordered = [await orders_of(hasty, journey, name) for name in TRANCHES]
    assert ordered == [2, 2, 2, 2]
    await assert_read_alike(hasty, journey)


async def certified(rig: Rig, life: Life) -> str:
    """Enrol somebody of whom everything is known; no time is skipped."""
    journey = await rig.enrol(life, on=START)
    for fact in USUAL_FACTS:
        await rig.engine.inbox.record_fact(journey, fact, at=fact.at)
    async with rig.working(only=[Kind.JOURNEYS]):
        while (await rig.case(journey)).stage is not Stage.CERTIFIED:  # noqa: ASYNC110 - a server's
            await asyncio.sleep(0.1)
    return journey


def trying(rig: Rig) -> Worker:
    """Begin each payout, and end none."""
    queue = payouts_queue(rig.engine.settings.task_queue, Channel.DANA)
    return Worker(rig.engine.client, task_queue=queue, activities=[under_way])


async def linked(rig: Rig, journey: str, life: Life) -> None:
    linking = asyncio.create_task(rig.link(life))
    check = await pending(rig, journey, CHECK_LINK)
    await finish(rig, journey, check, LinkAnswer(accepted=True))
    assert (await asyncio.wait_for(linking, 30)).accepted


async def told(rig: Rig, journey: str) -> None:
    """Return once a task has heard it: the engine answers no sooner."""
    await rig.case(journey)


async def assert_read_alike(rig: Rig, journey: str) -> None:
    """No task was left without a trace, none has failed, and a replay decides the same."""
    history = await rig.handle(journey).fetch_history()
    kinds = [event.event_type for event in history.events]
    assert EventType.EVENT_TYPE_WORKFLOW_TASK_FAILED not in kinds
    assert traceless(history) == 0
    replayer = Replayer(
        workflows=[ParticipantJourney], data_converter=rig.engine.client.data_converter
    )
    await replayer.replay_workflow(history)


def traceless(history: WorkflowHistory) -> int:
    """Count the tasks between whose end and the next one's beginning nothing was written."""
    kinds = [event.event_type for event in history.events]
    ends = (
        EventType.EVENT_TYPE_WORKFLOW_TASK_COMPLETED,
        EventType.EVENT_TYPE_WORKFLOW_TASK_SCHEDULED,
    )
    return sum(pair == ends for pair in itertools.pairwise(kinds))
