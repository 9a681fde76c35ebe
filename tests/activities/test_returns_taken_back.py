"""A partner says that a payment came back, and then that it is paid: two people must know."""

import pytest

from domain.messages import Settled
from domain.payouts import Channel
from domain.ports import Answer
from domain.reasons import Reason
from tests.activities.bank import NOT_FOUND, PAID, REVERSED, SILENCE
from tests.activities.conftest import Desk
from tests.activities.leavings import UNCLEAR, sends, told
from tests.activities.test_paid_after_all import (
    FAILED,
    FIRST,
    SECOND,
    TWO_WEEKS,
    called_returned,
    confirmed,
    pay,
)
from tests.workflows.lives import at

HELD = (Settled.HELD, Reason.RECORDS_DISAGREE)


@pytest.mark.parametrize("then", [REVERSED, NOT_FOUND, SILENCE], ids=["04", "forgotten", "nothing"])
async def test_a_return_that_its_partner_takes_back_is_for_two_people(
    desk: Desk, then: Answer
) -> None:
    """Status 04 in the evening, given again in the night, status 00; a week later anything else."""
    bank = await called_returned(desk)
    bank.about, bank.sends = {FIRST: PAID}, [PAID]
    heard = await pay(desk, "2020-08-14 09:00", 2)
    bank.about = {FIRST: then}
    held = await pay(desk, "2020-08-20 09:00", 2)
    sent_before = sends(desk)
    await confirmed(desk, "2020-08-20 12:00")
    settled = await pay(desk, "2020-08-24 09:00", 2, Reason.RECORDS_DISAGREE)

    assert (told(heard), told(held), sent_before) == (HELD, HELD, 0)
    assert (settled.result, settled.reference) == (Settled.PAID, SECOND)
    assert sends(desk) == 1


async def test_a_return_taken_back_while_the_second_is_under_way_stops_all_channels(
    desk: Desk,
) -> None:
    bank = await called_returned(desk)
    bank.sends, bank.inquiries, bank.about = [SILENCE], [REVERSED], {FIRST: REVERSED}
    await pay(desk, "2020-08-14 09:00", 2)
    bank.about = {FIRST: PAID, SECOND: NOT_FOUND}
    await desk.settle("2020-08-14 09:20", generation=2, told=UNCLEAR, open_days=TWO_WEEKS)
    switch = await desk.switches.current(Channel.DANA)
    await desk.switches.start("all", by="siti", at=at("2020-08-14 09:30"))
    bank.about = {FIRST: REVERSED, SECOND: FAILED}
    failed = await desk.settle("2020-08-15 09:30", generation=2, told=UNCLEAR, open_days=TWO_WEEKS)
    held = await pay(desk, "2020-08-24 09:00", 3)

    assert (switch.stopped, switch.ground) == (True, "PAID_TWICE")
    assert told(failed)[0] is Settled.NOT_PAID
    assert told(held) == HELD
