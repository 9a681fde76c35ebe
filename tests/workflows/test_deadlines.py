"""The deadline for the voucher, which an outage of the provider stops."""

from domain.payouts import TrancheStatus
from domain.reasons import Party, Reason
from domain.stages import Stage
from tests.workflows.lives import IDLE, account, somebody, window
from tests.workflows.rig import Rig

OUTAGE = {"down": [window("2020-08-20 08:00", "2020-09-05 08:00")]}


async def test_a_voucher_that_is_never_used_closes_the_journey_with_its_reason(rig: Rig) -> None:
    life = somebody(**IDLE)
    rig.counterparts.tell([life], [account(life)])

    async with rig.working():
        journey = await rig.enrol(life)
        await rig.until("2020-08-28 23:59")
        still = await rig.case(journey)
        await rig.until("2020-08-29 00:05")
        case = await rig.archived(journey)
    assert still.stage is Stage.ENROLLED
    assert case.stage is Stage.CLOSED
    assert case.reason is not None
    assert case.reason.code is Reason.DEADLINE_PASSED
    assert case.holder.party is Party.NOBODY
    assert {tranche.status for tranche in case.tranches} == {TrancheStatus.BELUM_DIPROSES}
    assert rig.counterparts.credits_of(life) == []


async def test_a_provider_that_is_down_over_the_deadline_costs_nobody_the_voucher(
    rig: Rig,
) -> None:
    life = somebody(
        redeems="2020-08-25 09:00",
        finishes="2020-09-06 09:00",
        rates={"provider": "2020-09-06 10:00", "marketplace": "2020-09-06 11:00"},
    )
    rig.counterparts.tell([life], [account(life)], belajaria=OUTAGE)

    async with rig.working():
        journey = await rig.enrol(life)
        await rig.until("2020-08-30")
        during = await rig.case(journey)
        await rig.until("2020-09-20")
        after = await rig.case(journey)
    assert during.reason is not None
    assert (during.stage, during.reason.code) == (Stage.ENROLLED, Reason.PROVIDER_DOWN)
    assert (during.holder.party, during.holder.partner) == (Party.PROVIDER, "belajaria")
    assert after.stage is Stage.CERTIFIED


async def test_after_an_outage_the_voucher_has_as_many_days_left_as_before(rig: Rig) -> None:
    life = somebody(**IDLE)
    rig.counterparts.tell([life], [account(life)], belajaria=OUTAGE)

    async with rig.working():
        journey = await rig.enrol(life)
        await rig.until("2020-09-08")
        after = await rig.case(journey)
        await rig.until("2020-09-12")
        assert (await rig.case(journey)).stage is Stage.ENROLLED
        await rig.until("2020-09-16")
        case = await rig.archived(journey)
    assert after.reason is not None
    assert after.reason.code is Reason.AWAITING_REDEEM
    assert after.holder.due is not None
    # 16 days of outage after the 28th; it is noticed within a day at either end.
    assert after.holder.due.date().isoformat() in {"2020-09-13", "2020-09-14", "2020-09-15"}
    assert case.reason is not None
    assert case.reason.code is Reason.DEADLINE_PASSED
