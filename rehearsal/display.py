"""What a rehearsal shows while it runs: the date, people per stage, what just happened."""

import asyncio
from collections import deque
from collections.abc import Mapping
from datetime import datetime

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
DAY_NAMES = ("Sen", "Sel", "Rab", "Kam", "Jum", "Sab", "Min")


class Display:
    """A live picture on a terminal; one line a month where there is none."""

    def __init__(self, play: Play, sandbox: str, token: str, console: Console) -> None:
        self._play = play
        self._sandbox = sandbox
        self._token = token
        self._console = console
        self._lines: deque[str] = deque(maxlen=LINES)
        self._sequence = 0
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
        try:
            answer = await http.get(
                f"{self._sandbox}/_log",
                params={"from": self._sequence},
                headers={"Authorization": f"Bearer {self._token}"},
            )
            rows = answer.raise_for_status().json()
        except (httpx.HTTPError, KeyError, ValueError):
            return
        for row in rows:
            self._sequence = max(self._sequence, int(row["seq"]) + 1)
            at = datetime.fromisoformat(row["at"]).astimezone(JAKARTA)
            self._lines.append(f"{at:%d %b %H:%M}  {row['who']}: {row['did']} -> {row['answer']}")

    def _picture(self, now: datetime, stages: Mapping[Stage, int]) -> Group:
        started = self._play.script.world.starts
        passed = max((now - started).total_seconds(), 0)
        self._progress.update(
            self._task,
            completed=passed,
            description=f"[bold]{DAY_NAMES[now.weekday()]} {now:%d %b %Y}[/]",
        )
        table = Table(box=None, pad_edge=False)
        for stage in Stage:
            table.add_column(stage, justify="right")
        table.add_row(*(str(stages.get(stage, "?")) for stage in Stage))
        lines = Text("\n".join(self._lines), style="dim", overflow="ellipsis", no_wrap=True)
        return Group(self._progress, table, lines)

    def _say_month(self, now: datetime, stages: Mapping[Stage, int]) -> None:
        """Where nobody watches, say where we are once a month."""
        month = f"{now:%B %Y}"
        if self._console.is_terminal or month == self._month:
            return
        self._month = month
        counts = ", ".join(f"{count} {stage}" for stage, count in stages.items() if count)
        self._console.print(f"{month}: {counts or 'nobody yet'}")
