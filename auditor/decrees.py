"""The days off of 2020 and 2021 and the pauses of the programme, typed from the decrees.

Each entry carries the day from which it could be known: a promise is judged by what was known when
it was made. SKB are the joint decrees of three ministers, Keppres the president's.
"""

from dataclasses import dataclass
from datetime import date
from typing import Final

FIRST, LAST = date(2020, 1, 1), date(2021, 12, 31)
"""The days this table can speak about; a question beyond them is undecidable."""


@dataclass(frozen=True, slots=True)
class Change:
    """What one decree declared: Jakarta days closed, and days opened again."""

    known: date
    source: str
    closed: tuple[str, ...] = ()
    opened: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Pause:
    """A stretch in which the programme paid nothing, both ends included."""

    known: date
    first: date
    last: date


CHANGES: Final = (
    # New Year, Labour Day, Pancasila Day, Independence Day, Christmas: closed by standing decree.
    Change(
        date(2016, 6, 1),
        "Keppres 24/2016 and earlier",
        (
            *("2020-01-01", "2020-05-01", "2020-06-01", "2020-08-17", "2020-12-25"),
            *("2021-01-01", "2021-05-01", "2021-06-01", "2021-08-17", "2021-12-25"),
        ),
    ),
    Change(
        date(2019, 8, 28),
        "SKB 728, 213, 01 of 2019",
        (
            *("2020-01-25", "2020-03-22", "2020-03-25", "2020-04-10", "2020-05-07", "2020-05-21"),
            *("2020-05-24", "2020-05-25", "2020-07-31", "2020-08-20", "2020-10-29"),
            *("2020-05-22", "2020-05-26", "2020-05-27", "2020-12-24"),
        ),
    ),
    Change(
        date(2020, 3, 9),
        "SKB 174, 01, 01 of 2020",
        ("2020-05-28", "2020-05-29", "2020-08-21", "2020-10-30"),
    ),
    Change(
        date(2020, 4, 9),
        "SKB 391, 02, 02 of 2020",
        ("2020-10-28", "2020-12-28", "2020-12-29", "2020-12-30", "2020-12-31"),
        ("2020-05-26", "2020-05-27", "2020-05-28", "2020-05-29"),
    ),
    Change(date(2020, 5, 20), "SKB 440, 03, 03 of 2020", opened=("2020-05-22",)),
    Change(
        date(2020, 9, 10),
        "SKB 642, 4, 4 of 2020",
        (
            *("2021-02-12", "2021-03-11", "2021-03-14", "2021-04-02", "2021-05-13", "2021-05-14"),
            *("2021-05-26", "2021-07-20", "2021-08-10", "2021-10-19"),
            *("2021-03-12", "2021-05-12", "2021-05-17", "2021-05-18", "2021-05-19"),
            *("2021-12-24", "2021-12-27"),
        ),
    ),
    Change(date(2020, 11, 27), "Keppres 22/2020, polling day", ("2020-12-09",)),
    Change(
        date(2020, 12, 1),
        "SKB 744, 05, 06 of 2020",
        opened=("2020-12-28", "2020-12-29", "2020-12-30"),
    ),
    Change(
        date(2021, 2, 22),
        "SKB 281, 1, 1 of 2021",
        opened=("2021-03-12", "2021-05-17", "2021-05-18", "2021-05-19", "2021-12-27"),
    ),
    Change(
        date(2021, 6, 18),
        "SKB 712, 1, 3 of 2021",
        ("2021-08-11", "2021-10-20"),
        ("2021-08-10", "2021-10-19", "2021-12-24"),
    ),
)

PAUSES: Final = (
    Pause(date(2020, 5, 21), date(2020, 5, 21), date(2020, 5, 25)),
    Pause(date(2020, 12, 3), date(2020, 12, 15), date(2021, 1, 4)),
    Pause(date(2021, 5, 11), date(2021, 5, 11), date(2021, 5, 18)),
)
