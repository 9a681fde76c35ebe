"""Whom money goes to, put together from the records for one call to a partner."""

from domain.ports import Beneficiary, Transfer
from records.bookings import Intent
from records.people import People


async def beneficiary_of(people: People, journey: str, link: int) -> Beneficiary:
    """Return an account with the person it must belong to. Raises as the records do."""
    person = await people.get(journey)
    account = await people.account(journey, link)
    return Beneficiary(
        channel=account.channel,
        number=account.number,
        name=person.name,
        nik=person.nik,
        phone=person.phone,
    )


def transfer_of(intent: Intent, beneficiary: Beneficiary) -> Transfer:
    """Return what is sent: it depends on the intent alone, so every attempt is the same."""
    return Transfer(
        reference=intent.reference,
        beneficiary=beneficiary,
        amount_idr=intent.amount_idr,
        ordered_at=intent.at,
    )
