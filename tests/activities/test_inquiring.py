"""When a partner is asked about a payment: not before it wants, and ever less often."""

from datetime import timedelta

import pytest

from domain.messages import Settled, Settlement
from tests.activities.bank import ACCEPTED, NOT_FOUND, PAID, SILENCE
from tests.activities.conftest import Desk
from tests.activities.leavings import PAYDAY, UNCLEAR, left, reference_of, sends, told
from tests.workflows.lives import at, days

A_MONTH = days(*(f"2020-08-{day}" for day in range(13, 32)))


@pytest.mark.parametrize(
    ("status_delay", "early", "waits"),
    [
        (timedelta(), "09:00:03", timedelta(seconds=2)),
        (timedelta(minutes=10), "09:00:03", timedelta(minutes=9, seconds=57)),
        (timedelta(minutes=10), "09:09", timedelta(minutes=1)),
    ],
)
async def test_nobody_is_asked_before_it_can_know(
    desk: Desk, status_delay: timedelta, early: str, waits: timedelta
) -> None:
    await left(desk, SILENCE)
    desk.bank.status_delay, desk.bank.inquiries = status_delay, [SILENCE]

    assert await desk.settle(f"2020-08-13 {early}") == waits
    assert desk.bank.heard == []
    await desk.settle(f"{at(f'2020-08-13 {early}') + waits:%Y-%m-%d %H:%M:%S}")
    assert desk.bank.heard == ["inquire"]


async def test_two_inquiries_are_as_far_apart_as_the_partner_wants(desk: Desk) -> None:
    await left(desk, SILENCE)
    desk.bank.status_delay, desk.bank.inquiries = timedelta(minutes=10), [SILENCE]

    waits = await desk.settle("2020-08-13 09:10", told=UNCLEAR)

    assert waits == timedelta(minutes=10)


async def test_not_found_is_believed_later_where_the_status_comes_later(desk: Desk) -> None:
    await left(desk, SILENCE)
    desk.bank.status_delay, desk.bank.inquiries = timedelta(minutes=10), [NOT_FOUND]
    desk.bank.sends = [SILENCE]

    await desk.settle("2020-08-13 09:24", told=UNCLEAR)
    assert sends(desk) == 0
    await desk.settle("2020-08-13 09:25", told=UNCLEAR)
    assert sends(desk) == 1


async def test_a_partner_that_never_books_is_asked_ever_less_often(desk: Desk) -> None:
    desk.bank.sends, desk.bank.inquiries = [SILENCE], [NOT_FOUND]
    desk.bank.remembers = timedelta(days=60)
    await desk.settle(PAYDAY, open_days=A_MONTH)

    now, tries = at(PAYDAY), 0
    while now < at("2020-08-20 09:00"):
        waits = await desk.settle(
            f"{now:%Y-%m-%d %H:%M:%S}", told=UNCLEAR, open_days=A_MONTH, pay_hours=(0, 24)
        )
        assert isinstance(waits, timedelta)
        now, tries = now + waits, tries + 1
        assert tries <= 120
    settled = await desk.settle(f"{now:%Y-%m-%d %H:%M:%S}", open_days=A_MONTH, pay_hours=(0, 24))

    recorded = await desk.ledger.requests(reference_of(1))
    sent = [request.external_id for request in recorded if request.action == "send"]
    assert len(sent) > 20
    assert isinstance(settled, Settlement)
    assert [attempt.external_id for attempt in settled.attempts] == sent[-20:]


async def test_what_a_bank_accepts_late_in_the_evening_is_known_in_the_morning(desk: Desk) -> None:
    """BNI: accepted only, as nobody says that its 200 is final, and not asked from 23 to 8."""
    desk.bank.end_of_day = (23, 8)
    desk.bank.sends, desk.bank.inquiries = [ACCEPTED], [SILENCE]
    now = at("2020-08-13 22:50")
    heard = await desk.settle("2020-08-13 22:50")
    while isinstance(heard, timedelta) and now < at("2020-08-13 23:00"):
        now += heard
        heard = await desk.settle(f"{now:%Y-%m-%d %H:%M:%S}")

    assert isinstance(heard, timedelta), "an accepted payment is quiet at first"
    assert now + heard == at("2020-08-14 08:00")
    asked, desk.bank.inquiries = desk.bank.heard.count("inquire"), [PAID]
    assert told(await desk.settle("2020-08-14 08:00")) == (Settled.PAID, None)
    assert (desk.bank.heard.count("inquire"), sends(desk)) == (asked + 1, 1)
