"""The case file: what a journey's memory means to those who ask. Nothing is decided here."""

from collections.abc import Mapping
from datetime import datetime

from domain.casefile import (
    CaseFile,
    Holder,
    ParticipantShown,
    ReasonShown,
    Remedy,
    Step,
    Tranche,
)
from domain.clock import Clock
from domain.facts import Source
from domain.reasons import Party, Reason, contact_for, guidance, render
from domain.workdays import CalendarExhausted
from workflows.memory import FactKey, Matter, Memory, TrancheMemory


def told(memory: Memory, now: datetime) -> CaseFile:
    """Tell a case as it stands at a programme instant."""
    holder = _holder(memory, now)
    return CaseFile(
        participant=ParticipantShown(key=memory.enrolment.journey, wave=memory.enrolment.wave),
        stage=memory.stage,
        holder=holder,
        reason=_reason(memory, memory.turn, holder),
        steps=[_step(memory, key) for key in memory.awaited],
        tranches=[_tranche(memory, tranche) for tranche in memory.tranches],
        holdings=memory.holdings,
        timeline=memory.timeline,
        account_channel=memory.account.channel if memory.account else None,
        version=len(memory.timeline),
    )


def _holder(memory: Memory, now: datetime) -> Holder:
    turn = memory.turn
    since = memory.holdings[-1].since if memory.holdings else memory.enrolment.enrolled_at
    left = None
    if turn.due is not None:
        try:
            left = memory.workdays.between(Clock.day_of(now), Clock.day_of(turn.due))
        except CalendarExhausted:
            left = None
    return Holder(
        party=turn.party,
        partner=turn.partner,
        since=since,
        due=turn.due,
        working_days_left=left,
        overdue=turn.due is not None and now > turn.due and turn.party is not Party.NOBODY,
    )


def _reason(memory: Memory, turn: Matter, holder: Holder) -> ReasonShown | None:
    if turn.reason is None:
        return None
    late_certificate = turn.reason is Reason.CERT_NOT_PUBLISHED and holder.overdue
    reason = Reason.PMO_BACKLOG if late_certificate else turn.reason
    channel = memory.account.channel if memory.account else None
    return _shown(reason, holder.party, channel, turn.due, turn.partner)


def _shown(
    reason: Reason,
    holder: Party,
    channel: str | None,
    due: datetime | None,
    partner: str | None = None,
) -> ReasonShown:
    facts: Mapping[str, str] = {
        name: value
        for name, value in (
            ("channel", channel),
            ("partner", partner),
            ("site", partner),
            ("date", f"{Clock.day_of(due):%d-%m-%Y}" if due else None),
        )
        if value is not None
    }
    indonesian, english = render(reason, "id", **facts), render(reason, "en", **facts)
    return ReasonShown(
        code=reason,
        holder=holder,
        title=Remedy(id=indonesian.title, en=english.title),
        explanation=Remedy(id=indonesian.explanation, en=english.explanation),
        remedy=Remedy(id=indonesian.remedy, en=english.remedy),
        contact=str(contact_for(reason, channel)),
        next_action_at=due,
    )


def _step(memory: Memory, key: FactKey) -> Step:
    kind, site, survey = key
    fact = memory.facts.get(key)
    if fact is None:
        return Step(step=kind, site=site, survey=survey, state="awaited")
    state = "held" if fact.held_by else "waived" if fact.source is Source.WAIVED else "done"
    return Step(
        step=kind,
        site=site,
        survey=survey,
        state=state,
        at=fact.at,
        source=fact.source,
        partner=fact.partner,
        receipt=fact.receipt,
    )


def _tranche(memory: Memory, tranche: TrancheMemory) -> Tranche:
    matter = memory.matters.get(tranche.name)
    due = matter.due if matter else None
    holder = guidance(tranche.reason).holder if tranche.reason else Party.NOBODY
    return Tranche(
        number=tranche.number,
        kind=tranche.kind,
        amount_idr=tranche.amount_idr,
        status=tranche.status,
        promised_for=tranche.day,
        calendar_version=tranche.calendar_version,
        moved=tranche.moves,
        paid_at=tranche.paid_at,
        channel=tranche.channel,
        reference=tranche.reference,
        attempts=tranche.attempts,
        reason=_shown(tranche.reason, holder, tranche.channel, due) if tranche.reason else None,
    )
