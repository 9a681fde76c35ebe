"""`payouts` where the system and an operator have both stopped money: no ground hides another."""

import json

import pytest

from console.commands import operator
from engine.client import Engine
from records.stops import Scope
from records.switches import Switches
from tests.console.desk import Desk
from tests.engine.booked_payments import NOW
from tests.forks import Ended

_START = ("payouts", "start", "--channel", "all")


async def _stopped_twice(
    desk: Desk, books: Engine, scope: Scope = "all", ground: str = "PAID_TWICE"
) -> None:
    await Switches(books.database).stop(scope, by="statement", ground=ground, at=NOW)
    desk.console("payouts", "stop", "--channel", scope, "--ground", "DRILL")


async def _grounds(books: Engine) -> list[str]:
    [everything, *_] = await Switches(books.database).board()
    return [stop.ground for stop in everything.stops]


def _told(ended: Ended) -> str:
    return " ".join((ended.out + ended.err).split())


async def test_the_board_names_every_ground_with_who_and_since(
    money_desk: Desk, books: Engine
) -> None:
    await _stopped_twice(money_desk, books)

    lines = money_desk.console("payouts", "status").out.splitlines()
    [row, *_] = json.loads(money_desk.console("payouts", "status", "--json").out)

    [first] = [line for line in lines if "stopped: PAID_TWICE" in line]
    [second] = [line for line in lines if "stopped: DRILL" in line]
    assert "statement" in first
    assert operator() in second
    assert "semua / all" in first
    stops = row["row"]["stops"]
    assert [(stop["ground"], stop["by"]) for stop in stops] == [
        ("PAID_TWICE", "statement"),
        ("DRILL", operator()),
    ]
    assert all(stop["since"] for stop in stops)


@pytest.mark.parametrize(
    "ground", ["PAID_TWICE", "RECONCILIATION", "BANK_INCIDENT", "BEYOND_ENTITLEMENT"]
)
async def test_a_start_without_a_ground_lifts_none_of_several_and_lists_them(
    money_desk: Desk, books: Engine, ground: str
) -> None:
    await _stopped_twice(money_desk, books, ground=ground)

    refused = money_desk.console(*_START)

    assert refused.code == 3
    assert "Refused, nothing was changed" in refused.err
    assert "Ditolak, tidak ada yang diubah" in refused.err
    assert f"{ground}, since " in refused.err
    assert f"by {operator()}" in refused.err
    assert "payouts start --channel all --ground CODE" in refused.err
    assert await _grounds(books) == [ground, "DRILL"]


async def test_a_start_lifts_the_ground_it_names_and_says_what_is_left(
    money_desk: Desk, books: Engine
) -> None:
    await _stopped_twice(money_desk, books)

    lifted = money_desk.console(*_START, "--ground", "DRILL")
    between = await _grounds(books)
    last = money_desk.console(*_START)

    assert (lifted.code, last.code) == (0, 0)
    assert "The stop of all is lifted: DRILL, since " in lifted.out
    assert "Still stopped / Masih berhenti: PAID_TWICE, since " in _told(lifted)
    assert between == ["PAID_TWICE"]
    assert "The stop of all is lifted: PAID_TWICE, since " in last.out
    assert "Still stopped" not in last.out
    assert await _grounds(books) == []
    [latest, before, *_] = await books.lookups.recent(9)
    assert (latest.purpose, before.purpose) == ("payouts start all", "payouts start all DRILL")


async def test_a_start_on_a_ground_that_does_not_stand_lifts_no_other(
    money_desk: Desk, books: Engine
) -> None:
    never = money_desk.console(*_START, "--ground", "DRILL")
    await Switches(books.database).stop("all", by="statement", ground="PAID_TWICE", at=NOW)
    refused = money_desk.console(*_START, "--ground", "DRILL")

    assert (never.code, never.out) == (0, "all was not stopped.\n")
    assert refused.code == 3
    assert "all is not stopped on the ground DRILL" in refused.err
    assert "PAID_TWICE, since " in refused.err
    assert await _grounds(books) == ["PAID_TWICE"]
