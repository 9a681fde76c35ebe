"""Our ledger beside a statement: each way to differ, and thousands of rows with planted breaks."""

import random
from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.clock import JAKARTA
from domain.entries import Entry, same_account
from domain.findings import Booked, Break, Consequence, Finding, Shown
from domain.payouts import Channel, Outcome, TrancheKind
from domain.reconciliation import Comparison
from domain.statements import StatementLine

FIRST, LAST = date(2020, 8, 10), date(2020, 8, 20)
PAID_AT = datetime(2020, 8, 13, 9, 5, tzinfo=JAKARTA)
ACCOUNT, ANOTHERS = "6281200000001", "6281200009999"
Side = tuple[list[Booked], list[StatementLine]]


def booked(serial: int = 1, /, **differently: Any) -> Booked:
    """Return a payment of 13 August that our ledger calls paid."""
    fields: dict[str, Any] = {
        "reference": f"{10**17 + serial}",
        "journey": f"journey-{serial}",
        "kind": TrancheKind.TRAINING,
        "number": 1,
        "generation": 1,
        "channel": Channel.OVO,
        "amount_idr": 600_000,
        "outcome": Outcome.PAID,
        "closed_at": PAID_AT,
        "first_sent_at": PAID_AT - timedelta(minutes=5),
        "last_sent_at": PAID_AT - timedelta(minutes=5),
        "may_have_moved": True,
        "account": ACCOUNT,
    }
    return Booked(**{**fields, **differently})


def unclear(serial: int = 1, /, **differently: Any) -> Booked:
    return booked(serial, outcome=None, closed_at=None, **differently)


def line(payment: Booked, kind: str = "credit", **differently: Any) -> StatementLine:
    fields: dict[str, Any] = {
        "reference": payment.reference,
        "kind": kind,
        "amount_idr": payment.amount_idr,
        "account": payment.account,
        "booked_at": (payment.first_sent_at or PAID_AT) + timedelta(minutes=1),
        "partner_reference": f"P-{payment.reference}",
    }
    return StatementLine(**{**fields, **differently})


def reconcile(
    bookings: list[Booked], lines: list[StatementLine], *, first: date, last: date
) -> list[Finding]:
    return Comparison(bookings, lines, channel=Channel.OVO, first=first, last=last).findings


def found(bookings: list[Booked], lines: list[StatementLine]) -> list[Finding]:
    return reconcile(bookings, lines, first=FIRST, last=LAST)


def only(bookings: list[Booked], lines: list[StatementLine]) -> Finding:
    (finding,) = found(bookings, lines)
    return finding


def codes(bookings: list[Booked], lines: list[StatementLine]) -> list[Break]:
    return [finding.code for finding in found(bookings, lines)]


def returned(payment: Booked, **differently: Any) -> StatementLine:
    later = PAID_AT + timedelta(days=3)
    return line(payment, "reversal", **{"booked_at": later, **differently})


def test_what_both_sides_say_is_no_finding() -> None:
    assert found([booked()], [line(booked())]) == []


def test_a_payment_that_the_statement_lacks_is_missing() -> None:
    finding = only([booked()], [])
    assert (finding.code, finding.consequence) == (Break.MISSING, Consequence.ASK_PARTNER)


@pytest.mark.parametrize(
    "instants",
    [
        {"first_sent_at": PAID_AT - timedelta(days=4)},
        {"closed_at": PAID_AT + timedelta(days=8)},
    ],
    ids=["sent before the first day", "proven after the last day"],
)
def test_nothing_is_missing_that_may_be_booked_outside_the_days(
    instants: dict[str, Any],
) -> None:
    payment = booked(**instants)
    compared = Comparison([payment], [], channel=Channel.OVO, first=FIRST, last=LAST)
    assert compared.findings == []
    assert compared.undecided == [payment.reference]


def test_a_reference_that_we_never_made_is_extra() -> None:
    finding = only([], [line(booked())])
    assert finding.code is Break.EXTRA
    assert finding.our_amount_idr is None


def test_a_reference_that_we_made_for_another_channel_is_extra() -> None:
    payment = booked(channel=Channel.GOPAY)
    assert codes([payment], [line(payment)]) == [Break.EXTRA]


def test_a_reference_that_we_made_and_never_sent_is_extra() -> None:
    payment = unclear(first_sent_at=None, last_sent_at=None, may_have_moved=False)
    assert codes([payment], [line(payment)]) == [Break.EXTRA]


@pytest.mark.parametrize("kind", ["credit", "reversal"])
def test_another_amount_is_found_on_either_kind_of_line(kind: str) -> None:
    lines = [line(booked()), returned(booked())] if kind == "reversal" else [line(booked())]
    lines[-1] = lines[-1].model_copy(update={"amount_idr": 600})
    assert codes([booked()], lines) == [Break.WRONG_AMOUNT]


def test_another_account_is_found_and_shows_neither_number() -> None:
    finding = only([booked()], [line(booked(), account="6281200009999")])
    assert finding.code is Break.WRONG_ACCOUNT
    assert "62812" not in finding.model_dump_json()


