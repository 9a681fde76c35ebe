"""What operators do about payouts beside the ledger: tell a journey what is proven, set a rate."""

import asyncio
from collections.abc import Awaitable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Final

from temporalio.api.enums.v1 import TaskQueueType
from temporalio.api.taskqueue.v1 import TaskQueue
from temporalio.api.workflowservice.v1 import (
    DescribeTaskQueueRequest,
    UpdateTaskQueueConfigRequest,
)
from temporalio.client import (
    WorkflowUpdateFailedError,
    WorkflowUpdateRPCTimeoutOrCancelledError,
)
from temporalio.exceptions import ApplicationError
from temporalio.service import RPCError, RPCStatusCode

from domain.clock import Clock
from domain.messages import Receipt, Resolution, Returned
from domain.payouts import Channel, Outcome
from engine.client import Engine
from records.bookings import PaidTwice
from records.resolutions import Proposal, Resolutions
from records.switches import Switches
from workflows.participant_journey import ParticipantJourney
from workflows.policies import payouts_queue

ANSWER_WITHIN = timedelta(seconds=10)
PAID_TWICE: Final = "PAID_TWICE"
"""Why all are stopped: two references of one incentive have paid, or may have."""
_ACTIVITIES = TaskQueueType.TASK_QUEUE_TYPE_ACTIVITY
_NO_ANSWER = {
    RPCStatusCode.UNAVAILABLE,
    RPCStatusCode.DEADLINE_EXCEEDED,
    RPCStatusCode.CANCELLED,
    RPCStatusCode.RESOURCE_EXHAUSTED,
}


class ServerSilent(Exception):
    """The engine's server does not answer."""


class Told(StrEnum):
    """Whether a journey could be told what the ledger says."""

    TOLD = "TOLD"
    KNOWN = "KNOWN"
    """It says so already, or has nothing open about it."""
    CLOSED = "CLOSED"
    """It is over: whatever is still owed, people must see to."""
    NO_JOURNEY = "NO_JOURNEY"
    """The engine knows no such journey."""
    UNREACHABLE = "UNREACHABLE"
    """It could not be told now. A payment that is open finds the ledger with its next look."""

    @property
    def for_people(self) -> bool:
        """Whether nobody but a person can bring it to an end."""
        return self in {Told.CLOSED, Told.NO_JOURNEY}


_REFUSALS = {
    "NOT_PAID_HERE": Told.KNOWN,
    "NOT_OPEN": Told.KNOWN,
    "JOURNEY_CLOSED": Told.CLOSED,
}


async def tell_returned(engine: Engine, journey: str, returned: Returned) -> Told:
    """Tell a journey that a payment came back. Repeatable: said twice it counts once."""
    handle = engine.client.get_workflow_handle_for(ParticipantJourney.run, journey)

    def tell() -> Awaitable[Receipt]:
        return handle.execute_update(
            ParticipantJourney.payment_returned,
            returned,
            id=f"returned-{returned.reference}",
            rpc_timeout=ANSWER_WITHIN,
        )

    told = await _told(engine, journey, tell())
    if told is Told.KNOWN:
        # "Paid" that is heard in the very task of an update comes after it: by now it is known.
        told = await _told(engine, journey, tell())
    return told


async def tell_resolved(engine: Engine, journey: str, resolution: Resolution) -> Told:
    """Tell a journey what became of an unclear payment. Repeatable."""
    handle = engine.client.get_workflow_handle_for(ParticipantJourney.run, journey)
    update = handle.execute_update(
        ParticipantJourney.payout_resolved,
        resolution,
        id=f"resolved-{resolution.reference}-{resolution.outcome}",
        rpc_timeout=ANSWER_WITHIN,
    )
    return await _told(engine, journey, update)


async def stop_paid_twice(
    engine: Engine,
    reference: str,
    *,
    until: date,
    by: str,
    at: datetime,
    marks: Sequence[str] = (),
) -> None:
    """Stop every channel: a reference was paid, and another of its incentive may have been as well.

    What is known of it, up to the Jakarta day `until`, is kept for when it is to be paid again.
    """
    await Switches(engine.database).stop("all", by=by, ground=PAID_TWICE, at=at)
    await engine.ledger.shown(reference, paid=True, until=until, at=at, marks=marks)


