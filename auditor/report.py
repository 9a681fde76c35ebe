"""The verdict for people to read, and for machines to keep."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from auditor.casefiles import TrancheKey
from auditor.evidence import Evidence
from auditor.findings import RULES, Finding, Findings, Verdict
from auditor.verdict import Judgement

_REGION_DIGITS = 6
_LOOKS_SHOWN = 12


def masked(nik: str) -> str:
    """Return a NIK of which only the region is legible."""
    return nik[:_REGION_DIGITS] + "*" * max(len(nik) - _REGION_DIGITS, 0)


def as_text(judgement: Judgement, evidence: Evidence) -> str:
    """Return the table of all rules, with the smallest counter-example of each broken one."""
    findings = judgement.findings
    lines = [_line(rule, findings) for rule in RULES]
    lines += [
        f"{'world':<5} {Verdict.UNDECIDABLE:<12} too quiet: {said}" for said in judgement.too_quiet
    ]
    lines += [f"{'world':<5} {Verdict.VIOLATION:<12} {said}" for said in judgement.deaths]
    for rule in RULES:
        example = smallest(findings.of(rule), evidence)
        if example is not None:
            lines += ["", f"{rule}, smallest counter-example:", *_told(example)]
    counts = ", ".join(
        f"{count} {name.replace('_', ' ')}" for name, count in judgement.counts.items()
    )
    seed = evidence.sent.seed
    return "\n".join([*lines, "", f"seed {seed}: {counts}", f"verdict: {judgement.verdict}"])


def as_document(judgement: Judgement, evidence: Evidence) -> dict[str, Any]:
    """Return the verdict as it is written to `verdict.json`."""
    findings = judgement.findings
    return {
        "verdict": judgement.verdict,
        "seed": evidence.sent.seed,
        "counts": judgement.counts,
        "too_quiet": judgement.too_quiet,
        "deaths": judgement.deaths,
        "rules": [
            {
                "rule": rule,
                "verdict": findings.verdict(rule),
                "judged": findings.judged[rule],
                "findings": len(findings.of(rule)),
                "sentence": _sentence(rule, findings),
                "counter_example": smallest(findings.of(rule), evidence),
            }
            for rule in RULES
        ],
    }


def smallest(found: list[Finding], evidence: Evidence) -> dict[str, Any] | None:
    """Return the violation with the least to read: one person, rows, looks and the tranche."""
    violations = [finding for finding in found if finding.verdict is Verdict.VIOLATION]
    examples = [_example(finding, evidence) for finding in violations]
    return min(examples, key=lambda example: len(str(example)), default=None)


def _line(rule: str, findings: Findings) -> str:
    return f"{rule:<5} {findings.verdict(rule):<12} {_sentence(rule, findings)}"


def _sentence(rule: str, findings: Findings) -> str:
    found = findings.of(rule)
    if not found:
        if findings.judged[rule]:
            return f"{RULES[rule]} ({findings.judged[rule]} judged)"
        return "there was nothing to judge"
    more = f" (and {len(found) - 1} more)" if len(found) > 1 else ""
    return f"{found[0].sentence}{more}"


def _example(finding: Finding, evidence: Evidence) -> dict[str, Any]:
    key = finding.tranche
    return {
        "sentence": finding.sentence,
        "nik": None if finding.nik is None else masked(finding.nik),
        "tranche": None if key is None else f"{key.kind} {key.number}",
        "rows": [
            {
                "seq": row.seq,
                "kind": "credit" if row.credit else "reversal",
                "amount": row.amount_idr,
                "channel": row.channel,
                "reference": row.reference,
                "owner": masked(row.owner_nik),
                "claimed_at": _instant(row.claimed_at),
                "programme_at": _instant(evidence.sent.clock.programme(row.real_at)),
            }
            for row in evidence.rows
            if row.seq in finding.rows
        ],
        "looks": list(_looks(finding, evidence)),
        "at_the_end": _at_the_end(key, evidence),
        "seed": evidence.sent.seed,
    }


def _looks(finding: Finding, evidence: Evidence) -> Iterator[dict[str, Any]]:
    """Return the looks at which the case, or the tranche, was shown otherwise than before."""
    before: tuple[object, ...] | None = None
    shown = 0
    for look in evidence.looks_of.get(finding.nik or "", []):
        key = finding.tranche
        state: tuple[object, ...] = (look.case.stage, look.case.holder)
        if key is not None:
            state = tuple(
                (t.status, str(t.promised_for), None if t.reason is None else t.reason.code)
                for t in look.case.tranches
                if (t.kind, t.number) == (key.kind, key.number)
            )
        if state and state != before and shown < _LOOKS_SHOWN:
            shown += 1
            yield {
                "asked_at": _instant(look.asked_at),
                "answered_at": _instant(evidence.sent.clock.programme(look.real_at)),
                "shown": state,
            }
        before = state


def _at_the_end(key: TrancheKey | None, evidence: Evidence) -> dict[str, Any] | None:
    tranche = None if key is None else evidence.tranches.get(key)
    if tranche is None:
        return None
    return {
        "status": tranche.status,
        "promised_for": None if tranche.promised_for is None else str(tranche.promised_for),
        "paid_at": None if tranche.paid_at is None else _instant(tranche.paid_at),
        "reference": tranche.reference,
        "reason": None if tranche.reason is None else tranche.reason.code,
    }


def _told(example: dict[str, Any]) -> Iterator[str]:
    for name in ("sentence", "nik", "tranche", "at_the_end", "seed"):
        if example[name] is not None:
            yield f"  {name}: {example[name]}"
    for name in ("rows", "looks"):
        for each in example[name]:
            yield f"  {name[:-1]}: {each}"


def _instant(moment: datetime) -> str:
    return moment.isoformat(timespec="seconds")
