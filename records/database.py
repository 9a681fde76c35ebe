"""The records' database: transactions from asynchronous code, and its migrations."""

import asyncio
import logging
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import Final, Self, TypeVar

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine, func, inspect, make_url, select
from sqlalchemy.exc import InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from records.engines import READING, UNBOUND, engine_for

logger = logging.getLogger("records")
Result = TypeVar("Result")

_MIGRATIONS = Path(__file__).parent / "migrations"
_MIGRATION_LOCK: Final = 7_262_011
"""An arbitrary number, the same in every process."""
_THREADS: Final = 4


class RecordsUnavailable(Exception):
    """The database is down, full or busy; the same call may be repeated.

    Nothing was recorded, unless the connection broke in the very moment of the commit.
    """


class Database:
    """Runs each transaction as one plain function in one thread.

    No lock is ever held while the event loop turns, and a cancelled caller leaves no half of a
    transaction behind: it is either committed or rolled back as a whole.
    """

    def __init__(self, engine: Engine, *, writers: int) -> None:
        self._engine = engine
        self._reading = engine.execution_options(**READING)
        self._writers = ThreadPoolExecutor(writers, thread_name_prefix="records-write")
        self._readers = ThreadPoolExecutor(_THREADS, thread_name_prefix="records-read")

    @classmethod
    def open(cls, url: str) -> Self:
        """Open a migrated database; nothing is connected before the first transaction."""
        engine = engine_for(url, connections=2 * _THREADS)
        # SQLite has one writer at a time: one thread lets them queue instead of poll.
        return cls(engine, writers=1 if engine.dialect.name == "sqlite" else _THREADS)

    async def write(self, work: Callable[[Connection], Result]) -> Result:
        """Run `work` in a transaction, committed when it returns, rolled back when it raises.

        Raises `RecordsUnavailable`, and whatever `work` raises.
        """
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self._writers, self._run, work, self._engine)

    async def read(self, work: Callable[[Connection], Result]) -> Result:
        """Run `work`, which only reads, in a transaction. Raises as `write`."""
        loop = asyncio.get_running_loop()
        engine = self._reading
        return await loop.run_in_executor(self._readers, self._run, work, engine)

    async def scrub(self, table: str) -> None:
        """Remove what was deleted from `table` from the files, as far as the database can.

        SQLite's file and write-ahead log are clean afterwards. PostgreSQL frees the rows for
        reuse; its archived log and backups keep them for as long as they are kept.
        """
        loop = asyncio.get_running_loop()
        await loop.run_in_executor(self._writers, self._scrub, table)

    async def close(self) -> None:
        """Wait for what is running, then close every connection."""
        await asyncio.to_thread(self._close)

    @staticmethod
    def _run(work: Callable[[Connection], Result], engine: Engine) -> Result:
        with answering(), engine.begin() as connection:
            return work(connection)

    def _scrub(self, table: str) -> None:
        on_sqlite = self._engine.dialect.name == "sqlite"
        options = UNBOUND if on_sqlite else {"isolation_level": "AUTOCOMMIT"}
        with self._engine.execution_options(**options).connect() as connection:
            if on_sqlite:
                busy = connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)").scalar_one()
                if busy:
                    raise RecordsUnavailable("another process reads the records for too long")
            else:
                connection.exec_driver_sql(f"VACUUM {table}")

    def _close(self) -> None:
        self._writers.shutdown()
        self._readers.shutdown()
        self._engine.dispose()


def migrate(url: str) -> None:
    """Bring the database to the newest schema; blocks, and may run in several processes at once.

    Raises `RecordsUnavailable` if the database does not answer.
    """
    engine = engine_for(url, connections=1)
    try:
        with answering():
            if engine.dialect.name == "sqlite":
                _use_write_ahead_log(engine)
            with engine.begin() as connection:
                _upgrade(connection)
    finally:
        engine.dispose()


def is_made(url: str) -> bool:
    """Say whether records exist at this address; a mistyped one must not begin new ones.

    Blocks. Raises `RecordsUnavailable` if a database server does not answer.
    """
    address = make_url(url)
    if address.get_backend_name() == "sqlite" and not Path(str(address.database)).exists():
        return False
    engine = engine_for(url, connections=1)
    try:
        with answering(), engine.execution_options(**READING).connect() as connection:
            return inspect(connection).has_table("alembic_version")
    finally:
        engine.dispose()


@contextmanager
def answering() -> Iterator[None]:
    """Turn the driver's "does not answer" into `RecordsUnavailable`."""
    try:
        yield
    except (OperationalError, InterfaceError, PoolTimeout) as error:
        raise RecordsUnavailable("the records' database does not answer") from error


def _use_write_ahead_log(engine: Engine) -> None:
    # Readers then never wait for a writer. The mode is a property of the file.
    with engine.execution_options(**UNBOUND).connect() as connection:
        connection.exec_driver_sql("PRAGMA journal_mode = WAL")


def _upgrade(connection: Connection) -> None:
    # SQLite's transaction has taken the write lock already; others wait for it and find it done.
    if connection.dialect.name == "postgresql":
        connection.execute(select(func.pg_advisory_xact_lock(_MIGRATION_LOCK)))
    config = Config()
    config.set_main_option("script_location", str(_MIGRATIONS).replace("%", "%%"))
    config.attributes["connection"] = connection
    known = {script.revision for script in ScriptDirectory.from_config(config).walk_revisions()}
    made = MigrationContext.configure(connection).get_current_revision()
    if made not in {None, *known}:
        # Migrations only add: while versions are rolled out or back, the older one goes on.
        logger.warning("the records are of a newer version, %s", made)
        return
    command.upgrade(config, "head")
