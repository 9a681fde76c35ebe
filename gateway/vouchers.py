"""Whose voucher it is, for those who speak of vouchers and know no participants."""

from engine.client import Engine
from records.person import Person
from records.person_keys import Forgotten, UnknownPerson


async def owner_of(engine: Engine, code: str) -> Person | None:
    """Return the participant who has this voucher now; codes are in upper case.

    None for a code that was corrected away (its facts are somebody else's), of a forgotten person,
    or of an enrolment that is not complete: whoever enrols repeats that.
    """
    journey = await engine.claims.find_by_voucher(code)
    if journey is None:
        return None
    try:
        person = await engine.people.get(journey)
    except (Forgotten, UnknownPerson):
        return None
    return person if person.voucher == code else None
