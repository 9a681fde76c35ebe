"""The file of rejected rows: each with its faults beside its own cells, ready to be repaired.

A repaired file can be read again as it is. Its cells cannot run as formulas in a spreadsheet.
"""

import csv
import json
from collections.abc import Sequence
from typing import TextIO

from domain.rejections import Rejection
from domain.rows import FORMULA_STARTS, GUARD, NOTES, Row, Unreadable


class Rejects:
    """Writes rejected rows as CSV. Only the row itself holds personal data, the notes do not."""

    def __init__(self, stream: TextIO, columns: Sequence[str]) -> None:
        """Write the header; `stream` must be opened with `newline=""`."""
        *notes, row = NOTES
        self._columns = columns
        self._csv = csv.writer(stream, lineterminator="\n")
        self._csv.writerow([*notes, *columns, row])

    def write(self, row: Row | Unreadable, faults: Sequence[Rejection]) -> None:
        """Add one rejected row; several faults share its line."""
        notes = [
            str(row.line),
            "; ".join(fault.field for fault in faults),
            "; ".join(fault.rule for fault in faults),
            " ".join(fault.en for fault in faults),
        ]
        if isinstance(row, Unreadable):
            cells, raw = [""] * len(self._columns), row.raw
        else:
            # What is perhaps a card number works like a password: it is not written down.
            secret = {fault.field for fault in faults if fault.rule == "CARD_NUMBER_NOT_NIK"}
            cells = [
                "" if column in secret else _text(row.fields.get(column))
                for column in self._columns
            ]
            raw = ""
        self._csv.writerow([_guarded(cell) for cell in (*notes, *cells, raw)])


def _text(value: object) -> str:
    if value is None:
        return ""
    return value if isinstance(value, str) else json.dumps(value)


def _guarded(cell: str) -> str:
    # A line break would tear the row: the reader takes one line for one row.
    cell = cell.replace("\r", " ").replace("\n", " ")
    return f"{GUARD}{cell}" if cell.startswith(FORMULA_STARTS) else cell
