"""Stop switches and pay hours: each act stays, and the latest of its scope counts."""

import asyncio
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import insert, select
from sqlalchemy.exc import IntegrityError

from domain.payouts import Channel
from records.database import Database
from records.decision_tables import switches as table
from records.stops import Scope, Stop
from records.switches import BoardRow, Switch, Switches
from tests.records.payments import AT

_LATER = AT + timedelta(hours=1)


async def _rows(database: Database) -> int:
    return await database.read(lambda connection: len(connection.execute(select(table)).all()))


async def test_what_nobody_has_touched_pays_at_all_hours(switches: Switches) -> None:
    for channel in Channel:
        assert await switches.current(channel) == Switch(stopped=False)
    assert await switches.board() == [BoardRow(scope=scope) for scope in ("all", *Channel)]


async def test_a_stop_of_one_channel_stops_that_one(switches: Switches) -> None:
    assert await switches.stop(Channel.OVO, by="clerk", ground="PARTNER_ASKED", at=AT)

    stopped = await switches.current(Channel.OVO)
    assert stopped == Switch(stopped=True, ground="PARTNER_ASKED", since=AT)
    assert not (await switches.current(Channel.BNI)).stopped


async def test_a_stop_of_all_stops_every_channel(switches: Switches) -> None:
    await switches.stop("all", by="worker", ground="BEYOND_ENTITLEMENT", at=AT)

    for channel in Channel:
        stopped = await switches.current(channel)
        assert (stopped.stopped, stopped.ground) == (True, "BEYOND_ENTITLEMENT")


async def test_a_channel_that_is_started_does_not_lift_a_stop_of_all(switches: Switches) -> None:
    await switches.stop("all", by="worker", ground="BEYOND_ENTITLEMENT", at=AT)
    await switches.stop(Channel.OVO, by="clerk", ground="PARTNER_ASKED", at=_LATER)

    assert await switches.start(Channel.OVO, by="clerk", at=_LATER)

    current = await switches.current(Channel.OVO)
    assert current == Switch(stopped=True, ground="BEYOND_ENTITLEMENT", since=AT)


async def test_a_start_of_all_does_not_lift_the_stop_of_a_channel(switches: Switches) -> None:
    await switches.stop("all", by="worker", ground="BEYOND_ENTITLEMENT", at=AT)
    await switches.stop(Channel.OVO, by="clerk", ground="PARTNER_ASKED", at=_LATER)

    assert await switches.start("all", by="clerk", at=_LATER)

    current = await switches.current(Channel.OVO)
    assert current == Switch(stopped=True, ground="PARTNER_ASKED", since=_LATER)
    assert not (await switches.current(Channel.DANA)).stopped


async def test_a_program_that_stops_with_every_payment_leaves_one_row(
    switches: Switches, database: Database
) -> None:
    again = [
        await switches.stop("all", by="worker", ground="BEYOND_ENTITLEMENT", at=at)
        for at in (AT, _LATER, _LATER)
    ]

    assert again == [True, False, False]
    assert await _rows(database) == 1
    assert (await switches.current(Channel.OVO)).since == AT


async def test_a_stop_on_another_ground_is_kept_as_well(
    switches: Switches, database: Database
) -> None:
    await switches.stop("all", by="worker", ground="BEYOND_ENTITLEMENT", at=AT)

    assert await switches.stop("all", by="clerk", ground="RECONCILIATION", at=_LATER)
    assert await _rows(database) == 2
    assert (await switches.current(Channel.OVO)).ground == "RECONCILIATION"


@pytest.mark.parametrize("scope", ["all", Channel.OVO])
async def test_what_is_not_stopped_cannot_be_started(
    switches: Switches, database: Database, scope: Scope
) -> None:
    assert not await switches.start(scope, by="clerk", at=AT)
    await switches.stop(scope, by="clerk", ground="DRILL", at=AT)
    assert await switches.start(scope, by="clerk", at=AT)
    assert not await switches.start(scope, by="clerk", at=AT)

    assert await _rows(database) == 2
    assert await switches.stop(scope, by="clerk", ground="DRILL", at=_LATER)


