"""The look-up log says who looked, and never what they saw."""

from datetime import UTC, datetime, timedelta

import pytest

from records.database import Database
from records.lookups import Lookups

_AT = datetime(2020, 9, 14, 2, tzinfo=UTC)


@pytest.fixture
def lookups(database: Database) -> Lookups:
    return Lookups(database)


async def test_looks_are_listed_newest_first(lookups: Lookups) -> None:
    await lookups.record("budi", "complaint 17", at=_AT, journey="journey-a")
    await lookups.record("budi", "complaint 17", at=_AT, journey="journey-a", revealed=True)
    await lookups.record("wati", "wrong number", at=_AT)

    wati, revealed, first = await lookups.recent(10)

    assert (wati.operator, wati.journey, wati.revealed) == ("wati", None, False)
    assert (revealed.revealed, first.revealed) == (True, False)
    assert (first.purpose, first.journey, first.at) == ("complaint 17", "journey-a", _AT)
    assert await lookups.recent(1) == [wati]
    assert await lookups.recent(10, journey="journey-a") == [revealed, first]
    assert await lookups.recent(10, operator="wati") == [wati]


async def test_an_operators_looks_are_counted_since_an_instant(lookups: Lookups) -> None:
    for hours in range(5):
        await lookups.record("budi", "complaint", at=_AT + timedelta(hours=hours))
    await lookups.record("wati", "complaint", at=_AT)

    assert await lookups.count("budi", since=_AT + timedelta(hours=2)) == 3
    assert await lookups.count("nobody", since=_AT) == 0


async def test_numbers_typed_as_a_purpose_are_not_kept(lookups: Lookups) -> None:
    await lookups.record("budi", f"9901014503900000 calls from 081200000001 {'x' * 300}", at=_AT)

    [look] = await lookups.recent(1)

    assert "9901014503900000" not in look.purpose
    assert "081200000001" not in look.purpose
    assert len(look.purpose) == 200
