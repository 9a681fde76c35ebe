"""Pay everybody on one day at a wallet that takes only so many transfers a second.

    python -m benchmarks.payday [--people 1000] [--per-second 5] [--no-limit]

With the queue's own limit set to the wallet's, or with none. Real seconds and a real Temporal
server; the programme's clock runs `--speed` times as fast. Prints the figures, and writes them
beside those of the other way into benchmarks/results/payday.json. Exit code 1 if anybody was not
paid exactly once, or was told nothing.
"""

import argparse
import asyncio
import os
from datetime import timedelta
from pathlib import Path

from rich.console import Console

from benchmarks.payday.people import Till
from benchmarks.payday.report import WITH, WITHOUT, figures_of, show, written
from benchmarks.payday.run import Result, Setting, measure
from domain.payouts import Channel
from engine.commands import leave
from rehearsal.system import NotReady

RESULT = Path(__file__).parents[1] / "results" / "payday.json"
FOLDER = Path("var/payday").resolve()
SPEED = 60.0
"""A programme minute is a second: the pauses of 5 minutes and more, 4 of which spread one
instant, stay seconds and more, and the pay hours are 14 real minutes."""
SECONDS_EACH = 0.6
"""Real time to start one journey and bring it to the eve, on two cores that others use too."""
START_SECONDS = 30


def asked() -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(prog="benchmarks.payday", description=__doc__)
    parser.add_argument("--people", type=int, default=1000)
    parser.add_argument("--per-second", type=float, default=5.0)
    parser.add_argument("--no-limit", action="store_true", help="the queue lets all begin at once")
    parser.add_argument("--speed", type=float, default=SPEED, help="programme seconds a second")
    return parser.parse_args()


def setting_of(people: int, per_second: float, speed: float, *, limited: bool) -> Setting:
    """Return a payday of so many people at one wallet."""
    till = Till(Channel.DANA, people, per_second, per_second if limited else None)
    return Setting(
        tills=[till],
        folder=FOLDER / (WITH if limited else WITHOUT),
        speed=speed,
        lead=timedelta(seconds=START_SECONDS + people * SECONDS_EACH),
        patience=timedelta(hours=14) / speed,
    )


def run(setting: Setting, console: Console) -> Result:
    """Live through the payday, saying how far it is."""
    people = sum(till.people for till in setting.tills)
    with console.status("starting") as status:

        def tick(what: str, done: int) -> None:
            status.update(f"{what}: {done} of {people}")

        return asyncio.run(measure(setting, tick))


def main() -> int:
    """Read the command line, measure, print and write."""
    console, told = Console(), asked()
    setting = setting_of(told.people, told.per_second, told.speed, limited=not told.no_limit)
    try:
        result = run(setting, console)
    except NotReady as trouble:
        console.print(f"[red]{trouble}[/]")
        return 1
    except KeyboardInterrupt:
        console.print("Stopped.")
        return 130
    way = WITHOUT if told.no_limit else WITH
    document = written(RESULT, way, figures_of(result, setting))
    show(console, document)
    console.print(f"Written: {os.path.relpath(RESULT)}")
    return 0 if result.nobody_lost else 1


if __name__ == "__main__":
    leave(main())
