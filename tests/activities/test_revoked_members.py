"""A participant is revoked: nothing leaves, what is under way is told truly, reinstated it is paid.

Fault row 42 of the programme's matrix.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

import pytest

from domain.messages import AccountCheck, Settled
from domain.payouts import Channel
from domain.ports import Beneficiary
from domain.reasons import Party, Reason, guidance
from tests.activities.bank import NOT_FOUND, PAID, REFUSED, Bank
from tests.activities.conftest import JOURNEY, Desk
from tests.activities.leavings import PAYDAY, UNCLEAR, left, reference_of, sends, told
from tests.workflows.lives import at, days

REVOKED = Reason.MEMBERSHIP_REVOKED
HELD = (Settled.HELD, REVOKED)


async def revoke(desk: Desk, when: str = PAYDAY) -> None:
    await desk.switches.revoke(JOURNEY, by="rina", ground="NOT_ELIGIBLE", at=at(when))


async def reinstate(desk: Desk, when: str) -> None:
    await desk.switches.reinstate(JOURNEY, by="budi", ground="APPEAL_UPHELD", at=at(when))


async def test_who_is_revoked_is_held_and_looked_at_every_morning(desk: Desk) -> None:
    desk.bank.sends = [PAID]
    await revoke(desk)

    first = await desk.settle(PAYDAY)
    known = await desk.settle(PAYDAY, told=REVOKED)

    assert told(first) == HELD
    assert known == timedelta(days=1)
    assert desk.bank.heard == []
    assert guidance(REVOKED).holder is Party.PMO


@pytest.mark.parametrize("when", ["2020-08-08 12:00", "2020-08-11 09:00"])
async def test_who_is_revoked_before_the_payday_is_told_so_before_it(desk: Desk, when: str) -> None:
    await revoke(desk, when)

    assert told(await desk.settle(when)) == HELD
    assert desk.bank.heard == []

    await reinstate(desk, when)
    assert told(await desk.settle(when, told=REVOKED)) == (Settled.CLEAR, None)


async def test_who_is_reinstated_is_paid_the_next_morning_tranche_after_tranche(
    desk: Desk,
) -> None:
    desk.bank.sends = [PAID]
    await revoke(desk)
    waits = [await desk.settle("2020-08-13 12:00", told=REVOKED, number=n) for n in (1, 2, 3)]
    await reinstate(desk, "2020-08-13 15:00")

    settled = await desk.settle("2020-08-14 09:00", told=REVOKED)

    assert waits == [timedelta(hours=21, minutes=10 * before) for before in range(3)]
    assert told(settled) == (Settled.PAID, None)


async def test_who_is_reinstated_after_the_orders_last_open_day_is_paid_the_next_morning(
    desk: Desk,
) -> None:
    """The journey orders anew while it is held: no day of a repair is lost."""
    desk.bank.sends = [PAID]
    following = {"pay_at": at("2020-08-19 09:00"), "open_days": days("2020-08-19", "2020-08-24")}
    await revoke(desk)
    last = await desk.settle("2020-08-18 09:00", told=REVOKED)
    anew = await desk.settle("2020-08-18 10:00", told=REVOKED, **following)
    await reinstate(desk, "2020-08-18 20:00")

    settled = await desk.settle("2020-08-19 09:00", told=REVOKED, **following)

    assert told(last) == (Settled.MISSED, REVOKED)
    assert anew == timedelta(hours=23)
    assert told(settled) == (Settled.PAID, None)


async def test_somebody_elses_revocation_holds_nobody(desk: Desk) -> None:
    desk.bank.sends = [PAID]
    await revoke(desk)

    neighbour = await desk.switches.current(Channel.DANA, "journey-of-a-neighbour")

    assert neighbour.revoked is None
    assert not neighbour.stopped


async def test_a_payment_that_was_under_way_is_asked_about_and_told_as_paid(desk: Desk) -> None:
    desk.bank.inquiries = [PAID]
    await left(desk, None)
    await revoke(desk)

    assert told(await desk.settle("2020-08-13 09:16")) == (Settled.PAID, None)


async def test_a_payment_that_was_under_way_and_is_refused_is_told_as_unpaid(desk: Desk) -> None:
    desk.bank.inquiries = [REFUSED]
    await left(desk, None)
    await revoke(desk)

    settled = await desk.settle("2020-08-13 09:16")

    assert told(settled) == (Settled.NOT_PAID, Reason.ACCOUNT_INACTIVE)
    assert told(await desk.settle("2020-08-14 09:16", generation=2)) == HELD
    assert sends(desk) == 0


@pytest.mark.parametrize("known", [None, REVOKED])
async def test_what_the_partner_does_not_know_is_not_sent_again_and_stays_unclear(
    desk: Desk, known: Reason | None
) -> None:
    """Also under a reason that was told before: money that may be on its way is said first."""
    desk.bank.sends, desk.bank.inquiries = [PAID], [NOT_FOUND]
    await left(desk, None)
    await revoke(desk)

    settled = await desk.settle("2020-08-13 09:16", told=known)

    assert told(settled) == (Settled.UNKNOWN, UNCLEAR)
    assert sends(desk) == 0


async def test_a_revocation_is_told_before_a_stop_of_the_channel(desk: Desk) -> None:
    await desk.switches.stop("all", by="rina", ground="DRILL", at=at(PAYDAY))
    await revoke(desk)

    assert told(await desk.settle(PAYDAY)) == HELD
    assert told(await desk.settle(PAYDAY, told=Reason.PAYOUTS_STOPPED)) == HELD


@dataclass
class Revoking(Bank):
    """While it checks an account, somebody revokes its owner."""

    desk: Desk | None = None

    async def check(self, beneficiary: Beneficiary, amount_idr: int, at: datetime) -> AccountCheck:
        assert self.desk is not None
        await revoke(self.desk)
        return await super().check(beneficiary, amount_idr, at)


async def test_a_try_that_had_looked_before_the_revocation_sends_nothing(desk: Desk) -> None:
    desk.bank = Revoking(sends=[PAID], desk=desk)

    settled = await desk.settle(PAYDAY)
    following = await desk.settle(PAYDAY, told=Reason.PAYOUTS_STOPPED)

    assert told(settled)[0] is Settled.HELD
    assert told(following) == HELD
    assert sends(desk) == 0
    assert await desk.ledger.requests(reference_of(1)) == []
