"""Kills the programs of a system, as a machine that fails does, and starts them again.

When whom is decided from a seed beforehand. A program that ends by itself is started again as well:
so does whatever runs programs in production. Every start and every such death is written down, with
what the program said last; whether a death is excused, as that of a program whose server had just
been killed while it began, is for the auditor to say.
"""

import asyncio
import random
from collections import defaultdict
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from rehearsal.evidence import Evidence
from rehearsal.processes import Process
from rehearsal.system import System, worker_names

WORKERS = 2
LOOKS_EVERY_SECONDS = 0.3
LONGEST_DOWN_HOURS = 72
LAST_LINES = 15
"""Of what a dead program said: a traceback with its error."""
READY = ("worker: ready", "Application startup complete", "sandbox: http", "Temporal UI:")
"""What a program writes once it is at work."""


@dataclass(frozen=True, slots=True)
class Kill:
    """One program's sudden end at a programme instant, and when it is started again."""

    at: datetime
    target: str
    until: datetime

    def __str__(self) -> str:
        hours = (self.until - self.at) / timedelta(hours=1)
        return f"{self.at:%d %b %H:%M} {self.target}, down for {hours:g} programme hours"


def kills(chance: random.Random, each: int, first: datetime, last: datetime) -> tuple[Kill, ...]:
    """Return when each kind of program is killed, so many times, between two instants.

    They are spread over the time, though two may fall together. Workers are killed in turns.
    """
    workers = worker_names(WORKERS)
    targets = [name for name in ("temporal", "gateway", "sandbox") for _ in range(each)]
    targets += [workers[number % len(workers)] for number in range(each)]
    chance.shuffle(targets)
    stretch = (last - first) / len(targets)
    planned = []
    for number, target in enumerate(targets):
        at = first + stretch * (number + chance.random())
        at = at.replace(minute=chance.randint(0, 59), second=0, microsecond=0)
        down = timedelta(hours=chance.randint(1, LONGEST_DOWN_HOURS))
        planned.append(Kill(at, target, at + down))
    return tuple(planned)


class Nemesis:
    """Carries the kills out on a running system."""

    def __init__(
        self,
        system: System,
        evidence: Evidence,
        until: Callable[[datetime], Awaitable[None]],
    ) -> None:
        """`until` sleeps until a programme instant."""
        self._system = system
        self._evidence = evidence
        self._until = until
        self._alone: defaultdict[str, asyncio.Lock] = defaultdict(asyncio.Lock)
        self.died = 0
        """How often a program ended by itself."""

    async def run(self, planned: Sequence[Kill]) -> None:
        """Kill as planned; return once everything that was killed is started again."""
        async with asyncio.TaskGroup() as tasks:
            for kill in sorted(planned, key=lambda kill: kill.at):
                await self._until(kill.at)
                tasks.create_task(self._kill(kill))

    async def watch(self) -> None:
        """Start again whatever ends by itself; until cancelled."""
        while True:
            for process in self._system.ended():
                async with self._alone[process.name]:
                    if process in self._system.processes:
                        await self._bury(process)
                        self._start_again(process.name)
            await asyncio.sleep(LOOKS_EVERY_SECONDS)

    async def last_look(self) -> None:
        """Write down what has ended since the last look; nothing is started again."""
        for process in self._system.ended():
            await self._bury(process)

    async def _kill(self, kill: Kill) -> None:
        # A program that is still down from an earlier kill is killed once it is up again.
        async with self._alone[kill.target]:
            # One that has died in the meantime is not killed: its death must be seen.
            for process in self._system.ended():
                if process.name == kill.target:
                    await self._bury(process)
                    self._start_again(process.name)
            self._evidence.sent("kill", target=kill.target)
            await self._system.kill(kill.target)
            await self._until(kill.until)
            self._start_again(kill.target)

    async def _bury(self, process: Process) -> None:
        self.died += 1
        said = await asyncio.to_thread(process.said)
        ready = any(words in said for words in READY)
        last = "\n".join(said.strip().splitlines()[-LAST_LINES:])
        self._evidence.sent("died", target=process.name, ready=ready, said=last)
        await self._system.bury(process)

    def _start_again(self, name: str) -> None:
        self._evidence.sent("started", target=name)
        self._system.start_again(name)
