"""What partners pushed and what was pulled: durable before it is acknowledged, known for ever.

An accepted event and its fact are written in one transaction; the relay then tells the journey.
"""

import hashlib
from collections.abc import Sequence
from datetime import datetime
from enum import StrEnum

from pydantic import BaseModel, ConfigDict
from sqlalchemy import ColumnElement, Connection, select, update

from domain.facts import Fact, FactKind, Site
from records.database import Database
from records.event_bodies import EventBodies
from records.inserts import insert_new
from records.keyring import Keyring
from records.tables import events, facts


class Accepted(StrEnum):
    """What became of an event at the door."""

    NEW = "new"
    SAME = "same"
    """Seen before with the same body: nothing is done."""
    CONFLICT = "conflict"
    """Seen before with another body: refused, and somebody should ask the partner why."""


class Arrival(BaseModel):
    """A signed event as it came through the door."""

    model_config = ConfigDict(frozen=True, hide_input_in_errors=True)

    webhook_id: str
    partner: str
    """Code of the partner whose signature it bears; webhook ids are the partner's own."""
    body: bytes
    at: datetime
    """Programme time of arrival."""

    @property
    def body_sha256(self) -> str:
        """What tells a repetition from another event under the same id."""
        return hashlib.sha256(self.body).hexdigest()

    def __repr__(self) -> str:
        return f"Arrival({self.partner}, {self.webhook_id})"

    __str__ = __repr__


class Event(BaseModel):
    """An accepted event that its journey has not been told of."""

    model_config = ConfigDict(frozen=True)

    sequence: int
    journey: str
    fact: Fact


class Inbox:
    """Events by partner and webhook id, and facts by journey."""

    def __init__(self, database: Database, keyring: Keyring) -> None:
        self._database = database
        self._bodies = EventBodies(keyring)

    async def accept(
        self,
        arrival: Arrival,
        *,
        journey: str | None = None,
        fact: Fact | None = None,
        quarantine: str | None = None,
    ) -> Accepted:
        """Record a signed event and the fact it states; durable on return.

        `quarantine` is a reason code: the event is kept for a person, its fact does not count.
        An event without a fact (a hint) is recorded and told to nobody.
        """
        return await self._database.write(
            lambda connection: self._accept(connection, arrival, journey, fact, quarantine)
        )

    def _accept(
        self,
        connection: Connection,
        arrival: Arrival,
        journey: str | None,
        fact: Fact | None,
        quarantine: str | None,
    ) -> Accepted:
        key_id, sealed = self._bodies.seal(connection, journey, arrival.body)
        if not insert_new(
            connection,
            events,
            partner=arrival.partner,
            webhook_id=arrival.webhook_id,
            body_sha256=arrival.body_sha256,
            journey=journey,
            fact=fact and fact.model_dump_json(),
            quarantine=quarantine,
            key_id=key_id,
            sealed=sealed,
            at=arrival.at,
        ):
            return _compared(connection, arrival)
        news = (
            quarantine is None
            and journey is not None
            and fact is not None
            and record_fact(connection, journey, fact, arrival.at)
        )
        if not news and quarantine is None:
            # What is known already needs no telling: repeated words must not fill a history.
            connection.execute(update(events).where(*_is(arrival)).values(delivered_at=arrival.at))
        return Accepted.NEW

    async def record_fact(self, journey: str, fact: Fact, *, at: datetime) -> bool:
        """Record a fact that was asked for, known since `at`; say whether it is new."""
        return await self._database.write(
            lambda connection: record_fact(connection, journey, fact, at)
        )

    async def facts_of(
        self,
        journey: str,
        kind: FactKind,
        site: Site | None = None,
        survey: int | None = None,
        *,
        excluding: Sequence[str] = (),
    ) -> list[Fact]:
        """Return the facts of one step: first those that complete it, each group by time.

        `excluding` holds receipts of facts that could not stand.
        """
        statement = (
            select(facts.c.fact)
            .where(
                facts.c.journey == journey,
                facts.c.kind == kind,
                facts.c.site == (site or ""),
                facts.c.survey == (survey or 0),
                facts.c.receipt.not_in(excluding),
            )
            .order_by(facts.c.held, facts.c.at, facts.c.receipt)
        )
        found = await self._database.read(lambda connection: connection.scalars(statement).all())
        return [Fact.model_validate_json(stored) for stored in found]

    async def fact_of(
        self,
        journey: str,
        kind: FactKind,
        *,
        site: Site | None = None,
        survey: int | None = None,
        refused: Sequence[str] = (),
    ) -> Fact | None:
        """Return the fact that completes or holds a step: the first of `facts_of`."""
        found = await self.facts_of(journey, kind, site, survey, excluding=refused)
        return found[0] if found else None

    async def undelivered(self, limit: int, *, after: int = 0) -> list[Event]:
        """Return events for the relay, oldest first; `after` skips those that are stuck."""
        statement = (
            select(events.c.sequence, events.c.journey, events.c.fact)
            .where(
                events.c.delivered_at.is_(None),
                events.c.quarantine.is_(None),
                events.c.sequence > after,
            )
            .order_by(events.c.sequence)
            .limit(limit)
        )
        rows = await self._database.read(lambda connection: connection.execute(statement).all())
        return [
            Event(
                sequence=row.sequence,
                journey=row.journey,
                fact=Fact.model_validate_json(row.fact),
            )
            for row in rows
        ]

    async def delivered(self, sequence: int, *, at: datetime) -> None:
        """Note that the journey has the event. Repeatable."""
        statement = (
            update(events)
            .where(events.c.sequence == sequence, events.c.delivered_at.is_(None))
            .values(delivered_at=at)
        )
        await self._database.write(lambda connection: connection.execute(statement).rowcount)


def record_fact(connection: Connection, journey: str, fact: Fact, known_at: datetime) -> bool:
    """Record a fact in the caller's transaction; the first words under a receipt stand."""
    return insert_new(
        connection,
        facts,
        journey=journey,
        kind=fact.kind,
        site=fact.site or "",
        survey=fact.survey or 0,
        receipt=fact.receipt,
        held=fact.held_by is not None,
        fact=fact.model_dump_json(),
        at=fact.at,
        known_at=known_at,
    )


def _compared(connection: Connection, arrival: Arrival) -> Accepted:
    known = connection.execute(select(events.c.body_sha256).where(*_is(arrival))).scalar_one()
    return Accepted.SAME if known == arrival.body_sha256 else Accepted.CONFLICT


def _is(arrival: Arrival) -> tuple[ColumnElement[bool], ...]:
    return (events.c.partner == arrival.partner, events.c.webhook_id == arrival.webhook_id)