async def approve(
    engine: Engine, proposal_id: int, digest: str, *, by: str, at: datetime
) -> tuple[Proposal, Told]:
    """Close a reference as another person has proposed, then tell its journey.

    Raises as `Resolutions.approve`; then nothing was written and nobody was told.
    """
    resolutions = Resolutions(engine.database)
    try:
        proposal = await resolutions.approve(proposal_id, digest, by=by, at=at)
    except PaidTwice:
        reference = await resolutions.subject_of(proposal_id)
        await stop_paid_twice(engine, reference, until=Clock.day_of(at), by=by, at=at)
        raise
    intent = await engine.ledger.intent_of(proposal.reference)
    if intent is None:
        raise LookupError(f"{proposal.reference} has a proposal and no intent")
    if (intent.outcome is Outcome.PAID) is not (proposal.outcome is Outcome.PAID):
        # An approval repeated late: the ledger knows better by now, and whoever found it told it.
        return proposal, Told.KNOWN
    resolution = Resolution(
        kind=intent.kind,
        number=intent.number,
        reference=proposal.reference,
        outcome=proposal.outcome,
        evidence=proposal.digest,
        proposed_by=proposal.by,
        approved_by=proposal.approved_by or by,
    )
    told = await tell_resolved(engine, intent.journey, resolution)
    if told in {Told.TOLD, Told.KNOWN} and intent.outcome is Outcome.REVERSED:
        # It has heard "paid", which two people now deny; an update that was sent before is not
        # heard again.
        returned = Returned(kind=intent.kind, number=intent.number, reference=intent.reference)
        told = await tell_returned(engine, intent.journey, returned)
    return proposal, told


async def set_rate(engine: Engine, channel: Channel, per_second: float | None, *, by: str) -> None:
    """Let at most so many payouts of a channel begin in a real second; None lifts the limit.

    The server keeps it with the task queue, through every deploy. Raises `ServerSilent`.
    """
    request = UpdateTaskQueueConfigRequest(
        namespace=engine.client.namespace,
        identity=by,
        task_queue=payouts_queue(engine.settings.task_queue, channel),
        task_queue_type=_ACTIVITIES,
    )
    request.update_queue_rate_limit.reason = f"set by {by}" if per_second else f"lifted by {by}"
    if per_second:
        request.update_queue_rate_limit.rate_limit.requests_per_second = per_second
    with _answering():
        await engine.client.workflow_service.update_task_queue_config(
            request, timeout=ANSWER_WITHIN
        )


async def rate_of(engine: Engine, channel: Channel) -> float | None:
    """Return the limit of a channel, payouts begun in a real second; None for no limit of its own.

    Raises `ServerSilent`.
    """
    request = DescribeTaskQueueRequest(
        namespace=engine.client.namespace,
        task_queue=TaskQueue(name=payouts_queue(engine.settings.task_queue, channel)),
        task_queue_type=_ACTIVITIES,
        report_config=True,
    )
    with _answering():
        answer = await engine.client.workflow_service.describe_task_queue(
            request, timeout=ANSWER_WITHIN
        )
    limit = answer.config.queue_rate_limit
    return limit.rate_limit.requests_per_second if limit.HasField("rate_limit") else None


async def _told(engine: Engine, journey: str, update: Awaitable[Receipt]) -> Told:
    try:
        with _answering():
            await update
    except WorkflowUpdateFailedError as refusal:
        cause = refusal.cause
        rule = cause.type if isinstance(cause, ApplicationError) else None
        if rule not in _REFUSALS:
            raise
        return _REFUSALS[rule]
    except (WorkflowUpdateRPCTimeoutOrCancelledError, ServerSilent):
        if (task := asyncio.current_task()) is not None and task.cancelling():
            # The SDK gives a cancelled caller the same error as a silent server.
            raise asyncio.CancelledError from None
        return Told.UNREACHABLE
    except RPCError as error:
        if error.status is RPCStatusCode.NOT_FOUND:
            return await _closed_or_unknown(engine, journey)
        # Whatever else the server says: one journey that is not told must not keep the others.
        return Told.UNREACHABLE
    return Told.TOLD


async def _closed_or_unknown(engine: Engine, journey: str) -> Told:
    try:
        with _answering():
            await engine.client.get_workflow_handle(journey).describe(rpc_timeout=ANSWER_WITHIN)
    except ServerSilent:
        return Told.UNREACHABLE
    except RPCError as error:
        if error.status is RPCStatusCode.NOT_FOUND:
            return Told.NO_JOURNEY
        raise
    return Told.CLOSED


@contextmanager
def _answering() -> Iterator[None]:
    """Turn "the server does not answer" into `ServerSilent`."""
    try:
        yield
    except RuntimeError as error:
        # A client that is not connected yet says so in its own way.
        raise ServerSilent from error
    except RPCError as error:
        if error.status in _NO_ANSWER:
            raise ServerSilent from error
        raise
