"""What the desk's commands share: who acts, how an act is recorded, how a command ends."""

import asyncio
import os
import pwd
import sys
from collections.abc import Awaitable, Callable
from typing import NoReturn, TypeVar

import typer
from rich.console import Console, RenderableType

from engine.client import Engine
from engine.commands import Exit, Misconfigured, Unreachable, reached, read_settings
from records.bookings import LedgerRefusal, UnknownReference

Result = TypeVar("Result")


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
        async with reached(read_settings(), lazy=True) as engine:
            return await act(engine)

    try:
        return asyncio.run(run())
    except Misconfigured as fault:
        stop(Exit.MISUSE, str(fault))
    except Unreachable as fault:
        stop(Exit.UNREACHABLE, str(fault))
    except UnknownReference as unknown:
        stop(Exit.UNKNOWN, f"No payment has the reference {unknown}.")
    except LedgerRefusal as refusal:
        stop(Exit.SOME_REJECTED, f"Refused, nothing was changed: {refusal}.")


async def record(engine: Engine, act: str) -> None:
    """Record an act of the operator before it is done."""
    await engine.lookups.record(operator(), act, at=engine.now())
