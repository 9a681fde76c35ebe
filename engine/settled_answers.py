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


async def settled(
    handle: WorkflowHandle[Any, Any], ask: Callable[[], Awaitable[Answer]], within: timedelta
) -> Answer:
    """Return an answer during which the journey's history did not grow.

    When the time is over, the last answer: a busy journey is no broken one. Raises `TimeoutError`
    without any, and what `ask` raises.
    """
    answers: list[Answer] = []
    try:
        async with asyncio.timeout(within.total_seconds()):
            before = await _events(handle)
            while True:
                answers = [await ask()]
                after = await _events(handle)
                if after == before:
                    break
                before = after
    except TimeoutError:
        if not answers:
            raise
    return answers[0]


async def _events(handle: WorkflowHandle[Any, Any]) -> tuple[str | None, int]:
    description = await handle.describe(rpc_timeout=DESCRIBED_WITHIN)
    return description.run_id, description.history_length