def test_an_account_that_the_statement_or_the_ledger_lacks_is_no_finding() -> None:
    assert found([booked()], [line(booked(), account=None)]) == []
    assert found([booked(account=None)], [line(booked())]) == []


@pytest.mark.parametrize(
    ("theirs", "same"),
    [
        ("6281200000001", True),
        ("081200000001", True),
        ("+62 812-0000-0001", True),
        ("0812xxxx0001", True),
        ("********0001", True),
        ("*********", True),
        ("6281200000002", False),
        ("********0002", False),
        ("81200000001", False),
    ],
)
def test_a_number_is_known_in_each_way_to_write_it(theirs: str, *, same: bool) -> None:
    assert same_account(ACCOUNT, theirs) is same


def test_a_banks_number_may_begin_with_a_zero_of_its_own() -> None:
    assert same_account("0812345678", "0812345678")
    assert not same_account("0812345678", "0812345679")


def test_two_credits_of_one_reference_are_twice() -> None:
    assert codes([booked()], [line(booked()), line(booked())]) == [Break.TWICE]


def test_a_credit_days_after_the_proof_is_a_second_one_though_it_stands_alone() -> None:
    """The first is in an earlier statement: nobody ever sees the two side by side."""
    in_time = line(booked(), booked_at=PAID_AT + timedelta(days=6))
    too_late = line(booked(), booked_at=PAID_AT + timedelta(days=6, seconds=1))
    assert codes([booked()], [in_time]) == []
    assert codes([booked()], [too_late]) == [Break.TWICE]


def test_a_credit_days_after_the_one_in_their_books_is_a_second_one_however_late_we_learned() -> (
    None
):
    """Settled by an old statement on the 23rd: a credit of the 20th is not the one of the 13th."""
    settled = booked(closed_at=PAID_AT + timedelta(days=10), booked_at=PAID_AT)
    assert codes([settled], [line(settled)]) == []
    assert codes([settled], [line(settled, booked_at=PAID_AT + timedelta(days=7))]) == [Break.TWICE]


@pytest.mark.parametrize("ours", [Outcome.PAID, Outcome.NOT_PAID, None])
def test_a_credit_of_a_day_before_the_first_send_proves_nothing(ours: Outcome | None) -> None:
    payment = booked(outcome=ours, closed_at=PAID_AT if ours else None)
    before = line(payment, booked_at=PAID_AT - timedelta(days=1))
    finding = only([payment], [before])
    assert (finding.code, finding.consequence) == (Break.BEFORE_SENT, Consequence.ASK_PARTNER)


def test_a_partners_clock_may_be_slow_by_minutes() -> None:
    assert found([booked()], [line(booked(), booked_at=PAID_AT - timedelta(minutes=30))]) == []


@pytest.mark.parametrize("ours", [Outcome.PAID, None])
def test_a_return_before_the_last_send_closes_nothing(ours: Outcome | None) -> None:
    """What was sent after the money went back may be booked beyond this statement."""
    back = returned(booked())
    after = booked(outcome=ours, closed_at=None, last_sent_at=back.booked_at + timedelta(minutes=5))
    assert only([after], [line(after), back]).consequence is Consequence.LONGER_STATEMENT


@pytest.mark.parametrize("ours", [Outcome.PAID, None])
@pytest.mark.parametrize("stamp", ["09:05", "23:59"])
def test_what_was_sent_twice_is_returned_once_both_would_stand_in_the_statement(
    ours: Outcome | None, stamp: str
) -> None:
    """Books that know the day only put the return after the repeat: its order proves nothing."""
    repeated = booked(outcome=ours, closed_at=None, last_sent_at=PAID_AT + timedelta(minutes=11))
    hour, minute = map(int, stamp.split(":"))
    stamped = PAID_AT.replace(hour=hour, minute=minute)
    lines = [line(repeated, booked_at=stamped), returned(repeated, booked_at=stamped)]

    def until(day: date) -> Finding:
        (finding,) = reconcile([repeated], lines, first=PAID_AT.date(), last=day)
        return finding

    assert until(date(2020, 8, 19)).consequence is Consequence.LONGER_STATEMENT
    assert until(date(2020, 8, 20)).consequence is Consequence.CLOSE_AS_RETURNED


@pytest.mark.parametrize("ours", [Outcome.PAID, None])
@pytest.mark.parametrize("again", [True, False], ids=["the second's credit", "nothing"])
def test_what_was_taken_back_may_be_a_second_credit_while_the_first_is_not_in_sight(
    ours: Outcome | None, *, again: bool
) -> None:
    """Credited on the 13th and again; the partner takes one back. The file is of that day alone."""
    payment = booked(outcome=ours, closed_at=PAID_AT if ours else None)
    lines = [returned(payment)]
    if again:
        lines.append(line(payment, booked_at=lines[0].booked_at - timedelta(minutes=5)))
    day = lines[0].booked_at.date()

    (finding,) = reconcile([payment], lines, first=day, last=day)

    assert (finding.code, finding.consequence) == (Break.REVERSED, Consequence.LONGER_STATEMENT)
    assert finding.since == PAID_AT.date()


