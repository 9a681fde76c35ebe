"""How an activity waits: it fails with the delay of its next try, and the server keeps the time.

Such a wait adds nothing to the history, survives every process and shows in the engine's own
list of pending activities. What one try must tell the next travels as heartbeat details.
"""

import asyncio
from collections.abc import Coroutine
from contextvars import ContextVar
from datetime import datetime, timedelta
from typing import Any, TypeVar

from temporalio import activity
from temporalio.exceptions import ApplicationError, ApplicationErrorCategory

from activities.names import LATER
from domain import tries
from domain.clock import Clock
from domain.reasons import Reason

Result = TypeVar("Result")

BEAT_SECONDS = 3.0
"""Real seconds between two signs of life; the server gives up a silent try after some more."""
TRY_SECONDS = 150.0
"""For so long a try may begin requests; no call of it lasts longer than the rest of its limit."""
_details: ContextVar[list[Any]] = ContextVar("details")
"""What the next try is told: one list for a try and for its signs of life."""


def started_at(clock: Clock) -> datetime:
    """Return the programme time of this try; the engine's clock, so that it may skip time."""
    return clock.programme(activity.info().started_time)


def later(clock: Clock, delay: timedelta, *, real: timedelta | None = None) -> ApplicationError:
    """Return the failure to raise in order to be tried again after a programme time.

    `real` is the real time that a partner asked for: no earlier than that either.
    """
    return ApplicationError(
        "waiting",
        type=LATER,
        next_retry_delay=max(clock.real_duration(delay), real or timedelta()),
        category=ApplicationErrorCategory.BENIGN,
    )


class Trouble:
    """One reason that lasts over several tries: since when, and how often it was met."""

    def __init__(self, reason: Reason, now: datetime) -> None:
        self.reason = reason
        self.since = now
        self.times = 1
        details = activity.info().heartbeat_details
        if len(details) == 3 and details[0] == reason:  # noqa: PLR2004 - what `remember` wrote
            self.since = datetime.fromisoformat(details[1])
            self.times = int(details[2]) + 1

    def remember(self) -> None:
        """Tell the next try."""
        _tell(str(self.reason), self.since.isoformat(), self.times)


def forget_trouble() -> None:
    """Tell the next try that the trouble of earlier ones is over."""
    if any(activity.info().heartbeat_details):
        _tell("", "", 0)


def backoff(times: int, *, first: timedelta, longest: timedelta) -> timedelta:
    """Return a delay that doubles with each time, up to the longest."""
    # 2 ** 30 first delays are beyond any programme; larger powers would overflow a timedelta.
    return min(first * (1 << min(times - 1, 30)), longest)


async def to_its_end(work: Coroutine[Any, Any, Result]) -> Result:
    """Run one try with signs of life, so that a killed worker's work is soon taken over.

    A cancellation is not passed on: what was begun with a partner is finished and told. Only a
    worker that must end now takes its try with it.
    """
    tries.begin(TRY_SECONDS)
    _details.set(list(activity.info().heartbeat_details))
    task = asyncio.ensure_future(work)
    beats = asyncio.ensure_future(_beat())
    try:
        while True:
            try:
                return await asyncio.shield(task)
            except asyncio.CancelledError:
                details = activity.cancellation_details()
                if task.cancelled() or (details is not None and details.worker_shutdown):
                    task.cancel()
                    await asyncio.wait({task})
                    raise
    finally:
        beats.cancel()


async def _beat() -> None:
    while True:
        await asyncio.sleep(BEAT_SECONDS)
        activity.heartbeat(*_details.get())


def _tell(*details: Any) -> None:  # noqa: ANN401 - whatever the engine can carry
    if (told := _details.get(None)) is not None:
        told[:] = details
    activity.heartbeat(*details)
