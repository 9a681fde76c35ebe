"""Bringing an amended calendar to every open journey."""

import asyncio
from datetime import date, timedelta

from temporalio.client import (
    WorkflowUpdateFailedError,
    WorkflowUpdateRPCTimeoutOrCancelledError,
)
from temporalio.service import RPCError

from domain.messages import CalendarAmendment
from engine.client import Engine
from engine.enrolment import calendar_of
from records.person_keys import Forgotten
from workflows.participant_journey import ParticipantJourney

OPEN = "WorkflowType = 'ParticipantJourney' AND ExecutionStatus = 'Running'"
AT_ONCE = 8
ANSWER_WITHIN = timedelta(seconds=10)


async def amend_calendars(engine: Engine, as_of: date) -> int:
    """Tell every open journey the working days as known on a day; return how many were told.

    Repeatable: the update's id is the calendar's version. A journey that was enrolled after the
    amendment holds the same calendar already and moves nothing. Raises `RPCError` when the engine
    cannot be reached.
    """
    at_once = asyncio.Semaphore(AT_ONCE)

    async def tell(journey: str) -> bool:
        async with at_once:
            return await _tell(engine, journey, as_of)

    journeys = [execution.id async for execution in engine.client.list_workflows(OPEN)]
    return sum(await asyncio.gather(*(tell(journey) for journey in journeys)))


async def _tell(engine: Engine, journey: str, as_of: date) -> bool:
    try:
        workdays = calendar_of(await engine.people.get(journey), as_of)
    except Forgotten:
        return False
    handle = engine.client.get_workflow_handle_for(ParticipantJourney.run, journey)
    try:
        await handle.execute_update(
            ParticipantJourney.amend_calendar,
            CalendarAmendment(workdays=workdays),
            id=f"calendar-{workdays.last}-{workdays.version}"[:200],
            rpc_timeout=ANSWER_WITHIN,
        )
    except (RPCError, WorkflowUpdateFailedError, WorkflowUpdateRPCTimeoutOrCancelledError):
        # It closed meanwhile, or an engineer must look at it first; the next call tells it.
        return False
    return True
