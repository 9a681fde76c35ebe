"""The whole system on this machine, on loopback: the engine, the sandbox, the gateway, workers."""

import asyncio
import os
import signal
import subprocess
import sys
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

import httpx

from rehearsal.processes import (
    READY_SECONDS,
    NotReady,
    Process,
    free_ports,
    last_line,
    start,
)
from rehearsal.stories import Script

__all__ = [
    "TIMER_POLLS",
    "TIMER_PRECISION",
    "NotReady",
    "System",
    "empty_system",
    "start_engine",
    "start_parts",
    "stopped_at_the_end",
    "tell",
    "tell_world",
    "worker_names",
]

STOP_SECONDS = 20.0

# Timers may fire this much late by default: eight hours of a programme day that lasts a second.
TIMER_PRECISION = 'history.timerProcessorMaxTimeShift="20ms"'

# By default the timer queue is read so seldom that timers come 0.09 s late (median, 72 timers); so
# they come 0.014 s late, a third of an hour.
TIMER_POLLS = "history.timerProcessorMaxPollRPS=1000"


@dataclass
class System:
    """Addresses and processes of a running system."""

    folder: Path
    environment: dict[str, str]
    temporal_port: int
    ui_port: int
    sandbox_port: int
    gateway_port: int
    processes: list[Process] = field(default_factory=list)
    killed: dict[str, Process] = field(default_factory=dict)

    @property
    def temporal(self) -> str:
        """Address of the engine."""
        return f"127.0.0.1:{self.temporal_port}"

    @property
    def ui(self) -> str:
        """Address of the engine's web pages."""
        return f"http://127.0.0.1:{self.ui_port}"

    @property
    def sandbox(self) -> str:
        """Address of the partners' side."""
        return f"http://127.0.0.1:{self.sandbox_port}"

    @property
    def gateway(self) -> str:
        """Address of the gateway."""
        return f"http://127.0.0.1:{self.gateway_port}"

    def start(self, name: str, *command: str, environment: Mapping[str, str] | None = None) -> None:
        """Start a program; it ends when we end."""
        told = self.environment | dict(environment or {})
        self.processes.append(start(self.folder, name, command, told))

    async def kill(self, name: str) -> None:
        """End a program with SIGKILL, in the middle of whatever it does; `check` does not mind.

        Raises KeyError if no such program runs.
        """
        process = self._running(name)
        pid = await process.pid()
        self._forget(process)
        # The whole session: a program may have started others.
        with suppress(ProcessLookupError):
            os.killpg(pid, signal.SIGKILL)
        await process.over()

    async def bury(self, process: Process) -> None:
        """Take leave of a program that ended by itself, so that it may be started again."""
        self._forget(process)
        await process.over()

    def start_again(self, name: str) -> None:
        """Start a program that was killed: the same command, files and ports."""
        process = self.killed.pop(name)
        self.processes.append(start(self.folder, name, process.command, process.environment))

    def ended(self) -> list[Process]:
        """Return the programs that have ended although nobody killed them."""
        return [process for process in self.processes if process.popen.poll() is not None]

    def _forget(self, process: Process) -> None:
        self.processes.remove(process)
        self.killed[process.name] = process

    def _running(self, name: str) -> Process:
        for process in self.processes:
            if process.name == name:
                return process
        raise KeyError(name)

    def check(self) -> None:
        """Raise `NotReady` if a process has ended that nobody killed."""
        for process in self.ended():
            raise NotReady(f"{process.name} ended: {last_line(process.log)}")

    async def answers(self, name: str, url: str) -> None:
        """Wait until an address answers. Raises `NotReady`."""
        async with httpx.AsyncClient(trust_env=False, timeout=2) as http:
            try:
                async with asyncio.timeout(READY_SECONDS):
                    while True:
                        self.check()
                        try:
                            if (await http.get(url)).is_success:
                                return
                        except httpx.HTTPError:
                            pass
                        await asyncio.sleep(0.1)
            except TimeoutError:
                raise NotReady(f"{name} does not answer at {url}") from None

    async def says(self, name: str, words: str) -> None:
        """Wait until a process has written words into its log. Raises `NotReady`."""
        process = self._running(name)
        try:
            async with asyncio.timeout(READY_SECONDS):
                while words not in await asyncio.to_thread(process.said):
                    self.check()
                    await asyncio.sleep(0.1)
        except TimeoutError:
            raise NotReady(f"{name} is not ready: {last_line(process.log)}") from None

    async def stop(self) -> None:
        """End every process, the last started first."""
        for process in reversed(self.processes):
            if process.popen.stdin is not None:
                process.popen.stdin.close()
            try:
                await asyncio.to_thread(process.popen.wait, STOP_SECONDS)
            except subprocess.TimeoutExpired:
                process.popen.kill()
        self.processes.clear()


