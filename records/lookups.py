"""The look-up log: who looked at whom, when and what for. Rows are only ever added."""

from datetime import datetime

from pydantic import BaseModel, ConfigDict
from sqlalchemy import func, insert, select

from domain.identity import mask_text
from records.database import Database
from records.tables import lookups

_LONGEST_PURPOSE = 200


class Lookup(BaseModel):
    """One look at a participant."""

    model_config = ConfigDict(frozen=True, from_attributes=True)

    operator: str
    """The operating system's user or the signed-in person."""
    purpose: str
    journey: str | None
    """None when nobody was found."""
    revealed: bool
    """True when names and numbers were shown unmasked: an act of its own."""
    at: datetime
    """Programme time."""


class Lookups:
    """Look-ups, newest first."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def record(
        self,
        operator: str,
        purpose: str,
        *,
        at: datetime,
        journey: str | None = None,
        revealed: bool = False,
    ) -> None:
        """Record a look before anything is shown. Numbers in the purpose are masked."""
        statement = insert(lookups).values(
            operator=operator,
            purpose=mask_text(purpose)[:_LONGEST_PURPOSE],
            journey=journey,
            revealed=revealed,
            at=at,
        )
        await self._database.write(lambda connection: connection.execute(statement).rowcount)

    async def recent(
        self, limit: int, *, journey: str | None = None, operator: str | None = None
    ) -> list[Lookup]:
        """Return the latest looks, all or those at one journey or by one operator."""
        statement = select(
            lookups.c.operator,
            lookups.c.purpose,
            lookups.c.journey,
            lookups.c.revealed,
            lookups.c.at,
        )
        if journey is not None:
            statement = statement.where(lookups.c.journey == journey)
        if operator is not None:
            statement = statement.where(lookups.c.operator == operator)
        newest = statement.order_by(lookups.c.sequence.desc()).limit(limit)
        rows = await self._database.read(lambda connection: connection.execute(newest).all())
        return [Lookup.model_validate(row) for row in rows]

    async def count(self, operator: str, *, since: datetime) -> int:
        """Return how often an operator has looked since a programme instant, for rate limits."""
        statement = select(func.count()).where(
            lookups.c.operator == operator, lookups.c.at >= since
        )
        return await self._database.read(
            lambda connection: connection.execute(statement).scalar_one()
        )
