"""Transactions: whole or not at all, whatever happens to the one who asked."""

import asyncio
import threading
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import Connection, select

from records.database import Database, RecordsUnavailable
from records.inserts import insert_new
from records.lookups import Lookups
from records.tables import claims

_AT = datetime(2020, 5, 1, tzinfo=UTC)
_ROW = {"purpose": "nik", "pepper_id": "p1", "journey": "journey-a", "at": _AT}


def _insert(connection: Connection, digest: str) -> bool:
    return insert_new(connection, claims, digest=digest, **_ROW)


async def _digests(database: Database) -> set[str]:
    return await database.read(lambda connection: set(connection.scalars(select(claims.c.digest))))


async def test_a_transaction_that_raises_leaves_nothing(database: Database) -> None:
    def work(connection: Connection) -> None:
        _insert(connection, "a")
        raise KeyError

    with pytest.raises(KeyError):
        await database.write(work)
    assert await _digests(database) == set()


async def test_a_cancelled_caller_leaves_a_whole_transaction(url: str) -> None:
    database = Database.open(url)
    inside, go_on = threading.Event(), threading.Event()

    def work(connection: Connection) -> None:
        _insert(connection, "a")
        inside.set()
        go_on.wait(30)
        _insert(connection, "b")

    task = asyncio.create_task(database.write(work))
    await asyncio.to_thread(inside.wait, 30)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert await _digests(database) == set()
    go_on.set()
    await database.close()

    reopened = Database.open(url)
    assert await _digests(reopened) == {"a", "b"}
    await reopened.close()


async def test_readers_see_the_past_while_a_writer_is_at_work(database: Database) -> None:
    inside, go_on = threading.Event(), threading.Event()

    def work(connection: Connection) -> None:
        _insert(connection, "a")
        inside.set()
        go_on.wait(30)

    writing = asyncio.create_task(database.write(work))
    await asyncio.to_thread(inside.wait, 30)
    assert await _digests(database) == set()
    go_on.set()
    await writing
    assert await _digests(database) == {"a"}


async def test_instants_come_back_as_the_same_instant_in_utc(database: Database) -> None:
    lookups = Lookups(database)
    jakarta = datetime.fromisoformat("2020-09-12T23:59:59.123456+07:00")
    await lookups.record("clerk", "complaint 17", at=jakarta)

    [look] = await lookups.recent(1)

    assert look.at == jakarta
    assert look.at.utcoffset() == UTC.utcoffset(None)


async def test_an_instant_without_a_zone_is_refused(database: Database) -> None:
    with pytest.raises(Exception, match="an instant needs a zone"):
        await Lookups(database).record("clerk", "complaint", at=datetime(2020, 5, 1))  # noqa: DTZ001 - what is refused


async def test_real_time_is_recorded_beside_programme_time(database: Database) -> None:
    before = datetime.now(UTC)
    await database.write(lambda connection: _insert(connection, "a"))

    recorded = await database.read(
        lambda connection: connection.execute(select(claims.c.recorded_at)).scalar_one()
    )

    # The databases may cut to whole seconds.
    assert abs((recorded - before).total_seconds()) < 60


async def test_a_server_that_does_not_answer_is_unavailable() -> None:
    database = Database.open("postgresql://nobody@127.0.0.1:1/none")

    with pytest.raises(RecordsUnavailable):
        await _digests(database)
    await database.close()


async def test_a_file_that_cannot_be_written_is_unavailable(tmp_path: Path) -> None:
    (tmp_path / "records.db").mkdir()
    database = Database.open(f"sqlite:///{tmp_path / 'records.db'}")

    with pytest.raises(RecordsUnavailable):
        await database.write(lambda connection: _insert(connection, "a"))
    await database.close()


async def test_an_error_names_no_values(database: Database) -> None:
    def work(connection: Connection) -> None:
        connection.execute(claims.insert().values(digest="canary-digest", purpose="nik"))

    with pytest.raises(Exception, match=r"NOT NULL|not-null") as failure:
        await database.write(work)
    assert "parameters hidden" in str(failure.value)
