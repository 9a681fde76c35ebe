"""Settling one tranche: what every try does after what the tries before it left in the ledger."""

from datetime import timedelta

import pytest

from domain.messages import Settled, Settlement
from domain.payouts import Channel, Outcome, TrancheKind, payment_reference
from domain.reasons import Reason
from tests.activities.bank import (
    ACCEPTED,
    NOT_FOUND,
    PAID,
    REFUSED,
    REVERSED,
    SILENCE,
    Bank,
)
from tests.activities.conftest import JOURNEY, ORDER, Desk
from tests.activities.leavings import spread
from tests.workflows.lives import at

REFERENCE = payment_reference(JOURNEY, TrancheKind.TRAINING, 1, 1)
PAYDAY = "2020-08-13 09:00"


async def sent_without_an_answer(desk: Desk, when: str = PAYDAY) -> None:
    """Leave what a process leaves that is killed between its send and the answer."""
    await desk.ledger.intend(ORDER, REFERENCE, at=at(when))
    external_id = await desk.ledger.new_external_id(Channel.DANA, at(when))
    await desk.ledger.attempt(REFERENCE, Channel.DANA, external_id, "send", at=at(when))


def result_of(settled: Settlement | timedelta) -> Settled:
    assert isinstance(settled, Settlement), settled
    return settled.result


async def test_nothing_is_asked_before_the_early_check(desk: Desk) -> None:
    assert spread(await desk.settle("2020-08-10 12:00"), timedelta(hours=21))
    assert desk.bank.heard == []


async def test_between_the_check_and_the_day_nothing_is_sent(desk: Desk) -> None:
    assert spread(await desk.settle("2020-08-11 09:00"), timedelta(days=2))
    assert desk.bank.heard == ["check"]


async def test_a_bad_account_is_told_before_the_day_and_its_repair_as_well(desk: Desk) -> None:
    desk.bank.objection = Reason.ACCOUNT_SUSPENDED
    held = await desk.settle("2020-08-11 09:00")
    waiting = await desk.settle("2020-08-11 09:00", told=Reason.ACCOUNT_SUSPENDED)
    desk.bank.objection = None
    clear = await desk.settle("2020-08-12 09:00", told=Reason.ACCOUNT_SUSPENDED)

    assert held == Settlement(result=Settled.HELD, reason=Reason.ACCOUNT_SUSPENDED)
    assert waiting == timedelta(days=1)
    assert result_of(clear) is Settled.CLEAR
    assert "send" not in desk.bank.heard


@pytest.mark.parametrize(
    ("when", "opens"),
    [("2020-08-13 23:00", "2020-08-14 09:00"), ("2020-08-15 12:00", "2020-08-18 09:00")],
)
async def test_no_money_leaves_at_night_or_on_a_closed_day(
    desk: Desk, when: str, opens: str
) -> None:
    assert spread(await desk.settle(when), at(opens) - at(when))
    assert "send" not in desk.bank.heard


async def test_after_the_orders_last_day_a_new_order_is_wanted(desk: Desk) -> None:
    assert result_of(await desk.settle("2020-08-19 09:00")) is Settled.MISSED
    assert await desk.ledger.intent_of(REFERENCE) is None


async def test_on_the_day_the_account_is_checked_and_paid_once(desk: Desk) -> None:
    desk.bank.sends = [PAID]

    settled = await desk.settle(PAYDAY)
    again = await desk.settle("2020-08-13 09:01")

    assert result_of(settled) is result_of(again) is Settled.PAID
    assert desk.bank.heard == ["check", "send"]
    intent = await desk.ledger.intent_of(REFERENCE)
    assert intent is not None
    assert intent.outcome is Outcome.PAID


async def test_a_try_that_follows_a_killed_one_asks_and_does_not_send(desk: Desk) -> None:
    await sent_without_an_answer(desk)
    desk.bank.inquiries = [PAID]

    settled = await desk.settle("2020-08-13 09:01")

    assert result_of(settled) is Settled.PAID
    assert desk.bank.heard == ["inquire"]


async def test_not_found_proves_nothing_while_a_send_may_be_on_its_way(desk: Desk) -> None:
    await sent_without_an_answer(desk)
    desk.bank.inquiries, desk.bank.sends = [NOT_FOUND], [PAID]

    early = await desk.settle("2020-08-13 09:05")
    waiting = await desk.settle("2020-08-13 09:10", told=Reason.UNKNOWN_OUTCOME)
    assert desk.bank.money_calls() == ["inquire", "inquire"]
    late = await desk.settle("2020-08-13 09:16", told=Reason.UNKNOWN_OUTCOME)

    assert result_of(early) is Settled.UNKNOWN
    assert isinstance(waiting, timedelta)
    assert result_of(late) is Settled.PAID
    assert desk.bank.money_calls() == ["inquire", "inquire", "inquire", "send"]
    assert {transfer.reference for transfer in desk.bank.transfers} == {REFERENCE}
    assert len(set(map(repr, desk.bank.transfers))) == 1


async def test_a_payment_under_way_keeps_its_account_when_the_order_names_another(
    desk: Desk,
) -> None:
    await sent_without_an_answer(desk)
    desk.bank.inquiries = [PAID]

    settled = await desk.settle("2020-08-13 09:01", link=2)

    assert result_of(settled) is Settled.PAID
    [transfer] = desk.bank.transfers
    assert transfer.beneficiary.number == "6281200000001"


