"""The insert that all idempotent writes are built on."""

from typing import Any

from sqlalchemy import ColumnElement, Connection, Table, literal_column
from sqlalchemy.dialects import postgresql, sqlite

_NEW: ColumnElement[int] = literal_column("1")


def insert_new(connection: Connection, table: Table, **values: Any) -> bool:  # noqa: ANN401 - columns' values
    """Insert a row unless a unique constraint already holds one like it; say whether it is new.

    The row that was there first may have been committed by another process a moment ago.
    """
    insert: postgresql.Insert | sqlite.Insert
    if connection.dialect.name == "postgresql":
        insert = postgresql.insert(table)
    else:
        insert = sqlite.insert(table)
    statement = insert.values(**values).on_conflict_do_nothing().returning(_NEW)
    return connection.execute(statement).one_or_none() is not None
