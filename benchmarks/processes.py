"""The processes of one run and the CPU time of the two that are compared. Linux only: /proc."""

import asyncio
import os
import sys
import time
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx

from benchmarks.counted_worker import READY
from benchmarks.counting import above_idle, cpu_seconds
from benchmarks.lives import BEGINS, PARTIES, Life, world
from domain.clock import Clock
from rehearsal.provision import Provision, provision
from rehearsal.system import System, start_engine

MEASURED = ("worker", "temporal")
DAY_SECONDS = 86_400
HEAD_START = timedelta(seconds=11)
"""Real time from the making of the clock to the first enrolment: the worker starts and idles."""
SETTLE_SECONDS = 1.0
IDLE_SECONDS = 3.0


@dataclass(frozen=True, slots=True)
class Usage:
    """CPU seconds of one process while lives were lived."""

    gross: float
    idle_share: float
    """What it uses of a second when nobody asks anything of it: polling, timers, bookkeeping."""
    seconds: float

    @property
    def net(self) -> float:
        """What the lives alone have used."""
        return above_idle(self.gross, self.seconds, self.idle_share)


class Meter:
    """Reads the CPU time of the measured processes."""

    def __init__(self, system: System) -> None:
        self._stats = {name: _stat_of(system, name) for name in MEASURED}
        self._idle: Mapping[str, float] = dict.fromkeys(MEASURED, 0.0)
        self._begun = self._read()
        self._begun_at = time.monotonic()

    async def idle(self) -> None:
        """Learn what the processes use when nothing is asked of them; then begin."""
        await asyncio.sleep(SETTLE_SECONDS)
        before, began = self._read(), time.monotonic()
        await asyncio.sleep(IDLE_SECONDS)
        self._begun, self._begun_at = self._read(), time.monotonic()
        seconds = self._begun_at - began
        self._idle = {name: (self._begun[name] - before[name]) / seconds for name in MEASURED}

    def read(self) -> dict[str, Usage]:
        """Return what each has used since the beginning."""
        now, seconds = self._read(), time.monotonic() - self._begun_at
        return {
            name: Usage(now[name] - self._begun[name], self._idle[name], seconds)
            for name in MEASURED
        }

    def _read(self) -> dict[str, float]:
        ticks = os.sysconf("SC_CLK_TCK")
        return {name: cpu_seconds(stat.read_text(), ticks) for name, stat in self._stats.items()}


def _stat_of(system: System, name: str) -> Path:
    """Return the stat file of a program; what we started is only the guard that watches it."""
    guard = next(each.popen.pid for each in system.processes if each.name == name)
    children = Path(f"/proc/{guard}/task/{guard}/children").read_text("ascii").split()
    return Path(f"/proc/{children[0]}/stat")


async def start(
    system: System, people: list[Life], days_a_second: float, worker: tuple[str, ...]
) -> None:
    """Start the engine, the sandbox with its world, and the worker; return when all are ready.

    The clock is made when all but the worker run, so that a slow start delays nobody's life.
    """
    made = provision(
        system.folder, PARTIES, sandbox_url=system.sandbox, gateway_port=system.gateway_port
    )
    system.environment |= made.environment
    await start_engine(system)
    system.start(
        "sandbox",
        *(sys.executable, "-m", "sandbox"),
        # Partners live in the callers' time; without a gateway nobody acts by themselves.
        environment={
            "PRAKERJA_CLOCK": "caller",
            "PRAKERJA_SANDBOX_GATEWAY": "",
            "PRAKERJA_SANDBOX_PORT": str(system.sandbox_port),
        },
    )
    await system.answers("sandbox", f"{system.sandbox}/_healthz")
    await _tell(system, made, people)
    system.environment["PRAKERJA_CLOCK"] = str(
        Clock(
            real_start=datetime.now(UTC) + HEAD_START,
            programme_start=BEGINS,
            speed=days_a_second * DAY_SECONDS,
        )
    )
    system.start("worker", sys.executable, "-m", "benchmarks.counted_worker", *worker)
    await system.says("worker", READY)


async def _tell(system: System, made: Provision, people: list[Life]) -> None:
    async with httpx.AsyncClient(trust_env=False, timeout=30) as http:
        answer = await http.post(
            f"{system.sandbox}/_world",
            json=world(people, made.secrets),
            headers={"Authorization": f"Bearer {made.sandbox_token}"},
        )
    answer.raise_for_status()
