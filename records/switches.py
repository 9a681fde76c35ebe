"""Switches that stop payouts, of one channel, of one participant or all, and hours; at once."""

import re
from datetime import datetime
from typing import Final

from pydantic import BaseModel, ConfigDict
from sqlalchemy import Connection, func, insert, select

from domain.payouts import Channel
from records import stops
from records.bookings import PayoutsStopped
from records.database import Database
from records.decision_tables import memberships
from records.entitlements import locked_entitlement
from records.ledger_tables import intents
from records.person_keys import UnknownPerson
from records.stops import Lifted, Scope, Stop
from records.tables import people

_ALL: Final = "all"
_GROUND: Final = re.compile(r"[A-Z][A-Z0-9_]{0,63}")
_LAST_HOUR: Final = 24


class MembershipRevoked(PayoutsStopped):
    """The participant's membership is revoked: nothing may be sent to them."""


class Revocation(BaseModel):
    """That somebody's membership is revoked, and who says so."""

    model_config = ConfigDict(frozen=True, from_attributes=True)

    ground: str
    """A code such as NOT_ELIGIBLE."""
    by: str
    at: datetime
    """Programme time."""


class Switch(BaseModel):
    """Whether money may leave through a channel, to whom it was asked for."""

    model_config = ConfigDict(frozen=True)

    stopped: bool
    ground: str | None = None
    """The code that the latest stop was given, None when it is not stopped."""
    since: datetime | None = None
    """Programme time of the stop."""
    hours: tuple[int, int] | None = None
    """Full Jakarta hours in which it pays, the first included; None when nobody has set any."""
    revoked: Revocation | None = None
    """What holds this participant's money whatever the channel does; None for everybody else."""


class BoardRow(BaseModel):
    """The latest state of one scope, and who brought it about."""

    model_config = ConfigDict(frozen=True)

    scope: Scope
    stopped: bool = False
    stops: tuple[Stop, ...] = ()
    """Every ground that stands, the oldest first: money leaves once none is left."""
    ground: str | None = None
    """The latest of them."""
    by: str | None = None
    """Who stopped or started it last; None if nobody ever did."""
    at: datetime | None = None
    """Programme time of that."""
    hours: tuple[int, int] | None = None
    hours_by: str | None = None
    hours_at: datetime | None = None


class Switches:
    """Stops and hours of payouts. Every act is a row that stays.

    Each ground of a stop stands by itself: whoever lifts one has not seen to the others.
    """

    def __init__(self, database: Database) -> None:
        self._database = database

    async def stop(self, scope: Scope, *, by: str, ground: str, at: datetime) -> bool:
        """Stop a channel, or all; say whether it is news.

        A ground that stands is not said again: a program may say so with every payment.
        Raises ValueError if `ground` is no code such as BEYOND_ENTITLEMENT.
        """
        _refuse_sentence(ground)
        return await self._database.write(
            lambda connection: stops.stop(connection, scope, by=by, ground=ground, at=at)
        )

    async def start(
        self, scope: Scope, *, by: str, at: datetime, ground: str | None = None
    ) -> Lifted | None:
        """Lift one ground of a scope, and of no other; None if it was not stopped.

        The ground need be named only if several stand. Raises `GroundNotNamed`, which lists
        them, if it is not, or does not stand while others do; then nothing was lifted.
        """
        return await self._database.write(
            lambda connection: stops.start(connection, scope, by=by, ground=ground, at=at)
        )

    async def hours(
        self, scope: Channel, opens: int, closes: int, *, by: str, at: datetime
    ) -> None:
        """Set the full Jakarta hours from `opens` to before `closes`; 0 to 24 is round the clock.

        Raises ValueError unless 0 <= opens < closes <= 24.
        """
        if not 0 <= opens < closes <= _LAST_HOUR:
            raise ValueError(f"hours are from 0 to 24, the first one earlier: {opens} to {closes}")
        await self._database.write(
            lambda connection: stops.add(
                connection, scope, "hours", by, at, opens=opens, closes=closes
            )
        )

    async def revoke(self, journey: str, *, by: str, ground: str, at: datetime) -> bool:
        """Hold all that was not sent to a participant; say whether it is news.

        Once it returns, no send to them is recorded. Revoked on the same ground they stay so.
        Raises `UnknownPerson` for a journey that nobody was enrolled with, and ValueError if
        `ground` is no code such as NOT_ELIGIBLE.
        """
        _refuse_sentence(ground)
        return await self._database.write(
            lambda connection: revoke(connection, journey, by=by, ground=ground, at=at)
        )

    async def reinstate(self, journey: str, *, by: str, ground: str, at: datetime) -> bool:
        """Let a participant be paid again; False if they were not revoked.

        Raises ValueError if `ground` is no code such as APPEAL_UPHELD.
        """
        _refuse_sentence(ground)

        def reinstate(connection: Connection) -> bool:
            # Two who act at once are one after the other: by the same locks as a revocation.
            _wait_for_sends(connection, journey)
            if revocation_of(connection, journey) is None:
                return False
            _add_membership(connection, journey, "reinstate", by, ground, at)
            return True

        return await self._database.write(reinstate)

    async def revoked(self) -> int:
        """Return how many participants are revoked now; no screen lists who."""
        latest = select(func.max(memberships.c.sequence)).group_by(memberships.c.journey)
        count = select(func.count()).where(
            memberships.c.sequence.in_(latest), memberships.c.action == "revoke"
        )
        return await self._database.read(lambda connection: connection.execute(count).scalar_one())

    async def current(self, channel: Channel, journey: str | None = None) -> Switch:
        """Return whether a channel may pay now; a stop of all is named before its own.

        With a journey it also says whether that participant is revoked.
        """

        def current(connection: Connection) -> Switch:
            switch = switch_of(connection, channel)
            revoked = None if journey is None else revocation_of(connection, journey)
            return switch.model_copy(update={"revoked": revoked})

        return await self._database.read(current)

    async def board(self) -> list[BoardRow]:
        """Return every scope with its latest state: all first, then each channel."""
        scopes: list[Scope] = [_ALL, *Channel]
        return await self._database.read(
            lambda connection: [_board_row(connection, scope) for scope in scopes]
        )


