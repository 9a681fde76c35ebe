"""I8 and I9: nothing that was acknowledged is lost, and nobody."""

from collections import Counter
from collections.abc import Mapping
from datetime import timedelta

from auditor.casefiles import Case, Step
from auditor.course import (
    CERTIFIED,
    COMPLETED,
    FORWARDED,
    RECEIVED,
    REDEEMED,
    REVIEWED,
    SENT,
    Fact,
)
from auditor.evidence import Evidence
from auditor.findings import Findings
from auditor.lives import Life
from auditor.moments import SETTLING_SECONDS
from auditor.shown import CLOSED

ORDER = (REDEEMED, COMPLETED, REVIEWED, SENT, FORWARDED, RECEIVED, CERTIFIED)
"""The steps in the order in which a journey takes them."""
_STANDS = frozenset({"done", "waived"})
_ROUNDED = timedelta(seconds=1)
"""Records are written in whole seconds."""


def judge_found(evidence: Evidence, lives: Mapping[str, Life], findings: Findings) -> None:
    """I9: everybody whose enrolment was acknowledged has a case."""
    for nik in lives:
        findings.saw("I9")
        if evidence.cases.get(nik) is None:
            findings.violation("I9", "an acknowledged enrolment is not found", nik=nik)


def judge_acts(evidence: Evidence, lives: Mapping[str, Life], findings: Findings) -> None:
    """I8: each acknowledged act is in the case, each step of it once and true."""
    for nik, life in lives.items():
        case = evidence.answering(nik)
        if case is None:
            continue
        findings.saw("I8")
        for said in (*_twice(case), *_untrue(life, case), *_lost(life, case), *_portal(life, case)):
            findings.violation("I8", said, nik=nik)


def _twice(case: Case) -> list[str]:
    steps = Counter((step.step, step.site, step.survey) for step in case.steps)
    tranches = Counter((tranche.kind, tranche.number) for tranche in case.tranches)
    return [
        *(
            f"step {key[0]} stands in the case {count} times"
            for key, count in steps.items()
            if count > 1
        ),
        *(
            f"tranche {key} stands in the case {count} times"
            for key, count in tranches.items()
            if count > 1
        ),
    ]


def _untrue(life: Life, case: Case) -> list[str]:
    """Return the steps that the case says were done and that nobody did then."""
    if life.plan is None:
        return ["the case is of somebody of whom the world knows nothing"]
    return [
        f"{step.step} is dated {step.at}, when nothing of that kind happened"
        for step in case.steps
        if step.state == "done"
        and step.at is not None
        and not any(_same(life, step, fact) for fact in life.facts)
    ]


def _same(life: Life, step: Step, fact: Fact) -> bool:
    if step.at is None or (step.step, step.survey) != (fact.kind, fact.survey):
        return False
    lag = life.evidence.sent.clock.lag()
    if step.at < (fact.asked_at or fact.at) - lag:
        return False
    late = step.at - fact.at
    if not fact.exact:
        return True
    # A redemption is dated by whoever hears of it, be it only once a killed program is back; the
    # rest by the partner's own word.
    heard = life.evidence.sent.clock.lag(SETTLING_SECONDS)
    return late <= (heard if fact.kind == REDEEMED else _ROUNDED)


def _lost(life: Life, case: Case) -> list[str]:
    """Return the pushed facts that were acknowledged and that the case does not hold."""
    if life.plan is None:
        return []
    lost = []
    for kind in ORDER:
        deeds = {f"pushed {kind} of {voucher}" for voucher in life.plan.vouchers}
        acked = [note for note in life.evidence.notes if note.did in deeds and note.accepted]
        for fact in life.facts_of(kind):
            told = any(n.who == fact.partner and n.at >= fact.at - _ROUNDED for n in acked)
            if told and fact.stands and _is_missing(life, case, fact):
                lost.append(f"{kind} was pushed and acknowledged, and the case waits for it")
    return lost


def _is_missing(life: Life, case: Case, fact: Fact) -> bool:
    steps = [step for step in case.steps if _is_about(life, step, fact)]
    if steps:
        return steps[0].state == "awaited"
    before = ORDER[: ORDER.index(fact.kind)]
    waits = any(step.step in before and step.state not in _STANDS for step in case.steps)
    return not waits and case.stage != CLOSED


def _is_about(life: Life, step: Step, fact: Fact) -> bool:
    if step.step != fact.kind:
        return False
    if step.site is None or life.plan is None:
        return True
    return fact.partner == {
        "provider": life.plan.provider,
        "marketplace": life.plan.marketplace,
    }.get(step.site)


def _portal(life: Life, case: Case) -> list[str]:
    events = {event.event for event in case.events}
    wrong = [
        f"an acknowledged call of {path} left no trace in the case"
        for path, event in (("waiver", "waived"), ("voucher", "voucher corrected"))
        if life.portal_notes(path) and event not in events
    ]
    link = life.linked_at(life.evidence.sent.quiet_at)
    if link is not None and case.account_channel != link.channel:
        wrong.append(
            f"an account at {link.channel} was linked, the case has {case.account_channel}"
        )
    return wrong
