import time
from datetime import datetime
from pathlib import Path

import pytest

from domain.clock import JAKARTA
from domain.statements import StatementLine
from partners.statement_files import HEADER, BadStatement, read_statement

GOOD = "2020-09-14T12:00:00+07:00,200914000000000001,credit,600000,081200000001,DANA000000000001"


def written(folder: Path, *lines: str, header: str = ",".join(HEADER)) -> Path:
    path = folder / "statement.csv"
    path.write_text("\n".join([header, *lines]) + "\n", encoding="utf-8")
    return path


def faults(path: Path) -> list[tuple[int, str]]:
    with pytest.raises(BadStatement) as bad:
        read_statement(path)
    return list(bad.value.faults)


def test_a_line_is_read_with_its_account_as_the_partner_writes_it(tmp_path: Path) -> None:
    assert read_statement(written(tmp_path, GOOD)) == [
        StatementLine(
            reference="200914000000000001",
            kind="credit",
            amount_idr=600_000,
            account="081200000001",
            partner_reference="DANA000000000001",
            booked_at=datetime(2020, 9, 14, 12, tzinfo=JAKARTA),
        )
    ]


def test_an_account_and_their_reference_may_be_missing(tmp_path: Path) -> None:
    (line,) = read_statement(written(tmp_path, "2020-09-14 05:00Z,r,reversal,600000,,"))
    assert (line.kind, line.account, line.partner_reference) == ("reversal", None, None)
    assert line.booked_at == datetime(2020, 9, 14, 12, tzinfo=JAKARTA)


def test_files_of_spreadsheets_are_read_too(tmp_path: Path) -> None:
    path = tmp_path / "statement.csv"
    quoted = ",".join(f'"{cell}"' for cell in GOOD.split(","))
    path.write_bytes(f"\ufeff{','.join(HEADER)}\r\n{quoted}\r\n\r\n".encode())
    assert len(read_statement(path)) == 1


def test_a_line_told_twice_is_two_lines(tmp_path: Path) -> None:
    assert len(read_statement(written(tmp_path, GOOD, GOOD))) == 2


def test_no_line_is_a_statement_too(tmp_path: Path) -> None:
    assert read_statement(written(tmp_path)) == []


@pytest.mark.parametrize(
    ("place", "cell", "fault"),
    [
        (0, "2020-09-14T12:00:00", "booked_at: not an instant"),
        (0, "14/09/2020", "booked_at: not an instant"),
        (0, "2020-02-30T12:00:00+07:00", "booked_at: not an instant"),
        (1, "", "reference: not 1 to 64"),
        (1, "a b", "reference: not 1 to 64"),
        (1, "9" * 65, "reference: not 1 to 64"),
        (2, "debit", "kind: neither"),
        (2, "Credit", "kind: neither"),
        (3, "600000.00", "amount_idr: not whole rupiah"),
        (3, '"600,000"', "amount_idr: not whole rupiah"),
        (3, "6e5", "amount_idr: not whole rupiah"),
        (3, "0", "amount_idr: not whole rupiah"),
        (3, "٦٠٠٠٠٠", "amount_idr: not whole rupiah"),
        (3, "-600000", "amount_idr: begins like a formula"),
        (4, "+6281200000001", "account: begins like a formula"),
        (4, "0812 0000 0001", "account: not digits"),
        (5, "a b", "partner_reference: longer"),
    ],
)
def test_a_wrong_cell_is_named_by_line_and_column_and_never_repeated(
    tmp_path: Path, place: int, cell: str, fault: str
) -> None:
    cells = GOOD.split(",")
    cells[place] = cell
    (found,) = faults(written(tmp_path, GOOD, ",".join(cells)))
    assert found[0] == 3
    assert found[1].startswith(fault)
    assert "62812" not in found[1]


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "|", "\t=", " ="])
@pytest.mark.parametrize("place", range(6))
def test_what_a_spreadsheet_would_run_is_refused_in_every_cell(
    tmp_path: Path, start: str, place: int
) -> None:
    cells = GOOD.split(",")
    cells[place] = f"{start}HYPERLINK(1)"
    assert faults(written(tmp_path, ",".join(cells))) == [
        (2, f"{HEADER[place]}: begins like a formula")
    ]


def test_every_bad_line_is_listed_with_all_its_faults(tmp_path: Path) -> None:
    path = written(tmp_path, "x,,y,z,,", GOOD, "only,three,cells")
    assert [line for line, _ in faults(path)] == [2, 2, 2, 2, 4]
    with pytest.raises(BadStatement, match=r"(?s)line 2: booked_at.*line 4: 3 cells, not 6"):
        read_statement(path)


@pytest.mark.parametrize(
    "header", ["", ";".join(HEADER), ",".join(HEADER[:5]), ",".join(HEADER).upper()]
)
def test_another_header_is_another_kind_of_file(tmp_path: Path, header: str) -> None:
    (found,) = faults(written(tmp_path, GOOD, header=header))
    assert found == (1, f"the header is not {','.join(HEADER)}")


@pytest.mark.parametrize("encoding", ["utf-16", "latin-1"])
def test_another_encoding_is_refused_with_the_line_where_it_shows(
    tmp_path: Path, encoding: str
) -> None:
    path = tmp_path / "statement.csv"
    path.write_bytes(f"{','.join(HEADER)}\n{GOOD}\nÀ".encode(encoding))
    (found,) = faults(path)
    assert found == (1 if encoding == "utf-16" else 3, "not UTF-8: save the file as CSV UTF-8")


def test_a_quotation_without_end_is_no_csv(tmp_path: Path) -> None:
    (found,) = faults(written(tmp_path, GOOD, '"2020'))
    assert found[1].startswith("not CSV")


def test_a_file_that_is_not_there_is_not_a_bad_statement(tmp_path: Path) -> None:
    with pytest.raises(OSError, match="No such file"):
        read_statement(tmp_path / "nothing.csv")


def test_ten_thousand_lines_are_read_in_the_processor_time_of_a_breath(tmp_path: Path) -> None:
    path = written(tmp_path, *[GOOD] * 10_000)
    started = time.process_time()
    assert len(read_statement(path)) == 10_000
    assert time.process_time() - started < 2
