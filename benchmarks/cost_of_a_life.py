"""What one undisturbed life costs the engine, beside the same partner calls made the plain way.

    python -m benchmarks.cost_of_a_life

Environment: `LIVES` (people per run, default 20), `SPEED` (programme days a second,
default 2, for up to 5 people 6).
Four runs: journeys that pull their facts and their floor, journeys that are pushed them and
theirs. Prints a table and writes benchmarks/results/cost_of_a_life.json.
"""

import asyncio
import json
import os
from collections.abc import Mapping
from pathlib import Path

from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

from benchmarks.lives import APART, LASTS_DAYS, lives
from benchmarks.result import WAYS, result_of, show
from benchmarks.run import NotOver, Run, Setting, measure
from engine.commands import leave
from rehearsal.system import NotReady

RESULT = Path(__file__).parent / "results" / "cost_of_a_life.json"
FOLDER = Path("var/bench").resolve()
LIVES, FEW_LIVES, MOST_LIVES = 20, 5, 40
SPEED, SPEED_OF_FEW = 2.0, 6.0
"""Few people get in each other's way less: their days may be shorter; with more than
40, 17 hours apart, the last would meet the end of the budget year."""
MISUSE = 2


async def measured(count: int, speed: float, console: Console) -> dict[str, tuple[Run, Run]]:
    """Make all runs; each way of learning facts with the journeys first and then their floor."""
    people = lives(count)
    days = LASTS_DAYS + (count - 1) * APART.total_seconds() / 86_400
    runs: dict[str, tuple[Run, Run]] = {}
    columns = (
        TextColumn("{task.description:<16}"),
        BarColumn(),
        TextColumn("day {task.completed:.0f}"),
    )
    with Progress(*columns, TimeElapsedColumn(), console=console) as progress:

        async def run(name: str, *, pushed: bool, floor_of: Run | None = None) -> Run:
            task = progress.add_task(name, total=days)
            folder = FOLDER / name.replace(", ", "-")
            plans = floor_of.notes if floor_of else None
            run = await measure(
                Setting(people, folder, speed, pushed, plans),
                lambda day: progress.update(task, completed=min(max(day, 0), days)),
            )
            progress.update(task, completed=days)
            return run

        for way in WAYS:
            ours = await run(f"{way}, journeys", pushed=way == "pushed")
            runs[way] = ours, await run(f"{way}, floor", pushed=False, floor_of=ours)
    return runs


def asked(environment: Mapping[str, str]) -> tuple[int, float]:
    """Return how many people live and how fast. Raises `ValueError`."""
    count = int(environment.get("LIVES") or LIVES)
    speed = float(environment.get("SPEED") or (SPEED if count > FEW_LIVES else SPEED_OF_FEW))
    if not (0 < count <= MOST_LIVES and speed > 0):
        raise ValueError(f"LIVES is 1 to {MOST_LIVES}, SPEED more than 0")
    return count, speed


def main() -> int:
    """Read the environment, measure, print and write."""
    console = Console()
    if not Path("/proc/self/stat").exists():
        console.print("[red]CPU times are read from /proc: this benchmark runs on Linux only[/]")
        return MISUSE
    try:
        count, speed = asked(os.environ)
    except ValueError as trouble:
        console.print(f"[red]{trouble}[/]")
        return MISUSE
    try:
        runs = asyncio.run(measured(count, speed, console))
    except (NotReady, NotOver) as trouble:
        console.print(f"[red]{trouble}[/]")
        return 1
    except KeyboardInterrupt:
        console.print("Stopped.")
        return 130
    result = result_of(runs, speed)
    show(console, result)
    RESULT.parent.mkdir(exist_ok=True)
    RESULT.write_text(json.dumps(result, indent=2) + "\n", "utf-8")
    console.print(f"Written: {os.path.relpath(RESULT)}")
    return 0


if __name__ == "__main__":
    leave(main())
