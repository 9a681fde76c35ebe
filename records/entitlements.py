"""What each participant may be paid in all, inside the caller's transaction."""

from datetime import datetime

from sqlalchemy import Connection, Select, select

from records.bookings import EntitlementDiffers
from records.inserts import insert_new
from records.ledger_tables import entitlements
from records.person_keys import UnknownPerson
from records.tables import people


def entitle(connection: Connection, journey: str, amount_idr: int, at: datetime) -> bool:
    """Insert an entitlement; say whether it is new. Raises as `Ledger.entitle`."""
    if connection.scalar(select(people.c.journey).where(people.c.journey == journey)) is None:
        raise UnknownPerson(journey)
    if insert_new(connection, entitlements, journey=journey, amount_idr=amount_idr, at=at):
        return True
    known = connection.scalar(_amount(journey))
    if known != amount_idr:
        raise EntitlementDiffers(f"{journey} is entitled to {known} rupiah, not {amount_idr}")
    return False


def locked_entitlement(connection: Connection, journey: str) -> int | None:
    """Return the amount while no other process can begin a payment of the journey."""
    # Taken before any lock on an intent, everywhere: so no two processes wait for each other.
    return connection.scalar(_amount(journey).with_for_update())


def _amount(journey: str) -> Select[int]:
    return select(entitlements.c.amount_idr).where(entitlements.c.journey == journey)
