"""One SQLAlchemy engine for each kind of database, set up so that several processes share it."""

from pathlib import Path
from sqlite3 import Connection as SqliteConnection
from typing import Final

from sqlalchemy import URL, Connection, Engine, create_engine, event, make_url

READING: Final = {"sqlite_begin": "BEGIN"}
"""Execution options of a transaction that only reads."""

UNBOUND: Final = {"sqlite_begin": None}
"""Execution options of a statement that must not be in a transaction."""

_PRAGMAS: Final = (
    "PRAGMA busy_timeout = 10000",
    # An acknowledged event or payment intent must survive a power cut, not only a crash.
    "PRAGMA synchronous = FULL",
    "PRAGMA foreign_keys = ON",
    # A destroyed key must not stay readable in the file's free pages.
    "PRAGMA secure_delete = ON",
    # Without it INSERT OR REPLACE deletes a row past the append-only triggers.
    "PRAGMA recursive_triggers = ON",
)


def engine_for(url: str, *, connections: int) -> Engine:
    """Return an engine for `sqlite:///path` or `postgresql://user:password@host/name`.

    Statements' parameters are hidden in errors and logs. Raises ValueError for another kind.
    """
    address = make_url(url)
    kind = address.get_backend_name()
    if kind == "sqlite" and address.database not in (None, "", ":memory:"):
        return _sqlite_engine(address, connections)
    if kind == "postgresql":
        return create_engine(
            address.set(drivername="postgresql+psycopg"),
            pool_size=connections,
            max_overflow=0,
            pool_pre_ping=True,
            hide_parameters=True,
        )
    raise ValueError("the records' URL starts with sqlite:///path or postgresql://")


def _sqlite_engine(address: URL, connections: int) -> Engine:
    Path(str(address.database)).parent.mkdir(parents=True, exist_ok=True)
    engine = create_engine(
        address.set(drivername="sqlite+pysqlite"),
        pool_size=connections,
        max_overflow=0,
        hide_parameters=True,
    )
    event.listen(engine, "connect", _configure)
    event.listen(engine, "begin", _begin)
    return engine


def _configure(connection: SqliteConnection, _record: object) -> None:
    # The driver's own BEGIN comes late and is deferred; `_begin` says when instead.
    connection.isolation_level = None
    for pragma in _PRAGMAS:
        connection.execute(pragma)


def _begin(connection: Connection) -> None:
    # A transaction that writes takes the lock at once: one that read first could not wait for it.
    statement = connection.get_execution_options().get("sqlite_begin", "BEGIN IMMEDIATE")
    if statement is not None:
        connection.exec_driver_sql(statement)
