"""A payment that was sent on two days: which of them it is told of, and how long that is asked."""

from datetime import timedelta

import pytest

from domain.messages import Settled, Settlement
from domain.payouts import Outcome
from domain.ports import Answer
from domain.reasons import Reason
from tests.activities.bank import NOT_FOUND, PAID, REFUSED, SILENCE, Bank
from tests.activities.conftest import Desk
from tests.activities.leavings import PAYDAY, UNCLEAR, intent_of, left, reference_of, sends
from tests.workflows.lives import at

FAULT = Answer(outcome=Outcome.UNKNOWN, code="2003900", cause=Reason.CAUSE_NOT_GIVEN)
FIRST_DAY, SECOND_DAY = "2020-08-13", "2020-08-14"


def day_of(settled: Settlement | timedelta) -> str:
    assert isinstance(settled, Settlement), settled
    assert settled.result is Settled.PAID
    assert settled.paid_at is not None
    return f"{settled.paid_at:%Y-%m-%d}"


async def paid_by_a_repeat(desk: Desk, *statuses: Answer) -> Settlement | timedelta:
    """Send without an answer on one day, and again on the next, which is answered "paid"."""
    desk.bank.sends, desk.bank.inquiries = [SILENCE, PAID], [NOT_FOUND, *statuses]
    await desk.settle(PAYDAY)
    return await desk.settle(f"{SECOND_DAY} 09:00", told=UNCLEAR)


async def naming(desk: Desk, send: int) -> Answer:
    """Return a status that says by which send it was paid."""
    asked = [each for each in await desk.ledger.requests(reference_of(1)) if each.action == "send"]
    return PAID.model_copy(update={"carried_out": asked[send].external_id})


@pytest.mark.parametrize(("send", "day"), [(0, FIRST_DAY), (1, SECOND_DAY)])
async def test_the_send_that_the_partner_names_is_when_the_money_went(
    desk: Desk, send: int, day: str
) -> None:
    waits = await paid_by_a_repeat(desk, FAULT)
    desk.bank.inquiries = [await naming(desk, send)]

    settled = await desk.settle(f"{SECOND_DAY} 09:01", told=UNCLEAR)

    assert waits == timedelta(seconds=5)
    assert day_of(settled) == day
    assert sends(desk) == 2


async def test_what_is_proven_stands_in_the_ledger_while_the_day_is_asked(desk: Desk) -> None:
    await paid_by_a_repeat(desk, FAULT)

    assert (await intent_of(desk)).outcome is Outcome.PAID


async def test_a_status_that_names_none_is_not_asked_again(desk: Desk) -> None:
    assert day_of(await paid_by_a_repeat(desk, PAID)) == SECOND_DAY


async def test_it_is_asked_ever_less_often_and_half_a_day_at_most(desk: Desk) -> None:
    waits = await paid_by_a_repeat(desk, FAULT)
    after, pauses = timedelta(hours=9), []
    while isinstance(waits, timedelta):
        pauses.append(waits)
        after += waits
        waits = await desk.settle(f"{SECOND_DAY} {_clock(after)}", told=UNCLEAR)

    assert day_of(waits) == SECOND_DAY
    assert pauses == sorted(pauses)
    assert sum(pauses, timedelta()) >= timedelta(hours=12)
    assert desk.bank.heard.count("inquire") < 25
    assert sends(desk) == 2


async def test_a_try_that_comes_early_waits_for_the_rest(desk: Desk) -> None:
    await paid_by_a_repeat(desk, FAULT)
    heard = len(desk.bank.heard)

    assert await desk.settle(f"{SECOND_DAY} 09:00:02", told=UNCLEAR) == timedelta(seconds=3)
    assert len(desk.bank.heard) == heard


async def test_nobody_is_asked_while_the_partner_closes_its_books(desk: Desk) -> None:
    await paid_by_a_repeat(desk, FAULT)
    desk.bank.end_of_day = (9, 8)

    waits = await desk.settle(f"{SECOND_DAY} 09:30", told=UNCLEAR)

    assert waits == timedelta(hours=22, minutes=30)


async def test_what_two_people_call_paid_though_each_send_was_refused_is_told_at_once(
    desk: Desk,
) -> None:
    await left(desk, REFUSED)
    await desk.ledger.found_paid(reference_of(1), at=at(f"{SECOND_DAY} 08:00"))
    desk.bank.inquiries = [FAULT]

    settled = await desk.settle(f"{SECOND_DAY} 09:00", told=UNCLEAR)

    assert isinstance(settled, Settlement)
    assert (settled.result, settled.paid_at) == (Settled.PAID, None)
    assert desk.bank.heard == []


async def test_its_partner_is_asked_no_sooner_than_it_wants(desk: Desk) -> None:
    desk.bank.status_delay = timedelta(minutes=10)

    waits = await paid_by_a_repeat(desk, FAULT)

    assert waits == timedelta(minutes=10)
    assert desk.bank.heard.count("inquire") == 1


async def test_sends_of_one_day_need_no_question(desk: Desk) -> None:
    desk.bank = Bank(sends=[SILENCE, PAID], inquiries=[NOT_FOUND])
    await desk.settle(PAYDAY)

    assert day_of(await desk.settle("2020-08-13 09:16", told=UNCLEAR)) == FIRST_DAY
    assert desk.bank.money_calls() == ["send", "inquire", "send"]


def _clock(after: timedelta) -> str:
    minutes, seconds = divmod(int(after.total_seconds()), 60)
    return f"{minutes // 60:02}:{minutes % 60:02}:{seconds:02}"
