"""The case file of a participant, live or closed, with the person masked."""

from collections.abc import Awaitable
from datetime import timedelta

from temporalio.client import (
    Client,
    WorkflowExecutionStatus,
    WorkflowQueryFailedError,
    WorkflowQueryRejectedError,
)
from temporalio.common import QueryRejectCondition
from temporalio.service import RPCError, RPCStatusCode

from domain.casefile import CaseFile, Holder, ParticipantShown, ReasonShown, Remedy
from domain.identity import Nik, PersonName
from domain.reasons import Party, Reason, contact_for, guidance, render
from domain.stages import Stage
from engine.client import Engine
from engine.enrolment import WAVE
from engine.settled_answers import StillMoving, settled
from records.person_keys import Forgotten
from workflows.participant_journey import STAGE, ParticipantJourney

ANSWER_WITHIN = timedelta(seconds=10)


class UnknownJourney(LookupError):
    """Neither the engine nor the archive knows this journey."""


async def case_file(engine: Engine, journey: str) -> CaseFile:
    """Return the case as it stands.

    A closed case comes from the archive and needs no worker; a live one is asked for its own
    story. One that cannot answer is shown as our problem, with what the engine still knows.
    Raises `UnknownJourney`, `StillMoving` when no answer stood still, and `RPCError` when the
    engine cannot be reached.
    """
    case = await engine.cases.find(journey)
    if case is None:
        case = await _live(engine, journey)
    return case.model_copy(update={"participant": await shown(engine, case.participant)})


async def shown(engine: Engine, participant: ParticipantShown) -> ParticipantShown:
    """Fill in who it is, masked; nobody if the person was forgotten."""
    try:
        person = await engine.people.get(participant.key)
    except Forgotten:
        return participant
    masked = {"nik": Nik(person.nik).masked, "name": PersonName(person.name).masked}
    return participant.model_copy(update=masked)


async def _live(engine: Engine, journey: str) -> CaseFile:
    handle = engine.client.get_workflow_handle_for(ParticipantJourney.run, journey)

    def ask() -> Awaitable[CaseFile]:
        return handle.query(
            ParticipantJourney.case_file,
            engine.now(),
            reject_condition=QueryRejectCondition.NOT_OPEN,
            rpc_timeout=ANSWER_WITHIN,
        )

    try:
        return await settled(handle, ask, ANSWER_WITHIN)
    except StillMoving:
        raise
    except (WorkflowQueryFailedError, WorkflowQueryRejectedError, TimeoutError):
        return await _stuck(engine, journey)
    except RPCError as error:
        if error.status is RPCStatusCode.NOT_FOUND:
            raise UnknownJourney("no such journey") from None
        if error.status in {RPCStatusCode.UNAVAILABLE, RPCStatusCode.PERMISSION_DENIED}:
            raise
        return await _stuck(engine, journey)


async def _stuck(engine: Engine, journey: str) -> CaseFile:
    """Tell what is known of a journey that cannot answer: an engineer must see it.

    Its code fails, no worker runs, or it was ended by hand although it owes money.
    """
    client: Client = engine.client
    description = await client.get_workflow_handle(journey).describe()
    attributes = description.typed_search_attributes
    if description.status is WorkflowExecutionStatus.COMPLETED:
        return await client.get_workflow_handle_for(ParticipantJourney.run, journey).result()
    since = engine.settings.clock.programme(description.start_time)
    indonesian, english = render(Reason.SYSTEM_ERROR, "id"), render(Reason.SYSTEM_ERROR, "en")
    return CaseFile(
        participant=ParticipantShown(key=journey, wave=attributes.get(WAVE) or 0),
        stage=Stage(attributes.get(STAGE) or Stage.ENROLLED),
        holder=Holder(party=Party.PMO, partner="pmo", since=since),
        reason=ReasonShown(
            code=Reason.SYSTEM_ERROR,
            holder=guidance(Reason.SYSTEM_ERROR).holder,
            title=Remedy(id=indonesian.title, en=english.title),
            explanation=Remedy(id=indonesian.explanation, en=english.explanation),
            remedy=Remedy(id=indonesian.remedy, en=english.remedy),
            contact=str(contact_for(Reason.SYSTEM_ERROR)),
        ),
        steps=[],
        tranches=[],
        holdings=[],
        timeline=[],
        version=0,
    )
