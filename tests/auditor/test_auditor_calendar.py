"""The judge's own calendar beside three others: published examples, a library, and the system's."""

from datetime import date, timedelta

import holidays
import pytest

from auditor.calendar import BeyondTheTable, calendar_known
from auditor.decrees import CHANGES, FIRST, LAST, PAUSES
from domain.workdays import workdays_known

DAYS = [FIRST + timedelta(days=n) for n in range((LAST - FIRST).days + 1)]
ONE = timedelta(days=1)
KNOWN = sorted(
    {
        day
        for entry in (*CHANGES, *PAUSES)
        for day in (entry.known - ONE, entry.known, entry.known + ONE)
        if day >= date(2020, 1, 1)
    }
)


@pytest.mark.parametrize(
    ("as_of", "third"),
    [
        (date(2020, 5, 21), date(2021, 1, 6)),
        (date(2020, 11, 30), date(2021, 1, 6)),
        (date(2020, 12, 1), date(2020, 12, 30)),
        (date(2020, 12, 3), date(2021, 1, 7)),
    ],
    ids=["in May", "in November", "after the last decree", "once payouts were paused"],
)
def test_the_third_working_day_after_23_december_depends_on_when_one_asks(
    as_of: date, third: date
) -> None:
    assert calendar_known(as_of).after(date(2020, 12, 23), 3) == third


@pytest.mark.parametrize(
    ("as_of", "closed"),
    [
        (date(2020, 3, 8), ["22", "26", "27"]),
        (date(2020, 3, 9), ["22", "26", "27", "28", "29"]),
        (date(2020, 4, 9), ["22"]),
        (date(2020, 5, 20), []),
    ],
)
def test_the_joint_leave_of_may_2020_was_decreed_three_times(
    as_of: date, closed: list[str]
) -> None:
    calendar = calendar_known(as_of)
    days = [date(2020, 5, n) for n in (22, 26, 27, 28, 29)]

    assert [f"{day:%d}" for day in days if calendar.is_off(day)] == closed


def test_the_last_decrees_of_2020_are_those_of_the_published_list() -> None:
    listed = holidays.country_holidays(
        "ID", years=2020, categories=("public", "government"), language="en_US"
    )
    calendar = calendar_known(LAST)

    off = {day for day in DAYS if day.year == 2020 and calendar.is_off(day)}

    assert off == {day for day in DAYS if day.year == 2020 and (day in listed or day.weekday() > 4)}


@pytest.mark.parametrize("as_of", KNOWN, ids=str)
def test_every_day_is_open_or_closed_as_in_the_system_that_is_judged(as_of: date) -> None:
    mine, theirs = calendar_known(as_of), workdays_known(as_of, FIRST, LAST)

    assert [day for day in DAYS if mine.is_open(day) != theirs.is_open(day, "payouts")] == []


def test_a_saturday_a_freeze_and_a_feast_in_a_row_are_rolled_over() -> None:
    calendar = calendar_known(date(2020, 12, 3))

    assert calendar.rolled(date(2020, 12, 12)) == date(2020, 12, 14)
    assert calendar.rolled(date(2020, 12, 15)) == date(2021, 1, 5)


def test_beyond_the_typed_decrees_nobody_can_say() -> None:
    with pytest.raises(BeyondTheTable):
        calendar_known(LAST).after(LAST - ONE, 2)
