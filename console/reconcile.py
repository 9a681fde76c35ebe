"""`python -m console reconcile`: partners' statements beside our ledger."""

import contextlib
import json
from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import partial
from pathlib import Path
from typing import Annotated, Final

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

from console import typed
from console.commands import TABLE_WIDTH, acted, operator, print_out, record, stop
from console.tell_reconciliation import reconciliation_screen
from domain.clock import Clock
from domain.payouts import Channel
from domain.ports import PartnerContract, PartnerUnavailable
from domain.statements import StatementLine
from engine import reconciliation
from engine.client import Engine
from engine.commands import Exit, Misconfigured
from engine.payouts import Told
from engine.reconciliation import ChannelUnclear, Report, Statement, reconcile_with
from engine.statements import StatementSource, sources_of, statement_of
from partners.statement_files import BadStatement, read_statement

DAYS_ASKED: Final = 14
"""Days up to yesterday that a partner is asked about: a payment may be settled days later."""
_WORST_SHOWN: Final = 50
"""Bad lines that are named on the screen; the rest are counted."""


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise typer.BadParameter("a day is written 2020-08-13") from None


_option = partial(typer.Option, parser=_day, metavar="YYYY-MM-DD")
FirstDay = Annotated[
    date | None,
    _option(help="First day compared; default the file's first, or fourteen days up to the last."),
]
LastDay = Annotated[
    date | None,
    _option(help="Last day compared; default the file's last that is over, or yesterday."),
]


@dataclass(frozen=True, slots=True)
class Wish:
    """What the command line asks for."""

    channel: Channel | None
    first: date | None
    last: date | None
    apply: bool


@dataclass(frozen=True, slots=True)
class _Session:
    """What came of one command: a report for each channel that gave a statement."""

    reports: list[Report] = field(default_factory=list)
    unanswered: dict[Channel, str] = field(default_factory=dict)

    @property
    def code(self) -> Exit:
        untold = any(
            one.told is Told.UNREACHABLE for report in self.reports for one in report.followed
        )
        if self.unanswered or untold:
            return Exit.UNREACHABLE
        found = any(report.findings or report.followed for report in self.reports)
        return Exit.SOME_REJECTED if found else Exit.DONE

    def as_json(self) -> str:
        reports = [report.model_dump(mode="json") for report in self.reports]
        return json.dumps({"reports": reports, "unanswered": self.unanswered}, indent=2)


