"""Every way to touch a single row of the ledger breaks the chain at that row or the next."""

from copy import deepcopy

import pytest

from auditor.chain import first_break
from auditor.reading import as_nodes
from tests.auditor.evidence_builder import build
from tests.auditor.evidence_person import Json

ROWS = build().ledger


def _broken(rows: list[Json]) -> int | None:
    return first_break(as_nodes(rows, "ledger.json"))


def test_an_untouched_ledger_and_each_of_its_beginnings_are_whole() -> None:
    assert [n for n in range(len(ROWS) + 1) if _broken(ROWS[:n]) is not None] == []


@pytest.mark.parametrize("field", sorted(ROWS[0]))
def test_an_edit_of_any_field_of_any_row_is_found(field: str) -> None:
    for position in range(len(ROWS)):
        rows = deepcopy(ROWS)
        rows[position][field] = f"{rows[position][field]}0"

        assert _broken(rows) == position + 1


def test_a_field_that_is_added_or_taken_away_is_found() -> None:
    added, taken = deepcopy(ROWS), deepcopy(ROWS)
    added[5]["note"] = ""
    del taken[5]["request_sha256"]

    assert (_broken(added), _broken(taken)) == (6, 6)


def test_a_row_that_is_removed_before_the_last_is_found() -> None:
    for position in range(len(ROWS) - 1):
        assert _broken(ROWS[:position] + ROWS[position + 1 :]) == position + 1


def test_two_neighbours_that_change_places_are_found() -> None:
    for position in range(len(ROWS) - 1):
        rows = list(ROWS)
        rows[position : position + 2] = reversed(rows[position : position + 2])

        assert _broken(rows) == position + 1
