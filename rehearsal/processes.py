"""Programs that run beside us, each under its guard, and the ports that they listen on."""

import asyncio
import os
import random
import socket
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from rehearsal.guard import PID

ROOT = Path(__file__).parents[1]
READY_SECONDS = 90.0
PORTS = range(20_000, 32_000)
"""Below those that Linux gives to outgoing connections: one of these could take the port of a
program that is just being started again."""


class NotReady(RuntimeError):
    """A process ended or did not answer in time; the sentence names its log."""


@dataclass(frozen=True)
class Process:
    """One program under its guard, how it was started, and the files it leaves."""

    name: str
    command: tuple[str, ...]
    environment: Mapping[str, str]
    popen: subprocess.Popen[bytes]
    log: Path
    log_begins: int
    """Where in the log this run of the program begins: a program that is started again goes on."""
    pid_file: Path

    async def pid(self) -> int:
        """Return the process id of the program itself. Raises `NotReady` if it never started."""
        try:
            async with asyncio.timeout(READY_SECONDS):
                while True:
                    if self.pid_file.exists():
                        return int(self.pid_file.read_text(encoding="ascii"))
                    await asyncio.sleep(0.02)
        except TimeoutError:
            raise NotReady(f"{self.name} did not start: {last_line(self.log)}") from None

    async def over(self) -> None:
        """Wait until the program has ended, and let go of its guard."""
        await asyncio.to_thread(self.popen.wait)
        if self.popen.stdin is not None:
            self.popen.stdin.close()

    def said(self) -> str:
        """Return what this run of the program has written so far."""
        with self.log.open("rb") as log:
            log.seek(self.log_begins)
            return log.read().decode(errors="replace")


def start(
    folder: Path, name: str, command: tuple[str, ...], environment: Mapping[str, str]
) -> Process:
    """Start a program that ends when we end; it writes into `folder`."""
    log, pid_file = folder / f"{name}.log", folder / f"{name}.pid"
    pid_file.unlink(missing_ok=True)
    with log.open("ab") as output:
        begins = output.tell()
        popen = subprocess.Popen(
            [sys.executable, "-m", "rehearsal.guard", PID, str(pid_file), *command],
            cwd=ROOT,
            env=os.environ | environment,
            stdin=subprocess.PIPE,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    return Process(name, command, environment, popen, log, begins, pid_file)


def free_ports(count: int) -> list[int]:
    """Return ports on loopback that nobody listens on now. Raises `NotReady` if there are none."""
    ports: list[int] = []
    # Not in order: two systems that start at once must not choose the same.
    for port in random.SystemRandom().sample(PORTS, len(PORTS)):
        if len(ports) == count:
            return ports
        with socket.socket() as found:
            try:
                found.bind(("127.0.0.1", port))
            except OSError:
                continue
        ports.append(port)
    raise NotReady("no free ports on loopback")


def last_line(log: Path) -> str:
    """Return the last line of a log, and where it stands."""
    lines = log.read_text(encoding="utf-8", errors="replace").strip().splitlines()
    return f"{lines[-1] if lines else 'it wrote nothing'} (see {log})"
