"""Each ground of a stop stands by itself, and is lifted by itself."""

import asyncio
from datetime import timedelta
from functools import partial

import pytest
from sqlalchemy import Connection, insert, select

from domain.payouts import Channel
from records import stops
from records.database import Database
from records.decision_tables import switches as table
from records.stops import GroundNotNamed, Lifted, Scope, Stop
from records.switches import BoardRow, Switches
from tests.records.payments import AT
from tests.records.races import uncommitted, until_blocked

_LATER = AT + timedelta(hours=1)
_AFTER_ALL = AT + timedelta(hours=2)
_SYSTEMS = ("PAID_TWICE", "RECONCILIATION", "BANK_INCIDENT", "BEYOND_ENTITLEMENT")


async def _standing(switches: Switches, scope: Scope = "all") -> tuple[Stop, ...]:
    return {row.scope: row for row in await switches.board()}[scope].stops


def _by_system(ground: str) -> Stop:
    return Stop(ground=ground, by="ledger", since=AT)


def _drill(since: str = "later") -> Stop:
    return Stop(ground="DRILL", by="siti", since=_LATER if since == "later" else AT)


@pytest.mark.parametrize("scope", ["all", Channel.OVO])
@pytest.mark.parametrize("ground", _SYSTEMS)
async def test_the_end_of_a_drill_does_not_end_what_the_system_has_stopped(
    switches: Switches, scope: Scope, ground: str
) -> None:
    await switches.stop(scope, by="ledger", ground=ground, at=AT)
    await switches.stop(scope, by="siti", ground="DRILL", at=_LATER)
    before = await _standing(switches, scope)

    with pytest.raises(GroundNotNamed) as refusal:
        await switches.start(scope, by="siti", at=_AFTER_ALL)
    unchanged = await _standing(switches, scope)
    lifted = await switches.start(scope, by="siti", ground="DRILL", at=_AFTER_ALL)

    assert before == unchanged == refusal.value.standing == (_by_system(ground), _drill())
    assert lifted == Lifted(stop=_drill(), left=(_by_system(ground),))
    assert await _standing(switches, scope) == (_by_system(ground),)
    current = await switches.current(Channel.OVO)
    assert (current.stopped, current.ground, current.since) == (True, ground, AT)


async def test_the_end_of_what_the_system_has_stopped_does_not_end_a_drill(
    switches: Switches,
) -> None:
    await switches.stop("all", by="siti", ground="DRILL", at=AT)
    await switches.stop("all", by="ledger", ground="PAID_TWICE", at=_LATER)

    with pytest.raises(GroundNotNamed):
        await switches.start("all", by="siti", at=_AFTER_ALL)
    await switches.start("all", by="siti", ground="PAID_TWICE", at=_AFTER_ALL)

    assert await _standing(switches) == (_drill("before"),)
    assert (await switches.current(Channel.DANA)).stopped


@pytest.mark.parametrize("last_named", [True, False])
async def test_money_leaves_once_no_ground_is_left(switches: Switches, last_named: bool) -> None:
    for ground in ("PAID_TWICE", "RECONCILIATION", "DRILL"):
        await switches.stop("all", by="ledger", ground=ground, at=AT)

    stopped = []
    for ground in ("RECONCILIATION", "DRILL"):
        await switches.start("all", by="siti", ground=ground, at=_LATER)
        stopped.append((await switches.current(Channel.OVO)).stopped)
    last = "PAID_TWICE" if last_named else None
    lifted = await switches.start("all", by="siti", ground=last, at=_AFTER_ALL)

    assert stopped == [True, True]
    assert lifted == Lifted(stop=_by_system("PAID_TWICE"))
    assert not (await switches.current(Channel.OVO)).stopped
    assert (await switches.board())[0] == BoardRow(scope="all", by="siti", at=_AFTER_ALL)
    assert await switches.start("all", by="siti", at=_AFTER_ALL) is None


async def test_a_ground_that_does_not_stand_lifts_no_other(switches: Switches) -> None:
    assert await switches.start("all", by="siti", ground="DRILL", at=AT) is None
    await switches.stop("all", by="ledger", ground="PAID_TWICE", at=AT)

    with pytest.raises(GroundNotNamed, match="PAID_TWICE"):
        await switches.start("all", by="siti", ground="DRILL", at=_LATER)

    assert await _standing(switches) == (_by_system("PAID_TWICE"),)


async def test_two_grounds_that_are_said_in_turns_stand_once_each(
    switches: Switches, database: Database
) -> None:
    news = [
        await switches.stop("all", by="ledger", ground=ground, at=AT)
        for ground in ("PAID_TWICE", "BEYOND_ENTITLEMENT") * 2
    ]

    assert news == [True, True, False, False]
    assert await database.read(lambda made: len(made.execute(select(table)).all())) == 2


async def test_grounds_that_an_older_version_wrote_in_turns_stand_once_each(
    switches: Switches, database: Database
) -> None:
    for ground, at in (("PAID_TWICE", AT), ("DRILL", _LATER), ("PAID_TWICE", _AFTER_ALL)):
        row = {"scope": "all", "action": "stop", "ground": ground, "by": "siti", "at": at}
        await database.write(partial(Connection.execute, statement=insert(table).values(row)))

    assert await _standing(switches) == (
        Stop(ground="PAID_TWICE", by="siti", since=AT),
        _drill(),
    )


async def test_for_an_older_version_which_reads_the_latest_row_it_is_stopped_as_well(
    switches: Switches, database: Database
) -> None:
    await switches.stop("all", by="ledger", ground="PAID_TWICE", at=AT)
    await switches.stop("all", by="siti", ground="DRILL", at=_LATER)
    await switches.start("all", by="siti", ground="DRILL", at=_AFTER_ALL)

    latest = select(table.c.action, table.c.ground).order_by(table.c.sequence.desc()).limit(1)
    row = await database.read(lambda made: made.execute(latest).one())
    assert tuple(row) == ("stop", "PAID_TWICE")


@pytest.mark.parametrize("kind", ["postgresql"])
async def test_a_start_waits_for_a_stop_that_is_being_recorded(
    switches: Switches, database: Database
) -> None:
    """Else it would end a ground that nobody has seen."""
    await switches.stop("all", by="siti", ground="DRILL", at=AT)

    async with uncommitted(database, _stop_paid_twice):
        starting = asyncio.create_task(switches.start("all", by="siti", at=_AFTER_ALL))
        await until_blocked(database, starting)

    with pytest.raises(GroundNotNamed):
        await starting
    assert [stop.ground for stop in await _standing(switches)] == ["DRILL", "PAID_TWICE"]


def _stop_paid_twice(connection: Connection) -> None:
    stops.stop(connection, "all", by="ledger", ground="PAID_TWICE", at=_LATER)
