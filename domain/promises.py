"""Which date a participant is promised, and until when a party has its turn.

A date is decided once, when it is promised, under the calendar the journey holds then. It is
moved off closed days at that moment and the participant is told why, not on the day itself.
"""

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta

from pydantic import BaseModel, ConfigDict

from domain.clock import JAKARTA, Clock, at_hour
from domain.scheme import DayKind, Scheme, Term
from domain.workdays import Closure, Scope, Workdays

OPEN_DAYS_AHEAD = 15
"""How many open days one payout order covers: three weeks of a partner's outage."""


class Promise(BaseModel):
    """A payout day, what was planned, and what closed the days between the two."""

    model_config = ConfigDict(frozen=True, hide_input_in_errors=True)

    planned: date
    day: date
    closures: tuple[Closure, ...] = ()

    @property
    def moved(self) -> bool:
        """Say whether the planned day was not a payout day."""
        return self.day != self.planned


def due_after(term: Term, at: datetime, workdays: Workdays, scope: Scope = "none") -> datetime:
    """Return the end of the last Jakarta day on which a turn that began at `at` is in time."""
    day = Clock.day_of(at)
    if term.kind is DayKind.WORKING:
        day = workdays.add(day, term.days, scope)
    else:
        day += timedelta(days=term.days)
    return end_of(day)


def end_of(day: date) -> datetime:
    """Return the last second of a Jakarta day."""
    return datetime.combine(day, time(23, 59, 59), tzinfo=JAKARTA)


def promised(planned: date, workdays: Workdays) -> Promise:
    """Move a planned day to the first day on which money can be paid."""
    rolled = workdays.roll_forward(planned, "payouts")
    return Promise(planned=planned, day=rolled.day, closures=rolled.closures)


def tranche_promises(certified_at: datetime, scheme: Scheme, workdays: Workdays) -> list[Promise]:
    """Promise all incentives at once, `spacing_days` apart from the first planned day.

    The spacing counts from planned to planned day, so that one closed day does not push all
    later incentives. Whether the programme counted so is not published; 13 May and 12 June 2020
    fit both readings.
    """
    first = workdays.add(Clock.day_of(certified_at), scheme.first_payout.days, "payouts")
    spacing = timedelta(days=scheme.spacing_days)
    return [promised(first + n * spacing, workdays) for n in range(scheme.tranches)]


def survey_promise(answered_at: datetime, scheme: Scheme, workdays: Workdays) -> Promise:
    """Promise the incentive of a survey answered at that instant."""
    day = workdays.add(Clock.day_of(answered_at), scheme.survey_payout.days, "payouts")
    return promised(day, workdays)


def next_payday(at: datetime, workdays: Workdays) -> date:
    """Return the first payout day after the Jakarta day of `at`."""
    return workdays.add(Clock.day_of(at), 1, "payouts")


def check_instant(payday: date, scheme: Scheme, workdays: Workdays) -> datetime:
    """Return when the account is checked ahead of a payday, so that it can still be repaired."""
    day = workdays.subtract(payday, scheme.check_ahead.days, "payouts")
    return at_hour(day, scheme.pay_hours[0])


def open_days(payday: date, workdays: Workdays, *, until: date | None = None) -> list[date]:
    """Return the payday and the open days that follow it, as far as the calendar reaches."""
    days: list[date] = []
    day = payday
    while len(days) < OPEN_DAYS_AHEAD and day <= min(until or workdays.last, workdays.last):
        if workdays.is_open(day, "payouts"):
            days.append(day)
        day += timedelta(days=1)
    return days


def may_send(at: datetime, days: Sequence[date], scheme_hours: tuple[int, int]) -> bool:
    """Say whether money may leave at that instant."""
    opens, closes = scheme_hours
    local = at.astimezone(JAKARTA)
    return local.date() in days and opens <= local.hour < closes