def _refuse_sentence(ground: str) -> None:
    if not _GROUND.fullmatch(ground):
        raise ValueError(f"a ground is a code like BEYOND_ENTITLEMENT, not {ground!r}")


def _wait_for_sends(connection: Connection, journey: str) -> None:
    """Take the locks under which a payment of the journey is begun, and sent.

    A send that read the switches before is recorded first; one that comes later reads this act.
    """
    locked_entitlement(connection, journey)
    connection.execute(
        select(intents.c.reference)
        .where(intents.c.journey == journey)
        .order_by(intents.c.kind, intents.c.number, intents.c.generation)
        .with_for_update()
    )


def _add_membership(
    connection: Connection, journey: str, action: str, by: str, ground: str, at: datetime
) -> None:
    row = {"journey": journey, "action": action, "by": by, "ground": ground, "at": at}
    connection.execute(insert(memberships).values(row))


def switch_of(connection: Connection, channel: Channel) -> Switch:
    """Return whether a channel may pay, inside the caller's transaction."""
    rows = [_board_row(connection, scope) for scope in (_ALL, channel)]
    hours = rows[-1].hours
    stop = next((row for row in rows if row.stopped), None)
    if stop is None:
        return Switch(stopped=False, hours=hours)
    return Switch(stopped=True, ground=stop.ground, since=stop.at, hours=hours)


def revoke(connection: Connection, journey: str, *, by: str, ground: str, at: datetime) -> bool:
    """Insert a revocation, inside the caller's transaction. Raises `UnknownPerson`."""
    if connection.scalar(select(people.c.journey).filter_by(journey=journey)) is None:
        raise UnknownPerson(journey)
    _wait_for_sends(connection, journey)
    known = revocation_of(connection, journey)
    if known is not None and known.ground == ground:
        return False
    _add_membership(connection, journey, "revoke", by, ground, at)
    return True


def revocation_of(connection: Connection, journey: str) -> Revocation | None:
    """Return what stands against paying a participant, inside the caller's transaction."""
    row = connection.execute(
        select(memberships)
        .where(memberships.c.journey == journey)
        .order_by(memberships.c.sequence.desc())
        .limit(1)
    ).one_or_none()
    if row is None or row.action == "reinstate":
        return None
    return Revocation.model_validate(row)


def _board_row(connection: Connection, scope: Scope) -> BoardRow:
    row: dict[str, object] = {"scope": scope}
    standing = stops.standing(connection, scope)
    if standing:
        last = standing[-1]
        row |= {"stopped": True, "stops": tuple(standing)}
        row |= {"ground": last.ground, "by": last.by, "at": last.since}
    elif (started := stops.latest(connection, scope, "start")) is not None:
        row |= {"by": started.by, "at": started.at}
    hours = stops.latest(connection, scope, "hours")
    if hours is not None:
        row |= {"hours": (hours.opens, hours.closes), "hours_by": hours.by, "hours_at": hours.at}
    return BoardRow.model_validate(row)
