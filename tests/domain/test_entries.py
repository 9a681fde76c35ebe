"""Lines of one reference that a statement tells more than once."""

from datetime import date, datetime, timedelta
from typing import Any

import pytest

from domain.clock import JAKARTA
from domain.entries import Entry
from domain.findings import Break, Consequence
from domain.payouts import Channel, Outcome
from domain.reconciliation import Comparison
from domain.statements import StatementLine
from tests.domain.test_reconciliation import booked

DAY = datetime(2020, 8, 13, 9, 1, tzinfo=JAKARTA)
Found = list[tuple[Break, Consequence]]


def line(kind: str, day: int, theirs: str | None, **differently: Any) -> StatementLine:
    fields: dict[str, Any] = {
        "reference": booked().reference,
        "kind": kind,
        "amount_idr": 600_000,
        "booked_at": DAY + timedelta(days=day),
        "partner_reference": theirs,
    }
    return StatementLine(**{**fields, **differently})


CREDIT, SECOND = line("credit", 0, "P-1"), line("credit", 1, "P-2")
BACK = line("reversal", 4, "P-3")


def found(*lines: StatementLine, ours: Outcome | None = Outcome.PAID) -> Found:
    payment = booked(outcome=ours, closed_at=DAY if ours else None)
    days = {"first": date(2020, 8, 10), "last": date(2020, 8, 20)}
    compared = Comparison([payment], lines, channel=Channel.OVO, **days)
    return [(finding.code, finding.consequence) for finding in compared.findings]


RETURNED: Found = [(Break.REVERSED, Consequence.CLOSE_AS_RETURNED)]


@pytest.mark.parametrize("ours", [Outcome.PAID, None])
@pytest.mark.parametrize(
    "again",
    [
        BACK,
        BACK.model_copy(update={"account": "****0001"}),
        BACK.model_copy(update={"booked_at": datetime.fromisoformat("2020-08-17T02:01Z")}),
    ],
    ids=["the same", "masked", "in another zone"],
)
def test_a_reversal_told_twice_takes_back_one_credit(
    ours: Outcome | None, again: StatementLine
) -> None:
    once = found(CREDIT, SECOND, BACK, ours=ours)
    assert found(CREDIT, SECOND, BACK, again, ours=ours) == once
    assert once == ([] if ours else [(Break.SETTLES, Consequence.CLOSE_AS_PAID)])


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (BACK, BACK.model_copy(update={"partner_reference": "P-4"})),
        (BACK, line("reversal", 5, "P-3")),
        (line("reversal", 4, None), line("reversal", 4, None)),
        (line("reversal", 4, ""), line("reversal", 4, "")),
    ],
    ids=["another number", "another instant", "no number", "an empty number"],
)
def test_reversals_that_may_be_two_are_two(one: StatementLine, other: StatementLine) -> None:
    assert found(CREDIT, SECOND, one, other) == RETURNED


def test_a_reversal_told_twice_of_one_credit_is_a_return() -> None:
    assert found(CREDIT, BACK, BACK) == RETURNED


def test_where_the_credit_is_told_twice_too_people_must_look() -> None:
    """It may stand or be back: neither "paid" nor "returned" follows by itself."""
    asked: Found = [(Break.TWICE, Consequence.ASK_PARTNER)]
    assert found(CREDIT, CREDIT, BACK, BACK) == asked
    assert found(CREDIT, CREDIT, BACK, BACK, ours=None) == asked


def test_a_credit_told_twice_is_two_and_has_a_mark_of_its_own() -> None:
    entry = Entry([CREDIT, CREDIT, BACK, BACK], whole=True)
    assert (entry.credits, entry.reversals, entry.net_idr) == (2, 1, 600_000)
    assert entry.marks == ("2020-08-13T02:01:00 600000 1", "2020-08-13T02:01:00 600000 2")