def reconcile(
    file: Annotated[Path | None, typer.Argument(help="The statement as CSV.")] = None,
    *,
    from_partner: Annotated[
        bool, typer.Option("--from-partner", help="Ask the channels themselves instead.")
    ] = False,
    channel: Annotated[
        Channel | None,
        typer.Option(
            parser=typed.channel,
            metavar="|".join(Channel),
            help="Whose statement it is, or which channel to ask.",
        ),
    ] = None,
    first: FirstDay = None,
    last: LastDay = None,
    apply: Annotated[
        bool, typer.Option("--apply", help="Also do what follows without a person.")
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON for other programs.")] = False,
) -> None:
    """Compare partners' statements with our ledger, first and last day included.

    Without --apply nothing is changed. It ends with 0 if nothing was found, 3 with findings,
    2 on misuse, 4 if a channel, the records or a journey did not answer: repeat it.
    """
    if (file is not None) is from_partner:
        stop(Exit.MISUSE, "Give a file, or --from-partner: one of them.")
    wish = Wish(channel, first, last, apply)
    if file is None:
        session = acted(lambda engine: _asked(engine, wish))
    else:
        lines = _lines(file)
        session = acted(lambda engine: _compared(engine, lines, wish))
    if as_json:
        print_out(session.as_json())
    else:
        for report in session.reports:
            print_out(reconciliation_screen(report), width=TABLE_WIDTH)
    for unanswering, trouble in session.unanswered.items():
        Console(stderr=True, highlight=False, markup=False).print(
            f"No statement from {unanswering}: {trouble}", soft_wrap=True
        )
    raise typer.Exit(session.code)


def _lines(file: Path) -> list[StatementLine]:
    """Read a file, or end with every bad line named: half a statement proves nothing."""
    try:
        return read_statement(file)
    except OSError as error:
        stop(Exit.MISUSE, f"{file}: {error.strerror}. Nothing was compared.")
    except BadStatement as bad:
        named = [f"line {line}: {fault}" for line, fault in bad.faults]
        rest = len(named) - _WORST_SHOWN
        more = [f"... and {rest} more"] if rest > 0 else []
        stop(Exit.MISUSE, "\n".join([*named[:_WORST_SHOWN], *more, "Nothing was compared."]))


def _refuse_impossible_days(engine: Engine, first: date, last: date) -> None:
    if last > Clock.day_of(engine.now()):
        raise Misconfigured(
            f"--last {last} is a day to come: no statement holds it. Nothing was compared."
        )
    if first > last:
        raise Misconfigured(
            f"The days run backwards, from {first} to {last}. What is booked today is compared "
            "tomorrow, when the day is over. Nothing was compared."
        )


async def _compared(engine: Engine, lines: Sequence[StatementLine], wish: Wish) -> _Session:
    booked = sorted(Clock.day_of(line.booked_at) for line in lines)
    if not booked and (wish.channel is None or wish.first is None or wish.last is None):
        raise Misconfigured("The statement has no lines: give --channel, --first and --last.")
    # A day that is not over may still get lines.
    yesterday = Clock.day_of(engine.now()) - timedelta(days=1)
    if booked and booked[-1] > Clock.day_of(engine.now()):
        raise Misconfigured(
            f"A line is dated {booked[-1]}, a day to come: are day and month in their places? "
            "Nothing was compared."
        )
    first = wish.first or booked[0]
    last = wish.last or min(booked[-1], yesterday)
    _refuse_impossible_days(engine, first, last)
    statement = Statement(lines, first, last, wish.channel)
    return _Session(reports=[await _reconciled(engine, statement, wish)])


async def _asked(engine: Engine, wish: Wish) -> _Session:
    session = _Session()
    last = wish.last or Clock.day_of(engine.now()) - timedelta(days=1)
    first = wish.first or last - timedelta(days=DAYS_ASKED - 1)
    _refuse_impossible_days(engine, first, last)
    async with _sources(engine) as sources:
        if wish.channel is not None and wish.channel not in sources:
            raise Misconfigured(
                f"No channel {wish.channel} in the register can be asked for a statement."
            )
        for code in sorted(sources) if wish.channel is None else [wish.channel]:
            try:
                session.reports.append(await told_by(engine, sources[code], first, last, wish))
            except (PartnerUnavailable, PartnerContract) as trouble:
                session.unanswered[code] = str(trouble)
    return session


async def told_by(
    engine: Engine, source: StatementSource, first: date, last: date, wish: Wish
) -> Report:
    """Ask a channel, and once more from an earlier day where a finding needs that."""
    statement = await statement_of(source, first, last, at=engine.now())
    if wish.first is None:
        looked = await reconcile_with(
            engine, statement, apply=False, by=operator(), at=engine.now()
        )
        since = min((found.since for found in looked.findings if found.since), default=first)
        if since < first:
            # Else these days stand; their findings name the day from which a longer one is needed.
            with contextlib.suppress(PartnerUnavailable, PartnerContract):
                longer = await statement_of(source, since, last, at=engine.now())
                # One that was cut short would hide what the shorter has shown.
                if set(statement.lines) <= set(longer.lines):
                    statement = longer
    return await _reconciled(engine, statement, wish)


@asynccontextmanager
async def _sources(engine: Engine) -> AsyncIterator[Mapping[Channel, StatementSource]]:
    async with AsyncExitStack() as stack:
        try:
            sources = await stack.enter_async_context(sources_of(engine.settings))
        except (OSError, ValueError) as error:
            raise Misconfigured(f"A setting or a file it names is wrong: {error}") from error
        yield sources


async def _reconciled(engine: Engine, statement: Statement, wish: Wish) -> Report:
    act = "reconcile --apply" if wish.apply else "reconcile"
    named = statement.channel or "by its references"
    await record(engine, f"{act} {named} from {statement.first} to {statement.last}")
    try:
        with _bar() as progress:
            return await reconcile_with(
                engine,
                statement,
                apply=wish.apply,
                by=operator(),
                at=engine.now(),
                progress=progress,
            )
    except ChannelUnclear as unclear:
        raise Misconfigured(f"{unclear} (--channel)") from None


@contextmanager
def _bar() -> Iterator[reconciliation.Progress]:
    """Show on a terminal how much of our side is read."""
    console = Console(stderr=True)
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
    with Progress(*columns, console=console, disable=not console.is_terminal) as bar:
        task = bar.add_task("reading the ledger", total=None)
        yield lambda done, total: bar.update(task, completed=done, total=total)
