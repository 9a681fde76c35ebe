"""The whole system on this machine, on loopback: the engine, the sandbox, the gateway, a worker."""

import asyncio
import os
import socket
import subprocess
import sys
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

import httpx

from rehearsal.stories import Script

ROOT = Path(__file__).parents[1]
READY_SECONDS = 90.0
STOP_SECONDS = 20.0

# Timers may fire this much late by default: eight hours of a programme day that lasts a second.
TIMER_PRECISION = 'history.timerProcessorMaxTimeShift="20ms"'

# By default the timer queue is read so seldom that timers come 0.09 s late (median, 72 timers); so
# they come 0.014 s late, a third of an hour.
TIMER_POLLS = "history.timerProcessorMaxPollRPS=1000"


class NotReady(RuntimeError):
    """A process ended or did not answer in time; the sentence names its log."""


@dataclass
class Process:
    """One running program and the file it writes to."""

    name: str
    popen: subprocess.Popen[bytes]
    log: Path


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
        log = self.folder / f"{name}.log"
        with log.open("ab") as output:
            popen = subprocess.Popen(
                [sys.executable, "-m", "rehearsal.guard", *command],
                cwd=ROOT,
                env=os.environ | self.environment | dict(environment or {}),
                stdin=subprocess.PIPE,
                stdout=output,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        self.processes.append(Process(name, popen, log))

    def check(self) -> None:
        """Raise `NotReady` if a process has ended."""
        for process in self.processes:
            if process.popen.poll() is not None:
                raise NotReady(f"{process.name} ended: {_last_line(process.log)}")

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
        log = next(process.log for process in self.processes if process.name == name)
        try:
            async with asyncio.timeout(READY_SECONDS):
                while words not in await asyncio.to_thread(log.read_text, errors="replace"):
                    self.check()
                    await asyncio.sleep(0.1)
        except TimeoutError:
            raise NotReady(f"{name} is not ready: {_last_line(log)}") from None

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


def free_ports(count: int) -> list[int]:
    """Return ports on loopback that nobody listens on now."""
    sockets = [socket.socket() for _ in range(count)]
    try:
        for each in sockets:
            each.bind(("127.0.0.1", 0))
        return [each.getsockname()[1] for each in sockets]
    finally:
        for each in sockets:
            each.close()


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


async def start_parts(system: System) -> None:
    """Start the sandbox, the gateway and a worker, and wait until each is ready."""
    python = sys.executable
    system.start("sandbox", python, "-m", "sandbox")
    system.start("gateway", python, "-m", "gateway")
    system.start("worker", python, "worker.py")
    await asyncio.gather(
        system.answers("sandbox", f"{system.sandbox}/_healthz"),
        system.answers("gateway", f"{system.gateway}/readyz"),
        system.says("worker", "worker: ready"),
    )


async def tell_world(system: System, script: Script, secrets: Mapping[str, str]) -> None:
    """Give the sandbox its partners and people. Raises `NotReady` if it refuses them."""
    token = system.environment["PRAKERJA_SANDBOX_TOKEN"]
    async with httpx.AsyncClient(trust_env=False, timeout=30) as http:
        answer = await http.post(
            f"{system.sandbox}/_world",
            json=script.world_json(secrets),
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


def _last_line(log: Path) -> str:
    lines = log.read_text(encoding="utf-8", errors="replace").strip().splitlines()
    return f"{lines[-1] if lines else 'it wrote nothing'} (see {log})"