def test_a_statement_must_reach_back_to_the_first_reference_of_the_incentive() -> None:
    """The one that was refused may have been paid late, before these days."""
    refused = booked(
        1, outcome=Outcome.NOT_PAID, first_sent_at=PAID_AT - timedelta(days=10), last_sent_at=None
    )
    elsewhere = replace(refused, channel=Channel.GOPAY)
    anew = booked(2, journey=refused.journey, generation=2)
    lines = [line(anew), returned(anew)]
    assert only([refused, anew], lines).since == date(2020, 8, 3)
    assert only([elsewhere, anew], lines).consequence is Consequence.CLOSE_AS_RETURNED


@pytest.mark.parametrize(
    ("differently", "late"),
    [({"confirmed_at": PAID_AT}, timedelta()), ({}, timedelta(days=2))],
    ids=["two people had said that it was not booked", "booked after it was said"],
)
def test_a_credit_that_cannot_be_the_one_that_came_back_stops_everybody_at_once(
    differently: dict[str, Any], late: timedelta
) -> None:
    back = booked(outcome=Outcome.REVERSED, **differently)
    again = line(back, booked_at=PAID_AT - timedelta(minutes=1) + late)
    compared = Comparison([back], [again], channel=Channel.OVO, first=FIRST, last=date(2020, 8, 16))
    assert [finding.code for finding in compared.findings] == [Break.PAID_LATE]
    assert compared.may_pay_again


def test_what_two_people_know_is_told_again_whatever_the_lines_say() -> None:
    back = booked(outcome=Outcome.REVERSED, confirmed_at=PAID_AT)
    compared = Comparison([back], [line(back)], channel=Channel.OVO, first=FIRST, last=LAST)
    assert compared.known_returns == [back]


@pytest.mark.parametrize("ours", [Outcome.NOT_PAID, Outcome.REVERSED])
def test_what_books_show_of_an_unpaid_reference_beside_a_paid_one_is_kept(ours: Outcome) -> None:
    first = booked(1, outcome=ours)
    anew = booked(2, journey=first.journey, generation=2)
    standing = [
        line(first),
        returned(first, booked_at=PAID_AT + timedelta(days=1)),
        line(first, booked_at=PAID_AT + timedelta(days=2)),
    ]

    def shown(lines: list[StatementLine]) -> dict[str, bool]:
        both, everything = [first, anew], [*lines, line(anew)]
        compared = Comparison(both, everything, channel=Channel.OVO, first=FIRST, last=LAST)
        return {reference: one.paid for reference, one in compared.shown.items()}

    assert shown(standing) == {first.reference: True}
    assert shown(standing[:2]) == {first.reference: False}
    assert shown(standing[1:2]) == {first.reference: False}
    # Money is money, whatever its sum and however often; at somebody else's it is not here.
    assert shown([one.model_copy(update={"amount_idr": 2_500}) for one in standing]) == {
        first.reference: True
    }
    assert shown([line(first, booked_at=PAID_AT - timedelta(days=1))]) == {first.reference: True}
    less = {"amount_idr": 2_500}
    assert shown([one.model_copy(update=less) for one in standing[:2]]) == {first.reference: False}
    assert shown([standing[0], standing[1].model_copy(update=less)]) == {}
    assert shown([standing[0], standing[2]]) == {first.reference: True}
    assert shown([one.model_copy(update={"account": "6281200009999"}) for one in standing]) == {}
    assert shown([]) == {}


@pytest.mark.parametrize("ours", [Outcome.NOT_PAID, Outcome.REVERSED])
def test_a_return_that_is_not_held_whole_unsays_nothing(ours: Outcome) -> None:
    """A double that was corrected at once, while the credit of before stands."""
    first = booked(1, outcome=ours, first_sent_at=PAID_AT - timedelta(days=9), closed_at=None)
    lines = [line(first, booked_at=PAID_AT), returned(first)]
    assert Comparison([first], lines, channel=Channel.OVO, first=FIRST, last=LAST).shown == {}


@pytest.mark.parametrize("days", [0, 2], ids=["before they confirmed", "later"])
@pytest.mark.parametrize("ours", [Outcome.NOT_PAID, Outcome.REVERSED])
def test_money_that_two_people_called_gone_is_shown_whatever_its_day(
    ours: Outcome, days: int
) -> None:
    """Many a partner posts late, dated as it was sent: what they knew of is known to the ledger."""
    first = booked(
        1,
        outcome=ours,
        confirmed_at=PAID_AT + timedelta(days=1),
        closed_at=PAID_AT + timedelta(days=1),
    )
    anew = booked(2, journey=first.journey, generation=2)
    credit = line(first, booked_at=PAID_AT + timedelta(days=days))
    compared = Comparison(
        [first, anew], [credit, line(anew)], channel=Channel.OVO, first=FIRST, last=LAST
    )
    [(reference, shown)] = compared.shown.items()
    assert reference == first.reference
    assert shown == Shown(paid=True, marks=Entry([credit], whole=True).marks)
    assert len(shown.marks) == 1


