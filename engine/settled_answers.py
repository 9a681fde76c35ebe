"""A journey is asked for its story until nothing has happened to it while it answered.

A look-up (a Temporal query) that waits for a worker may be answered from events that no workflow
task has brought yet: what follows from them is told, and at the time of the task before. The task
then does it at another time, so a day could be shown that is never promised. The engine holds a
query back while a task is due, so only what happens between question and answer does this: the
history grows. Source: `QueryWorkflow` of the server's history service, and ADR 0019.
"""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Any, Final, TypeVar

from temporalio.client import WorkflowHandle

Answer = TypeVar("Answer")
DESCRIBED_WITHIN: Final = timedelta(seconds=3)


class StillMoving(TimeoutError):
    """The journey went on with every answer: what it said may be what no task has done."""

    def __init__(self) -> None:
        super().__init__("the case is moving on just now")


async def settled(
    handle: WorkflowHandle[Any, Any], ask: Callable[[], Awaitable[Answer]], within: timedelta
) -> Answer:
    """Return an answer during which the journey's history did not grow.

    When the time is over, raises `StillMoving` if it has answered at all, else `TimeoutError`: a
    busy journey is no broken one. Raises what `ask` raises.
    """
    answered = False
    try:
        async with asyncio.timeout(within.total_seconds()):
            before = await _events(handle)
            while True:
                answer = await ask()
                answered = True
                after = await _events(handle)
                if after == before:
                    return answer
                before = after
    except TimeoutError:
        if answered:
            raise StillMoving from None
        raise


async def _events(handle: WorkflowHandle[Any, Any]) -> tuple[str | None, int]:
    description = await handle.describe(rpc_timeout=DESCRIBED_WITHIN)
    return description.run_id, description.history_length
