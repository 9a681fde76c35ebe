"""The working days of one journey, as known when its dates were promised.

A `Workdays` value is small, travels in a workflow's input and answers every question about
working days by itself: an amended decree cannot change a running journey behind its back. All
days are Jakarta days; Saturday and Sunday are closed. That a date on a closed day rolls forward
is a decision of this system: no published rule of the programme says what happens to it.
"""

from collections.abc import Iterator
from datetime import date, timedelta
from enum import StrEnum
from functools import cached_property
from typing import Literal, Self

from pydantic import BaseModel, ConfigDict, model_validator

from domain.decrees import DECREES, FEASTS, FIRST_DAY, FREEZES, LAST_DAY, days_off_known

Scope = Literal["none", "all", "payouts"]
"""Which programme freezes count: `payouts`, every freeze, for money; `all`, those that stopped all
of PMO's work, for what PMO itself owes; `none` for parties that no freeze binds."""

_DAY = timedelta(days=1)
_AS_KNOWN = " as known "
_SATURDAY = 5


class CalendarExhausted(LookupError):
    """A question reaches beyond the days this calendar covers."""


class ClosureKind(StrEnum):
    """Why a day is not a working day."""

    WEEKEND = "WEEKEND"
    HOLIDAY = "HOLIDAY"
    JOINT_LEAVE = "JOINT_LEAVE"
    FREEZE = "FREEZE"


class Closure(BaseModel):
    """A run of closed days, both included, with one cause and its Indonesian name."""

    model_config = ConfigDict(frozen=True)

    kind: ClosureKind
    name: str
    first: date
    last: date

    @property
    def reason(self) -> Literal["PROGRAM_FREEZE", "NON_WORKING_DAY"]:
        """The code under which a participant is told that a date moved."""
        return "PROGRAM_FREEZE" if self.kind is ClosureKind.FREEZE else "NON_WORKING_DAY"


class Rolled(BaseModel):
    """The open day found for a wanted day, and the closed runs skipped on the way to it."""

    model_config = ConfigDict(frozen=True)

    day: date
    moved: bool
    closures: tuple[Closure, ...] = ()


class Workdays(BaseModel):
    """The closed days from `first` to `last`, both included, under one `version` of the decrees.

    `closed` holds the decreed weekdays off as words `yymmddXX`, XX being a code of `FEASTS`, in
    lower case for joint leave; each of `freezes` reads `yymmdd-yymmdd scope name`. Every method
    raises `CalendarExhausted` outside of the span.
    """

    model_config = ConfigDict(frozen=True, hide_input_in_errors=True)

    version: str
    first: date
    last: date
    closed: str = ""
    freezes: tuple[str, ...] = ()

    @model_validator(mode="after")
    def _is_readable(self) -> Self:
        _ = self._days_off, self._pauses
        return self

    def is_older_than(self, other: Self) -> bool:
        """Say whether the other calendar knows a change that this one does not know yet."""
        return "" < self._known_on < other._known_on

    def is_open(self, day: date, scope: Scope = "payouts") -> bool:
        """Say whether that Jakarta day is a working day."""
        return self.why_closed(day, scope) is None

    def why_closed(self, day: date, scope: Scope = "payouts") -> Closure | None:
        """Return the cause if the day is closed. A freeze outranks a day off inside it."""
        if not self.first <= day <= self.last:
            raise CalendarExhausted(f"{day} is outside {self.first} to {self.last}")
        for first, last, stopped, name in self._pauses:
            if first <= day <= last and _counts(stopped, scope):
                return _closure(ClosureKind.FREEZE, name, day)
        if day.weekday() >= _SATURDAY:
            return _closure(ClosureKind.WEEKEND, "Akhir pekan", day)
        code = self._days_off.get(day)
        if code is None:
            return None
        name = FEASTS.get(code.upper(), code)
        if code.islower():
            return _closure(ClosureKind.JOINT_LEAVE, f"Cuti bersama {name}", day)
        return _closure(ClosureKind.HOLIDAY, name, day)

    def roll_forward(self, day: date, scope: Scope = "payouts") -> Rolled:
        """Return the first open day on or after `day`, with what closed the days before it."""
        closures: list[Closure] = []
        open_day = day
        while closure := self.why_closed(open_day, scope):
            _append(closures, closure)
            open_day += _DAY
        return Rolled(day=open_day, moved=open_day != day, closures=tuple(closures))

    def add(self, day: date, n: int, scope: Scope = "all") -> date:
        """Return the n-th working day after `day`; for n = 0 the first on or after it."""
        return self._count(day, n, _DAY, scope)

    def subtract(self, day: date, n: int, scope: Scope = "all") -> date:
        """Return the n-th working day before `day`; for n = 0 the last on or before it."""
        return self._count(day, n, -_DAY, scope)

    def between(self, start: date, end: date, scope: Scope = "all") -> int:
        """Count the working days after `start` up to `end`; negative if `end` is the earlier.

        With today and a due date: the working days left, or minus those overdue.
        """
        if end < start:
            return -self.between(end, start, scope)
        return sum(self.is_open(day, scope) for day in _after(start, end))

    def _count(self, day: date, n: int, step: timedelta, scope: Scope) -> date:
        if n < 0:
            raise ValueError("count forward with add, backward with subtract")
        if n == 0:
            day, n = day - step, 1
        while n:
            day += step
            n -= self.is_open(day, scope)
        return day

    @property
    def _known_on(self) -> str:
        _, named, day = self.version.rpartition(_AS_KNOWN)
        return day if named else ""

    @cached_property
    def _days_off(self) -> dict[date, str]:
        return {_read_day(word[:6]): word[6:] for word in self.closed.split()}

    @cached_property
    def _pauses(self) -> tuple[tuple[date, date, str, str], ...]:
        return tuple(_read_freeze(text) for text in self.freezes)


