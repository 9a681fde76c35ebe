import csv
import io
import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.application import FIELDS, Rejection
from domain.rejects import Rejects
from domain.rows import Row, Unreadable, WrongHeader, read_rows

COLUMNS = ("nik", "name")


def read(data: bytes) -> list[Row | Unreadable]:
    return list(read_rows(io.BytesIO(data), COLUMNS))


def told(data: bytes) -> list[tuple[int, object]]:
    return [
        (row.line, dict(row.fields) if isinstance(row, Row) else row.rejection.rule)
        for row in read(data)
    ]


def header_fault(data: bytes) -> str:
    with pytest.raises(WrongHeader) as wrong:
        read_rows(io.BytesIO(data), COLUMNS)
    return str(wrong.value)


SITI = {"nik": "1", "name": "Siti"}


@pytest.mark.parametrize(
    "data",
    [
        b"nik,name\n1,Siti\n",
        b"\xef\xbb\xbfnik,name\r\n1,Siti\r\n",
        b"nik;name\n1;Siti",
        b"name\tnik\nSiti\t1\n",
        b' NIK , "Name"\n1,"Siti"\n',
        b"nik,name\n1,Siti\n,\n\n",
    ],
    ids=["plain", "BOM and CRLF", "semicolons", "tabs, other order", "quotes", "blank lines"],
)
def test_the_dialects_of_spreadsheets_say_the_same(data: bytes) -> None:
    assert told(data) == [(2, SITI)]


def test_json_lines_are_known_by_their_first_character() -> None:
    data = b'{"nik":"1","name":"Siti"}\n\n{"nik":1,"name":null}\n'
    assert told(data) == [(1, SITI), (3, {"nik": 1, "name": None})]


@pytest.mark.parametrize(
    ("bad", "rule"),
    [
        (b'1,"Siti', "CSV_FORM"),
        (b'1,"Siti"x', "CSV_FORM"),
        (b"1", "COLUMN_COUNT"),
        (b"1,Siti,3", "COLUMN_COUNT"),
        (b"1,\xff\xfe", "NOT_UTF8"),
        (b"1," + b"x" * 10_000_000, "LINE_TOO_LONG"),
        (b"1," + b"x" * (64 * 1024 - 2), "LINE_TOO_LONG"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_a_bad_csv_line_harms_no_other(bad: bytes, rule: str) -> None:
    data = b"nik,name\n1,Siti\n" + bad + b"\n1,Siti\n"
    assert told(data) == [(2, SITI), (3, rule), (4, SITI)]


@pytest.mark.parametrize(
    "bad",
    [
        b"[]",
        b"null",
        b'"text"',
        b'{"nik":',
        b'{"nik":NaN}',
        b'{"nik":Infinity}',
        b'{"nik":1,"nik":2}',
        b'{"nik":' + b"9" * 5000 + b"}",
        b'{"nik":' + b"[" * 30_000 + b"]" * 30_000 + b"}",
    ],
    ids=lambda value: value[:12].decode(),
)
def test_a_bad_json_line_harms_no_other(bad: bytes) -> None:
    good = json.dumps(SITI).encode()
    assert told(good + b"\n" + bad + b"\n" + good) == [(1, SITI), (2, "JSON_FORM"), (3, SITI)]


def test_a_json_file_may_begin_with_a_line_that_cannot_be_read() -> None:
    good = json.dumps(SITI).encode()
    assert told(b'{"nik":"\xff"}\n' + good) == [(1, "NOT_UTF8"), (2, SITI)]
    long = b'{"nik":"' + b"x" * 100_000 + b'"}\n'
    assert told(long + good) == [(1, "LINE_TOO_LONG"), (2, SITI)]


def test_a_wrong_header_names_what_is_missing_unknown_and_repeated() -> None:
    fault = header_fault(b"nik,nama,nik\n")
    assert "missing name" in fault
    assert "unknown 'nama'" in fault
    assert "repeated nik" in fault
    assert "nik,name" in fault


def test_a_person_in_place_of_the_header_is_not_repeated() -> None:
    fault = header_fault(b"3273024104950000,Siti Contoh\n")
    assert "has no header" in fault
    assert "Siti" not in fault
    assert "3273" not in fault


@pytest.mark.parametrize(
    "data",
    [b"", b"\n\n", b"\xff\xfen\x00i\x00k\x00", b'"nik,name\n', b"x" * 100_000],
    ids=["empty", "blank", "UTF-16", "open quote", "one endless line"],
)
def test_a_file_without_a_header_says_which_columns_are_wanted(data: bytes) -> None:
    assert "nik,name" in header_fault(data)


def test_an_endless_file_is_read_as_it_comes() -> None:
    class Endless(io.RawIOBase):
        given = b"nik,name\n"

        def readable(self) -> bool:
            return True

        def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]  # any buffer
            chunk, self.given = self.given[: len(buffer)], self.given[len(buffer) :] or b"1,Siti\n"
            buffer[: len(chunk)] = chunk
            return len(chunk)

    rows = read_rows(io.BufferedReader(Endless()), COLUMNS)
    assert [next(rows).line for _ in range(1000)] == list(range(2, 1002))


FAULT = Rejection(field="nik", rule="NIK_LENGTH", id="NIK 16 angka.", en="A NIK has 16 digits.")


def rejects_file(*rows: Row | Unreadable) -> str:
    written = io.StringIO(newline="")
    rejects = Rejects(written, COLUMNS)
    for row in rows:
        rejects.write(row, [row.rejection if isinstance(row, Unreadable) else FAULT])
    return written.getvalue()


def test_a_file_of_rejects_is_read_again_as_the_rows_it_repeats() -> None:
    again = rejects_file(Row(7, {"nik": "+62 1", "name": 'Siti, "ST"; \''}), Row(9, SITI))
    rows = read(again.encode())
    fields = [dict(row.fields) for row in rows if isinstance(row, Row)]
    assert fields == [{"nik": "+62 1", "name": 'Siti, "ST"; \''}, SITI]
    assert again.splitlines()[1].startswith("7,nik,NIK_LENGTH,A NIK has 16 digits.,'+62 1,")


def test_a_line_that_could_not_be_read_is_kept_whole_beside_its_fault() -> None:
    (bad,) = read(b"nik,name\n1,\xff=x\n")
    record = list(csv.reader(io.StringIO(rejects_file(bad))))[1]
    assert record == ["2", "row", "NOT_UTF8", record[3], "", "", "1,\\xff=x"]


@settings(deadline=None, derandomize=True, max_examples=200)
@given(st.lists(st.text(max_size=20), min_size=2, max_size=2))
def test_no_cell_of_a_rejects_file_can_run_as_a_formula(cells: list[str]) -> None:
    fields = dict(zip(COLUMNS, cells, strict=True))
    text = rejects_file(Row(2, fields), Unreadable(3, FAULT, cells[0]))
    for record in csv.reader(io.StringIO(text, newline="")):
        assert len(record) == 7
        assert not any(cell.startswith(tuple("=+-@\t\r＝＋－＠")) for cell in record)


@settings(deadline=None, derandomize=True, max_examples=200)
@given(st.binary(max_size=200))
def test_any_bytes_after_a_header_become_rows_or_faults(data: bytes) -> None:
    header = ",".join(FIELDS).encode() + b"\n"
    for row in read_rows(io.BytesIO(header + data), FIELDS):
        assert row.line >= 2
