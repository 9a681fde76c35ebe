"""Start participants' journeys from a file: `python starter.py enrol FILE`.

After any interruption the same command goes on: nobody is enrolled twice.
"""

import asyncio
import json
import os
import sys
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Annotated, BinaryIO, TextIO

import typer

from domain.application import FIELDS
from domain.rejects import Rejects
from domain.rows import Row, Unreadable, WrongHeader, read_rows
from engine.commands import Exit, Misconfigured, Unreachable, leave, reached, read_settings
from engine.wave import Verdict, enrol_rows
from engine.wave_progress import Tally, WaveProgress
from settings import Settings

app = typer.Typer(add_completion=False, no_args_is_help=True, pretty_exceptions_enable=False)


@app.callback()
def starter() -> None:
    """Start participants' journeys."""


@app.command()
def enrol(
    file: Annotated[str, typer.Argument(help="CSV with a header, or JSON lines; - is stdin.")],
    rate: Annotated[float | None, typer.Option(min=0.01, help="Most rows per second.")] = None,
    rejects: Annotated[
        Path | None, typer.Option(help="Keep rejected rows in this file, to repair and run again.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print the summary as JSON.")] = False,
) -> None:
    """Enrol one participant or a whole wave; running it again enrols nobody twice.

    Exit code: 0 all are enrolled, 3 some rows were rejected, 2 misuse, 4 no server answers.
    """
    wave = _Wave(as_json=as_json, rate=rate)
    with ExitStack() as files:
        try:
            stream = _input(file, files)
            rows = read_rows(stream, FIELDS)
            settings = read_settings()
            if rejects is not None:
                wave.rejects = Rejects(_output(rejects, file, files), FIELDS)
            asyncio.run(wave.enrol(settings, stream, rows))
        except (OSError, WrongHeader, Misconfigured) as error:
            _say(str(error))
            raise typer.Exit(Exit.MISUSE) from None
        except Unreachable as error:
            _say(f"{error} So far {wave.tally}; run the same command again to go on.")
            raise typer.Exit(Exit.UNREACHABLE) from None
    wave.summarise()
    raise typer.Exit(Exit.SOME_REJECTED if wave.tally.rejected else Exit.DONE)


class _Wave:
    """One run over one file."""

    def __init__(self, *, as_json: bool, rate: float | None) -> None:
        self.tally = Tally()
        self.rejects: Rejects | None = None
        self._as_json = as_json
        self._rate = rate
        self._rejections: list[dict[str, object]] = []

    async def enrol(
        self, settings: Settings, stream: BinaryIO, rows: Iterator[Row | Unreadable]
    ) -> None:
        """Enrol every row. Raises `Misconfigured` or `Unreachable`."""
        async with reached(settings) as engine:
            with WaveProgress(stream, quiet=self._as_json) as progress:
                async for verdict in enrol_rows(engine, rows, rate=self._rate):
                    self._take(verdict)
                    progress.show(verdict, self.tally)

    def summarise(self) -> None:
        """Print the counts; as JSON with every rejection, for other programs."""
        if self._as_json:
            summary = {**self.tally.as_dict(), "rejections": self._rejections}
            print(json.dumps(summary, ensure_ascii=False, indent=2))
        else:
            print(self.tally)

    def _take(self, verdict: Verdict) -> None:
        self.tally.count(verdict)
        if verdict.faults and self.rejects is not None:
            self.rejects.write(verdict.row, verdict.faults)
        if self._as_json:
            self._rejections += [
                {"line": verdict.row.line, **fault.model_dump()} for fault in verdict.faults
            ]


def _input(file: str, files: ExitStack) -> BinaryIO:
    return sys.stdin.buffer if file == "-" else files.enter_context(Path(file).open("rb"))


def _output(rejects: Path, file: str, files: ExitStack) -> TextIO:
    """Open the file of rejected rows, for its owner's eyes only: it holds people's data."""
    if rejects.exists() and file != "-" and rejects.samefile(file):
        raise FileExistsError("The rejected rows need a file of their own, not the input.")
    descriptor = os.open(rejects, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    # Half a character may come back from JSON; it must not stop the rows after it.
    stream = open(descriptor, "w", encoding="utf-8", errors="backslashreplace", newline="")  # noqa: PTH123, SIM115 - a descriptor has no path, and `files` closes it
    return files.enter_context(stream)


def _say(sentence: str) -> None:
    print(sentence, file=sys.stderr)


if __name__ == "__main__":
    try:
        app()
    except SystemExit as done:
        leave(done.code if isinstance(done.code, int) else Exit.MISUSE)
