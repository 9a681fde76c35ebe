"""The programs of a payday on this machine, and what processor time they take. Linux only: /proc.

The engine is a real Temporal server and the clock is real time, `speed` programme seconds to the
second: a channel's limit and its Retry-After are real time, whatever the programme's clock says.
"""

import os
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx

from benchmarks.counting import cpu_seconds
from benchmarks.lives import PARTIES
from benchmarks.payday.people import Payee, Till, payday, world_of
from benchmarks.payday.worker import READY
from domain.clock import Clock
from rehearsal.provision import provision
from rehearsal.system import System, start_engine, tell

WORKER, SERVER = "worker", "temporal"


class Payday:
    """A running system whose payday begins `lead` real seconds after its start."""

    def __init__(self, system: System, speed: float, lead: timedelta) -> None:
        self.system = system
        self.sends = system.folder / "sends.jsonl"
        self.restarts = 0
        self._speed = speed
        self._lead = lead
        self._spent: dict[str, float] = {}

    async def start(self, people: Sequence[Payee], tills: Sequence[Till]) -> None:
        """Start the engine, the sandbox with its world, and a worker. Raises `NotReady`."""
        system = self.system
        made = provision(
            system.folder, PARTIES, sandbox_url=system.sandbox, gateway_port=system.gateway_port
        )
        system.environment |= made.environment
        await start_engine(system)
        # Partners live in the callers' time, and nobody acts by themselves.
        apart = {
            "PRAKERJA_CLOCK": "caller",
            "PRAKERJA_SANDBOX_GATEWAY": "",
            "PRAKERJA_SANDBOX_PORT": str(system.sandbox_port),
        }
        system.start("sandbox", sys.executable, "-m", "sandbox", environment=apart)
        await system.answers("sandbox", f"{system.sandbox}/_healthz")
        await tell(system, world_of(people, tills, made.secrets))
        system.environment["PRAKERJA_CLOCK"] = str(self._clock())
        noting = ("-m", "benchmarks.payday.worker", str(self.sends))
        system.start(WORKER, sys.executable, *noting)
        await system.says(WORKER, READY)

    async def restart_worker(self) -> None:
        """Kill the worker in the middle of whatever it does, and start it again."""
        self._spent[WORKER] = await self.cpu(WORKER)
        await self.system.kill(WORKER)
        self.system.start_again(WORKER)
        await self.system.says(WORKER, READY)
        self.restarts += 1

    async def cpu(self, name: str) -> float:
        """Return the processor seconds that a program has used, its killed runs included."""
        return self._spent.get(name, 0.0) + await self._cpu_of(name)

    async def _cpu_of(self, name: str) -> float:
        process = next(each for each in self.system.processes if each.name == name)
        stat = Path(f"/proc/{await process.pid()}/stat").read_text("ascii")  # noqa: ASYNC240 - no disk
        return cpu_seconds(stat, os.sysconf("SC_CLK_TCK"))

    def _clock(self) -> Clock:
        begins = payday() - self._lead * self._speed
        return Clock(real_start=datetime.now(UTC), programme_start=begins, speed=self._speed)

    @contextmanager
    def environment(self) -> Iterator[None]:
        """Have this process read the settings of the running system while the block runs."""
        before = dict(os.environ)
        os.environ |= self.system.environment
        try:
            yield
        finally:
            os.environ.clear()
            os.environ |= before


class Sandbox:
    """What the partners' side can tell of the day."""

    def __init__(self, system: System, http: httpx.AsyncClient) -> None:
        self._http = http
        self._url = system.sandbox
        token = system.environment["PRAKERJA_SANDBOX_TOKEN"]
        self._headers = {"Authorization": f"Bearer {token}"}

    async def credits(self, after: int) -> list[dict[str, Any]]:
        """Return what was booked after a row of the partners' ledger, in its order."""
        rows: list[dict[str, Any]] = await self._get(f"/_ledger?from={after + 1}")
        return rows

    async def refused(self) -> dict[str, int]:
        """Return by channel how many transfers were answered with 429."""
        return {fault["name"]: fault["fired"] for fault in await self._get("/_faults")}

    async def calls(self) -> dict[tuple[str, str], int]:
        """Return how many requests each channel got, by operation."""
        totals = (await self._get("/_calls"))["totals"]
        return {(each["channel"], each["operation"]): each["count"] for each in totals}

    async def _get(self, path: str) -> Any:  # noqa: ANN401 - JSON
        answer = await self._http.get(f"{self._url}{path}", headers=self._headers)
        answer.raise_for_status()
        return answer.json()
