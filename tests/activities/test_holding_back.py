"""What keeps money from leaving: our own stops and hours, a queue, closed books, a broken sum."""

from datetime import datetime, timedelta

import pytest

from activities.holds import SPREAD, spread_of
from domain.messages import AccountCheck, Settled
from domain.payouts import Channel, Outcome
from domain.ports import Answer, Beneficiary, PartnerUnavailable
from domain.reasons import Reason
from tests.activities.bank import NOT_FOUND, PAID, SILENCE, Bank
from tests.activities.conftest import ORDER, Desk
from tests.activities.leavings import PAYDAY, UNCLEAR, left, sends, spread, told
from tests.workflows.lives import at

STOPPED = (Settled.HELD, Reason.PAYOUTS_STOPPED)
TOO_MANY = Answer(
    outcome=Outcome.NOT_PAID,
    cause=Reason.PAYOUT_QUEUED,
    code="4293800",
    retry_after=timedelta(minutes=30),
)


class BusyDesk(Bank):
    """Takes no more questions about accounts for more than an hour."""

    async def check(self, beneficiary: Beneficiary, amount_idr: int, at: datetime) -> AccountCheck:  # noqa: ARG002 - the port's signature
        raise PartnerUnavailable("429", timedelta(hours=2))


@pytest.mark.parametrize("scope", ["all", Channel.DANA])
async def test_a_stop_holds_a_payment_with_its_reason_and_asks_the_partner_nothing(
    desk: Desk, scope: Channel
) -> None:
    desk.bank.sends = [PAID]
    await desk.switches.stop(scope, by="rina", ground="DRILL", at=at(PAYDAY))

    first = await desk.settle(PAYDAY)
    known = await desk.settle(PAYDAY, told=Reason.PAYOUTS_STOPPED)

    assert told(first) == STOPPED
    assert isinstance(known, timedelta)
    assert known <= timedelta(minutes=20)
    assert desk.bank.heard == []


async def test_a_payment_leaves_once_its_stop_is_lifted(desk: Desk) -> None:
    desk.bank.sends = [PAID]
    await desk.switches.stop("all", by="rina", ground="DRILL", at=at(PAYDAY))
    await desk.settle(PAYDAY)
    await desk.switches.start("all", by="rina", at=at("2020-08-13 10:00"))

    settled = await desk.settle("2020-08-13 10:01", told=Reason.PAYOUTS_STOPPED)

    assert told(settled) == (Settled.PAID, None)


async def test_a_stop_of_another_channel_holds_nobody(desk: Desk) -> None:
    desk.bank.sends = [PAID]
    await desk.switches.stop(Channel.OVO, by="rina", ground="DRILL", at=at(PAYDAY))

    assert told(await desk.settle(PAYDAY)) == (Settled.PAID, None)


async def test_a_stop_changes_nothing_about_what_was_sent_before(desk: Desk) -> None:
    desk.bank.inquiries = [PAID]
    await left(desk, None)
    await desk.switches.stop("all", by="rina", ground="DRILL", at=at(PAYDAY))

    assert told(await desk.settle("2020-08-13 09:16")) == (Settled.PAID, None)


async def test_under_a_stop_nothing_is_sent_again_and_the_case_stays_unclear(desk: Desk) -> None:
    desk.bank.sends, desk.bank.inquiries = [PAID], [NOT_FOUND]
    await left(desk, None)
    await desk.switches.stop("all", by="rina", ground="DRILL", at=at(PAYDAY))

    settled = await desk.settle("2020-08-13 09:16")
    known = await desk.settle("2020-08-13 10:16", told=UNCLEAR)

    assert told(settled) == (Settled.UNKNOWN, UNCLEAR)
    assert isinstance(known, timedelta)
    assert sends(desk) == 0


async def test_a_channels_own_hours_are_kept(desk: Desk) -> None:
    await desk.switches.hours(Channel.DANA, 11, 15, by="rina", at=at(PAYDAY))

    assert spread(await desk.settle(PAYDAY), timedelta(hours=2))
    assert spread(await desk.settle("2020-08-13 15:00"), timedelta(hours=20))


async def test_hours_that_never_meet_those_of_the_programme_are_a_stop(desk: Desk) -> None:
    await desk.switches.hours(Channel.DANA, 0, 8, by="rina", at=at(PAYDAY))

    assert told(await desk.settle(PAYDAY)) == STOPPED


