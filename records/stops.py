"""The grounds on which a scope's payouts are stopped: each stands until it is lifted itself."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final, Literal

from pydantic import BaseModel, ConfigDict
from sqlalchemy import Connection, Row, func, insert, select

from domain.payouts import Channel
from records.decision_tables import switches

Scope = Literal["all"] | Channel
"""What a switch is about: every payout, or those of one channel."""

_LOCK: Final = 7_262_014
"""An arbitrary number, the same in every process, and no other lock's."""


class Stop(BaseModel):
    """One ground on which a scope is stopped, and who said so first."""

    model_config = ConfigDict(frozen=True)

    ground: str
    """A code such as PAID_TWICE."""
    by: str
    since: datetime
    """Programme time."""


class Lifted(BaseModel):
    """What a start has ended, and what stops the scope all the same."""

    model_config = ConfigDict(frozen=True)

    stop: Stop
    left: tuple[Stop, ...] = ()


class GroundNotNamed(Exception):
    """Other grounds stand than the one to be lifted, or several: nothing was lifted."""

    def __init__(self, standing: Sequence[Stop]) -> None:
        self.standing = tuple(standing)
        super().__init__(", ".join(stop.ground for stop in standing))


def standing(connection: Connection, scope: Scope) -> list[Stop]:
    """Return every ground that stands, the oldest first, inside the caller's transaction."""
    started = select(func.max(switches.c.sequence)).where(
        switches.c.scope == scope, switches.c.action == "start"
    )
    rows = connection.execute(
        select(switches.c.ground, switches.c.by, switches.c.at)
        .where(
            switches.c.scope == scope,
            switches.c.action == "stop",
            switches.c.sequence > func.coalesce(started.scalar_subquery(), 0),
        )
        .order_by(switches.c.sequence)
    )
    first: dict[str, Stop] = {}
    for row in rows:
        # An older version wrote a ground again once another had been given.
        first.setdefault(row.ground, Stop(ground=row.ground, by=row.by, since=row.at))
    return list(first.values())


def stop(connection: Connection, scope: Scope, *, by: str, ground: str, at: datetime) -> bool:
    """Insert a stop unless its ground stands; say whether it is news."""
    _one_at_a_time(connection)
    if any(known.ground == ground for known in standing(connection, scope)):
        return False
    add(connection, scope, "stop", by, at, ground=ground)
    return True


def start(
    connection: Connection, scope: Scope, *, by: str, ground: str | None, at: datetime
) -> Lifted | None:
    """Lift one ground; without a name, the only one. Raises as `Switches.start`."""
    _one_at_a_time(connection)
    known = standing(connection, scope)
    if not known:
        return None
    lifted = [one for one in known if ground in {None, one.ground}]
    if len(lifted) != 1:
        raise GroundNotNamed(known)
    add(connection, scope, "start", by, at)
    # A start ends all that was said before it, also for a worker of an older version, which reads
    # the latest row alone. So what goes on standing is said again, in the words it was said in.
    left = [one for one in known if one not in lifted]
    for one in left:
        add(connection, scope, "stop", one.by, one.since, ground=one.ground)
    return Lifted(stop=lifted[0], left=tuple(left))


def add(
    connection: Connection, scope: Scope, action: str, by: str, at: datetime, **details: str | int
) -> None:
    """Insert one act."""
    row = {"scope": scope, "action": action, "by": by, "at": at, **details}
    connection.execute(insert(switches).values(row))


def latest(connection: Connection, scope: Scope, action: str) -> Row[Any] | None:
    """Return the last act of a kind, if there is any."""
    return connection.execute(
        select(switches)
        .where(switches.c.scope == scope, switches.c.action == action)
        .order_by(switches.c.sequence.desc())
        .limit(1)
    ).one_or_none()


def _one_at_a_time(connection: Connection) -> None:
    """Wait for another stop or start: a start must not end what it has not read.

    SQLite has one writer anyway. Who only asks whether money may leave waits for nobody.
    """
    if connection.dialect.name == "postgresql":
        connection.execute(select(func.pg_advisory_xact_lock(_LOCK)))