def workdays_known(as_of: date, first: date, last: date) -> Workdays:
    """Build the calendar from `first` to `last` out of the decrees known on `as_of`.

    Two calendars of one span are equal if and only if their versions are. Raises
    `CalendarExhausted` if the span is not inside the table of decrees.
    """
    if not FIRST_DAY <= first <= last <= LAST_DAY:
        raise CalendarExhausted(f"the decrees cover {FIRST_DAY} to {LAST_DAY}")
    days_off = days_off_known(as_of)
    freezes = [
        freeze
        for freeze in FREEZES
        if freeze.known_from <= as_of and freeze.first <= last and freeze.last >= first
    ]
    return Workdays(
        version=_version(as_of, first, last),
        first=first,
        last=last,
        closed=" ".join(
            f"{day:%y%m%d}{days_off[day]}"
            for day in sorted(days_off)
            if first <= day <= last and day.weekday() < _SATURDAY
        ),
        freezes=tuple(
            f"{freeze.first:%y%m%d}-{freeze.last:%y%m%d} {freeze.scope} {freeze.name}"
            for freeze in freezes
        ),
    )


def _version(as_of: date, first: date, last: date) -> str:
    """Name the newest decree that touches the span, and the day of the newest change of any kind.

    Only weekdays count: a feast that moves from Saturday to Sunday changes nothing here.
    """
    decrees = [
        decree
        for decree in DECREES
        if decree.known_from <= as_of
        and any(
            first <= day <= last and day.weekday() < _SATURDAY
            for day in (*dict(decree.add), *decree.remove)
        )
    ]
    changes = [decree.known_from for decree in decrees] + [
        freeze.known_from
        for freeze in FREEZES
        if freeze.known_from <= as_of and freeze.first <= last and freeze.last >= first
    ]
    if not changes:
        return "no decree known"
    name = decrees[-1].no if decrees else "no decree"
    return f"{name}{_AS_KNOWN}{max(changes)}"


def _counts(stopped: str, scope: Scope) -> bool:
    return scope in ("payouts", stopped)


def _closure(kind: ClosureKind, name: str, day: date) -> Closure:
    return Closure(kind=kind, name=name, first=day, last=day)


def _append(closures: list[Closure], closure: Closure) -> None:
    """Add a day's closure, or lengthen the last one if the cause is the same."""
    if closures and (closures[-1].kind, closures[-1].name) == (closure.kind, closure.name):
        closures[-1] = closures[-1].model_copy(update={"last": closure.last})
    else:
        closures.append(closure)


def _after(start: date, end: date) -> Iterator[date]:
    return (start + timedelta(days=n) for n in range(1, (end - start).days + 1))


def _read_day(text: str) -> date:
    return date(2000 + int(text[:2]), int(text[2:4]), int(text[4:]))


def _read_freeze(text: str) -> tuple[date, date, str, str]:
    span, stopped, name = text.split(" ", 2)
    first, last = span.split("-")
    return _read_day(first), _read_day(last), stopped, name
