"""The insert that all idempotent writes are built on."""

from typing import Any

from sqlalchemy import Connection, Table
from sqlalchemy.dialects import postgresql, sqlite


def insert_new(connection: Connection, table: Table, **values: Any) -> bool:  # noqa: ANN401 - columns' values
    """Insert a row unless a unique constraint already holds one like it; say whether it is new.

    The row that was there first may have been committed by another process a moment ago.
    """
    if connection.dialect.name == "postgresql":
        statement = postgresql.insert(table).values(**values).on_conflict_do_nothing()
        return connection.execute(statement).rowcount == 1
    return (
        connection.execute(sqlite.insert(table).values(**values).on_conflict_do_nothing()).rowcount
        == 1
    )
