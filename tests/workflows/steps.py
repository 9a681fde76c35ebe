"""Deciding what a journey learns in one and the same step: activities finished from outside."""

import contextlib
from collections.abc import AsyncIterator

from pydantic import BaseModel
from temporalio.client import AsyncActivityHandle

from tests.workflows.rig import Rig
from worker import Activities, Kind, working


@contextlib.asynccontextmanager
async def deciding(rig: Rig) -> AsyncIterator[None]:
    """Run a worker that decides and carries nothing out: what it orders stays under way."""
    queue = rig.engine.settings.task_queue
    nothing: Activities = {Kind.JOURNEYS: []}
    only = [Kind.JOURNEYS]
    async with working(rig.engine.client, queue, nothing, only=only, max_cached_workflows=0):
        yield


async def pending(rig: Rig, journey: str, activity: str, *besides: str, tries: int = 0) -> str:
    """Return the id of an activity that is under way, by its id or name, as soon as it is.

    After so many `tries` it waits for the next one, so that nothing else can finish it.
    """
    for _ in range(1000):
        described = await rig.handle(journey).describe()
        for under_way in described.raw_description.pending_activities:
            known = under_way.activity_id
            named = activity in {known, under_way.activity_type.name} and known not in besides
            if named and under_way.attempt > tries:
                return known
    raise AssertionError(f"{activity} is not under way")


async def finish(rig: Rig, journey: str, activity_id: str, result: BaseModel) -> None:
    """Finish an activity with a result, as its last try would."""
    await _try_of(rig, journey, activity_id).complete(result)


async def give_up(rig: Rig, journey: str, activity_id: str) -> None:
    """Finish an activity as a try that has heard that it was cancelled."""
    await _try_of(rig, journey, activity_id).report_cancellation()


def _try_of(rig: Rig, journey: str, activity_id: str) -> AsyncActivityHandle:
    return rig.engine.client.get_async_activity_handle(
        workflow_id=journey, run_id=None, activity_id=activity_id
    )


async def orders_of(rig: Rig, journey: str, activity_id: str) -> int:
    """Return how often a journey has ordered an activity."""
    events = [event async for event in rig.handle(journey).fetch_history_events()]
    return sum(
        event.activity_task_scheduled_event_attributes.activity_id == activity_id
        for event in events
    )
