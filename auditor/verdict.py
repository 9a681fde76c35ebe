"""All rules over all evidence, and whether the world was lively enough to prove anything."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from auditor.bookings import judge_days, judge_eligibility
from auditor.casefiles import HELD
from auditor.evidence import Evidence
from auditor.findings import RULES, Findings, Verdict
from auditor.floors import floors, spared
from auditor.liveness import judge_liveness
from auditor.lives import Life, lives_of
from auditor.money import (
    judge_amounts,
    judge_chain,
    judge_owners,
    judge_payees,
    judge_references,
)
from auditor.people import judge_acts, judge_found
from auditor.programs import deaths
from auditor.promises import judge_promises
from auditor.sends import judge_sends
from auditor.shown import judge_failures, judge_paid, judge_reasons

Judge = Callable[[Evidence, Mapping[str, Life], Findings], None]
JUDGES: tuple[Judge, ...] = (
    *(judge_chain, judge_amounts, judge_references, judge_sends, judge_payees, judge_owners),
    *(judge_eligibility, judge_days, judge_liveness, judge_acts, judge_found),
    *(judge_paid, judge_failures, judge_reasons, judge_promises),
)


@dataclass(slots=True)
class Judgement:
    """The verdict of one run."""

    findings: Findings
    counts: dict[str, int]
    too_quiet: list[str] = field(default_factory=list)
    """What there was too little of, in words."""
    deaths: list[str] = field(default_factory=list)
    """Programs that ended though nobody had killed them, and what they said last."""

    @property
    def verdict(self) -> Verdict:
        """A violation outweighs what nobody can tell, and that outweighs what is right."""
        verdicts = {self.findings.verdict(rule) for rule in RULES}
        if Verdict.VIOLATION in verdicts or self.deaths:
            return Verdict.VIOLATION
        if Verdict.UNDECIDABLE in verdicts or self.too_quiet:
            return Verdict.UNDECIDABLE
        return Verdict.OK


def judge(evidence: Evidence) -> Judgement:
    """Judge a run. Raises `BadEvidence` for what is malformed deeper inside."""
    findings, lives = Findings(), lives_of(evidence)
    for each in JUDGES:
        each(evidence, lives, findings)
    counts, own = counted(evidence), floors(evidence.sent)
    too_quiet = [
        f"{count} {name.replace('_', ' ')}, at least {least} are needed"
        for name, count in counts.items()
        if count < (least := max(evidence.minimum.get(name, 0), own.get(name, 0)))
    ]
    too_quiet += [f"no kills of {name}, at least 1 is needed" for name in spared(evidence.sent)]
    return Judgement(findings, counts, too_quiet, list(deaths(evidence.sent)))


def counted(evidence: Evidence) -> dict[str, int]:
    """Count what happened, in the words of `minimum.json`.

    A kind of firing is a fault with what makes it another fault (its code, form or status), or
    something that was killed.
    """
    troubled = {
        (nik, tranche.kind, tranche.number, tranche.status)
        for nik, case in evidence.shown()
        for tranche in case.tranches
        if tranche.status in HELD
    }
    kinds = {fault.kind for fault in evidence.faults if fault.fired}
    killed = {("kill", target) for target in evidence.sent.kills}
    return {
        "bookings": sum(row.credit for row in evidence.rows),
        "firings": sum(fault.fired for fault in evidence.faults),
        "kinds": len(kinds | killed),
        "inquiries": sum(calls.inquiries for calls in evidence.calls.values()),
        "troubled_states": len(troubled),
        "looks": len(evidence.looks),
        "kills": len(evidence.sent.kills),
        "people": len(evidence.sent.enrolments),
    }
