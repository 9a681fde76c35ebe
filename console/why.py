"""Why a case does not move: what is missing, when money can come, what would move that most.

Pure: the case file, today and the working days go in. The dates are what the programme's terms
allow; they promise nothing.
"""

from collections.abc import Callable, Iterable, Sequence
from datetime import date, timedelta

from pydantic import BaseModel, ConfigDict

from console.conditions import (
    Condition,
    conditions_later,
    conditions_now,
    held,
    paid,
)
from domain.casefile import CaseFile, Tranche
from domain.clock import Clock
from domain.facts import FactKind
from domain.payouts import TrancheKind
from domain.scheme import SCHEME_2020, SCHEMES, DayKind, Scheme, Term
from domain.stages import Stage
from domain.workdays import CalendarExhausted, Scope, Workdays

_AFTER_CERTIFICATE = (Stage.CERTIFIED, Stage.PAID)
_TERMS: dict[FactKind, Callable[[Scheme], Term]] = {
    FactKind.REPORT_SENT: lambda scheme: scheme.provider_hop,
    FactKind.REPORT_FORWARDED: lambda scheme: scheme.marketplace_hop,
    FactKind.REPORT_RECEIVED: lambda scheme: scheme.receipt_hop,
    FactKind.CERTIFICATE_PUBLISHED: lambda scheme: scheme.certificate,
}
_PMO = (FactKind.REPORT_RECEIVED, FactKind.CERTIFICATE_PUBLISHED)


class Decisive(BaseModel):
    """The one thing which, if it came true today, would bring the next payout forward most."""

    model_config = ConfigDict(frozen=True)

    condition: Condition
    payout_if_now: date | None
    """The next payout if it came true today and everybody after it used their full term; None if
    a step without a term, such as a review, comes after it."""
    payout_otherwise: date | None
    """The next payout if it does not: after its due day, or the next date that nothing holds;
    None if nobody can say."""


class Why(BaseModel):
    """The answer to "why does it not move?"."""

    model_config = ConfigDict(frozen=True)

    now: list[Condition]
    """Missing now, first what keeps the case; empty only for a closed case."""
    later: list[Condition]
    """Missing afterwards, in order; nobody's turn yet."""
    earliest_payout: date | None
    """The next payday if everything missing came true today; None when no payout is left, or
    when the day lies outside the calendar that is known."""
    decisive: Decisive | None
    """None when only a date is waited for: then nothing can bring it forward."""


def scheme_of(case: CaseFile) -> Scheme:
    """Return the rules that a case runs under, told by how many incentives it grants."""
    granted = sum(tranche.kind is TrancheKind.TRAINING for tranche in case.tranches)
    return next((s for s in SCHEMES.values() if s.tranches == granted), SCHEME_2020)


def explain(case: CaseFile, today: date, workdays: Workdays) -> Why:
    """Say why a case does not move. `today` is the programme's Jakarta day."""
    now, later = conditions_now(case), conditions_later(case)
    outlook = _Outlook(case, today, workdays)
    return Why(
        now=now,
        later=later,
        earliest_payout=outlook.earliest(now),
        decisive=outlook.decisive(now, later),
    )


class _Outlook:
    """The days on which one case's next payout can fall."""

    def __init__(self, case: CaseFile, today: date, workdays: Workdays) -> None:
        self._case = case
        self._today = today
        self._workdays = workdays
        self._scheme = scheme_of(case)

    def earliest(self, now: Sequence[Condition]) -> date | None:
        if self._case.stage is Stage.CLOSED:
            return None
        if self._case.stage not in _AFTER_CERTIFICATE:
            return self._first_payout(self._today)
        return _first([self._dated(), *map(self._repaired, now)])

    def decisive(self, now: Sequence[Condition], later: Sequence[Condition]) -> Decisive | None:
        if self._case.stage is Stage.CLOSED:
            return None
        if self._case.stage not in _AFTER_CERTIFICATE:
            # The facts of the chain follow one another: only the case's own turn moves the date.
            return Decisive(
                condition=now[0],
                payout_if_now=self._through(self._today, later),
                payout_otherwise=self._through(self._due_day(now[0]), later),
            )
        dated = self._dated()
        choices = [(day, choice) for choice in now if (day := self._repaired(choice))]
        sooner = [(day, choice) for day, choice in choices if dated is None or day < dated]
        if not choices and dated is None and now:
            return Decisive(condition=now[0], payout_if_now=None, payout_otherwise=None)
        if not sooner:
            return None
        day, choice = min(sooner, key=lambda pair: pair[0])
        return Decisive(condition=choice, payout_if_now=day, payout_otherwise=dated)

    def _due_day(self, condition: Condition) -> date | None:
        """Return the day by which a fact must come; None if no rule says, or it has passed."""
        if condition.due is None or condition.overdue:
            return None
        return max(Clock.day_of(condition.due), self._today)

    def _through(self, day: date | None, later: Sequence[Condition]) -> date | None:
        """Return the first payday if the later facts take their full terms from that day on."""
        for condition in later:
            kind = FactKind(condition.code)
            if day is None or kind not in _TERMS:
                return None
            scope: Scope = "all" if kind in _PMO else "none"
            day = self._after(day, _TERMS[kind](self._scheme), scope)
        return None if day is None else self._first_payout(day)

    def _first_payout(self, certified: date) -> date | None:
        return self._after(certified, self._scheme.first_payout, "payouts", roll=True)

    def _dated(self) -> date | None:
        """Return the next promised day of an incentive that nothing holds."""
        return _first(
            max(tranche.promised_for, self._today)
            for tranche in self._case.tranches
            if tranche.promised_for is not None and not paid(tranche) and not held(tranche)
        )

    def _repaired(self, condition: Condition) -> date | None:
        """Return the next payday that the end of a hold, or a survey's answer, would give."""
        if condition.survey is not None:
            opens = self._survey_opens(condition.survey)
            answered = None if opens is None else max(opens, self._today)
            term = self._scheme.survey_payout
            return answered and self._after(answered, term, "payouts", roll=True)
        released = [t for t in self._case.tranches if held(t) and _released(t, condition)]
        next_payday = self._after(self._today, Term(days=1), "payouts")
        return next_payday and _first(
            max(tranche.promised_for or next_payday, next_payday) for tranche in released
        )

    def _survey_opens(self, number: int) -> date | None:
        first = next((tranche for tranche in self._case.tranches if paid(tranche)), None)
        if first is None or first.paid_at is None:
            return None
        wait = timedelta(days=self._scheme.survey_opens_days * number)
        return Clock.day_of(first.paid_at) + wait

    def _after(self, day: date, term: Term, scope: Scope, *, roll: bool = False) -> date | None:
        try:
            if term.kind is DayKind.WORKING:
                end = self._workdays.add(day, term.days, scope)
            else:
                end = day + timedelta(days=term.days)
            return self._workdays.roll_forward(end, scope).day if roll else end
        except CalendarExhausted:
            return None


def _released(tranche: Tranche, condition: Condition) -> bool:
    numbers = condition.tranches if tranche.kind is TrancheKind.TRAINING else condition.surveys
    return tranche.number in numbers


def _first(days: Iterable[date | None]) -> date | None:
    return min((day for day in days if day is not None), default=None)
