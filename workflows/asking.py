"""How a journey asks anything: an activity under a name, which a message may interrupt."""

import asyncio
from typing import Any, TypeVar

from temporalio import workflow
from temporalio.exceptions import ActivityError

from domain.reasons import Party, Reason
from workflows.clocks import Now
from workflows.memory import Matter, Memory
from workflows.policies import Options
from workflows.traces import Traces

Result = TypeVar("Result")


class Interrupted(Exception):
    """What an activity was told to do has changed: tell it anew."""


class Asking:
    """The activities under way, by the names that operators and the relay know."""

    def __init__(self, memory: Memory, now: Now, traces: Traces) -> None:
        self._memory = memory
        self._now = now
        self._traces = traces
        self._under_way: dict[str, workflow.ActivityHandle[Any]] = {}
        self._interrupted: set[str] = set()
        self._parked: set[str] = set()

    async def ask(
        self,
        name: str,
        activity: str,
        argument: object,
        result_type: type[Result],
        options: Options,
    ) -> Result:
        """Run an activity and return its result.

        Raises `Interrupted` when a message changed what it should do. What escapes from it
        otherwise parks the case for an engineer, with a reason, and is tried again afterwards.
        """
        while True:
            handle: workflow.ActivityHandle[Result] = workflow.start_activity(
                activity, argument, activity_id=name, result_type=result_type, **options
            )
            self._traces.left()
            self._under_way[name] = handle
            try:
                result = await self._heard(handle)
            except (ActivityError, asyncio.CancelledError) as escaped:
                # A handle that is cancelled before its first step raises CancelledError.
                if name in self._interrupted:
                    self._interrupted.discard(name)
                    raise Interrupted from escaped
                if isinstance(escaped, asyncio.CancelledError):
                    raise
                await self.park(name, Reason.SYSTEM_ERROR)
                if name in self._interrupted:
                    self._interrupted.discard(name)
                    raise Interrupted from escaped
            else:
                self._interrupted.discard(name)
                return result
            finally:
                del self._under_way[name]

    async def _heard(self, handle: workflow.ActivityHandle[Result]) -> Result:
        try:
            return await handle
        finally:
            self._traces.owe()

    def interrupt(self, name: str) -> None:
        """Have an activity begun anew; nothing happens if it is not under way.

        A try that runs at that moment is awaited: if it finds something, that is the result.
        """
        handle = self._under_way.get(name)
        if handle is not None:
            self._interrupted.add(name)
            handle.cancel()

    async def park(self, name: str, reason: Reason) -> None:
        """Hold a matter until an engineer says that it may go on."""
        before = self._memory.matters.get(name)
        self._parked.add(name)
        self._memory.open(name, Matter(Party.PMO, reason, "pmo"), self._now())
        await workflow.wait_condition(lambda: name not in self._parked)
        if before is not None:
            self._memory.open(name, before, self._now())

    def resume(self, name: str | None = None) -> None:
        """Go on with what is parked under a name, or with everything."""
        if name is None:
            self._parked.clear()
        else:
            self._parked.discard(name)
