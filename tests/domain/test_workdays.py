from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.decrees import FIRST_DAY, LAST_DAY
from domain.workdays import (
    CalendarExhausted,
    ClosureKind,
    Scope,
    Workdays,
    workdays_known,
)

FIRST, LAST = date(2020, 4, 1), date(2021, 9, 30)
TODAY = date(2026, 11, 21)
deterministic = settings(deadline=None, derandomize=True, max_examples=200)
days = st.dates(FIRST + timedelta(days=60), LAST - timedelta(days=60))
counts = st.integers(0, 12)
scopes = st.sampled_from(["none", "all", "payouts"])
known_days = st.dates(date(2019, 12, 1), LAST)


def known(as_of: date) -> Workdays:
    return workdays_known(as_of, FIRST, LAST)


# What 2020 did to promises.


@pytest.mark.parametrize(
    ("as_of", "third"),
    [
        (date(2020, 4, 9), date(2021, 1, 6)),
        (date(2020, 6, 1), date(2021, 1, 6)),
        (date(2020, 11, 30), date(2021, 1, 6)),
        (date(2020, 12, 1), date(2020, 12, 30)),
    ],
)
def test_the_decree_of_1_december_2020_brought_promises_forward(as_of: date, third: date) -> None:
    assert known(as_of).add(date(2020, 12, 23), 3) == third


@pytest.mark.parametrize(
    ("as_of", "second_hop"),
    [
        (date(2020, 4, 29), date(2020, 5, 26)),  # 22 May was still joint leave
        (date(2020, 5, 19), date(2020, 5, 26)),
        (date(2020, 5, 20), date(2020, 5, 22)),
        (TODAY, date(2020, 5, 22)),
    ],
)
def test_training_finished_on_29_april_2020_was_due_in_two_hops(
    as_of: date, second_hop: date
) -> None:
    calendar = known(as_of)

    assert calendar.add(date(2020, 4, 29), 7, "none") == date(2020, 5, 12)
    assert calendar.add(date(2020, 5, 12), 7, "none") == second_hop


def test_pmos_own_hop_ends_later_when_its_services_were_closed() -> None:
    assert known(TODAY).add(date(2020, 5, 12), 7, "all") == date(2020, 5, 26)


def test_the_saturday_payout_of_12_september_2020_rolls_to_monday_and_says_why() -> None:
    rolled = known(date(2020, 8, 13)).roll_forward(date(2020, 9, 12))

    assert (rolled.day, rolled.moved) == (date(2020, 9, 14), True)
    (weekend,) = rolled.closures
    assert weekend.kind is ClosureKind.WEEKEND
    assert (weekend.first, weekend.last) == (date(2020, 9, 12), date(2020, 9, 13))
    assert weekend.reason == "NON_WORKING_DAY"


def test_a_working_day_does_not_move() -> None:
    rolled = known(TODAY).roll_forward(date(2020, 9, 14))

    assert (rolled.day, rolled.moved, rolled.closures) == (date(2020, 9, 14), False, ())


@pytest.mark.parametrize(
    ("day", "kind", "name"),
    [
        (date(2020, 12, 31), ClosureKind.JOINT_LEAVE, "Cuti bersama Hari Raya Idul Fitri"),
        (date(2020, 12, 9), ClosureKind.HOLIDAY, "Hari Pemungutan Suara"),
        (date(2020, 5, 25), ClosureKind.HOLIDAY, "Hari Raya Idul Fitri"),
        (date(2020, 5, 24), ClosureKind.WEEKEND, "Akhir pekan"),
        (date(2021, 8, 11), ClosureKind.HOLIDAY, "Tahun Baru Islam"),
    ],
)
def test_a_closed_day_has_a_kind_and_an_indonesian_name(
    day: date, kind: ClosureKind, name: str
) -> None:
    closure = known(TODAY).why_closed(day, "none")

    assert closure is not None
    assert (closure.kind, closure.name) == (kind, name)


@pytest.mark.parametrize(
    ("day", "as_of", "is_open"),
    [
        (date(2020, 12, 9), date(2020, 11, 26), True),
        (date(2020, 12, 9), date(2020, 11, 27), False),
        (date(2021, 3, 12), date(2020, 9, 9), True),
        (date(2021, 3, 12), date(2020, 9, 10), False),
        (date(2021, 3, 12), date(2021, 2, 22), True),
        (date(2021, 8, 10), date(2021, 6, 17), False),
        (date(2021, 8, 10), date(2021, 6, 18), True),
    ],
)
def test_a_day_off_is_not_known_before_its_decree(day: date, as_of: date, is_open: bool) -> None:
    assert known(as_of).is_open(day, "none") is is_open


# Freezes of the programme.


def test_payouts_frozen_on_15_december_2020_resume_on_5_january_2021() -> None:
    rolled = known(date(2020, 12, 3)).roll_forward(date(2020, 12, 15))

    (freeze,) = rolled.closures
    assert rolled.day == date(2021, 1, 5)
    assert freeze.kind is ClosureKind.FREEZE
    assert freeze.reason == "PROGRAM_FREEZE"
    assert freeze.last == date(2021, 1, 4)


def test_payouts_frozen_for_eid_2021_resume_on_19_may() -> None:
    assert known(TODAY).roll_forward(date(2021, 5, 11)).day == date(2021, 5, 19)
    assert known(date(2021, 5, 10)).is_open(date(2021, 5, 11))


def test_a_freeze_of_payouts_does_not_stop_reports() -> None:
    calendar = known(TODAY)

    assert not calendar.is_open(date(2020, 12, 16), "payouts")
    assert calendar.is_open(date(2020, 12, 16), "all")


