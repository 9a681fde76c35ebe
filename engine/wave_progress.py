"""How far a wave has come, on standard error: a bar on a terminal, plain lines elsewhere."""

import os
from dataclasses import asdict, dataclass
from typing import BinaryIO, Final, Self

from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

from engine.wave import Verdict

PLAIN_EVERY: Final = 1000
"""Rows between two plain lines."""


@dataclass(slots=True)
class Tally:
    """How many rows came to which end."""

    enrolled: int = 0
    already_there: int = 0
    rejected: int = 0

    def count(self, verdict: Verdict) -> None:
        """Add one verdict."""
        self.enrolled += verdict.new
        self.already_there += not verdict.new and not verdict.faults
        self.rejected += bool(verdict.faults)

    def as_dict(self) -> dict[str, int]:
        """Return the counts by name, for JSON."""
        return asdict(self)

    @property
    def rows(self) -> int:
        """Return how many rows have a verdict."""
        return self.enrolled + self.already_there + self.rejected

    def __str__(self) -> str:
        return (
            f"{self.enrolled} enrolled, {self.already_there} already there, "
            f"{self.rejected} rejected"
        )


class WaveProgress:
    """Shows every verdict of a file as it comes; `quiet` leaves out the rejected rows."""

    def __init__(self, stream: BinaryIO, *, quiet: bool) -> None:
        self._stream = stream if stream.seekable() else None
        self._quiet = quiet
        self._console = Console(stderr=True, highlight=False, markup=False)
        self._bar = Progress(
            TextColumn("{task.description}", markup=False),
            BarColumn(),
            TimeElapsedColumn(),
            console=self._console,
            disable=not self._console.is_terminal,
        )
        # A pipe does not tell its size: the bar then only shows that something goes on.
        size = os.fstat(stream.fileno()).st_size if self._stream else None
        self._task = self._bar.add_task("reading", total=size)

    def show(self, verdict: Verdict, tally: Tally) -> None:
        """Say why a row was rejected, and how many rows are done."""
        if verdict.faults and not self._quiet:
            said = " | ".join(
                f"{fault.field}: {fault.rule} {fault.en} {fault.id}" for fault in verdict.faults
            )
            self._console.print(f"row {verdict.row.line} {said}", soft_wrap=True)
        read = self._stream.tell() if self._stream else None
        self._bar.update(self._task, description=str(tally), completed=read)
        if self._bar.disable and tally.rows % PLAIN_EVERY == 0:
            self._console.print(f"{tally.rows} rows: {tally}", soft_wrap=True)

    def __enter__(self) -> Self:
        self._bar.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._bar.stop()
