"""The migrations make exactly the tables that the code knows, whoever runs them and how often."""

import asyncio
import subprocess
import sys
from pathlib import Path

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from sqlalchemy import Connection, inspect

from records import decision_tables, ledger_tables, tables
from records.database import Database, RecordsUnavailable, migrate
from records.engines import engine_for
from records.ledger import Ledger
from records.schema import metadata
from tests.records.payments import AT, ENTITLED_IDR, execute

_ROOT = Path(__file__).parents[2]


def _differences(connection: Connection) -> list[object]:
    return list(compare_metadata(MigrationContext.configure(connection), metadata))


def _version(connection: Connection) -> str | None:
    return MigrationContext.configure(connection).get_current_revision()


async def test_the_migrations_make_the_tables_that_the_code_knows(database: Database) -> None:
    assert await database.read(_differences) == []


async def test_every_table_is_known_to_the_metadata(database: Database) -> None:
    made = await database.read(lambda connection: set(inspect(connection).get_table_names()))

    assert made - {"alembic_version"} == set(metadata.tables)
    assert {ledger_tables.intents.name, decision_tables.switches.name, tables.people.name} <= made


async def test_a_second_migration_changes_nothing(url: str, database: Database) -> None:
    migrate(url)

    assert await database.read(_differences) == []


async def test_an_older_version_goes_on_beside_the_records_of_a_newer_one(
    url: str, database: Database
) -> None:
    made = await database.read(_version)
    await execute(database, "UPDATE alembic_version SET version_num = '9999'")

    migrate(url)

    assert await database.read(_differences) == []
    await execute(database, "UPDATE alembic_version SET version_num = :made", made=made)


def _exits_of_three(code: str) -> list[int]:
    command = [sys.executable, "-W", "error", "-c", code]
    starters = [subprocess.Popen(command, cwd=_ROOT) for _ in range(3)]
    return [starter.wait(60) for starter in starters]


@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
async def test_processes_that_start_at_once_migrate_once(
    kind: str, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    if kind == "sqlite":
        url = f"sqlite:///{tmp_path / 'new' / 'records.db'}"
    else:
        url = request.getfixturevalue("postgresql").made("starting_at_once")
    code = f"from records.database import migrate; migrate({url!r})"

    assert await asyncio.to_thread(_exits_of_three, code) == [0, 0, 0]
    database = Database.open(url)
    assert await database.read(_differences) == []
    await database.close()


def _migrate_to(url: str, revision: str) -> None:
    engine = engine_for(url, connections=1)
    with engine.begin() as connection:
        config = Config()
        config.set_main_option("script_location", str(_ROOT / "records" / "migrations"))
        config.attributes["connection"] = connection
        command.upgrade(config, revision)
    engine.dispose()


_PERSON = "INSERT INTO people (journey, sealed, at) VALUES ('journey-a', '', '2020-06-12')"
_INTENT = (
    "INSERT INTO payout_intents"
    " (reference, journey, kind, number, generation, amount_idr, link, channel, at) VALUES"
    " ('111111111111111111', 'journey-a', 'training', 1, 1, 600000, 1, 'ovo', '2020-06-12')"
)
_CLOSING = (
    "INSERT INTO payout_closings (reference, journey, kind, number, generation, outcome, at)"
    " VALUES ('111111111111111111', 'journey-a', 'training', 1, 1, 'not_paid', '2020-06-12')"
)


@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
async def test_people_of_the_first_schema_are_entitled_to_all_that_was_ever_paid_to_one(
    kind: str, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    if kind == "sqlite":
        url = f"sqlite:///{tmp_path / 'records.db'}"
    else:
        url = request.getfixturevalue("postgresql").made("of_the_first_schema")
    _migrate_to(url, "0001")
    database = Database.open(url)
    for statement in (_PERSON, _INTENT, _CLOSING):
        await execute(database, statement)

    migrate(url)

    ledger = Ledger(database)
    assert await database.read(_differences) == []
    assert not await ledger.entitle("journey-a", ENTITLED_IDR, at=AT)
    assert await ledger.found_paid("1" * 18, at=AT)
    await database.close()


def test_a_database_that_does_not_answer_is_said_to_be_unavailable() -> None:
    with pytest.raises(RecordsUnavailable):
        migrate("postgresql://nobody@127.0.0.1:1/none")


@pytest.mark.parametrize("url", ["sqlite://", "sqlite:///:memory:", "mysql://host/name"])
def test_a_database_that_processes_cannot_share_is_refused(url: str) -> None:
    with pytest.raises(ValueError, match="sqlite:///path or postgresql://"):
        migrate(url)
