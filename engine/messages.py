"""What is said to a journey: facts, and updates that are answered at once.

What is said twice has the effect of once, so a caller who lost the answer asks again. An update
gets an id of its own where saying it later means something else: to link an account again after
it was unlinked.
"""

from datetime import datetime

from temporalio.client import WorkflowUpdateFailedError
from temporalio.exceptions import ApplicationError
from temporalio.service import RPCError, RPCStatusCode

from domain.facts import Fact, FactKind, Site, wait_name
from domain.identity import Nik
from domain.messages import (
    LinkAnswer,
    LinkRequest,
    Receipt,
    Resumption,
    Sighting,
    VoucherCorrection,
    Waiver,
)
from domain.payouts import Channel
from domain.reasons import Reason
from engine.client import Engine
from records.claims import ClaimedByAnother
from workflows.participant_journey import ParticipantJourney


class UnknownParticipant(LookupError):
    """No journey belongs to this NIK."""


class Refused(ValueError):
    """The journey refuses what it was told; `rule` and `reason` say why."""

    def __init__(self, rule: str, reason: Reason | None = None) -> None:
        super().__init__(rule)
        self.rule = rule
        self.reason = reason


async def deliver(engine: Engine, journey: str, fact: Fact) -> bool:
    """Give a fact to the journey if it waits for it; say whether it did.

    A fact that nobody waits for stays in the inbox, where the journey will look first. So does
    an objection that the partner has stated before: each push costs history, and the same again
    is no news. Raises `RPCError` when the engine cannot be reached.
    """
    person = await engine.people.get(journey)
    if fact.voucher_version != person.voucher_version or await _is_old_news(engine, journey, fact):
        return False
    handle = engine.client.get_async_activity_handle(
        workflow_id=journey,
        run_id=None,
        activity_id=wait_name(fact.kind, fact.site, fact.survey),
    )
    try:
        await handle.complete(Sighting(fact=fact))
    except RPCError as error:
        if error.status is RPCStatusCode.NOT_FOUND:
            return False
        raise
    return True


async def _is_old_news(engine: Engine, journey: str, fact: Fact) -> bool:
    if fact.held_by is None:
        return False
    known = await engine.inbox.facts_of(journey, fact.kind, fact.site, fact.survey)
    same = [
        other.receipt
        for other in known
        if (other.held_by, other.voucher_version) == (fact.held_by, fact.voucher_version)
    ]
    return same[:1] != [fact.receipt]


async def link_account(
    engine: Engine, nik: Nik, channel: Channel, number: str, *, at: datetime
) -> LinkAnswer:
    """Record an account and ask whether incentives may go there.

    Raises `UnknownParticipant`, `Refused`, and `RPCError` when the engine cannot be reached.
    """
    journey = await journey_of(engine, nik)
    link = await engine.people.add_account(journey, channel, number, at=at)
    handle = engine.client.get_workflow_handle_for(ParticipantJourney.run, journey)
    try:
        return await handle.execute_update(
            ParticipantJourney.link_account,
            LinkRequest(link=link, channel=channel),
        )
    except WorkflowUpdateFailedError as refusal:
        raise _refused(refusal) from None


async def unlink_account(engine: Engine, nik: Nik) -> Receipt:
    """Pay nothing more to the linked account. Raises as `link_account`."""
    journey = await journey_of(engine, nik)
    handle = engine.client.get_workflow_handle_for(ParticipantJourney.run, journey)
    try:
        return await handle.execute_update(ParticipantJourney.unlink_account)
    except WorkflowUpdateFailedError as refusal:
        raise _refused(refusal) from None


async def correct_voucher(engine: Engine, nik: Nik, voucher: str, *, at: datetime) -> Receipt:
    """Replace the voucher of a participant; the old one stays in the records' history.

    Raises `Refused` with `VOUCHER_ALREADY_USED`, and as `link_account`.
    """
    journey = await journey_of(engine, nik)
    try:
        await engine.claims.claim_voucher(voucher, journey, at=at)
    except ClaimedByAnother:
        raise Refused("VOUCHER_ALREADY_USED", Reason.VOUCHER_ALREADY_USED) from None
    version = await engine.people.correct_voucher(journey, voucher)
    handle = engine.client.get_workflow_handle_for(ParticipantJourney.run, journey)
    try:
        return await handle.execute_update(
            ParticipantJourney.correct_voucher,
            VoucherCorrection(version=version),
            id=f"voucher-{version}",
        )
    except WorkflowUpdateFailedError as refusal:
        raise _refused(refusal) from None


async def waive(
    engine: Engine, nik: Nik, fact: FactKind, site: Site | None, ground: str, by: str
) -> Receipt:
    """Stop asking for a review. Raises `UnknownParticipant` and `Refused`."""
    journey = await journey_of(engine, nik)
    handle = engine.client.get_workflow_handle_for(ParticipantJourney.run, journey)
    try:
        return await handle.execute_update(
            ParticipantJourney.waive,
            Waiver(kind=fact, site=site, ground=ground, by=by),
            id=f"waive-{wait_name(fact, site)}",
        )
    except WorkflowUpdateFailedError as refusal:
        raise _refused(refusal) from None


async def resume(engine: Engine, journey: str, by: str) -> Receipt:
    """Let a parked case go on after an engineer's repair. Raises `RPCError`."""
    handle = engine.client.get_workflow_handle_for(ParticipantJourney.run, journey)
    return await handle.execute_update(ParticipantJourney.resume, Resumption(by=by))


async def journey_of(engine: Engine, nik: Nik) -> str:
    """Return the id of a NIK's journey. Raises `UnknownParticipant`."""
    journey = await engine.claims.find_by_nik(nik)
    if journey is None:
        raise UnknownParticipant("no journey belongs to this NIK")
    return journey


def _refused(refusal: WorkflowUpdateFailedError) -> Refused:
    cause = refusal.cause
    rule = cause.type if isinstance(cause, ApplicationError) and cause.type else "REFUSED"
    return Refused(rule)
