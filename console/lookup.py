"""From a NIK to one participant's case file; every look is recorded before anything is shown."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from domain.casefile import CaseFile, ParticipantShown
from domain.identity import Nik
from engine.casefile import case_file
from engine.client import Engine
from records.person_keys import Forgotten

LOOKS_AN_HOUR: Final = 300
"""What one operator may look up in an hour: many for a clerk, few for somebody copying NIKs."""


class UnknownNik(LookupError):
    """No journey belongs to this NIK."""


class TooManyLooks(Exception):
    """The operator has used up the looks of this hour; nothing was looked up."""


@dataclass(frozen=True, slots=True)
class Look:
    """One person's look at one case, and what for."""

    operator: str
    purpose: str
    at: datetime
    """Programme time."""
    reveal: bool = False
    """Show NIK and name unmasked; recorded as an act of its own."""


@dataclass(frozen=True, slots=True)
class Found:
    """A journey and its case file as this look may see it."""

    journey: str
    case: CaseFile


async def look_up(engine: Engine, nik: Nik, look: Look) -> Found:
    """Return the case file of a NIK, masked unless it is to be revealed.

    Raises:
        UnknownNik: no journey; the look is recorded all the same.
        TooManyLooks: more than `LOOKS_AN_HOUR`.
        Forgotten: the person's data were erased and the case is closed.
        UnknownJourney: the NIK is claimed but its journey was never started.

    """
    journey = await find(engine, nik, look)
    case = await case_file(engine, journey)
    if look.reveal:
        await engine.lookups.record(
            look.operator, look.purpose, at=look.at, journey=journey, revealed=True
        )
        case = await _revealed(engine, case)
    return Found(journey, case)


async def find(engine: Engine, nik: Nik, look: Look) -> str:
    """Return the journey of a NIK. Raises `UnknownNik`, recorded all the same, `TooManyLooks`."""
    lookups = engine.lookups
    hour_ago = look.at - timedelta(hours=1)
    if await lookups.count(look.operator, since=hour_ago) >= LOOKS_AN_HOUR:
        raise TooManyLooks
    journey = await engine.claims.find_by_nik(nik)
    await lookups.record(look.operator, look.purpose, at=look.at, journey=journey)
    if journey is None:
        raise UnknownNik
    return journey


async def _revealed(engine: Engine, case: CaseFile) -> CaseFile:
    shown = case.participant
    try:
        person = await engine.people.get(shown.key)
    except Forgotten:
        return case
    whole = ParticipantShown(key=shown.key, nik=person.nik, name=person.name, wave=shown.wave)
    return case.model_copy(update={"participant": whole})
