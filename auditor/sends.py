"""I2, its second half: what was sent, whether or not it was ever booked.

A new reference may leave only once every older one of the same incentive is known to have moved no
money, or to have given it back. What proves that, by the evidence:

- it was reversed: the partners' ledger says so;
- two people settled it as not paid: the harness wrote that down before the send;
- the partner never got it: the partners counted no send, and the case says it was refused;
- the partner's own book says that it refused every send of it before the new one left, *and* the
  case calls it refused, or it was asked about;
- every send of it was refused, *and* something in the world can make this partner refuse: an
  account that is unfit, or a fault that fired and says no;
- one send was not refused, it was asked about, *and* something can make the answer to that be a no:
  an account for which the partner did refuse, or a fault that fired and calls payments failed.

The partners' book has what they refused of themselves, not what a fault made them say; what it
calls refused and was credited all the same counts for nothing. So any other "no" is believed where
the world can explain it, called broken where the case itself shows no "no" and none can be
explained, and left open where only the case says it (`docs/money.md`, "What an answer means"). The
evidence has how often something was asked about, not when: who asks only after the new reference
left is not found out by this.
"""

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime

from auditor.casefiles import Attempt, TrancheKey
from auditor.causes import denies, says_no
from auditor.evidence import Evidence, Fault
from auditor.findings import Findings, Verdict
from auditor.lives import Life
from auditor.obstacles import was_unfit

_REFUSED = "not_paid"
_DEAD = (Verdict.OK, "")
Lives = Mapping[str, Life]


def judge_sends(evidence: Evidence, lives: Lives, findings: Findings) -> None:
    """I2: at each send, every other reference of the incentive is dead."""
    _judge_calls(evidence, findings)
    for key, attempts in _attempts(evidence).items():
        findings.saw("I2", len({attempt.reference for attempt in attempts}))
        life = lives.get(key.nik)
        if life is not None:
            _judge_tranche(life, key, attempts, findings)


def _judge_calls(evidence: Evidence, findings: Findings) -> None:
    """Compare what partners got with what cases show and what was booked."""
    silent = any(case is None or not case.answers for case in evidence.cases.values())
    for (channel, reference), calls in evidence.calls.items():
        if calls.sends and reference not in evidence.named_by:
            said = f"{channel} was sent reference {reference}, which no case names"
            if silent:
                findings.undecidable("I2", said)
            else:
                findings.violation("I2", said)
    for row in evidence.rows:
        if row.credit and not evidence.calls_of(row.reference).sends:
            said = f"row {row.seq} was booked and no send of its reference was counted"
            findings.undecidable("I2", said, nik=row.owner_nik, rows=(row.seq,))


def _attempts(evidence: Evidence) -> dict[TrancheKey, list[Attempt]]:
    """Return every send that any case ever showed, in order; what the end says of it counts."""
    found: dict[TrancheKey, dict[tuple[str, datetime], Attempt]] = {}
    for nik, case in evidence.shown():
        for tranche in case.tranches:
            sends = found.setdefault(TrancheKey(nik, tranche.kind, tranche.number), {})
            sends.update({(each.reference, each.sent_at): each for each in tranche.attempts})
    return {
        key: sorted(sends.values(), key=lambda each: each.sent_at)
        for key, sends in found.items()
        if sends
    }


def _judge_tranche(
    life: Life, key: TrancheKey, attempts: list[Attempt], findings: Findings
) -> None:
    for number, attempt in enumerate(attempts):
        older = [each for each in attempts[:number] if each.reference != attempt.reference]
        for reference in dict.fromkeys(each.reference for each in older):
            sends = [each for each in older if each.reference == reference]
            verdict, why = _dead(life, sends, attempt.sent_at)
            said = f"{attempt.reference} was sent while {reference} {why}"
            if verdict is Verdict.VIOLATION:
                findings.violation("I2", said, tranche=key, rows=_rows(life, reference))
                return
            if verdict is Verdict.UNDECIDABLE:
                findings.undecidable("I2", said, nik=key.nik, rows=_rows(life, reference))


def _dead(life: Life, sends: list[Attempt], at: datetime) -> tuple[Verdict, str]:
    """Say whether a reference, with its sends before an instant, was done with at that instant."""
    reference = sends[0].reference
    known = _booked(life, reference, at) or _decided(life, reference, at)
    if known is not None:
        return known
    refused = all(each.outcome == _REFUSED for each in sends)
    calls = life.evidence.calls_of(reference)
    if refused and not calls.sends:
        return _DEAD
    if not refused and not calls.inquiries:
        return Verdict.VIOLATION, "had an unknown outcome and was never asked about"
    if _refused_by_all(life, sends, at) or _can_be_denied(
        life, sends, at, says_no if refused else denies
    ):
        return _DEAD
    if refused:
        return Verdict.UNDECIDABLE, "is called refused, and nothing in the world says no"
    return Verdict.VIOLATION, "was never answered with a no, nor settled by people"


def _refused_by_all(life: Life, sends: list[Attempt], at: datetime) -> bool:
    """Say whether the partners' own book refuses every send before an instant, and pays none."""
    reference = sends[0].reference
    paid = any(row.credit and row.reference == reference for row in life.evidence.rows)
    return not paid and life.evidence.refused_before(reference, at) >= len(sends)


def _booked(life: Life, reference: str, at: datetime) -> tuple[Verdict, str] | None:
    """Judge a reference that had paid: only if all of it came back is it dead."""
    clock = life.evidence.sent.clock
    rows = [row for row in life.evidence.rows if row.reference == reference]
    paid = [row for row in rows if row.credit and clock.programme(row.real_at) <= at]
    back = [r for r in rows if not r.credit and clock.programme(r.real_at) - clock.lag() <= at]
    if not paid:
        return None
    return _DEAD if len(back) >= len(paid) else (Verdict.VIOLATION, "was paid")


def _decided(life: Life, reference: str, at: datetime) -> tuple[Verdict, str] | None:
    """Judge a reference that people had settled: the last decision counts."""
    sent = life.evidence.sent
    before = [
        each.outcome
        for each in sent.settled
        if each.reference == reference
        and sent.clock.programme(each.real_at) - sent.clock.lag() <= at
    ]
    if not before:
        return None
    return _DEAD if before[-1] == _REFUSED else (Verdict.VIOLATION, "was settled as paid")


def _can_be_denied(
    life: Life, sends: Iterable[Attempt], until: datetime, is_no: Callable[[Fault], bool]
) -> bool:
    """Say whether the world holds something for which the partner refused, or said so later."""
    instants = [each.sent_at for each in sends]
    lag = life.evidence.sent.clock.lag()
    if any(was_unfit(life, at + delay) for at in instants for delay in (-lag, 0 * lag, lag)):
        return True
    channels = {link.channel for link in life.plan.links} if life.plan is not None else set()
    return any(
        is_no(fault)
        and fault.partner in channels | {None}
        and (fault.start is None or fault.start <= until)
        and (fault.end is None or fault.end + lag >= min(instants))
        for fault in life.evidence.faults
    )


def _rows(life: Life, reference: str) -> tuple[int, ...]:
    return tuple(row.seq for row in life.evidence.rows if row.reference == reference)
