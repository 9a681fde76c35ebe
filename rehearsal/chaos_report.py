"""What happened in a chaos run, counted: shown before the auditor judges it."""

import json
from collections import Counter
from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Table

from rehearsal.evidence import Evidence, firings
from rehearsal.pace import SECONDS_A_DAY
from rehearsal.play import Play

HOUR = timedelta(hours=1)
TOO_FAST = timedelta(hours=12)
"""In a storm that its machine bears, half of the looks are answered within five hours."""


def show(console: Console, evidence: Evidence, play: Play, *, died: int, settled: int) -> None:
    """Print the counts of a run whose evidence is complete."""
    faults, ledger, calls = (_read(evidence, name) for name in ("faults", "ledger", "calls"))
    kills = Counter(str(line["target"]) for line in evidence.lines("kill"))
    fired = firings(faults)
    table = Table(title="What went wrong", title_justify="left", box=SIMPLE_HEAD)
    table.add_column("kind")
    table.add_column("times", justify="right")
    for kind, times in fired.items():
        table.add_row(kind, str(times))
    for target, times in kills.items():
        table.add_row(f"kill -9 {target}", str(times))
    console.print(table)
    kinds = len(fired) + len(kills)
    bookings = sum(row["kind"] == "credit" for row in ledger)
    inquiries = sum(row["inquiries"] for row in calls["by_reference"])
    wrong = [each for each in play.seen if each.differences]
    console.print(
        f"{len(play.niks())} people, {bookings} bookings of {sum(r['amount'] for r in ledger):,} "
        f"rupiah, {inquiries} inquiries, {sum(fired.values())} faults of {kinds} kinds, "
        f"{sum(kills.values())} kills ({died} times a program ended by itself and was started "
        f"again; the auditor excuses only a start in vain), "
        f"{len(play.glances) - play.unanswered} looks, {play.unanswered} in vain, "
        f"{settled} unclear payments settled by two people."
    )
    console.print(
        f"{len(play.seen) - len(wrong)} of {len(play.seen)} people came to what was planned for "
        "them."
    )
    waited = evidence.answered_after(play.clock)
    console.print(f"A look was answered after {waited / HOUR:.1f} programme hours (median).")
    if waited > TOO_FAST:
        console.print(
            "[yellow]Too fast for this machine: what the judge finds about dates and reasons may "
            f"be its doing. Repeat with a SPEED below {play.clock.speed / SECONDS_A_DAY:g}.[/]"
        )
    for each in wrong:
        console.print(f"  {each.check.story}: {'; '.join(each.differences)}", highlight=False)


def _read(evidence: Evidence, name: str) -> Any:  # noqa: ANN401 - any JSON
    told: Mapping[str, Any] | list[Any] = json.loads(
        (evidence.folder / f"{name}.json").read_text(encoding="utf-8")
    )
    return told
