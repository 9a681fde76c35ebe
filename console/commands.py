"""What the desk's commands share: who acts, how an act is recorded, how a command ends."""

import asyncio
import os
import pwd
import sys
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from typing import NoReturn, TypeVar

import typer
from rich.console import Console, RenderableType

from engine.client import Engine, RecordsMissing, opened
from engine.commands import Exit, Misconfigured, Unreachable, read_settings
from records.bookings import LedgerRefusal, UnknownReference
from records.database import RecordsUnavailable

Result = TypeVar("Result")

_NO_RECORDS = "The records database does not answer. Check PRAKERJA_RECORDS_URL, then try again."


def operator() -> str:
    """Return who sits at the desk: the operating system's user."""
    # Not from the environment: that could be set to anybody's name.
    number = os.getuid()
    try:
        return pwd.getpwuid(number).pw_name
    except KeyError:
        return f"uid {number}"


def stop(code: Exit, sentence: str) -> NoReturn:
    """End with one sentence on standard error."""
    sys.stderr.write(f"{sentence}\n")
    raise typer.Exit(code) from None


def print_out(shown: RenderableType | str) -> None:
    """Print a screen, or a text for other programs as it is."""
    if isinstance(shown, str):
        sys.stdout.write(f"{shown}\n")
    else:
        Console(highlight=False, markup=False).print(shown)


def acted(act: Callable[[Engine], Awaitable[Result]]) -> Result:
    """Run an act on the records; ends the program with the code of what goes wrong.

    Temporal need not answer: money must be stoppable without it.
    """

    async def run() -> Result:
        async with _records() as engine:
            return await act(engine)

    try:
        return asyncio.run(run())
    except Misconfigured as fault:
        stop(Exit.MISUSE, str(fault))
    except Unreachable as fault:
        stop(Exit.UNREACHABLE, str(fault))
    except RecordsUnavailable:
        stop(Exit.UNREACHABLE, _NO_RECORDS)
    except UnknownReference as unknown:
        stop(Exit.UNKNOWN, f"No payment has the reference {unknown}.")
    except LedgerRefusal as refusal:
        stop(Exit.SOME_REJECTED, f"Refused, nothing was changed: {refusal}.")


async def record(engine: Engine, act: str) -> None:
    """Record an act of the operator before it is done."""
    await engine.lookups.record(operator(), act, at=engine.now())


@asynccontextmanager
async def _records() -> AsyncIterator[Engine]:
    settings = read_settings()
    async with AsyncExitStack() as stack:
        try:
            opening = opened(settings, lazy=True, makes_records=False)
            engine = await stack.enter_async_context(opening)
        except RecordsMissing as error:
            raise Misconfigured(f"PRAKERJA_RECORDS_URL: {error}.") from error
        except (OSError, ValueError) as error:
            raise Misconfigured(f"A setting or a file it names is wrong: {error}") from error
        yield engine