async def test_no_other_generation_is_sent_while_the_first_is_open(desk: Desk) -> None:
    await sent_without_an_answer(desk)
    desk.bank.inquiries = [SILENCE]

    settled = await desk.settle("2020-08-13 09:01", generation=2)

    assert result_of(settled) is Settled.UNKNOWN
    assert desk.bank.heard == ["inquire"]
    second = payment_reference(JOURNEY, TrancheKind.TRAINING, 1, 2)
    assert await desk.ledger.intent_of(second) is None


async def test_a_refused_payment_is_closed_and_the_next_generation_is_another(
    desk: Desk,
) -> None:
    desk.bank.sends, desk.bank.inquiries = [REFUSED, PAID], [NOT_FOUND]

    refused = await desk.settle(PAYDAY)
    paid = await desk.settle("2020-08-14 09:00", generation=2)

    assert result_of(refused) is Settled.NOT_PAID
    assert result_of(paid) is Settled.PAID
    assert desk.bank.money_calls() == ["send", "inquire", "send"]
    first, _, second = [transfer.reference for transfer in desk.bank.transfers]
    assert first != second
    intent = await desk.ledger.intent_of(first)
    assert intent is not None
    assert intent.outcome is Outcome.NOT_PAID


async def test_a_refusal_after_a_lost_answer_says_nothing_of_the_first_send(desk: Desk) -> None:
    desk.bank.sends, desk.bank.inquiries = [SILENCE, REFUSED], [NOT_FOUND, SILENCE]

    await desk.settle(PAYDAY)
    settled = await desk.settle("2020-08-13 09:16")

    assert desk.bank.money_calls() == ["send", "inquire", "send"]
    assert result_of(settled) is Settled.UNKNOWN
    intent = await desk.ledger.intent_of(REFERENCE)
    assert intent is not None
    assert intent.outcome is None


async def test_money_that_came_back_is_not_paid(desk: Desk) -> None:
    desk.bank.sends, desk.bank.inquiries = [SILENCE], [REVERSED]

    await desk.settle(PAYDAY)
    early = await desk.settle("2020-08-13 20:59", told=Reason.UNKNOWN_OUTCOME)
    settled = await desk.settle("2020-08-13 21:00", told=Reason.UNKNOWN_OUTCOME)

    # A "came back" that was wrong, or is itself taken back, is soon another answer.
    assert isinstance(early, timedelta)
    assert result_of(settled) is Settled.NOT_PAID
    assert isinstance(settled, Settlement)
    assert settled.reason is Reason.REVERSED_BY_PARTNER


async def test_an_accepted_payment_is_not_told_as_unclear_for_four_hours(desk: Desk) -> None:
    desk.bank.sends, desk.bank.inquiries = [ACCEPTED], [ACCEPTED]

    assert isinstance(await desk.settle(PAYDAY), timedelta)
    assert isinstance(await desk.settle("2020-08-13 12:59"), timedelta)
    late = await desk.settle("2020-08-13 13:00")
    assert result_of(late) is Settled.UNKNOWN


async def test_three_days_of_silence_cost_few_inquiries_and_their_end_is_seen_in_two_hours(
    desk: Desk,
) -> None:
    desk.bank.sends, desk.bank.inquiries = [SILENCE], [SILENCE]
    await desk.settle(PAYDAY)

    now, waits = at(PAYDAY), timedelta()
    while now < at("2020-08-16 09:00"):
        settled = await desk.settle(f"{now:%Y-%m-%d %H:%M:%S}", told=Reason.UNKNOWN_OUTCOME)
        assert isinstance(settled, timedelta)
        now, waits = now + settled, max(waits, settled)

    assert list(desk.bank.money_calls()).count("inquire") <= 57
    assert list(desk.bank.money_calls()).count("send") == 1
    assert waits <= timedelta(hours=2)


async def test_a_partner_that_is_silent_for_weeks_is_asked_daily_at_last(desk: Desk) -> None:
    desk.bank.sends, desk.bank.inquiries = [SILENCE], [SILENCE]
    await desk.settle(PAYDAY)

    now, waits = at(PAYDAY), timedelta()
    while now < at("2020-09-13 09:00"):
        settled = await desk.settle(f"{now:%Y-%m-%d %H:%M:%S}", told=Reason.UNKNOWN_OUTCOME)
        assert isinstance(settled, timedelta)
        now, waits = now + settled, settled

    assert waits == timedelta(days=1)


async def test_a_partner_whose_rule_is_to_repeat_gets_the_same_reference_once_more(
    desk: Desk,
) -> None:
    desk.bank = Bank(sends=[SILENCE, PAID], inquiries=[SILENCE], recovers_by_resend=True)

    await desk.settle(PAYDAY)
    settled = await desk.settle("2020-08-13 09:16", told=Reason.UNKNOWN_OUTCOME)

    assert result_of(settled) is Settled.PAID
    assert desk.bank.money_calls() == ["send", "send"]
    assert {transfer.reference for transfer in desk.bank.transfers} == {REFERENCE}


@pytest.mark.parametrize(
    ("objection", "names_owner"),
    [(Reason.ACCOUNT_NOT_OWN, True), (Reason.WALLET_LIMIT_BALANCE, False)],
    ids=["another's", "nobody says whose"],
)
async def test_what_was_never_booked_is_not_sent_again_to_an_account_gone_bad(
    desk: Desk, objection: Reason, *, names_owner: bool
) -> None:
    desk.bank.sends, desk.bank.inquiries = [SILENCE], [NOT_FOUND]
    await desk.settle(PAYDAY)
    desk.bank.objection, desk.bank.names_owner = objection, names_owner

    waits = await desk.settle("2020-08-13 10:00", told=Reason.UNKNOWN_OUTCOME)

    assert isinstance(waits, timedelta)
    assert list(desk.bank.money_calls()).count("send") == 1
