"""Tables in a pipe and on a narrow terminal: what must be copied stays whole."""

import pytest
from rich.console import Console
from rich.table import Table

from console.commands import TABLE_WIDTH, print_out
from console.tables import REFERENCE, table_of

NUMBER = "100000000000000041"


def _table() -> Table:
    table = table_of("Temuan / Findings", REFERENCE, "Kami / We say", "Lalu / What follows")
    table.add_row(NUMBER, "belum pasti / not certain " * 2, "the journey is told " * 4)
    return table


def test_a_reference_is_never_broken(capsys: pytest.CaptureFixture[str]) -> None:
    Console(width=60).print(_table())
    assert f"│ {NUMBER} │" in capsys.readouterr().out


@pytest.mark.parametrize("columns", [None, "70"], ids=["in a pipe", "as the caller wants"])
def test_in_a_pipe_a_wide_table_has_its_width(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], columns: str | None
) -> None:
    monkeypatch.delenv("COLUMNS", raising=False)
    if columns is not None:
        monkeypatch.setenv("COLUMNS", columns)
    print_out(_table(), width=TABLE_WIDTH)
    lines = capsys.readouterr().out.splitlines()
    rows = [line for line in lines if line.startswith("│")]
    assert (len(rows) == 1) is (columns is None)
    assert max(map(len, lines)) <= (TABLE_WIDTH if columns is None else int(columns))
