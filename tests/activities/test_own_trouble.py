"""Trouble of our own at a payday: waited out for an hour, then told, and never in the way."""

import contextlib
import sqlite3
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from domain.messages import Settled
from domain.payouts import Outcome
from domain.ports import Answer
from domain.reasons import Reason
from tests.activities.bank import PAID
from tests.activities.conftest import Desk
from tests.activities.leavings import PAYDAY, UNCLEAR, left, sends, spread, told

NOT_SENT = Answer(outcome=Outcome.NOT_PAID, cause=Reason.CHANNEL_DOWN)
OURS = (Settled.HELD, Reason.SYSTEM_ERROR)


@contextlib.contextmanager
def refusing(folder: Path, table: str) -> Iterator[None]:
    """Let the desk's database refuse every new row of a table, as a full disk does."""
    with contextlib.closing(sqlite3.connect(folder / "records.db")) as connection:
        connection.execute(
            f"create trigger refusing before insert on {table} "
            "begin select raise(abort, 'no room'); end"
        )
        connection.commit()
        yield
        connection.execute("drop trigger refusing")
        connection.commit()


@pytest.mark.parametrize("table", ["payout_intents", "payout_attempts"])
async def test_a_ledger_that_cannot_write_is_waited_out_for_an_hour_before_it_is_told(
    desk: Desk, tmp_path: Path, table: str
) -> None:
    desk.bank.sends = [PAID]

    with refusing(tmp_path, table):
        first = await desk.settle(PAYDAY)
        later = await desk.settle("2020-08-13 09:59")
        hour = await desk.settle("2020-08-13 10:00")
        known = await desk.settle("2020-08-13 10:05", told=Reason.SYSTEM_ERROR)
    after = await desk.settle("2020-08-13 10:10", told=Reason.SYSTEM_ERROR)

    assert isinstance(first, timedelta)
    assert first <= timedelta(minutes=5)
    assert isinstance(later, timedelta)
    assert told(hour) == OURS
    assert isinstance(known, timedelta)
    assert told(after) == (Settled.PAID, None)
    assert sends(desk) == 1


async def test_a_trouble_told_before_the_early_check_clears_at_once(desk: Desk) -> None:
    settled = await desk.settle("2020-08-10 12:00", told=Reason.SYSTEM_ERROR)

    assert told(settled) == (Settled.CLEAR, None)
    assert desk.bank.heard == []


async def test_a_blip_at_the_early_check_does_not_age_until_the_payday(
    desk: Desk, tmp_path: Path
) -> None:
    desk.heartbeats = [str(Reason.SYSTEM_ERROR), "2020-08-11T09:00:00+07:00", 1]
    waits = await desk.settle("2020-08-11 09:05")
    assert spread(waits, timedelta(days=1, hours=23, minutes=55))

    with refusing(tmp_path, "payout_intents"):
        waits = await desk.settle(PAYDAY)

    assert isinstance(waits, timedelta)


async def test_a_bad_account_is_told_instead_of_an_outcome_that_is_clear_by_now(
    desk: Desk,
) -> None:
    await left(desk, NOT_SENT)
    desk.bank.objection = Reason.ACCOUNT_SUSPENDED

    settled = await desk.settle("2020-08-13 10:00", told=UNCLEAR)

    assert told(settled) == (Settled.HELD, Reason.ACCOUNT_SUSPENDED)
    assert sends(desk) == 0
