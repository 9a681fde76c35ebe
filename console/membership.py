"""`python -m console revoke` and `reinstate`: who is paid nothing for the time being, and why.

One person acts, as with every stop: a revocation is to hold at once, it takes back nothing, and
whoever is reinstated is paid in full (ADR 0014).
"""

from typing import Annotated

import typer

from console import typed
from console.commands import (
    NOBODY,
    TOO_MANY,
    acted,
    ask_nik,
    operator,
    print_out,
    stop,
    stop_for,
)
from console.lookup import Look, TooManyLooks, UnknownNik, find
from domain.identity import IdentityError, Nik
from engine.client import Engine
from engine.commands import Exit
from records.person_keys import UnknownPerson
from records.switches import Switches

_REVOKED = "The membership is revoked ({}): nothing more is sent. Paid incentives stay paid."
_NOT_BEGUN = "This NIK is claimed but its journey never began: enrol it again."
_REINSTATED = "The membership is reinstated ({}): held incentives leave from the next payday on."


def revoke(
    ground: Annotated[
        str, typer.Option(parser=typed.ground, metavar="CODE", help="Why, such as NOT_ELIGIBLE.")
    ],
) -> None:
    """Revoke a membership: nothing is sent to its participant until it is reinstated."""
    nik = _asked()

    async def act(engine: Engine) -> bool:
        journey = await _found(engine, nik, f"revoke {ground}")
        try:
            return await Switches(engine.database).revoke(
                journey, by=operator(), ground=ground, at=engine.now()
            )
        except UnknownPerson:
            stop(Exit.UNKNOWN, _NOT_BEGUN)

    print_out(_REVOKED.format(ground) if acted(act) else "It was revoked on this ground before.")


def reinstate(
    ground: Annotated[
        str, typer.Option(parser=typed.ground, metavar="CODE", help="Why, such as APPEAL_UPHELD.")
    ],
) -> None:
    """Reinstate a revoked membership: what was held is paid."""
    nik = _asked()

    async def act(engine: Engine) -> bool:
        journey = await _found(engine, nik, f"reinstate {ground}")
        return await Switches(engine.database).reinstate(
            journey, by=operator(), ground=ground, at=engine.now()
        )

    print_out(_REINSTATED.format(ground) if acted(act) else "It was not revoked.")


def _asked() -> Nik:
    try:
        return ask_nik()
    except IdentityError as fault:
        stop_for(fault)


async def _found(engine: Engine, nik: Nik, purpose: str) -> str:
    """Return the journey that the act is about, once the act is recorded."""
    try:
        return await find(engine, nik, Look(operator=operator(), purpose=purpose, at=engine.now()))
    except UnknownNik:
        stop(Exit.UNKNOWN, NOBODY)
    except TooManyLooks:
        stop(Exit.TOO_MANY, TOO_MANY)