def empty_system(folder: Path) -> System:
    """Return a system that is yet to be started, with ports that are free."""
    # Keys and people's records: for nobody else's eyes.
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    temporal, ui, sandbox, gateway = free_ports(4)
    return System(
        folder, {"TEMPORAL_ADDRESS": f"127.0.0.1:{temporal}"}, temporal, ui, sandbox, gateway
    )


async def start_engine(system: System) -> None:
    """Start Temporal's own server with its web pages, and wait until it is ready."""
    binary = Path(sys.executable).with_name("temporal")
    system.start(
        "temporal",
        str(binary),
        *("server", "start-dev", "--ip", "127.0.0.1", "--ui-ip", "127.0.0.1"),
        *("--port", str(system.temporal_port), "--ui-port", str(system.ui_port)),
        *("--db-filename", str(system.folder / "temporal.db")),
        *("--sqlite-pragma", "journal_mode=wal", "--sqlite-pragma", "synchronous=normal"),
        *("--search-attribute", "Stage=Keyword", "--search-attribute", "Wave=Int"),
        *("--dynamic-config-value", TIMER_PRECISION),
        *("--dynamic-config-value", TIMER_POLLS),
        *("--log-level", "error"),
    )
    await system.answers("temporal", f"{system.ui}/")


async def start_parts(system: System, workers: int = 1) -> None:
    """Start the sandbox, the gateway and the workers, and wait until each is ready."""
    python = sys.executable
    system.start("sandbox", python, "-m", "sandbox")
    system.start("gateway", python, "-m", "gateway")
    names = worker_names(workers)
    for name in names:
        system.start(name, python, "worker.py")
    await asyncio.gather(
        system.answers("sandbox", f"{system.sandbox}/_healthz"),
        system.answers("gateway", f"{system.gateway}/readyz"),
        *(system.says(name, "worker: ready") for name in names),
    )


def worker_names(count: int) -> list[str]:
    """Return what so many workers are called: worker, worker-2, ..."""
    return ["worker", *(f"worker-{number}" for number in range(2, count + 1))]


async def tell_world(system: System, script: Script, secrets: Mapping[str, str]) -> None:
    """Give the sandbox its partners and people. Raises `NotReady` if it refuses them."""
    await tell(system, script.world_json(secrets))


async def tell(system: System, world: Mapping[str, object]) -> None:
    """Give the sandbox a world document. Raises `NotReady` if it refuses it."""
    token = system.environment["PRAKERJA_SANDBOX_TOKEN"]
    async with httpx.AsyncClient(trust_env=False, timeout=30) as http:
        answer = await http.post(
            f"{system.sandbox}/_world",
            json=world,
            headers={"Authorization": f"Bearer {token}"},
        )
    if not answer.is_success:
        raise NotReady(f"the sandbox refuses the world: {answer.text[:500]}")


@asynccontextmanager
async def stopped_at_the_end(system: System) -> AsyncIterator[System]:
    """Stop whatever was started, also after Ctrl-C or an error."""
    try:
        yield system
    finally:
        await asyncio.shield(system.stop())
