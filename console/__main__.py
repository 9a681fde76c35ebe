"""The desk on a command line: `python -m console --help` lists what it can do.

A NIK is typed at the prompt or comes on standard input. It never stands in the command line,
where the shell's history and everybody's process list would keep it.
"""

import asyncio
import json
import re
import sys
from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Annotated

import typer
from rich.console import RenderableType
from temporalio.service import RPCError, RPCStatusCode

from console import membership, money
from console.commands import (
    NOBODY,
    TOO_MANY,
    ask_nik,
    line,
    operator,
    print_out,
    stop,
    stop_for,
)
from console.events import engine_events, events_table
from console.lookup import Found, Look, TooManyLooks, UnknownNik, look_up
from console.reconcile import reconcile
from console.tell import history_screen, status_screen
from console.tell_why import why_screen
from console.why import explain
from domain.clock import Clock
from domain.decrees import LAST_DAY
from domain.identity import IdentityError, Nik
from domain.workdays import workdays_known
from engine import messages
from engine.calendar import amend_calendars
from engine.casefile import UnknownJourney
from engine.client import Engine
from engine.commands import Exit, Misconfigured, Unreachable, leave, reached, read_settings
from records.person_keys import Forgotten

app = typer.Typer(add_completion=False, no_args_is_help=True, pretty_exceptions_enable=False)
app.command()(reconcile)
app.command()(membership.revoke)
app.command()(membership.reinstate)
app.add_typer(money.app, name="payouts")

_PURPOSE_NOT_STATED = "not stated"
_CALENDAR_AHEAD = timedelta(days=400)
# A NIK or a card number, also with spaces or dashes between its digits.
_LONG_NUMBER = re.compile(r"[0-9０-９]([ .-]?[0-9０-９]){12,}")
# A payment's reference and a proposal's digest are longer than any number of a person.
_OUR_OWN = re.compile(r"[0-9]{18}|[0-9a-f]{64}")
# The name of a statement may hold two days.
_DAY = re.compile(r"(?<![0-9])20[0-9]{2}-?[01][0-9]-?[0-3][0-9](?![0-9])")

AsJson = Annotated[bool, typer.Option("--json", help="Print JSON for other programs.")]
Purpose = Annotated[str, typer.Option(help="What the look-up is for; it is recorded.")]
Reveal = Annotated[
    bool, typer.Option("--reveal", help="Show NIK and name in full; recorded as well.")
]
Show = Callable[[Engine, Found], Awaitable[RenderableType | str]]


@app.callback()
def desk() -> None:
    """Say where a participant's case stands. The NIK is asked for, or read from stdin."""


@app.command()
def status(as_json: AsJson = False, purpose: Purpose = "", reveal: Reveal = False) -> None:
    """Show on one screen whose turn it is, until when, and what to do."""

    async def show(_engine: Engine, found: Found) -> RenderableType | str:
        return found.case.model_dump_json() if as_json else status_screen(found.case)

    _answer(show, purpose, reveal=reveal)


@app.command()
def history(
    as_json: AsJson = False,
    purpose: Purpose = "",
    reveal: Reveal = False,
    events: Annotated[
        bool, typer.Option("--events", help="Show the engine's own decoded events instead.")
    ] = False,
) -> None:
    """Show the whole story: timeline, steps, turns and payments."""

    async def show(engine: Engine, found: Found) -> RenderableType | str:
        if events:
            return await _events(engine, found.journey, as_json=as_json)
        return found.case.model_dump_json() if as_json else history_screen(found.case)

    _answer(show, purpose, reveal=reveal)


@app.command()
def why(as_json: AsJson = False, purpose: Purpose = "", reveal: Reveal = False) -> None:
    """Show what is missing, who owes it, when money can come, and what would help most."""

    async def show(engine: Engine, found: Found) -> RenderableType | str:
        today = Clock.day_of(engine.now())
        workdays = workdays_known(today, today, min(today + _CALENDAR_AHEAD, LAST_DAY))
        told = explain(found.case, today, workdays)
        return told.model_dump_json() if as_json else why_screen(found.case, told)

    _answer(show, purpose, reveal=reveal)


