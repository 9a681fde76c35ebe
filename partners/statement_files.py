"""A partner's account statement as a CSV file, for partners that offer no service for it."""

import csv
import io
import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from pathlib import Path

from domain.clock import JAKARTA
from domain.statements import StatementLine

HEADER = ("booked_at", "reference", "kind", "amount_idr", "account", "partner_reference")
LARGEST_BYTES = 64 * 1024 * 1024
_FORMULA = re.compile(r"\s*[=+\-@|\t\r]")
"""How a cell begins that a spreadsheet would run."""

_RULES: Mapping[str, tuple[re.Pattern[str], str]] = {
    "booked_at": (
        re.compile(
            r"20\d\d-\d\d-\d\d[T ]\d\d:\d\d(:\d\d([.]\d{1,6})?)?(Z|[+-][01]\d:[0-5]\d)", re.ASCII
        ),
        "not an instant as 2020-09-14T12:00:00+07:00",
    ),
    "reference": (re.compile(r"[!-~]{1,64}", re.ASCII), "not 1 to 64 letters, digits or signs"),
    "kind": (re.compile(r"credit|reversal"), "neither credit nor reversal"),
    "amount_idr": (re.compile(r"[1-9][0-9]{0,12}", re.ASCII), "not whole rupiah above 0"),
    "account": (re.compile(r"[0-9*]{0,34}", re.ASCII), "not digits, which * may hide"),
    "partner_reference": (re.compile(r"[!-~]{0,64}", re.ASCII), "longer than 64, or with spaces"),
}


class BadStatement(ValueError):
    """The file cannot be taken as it is. `faults` holds each line's number and what is wrong.

    No cell is repeated: a statement names people's accounts.
    """

    def __init__(self, faults: Sequence[tuple[int, str]]) -> None:
        super().__init__("\n".join(f"line {line}: {fault}" for line, fault in faults))
        self.faults = tuple(faults)


def read_statement(path: str | Path) -> list[StatementLine]:
    """Read a whole statement, or none of it.

    The first line is `HEADER`; text is UTF-8, cells are divided by commas, instants carry their
    offset, amounts are whole rupiah. `account` and `partner_reference` may be empty.

    Raises:
        OSError: the file cannot be read.
        BadStatement: every line that is wrong, with the reasons.
    """
    lines: list[StatementLine] = []
    faults: list[tuple[int, str]] = []
    rows = csv.reader(io.StringIO(_text(path), newline=""), strict=True)
    try:
        if tuple(next(rows, ())) != HEADER:
            raise BadStatement([(1, f"the header is not {','.join(HEADER)}")])
        for cells in rows:
            if not cells:
                continue
            wrong = list(_wrong(cells))
            if wrong:
                faults += [(rows.line_num, fault) for fault in wrong]
            else:
                lines.append(_line(cells))
    except csv.Error as trouble:
        faults.append((rows.line_num, f"not CSV: {trouble}"))
    if faults:
        raise BadStatement(faults)
    return lines


def _text(path: str | Path) -> str:
    with Path(path).open("rb") as file:
        raw = file.read(LARGEST_BYTES + 1)
    if len(raw) > LARGEST_BYTES:
        raise BadStatement([(1, f"the file is larger than {LARGEST_BYTES} bytes")])
    try:
        # Spreadsheets put a byte order mark in front of UTF-8.
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as trouble:
        line = raw.count(b"\n", 0, trouble.start) + 1
        raise BadStatement([(line, "not UTF-8: save the file as CSV UTF-8")]) from None


def _wrong(cells: Sequence[str]) -> Iterator[str]:
    if len(cells) != len(HEADER):
        yield f"{len(cells)} cells, not {len(HEADER)}"
        return
    for name, cell in zip(HEADER, cells, strict=True):
        form, fault = _RULES[name]
        if _FORMULA.match(cell):
            yield f"{name}: begins like a formula"
        elif not form.fullmatch(cell) or (name == "booked_at" and not _is_instant(cell)):
            yield f"{name}: {fault}"


def _is_instant(cell: str) -> bool:
    try:
        datetime.fromisoformat(cell)
    except ValueError:
        return False
    return True


def _line(cells: Sequence[str]) -> StatementLine:
    booked_at, reference, kind, amount_idr, account, partner_reference = cells
    return StatementLine(
        reference=reference,
        kind="credit" if kind == "credit" else "reversal",
        amount_idr=int(amount_idr),
        account=account or None,
        partner_reference=partner_reference or None,
        booked_at=datetime.fromisoformat(booked_at).astimezone(JAKARTA),
    )
