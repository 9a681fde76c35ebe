"""Where an order ends: its open days, the partner's memory, an account that is unlinked."""

from datetime import timedelta

import pytest

from domain.messages import Settled
from domain.payouts import Outcome
from domain.ports import Answer
from domain.reasons import Reason
from tests.activities.bank import ACCEPTED, NOT_FOUND, PAID, SILENCE
from tests.activities.conftest import Desk
from tests.activities.leavings import PAYDAY, UNCLEAR, intent_of, left, sends, told
from tests.workflows.lives import days

NOT_SENT = Answer(outcome=Outcome.NOT_PAID, cause=Reason.CHANNEL_DOWN)
A_WEEK = days(*(f"2020-08-{day}" for day in range(13, 22)))
UNLINKED = (Settled.HELD, Reason.ACCOUNT_NOT_LINKED)


@pytest.mark.parametrize(
    ("when", "sent"),
    [("2020-08-19 08:59", 2), ("2020-08-19 09:00", 1), ("2020-08-20 12:00", 1)],
)
async def test_what_a_partner_may_have_forgotten_is_never_sent_again(
    desk: Desk, when: str, sent: int
) -> None:
    """DANA of the tests knows a reference for seven days; the last of them is not used."""
    await left(desk, SILENCE)
    desk.bank.inquiries, desk.bank.sends = [NOT_FOUND], [SILENCE]

    # Open at all hours: only the partner's memory speaks against it.
    waits = await desk.settle(when, told=UNCLEAR, open_days=A_WEEK, pay_hours=(0, 24))

    assert isinstance(waits, timedelta)
    assert sends(desk) + 1 == sent
    assert (await intent_of(desk)).outcome is None


async def test_a_forgotten_payment_is_told_as_unclear(desk: Desk) -> None:
    await left(desk, SILENCE)
    desk.bank.inquiries = [NOT_FOUND]

    settled = await desk.settle("2020-08-20 12:00", open_days=A_WEEK)

    assert told(settled) == (Settled.UNKNOWN, UNCLEAR)
    assert desk.bank.money_calls() == ["inquire"]


async def test_after_its_open_days_an_order_with_refused_sends_is_missed(desk: Desk) -> None:
    await left(desk, NOT_SENT)

    settled = await desk.settle("2020-08-19 09:00", told=Reason.CHANNEL_DOWN)

    assert told(settled) == (Settled.MISSED, Reason.CHANNEL_DOWN)
    assert sends(desk) == 0


async def test_after_its_open_days_an_order_with_an_unbooked_send_is_missed(desk: Desk) -> None:
    await left(desk, SILENCE)
    desk.bank.inquiries, desk.bank.remembers = [NOT_FOUND], timedelta(days=30)

    settled = await desk.settle("2020-08-19 09:00", told=UNCLEAR)

    assert told(settled) == (Settled.MISSED, UNCLEAR)
    assert sends(desk) == 0
    assert (await intent_of(desk)).outcome is None


async def test_the_next_order_sends_what_the_missed_one_did_not(desk: Desk) -> None:
    await left(desk, SILENCE)
    desk.bank.inquiries, desk.bank.remembers = [NOT_FOUND, PAID], timedelta(days=30)
    desk.bank.sends = [PAID]

    following = days("2020-08-24")
    settled = await desk.settle("2020-08-24 09:00", told=UNCLEAR, open_days=following)

    assert told(settled) == (Settled.PAID, None)
    assert len({transfer.reference for transfer in desk.bank.transfers}) == 1


async def test_without_an_account_nothing_is_begun(desk: Desk) -> None:
    assert told(await desk.settle(PAYDAY, finish_only=True)) == UNLINKED
    assert desk.bank.heard == []


async def test_without_an_account_a_refused_payment_is_not_tried_again(desk: Desk) -> None:
    await left(desk, NOT_SENT)

    assert told(await desk.settle("2020-08-13 10:00", finish_only=True)) == UNLINKED
    assert sends(desk) == 0


@pytest.mark.parametrize("first", [None, SILENCE, ACCEPTED])
async def test_without_an_account_what_is_under_way_is_followed(
    desk: Desk, first: Answer | None
) -> None:
    await left(desk, first)
    desk.bank.inquiries = [PAID]

    assert told(await desk.settle("2020-08-13 09:30", finish_only=True)) == (Settled.PAID, None)
    assert sends(desk) == 0


@pytest.mark.parametrize("recovers_by_resend", [False, True])
async def test_without_an_account_what_was_never_booked_is_not_sent_again(
    desk: Desk, recovers_by_resend: bool
) -> None:
    await left(desk, SILENCE)
    desk.bank.inquiries = [NOT_FOUND]
    desk.bank.recovers_by_resend = recovers_by_resend

    waits = await desk.settle("2020-08-13 10:00", told=UNCLEAR, finish_only=True)

    assert isinstance(waits, timedelta)
    assert sends(desk) == 0
