"""I7: whoever is owed money by the end has it, or is told a reason that is true."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta

from auditor.calendar import BeyondTheTable, calendar_known
from auditor.casefiles import PAID, Case, Step, Tranche, TrancheKey
from auditor.course import REDEEMED, REVIEWED, Fact
from auditor.evidence import Evidence
from auditor.findings import Findings
from auditor.lives import Life
from auditor.moments import at_hour, day_of
from auditor.obstacles import CHECKABLE, OVER, deadline_passed, obstructed_until
from auditor.people import ORDER
from auditor.promises import AMENDED, REPAIRED
from auditor.scheme import (
    AMOUNTS_IDR,
    CLOSES_HOUR,
    FIRST_PAYOUT_DAYS,
    SPACING_DAYS,
    SURVEY_OPENS_DAYS,
    TRAINING,
)
from auditor.shown import CLOSED

SETTLED = timedelta(days=10)
"""What was due this long before the end is paid by then, or explained."""
LONGEST_PAUSE = timedelta(days=8)
"""The longest pause before a payment is tried again (`docs/money.md`): a payday 8 days later.

I7 grants the larger of the promise and the longest pause, with two hours (reliability, 2.1). Here
both are granted, one after the other, in working days, to the end of the last.
"""
REPAIR_TAKES = timedelta(days=25)
"""A repaired payment may wait eight days, a run of closed days and its own settling."""
FOUND_WITHIN = timedelta(days=8)
"""A survey whose push was lost is found in the weekly look."""


def judge_liveness(evidence: Evidence, lives: Mapping[str, Life], findings: Findings) -> None:
    """I7: what was due well before the end is there, or the world confirms why not."""
    for nik, life in lives.items():
        case = evidence.answering(nik)
        if case is None or life.plan is None:
            findings.saw("I7")
            said = "the case cannot be asked at the end, or the world knows nothing of the person"
            findings.undecidable("I7", said, nik=nik)
            continue
        stuck = _stuck(life, case)
        if stuck is not None:
            findings.saw("I7")
            findings.violation("I7", stuck, nik=nik)
        shown = {(tranche.kind, tranche.number): tranche for tranche in case.tranches}
        for kind, number in dict.fromkeys([*shown, *life.scheme.tranches]):
            key = TrancheKey(nik, kind, number)
            _judge_tranche(life, key, shown.get((kind, number)), findings)


def _judge_tranche(
    life: Life, key: TrancheKey, tranche: Tranche | None, findings: Findings
) -> None:
    rows = life.evidence.rows_of.get(key, [])
    if tranche is None and rows:
        findings.saw("I7")
        said = f"{key.kind} {key.number} was booked, and the case at the end does not show it"
        findings.violation("I7", said, tranche=key, rows=tuple(row.seq for row in rows))
        return
    try:
        due = _due(life, key)
    except BeyondTheTable as beyond:
        findings.undecidable("I7", str(beyond), nik=life.nik)
        return
    if due is None or due + SETTLED > life.evidence.sent.quiet_at:
        return
    findings.saw("I7")
    net = sum(row.amount_idr if row.credit else -row.amount_idr for row in rows)
    if net == AMOUNTS_IDR[key.kind]:
        return
    if tranche is None:
        if key.kind == TRAINING or not deadline_passed(life, key):
            said = (
                f"{key.kind} {key.number} was due on {day_of(due):%d %b %Y}, and no case shows it"
            )
            findings.violation("I7", said, tranche=key)
        return
    code = _explanation(tranche)
    if code is None:
        said = f"due on {day_of(due):%d %b %Y}, not paid and not explained"
        findings.violation("I7", said, tranche=key)
    elif code not in CHECKABLE:
        said = f"{tranche.kind} {tranche.number} is not paid for {code}, which nobody can check"
        findings.undecidable("I7", said, nik=life.nik)
    else:
        _judge_excuse(life, key, tranche, due, code, findings)


def _judge_excuse(
    life: Life, key: TrancheKey, tranche: Tranche, due: datetime, code: str, findings: Findings
) -> None:
    until = obstructed_until(code, life, key, _stands_since(life, tranche))
    if until is None or until < _since(life, tranche):
        said = f"due on {day_of(due):%d %b %Y}, explained by {code}, and that is not so"
        findings.violation("I7", said, tranche=key)
        return
    day = tranche.promised_for
    try:
        last = paid_by(life, until)
    except BeyondTheTable as beyond:
        findings.undecidable("I7", str(beyond), nik=life.nik)
        return
    if until < life.evidence.sent.quiet_at and day is not None and day > last:
        said = f"put off to {day:%d %b %Y}: {code} ended on {day_of(until):%d %b %Y}"
        findings.violation("I7", said, tranche=key)


def paid_by(life: Life, healed: datetime) -> date:
    """Return the day by which something is paid whose last obstacle was gone at an instant.

    Raises `BeyondTheTable`.
    """
    calendar = calendar_known(day_of(life.evidence.sent.quiet_at))
    tried = calendar.rolled(day_of(healed) + LONGEST_PAUSE)
    return calendar.after(tried, FIRST_PAYOUT_DAYS)


def _due(life: Life, key: TrancheKey) -> datetime | None:
    """Return until when the money is owed at the latest, by the evidence alone."""
    calendar = calendar_known(day_of(life.evidence.sent.quiet_at))
    if key.kind == TRAINING:
        if not life.eligible:
            return None
        first = calendar.after(day_of(max(life.eligible)), FIRST_PAYOUT_DAYS)
        planned = first + timedelta(days=SPACING_DAYS) * (key.number - 1)
        return at_hour(calendar.rolled(planned), CLOSES_HOUR)
    answered, paid = life.survey_at(key.number), max(life.first_paid, default=None)
    if answered is None or paid is None:
        return None
    opens = paid + timedelta(days=SURVEY_OPENS_DAYS) * key.number
    found = max(answered, opens) + FOUND_WITHIN
    return at_hour(calendar.after(day_of(found), FIRST_PAYOUT_DAYS), CLOSES_HOUR)


def _explanation(tranche: Tranche) -> str | None:
    """Return the reason that is shown; that of the last move where a new day was told."""
    if tranche.reason is not None and tranche.reason.code:
        return tranche.reason.code
    moved = [move.reason for move in tranche.moves if move.reason in {AMENDED, REPAIRED}]
    return moved[-1] if moved and tranche.status != PAID else None


def _stands_since(life: Life, tranche: Tranche) -> datetime:
    """Return since when the explanation stands, as far as it says so."""
    if tranche.reason is not None and tranche.reason.since is not None:
        return tranche.reason.since
    moved = [move.told_at for move in tranche.moves if move.reason in {AMENDED, REPAIRED}]
    return moved[-1] if moved else life.evidence.sent.quiet_at


def _since(life: Life, tranche: Tranche) -> datetime:
    """Return from when on an obstacle excuses: earlier if its repair has a day still to come."""
    quiet = life.evidence.sent.quiet_at
    day = tranche.promised_for
    waits = day is not None and at_hour(day, CLOSES_HOUR) + SETTLED > quiet
    return quiet - (REPAIR_TAKES if waits else SETTLED)


# Before the certificate.


def _stuck(life: Life, case: Case) -> str | None:
    """Return what the case waits for although it happened long ago; None if all is well."""
    if case.stage == CLOSED:
        return _closed_early(life, case)
    step = next((step for step in case.steps if _waits(step)), None)
    if step is None:
        return None
    facts = [fact for fact in life.facts if _answers(life, step, fact)]
    late = life.evidence.sent.quiet_at - SETTLED
    if any(fact.stands and fact.exact and fact.at <= late for fact in facts):
        if not _hidden(life, facts):
            return f"the case waits for {step.step}, which happened long ago"
        return None
    if step.step == REVIEWED and not _reviews(life, step):
        return "the case waits for a review on a site that has none"
    return None


def _closed_early(life: Life, case: Case) -> str | None:
    if all(step.state in {"done", "waived"} for step in case.steps if step.step in ORDER):
        return None
    code = None if case.reason is None else case.reason.code
    redeemed = any(fact.kind == REDEEMED for fact in life.facts)
    if code not in OVER:
        return "the case was closed early and does not say why"
    return "the case was closed for a deadline that was met" if redeemed else None


def _waits(step: Step) -> bool:
    return step.step in ORDER and step.state not in {"done", "waived"}


def _answers(life: Life, step: Step, fact: Fact) -> bool:
    if step.step != fact.kind or life.plan is None:
        return False
    sites = {"provider": life.plan.provider, "marketplace": life.plan.marketplace}
    return step.site is None or fact.partner == sites.get(step.site)


def _hidden(life: Life, facts: list[Fact]) -> bool:
    """Say whether a fault kept the partner from telling, until near the end."""
    since = life.evidence.sent.quiet_at - SETTLED
    partners = {fact.partner for fact in facts} | {None}
    return any(
        fault.partner in partners
        and fault.operation in {None, "facts"}
        and (fault.end is None or fault.end > since)
        for fault in life.evidence.faults
        if fault.fired and fault.fault not in {"lost_hook", "late_hook", "duplicate_hook"}
    )


def _reviews(life: Life, step: Step) -> bool:
    world, plan = life.evidence.sent.world, life.plan
    if plan is None or step.site == "provider" or plan.marketplace is None:
        return plan is None or world.providers[plan.provider].reviews
    return world.marketplaces[plan.marketplace].reviews
