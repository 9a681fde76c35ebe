"""The project's worker, which also writes down when each transfer began and was answered.

    python -m benchmarks.payday.worker SENDS

A line of JSON for each answered transfer is in the file before the next thing happens, so that a
worker that is killed takes none of them with it.
"""

import asyncio
import signal
import sys
import time
from datetime import datetime, timedelta
from pathlib import Path
from typing import TextIO

from pydantic import BaseModel, ConfigDict

from domain.payouts import Channel, Outcome
from domain.ports import Answer, Partners, PayoutChannel, Transfer
from engine.client import opened
from partners.directory import load
from partners.wire import open_client
from settings import Settings
from worker import activities_of, working

READY = "worker: ready"


class Send(BaseModel):
    """One transfer that a channel answered; real seconds of the machine's own clock."""

    model_config = ConfigDict(frozen=True)

    channel: Channel
    begun: float
    ended: float
    outcome: Outcome


class NotedChannel:
    """A channel whose transfers are written down."""

    def __init__(self, channel: PayoutChannel, notes: TextIO) -> None:
        self.channel: Channel = channel.channel
        self.recovers_by_resend: bool = channel.recovers_by_resend
        self.status_needs_their_reference: bool = channel.status_needs_their_reference
        self.status_delay: timedelta = channel.status_delay
        self.remembers: timedelta = channel.remembers
        self.end_of_day: tuple[int, int] | None = channel.end_of_day
        self.check = channel.check
        self.inquire = channel.inquire
        self._send = channel.send
        self._notes = notes

    async def send(self, transfer: Transfer, external_id: str, at: datetime) -> Answer:
        """Send money once and note how long it took."""
        begun = time.monotonic()
        answer = await self._send(transfer, external_id, at)
        send = Send(
            channel=self.channel, begun=begun, ended=time.monotonic(), outcome=answer.outcome
        )
        self._notes.write(send.model_dump_json() + "\n")
        return answer


def read_sends(notes: Path) -> list[Send]:
    """Return what workers have noted so far."""
    return [Send.model_validate_json(line) for line in notes.read_text("utf-8").splitlines()]


async def work(notes: TextIO) -> None:
    """Work until SIGTERM."""
    stopped = asyncio.Event()
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, stopped.set)
    settings = Settings()
    key = await asyncio.to_thread(Path(settings.snap_key_file).read_bytes)
    async with opened(settings) as engine, open_client() as http:
        partners = load(settings.partners_file, settings.named(settings.partner_secrets), key, http)
        noted = Partners(
            sources=partners.sources,
            channels={code: NotedChannel(each, notes) for code, each in partners.channels.items()},
        )
        async with working(engine.client, settings.task_queue, activities_of(engine, noted)):
            print(READY, flush=True)
            await stopped.wait()


def main(path: str) -> None:
    """Work as told on the command line."""
    # Line by line: what is noted survives a kill.
    with Path(path).open("a", encoding="utf-8", buffering=1) as notes:
        asyncio.run(work(notes))


if __name__ == "__main__":
    main(*sys.argv[1:])
