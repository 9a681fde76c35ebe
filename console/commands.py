"""What the desk's commands share: who acts, how an act is recorded, how a command ends."""

import asyncio
import os
import pwd
import sys
from collections.abc import Awaitable, Callable
from typing import Final, NoReturn, TypeVar

import typer
from rich.console import Console, RenderableType

from domain.identity import IdentityError, Nik
from engine.client import Engine
from engine.commands import Exit, Misconfigured, Unreachable, reached, read_settings
from records.bookings import LedgerRefusal, UnknownReference

Result = TypeVar("Result")

NOBODY: Final = "Nobody is enrolled with this NIK. Tidak ada peserta dengan NIK ini."
TOO_MANY: Final = "Too many look-ups in this hour. Go on in an hour."
TABLE_WIDTH: Final = 200
"""Columns in which the widest table of money breaks no cell."""
_LONGEST_LINE: Final = 200


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


def stop_for(fault: IdentityError) -> NoReturn:
    """End with the rule that a typed NIK breaks, in both languages."""
    stop(Exit.MISUSE, f"{fault.field}: {fault.rule} {fault.message_en} {fault.message_id}")


def ask_nik() -> Nik:
    """Ask for a NIK; another program writes it on a line. Raises `IdentityError`."""
    if sys.stdin.isatty():
        return Nik.parse(typer.prompt("NIK", err=True))
    return Nik.parse(line())


def line() -> str:
    """Read one line of standard input."""
    # Bytes that are no text become a bad NIK, not a traceback that shows them.
    return sys.stdin.buffer.readline(_LONGEST_LINE).decode(errors="replace").strip()


def print_out(shown: RenderableType | str, *, width: int | None = None) -> None:
    """Print a screen, or a text for other programs as it is; `width` is for what is no terminal."""
    if isinstance(shown, str):
        sys.stdout.write(f"{shown}\n")
        return
    console = Console(highlight=False, markup=False)
    if width is not None and not console.is_terminal and "COLUMNS" not in os.environ:
        console.width = width
    console.print(shown)


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
