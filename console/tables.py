"""The tables of the desk: one look for all of them."""

from typing import Final

from rich.table import Table

REFERENCE: Final = "Referensi"
"""A column to copy from: never broken over two lines."""


def table_of(title: str, *columns: str, ruled: bool = False) -> Table:
    """Return an empty table; `ruled` draws a line below each row."""
    table = Table(title=title, title_justify="left", show_lines=ruled)
    for column in columns:
        table.add_column(column, overflow="fold", no_wrap=column == REFERENCE)
    return table