def test_what_is_unpaid_by_a_later_word_than_the_statement_is_shown() -> None:
    """The next statement may begin after the line, and show nothing any more."""
    first = booked(1, outcome=Outcome.NOT_PAID, closed_at=PAID_AT + timedelta(days=30))
    compared = Comparison([first], [line(first)], channel=Channel.OVO, first=FIRST, last=LAST)
    assert [one.consequence for one in compared.findings] == [Consequence.LONGER_STATEMENT]
    assert [one.paid for one in compared.shown.values()] == [True]


@pytest.mark.parametrize(
    ("change", "times", "kept"),
    [({}, 1, False), ({"amount_idr": 598_500}, 1, True), ({}, 2, True)],
    ids=["beyond doubt", "another sum", "twice"],
)
def test_a_doubtful_credit_of_an_open_payment_is_kept(
    change: dict[str, int], times: int, *, kept: bool
) -> None:
    """Else its partner calls it failed, a later statement begins after it, and it is paid again."""
    unclear = booked(1, outcome=None, closed_at=None)
    lines = [
        line(unclear, booked_at=PAID_AT + timedelta(hours=n)).model_copy(update=change)
        for n in range(times)
    ]

    compared = Comparison([unclear], lines, channel=Channel.OVO, first=FIRST, last=LAST)

    assert [one.paid for one in compared.shown.values()] == [True] * kept


def test_a_return_of_an_open_payment_is_no_word_of_its_own() -> None:
    """It closes the payment, or asks for a longer statement."""
    unclear = booked(1, outcome=None, closed_at=None)
    lines = [line(unclear), returned(unclear)]
    assert Comparison([unclear], lines, channel=Channel.OVO, first=FIRST, last=LAST).shown == {}


@pytest.mark.parametrize("doubted", [False, True])
def test_what_somebody_calls_unpaid_is_shown_once_it_is_booked(*, doubted: bool) -> None:
    paid = booked(doubted=doubted)
    compared = Comparison([paid], [line(paid)], channel=Channel.OVO, first=FIRST, last=LAST)
    assert (compared.findings, bool(compared.shown)) == ([], doubted)


@pytest.mark.parametrize(
    ("proven", "found"),
    [(timedelta(days=6), []), (timedelta(days=6, minutes=1), [Break.MISSING])],
)
def test_what_was_called_paid_long_after_it_was_sent_needs_a_longer_statement(
    proven: timedelta, found: list[Break]
) -> None:
    sent = PAID_AT - timedelta(days=4)
    late = booked(first_sent_at=sent, last_sent_at=sent, closed_at=sent + proven)
    compared = Comparison([late], [], channel=Channel.OVO, first=FIRST, last=LAST)
    assert [one.code for one in compared.findings] == found
    assert compared.undecided == ([] if found else [late.reference])
    for one in compared.findings:
        assert one.consequence is Consequence.LONGER_STATEMENT
        assert one.since == sent.date()
    proven_by_books = replace(late, booked_at=sent)
    known = Comparison([proven_by_books], [], channel=Channel.OVO, first=FIRST, last=LAST)
    assert known.findings == []
    whole = Comparison([late], [], channel=Channel.OVO, first=sent.date(), last=LAST)
    assert [one.consequence for one in whole.findings] == [Consequence.ASK_PARTNER]


def test_with_a_return_those_of_its_incentive_are_told_that_lie_before_these_days() -> None:
    """An engine from a backup calls the first paid: it would not hear of the second alone."""
    long_ago = PAID_AT - timedelta(days=40)
    first = booked(
        1,
        outcome=Outcome.REVERSED,
        closed_at=long_ago,
        first_sent_at=long_ago,
        last_sent_at=long_ago,
    )
    second = booked(2, journey=first.journey, generation=2, outcome=Outcome.REVERSED)
    compared = Comparison([first, second], [], channel=Channel.OVO, first=FIRST, last=LAST)
    assert compared.known_returns == [first, second]


def test_a_return_is_told_again_unless_the_incentive_is_paid_anew() -> None:
    """The engine may come from a backup: it then knows neither the return nor what followed."""
    back = booked(1, outcome=Outcome.REVERSED)
    nothing = Comparison([back], [], channel=Channel.OVO, first=FIRST, last=LAST)
    assert nothing.known_returns == [back]
    lines = [line(back), returned(back)]
    for outcome, again in ((Outcome.NOT_PAID, [back]), (None, [back]), (Outcome.PAID, [])):
        anew = booked(2, journey=back.journey, generation=2, outcome=outcome)
        compared = Comparison([back, anew], lines, channel=Channel.OVO, first=FIRST, last=LAST)
        assert compared.known_returns == again


