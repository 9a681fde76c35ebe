"""A journey whose own code cannot answer is told as our trouble, with what is still known."""

from temporalio import workflow
from temporalio.worker import UnsandboxedWorkflowRunner, Worker

from domain.messages import Enrolment
from domain.reasons import Party, Reason
from domain.stages import Stage
from engine.casefile import case_file
from tests.workflows.lives import somebody
from tests.workflows.rig import Rig


@workflow.defn(name="ParticipantJourney")
class BrokenJourney:
    """A version with a defect: every workflow task fails, and the engine tries again for ever."""

    @workflow.run
    async def run(self, _: Enrolment) -> None:
        raise RuntimeError("a defect")


async def test_a_journey_that_cannot_answer_is_our_trouble(august: Rig) -> None:
    life = somebody()
    august.counterparts.tell([life])
    engine = august.engine

    async with Worker(
        engine.client,
        task_queue=engine.settings.task_queue,
        workflows=[BrokenJourney],
        workflow_runner=UnsandboxedWorkflowRunner(),
    ):
        journey = await august.enrol(life)
        case = await case_file(engine, journey)
    assert case.stage is Stage.ENROLLED
    assert case.reason is not None
    assert case.reason.code is Reason.SYSTEM_ERROR
    assert case.holder.party is Party.PMO
    assert case.participant.wave == 7
    assert case.participant.nik.startswith("99")
