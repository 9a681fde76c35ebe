"""I10 to I12: what was shown, at the end and at every look, beside the ledger and the clock."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from auditor.casefiles import (
    FAILED,
    HELD,
    PAID,
    UNSURE,
    Case,
    Tranche,
    TrancheKey,
    Why,
)
from auditor.chain import Row
from auditor.evidence import Evidence, Look
from auditor.findings import Findings
from auditor.lives import Life
from auditor.moments import LAG_SECONDS, at_hour, day_of
from auditor.scheme import AMOUNTS_IDR, CLOSES_HOUR, OPENS_HOUR

CLOSED = "closed"
FINAL = frozenset({"DEADLINE_PASSED", "NOT_FIRST_TRAINING"})
"""Reasons that end a matter: nothing follows from them on any date."""
_OPEN_OUTCOMES = frozenset({"unknown", "accepted"})


@dataclass(frozen=True, slots=True)
class _Sight:
    """A case at a programme instant."""

    nik: str
    at: datetime
    case: Case


def _sights(evidence: Evidence) -> Iterator[_Sight]:
    for look in evidence.looks:
        yield _Sight(look.nik, look.asked_at, look.case)
    for nik, case in evidence.cases.items():
        if case is not None:
            yield _Sight(nik, evidence.sent.quiet_at, case)


# I10: paid is paid.


def judge_paid(evidence: Evidence, _lives: Mapping[str, Life], findings: Findings) -> None:
    """I10: `berhasil` where the net is the amount, nowhere else, and never before the money."""
    for key, tranche in evidence.tranches.items():
        if evidence.answering(key.nik) is not None:
            findings.saw("I10")
            said = _differs(tranche, evidence.rows_of.get(key, []))
            if said is not None:
                rows = tuple(row.seq for row in evidence.rows_of.get(key, []))
                findings.violation("I10", said, tranche=key, rows=rows)
    for row in evidence.rows:
        if row.credit and not evidence.named_by.get(row.reference):
            said = f"row {row.seq} paid money that no case shows"
            findings.violation("I10", said, nik=row.owner_nik, rows=(row.seq,))
    _judge_looks(evidence, findings)


def _differs(tranche: Tranche, rows: list[Row]) -> str | None:
    net = sum(row.amount_idr if row.credit else -row.amount_idr for row in rows)
    amount = AMOUNTS_IDR.get(tranche.kind, 0)
    if tranche.amount_idr != amount:
        return f"{tranche.amount_idr} rupiah are shown, the incentive is {amount}"
    if (tranche.status == PAID) != (net == amount):
        return f"`{tranche.status}` is shown, and the ledger stands at {net} rupiah"
    paid = [row for row in rows if row.credit]
    return _details_differ(tranche, paid[-1]) if tranche.status == PAID else None


def _details_differ(tranche: Tranche, credit: Row) -> str | None:
    if tranche.reference != credit.reference:
        return "another reference is shown than the one that was paid"
    if tranche.channel != credit.channel:
        return f"{tranche.channel} is shown, {credit.channel} paid"
    if tranche.paid_at is None or day_of(tranche.paid_at) != day_of(credit.claimed_at):
        return "another day is shown than the one on which it was paid"
    return None


def _judge_looks(evidence: Evidence, findings: Findings) -> None:
    lag = timedelta(seconds=LAG_SECONDS)
    paid: dict[TrancheKey, Look] = {}
    for nik, looks in evidence.looks_of.items():
        for look in looks:
            for tranche in look.case.tranches:
                key = TrancheKey(nik, tranche.kind, tranche.number)
                rows = evidence.rows_of.get(key, [])
                findings.saw("I10")
                if tranche.status == PAID:
                    paid.setdefault(key, look)
                    if not any(row.credit and row.real_at <= look.real_at + lag for row in rows):
                        said = "`berhasil` was shown before any money had moved"
                        findings.violation("I10", said, tranche=key)
                elif key in paid and evidence.is_after(look, paid[key]):
                    if not any(
                        not row.credit and row.real_at <= look.real_at + lag for row in rows
                    ):
                        said = (
                            f"`{tranche.status}` was shown after `berhasil`, nothing was reversed"
                        )
                        findings.violation("I10", said, tranche=key)
                    del paid[key]


# I11: no failure too early.


def judge_failures(evidence: Evidence, lives: Mapping[str, Life], findings: Findings) -> None:
    """I11: `gagal` never before it was due or while unknown, `belum_pasti` never unsent."""
    for sight in _sights(evidence):
        for tranche in sight.case.tranches:
            findings.saw("I11")
            key = TrancheKey(sight.nik, tranche.kind, tranche.number)
            if tranche.status == UNSURE and not tranche.attempts:
                said = "`belum_pasti` was shown although nothing had been sent"
                findings.violation("I11", said, tranche=key)
            if tranche.status != FAILED:
                continue
            due = _due(tranche, lives.get(sight.nik))
            if due is None or sight.at < due:
                findings.violation("I11", "`gagal` was shown before it was due", tranche=key)
            elif tranche.attempts and tranche.attempts[-1].outcome in _OPEN_OUTCOMES:
                said = "`gagal` was shown while the outcome was not known"
                findings.violation("I11", said, tranche=key)


def _due(tranche: Tranche, life: Life | None) -> datetime | None:
    """Return when a tranche may be shown as failed: on its day, or when its time was over."""
    if tranche.promised_for is not None:
        return at_hour(tranche.promised_for, OPENS_HOUR)
    over = tranche.reason is not None and tranche.reason.code in FINAL
    return life.over_at(tranche.kind) if life is not None and over else None


# I12: everybody is told why.


def judge_reasons(evidence: Evidence, _lives: Mapping[str, Life], findings: Findings) -> None:
    """I12: reason, holder, since, what to do, and no gap in who had the case."""
    lag = evidence.sent.clock.lag()
    for sight in _sights(evidence):
        findings.saw("I12")
        case = sight.case
        waits = case.stage != CLOSED and not _all_paid(case)
        said = _untold(case.reason, "the case") if waits else None
        if case.stage != CLOSED:
            said = said or _unheld(case)
        if case.answers:
            said = said or (_undated(case.reason, "the case") if waits else None) or _gap(case)
        if said is not None:
            findings.violation("I12", said, nik=sight.nik)
        for tranche in case.tranches:
            said = _unexplained(tranche, sight.at - lag)
            if said is not None:
                key = TrancheKey(sight.nik, tranche.kind, tranche.number)
                findings.violation("I12", said, tranche=key)


def _all_paid(case: Case) -> bool:
    """Say whether nothing is owed any more: such a case only stays open for returns."""
    return bool(case.tranches) and all(
        tranche.status == PAID or (tranche.reason is not None and tranche.reason.code in FINAL)
        for tranche in case.tranches
    )


def _untold(why: Why | None, what: str) -> str | None:
    if why is None or not why.code:
        return f"{what} waits without a reason"
    if not why.holder:
        return f"nobody is named whose turn it is that {what} waits"
    if not all(text.strip() for text in why.remedies):
        return f"what to do is missing in a language where {what} waits"
    return None


def _undated(why: Why | None, what: str) -> str | None:
    if why is not None and why.since is None:
        return f"nobody can tell since when {what} waits for {why.code}"
    if why is not None and why.next_action_at is None and why.code not in FINAL:
        return f"{what} waits for {why.code} and no next date is told"
    return None


def _unheld(case: Case) -> str | None:
    if not case.holder:
        return "the case is open and nobody has it"
    if case.holder_since is None:
        return "nobody can tell since when the case is where it is"
    return None


def _unexplained(tranche: Tranche, settled_at: datetime) -> str | None:
    if tranche.status == PAID:
        return None
    day = tranche.promised_for
    overdue = day is not None and at_hour(day, CLOSES_HOUR) < settled_at
    if tranche.status in HELD or tranche.reason is not None or overdue:
        what = f"a tranche shown as `{tranche.status}`"
        return _untold(tranche.reason, what) or _undated(tranche.reason, what)
    return None


def _gap(case: Case) -> str | None:
    """Return what is wrong with the holding periods: they follow each other without a gap."""
    if not case.holdings:
        return "nobody ever had the case"
    if case.holdings[0].since != case.enrolled_at:
        return "nobody had the case when it began"
    for before, after in zip(case.holdings, case.holdings[1:], strict=False):
        if before.until is None or before.until < before.since or before.until != after.since:
            return f"the holding periods have a gap or overlap at {after.since:%d %b %Y %H:%M}"
    last = case.holdings[-1]
    if case.stage != CLOSED and (last.until is not None or last.party != case.holder):
        return "the last holding period is not that of the holder who is shown"
    return None
