"""Two transactions at the same time, one after the other by locks and not by luck (PostgreSQL)."""

import asyncio
import threading
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

from sqlalchemy import Connection, text

from records.database import Database

_WAITING = text(
    "SELECT count(*) FROM pg_stat_activity"
    " WHERE wait_event_type = 'Lock' AND datname = current_database()"
)


@asynccontextmanager
async def uncommitted(
    database: Database, work: Callable[[Connection], object]
) -> AsyncIterator[None]:
    """Keep a transaction open while the block runs, then commit it."""
    written, commit = threading.Event(), threading.Event()

    def transaction(connection: Connection) -> None:
        work(connection)
        written.set()
        commit.wait(30)

    writing = asyncio.create_task(database.write(transaction))
    await asyncio.to_thread(written.wait, 30)
    try:
        yield
    finally:
        commit.set()
        await writing


async def until_blocked(database: Database, task: asyncio.Task[object]) -> None:
    """Return when the task waits for another transaction, or has not had to."""
    while not task.done() and not await database.read(
        lambda connection: connection.scalar(_WAITING)
    ):
        pass