@pytest.mark.parametrize("ours", [Outcome.NOT_PAID, Outcome.REVERSED])
@pytest.mark.parametrize(
    "differently",
    [
        {"amount_idr": 599_999},
        {"account": "6281200009999"},
        {"booked_at": PAID_AT - timedelta(days=1)},
    ],
    ids=["amount", "account", "day"],
)
def test_a_doubtful_credit_of_what_we_call_unpaid_stops_every_channel(
    ours: Outcome, differently: dict[str, Any]
) -> None:
    """Its next generation may leave through any of them."""
    payment = booked(outcome=ours)
    compared = Comparison(
        [payment], [line(payment, **differently)], channel=Channel.OVO, first=FIRST, last=LAST
    )
    assert compared.may_pay_again
    assert compared.alarming


def test_a_second_credit_after_the_first_came_back_is_once() -> None:
    later = line(booked(), booked_at=PAID_AT + timedelta(days=5))
    assert found([booked()], [line(booked()), returned(booked()), later]) == []


def test_a_credit_before_the_statement_counts_when_it_is_taken_back_in_it() -> None:
    again = line(booked(), booked_at=PAID_AT + timedelta(days=5))
    twice = line(booked(), booked_at=PAID_AT + timedelta(days=6))
    before = booked(first_sent_at=PAID_AT - timedelta(days=9), closed_at=None)
    assert found([before], [returned(before), again]) == []
    assert codes([before], [returned(before), again, twice]) == [Break.TWICE]


def test_two_credits_that_both_came_back_are_a_return() -> None:
    again = line(booked(), booked_at=PAID_AT + timedelta(days=1))
    back = returned(booked(), booked_at=PAID_AT + timedelta(days=2))
    finding = only([booked()], [line(booked()), again, back, returned(booked())])
    assert (finding.code, finding.consequence) == (Break.REVERSED, Consequence.CLOSE_AS_RETURNED)


def test_a_booking_can_be_wrong_in_more_than_one_way() -> None:
    other = line(booked(), amount_idr=600, account="6281200009999")
    assert codes([booked()], [other]) == [Break.WRONG_AMOUNT, Break.WRONG_ACCOUNT]


def test_of_one_instant_the_credit_came_first() -> None:
    lines = [line(booked(), "reversal"), line(booked())]
    assert codes([booked()], lines) == [Break.REVERSED]


def test_the_reference_that_we_call_paid_stands_and_the_other_is_the_second() -> None:
    first = booked(1)
    anew = booked(2, journey=first.journey, generation=2, outcome=Outcome.NOT_PAID)
    finding = only([first, anew], [line(first), line(anew)])
    assert (finding.code, finding.reference, finding.other) == (
        Break.TWICE,
        anew.reference,
        first.reference,
    )


def test_two_references_of_one_incentive_are_twice() -> None:
    refused = booked(1, outcome=Outcome.NOT_PAID)
    anew = booked(2, journey=refused.journey, generation=2)
    finding = only([refused, anew], [line(refused), line(anew)])
    assert (finding.code, finding.reference) == (Break.TWICE, refused.reference)
    assert finding.other == anew.reference


def test_a_second_reference_paid_through_another_channel_is_twice() -> None:
    refused = booked(1, outcome=Outcome.NOT_PAID)
    anew = booked(2, journey=refused.journey, generation=2, channel=Channel.GOPAY)
    assert codes([refused, anew], [line(refused)]) == [Break.TWICE]


def test_an_incentive_that_came_back_and_was_paid_anew_is_paid_once() -> None:
    first = booked(1, outcome=Outcome.REVERSED, closed_at=PAID_AT + timedelta(days=3))
    anew = booked(2, journey=first.journey, generation=2)
    assert found([first, anew], [line(first), returned(first), line(anew)]) == []


def test_an_old_statement_makes_no_double_of_what_came_back_after_it() -> None:
    first = booked(1, outcome=Outcome.REVERSED, closed_at=PAID_AT + timedelta(days=20))
    anew = booked(2, journey=first.journey, generation=2, channel=Channel.GOPAY)
    assert found([first, anew], [line(first)]) == []


def test_a_credit_that_was_taken_back_reopens_what_we_call_paid() -> None:
    finding = only([booked()], [line(booked()), returned(booked())])
    assert finding.code is Break.REVERSED
    assert finding.consequence is Consequence.CLOSE_AS_RETURNED
    assert (finding.credits, finding.reversals, finding.net_idr) == (1, 1, 0)


def test_a_reversal_ten_days_after_the_credit_is_found_without_the_credit() -> None:
    paid = booked(
        closed_at=PAID_AT - timedelta(days=10), first_sent_at=PAID_AT - timedelta(days=10)
    )
    assert codes([paid], [returned(paid, booked_at=PAID_AT)]) == [Break.REVERSED]


def test_an_unclear_payment_that_came_back_is_returned_too() -> None:
    finding = only([unclear()], [line(unclear()), returned(unclear())])
    assert finding.code is Break.REVERSED
    assert finding.consequence is Consequence.CLOSE_AS_RETURNED


def test_an_unclear_payment_that_was_sent_after_the_statement_is_not_returned_by_it() -> None:
    payment = unclear(last_sent_at=PAID_AT + timedelta(days=20))
    finding = only([payment], [line(payment), returned(payment)])
    assert finding.consequence is Consequence.LONGER_STATEMENT


