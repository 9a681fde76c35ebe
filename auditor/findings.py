"""What the judge found: three-valued, rule by rule; silence is never a verdict."""

from dataclasses import dataclass, field
from enum import StrEnum

from auditor.casefiles import TrancheKey


class Verdict(StrEnum):
    """`UNDECIDABLE` counts as not passed."""

    OK = "ok"
    VIOLATION = "VIOLATION"
    UNDECIDABLE = "UNDECIDABLE"


RULES = {
    "I0": "the partners' ledger is one unbroken chain",
    "I1": "every incentive was paid once and in full, or not at all",
    "I2": "no incentive was ever paid under two references",
    "I3": "every payee was enrolled and got no more than the programme grants",
    "I4": "every rupiah went to the participant's own account, one account to one participant",
    "I5": "nobody was paid before the certificate, or the survey's answers",
    "I6": "every booking was on or after its promised day, on an open day, between 9 and 23 h",
    "I7": "whoever is owed money by the end has it, or a reason that the world confirms",
    "I8": "all that was acknowledged stands in the case, once",
    "I9": "everybody whose enrolment was acknowledged is found",
    "I10": "paid is shown exactly where the ledger says paid, with its amount, day and reference",
    "I11": "nobody was shown a failure too early, nor an uncertainty where nothing was sent",
    "I12": "everybody who waits is told why, whose turn it is and what to do, at every look",
    "I13": "every promised day follows from the rules known then, or was moved and told",
}
"""What holds if a rule's verdict is ok."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that is wrong, or that nobody can tell."""

    rule: str
    verdict: Verdict
    sentence: str
    nik: str | None = None
    tranche: TrancheKey | None = None
    rows: tuple[int, ...] = ()
    """Sequence numbers in the ledger."""


@dataclass(slots=True)
class Findings:
    """The findings of all rules, and how much each rule had to judge."""

    found: list[Finding] = field(default_factory=list)
    judged: dict[str, int] = field(default_factory=lambda: dict.fromkeys(RULES, 0))

    def saw(self, rule: str, count: int = 1) -> None:
        """Count what a rule was applied to."""
        self.judged[rule] += count

    def violation(
        self,
        rule: str,
        sentence: str,
        *,
        nik: str | None = None,
        tranche: TrancheKey | None = None,
        rows: tuple[int, ...] = (),
    ) -> None:
        """Record that a rule is broken."""
        nik = tranche.nik if tranche is not None and nik is None else nik
        self.found.append(Finding(rule, Verdict.VIOLATION, sentence, nik, tranche, rows))

    def undecidable(
        self, rule: str, sentence: str, *, nik: str | None = None, rows: tuple[int, ...] = ()
    ) -> None:
        """Record that the evidence does not say whether a rule holds."""
        self.found.append(Finding(rule, Verdict.UNDECIDABLE, sentence, nik, rows=rows))

    def of(self, rule: str) -> list[Finding]:
        """Return a rule's findings, violations first."""
        found = [finding for finding in self.found if finding.rule == rule]
        return sorted(found, key=lambda finding: finding.verdict is not Verdict.VIOLATION)

    def verdict(self, rule: str) -> Verdict:
        """Return a rule's verdict: with nothing to judge nobody can say that it holds."""
        found = self.of(rule)
        if found:
            return found[0].verdict
        return Verdict.OK if self.judged[rule] else Verdict.UNDECIDABLE
