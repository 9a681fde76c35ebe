"""Rows of a CSV or JSON-lines file from strangers: one line, one row, one verdict.

The file is read line by line, so that its size does not matter, and a line that cannot be read
harms no other: a quoted cell cannot swallow the lines below it, because no field of ours holds a
line break.
"""

import csv
import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import BinaryIO, Final, Never

from domain.rejections import Rejection

NOTES: Final = ("line", "field", "rule", "text", "row")
"""Columns that a file of rejected rows has besides; they are ignored when it comes back."""

GUARD: Final = "'"
"""Written before a cell that a spreadsheet would run as a formula, and removed when read."""

FORMULA_STARTS: Final = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")

_LONGEST_LINE = 64 * 1024
_BOM = b"\xef\xbb\xbf"
_DELIMITERS = (",", ";", "\t")
_BLANK = " ,;\t\v\f"
_SHOWN_NAME = 30
_SHOWN_LINE = 200

_TEXTS: Final = {
    "LINE_TOO_LONG": (
        "Baris ini lebih dari 64 KB. Satu baris berisi satu peserta.",
        "This line is longer than 64 KB. One line holds one participant.",
    ),
    "NOT_UTF8": (
        "Baris ini bukan teks UTF-8. Simpan ulang berkas sebagai CSV UTF-8.",
        "This line is not UTF-8 text. Save the file again as CSV UTF-8.",
    ),
    "CSV_FORM": (
        "Tanda kutip di baris ini tidak lengkap. Tutup setiap tanda kutip di baris yang sama.",
        "The quotes of this line do not match. Close each quote on the same line.",
    ),
    "COLUMN_COUNT": (
        "Jumlah isian baris ini tidak sama dengan judul kolom.",
        "This line has more or fewer cells than the header.",
    ),
    "JSON_FORM": (
        "Baris ini bukan satu objek JSON yang benar tanpa nama ganda.",
        "This line is not one valid JSON object without repeated names.",
    ),
}


@dataclass(frozen=True, slots=True, repr=False)
class Row:
    """The fields of one line, not yet checked; `line` counts from 1, the header included."""

    line: int
    fields: Mapping[str, object]


@dataclass(frozen=True, slots=True, repr=False)
class Unreadable:
    """A line without fields: why, and what it holds as far as it can be shown."""

    line: int
    rejection: Rejection
    raw: str


class WrongHeader(ValueError):
    """The first line does not name the columns; the sentence says which are missing or unknown."""


def read_rows(stream: BinaryIO, columns: Sequence[str]) -> Iterator[Row | Unreadable]:
    """Return the rows of a file: JSON lines if it begins with `{`, else CSV with a header.

    CSV may be separated by commas, semicolons or tabs and may name its columns in any order.
    Tolerates a byte order mark, CRLF and empty lines. The header is read at once.

    Raises:
        WrongHeader: before the first row; a file without any line has no header.

    """
    lines = _lines(stream)
    first = next(lines, None)
    if first is None:
        raise WrongHeader(f"The file is empty. {_wanted(columns)}")
    if (first.text if isinstance(first, _Line) else first.raw).lstrip().startswith("{"):
        return _rows(first, lines, _json_fields)
    header, delimiter = _header(first, columns)
    return _rows(next(lines, None), lines, lambda text: _csv_fields(text, header, delimiter))


@dataclass(frozen=True, slots=True)
class _Line:
    number: int
    text: str


class _FormError(ValueError):
    """A line breaks one of the rules in `_TEXTS`."""


def _lines(stream: BinaryIO) -> Iterator[_Line | Unreadable]:
    number = 0
    while raw := stream.readline(_LONGEST_LINE):
        number += 1
        if len(raw) == _LONGEST_LINE and not raw.endswith(b"\n"):
            _skip_line(stream)
            yield _unreadable(number, "LINE_TOO_LONG", raw[:_SHOWN_LINE])
            continue
        raw = raw.removeprefix(_BOM) if number == 1 else raw
        try:
            text = raw.decode().rstrip("\r\n")
        except UnicodeDecodeError:
            yield _unreadable(number, "NOT_UTF8", raw)
            continue
        # Spreadsheets end a table with lines of nothing but separators.
        if text.strip(_BLANK):
            yield _Line(number, text)


