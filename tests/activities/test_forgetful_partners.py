"""A partner remembers a reference from the first time it heard it, however often it is repeated."""

from datetime import timedelta

from tests.activities.bank import NOT_FOUND, SILENCE
from tests.activities.conftest import Desk
from tests.activities.leavings import UNCLEAR, left, requested, sends
from tests.workflows.lives import days

A_WEEK = days(*(f"2020-08-{day}" for day in range(13, 22)))


async def test_a_send_again_does_not_renew_the_partners_memory(desk: Desk) -> None:
    await left(desk, SILENCE, when="2020-08-13 09:00")
    await requested(desk, SILENCE, when="2020-08-18 09:00")
    desk.bank.inquiries, desk.bank.remembers = [NOT_FOUND], timedelta(days=7)

    # The day before it may forget the first send, and only a day after the second.
    waits = await desk.settle("2020-08-19 09:00", told=UNCLEAR, open_days=A_WEEK)

    assert isinstance(waits, timedelta)
    assert sends(desk) == 0
