"""Payout days under the decrees known on a day, counted one by one."""

from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import lru_cache

from auditor.decrees import CHANGES, FIRST, LAST, PAUSES, Pause

_DAY = timedelta(days=1)
_FRIDAY = 4


class BeyondTheTable(LookupError):
    """A question about a day of which the typed decrees say nothing."""


@dataclass(frozen=True, slots=True)
class Calendar:
    """Which Jakarta days are open for payouts. Every method raises `BeyondTheTable`."""

    days_off: frozenset[date]
    pauses: tuple[Pause, ...] = field(default=())

    def is_paused(self, day: date) -> bool:
        """Say whether the programme stands still on that day."""
        return any(pause.first <= day <= pause.last for pause in self.pauses)

    def is_off(self, day: date) -> bool:
        """Say whether the day is a Saturday, a Sunday, a holiday or joint leave."""
        return day.weekday() > _FRIDAY or day in self.days_off

    def is_open(self, day: date) -> bool:
        """Say whether money may be paid on that day."""
        if not FIRST <= day <= LAST:
            raise BeyondTheTable(f"the judge's calendar covers {FIRST} to {LAST}, not {day}")
        return not self.is_off(day) and not self.is_paused(day)

    def after(self, day: date, working_days: int) -> date:
        """Return the n-th open day after `day`."""
        while working_days > 0:
            day += _DAY
            if self.is_open(day):
                working_days -= 1
        return day

    def rolled(self, day: date) -> date:
        """Return the first open day on or after `day`."""
        while not self.is_open(day):
            day += _DAY
        return day


@lru_cache(maxsize=512)
def calendar_known(as_of: date) -> Calendar:
    """Return the calendar as somebody could know it on a day."""
    off: set[date] = set()
    for change in CHANGES:
        if change.known <= as_of:
            off -= {date.fromisoformat(text) for text in change.opened}
            off |= {date.fromisoformat(text) for text in change.closed}
    return Calendar(frozenset(off), tuple(pause for pause in PAUSES if pause.known <= as_of))
