"""`python -m console payouts`: stop and start money, hours, rates, payments that are unclear."""

import asyncio
import json
from collections.abc import Awaitable, Callable
from datetime import datetime
from enum import StrEnum
from typing import Annotated, Any, Final

import typer

from console import typed
from console.commands import TABLE_WIDTH, acted, operator, print_out, record, stop
from console.finding_words import TOLD
from console.tell_payouts import (
    Position,
    ground_refused,
    lifted_words,
    positions_screen,
    unclear_screen,
)
from console.typed import ALL
from domain.payouts import Channel, Outcome
from engine import payouts
from engine.client import Engine
from engine.commands import Exit, Unreachable
from engine.payouts import ServerSilent, Told
from records.bookings import Intent
from records.resolutions import Proposal, Resolutions, Verdict
from records.stops import GroundNotNamed, Lifted
from records.switches import Switches

app = typer.Typer(no_args_is_help=True)

_MOST_SHOWN: Final = 200
_NO_SERVER: Final = "Temporal does not answer, and the rate is kept there. Try again."


class Verdicts(StrEnum):
    """What two people can say of an unclear payment, as it is typed."""

    PAID = "paid"
    NOT_PAID = "not-paid"


_VERDICTS: dict[Verdicts, Verdict] = {
    Verdicts.PAID: Outcome.PAID,
    Verdicts.NOT_PAID: Outcome.NOT_PAID,
}


# Typer knows no union of a word and an enumeration, and takes a pair for two arguments: where
# `Any` stands, the parser makes the value.
AnyScope = Annotated[Any, typer.Option("--channel", parser=typed.scope, metavar="CHANNEL|all")]
Hours = Annotated[Any, typer.Argument(parser=typed.hours, metavar="HOURS")]
OneChannel = Annotated[
    Any, typer.Option("--channel", parser=typed.channel, metavar="|".join(Channel))
]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON for other programs.")]


@app.callback()
def money() -> None:
    """Stop and start payouts, and settle those that nobody is sure of."""


@app.command()
def status(*, as_json: AsJson = False) -> None:
    """Show every channel: what stops it, hours, rate, sums; and how many people are revoked."""
    positions = acted(_positions)
    if as_json:
        print_out(
            json.dumps([position.model_dump(mode="json") for position in positions], indent=2)
        )
    else:
        print_out(positions_screen(positions), width=TABLE_WIDTH)


@app.command("stop")
def stop_money(
    scope: AnyScope,
    ground: Annotated[
        str, typer.Option(parser=typed.ground, metavar="CODE", help="Why, such as BANK_INCIDENT.")
    ],
) -> None:
    """Send no more money through a channel, or at all. What is under way is followed to its end."""

    async def act(engine: Engine) -> bool:
        await record(engine, f"payouts stop {scope} {ground}")
        return await Switches(engine.database).stop(
            scope, by=operator(), ground=ground, at=engine.now()
        )

    known = f"{scope} was stopped before ({ground})."
    _say(f"Payouts of {scope} are stopped ({ground}).", known, act)


@app.command("start")
def start_money(
    scope: AnyScope,
    ground: Annotated[
        str | None,
        typer.Option(
            parser=typed.ground, metavar="CODE", help="Which ground, if several stop the scope."
        ),
    ] = None,
) -> None:
    """Lift one ground of a stop; a channel's and that of all are lifted each by itself."""

    async def act(engine: Engine) -> Lifted | None:
        await record(engine, f"payouts start {scope}" + (f" {ground}" if ground else ""))
        return await Switches(engine.database).start(
            scope, by=operator(), at=engine.now(), ground=ground
        )

    try:
        lifted = acted(act)
    except GroundNotNamed as refusal:
        stop(Exit.SOME_REJECTED, ground_refused(scope, ground, refusal.standing))
    print_out(lifted_words(scope, lifted) if lifted else f"{scope} was not stopped.")


@app.command()
def hours(channel: OneChannel, window: Hours) -> None:
    """Send money only in these full Jakarta hours, such as 9-22; 0-24 is round the clock."""
    opens, closes = window

    async def act(engine: Engine) -> bool:
        await record(engine, f"payouts hours {channel} {opens}-{closes}")
        await Switches(engine.database).hours(
            channel, opens, closes, by=operator(), at=engine.now()
        )
        return True

    _say(f"{channel} pays from {opens} to before {closes} h.", "", act)


@app.command()
def rate(
    channel: OneChannel,
    per_second: Annotated[float, typer.Argument(parser=typed.rate, metavar="NUMBER|none")],
) -> None:
    """Begin at most so many payouts of a channel in a second; it outlives every deploy."""

    async def act(engine: Engine) -> bool:
        await record(engine, f"payouts rate {channel} {per_second:g}")
        try:
            await payouts.set_rate(engine, channel, per_second or None, by=operator())
        except ServerSilent as silent:
            raise Unreachable(_NO_SERVER) from silent
        return True

    limit = f"{per_second:g} a second" if per_second else "no limit of its own"
    _say(f"{channel} has {limit}.", "", act)