def _skip_line(stream: BinaryIO) -> None:
    while (rest := stream.readline(_LONGEST_LINE)) and not rest.endswith(b"\n"):
        pass


def _rows(
    first: _Line | Unreadable | None,
    rest: Iterator[_Line | Unreadable],
    read: Callable[[str], Mapping[str, object]],
) -> Iterator[Row | Unreadable]:
    line = first
    while line is not None:
        yield line if isinstance(line, Unreadable) else _row(line, read)
        line = next(rest, None)


def _row(line: _Line, read: Callable[[str], Mapping[str, object]]) -> Row | Unreadable:
    try:
        return Row(line.number, read(line.text))
    except _FormError as fault:
        return _unreadable(line.number, str(fault), line.text.encode())


def _unreadable(number: int, rule: str, raw: bytes) -> Unreadable:
    message_id, message_en = _TEXTS[rule]
    rejection = Rejection(field="row", rule=rule, id=message_id, en=message_en)
    return Unreadable(number, rejection, raw.decode(errors="backslashreplace").rstrip("\r\n"))


def _header(first: _Line | Unreadable, columns: Sequence[str]) -> tuple[list[str], str]:
    if isinstance(first, Unreadable):
        raise WrongHeader(f"Line 1 cannot be read. {first.rejection.en} {_wanted(columns)}")
    delimiter = max(_DELIMITERS, key=first.text.count)
    try:
        names = [cell.strip().lower() for cell in _cells(first.text, delimiter)]
    except _FormError:
        raise WrongHeader(f"The header's quotes do not match. {_wanted(columns)}") from None
    if not set(names) & set(columns):
        # Not a header but perhaps a person: its cells are not repeated.
        raise WrongHeader(f"The file has no header. {_wanted(columns)}")
    faults = _header_faults(names, columns)
    if faults:
        raise WrongHeader(f"Wrong header: {'; '.join(faults)}. {_wanted(columns)}")
    return names, delimiter


def _header_faults(names: Sequence[str], columns: Sequence[str]) -> list[str]:
    missing = [column for column in columns if column not in names]
    unknown = sorted({name for name in names if name not in (*columns, *NOTES)})
    twice = sorted({name for name in names if names.count(name) > 1 and name not in unknown})
    kinds = {
        "missing": missing,
        "unknown": [ascii(name[:_SHOWN_NAME]) for name in unknown],
        "repeated": twice,
    }
    return [f"{kind} {', '.join(found)}" for kind, found in kinds.items() if found]


def _wanted(columns: Sequence[str]) -> str:
    return f"The first line must name the columns: {','.join(columns)}"


def _csv_fields(text: str, header: Sequence[str], delimiter: str) -> Mapping[str, object]:
    cells = _cells(text, delimiter)
    if len(cells) != len(header):
        raise _FormError("COLUMN_COUNT")
    fields = zip(header, cells, strict=True)
    return {name: _unguarded(cell) for name, cell in fields if name not in NOTES}


def _cells(text: str, delimiter: str) -> list[str]:
    try:
        reader = csv.reader([text], delimiter=delimiter, skipinitialspace=True, strict=True)
        return next(reader)
    except csv.Error:
        raise _FormError("CSV_FORM") from None


def _unguarded(cell: str) -> str:
    guarded = cell.startswith(GUARD) and cell[1:].startswith(FORMULA_STARTS)
    return cell.removeprefix(GUARD) if guarded else cell


def _json_fields(text: str) -> Mapping[str, object]:
    try:
        value = json.loads(text, object_pairs_hook=_unique, parse_constant=_refuse_constant)
    except (ValueError, RecursionError):
        raise _FormError("JSON_FORM") from None
    if not isinstance(value, dict):
        raise _FormError("JSON_FORM")
    return value


def _unique(pairs: list[tuple[str, object]]) -> dict[str, object]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("a name is repeated")
    return found


def _refuse_constant(name: str) -> Never:
    raise ValueError(f"{name} is not JSON")
