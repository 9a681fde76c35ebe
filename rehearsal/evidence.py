"""The evidence of one run, in a folder that `python -m auditor FOLDER` judges by itself.

What is done to the system is written before it is done, so that nothing can happen unrecorded. The
rest is read at the end from those who booked the money and from what support would be told.
"""

import asyncio
import json
import subprocess
import sys
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from statistics import median_low
from types import TracebackType
from typing import Any, Self, TextIO

import httpx

from domain.clock import Clock
from rehearsal.cast import Json
from rehearsal.processes import ROOT

SECRET = frozenset({"secret", "client_key"})
"""Keys of a world document that nobody but the sandbox may read."""
READ_AT_THE_END = {
    "ledger": "/_ledger?from=0",
    "faults": "/_faults",
    "calls": "/_calls",
    "acts": "/_log?from=0",
}
"""Files of the folder, and where the sandbox tells their content."""
USUAL: Json = {
    "suspended": False,
    "balance_idr": 0,
    "balance_cap_idr": None,
    "monthly_in_idr": 0,
    "changes": [],
}
"""What is true of an account of which a world document does not say otherwise."""
ANSWER_SECONDS = 60.0


class Evidence:
    """The folder's two growing files: what was done to the system, and what it said when asked."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self.folder = folder
        self._sent = _Lines(folder / "sent.jsonl")
        self._looks = _Lines(folder / "looks.jsonl")
        self._answered: list[tuple[datetime, datetime]] = []

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._sent.close()
        self._looks.close()

    def begin(self, clock: Clock, world: Json, *, seed: int = 0, **options: object) -> None:
        """Write what the run was made of; `world` is the document that the sandbox is told."""
        self.sent(
            "clock",
            real_start=clock.real_start.isoformat(),
            programme_start=clock.programme_start.isoformat(),
            speed=clock.speed,
        )
        self.sent("world", document=without_secrets(world))
        self.sent("seed", seed=seed, options=options)

    def sent(self, kind: str, **told: object) -> None:
        """Write what is about to be done; it is in the file when this returns."""
        self._sent.write({"real_at": datetime.now(UTC).isoformat(), "kind": kind, **told})

    def look(self, asked_at: datetime, nik: str, case: Mapping[str, Any]) -> None:
        """Write a case file as support was shown it just now; `asked_at` is programme time."""
        real_at = datetime.now(UTC)
        self._answered.append((asked_at, real_at))
        self._looks.write(
            {
                "asked_at": asked_at.isoformat(),
                "real_at": real_at.isoformat(),
                "nik": nik,
                "case": case,
            }
        )

    def answered_after(self, clock: Clock) -> timedelta:
        """Return after how much programme time a look was answered: the median; zero for none."""
        waited = [clock.programme(real_at) - asked_at for asked_at, real_at in self._answered]
        return median_low(waited) if waited else timedelta()

    def at_rest(self, at: datetime) -> None:
        """Write that nothing is under way any more; `at` is programme time."""
        self.sent("quiet", programme_at=at.isoformat())

    async def collect(
        self,
        sandbox: str,
        token: str,
        cases: Mapping[str, Mapping[str, Any]],
        minimum: Mapping[str, int],
    ) -> None:
        """Write what is read at the end: the sandbox's books, and every case by NIK.

        `minimum` says below which counts the run was too quiet to prove anything. Raises
        `httpx.HTTPError` when the sandbox does not tell.
        """
        for name, told in (await books(sandbox, token, READ_AT_THE_END)).items():
            self._file(name, told)
        self._file("accounts", self._accounts())
        self._file("cases", cases)
        self._file("minimum", minimum)
        self.sent("end")

    def lines(self, *kinds: str) -> list[Json]:
        """Return what was written so far of some kinds, in order."""
        return [line for line in self._sent.read() if line["kind"] in kinds]

    def _accounts(self) -> list[Json]:
        """Return the accounts as the sandbox was told them, with all that was to change."""
        document = self.lines("world")[0]["document"]
        return [USUAL | account for account in document["accounts"]]

    def _file(self, name: str, content: object) -> None:
        text = json.dumps(content, indent=1, ensure_ascii=False)
        (self.folder / f"{name}.json").write_text(f"{text}\n", encoding="utf-8")


class _Lines:
    """A file of JSON lines. Each is handed to the operating system before `write` returns."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._file: TextIO = path.open("w", encoding="utf-8")

    def write(self, line: Mapping[str, object]) -> None:
        self._file.write(json.dumps(line, ensure_ascii=False) + "\n")
        self._file.flush()

    def read(self) -> list[Json]:
        text = self._path.read_text(encoding="utf-8")
        return [json.loads(line) for line in text.splitlines()]

    def close(self) -> None:
        self._file.close()


def without_secrets(told: Any) -> Any:  # noqa: ANN401 - any JSON
    """Return JSON without the keys that hold secrets, however deep."""
    if isinstance(told, Mapping):
        return {key: without_secrets(value) for key, value in told.items() if key not in SECRET}
    if isinstance(told, Sequence) and not isinstance(told, str):
        return [without_secrets(value) for value in told]
    return told


def kind_of(fault: Mapping[str, Any]) -> str:
    """Name a fault's kind: two that spoil the same thing in another form are two kinds.

    The form counts for `garbled`, the response code for `code`, the status for
    `lies_about_status`. The auditor counts so, and each kind of program that was killed as one
    more.
    """
    form = {"garbled": "form", "code": "code", "lies_about_status": "status"}.get(fault["fault"])
    return str(fault["fault"]) + (f" {fault['args'][form]}" if form else "")


def firings(faults: Iterable[Mapping[str, Any]]) -> dict[str, int]:
    """Return how often faults of each kind have fired, the most frequent first."""
    fired: dict[str, int] = {}
    for fault in faults:
        if fault["fired"]:
            fired[kind_of(fault)] = fired.get(kind_of(fault), 0) + int(fault["fired"])
    return dict(sorted(fired.items(), key=lambda one: -one[1]))


async def books(sandbox: str, token: str, names: Iterable[str]) -> dict[str, Any]:
    """Return some of the sandbox's books by the names of their files. Raises `httpx.HTTPError`."""
    headers = {"Authorization": f"Bearer {token}"}
    async with httpx.AsyncClient(
        base_url=sandbox, headers=headers, trust_env=False, timeout=ANSWER_SECONDS
    ) as http:
        wanted = list(names)
        answers = await asyncio.gather(*(http.get(READ_AT_THE_END[name]) for name in wanted))
    return {
        name: answer.raise_for_status().json() for name, answer in zip(wanted, answers, strict=True)
    }


def judged(folder: Path, *, storm: bool = False) -> int:
    """Let the auditor judge a folder; it is a program of its own and prints what it finds.

    `storm` says that faults and kills must have been in it, whatever the folder says.
    Return its exit code: 0 all right, 1 a violation, 2 not to be decided.
    """
    return subprocess.run(
        [sys.executable, "-m", "auditor", *(["--storm"] if storm else []), str(folder)],
        cwd=ROOT,
        check=False,
    ).returncode