@pytest.mark.parametrize(("ours", "codes_found"), [(Outcome.PAID, []), (None, [Break.SETTLES])])
def test_what_was_taken_back_of_two_credits_is_over(
    ours: Outcome | None, codes_found: list[Break]
) -> None:
    """The double is mended: the channel may go on from the day on which it is."""
    payment = booked(outcome=ours, closed_at=PAID_AT if ours else None)
    again = line(payment, booked_at=PAID_AT + timedelta(days=1))
    assert codes([payment], [line(payment), again]) == [Break.TWICE]
    assert codes([payment], [line(payment), again, returned(payment)]) == codes_found


@pytest.mark.parametrize("instants", [("09:06", "09:05"), ("00:00", "00:00")])
@pytest.mark.parametrize("ours", [Outcome.PAID, None])
def test_a_return_is_one_however_its_lines_are_stamped(
    ours: Outcome | None, instants: tuple[str, str]
) -> None:
    """Books may be a minute slow, know days only, or write the taking back first."""
    credited, back = (datetime.fromisoformat(f"2020-08-13T{one}+07:00") for one in instants)
    payment = booked(outcome=ours, closed_at=PAID_AT if ours else None)
    lines = [line(payment, booked_at=credited), returned(payment, booked_at=back)]
    finding = only([payment], lines)
    assert (finding.code, finding.consequence) == (Break.REVERSED, Consequence.CLOSE_AS_RETURNED)


@pytest.mark.parametrize(
    ("credited", "taken_back", "found"),
    [
        (ANOTHERS, ACCOUNT, Break.REVERSED),
        (ANOTHERS, ANOTHERS, Break.REVERSED),
        (ANOTHERS, None, Break.REVERSED),
        (ACCOUNT, ANOTHERS, Break.WRONG_ACCOUNT),
        (None, ANOTHERS, Break.WRONG_ACCOUNT),
        (None, None, Break.REVERSED),
    ],
)
def test_a_return_ends_what_went_elsewhere_and_not_what_another_gave_back(
    credited: str | None, taken_back: str | None, found: Break
) -> None:
    """The money of another payment under our reference leaves ours where it is."""
    lines = [
        line(booked()).model_copy(update={"account": credited}),
        returned(booked()).model_copy(update={"account": taken_back}),
    ]
    assert codes([booked()], lines) == [found]


def test_a_credit_after_a_return_that_the_statement_half_shows_stops_every_channel() -> None:
    """A week later it no longer holds the first credit: one taken back, one given again."""
    back = booked(
        outcome=Outcome.REVERSED,
        first_sent_at=PAID_AT - timedelta(days=8),
        last_sent_at=PAID_AT - timedelta(days=8),
    )
    lines = [returned(back), line(back, booked_at=PAID_AT + timedelta(days=4))]
    compared = Comparison([back], lines, channel=Channel.OVO, first=FIRST, last=LAST)
    assert [finding.code for finding in compared.findings] == [Break.PAID_LATE]
    assert compared.may_pay_again
    assert compared.alarming


def test_a_reference_that_we_never_made_stops_the_channel_though_it_was_taken_back() -> None:
    lines = [line(booked()), returned(booked())]
    compared = Comparison([], lines, channel=Channel.OVO, first=FIRST, last=LAST)
    assert [finding.code for finding in compared.findings] == [Break.EXTRA]
    assert compared.alarming
    assert not compared.may_pay_again


@pytest.mark.parametrize(
    ("days", "kinds", "found"),
    [
        (1, ["credit"], []),
        (7, ["credit"], []),
        (8, ["credit"], [Break.PAID_LATE]),
        (1, ["credit", "reversal", "credit"], [Break.PAID_LATE]),
        (1, ["credit", "credit"], [Break.TWICE]),
    ],
    ids=["said only", "over a long weekend", "never booked", "credited again", "credited twice"],
)
def test_a_return_that_was_said_may_be_booked_days_later_but_not_be_undone(
    days: int, kinds: list[str], found: list[Break]
) -> None:
    """Else every return would stop everybody for the days between the word and the books."""
    last = PAID_AT.date() + timedelta(days=days)
    back = booked(outcome=Outcome.REVERSED, closed_at=PAID_AT + timedelta(days=1))
    at_once = PAID_AT + timedelta(minutes=10)
    lines = [
        line(back, kind, booked_at=at_once + timedelta(minutes=number))
        for number, kind in enumerate(kinds)
    ]
    compared = Comparison([back], lines, channel=Channel.OVO, first=FIRST, last=last)
    assert [finding.code for finding in compared.findings] == found
    assert compared.may_pay_again is bool(found)


