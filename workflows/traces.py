"""Every task of a journey leaves a trace in its history, also one that only hears something.

Where two tasks in a row command nothing and an update follows, a worker that reads the journey anew
takes them for none: what was heard comes after the update, at its time. So a resumption met a
payment before it was parked, though an earlier task had parked it; or a payout was ordered that no
other reading orders, and every task failed from then on (TMPRL1100). Seen with temporalio 1.35.0,
in a storm; sdk-rust issue 1146; docs/decisions/0021-every-task-leaves-a-trace.md.
"""

import asyncio
from collections.abc import Callable
from typing import Final

from temporalio import workflow

PATCH: Final = "every task leaves a trace"
"""Journeys that were begun before it leave none: their histories must be followed as they are."""


class Traces:
    """Sees to it that a task which ends a wait commands something."""

    def __init__(self, leave_one: Callable[[], None]) -> None:
        """Take the cheapest command there is: one event, for nobody to act on.

        It says that it has `left` one.
        """
        self._leave_one = leave_one
        self._owed = False
        self._leaving: asyncio.Task[None] | None = None

    def begin(self) -> None:
        """Leave one whenever it is owed, from now on; not in a journey that was begun without."""
        if workflow.patched(PATCH):
            self._leaving = asyncio.create_task(self._leave())

    def owe(self) -> None:
        """Something was heard: nothing may follow from it."""
        self._owed = True

    def left(self) -> None:
        """Something follows that is a trace by itself."""
        self._owed = False

    async def _leave(self) -> None:
        while True:
            # A condition is looked at when nothing else is left to do; what another one lets go on
            # at the same time may be a trace by itself.
            await workflow.wait_condition(lambda: self._owed)
            await workflow.wait_condition(lambda: True)
            if self._owed:
                self._leave_one()
