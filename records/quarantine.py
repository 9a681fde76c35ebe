"""Signed events that fit no journey: each is kept with a reason until a person has looked at it."""

from datetime import datetime

from pydantic import BaseModel, ConfigDict
from sqlalchemy import Connection, select, update

from domain.facts import Fact
from records.database import Database
from records.event_bodies import EventBodies
from records.inbox import record_fact
from records.keyring import Keyring
from records.tables import events


class QuarantinedEvent(BaseModel):
    """A signed event that fits no journey."""

    model_config = ConfigDict(frozen=True, from_attributes=True)

    sequence: int
    partner: str
    webhook_id: str
    reason: str
    at: datetime
    """Programme time of its arrival."""


class Quarantine:
    """The events that `Inbox.accept` was given a reason to keep apart."""

    def __init__(self, database: Database, keyring: Keyring) -> None:
        self._database = database
        self._bodies = EventBodies(keyring)

    async def waiting(self, limit: int) -> list[QuarantinedEvent]:
        """Return the events that wait for a person, oldest first."""
        statement = (
            select(
                events.c.sequence,
                events.c.partner,
                events.c.webhook_id,
                events.c.quarantine.label("reason"),
                events.c.at,
            )
            .where(events.c.quarantine.is_not(None))
            .order_by(events.c.sequence)
            .limit(limit)
        )
        rows = await self._database.read(lambda connection: connection.execute(statement).all())
        return [QuarantinedEvent.model_validate(row) for row in rows]

    async def body(self, sequence: int) -> bytes:
        """Return what the partner sent. Raises `LookupError` if there is no such event."""
        return await self._database.read(lambda connection: self._body(connection, sequence))

    async def release(self, sequence: int, journey: str, fact: Fact, *, at: datetime) -> bool:
        """Give the event to the journey it belongs to, for the relay to deliver.

        False if somebody released it before. The body moves under the person's own key.
        """
        return await self._database.write(
            lambda connection: self._release(connection, sequence, journey, fact, at)
        )

    def _release(
        self, connection: Connection, sequence: int, journey: str, fact: Fact, at: datetime
    ) -> bool:
        waiting = connection.scalar(
            select(events.c.sequence)
            .where(events.c.sequence == sequence, events.c.quarantine.is_not(None))
            .with_for_update()
        )
        if waiting is None:
            return False
        key_id, sealed = self._bodies.seal(connection, journey, self._body(connection, sequence))
        record_fact(connection, journey, fact, at)
        connection.execute(
            update(events)
            .where(events.c.sequence == sequence)
            .values(
                quarantine=None,
                journey=journey,
                fact=fact.model_dump_json(),
                key_id=key_id,
                sealed=sealed,
            )
        )
        return True

    def _body(self, connection: Connection, sequence: int) -> bytes:
        row = connection.execute(
            select(events.c.journey, events.c.key_id, events.c.sealed).where(
                events.c.sequence == sequence
            )
        ).one_or_none()
        if row is None:
            raise LookupError(f"there is no event {sequence}")
        return self._bodies.unseal(connection, row.journey, (row.key_id, row.sealed))
