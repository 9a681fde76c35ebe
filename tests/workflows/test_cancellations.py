"""Who is owed money is never let go: a cancellation is noted and not obeyed."""

from datetime import timedelta

import pytest
from temporalio.client import WorkflowExecutionStatus

from domain.payouts import TrancheStatus
from tests.workflows.lives import IDLE, account, somebody
from tests.workflows.rig import Rig, training


@pytest.mark.parametrize("cached", [100, 0])
async def test_a_cancelled_journey_goes_on_and_pays(august: Rig, cached: int) -> None:
    life = somebody()
    august.counterparts.tell([life], [account(life)])

    async with august.working(max_cached_workflows=cached):
        journey = await august.certify(life)
        await august.handle(journey).cancel()
        await august.link(life)
        await august.until("2020-08-12 12:00")
        await august.handle(journey).cancel()
        await august.until("2020-08-20 12:00")
        case = await august.case(journey)
        described = await august.handle(journey).describe()
    assert described.status is WorkflowExecutionStatus.RUNNING
    assert training(case)[0].status is TrancheStatus.BERHASIL
    assert [line.event for line in case.timeline].count("cancellation not obeyed") >= 1
    assert len(august.counterparts.credits_of(life)) == 1


async def test_a_journey_that_waits_for_its_voucher_is_not_cancelled_either(august: Rig) -> None:
    life = somebody(**IDLE)
    august.counterparts.tell([life])

    async with august.working():
        journey = await august.enrol(life)
        await august.handle(journey).cancel()
        await august.pass_time(timedelta(days=2))
        described = await august.handle(journey).describe()
        case = await august.case(journey)
    assert described.status is WorkflowExecutionStatus.RUNNING
    assert case.timeline[-1].event == "cancellation not obeyed"
