"""An operator resets a journey to before a payment: nobody is paid twice."""

from uuid import uuid4

from temporalio.api.common.v1 import WorkflowExecution
from temporalio.api.enums.v1 import EventType
from temporalio.api.workflowservice.v1 import ResetWorkflowExecutionRequest

from domain.payouts import TrancheStatus
from tests.workflows.lives import account, somebody
from tests.workflows.rig import Rig, training


async def test_a_reset_to_before_a_payment_pays_nobody_twice(august: Rig) -> None:
    life = somebody()
    august.counterparts.tell([life], [account(life)])

    async with august.working():
        journey = await august.certify(life)
        await august.link(life)
        before = (await august.handle(journey).fetch_history()).events
        await august.until("2020-08-13 20:00")
        paid = training(await august.case(journey))[0]
        [credit] = august.counterparts.credits_of(life)

        last = [e for e in before if e.event_type == EventType.EVENT_TYPE_WORKFLOW_TASK_COMPLETED]
        await august.engine.client.workflow_service.reset_workflow_execution(
            ResetWorkflowExecutionRequest(
                namespace=august.engine.client.namespace,
                workflow_execution=WorkflowExecution(workflow_id=journey),
                reason="rehearsed by a test",
                workflow_task_finish_event_id=last[-1].event_id,
                request_id=str(uuid4()),
            )
        )
        await august.until("2020-08-20 20:00")
        again = training(await august.case(journey))[0]
    assert paid.status is again.status is TrancheStatus.BERHASIL
    assert again.reference == paid.reference == credit["reference"]
    assert august.counterparts.credits_of(life) == [credit]