async def test_a_partner_that_is_asked_too_often_is_left_alone_as_long_as_it_says(
    desk: Desk,
) -> None:
    desk.bank.sends = [TOO_MANY, PAID]

    waits = await desk.settle(PAYDAY)
    paid = await desk.settle("2020-08-13 09:30")

    assert waits == timedelta(minutes=30)
    assert told(paid) == (Settled.PAID, None)
    references = {transfer.reference for transfer in desk.bank.transfers}
    assert len(references) == 1


async def test_a_queue_is_told_only_when_it_lasts(desk: Desk) -> None:
    desk.bank.sends = [TOO_MANY]

    short = [await desk.settle(f"2020-08-13 09:{minute}") for minute in ("00", "30", "59")]
    long = await desk.settle("2020-08-13 10:05")

    assert all(isinstance(waits, timedelta) for waits in short)
    assert told(long) == (Settled.HELD, Reason.PAYOUT_QUEUED)


async def test_a_queue_before_a_repeat_leaves_what_was_sent_told_as_unclear(desk: Desk) -> None:
    desk.bank = BusyDesk(inquiries=[NOT_FOUND])
    await left(desk, None)

    waits = await desk.settle("2020-08-13 09:16", told=UNCLEAR)
    known = await desk.settle("2020-08-13 11:17", told=UNCLEAR)
    untold = await desk.settle("2020-08-13 13:18", told=Reason.PAYOUT_QUEUED)

    assert waits == known == timedelta(hours=2)
    assert told(untold) == (Settled.UNKNOWN, UNCLEAR)
    assert desk.bank.heard == ["inquire"] * 3


async def test_nothing_is_asked_while_the_bank_closes_its_books(desk: Desk) -> None:
    desk.bank.end_of_day = (23, 8)
    desk.bank.sends, desk.bank.inquiries = [SILENCE], [NOT_FOUND]
    await left(desk, None, when="2020-08-13 22:58")

    before = await desk.settle("2020-08-13 23:00", told=UNCLEAR)
    at_night = await desk.settle("2020-08-14 02:00", told=UNCLEAR)

    assert before == timedelta(hours=9)
    assert at_night == timedelta(hours=6)
    assert desk.bank.heard == []


async def test_more_than_a_participant_is_entitled_to_stops_every_payout(desk: Desk) -> None:
    desk.bank.sends = [PAID]

    settled = await desk.settle(PAYDAY, amount_idr=2_550_001)
    neighbour = await desk.switches.current(Channel.OVO)

    assert told(settled) == STOPPED
    assert desk.bank.money_calls() == []
    assert neighbour.stopped
    assert neighbour.ground == "BEYOND_ENTITLEMENT"
    assert told(await desk.settle(PAYDAY, told=None)) == STOPPED


def test_what_one_repair_releases_leaves_in_due_order() -> None:
    for number in range(50):
        order = ORDER.model_copy(update={"journey": f"journey-{number}"})
        places = [
            spread_of(order.model_copy(update={"number": tranche, "generation": 5 - tranche}))
            for tranche in (1, 2, 3, 4)
        ]
        assert places == sorted(places)
        assert len(set(places)) == 4
        assert places[-1] < SPREAD


async def test_a_hold_on_an_orders_last_day_is_ordered_anew_before_the_night(desk: Desk) -> None:
    """Else a repair of that night would be seen in the morning, and paid a day after it."""
    desk.bank.objection = Reason.WALLET_LIMIT_BALANCE

    earlier = await desk.settle("2020-08-14 09:00", told=Reason.WALLET_LIMIT_BALANCE)
    on_the_last = await desk.settle("2020-08-18 09:00", told=Reason.WALLET_LIMIT_BALANCE)

    assert isinstance(earlier, timedelta)
    assert told(on_the_last) == (Settled.MISSED, Reason.WALLET_LIMIT_BALANCE)


def test_the_payments_of_one_instant_are_spread() -> None:

    places = [
        spread_of(ORDER.model_copy(update={"journey": f"journey-{number}"}))
        for number in range(200)
    ]

    assert max(places) < SPREAD
    assert max(places) - min(places) > SPREAD * 0.7
    assert len(set(places)) > 150
