"""Brings accepted events to the journeys that wait for them.

An event is durable before the partner gets its 2xx; from then on it is the relay's. It tries until
the engine has taken the event or says that nobody waits for it: the fact is in the records then,
and a journey looks there first. Twice does no harm, so several gateways may relay at once.
"""

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from datetime import datetime
from typing import Final

from domain.facts import Fact
from gateway.calls import EngineUnreachable, reached
from gateway.envelope import place_of
from gateway.metrics import RELAYED, Metrics
from records.database import RecordsUnavailable
from records.inbox import Event, Inbox

logger = logging.getLogger("gateway.relay")

Deliver = Callable[[str, Fact], Awaitable[bool]]
"""Complete what a journey waits for with a fact; False if it does not wait for it."""

AT_ONCE: Final = 8
BATCH: Final = 64
POLL_SECONDS: Final = 1.0
"""Another gateway's events, and those of before a restart, are found by looking."""
FIRST_PAUSE_SECONDS: Final = 0.5
LONGEST_PAUSE_SECONDS: Final = 30.0


class Relay:
    """One background task per gateway."""

    def __init__(
        self, inbox: Inbox, deliver: Deliver, metrics: Metrics, *, now: Callable[[], datetime]
    ) -> None:
        self._inbox = inbox
        self._deliver = deliver
        self._metrics = metrics
        self._now = now
        self._nudged = asyncio.Event()
        self._postponed: dict[int, tuple[float, float]] = {}
        """Event -> (monotonic time of the next try, the pause after that)."""

    def nudge(self) -> None:
        """Say that something was accepted, so that it need not wait for the next look."""
        self._nudged.set()

    async def run(self) -> None:
        """Relay until cancelled. Being cancelled half-way loses nothing."""
        pause = FIRST_PAUSE_SECONDS
        while True:
            self._nudged.clear()
            try:
                await self.drain()
            except (EngineUnreachable, RecordsUnavailable) as error:
                logger.warning("relay pauses %.1fs: %s", pause, type(error).__name__)
                await asyncio.sleep(pause)
                pause = min(pause * 2, LONGEST_PAUSE_SECONDS)
                continue
            pause = FIRST_PAUSE_SECONDS
            with suppress(TimeoutError):
                async with asyncio.timeout(POLL_SECONDS):
                    await self._nudged.wait()

    async def drain(self) -> None:
        """Relay what is due now, oldest first. Raises `EngineUnreachable` at its first sign."""
        after = 0
        while events := await self._inbox.undelivered(BATCH, after=after):
            after = events[-1].sequence
            due = [event for event in events if self._is_due(event)]
            for start in range(0, len(due), AT_ONCE):
                await self._relay_together(due[start : start + AT_ONCE])

    def _is_due(self, event: Event) -> bool:
        postponed = self._postponed.get(event.sequence)
        return postponed is None or postponed[0] <= time.monotonic()

    async def _relay_together(self, events: Sequence[Event]) -> None:
        results = await asyncio.gather(
            *(self._relay(event) for event in events), return_exceptions=True
        )
        for result in results:
            if result is not None:
                raise result

    async def _relay(self, event: Event) -> None:
        try:
            awaited = await reached(self._deliver(event.journey, event.fact))
        except EngineUnreachable:
            self._metrics.count(RELAYED, result="engine_unreachable")
            raise
        except Exception as error:  # noqa: BLE001 - one event that cannot be told must not stop the others
            self._postpone(event.sequence, error)
            return
        await self._inbox.delivered(event.sequence, at=self._now())
        self._postponed.pop(event.sequence, None)
        self._metrics.count(RELAYED, result="delivered" if awaited else "not_awaited")

    def _postpone(self, event: int, error: Exception) -> None:
        _, pause = self._postponed.get(event, (0.0, FIRST_PAUSE_SECONDS))
        self._postponed[event] = (
            time.monotonic() + pause,
            min(pause * 2, LONGEST_PAUSE_SECONDS),
        )
        self._metrics.count(RELAYED, result="postponed")
        logger.error("event %s put off: %s at %s", event, type(error).__name__, place_of(error))