def test_a_closed_pmo_stops_payouts_and_reports_but_not_providers() -> None:
    calendar = known(TODAY)

    assert not calendar.is_open(date(2020, 5, 22), "payouts")
    assert not calendar.is_open(date(2020, 5, 22), "all")
    assert calendar.is_open(date(2020, 5, 22), "none")


# Counting.


@deterministic
@given(known_days, days, counts, scopes)
def test_counting_back_undoes_counting_forward(
    as_of: date, day: date, n: int, scope: Scope
) -> None:
    calendar = known(as_of)
    start = calendar.roll_forward(day, scope).day

    assert calendar.subtract(calendar.add(start, n, scope), n, scope) == start
    assert calendar.between(start, calendar.add(start, n, scope), scope) == n
    assert calendar.between(calendar.add(start, n, scope), start, scope) == -n


@deterministic
@given(known_days, days, counts, scopes)
def test_counting_never_lands_on_a_closed_day(as_of: date, day: date, n: int, scope: Scope) -> None:
    calendar = known(as_of)

    assert calendar.is_open(calendar.add(day, n, scope), scope)
    assert calendar.is_open(calendar.subtract(day, n, scope), scope)


@deterministic
@given(known_days, days, scopes)
def test_rolling_is_done_once_and_explains_every_day_it_skips(
    as_of: date, day: date, scope: Scope
) -> None:
    calendar = known(as_of)
    rolled = calendar.roll_forward(day, scope)

    assert not calendar.roll_forward(rolled.day, scope).moved
    assert calendar.add(day, 0, scope) == rolled.day
    explained = [
        run.first + timedelta(days=n)
        for run in rolled.closures
        for n in range((run.last - run.first).days + 1)
    ]
    assert explained == [day + timedelta(days=n) for n in range((rolled.day - day).days)]


def test_days_left_turn_negative_when_overdue() -> None:
    calendar, due = known(TODAY), date(2020, 5, 12)

    assert calendar.between(date(2020, 5, 6), due) == 3
    assert calendar.between(due, due) == 0
    assert calendar.between(date(2020, 5, 18), due) == -4


def test_a_negative_count_is_refused() -> None:
    with pytest.raises(ValueError, match="subtract"):
        known(TODAY).add(date(2020, 5, 12), -1)


# The edges of what is known.


@pytest.mark.parametrize("day", [FIRST - timedelta(days=1), LAST + timedelta(days=1)])
def test_outside_of_its_span_a_calendar_does_not_guess(day: date) -> None:
    with pytest.raises(CalendarExhausted):
        known(TODAY).is_open(day)


def test_counting_past_the_end_is_an_error_not_an_answer() -> None:
    with pytest.raises(CalendarExhausted):
        known(TODAY).add(LAST - timedelta(days=3), 7)


@pytest.mark.parametrize(
    ("first", "last"),
    [
        (FIRST_DAY - timedelta(days=1), LAST),
        (FIRST, LAST_DAY + timedelta(days=1)),
        (LAST, FIRST),
    ],
)
def test_no_calendar_is_built_beyond_the_table(first: date, last: date) -> None:
    with pytest.raises(CalendarExhausted):
        workdays_known(TODAY, first, last)


# Versions and size.


def test_the_version_names_the_newest_decree_and_its_day() -> None:
    assert known(date(2020, 5, 20)).version == "SKB 440/2020 as known 2020-05-20"
    assert workdays_known(TODAY, date(2028, 1, 1), LAST_DAY).version.startswith("Keppres 24/2016")


def test_two_calendars_of_a_span_are_equal_if_and_only_if_their_versions_are() -> None:
    contents: dict[str, Workdays] = {}
    for n in range((LAST - date(2018, 1, 1)).days):
        calendar = known(date(2018, 1, 1) + timedelta(days=n))
        assert contents.setdefault(calendar.version, calendar) == calendar

    without_version = {
        (calendar.closed, calendar.freezes): version for version, calendar in contents.items()
    }
    assert len(without_version) == len(contents)


def test_eighteen_months_fit_into_600_bytes_of_a_workflows_input() -> None:
    longest = max(
        len(workdays_known(TODAY, first, first + timedelta(days=548)).model_dump_json().encode())
        for first in (FIRST_DAY + timedelta(days=7 * n) for n in range(390))
    )

    assert longest < 600


def test_a_calendar_survives_json() -> None:
    calendar = known(TODAY)

    assert Workdays.model_validate_json(calendar.model_dump_json()) == calendar


def test_a_garbled_calendar_is_refused_when_it_arrives() -> None:
    with pytest.raises(ValueError, match="1 validation error"):
        Workdays(version="", first=FIRST, last=LAST, closed="2013IM")


def test_a_calendar_that_knows_a_later_change_is_newer_whatever_its_span() -> None:
    first, last = date(2020, 4, 1), date(2021, 3, 31)
    april, may = (workdays_known(date(2020, month, 25), first, last) for month in (4, 5))
    longer = workdays_known(date(2020, 4, 25), first, date(2021, 12, 31))
    unknown = workdays_known(date(2018, 1, 2), date(2026, 1, 1), date(2026, 12, 31))

    assert april.is_older_than(may)
    assert not may.is_older_than(april)
    assert not may.is_older_than(may)
    assert not longer.is_older_than(april)
    assert unknown.is_older_than(may)
    assert not may.model_copy(update={"version": "no decree known"}).is_older_than(may)