@app.command()
def resume(purpose: Purpose = "") -> None:
    """Let a parked case go on after an engineer's repair; who did it stays in the case."""

    async def show(engine: Engine, found: Found) -> RenderableType | str:
        receipt = await messages.resume(engine, found.journey, operator())
        return f"The case goes on (version {receipt.version})."

    _answer(show, purpose, reveal=False)


@app.command("amend-calendar")
def amend_calendar() -> None:
    """Tell every open journey the working days as they are known today."""

    async def amend() -> int:
        async with reached(read_settings()) as engine:
            return await amend_calendars(engine, Clock.day_of(engine.now()))

    try:
        told = asyncio.run(amend())
    except Misconfigured as fault:
        stop(Exit.MISUSE, str(fault))
    except Unreachable as fault:
        stop(Exit.UNREACHABLE, str(fault))
    sys.stdout.write(f"{told} journeys have today's calendar.\n")


async def _events(engine: Engine, journey: str, *, as_json: bool) -> RenderableType | str:
    clock = engine.settings.clock
    try:
        events = [event async for event in engine_events(engine.client, journey, clock)]
    except RPCError as error:
        if error.status is not RPCStatusCode.NOT_FOUND:
            raise
        events = []
    if as_json:
        return json.dumps([event.model_dump(mode="json") for event in events])
    if not events:
        return "The engine no longer keeps these events; the case file is complete without them."
    return events_table(events)


def _answer(show: Show, purpose: str, *, reveal: bool) -> None:
    """Ask for the NIK, look it up and print what `show` makes of it; exits with the code."""
    try:
        nik = ask_nik()
        purpose = purpose.strip() or _ask_purpose()
        shown = asyncio.run(_shown(nik, purpose, show, reveal=reveal))
    except IdentityError as fault:
        stop_for(fault)
    except Misconfigured as fault:
        stop(Exit.MISUSE, str(fault))
    except UnknownNik:
        stop(Exit.UNKNOWN, NOBODY)
    except UnknownJourney:
        stop(Exit.UNKNOWN, "This NIK is claimed but its journey never began: enrol it again.")
    except Forgotten:
        stop(Exit.UNKNOWN, "This person's data were erased; nothing is left to show.")
    except TooManyLooks:
        stop(Exit.TOO_MANY, TOO_MANY)
    except Unreachable as fault:
        stop(Exit.UNREACHABLE, str(fault))
    print_out(shown)


async def _shown(nik: Nik, purpose: str, show: Show, *, reveal: bool) -> RenderableType | str:
    async with reached(read_settings()) as engine:
        look = Look(operator=operator(), purpose=purpose, at=engine.now(), reveal=reveal)
        return await show(engine, await look_up(engine, nik, look))


def _ask_purpose() -> str:
    """Ask what the look is for; another program may write it on a second line."""
    if sys.stdin.isatty():
        asked: str = typer.prompt("Purpose / Keperluan", err=True)
        return asked
    return line() or _PURPOSE_NOT_STATED


def _refuse_numbers(arguments: list[str]) -> None:
    """End if a number like a NIK stands in the command line, without repeating it."""
    others = [_DAY.sub("", each) for each in arguments if not _OUR_OWN.fullmatch(each)]
    if any(_LONG_NUMBER.search(argument) for argument in others):
        print(
            "A NIK must not stand in a command line, nor any number as long: others can read it "
            "there. A command about a participant asks for the NIK, or takes it on standard input; "
            "evidence is named without its number.",
            file=sys.stderr,
        )
        leave(Exit.MISUSE)


if __name__ == "__main__":
    _refuse_numbers(sys.argv[1:])
    try:
        app()
    except SystemExit as done:
        leave(done.code if isinstance(done.code, int) else Exit.MISUSE)
