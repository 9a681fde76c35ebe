"""A copy that read ahead for a look-up is read anew: no journey fails its tasks for ever."""

import asyncio
import sys
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest_asyncio
from temporalio import activity, workflow
from temporalio.api.enums.v1 import EventType
from temporalio.client import Client, WorkflowHandle, WorkflowHistory
from temporalio.testing import WorkflowEnvironment
from temporalio.worker import Replayer, Worker
from temporalio.worker.workflow_sandbox import SandboxedWorkflowRunner, SandboxRestrictions

from engine.rereading import READ_ANEW, RereadingRunner

TEMPORAL = Path(sys.executable).parent / "temporal"
MINUTE = timedelta(minutes=1)
PEOPLE = 12
"""Whether the engine hands over the look-up or the task first is chance: among so many, both."""
OPEN = SandboxRestrictions.default.with_passthrough_modules("tests")


@activity.defn
async def first() -> None:
    """Wait for the test to complete it."""
    activity.raise_complete_async()


@activity.defn
async def second() -> None:
    """Follow the first."""


@workflow.defn
class Told:
    """What a look-up has to meet: a step that leads to another, and an update beside it."""

    def __init__(self) -> None:
        self._told = False

    @workflow.run
    async def run(self) -> None:
        """Take two steps, then wait to be told."""
        await workflow.execute_activity(first, activity_id="first", start_to_close_timeout=MINUTE)
        await workflow.execute_activity(second, start_to_close_timeout=MINUTE)
        await workflow.wait_condition(lambda: self._told)

    @workflow.update
    def tell(self) -> None:
        """Tell it."""
        self._told = True

    @workflow.query
    def told(self) -> bool:
        """Say whether it was told."""
        return self._told


Handle = WorkflowHandle[Told, None]


@pytest_asyncio.fixture
async def client() -> AsyncIterator[Client]:
    """Give a server that keeps real time: only there do workers come and go."""
    async with await WorkflowEnvironment.start_local(
        dev_server_existing_path=str(TEMPORAL),
        dev_server_log_level="error",
        dev_server_startup_timeout=MINUTE,
    ) as environment:
        yield environment.client


async def test_what_happened_between_a_look_up_and_the_next_worker_keeps_its_order(
    client: Client,
) -> None:
    async with _activities(client):
        handles = await _begun(client)
        # Nobody works now. All this waits, and the look-up is answered first, or it is not.
        looks = [asyncio.create_task(each.query(Told.told)) for each in handles]
        await asyncio.sleep(1)
        await _complete_first(client, handles)
        updates = [asyncio.create_task(each.execute_update(Told.tell)) for each in handles]
        await asyncio.sleep(1)
        async with _workflows(client):
            await asyncio.gather(*looks, *updates, *(each.result() for each in handles))
    histories = [await each.fetch_history() for each in handles]
    assert any(READ_ANEW in reason for history in histories for reason in _failures(history))
    replayer = Replayer(workflows=[Told], workflow_runner=SandboxedWorkflowRunner(OPEN))
    for history in histories:
        await replayer.replay_workflow(history)


async def test_an_ordinary_look_up_costs_no_task(client: Client) -> None:
    async with _activities(client):
        handles = await _begun(client)
        async with _workflows(client):
            await asyncio.gather(*(each.query(Told.told) for each in handles))
            await _complete_first(client, handles)
            await asyncio.gather(*(each.execute_update(Told.tell) for each in handles))
            await asyncio.gather(*(each.result() for each in handles))
    histories = [await each.fetch_history() for each in handles]
    assert not [reason for history in histories for reason in _failures(history)]


def _workflows(client: Client) -> Worker:
    runner = RereadingRunner(OPEN)
    return Worker(client, task_queue="journeys", workflows=[Told], workflow_runner=runner)


def _activities(client: Client) -> Worker:
    return Worker(client, task_queue="journeys", activities=[first, second])


async def _begun(client: Client) -> list[Handle]:
    """Start workflows and let a worker bring them to their first step; then it ends."""
    async with _workflows(client):
        handles = [
            await client.start_workflow(Told.run, id=f"told-{n}", task_queue="journeys")
            for n in range(PEOPLE)
        ]
        await asyncio.gather(*map(_has_begun, handles))
    return handles


async def _complete_first(client: Client, handles: list[Handle]) -> None:
    for each in handles:
        step = client.get_async_activity_handle(
            workflow_id=each.id, run_id=None, activity_id="first"
        )
        await step.complete()


async def _has_begun(handle: Handle) -> None:
    while not (await handle.describe()).raw_description.pending_activities:  # noqa: ASYNC110 - a server's
        await asyncio.sleep(0.1)


def _failures(history: WorkflowHistory) -> list[str]:
    return [
        event.workflow_task_failed_event_attributes.failure.message
        for event in history.events
        if event.event_type == EventType.EVENT_TYPE_WORKFLOW_TASK_FAILED
    ]