async def test_hours_are_those_set_last_and_outlive_stops(switches: Switches) -> None:
    await switches.hours(Channel.BNI, 9, 22, by="clerk", at=AT)
    await switches.hours(Channel.BNI, 0, 24, by="clerk", at=AT)
    await switches.hours(Channel.BNI, 8, 20, by="head", at=_LATER)
    await switches.stop(Channel.BNI, by="clerk", ground="DRILL", at=_LATER)
    assert await switches.current(Channel.BNI) == Switch(
        stopped=True, ground="DRILL", since=_LATER, hours=(8, 20)
    )

    await switches.start(Channel.BNI, by="clerk", at=_LATER)

    assert await switches.current(Channel.BNI) == Switch(stopped=False, hours=(8, 20))
    assert (await switches.current(Channel.OVO)).hours is None


@pytest.mark.parametrize(("opens", "closes"), [(9, 9), (22, 9), (-1, 9), (9, 25), (24, 24)])
async def test_hours_that_are_none_are_refused(
    switches: Switches, database: Database, opens: int, closes: int
) -> None:
    with pytest.raises(ValueError, match="from 0 to 24"):
        await switches.hours(Channel.BNI, opens, closes, by="clerk", at=AT)
    assert await _rows(database) == 0


@pytest.mark.parametrize("ground", ["", "why not", "9971084507900000", "reason", "A" * 65])
async def test_a_ground_is_a_code_and_holds_no_sentence(switches: Switches, ground: str) -> None:
    with pytest.raises(ValueError, match="a ground is a code"):
        await switches.stop("all", by="clerk", ground=ground, at=AT)
    assert not (await switches.current(Channel.OVO)).stopped


async def test_the_board_says_who_did_what_and_when(switches: Switches) -> None:
    await switches.stop("all", by="worker", ground="BEYOND_ENTITLEMENT", at=AT)
    await switches.start("all", by="head", at=_LATER)
    await switches.stop(Channel.OVO, by="clerk", ground="PARTNER_ASKED", at=AT)
    await switches.hours(Channel.OVO, 9, 22, by="head", at=_LATER)

    board = {row.scope: row for row in await switches.board()}

    assert board["all"] == BoardRow(scope="all", stopped=False, by="head", at=_LATER)
    assert board[Channel.OVO] == BoardRow(
        scope=Channel.OVO,
        stopped=True,
        stops=(Stop(ground="PARTNER_ASKED", by="clerk", since=AT),),
        ground="PARTNER_ASKED",
        by="clerk",
        at=AT,
        hours=(9, 22),
        hours_by="head",
        hours_at=_LATER,
    )
    assert board[Channel.DANA] == BoardRow(scope=Channel.DANA)


async def test_a_stop_beside_a_start_stands_whichever_comes_first(switches: Switches) -> None:
    await switches.stop("all", by="clerk", ground="DRILL", at=AT)

    await asyncio.gather(
        switches.start("all", by="head", ground="DRILL", at=AT),
        switches.stop("all", by="worker", ground="RECONCILIATION", at=AT),
    )

    [everything, *_] = await switches.board()
    current = await switches.current(Channel.OVO)
    assert [stop.ground for stop in everything.stops] == ["RECONCILIATION"]
    assert (current.stopped, current.ground) == (True, "RECONCILIATION")


@pytest.mark.parametrize(
    "row",
    [
        {"scope": "all", "action": "stop"},
        {"scope": "all", "action": "pause", "ground": "DRILL"},
        {"scope": "all", "action": "hours", "opens": 9, "closes": 22},
        {"scope": "bni", "action": "hours", "opens": 9},
        {"scope": "bni", "action": "hours", "opens": 22, "closes": 9},
        {"scope": "bni", "action": "hours", "opens": 9, "closes": 25},
    ],
)
async def test_the_database_itself_refuses_half_a_switch(
    database: Database, row: dict[str, Any]
) -> None:
    with pytest.raises(IntegrityError):
        await database.write(
            lambda connection: connection.execute(insert(table).values(by="x", at=AT, **row))
        )
