"""An engine server of one's own, whose file can be copied while it runs and put back."""

import asyncio
import contextlib
import signal
import sqlite3
import subprocess
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

from temporalio.client import Client
from temporalio.service import RPCError

from engine.codec import data_converter
from records.keyring import Keyring
from rehearsal.processes import free_ports
from rehearsal.system import TIMER_POLLS, TIMER_PRECISION
from tests.workflows.servers import BINARIES


@dataclass
class FiledEngine:
    """One server process after the other, on one port and one file."""

    port: int
    file: Path
    log: Path
    process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start a server on the file as it is."""
        with self.log.open("ab") as output:
            self.process = subprocess.Popen(
                [
                    str(BINARIES / "temporal"),
                    *("server", "start-dev", "--headless", "--ip", "127.0.0.1"),
                    *("--port", str(self.port), "--db-filename", str(self.file)),
                    *("--sqlite-pragma", "journal_mode=wal"),
                    *("--sqlite-pragma", "synchronous=normal"),
                    *("--search-attribute", "Stage=Keyword", "--search-attribute", "Wave=Int"),
                    *("--dynamic-config-value", TIMER_PRECISION),
                    *("--dynamic-config-value", TIMER_POLLS),
                    *("--log-level", "error"),
                ],
                stdout=output,
                stderr=subprocess.STDOUT,
            )

    def kill(self) -> None:
        """End the server as a power cut does."""
        if self.process is not None:
            self.process.send_signal(signal.SIGKILL)
            self.process.wait()
            self.process = None

    def back_up(self, to: Path) -> None:
        """Copy the file as it is at one instant, while the server writes."""
        with (
            contextlib.closing(sqlite3.connect(self.file, timeout=10)) as source,
            contextlib.closing(sqlite3.connect(to)) as target,
        ):
            source.backup(target)

    def put_back(self, backup: Path) -> None:
        """Replace the file of a server that is down."""
        assert self.process is None
        for name in (self.file.name, f"{self.file.name}-wal", f"{self.file.name}-shm"):
            self.file.with_name(name).unlink(missing_ok=True)
        self.file.write_bytes(backup.read_bytes())

    async def client(self, keyring: Keyring) -> Client:
        """Connect as soon as the server answers."""
        async with asyncio.timeout(60):
            while True:
                with contextlib.suppress(RuntimeError, RPCError):
                    return await Client.connect(
                        f"127.0.0.1:{self.port}",
                        data_converter=data_converter(keyring),
                        identity="prakerja",
                    )
                await asyncio.sleep(0.1)


@contextlib.asynccontextmanager
async def filed_engine(folder: Path) -> AsyncIterator[FiledEngine]:
    """Run a server until the end of the block."""
    [port] = free_ports(1)
    engine = FiledEngine(port, folder / "temporal.db", folder / "temporal.log")
    engine.start()
    try:
        yield engine
    finally:
        engine.kill()