@pytest.mark.parametrize(
    ("ours", "lines", "code"),
    [
        (Outcome.PAID, ["credit", "reversal"], Break.REVERSED),
        (Outcome.NOT_PAID, ["credit"], Break.PAID_LATE),
    ],
)
def test_what_we_learned_after_the_statement_is_not_overruled_by_it(
    ours: Outcome, lines: list[str], code: Break
) -> None:
    payment = booked(outcome=ours, closed_at=PAID_AT + timedelta(days=20))
    finding = only([payment], [line(payment, kind) for kind in lines])
    assert (finding.code, finding.consequence) == (code, Consequence.LONGER_STATEMENT)


def test_a_credit_of_what_we_call_not_paid_is_paid_late() -> None:
    payment = booked(outcome=Outcome.NOT_PAID)
    finding = only([payment], [line(payment)])
    assert finding.code is Break.PAID_LATE
    assert finding.consequence is Consequence.CORRECT_TO_PAID


def test_a_credit_of_what_we_call_returned_is_for_people() -> None:
    payment = booked(outcome=Outcome.REVERSED)
    finding = only([payment], [line(payment)])
    assert (finding.code, finding.consequence) == (Break.PAID_LATE, Consequence.ASK_PARTNER)


@pytest.mark.parametrize(
    ("ours", "days", "stops"),
    [
        (Outcome.NOT_PAID, 0, False),
        (Outcome.NOT_PAID, 20, True),
        (Outcome.REVERSED, 0, True),
    ],
    ids=["corrected at once", "called unpaid after the statement", "called returned"],
)
def test_a_late_credit_that_nothing_corrects_stops_the_channel(
    ours: Outcome, days: int, *, stops: bool
) -> None:
    """Else the incentive is paid anew: the next generation may be about to leave."""
    payment = booked(outcome=ours, closed_at=PAID_AT + timedelta(days=days))
    compared = Comparison([payment], [line(payment)], channel=Channel.OVO, first=FIRST, last=LAST)
    assert [finding.code for finding in compared.findings] == [Break.PAID_LATE]
    assert compared.alarming is stops


def test_a_return_that_is_younger_than_the_statement_stops_nothing() -> None:
    payment = booked(closed_at=PAID_AT + timedelta(days=20))
    lines = [line(payment), returned(payment)]
    compared = Comparison([payment], lines, channel=Channel.OVO, first=FIRST, last=LAST)
    assert [one.consequence for one in compared.findings] == [Consequence.LONGER_STATEMENT]
    assert not compared.alarming


@pytest.mark.parametrize("moved", [True, False], ids=["unanswered", "every send refused"])
def test_a_credit_settles_what_we_did_not_know(*, moved: bool) -> None:
    payment = unclear(may_have_moved=moved)
    finding = only([payment], [line(payment)])
    assert (finding.code, finding.consequence) == (Break.SETTLES, Consequence.CLOSE_AS_PAID)


def test_silence_about_an_unclear_payment_never_says_not_paid() -> None:
    finding = only([unclear()], [])
    assert (finding.code, finding.consequence) == (Break.STILL_OPEN, Consequence.KEEP_ASKING)


def test_what_was_refused_each_time_may_stay_open_in_silence() -> None:
    assert found([unclear(may_have_moved=False)], []) == []


@pytest.mark.parametrize("days", [-10, 10])
def test_what_was_sent_on_other_days_is_not_judged_by_silence(days: int) -> None:
    sent = PAID_AT + timedelta(days=days)
    compared = Comparison(
        [unclear(first_sent_at=sent, last_sent_at=sent)],
        [],
        channel=Channel.OVO,
        first=FIRST,
        last=LAST,
    )
    assert (compared.findings, compared.compared, compared.intended_idr) == ([], 0, 0)


def test_nothing_follows_by_itself_from_a_booking_that_is_itself_wrong() -> None:
    finding = only([unclear()], [line(unclear(), amount_idr=600)])
    assert finding.code is Break.WRONG_AMOUNT
    assert not finding.consequence.automatic


@pytest.mark.parametrize(
    ("amount", "alarming"), [(606_000, False), (606_001, True)], ids=["1 percent", "more"]
)
def test_more_than_one_percent_beyond_what_we_sent_is_alarming(
    amount: int, *, alarming: bool
) -> None:
    lines = [line(booked(), amount_idr=amount)]
    compared = Comparison([booked()], lines, channel=Channel.OVO, first=FIRST, last=LAST)
    assert compared.alarming is alarming


def test_a_return_that_both_sides_know_is_kept_for_whoever_missed_it() -> None:
    first = booked(1, outcome=Outcome.REVERSED)
    anew = booked(2, journey=first.journey, generation=2)
    lines = [line(first), returned(first)]
    alone = Comparison([first], lines, channel=Channel.OVO, first=FIRST, last=LAST)
    paid_anew = Comparison([first, anew], lines, channel=Channel.OVO, first=FIRST, last=LAST)
    assert alone.known_returns == [first]
    assert paid_anew.known_returns == []


@pytest.mark.parametrize(
    ("outcome", "kinds"),
    [
        (Outcome.NOT_PAID, []),
        (Outcome.REVERSED, []),
        (Outcome.NOT_PAID, ["credit", "reversal"]),
        (Outcome.REVERSED, ["credit", "reversal"]),
        (Outcome.REVERSED, ["reversal"]),
    ],
)
def test_what_moved_no_money_in_the_end_agrees(outcome: Outcome, kinds: list[str]) -> None:
    payment = booked(outcome=outcome)
    lines = [returned(payment) if kind == "reversal" else line(payment) for kind in kinds]
    assert found([payment], lines) == []


