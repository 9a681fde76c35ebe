"""A look-up that waited for a worker spoils no journey: the copy that answered it is let go."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import timedelta

import pytest
import pytest_asyncio
from temporalio import activity, workflow
from temporalio.client import Client, WorkflowHandle
from temporalio.worker import Replayer, UnsandboxedWorkflowRunner, Worker

from engine.fresh_copies import FreshCopies
from engine.settled_answers import settled
from records.keyring import Keyring
from tests.workflows.rig import Rig
from tests.workflows.servers import real_server
from worker import of_journeys

MINUTE = timedelta(minutes=1)
LATE = timedelta(seconds=1)
PLAIN = UnsandboxedWorkflowRunner()
PEOPLE = 12
"""Whether the engine hands over a look-up or the task first is chance: among so many, both."""
ROUNDS = 5
AHEAD = (True, False)
"""The look-up knows of the step that no task has brought, and not of the update beside it."""


@activity.defn
async def first() -> None:
    """Wait for the test to complete it."""
    activity.raise_complete_async()


@activity.defn
async def early() -> None:
    """Follow a first that ended at once."""


@activity.defn
async def late() -> None:
    """Follow a first that took a second."""


@workflow.defn
class Told:
    """What a look-up has to meet: a step, what follows by the clock, and an update beside it."""

    def __init__(self) -> None:
        self._stepped = False
        self._told = False
        self._pace: str | None = None

    @workflow.run
    async def run(self) -> None:
        """Take two steps, then wait to be told."""
        begun = workflow.now()
        await workflow.execute_activity(first, activity_id="first", start_to_close_timeout=MINUTE)
        self._stepped = True
        then = late if workflow.now() - begun > LATE else early
        self._pace = then.__name__
        await workflow.execute_activity(then, start_to_close_timeout=MINUTE)
        await workflow.wait_condition(lambda: self._told)

    @workflow.update
    def tell(self) -> None:
        """Tell it."""
        self._told = True

    @workflow.query
    def known(self) -> tuple[bool, bool]:
        """Say whether the first step was taken, and whether it was told."""
        return self._stepped, self._told

    @workflow.query
    def pace(self) -> str | None:
        """Say what follows the first step by the clock; None before it."""
        return self._pace


Handle = WorkflowHandle[Told, None]


@pytest_asyncio.fixture
async def client() -> AsyncIterator[Client]:
    """Give a server that keeps real time: only there do workers come and go."""
    async with real_server(Keyring({"k1": bytes(32)})) as environment:
        yield environment.client


@pytest.mark.parametrize("beside", [True, False], ids=["an update beside it", "no update"])
async def test_what_happened_while_nobody_worked_has_the_order_that_replay_gives_it(
    client: Client, *, beside: bool
) -> None:
    async with _activities(client):
        for serial in range(ROUNDS):
            handles = await _begun(client, serial)
            # Nobody works now. All this waits, and a look-up may be answered first.
            looks = [asyncio.create_task(each.query(Told.known)) for each in handles]
            await asyncio.sleep(2 * LATE.total_seconds())
            await _complete_first(client, handles)
            updates = [asyncio.create_task(_told(each)) for each in handles if beside]
            await asyncio.sleep(LATE.total_seconds())
            async with _workflows(client):
                answers = [tuple(answer) for answer in await asyncio.gather(*looks)]
                await asyncio.gather(*updates)
                if not beside:
                    await asyncio.gather(*map(_told, handles))
                await asyncio.gather(*(each.result() for each in handles))
            await _replayed(client, handles)
            if AHEAD in answers:
                return
    pytest.fail(f"no look-up was answered before its task in {ROUNDS} rounds: nothing was tried")


async def test_what_no_task_has_done_is_told_to_nobody(client: Client) -> None:
    async with _activities(client):
        for serial in range(ROUNDS):
            handles = await _begun(client, serial)
            heard: list[str | None] = []
            looks = [
                asyncio.create_task(settled(each, _hearing(each, heard), MINUTE))
                for each in handles
            ]
            await asyncio.sleep(2 * LATE.total_seconds())
            await _complete_first(client, handles)
            await asyncio.sleep(LATE.total_seconds())
            async with _workflows(client):
                answers = await asyncio.gather(*looks)
                await asyncio.gather(*map(_told, handles))
                await asyncio.gather(*(each.result() for each in handles))
            assert set(answers) == {"late"}
            if "early" in heard:
                return
    pytest.fail(f"no look-up was answered before its task in {ROUNDS} rounds: nothing was tried")


async def test_a_journey_that_is_looked_up_at_each_step_goes_on(client: Client) -> None:
    async with _activities(client), _workflows(client):
        handle = await client.start_workflow(Told.run, id="told", task_queue="journeys")
        await _has_begun(handle)
        before = await handle.query(Told.known)
        await _complete_first(client, [handle])
        await _told(handle)
        after = await handle.query(Told.known)
        await handle.result()
    assert [tuple(before), tuple(after)] == [(False, False), (True, True)]
    await _replayed(client, [handle])


async def test_the_workers_of_journeys_keep_no_copy(august: Rig) -> None:
    client = august.engine.client
    async with of_journeys(client, "journeys", [first], max_cached_workflows=10) as worker:
        assert [type(each) for each in worker.config()["interceptors"]] == [FreshCopies]


def _workflows(client: Client) -> Worker:
    fresh = FreshCopies()
    worker = Worker(
        client,
        task_queue="journeys",
        workflows=[Told],
        workflow_runner=PLAIN,
        interceptors=[fresh],
    )
    fresh.keep_fresh(worker)
    return worker


def _activities(client: Client) -> Worker:
    return Worker(client, task_queue="journeys", activities=[first, early, late])


async def _begun(client: Client, serial: int) -> list[Handle]:
    """Start workflows and let a worker bring them to their first step; then it ends."""
    async with _workflows(client):
        handles = [
            await client.start_workflow(Told.run, id=f"told-{serial}-{n}", task_queue="journeys")
            for n in range(PEOPLE)
        ]
        await asyncio.gather(*map(_has_begun, handles))
    return handles


def _hearing(handle: Handle, heard: list[str | None]) -> Callable[[], Awaitable[str | None]]:
    """Return a look-up that keeps what the engine answers each time."""

    async def ask() -> str | None:
        heard.append(await handle.query(Told.pace))
        return heard[-1]

    return ask


async def _has_begun(handle: Handle) -> None:
    while not (await handle.describe()).raw_description.pending_activities:  # noqa: ASYNC110 - a server's
        await asyncio.sleep(0.1)


async def _complete_first(client: Client, handles: list[Handle]) -> None:
    for each in handles:
        step = client.get_async_activity_handle(
            workflow_id=each.id, run_id=None, activity_id="first"
        )
        await step.complete()


async def _told(handle: Handle) -> None:
    await handle.execute_update(Told.tell)


async def _replayed(client: Client, handles: list[Handle]) -> None:
    replayer = Replayer(
        workflows=[Told], workflow_runner=PLAIN, data_converter=client.data_converter
    )
    for each in handles:
        await replayer.replay_workflow(await each.fetch_history())
