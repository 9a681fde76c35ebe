"""I13: the days that were promised, told beside the days that follow from the rules."""

from collections.abc import Mapping
from datetime import date, datetime

from auditor.calendar import BeyondTheTable, Calendar
from auditor.casefiles import Case, Move, Tranche, TrancheKey
from auditor.evidence import Evidence, Look
from auditor.findings import Findings
from auditor.lives import Life
from auditor.moments import day_of

CLOSED_DAY = frozenset({"NON_WORKING_DAY", "PROGRAM_FREEZE"})
AMENDED, REPAIRED = "CALENDAR_AMENDED", "RESCHEDULED_AFTER_REPAIR"


def judge_promises(evidence: Evidence, lives: Mapping[str, Life], findings: Findings) -> None:
    """I13: the first promise, each move of it, and what looks showed meanwhile."""
    for nik, life in lives.items():
        case = evidence.answering(nik)
        if case is None:
            continue
        for tranche in case.tranches:
            key = TrancheKey(nik, tranche.kind, tranche.number)
            if tranche.promised_for is not None:
                findings.saw("I13")
                try:
                    said = _wrong(life, case, key, tranche)
                except BeyondTheTable as beyond:
                    findings.undecidable("I13", str(beyond), nik=nik)
                    continue
                if said is not None:
                    findings.violation("I13", said, tranche=key)
            _judge_looks(evidence, findings, key, tranche)


def _wrong(life: Life, case: Case, key: TrancheKey, tranche: Tranche) -> str | None:
    """Return what is wrong with a tranche's days; None if they follow from the rules."""
    told = promised_at(case, tranche)
    if told is None:
        return "a day is promised and the timeline does not say when that was"
    if life.plan is None:
        return "a day is promised to somebody of whom the world knows nothing"
    planned, day, moves = _first(tranche, told)
    owed = life.promises(key, told)
    if (planned, day) not in owed:
        days = ", ".join(sorted({f"{promise:%d %b %Y}" for _, promise in owed})) or "no day at all"
        return f"{day:%d %b %Y} was promised first, the rules give {days}"
    return _moved_wrongly(life, planned, day, moves, tranche)


def promised_at(case: Case, tranche: Tranche) -> datetime | None:
    """Return when a tranche's first day was promised, by the case's own timeline."""
    event = f"{tranche.kind}-{tranche.number} promised"
    return next((line.at for line in case.events if line.event == event), None)


def _first(tranche: Tranche, told: datetime) -> tuple[date, date, tuple[Move, ...]]:
    """Return the planned day, the first promised day, and the moves that came later."""
    first = tranche.moves[0] if tranche.moves else None
    if first is not None and first.reason in CLOSED_DAY and first.told_at == told:
        return first.original, first.to, tranche.moves[1:]
    day = tranche.first_promise or day_of(told)
    return day, day, tranche.moves


def _moved_wrongly(
    life: Life, planned: date, day: date, moves: tuple[Move, ...], tranche: Tranche
) -> str | None:
    for move in moves:
        if move.original != day:
            return f"a move begins at {move.original:%d %b %Y}, promised was {day:%d %b %Y}"
        calendars = life.calendars(move.told_at)
        if move.reason == AMENDED:
            said = _amended_wrongly(move, planned, calendars)
        elif move.reason == REPAIRED:
            said = _repaired_wrongly(move, calendars)
            planned = move.to
        else:
            said = f"{day:%d %b %Y} was moved without a reason that can move a promise"
        if said is not None:
            return said
        day = move.to
    if day != tranche.promised_for:
        return f"{tranche.promised_for:%d %b %Y} is shown, told was {day:%d %b %Y}"
    return None


def _amended_wrongly(move: Move, planned: date, calendars: set[Calendar]) -> str | None:
    if move.to not in {calendar.rolled(planned) for calendar in calendars}:
        return f"no decree moves {planned:%d %b %Y} to {move.to:%d %b %Y}"
    told = day_of(move.told_at)
    if told >= move.original or told > move.to:
        return f"the move of {move.original:%d %b %Y} was told on {told:%d %b %Y}, too late"
    return None


def _repaired_wrongly(move: Move, calendars: set[Calendar]) -> str | None:
    if move.to <= move.original or move.to <= day_of(move.told_at):
        return f"a repair moved {move.original:%d %b %Y} to {move.to:%d %b %Y}, which is no later"
    if not any(calendar.is_open(move.to) for calendar in calendars):
        return f"a repair moved the day to {move.to:%d %b %Y}, a closed day"
    return None


def _judge_looks(evidence: Evidence, findings: Findings, key: TrancheKey, final: Tranche) -> None:
    """Compare what looks showed: a day that was shown once changes only by a move."""
    shown: Look | None = None
    for look in evidence.looks_of.get(key.nik, []):
        tranche = _in(look.case, key)
        if tranche is None:
            continue
        findings.saw("I13")
        if tranche.promised_for is None:
            if shown is not None and evidence.is_after(look, shown):
                findings.violation("I13", "a promised day was taken back in silence", tranche=key)
                return
            continue
        shown = shown or look
        count = len(tranche.moves)
        told = tranche.moves[-1].to if count else final.first_promise
        if tranche.moves != final.moves[:count] or tranche.promised_for != told:
            said = f"{tranche.promised_for:%d %b %Y} was shown and never explained"
            findings.violation("I13", said, tranche=key)
            return


def _in(case: Case, key: TrancheKey) -> Tranche | None:
    return next((t for t in case.tranches if (t.kind, t.number) == (key.kind, key.number)), None)
