"""Alembic's entry: runs the migrations on the connection that `records.database.migrate` gives."""

# ruff: noqa: INP001 - Alembic loads its files by path; this is no package

from alembic import context

context.configure(connection=context.config.attributes["connection"])
with context.begin_transaction():
    context.run_migrations()
