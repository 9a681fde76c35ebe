"""I5 and I6: nothing is paid before it is owed, and only on the days and hours for paying."""

from collections.abc import Mapping
from datetime import date

from auditor.calendar import BeyondTheTable
from auditor.casefiles import Tranche, TrancheKey
from auditor.chain import Row
from auditor.evidence import Evidence
from auditor.findings import Findings
from auditor.lives import Life
from auditor.moments import JAKARTA, SETTLING_SECONDS, day_of
from auditor.promises import promised_at
from auditor.scheme import CLOSES_HOUR, OPENS_HOUR, TRAINING

_SKEW_SECONDS = 1.0
"""A timestamp in whole seconds, rounded, may lie this far ahead in real time at speed 1."""


def judge_eligibility(evidence: Evidence, lives: Mapping[str, Life], findings: Findings) -> None:
    """I5: the certificate, or the survey's answers, were there before the money."""
    for key, rows in evidence.rows_of.items():
        life = lives.get(key.nik)
        for row in rows:
            if not row.credit:
                continue
            findings.saw("I5")
            if life is None or life.plan is None:
                said = f"nothing is known of the participant of row {row.seq}"
                findings.undecidable("I5", said, nik=key.nik, rows=(row.seq,))
                continue
            at = min(row.claimed_at, evidence.sent.clock.programme(row.real_at))
            what = "the certificate" if key.kind == TRAINING else "the survey's answers"
            owed = min(life.eligible, default=None)
            if owed is not None and key.kind != TRAINING:
                owed = life.survey_at(key.number)
            if owed is None:
                said = f"row {row.seq} was paid without {what}"
                findings.violation("I5", said, tranche=key, rows=(row.seq,))
            elif at < owed:
                said = f"row {row.seq} was paid before {what} of {_told(day_of(owed))}"
                findings.violation("I5", said, tranche=key, rows=(row.seq,))


def judge_days(evidence: Evidence, lives: Mapping[str, Life], findings: Findings) -> None:
    """I6: on or after the promised day, on an open day, in the hours for paying."""
    for key, rows in evidence.rows_of.items():
        life = lives.get(key.nik)
        for row in rows:
            if not row.credit:
                continue
            findings.saw("I6")
            if life is None or not _clock_holds(evidence, findings, key, row):
                continue
            try:
                said = _untimely(evidence, life, key, row)
            except BeyondTheTable as beyond:
                findings.undecidable("I6", str(beyond), nik=key.nik, rows=(row.seq,))
                continue
            if said is not None:
                findings.violation("I6", f"row {row.seq} {said}", tranche=key, rows=(row.seq,))


def _clock_holds(evidence: Evidence, findings: Findings, key: TrancheKey, row: Row) -> bool:
    """Say whether the request's own time can be believed: the wall clock was not asked to lie."""
    clock = evidence.sent.clock
    booked = clock.programme(row.real_at)
    if row.claimed_at > booked + clock.lag(_SKEW_SECONDS / clock.speed):
        said = f"row {row.seq} claims to be later than it was"
        findings.violation("I6", said, tranche=key, rows=(row.seq,))
        return False
    # A try stamps its requests with its own start, and partners may be slow to check and to answer.
    if row.claimed_at < booked - clock.lag(SETTLING_SECONDS):
        said = f"row {row.seq} was booked long after the time it claims: which of the two counts?"
        findings.undecidable("I6", said, nik=key.nik, rows=(row.seq,))
        return False
    return True


def _untimely(evidence: Evidence, life: Life, key: TrancheKey, row: Row) -> str | None:
    day, hour = day_of(row.claimed_at), row.claimed_at.astimezone(JAKARTA).hour
    if not OPENS_HOUR <= hour < CLOSES_HOUR:
        return f"was sent at {row.claimed_at.astimezone(JAKARTA):%H:%M}"
    if not any(calendar.is_open(day) for calendar in life.calendars(row.claimed_at)):
        return f"was sent on {_told(day)}, a closed day"
    shown = evidence.tranches.get(key)
    promised = None if shown is None else _in_effect(shown, row)
    if promised is None:
        return "was sent although no day had been promised"
    if day < promised:
        return f"was sent on {_told(day)}, before the promised {_told(promised)}"
    # A promise stays as it was told, unless its own day is closed by a later decree.
    case = evidence.answering(key.nik)
    told = None if case is None or shown is None else promised_at(case, shown)
    instants = {evidence.sent.quiet_at, row.claimed_at, told or row.claimed_at}
    owed = [promise for at in instants for _, promise in life.promises(key, at)]
    if owed and day < min(owed):
        return f"was sent on {_told(day)}, before {_told(min(owed))} when it was due by the rules"
    return None


def _in_effect(tranche: Tranche, row: Row) -> date | None:
    """Return the day that was promised last before the request."""
    told = [move.to for move in tranche.moves if move.told_at <= row.claimed_at]
    return told[-1] if told else tranche.first_promise


def _told(day: date) -> str:
    return f"{day:%a %d %b %Y}"
