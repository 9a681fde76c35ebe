"""Days and moments as a story's author writes them, and the instants that they mean.

A day is a day in Asia/Jakarta; a time without an offset is Jakarta time.
"""

from datetime import date, datetime, timedelta
from typing import Annotated, Literal, TypeAlias

from pydantic import PlainValidator

from domain.clock import JAKARTA, at_hour


def _when(value: object) -> date:
    if isinstance(value, date):
        return value
    raise ValueError("a date is written 2020-05-17, or with its time 2020-05-17T14:30:00, unquoted")


def _when_or_never(value: object) -> date | Literal["never"]:
    return "never" if value == "never" else _when(value)


def _when_or_end(value: object) -> date | Literal["end"]:
    return "end" if value == "end" else _when(value)


def _day(value: object) -> date:
    if isinstance(value, date) and not isinstance(value, datetime):
        return value
    raise ValueError("a day is written 2020-05-17, unquoted and without a time")


When: TypeAlias = Annotated[date, PlainValidator(_when)]
"""A day, or a day with its time (a `datetime` is a `date`)."""
WhenOrNever: TypeAlias = Annotated[date | Literal["never"], PlainValidator(_when_or_never)]
WhenOrEnd: TypeAlias = Annotated[date | Literal["end"], PlainValidator(_when_or_end)]
Day: TypeAlias = Annotated[date, PlainValidator(_day)]


def instant(when: date, hour: int) -> datetime:
    """Return the aware instant of a `When`; a bare day is that hour of it, in Jakarta."""
    if not isinstance(when, datetime):
        return at_hour(when, hour)
    return when if when.tzinfo else when.replace(tzinfo=JAKARTA)


def beginning(first: date) -> datetime:
    """Return the first instant of a period that begins with `first`."""
    return instant(first, 0)


def ending(last: date) -> datetime:
    """Return the first instant after a period whose last day, or very end, is `last`."""
    whole_day = not isinstance(last, datetime)
    return instant(last, 0) + timedelta(days=1 if whole_day else 0)
