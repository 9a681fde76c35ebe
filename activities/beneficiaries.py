"""Whom money goes to, put together from the records for one call to a partner."""

from datetime import datetime

from domain.ports import Beneficiary, Transfer
from domain.reasons import Reason
from records.bookings import Intent
from records.claims import ClaimedByAnother, Claims
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


async def refused_claim(
    claims: Claims, beneficiary: Beneficiary, journey: str, now: datetime
) -> Reason | None:
    """Claim an account whose bank has said that it is the participant's own.

    One account serves one participant. Nobody gets it by its number alone: a wrong digit, typed
    while the bank is down, would lock out its owner.
    """
    try:
        await claims.claim_account(beneficiary.channel, beneficiary.number, journey, at=now)
    except ClaimedByAnother:
        return Reason.ACCOUNT_ALREADY_USED
    return None


def transfer_of(intent: Intent, beneficiary: Beneficiary) -> Transfer:
    """Return what is sent: it depends on the intent alone, so every attempt is the same."""
    return Transfer(
        reference=intent.reference,
        beneficiary=beneficiary,
        amount_idr=intent.amount_idr,
        ordered_at=intent.at,
    )
