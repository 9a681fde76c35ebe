"""What a rehearsal shows while it runs: the date, people per stage, what just happened."""

import asyncio
from collections import deque
from collections.abc import Mapping
from datetime import datetime
from typing import Any

import httpx
from rich.console import Console, Group
from rich.live import Live
from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn
from rich.table import Table
from rich.text import Text
from temporalio.service import RPCError

from domain.clock import JAKARTA
from domain.stages import Stage
from rehearsal.play import Play

REFRESH_SECONDS = 1.0
LINES = 8


class Display:
    """A live picture on a terminal, and one line a month that stays."""

    def __init__(self, play: Play, sandbox: str, token: str, console: Console) -> None:
        self._play = play
        self._sandbox = sandbox
        self._token = token
        self._console = console
        self._lines: deque[str] = deque(maxlen=LINES)
        self._sequence = 0
        self._booked = 0
        world = play.script.world
        self._progress = Progress(
            TextColumn("{task.description}"),
            BarColumn(None),
            TextColumn("{task.percentage:>3.0f}%"),
            TimeRemainingColumn(),
            console=console,
        )
        total = (world.ends - world.starts).total_seconds()
        self._task = self._progress.add_task("2020", total=total)
        self._month = ""

    async def run(self) -> None:
        """Show until cancelled. What cannot be asked just now is shown at the next look."""
        async with httpx.AsyncClient(trust_env=False, timeout=5) as http:
            with Live(
                console=self._console, refresh_per_second=4, transient=True, auto_refresh=True
            ) as live:
                while True:
                    now = self._play.now()
                    stages = await self._stages()
                    await self._read_log(http)
                    await self._read_ledger(http)
                    live.update(self._picture(now, stages))
                    self._say_month(now, stages)
                    await asyncio.sleep(REFRESH_SECONDS)

    async def _stages(self) -> dict[Stage, int]:
        counts: dict[Stage, int] = {}
        for stage in Stage:
            try:
                found = await self._play.engine.client.count_workflows(f"Stage = '{stage}'")
            except RPCError:
                continue
            counts[stage] = found.count
        return counts

    async def _read_log(self, http: httpx.AsyncClient) -> None:
        for row in await self._rows(http, "_log", self._sequence):
            self._sequence = max(self._sequence, int(row["seq"]) + 1)
            at = datetime.fromisoformat(row["at"]).astimezone(JAKARTA)
            status = str(row["answer"])[:3]
            self._lines.append(f"{at:%d %b %H:%M}  {row['who']}: {row['did']} -> {status}")

    async def _read_ledger(self, http: httpx.AsyncClient) -> None:
        """Show what banks and wallets book: that is what everything here is about."""
        for row in await self._rows(http, "_ledger", self._booked):
            self._booked = max(self._booked, int(row["seq"]) + 1)
            at = datetime.fromisoformat(row["claimed_at"]).astimezone(JAKARTA)
            self._lines.append(
                f"{at:%d %b %H:%M}  {row['channel']}: {row['kind']} of Rp{row['amount']:,} booked"
            )

    async def _rows(self, http: httpx.AsyncClient, name: str, start: int) -> list[dict[str, Any]]:
        """Return new rows of the sandbox; none if it does not answer just now."""
        try:
            answer = await http.get(
                f"{self._sandbox}/{name}",
                params={"from": start},
                headers={"Authorization": f"Bearer {self._token}"},
            )
            rows: list[dict[str, Any]] = answer.raise_for_status().json()
        except (httpx.HTTPError, ValueError):
            return []
        return rows

    def _picture(self, now: datetime, stages: Mapping[Stage, int]) -> Group:
        world = self._play.script.world
        passed = max((now - world.starts).total_seconds(), 0)
        # Before the first day the programs start, after the last they come to rest.
        now = min(max(now, world.starts), world.ends)
        self._progress.update(
            self._task,
            completed=passed,
            description=f"[bold]{now:%a %d %b %Y}[/]",
        )
        table = Table(box=None, pad_edge=False, title="people at each stage now", title_style="dim")
        for stage in Stage:
            table.add_column(stage, justify="right")
        table.add_row(*(str(stages.get(stage, "?")) for stage in Stage))
        lines = Text("\n".join(self._lines), style="dim", overflow="ellipsis", no_wrap=True)
        return Group(self._progress, table, lines)

    def _say_month(self, now: datetime, stages: Mapping[Stage, int]) -> None:
        """Say once a month where the people are; these lines stay when the picture is gone."""
        world = self._play.script.world
        month = f"{now:%B %Y}"
        if month == self._month or not world.starts <= now <= world.ends:
            return
        self._month = month
        counts = ", ".join(f"{count} {stage}" for stage, count in stages.items() if count)
        self._console.print(f"{now:%d %B %Y}, people at each stage: {counts or 'nobody yet'}")