@app.command()
def unclear(*, as_json: AsJson = False) -> None:
    """List the payments that may have been made, oldest first."""

    async def act(engine: Engine) -> None:
        questions = await Resolutions(engine.database).open_questions(_MOST_SHOWN)
        if as_json:
            print_out(
                json.dumps([question.model_dump(mode="json") for question in questions], indent=2)
            )
        else:
            print_out(unclear_screen(questions, engine.now()), width=TABLE_WIDTH)

    acted(act)


@app.command()
def settle(
    reference: Annotated[str, typer.Argument(help="The 18 digits that the partner knows.")],
    outcome: Annotated[Verdicts, typer.Argument(help="What the evidence proves.")],
    evidence: Annotated[
        str,
        typer.Option(
            parser=typed.evidence, metavar="NAME", help="Name of the statement or letter."
        ),
    ],
    booked: Annotated[
        datetime | None,
        typer.Option(
            parser=typed.booked,
            metavar="WHEN",
            help="When the partner booked it (Jakarta time), if paid. Else the latest send counts.",
        ),
    ] = None,
) -> None:
    """Propose what became of a payment; another person approves within a day."""

    async def act(engine: Engine) -> tuple[Proposal, Intent | None]:
        await record(engine, f"payouts settle {outcome}")
        proposal = await Resolutions(engine.database).propose(
            reference,
            _VERDICTS[outcome],
            evidence=evidence,
            by=operator(),
            at=engine.now(),
            booked_at=booked,
        )
        return proposal, await engine.ledger.intent_of(reference)

    proposal, intent = acted(act)
    on = f" on {booked:%d %b %Y %H:%M}" if booked is not None else ""
    print_out(
        f"Proposed: {proposal.reference} is {outcome}{on}, by {proposal.evidence}.\n"
        f"{_contradiction(proposal, intent)}"
        f"Nothing is changed until another person has seen the evidence and runs:\n"
        f"  python -m console payouts approve {proposal.id} {proposal.digest}"
    )


def _contradiction(proposal: Proposal, intent: Intent | None) -> str:
    """Return what follows if it is approved against what the ledger says."""
    known = intent.outcome if intent is not None else None
    if known is Outcome.PAID and proposal.outcome is Outcome.NOT_PAID:
        return "The ledger says paid: it will count as returned, and the incentive is PAID AGAIN.\n"
    if known is Outcome.NOT_PAID and proposal.outcome is Outcome.PAID:
        return "The ledger says not paid: it will count as paid, and the incentive is not sent.\n"
    return ""


@app.command()
def approve(
    proposal_id: Annotated[int, typer.Argument(parser=typed.number, metavar="NUMBER")],
    digest: Annotated[str, typer.Argument(help="As the proposal printed it.")],
) -> None:
    """Settle an unclear payment as another person has proposed it."""

    async def act(engine: Engine) -> tuple[Proposal, Told]:
        await record(engine, f"payouts approve {proposal_id}")
        return await payouts.approve(engine, proposal_id, digest, by=operator(), at=engine.now())

    proposal, told = acted(act)
    words = TOLD[told]
    print_out(f"{proposal.reference} is settled as {proposal.outcome}: {words.en} / {words.id}.")
    if told is Told.UNREACHABLE:
        print_out(
            "Its next look, within a day, finds the ledger by itself. What was called paid until "
            "now has no next look: approve it again, which only tells it."
        )
    raise typer.Exit(Exit.SOME_REJECTED if told.for_people else Exit.DONE)


async def _positions(engine: Engine) -> list[Position]:
    switches = Switches(engine.database)
    board, revoked = await switches.board(), await switches.revoked()
    totals = {total.channel: total for total in await engine.ledger.totals()}
    limits = await asyncio.gather(*(_limit(engine, channel) for channel in Channel))
    rates = dict(zip(Channel, limits, strict=True))
    return [
        Position(
            row=row,
            total=None if row.scope == ALL else totals.get(row.scope),
            rate=None if row.scope == ALL else rates[row.scope],
            revoked=revoked if row.scope == ALL else None,
        )
        for row in board
    ]


async def _limit(engine: Engine, channel: Channel) -> str:
    """Write a channel's rate limit; the screen must not need the server."""
    try:
        limit = await payouts.rate_of(engine, channel)
    except ServerSilent:
        return "?"
    return "none" if limit is None else f"{limit:g}"


def _say(news: str, known: str, act: Callable[[Engine], Awaitable[bool]]) -> None:
    print_out(news if acted(act) else known)
