"""The case file: what a journey's memory means to those who ask. Nothing is decided here."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

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
from domain.payouts import TrancheStatus
from domain.reasons import Party, Reason, Retry, contact_for, guidance, render
from domain.workdays import CalendarExhausted
from workflows.memory import FactKey, Matter, Memory
from workflows.tranches import TrancheMemory

LOOKED_AT_EVERY = {
    Retry.BY_ITSELF: timedelta(hours=2),
    Retry.AFTER_REPAIR: timedelta(days=1),
    Retry.ON_DATE: timedelta(days=1),
}
"""The longest pause between two looks at what has no date of its own (`activities/payouts.py`)."""


def told(memory: Memory, now: datetime) -> CaseFile:
    """Tell a case as it stands at a programme instant."""
    holder = _holder(memory, now)
    return CaseFile(
        participant=ParticipantShown(key=memory.enrolment.journey, wave=memory.enrolment.wave),
        stage=memory.stage,
        holder=holder,
        reason=_reason(memory, memory.turn, holder, now),
        steps=[_step(memory, key) for key in memory.awaited],
        tranches=[_tranche(memory, tranche, now) for tranche in memory.tranches],
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


def _reason(memory: Memory, turn: Matter, holder: Holder, now: datetime) -> ReasonShown | None:
    if turn.reason is None:
        return None
    channel = memory.account.channel if memory.account else None
    reason, party = turn.reason, holder.party
    if reason is Reason.CERT_NOT_PUBLISHED and holder.overdue:
        reason = Reason.PMO_BACKLOG
    if _in_the_queue(turn, now):
        reason, party = Reason.PAYOUT_QUEUED, Party.PMO
    return _shown(reason, party, channel, _When(turn.due, holder.since, now), turn.partner)


def _in_the_queue(matter: Matter, now: datetime) -> bool:
    """Say whether a payment's hour has come and nothing is told of it yet: it is our turn."""
    due = matter.due
    return matter.reason is Reason.WAITING_FOR_DATE and due is not None and now > due


@dataclass(frozen=True, slots=True)
class _When:
    """Until when somebody must act, if that is known; since when; and now."""

    due: datetime | None
    since: datetime
    now: datetime

    def next_action(self, retry: Retry) -> datetime | None:
        """Return the limit, or when we look again: a case never waits without a next date."""
        if self.due is not None or retry is Retry.NEVER:
            return self.due
        every = LOOKED_AT_EVERY[retry]
        return self.since + every * (1 + max(self.now - self.since, timedelta()) // every)


def _shown(
    reason: Reason, holder: Party, channel: str | None, when: _When, partner: str | None = None
) -> ReasonShown:
    retry = guidance(reason).retry
    next_action_at = when.next_action(retry)
    # A next look is no limit: only who repairs itself is told that date.
    date = next_action_at if retry is Retry.BY_ITSELF else when.due
    facts: Mapping[str, str] = {
        name: value
        for name, value in (
            ("channel", channel),
            ("partner", partner),
            ("site", partner),
            ("date", f"{Clock.day_of(date):%d-%m-%Y}" if date else None),
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
        since=when.since,
        next_action_at=next_action_at,
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


def _tranche(memory: Memory, tranche: TrancheMemory, now: datetime) -> Tranche:
    matter = memory.matters.get(tranche.name)
    reason, status = None, tranche.status
    if matter is not None and _in_the_queue(matter, now):
        status = TrancheStatus.SEDANG_DIPROSES
        when = _When(None, matter.due or now, now)
        reason = _shown(Reason.PAYOUT_QUEUED, Party.PMO, tranche.channel, when)
    if tranche.reason is not None:
        when = _When(matter.due if matter else None, tranche.since or now, now)
        reason = _shown(tranche.reason, guidance(tranche.reason).holder, tranche.channel, when)
    return Tranche(
        number=tranche.number,
        kind=tranche.kind,
        amount_idr=tranche.amount_idr,
        status=status,
        promised_for=tranche.day,
        calendar_version=tranche.calendar_version,
        moved=tranche.moves,
        paid_at=tranche.paid_at,
        channel=tranche.channel,
        reference=tranche.reference,
        attempts=tranche.attempts,
        reason=reason,
    )