# Thousands of rows.


def _missing(payment: Booked) -> Side:
    return [payment], []


def _extra(payment: Booked) -> Side:
    return [], [line(payment)]


def _wrong_amount(payment: Booked) -> Side:
    return [payment], [line(payment, amount_idr=payment.amount_idr + 1)]


def _wrong_account(payment: Booked) -> Side:
    return [payment], [line(payment, account="6281200009999")]


def _before_sent(payment: Booked) -> Side:
    early = line(payment).booked_at - timedelta(days=1)
    return [payment], [line(payment, booked_at=early)]


def _twice(payment: Booked) -> Side:
    return [payment], [line(payment), line(payment, partner_reference="P-again")]


def _twice_under_two_references(payment: Booked) -> Side:
    number = int(payment.reference)
    anew = replace(payment, reference=str(number + 5 * 10**16), generation=2)
    refused = replace(payment, outcome=Outcome.NOT_PAID)
    return [refused, anew], [line(refused), line(anew)]


def _reversed(payment: Booked) -> Side:
    return [payment], [line(payment), returned(payment)]


def _paid_late(payment: Booked) -> Side:
    return [replace(payment, outcome=Outcome.NOT_PAID)], [line(payment)]


def _settles(payment: Booked) -> Side:
    return [replace(payment, outcome=None, closed_at=None)], [line(payment)]


def _still_open(payment: Booked) -> Side:
    return [replace(payment, outcome=None, closed_at=None)], []


PLANTS: list[tuple[Break, Callable[[Booked], Side]]] = [
    (Break.MISSING, _missing),
    (Break.EXTRA, _extra),
    (Break.WRONG_AMOUNT, _wrong_amount),
    (Break.WRONG_ACCOUNT, _wrong_account),
    (Break.BEFORE_SENT, _before_sent),
    (Break.TWICE, _twice),
    (Break.TWICE, _twice_under_two_references),
    (Break.REVERSED, _reversed),
    (Break.PAID_LATE, _paid_late),
    (Break.SETTLES, _settles),
    (Break.STILL_OPEN, _still_open),
]


def _healthy(payment: Booked, chance: random.Random) -> Side:
    """Return one of the ways in which both sides say the same."""
    silent = replace(payment, outcome=Outcome.NOT_PAID)
    gone = replace(payment, outcome=Outcome.REVERSED)
    agreed: list[Side] = [
        ([payment], [line(payment)]),
        ([payment], [line(payment, account="0" + ACCOUNT[2:])]),
        ([silent], []),
        ([gone], [line(gone), returned(gone)]),
    ]
    return chance.choices(agreed, weights=[90, 5, 3, 2])[0]


def _world(seed: int, rows: int) -> tuple[list[Booked], list[StatementLine], dict[str, Break]]:
    """Return both sides of `rows` payments, and the breaks planted in each hundredth."""
    chance = random.Random(seed)  # noqa: S311 - a world of its own for each seed
    bookings: list[Booked] = []
    lines: list[StatementLine] = []
    planted: dict[str, Break] = {}
    broken = set(chance.sample(range(rows), rows // 100))
    for number in range(rows):
        sent = PAID_AT + timedelta(minutes=chance.randrange(-3000, 3000))
        payment = booked(
            number,
            number=chance.randint(1, 4),
            first_sent_at=sent,
            last_sent_at=sent,
            closed_at=sent + timedelta(minutes=chance.randrange(1, 600)),
        )
        if number in broken:
            code, plant = chance.choice(PLANTS)
            planted[payment.reference] = code
            ours, theirs = plant(payment)
        else:
            ours, theirs = _healthy(payment, chance)
        bookings += ours
        lines += theirs
    chance.shuffle(bookings)
    chance.shuffle(lines)
    return bookings, lines, planted


@pytest.mark.parametrize("seed", range(6))
def test_of_10000_payments_every_planted_break_is_found_as_what_it_is_and_nothing_else(
    seed: int,
) -> None:
    bookings, lines, planted = _world(seed, 10_000)
    assert len(planted) == 100
    assert set(planted.values()) == set(Break)
    findings = found(bookings, lines)
    assert {finding.reference: finding.code for finding in findings} == planted
    assert len(findings) == len(planted)


@given(seed=st.integers(min_value=0, max_value=10**9), order=st.randoms(use_true_random=False))
@settings(deadline=None, derandomize=True, max_examples=40)
def test_the_order_of_either_side_changes_nothing(seed: int, order: random.Random) -> None:
    bookings, lines, planted = _world(seed, 300)
    before = found(bookings, lines)
    order.shuffle(bookings)
    order.shuffle(lines)
    assert found(bookings, lines) == before
    assert {finding.reference: finding.code for finding in before} == planted
