"""The demo's own look at the money finds what is wrong with it."""

from typing import Any

import pytest

from rehearsal.verdict import judge

NIK = "9971084507900000"
OTHER = "9971084507910000"


def _row(reference: str = "r1", **changes: Any) -> dict[str, Any]:
    row = {
        "reference": reference,
        "kind": "credit",
        "owner_nik": NIK,
        "claimed_at": "2020-06-12T09:00:00+07:00",
        "amount": 600_000,
    }
    return row | changes


def _case(*references: str) -> dict[str, Any]:
    tranches = [
        {"status": "berhasil", "reference": reference, "promised_for": "2020-06-12"}
        for reference in references
    ]
    return {"tranches": [*tranches, {"status": "tertunda", "reference": None}]}


def test_a_right_ledger_is_right() -> None:
    verdict = judge([_row("r1"), _row("r2")], {NIK: _case("r1", "r2")})

    assert verdict.right
    assert verdict.credits == 2


@pytest.mark.parametrize(
    ("rows", "cases", "wrong"),
    [
        ([_row(), _row()], {NIK: _case("r1")}, "doubles"),
        ([_row(claimed_at="2020-06-11T23:00:00+07:00")], {NIK: _case("r1")}, "early"),
        ([_row(owner_nik=OTHER)], {NIK: _case("r1")}, "wrong_owner"),
        ([_row(), _row("r9")], {NIK: _case("r1")}, "unexplained"),
        ([], {NIK: _case("r1")}, "unexplained"),
    ],
    ids=[
        "the same payment booked twice",
        "booked the evening before",
        "booked to another owner",
        "a credit no case file knows",
        "a paid tranche without its credit",
    ],
)
def test_each_wrong_is_counted(
    rows: list[dict[str, Any]], cases: dict[str, Any], wrong: str
) -> None:
    verdict = judge(rows, cases)

    assert not verdict.right
    assert getattr(verdict, wrong) == 1


def test_a_credit_that_was_reversed_and_paid_again_is_no_double() -> None:
    rows = [_row("r1"), _row("r1", kind="reversal"), _row("r2")]

    assert judge(rows, {NIK: _case("r2")}).right


def test_the_day_is_jakarta_s() -> None:
    """17:30 UTC on 11 June is 12 June in Jakarta."""
    rows = [_row(claimed_at="2020-06-11T17:30:00+00:00")]

    assert judge(rows, {NIK: _case("r1")}).early == 0
