from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from domain.clock import JAKARTA, SHORTEST_WAIT, Clock, at_hour

DAY_A_SECOND = "2026-11-21T10:00:00+00:00|2020-04-24T08:00:00+07:00|86400"
instants = st.datetimes(
    min_value=datetime(2019, 1, 1),  # noqa: DTZ001 - hypothesis adds the zone
    max_value=datetime(2030, 1, 1),  # noqa: DTZ001 - as above
    timezones=st.just(UTC),
)
clocks = st.builds(
    Clock,
    real_start=instants,
    programme_start=instants,
    speed=st.floats(min_value=0.01, max_value=1_000_000, allow_nan=False),
)
deterministic = settings(deadline=None, derandomize=True)


def test_the_live_clock_changes_nothing_but_the_zone() -> None:
    now = datetime(2020, 9, 12, 3, 4, 5, 678901, tzinfo=UTC)

    assert Clock.live().programme(now) == now
    assert Clock.live().programme(now).tzinfo is JAKARTA
    assert Clock.live().real(now) == now
    assert Clock.live().real_duration(timedelta(days=30)) == timedelta(days=30)


def test_in_rehearsal_a_day_passes_in_a_second() -> None:
    clock = Clock.parse(DAY_A_SECOND)

    assert clock.programme(clock.real_start) == datetime(2020, 4, 24, 8, tzinfo=JAKARTA)
    assert clock.programme(clock.real_start + timedelta(seconds=7)) == datetime(
        2020, 5, 1, 8, tzinfo=JAKARTA
    )
    assert clock.real(datetime(2020, 5, 24, 8, tzinfo=JAKARTA)) == datetime(
        2026, 11, 21, 10, 0, 30, tzinfo=UTC
    )
    assert clock.real_duration(timedelta(days=30)) == timedelta(seconds=30)


@pytest.mark.parametrize("wait", [timedelta(0), timedelta(seconds=1), timedelta(days=-400)])
def test_no_wait_is_shorter_than_the_engine_can_keep(wait: timedelta) -> None:
    assert Clock.parse(DAY_A_SECOND).real_duration(wait) == SHORTEST_WAIT


@deterministic
@given(clocks, instants)
def test_a_real_instant_survives_the_way_to_the_programme_and_back(
    clock: Clock, now: datetime
) -> None:
    tolerance = timedelta(microseconds=1 + 1 / clock.speed)

    try:
        programme = clock.programme(now)
    except OverflowError:  # a fast clock leaves the years Python can write
        return
    assert abs(clock.real(programme) - now) <= tolerance


@deterministic
@given(clocks, st.timedeltas(max_value=timedelta(days=9_000_000), min_value=timedelta(0)))
def test_a_longer_wait_never_ends_earlier(clock: Clock, wait: timedelta) -> None:
    assert clock.real_duration(wait) <= clock.real_duration(wait + timedelta(days=1))


@deterministic
@given(clocks)
def test_the_setting_holds_the_whole_clock(clock: Clock) -> None:
    assert Clock.parse(str(clock)) == clock


def test_the_setting_is_written_the_way_it_is_documented() -> None:
    assert str(Clock.parse(DAY_A_SECOND)) == DAY_A_SECOND


@pytest.mark.parametrize("text", ["", "  "])
def test_no_setting_means_real_time(text: str) -> None:
    assert Clock.parse(text) == Clock.live()
    assert str(Clock.live()) == ""


@pytest.mark.parametrize(
    "text",
    [
        "86400",
        "2026-11-21T10:00:00|2020-04-24T08:00:00+07:00|86400",
        "2026-11-21T10:00:00+00:00|2020-04-24T08:00:00+07:00|0",
        "2026-11-21T10:00:00+00:00|2020-04-24T08:00:00+07:00|-1",
        "2026-11-21T10:00:00+00:00|2020-04-24T08:00:00+07:00|nan",
        "2026-11-21T10:00:00+00:00|2020-04-24T08:00:00+07:00|inf",
        "tomorrow|2020-04-24T08:00:00+07:00|1",
        DAY_A_SECOND + "|1",
    ],
)
def test_a_setting_that_is_not_a_clock_is_refused_with_the_right_form(text: str) -> None:
    with pytest.raises(ValueError, match=r"real start\|programme start\|speed"):
        Clock.parse(text)


def test_a_clock_survives_json_and_cannot_be_changed() -> None:
    clock = Clock.parse(DAY_A_SECOND)

    assert Clock.model_validate_json(clock.model_dump_json()) == clock
    with pytest.raises(ValidationError):
        clock.speed = 2.0  # type: ignore[misc]  # the point of the test


def test_a_jakarta_day_begins_at_17_00_utc() -> None:
    assert Clock.day_of(datetime(2020, 12, 30, 16, 59, 59, tzinfo=UTC)) == date(2020, 12, 30)
    assert Clock.day_of(datetime(2020, 12, 30, 17, 0, 0, tzinfo=UTC)) == date(2020, 12, 31)


@pytest.mark.parametrize("offset", [-12, -5, 0, 7, 14])
def test_the_day_does_not_depend_on_the_zone_an_instant_is_written_in(offset: int) -> None:
    instant = datetime(2020, 9, 12, 17, 0, tzinfo=UTC).astimezone(timezone(timedelta(hours=offset)))

    assert Clock.day_of(instant) == date(2020, 9, 13)


def test_an_hour_of_a_day_is_a_jakarta_hour() -> None:
    assert at_hour(date(2020, 9, 14), 8) == datetime(2020, 9, 14, 1, tzinfo=UTC)
    assert Clock.day_of(at_hour(date(2020, 9, 14), 0)) == date(2020, 9, 14)
    assert Clock.day_of(at_hour(date(2020, 9, 14), 23)) == date(2020, 9, 14)


def test_an_instant_without_a_zone_is_refused() -> None:
    naive = datetime(2020, 9, 12)  # noqa: DTZ001 - the point of the test

    for ask in (Clock.day_of, Clock.live().programme, Clock.live().real):
        with pytest.raises(ValueError, match="zone"):
            ask(naive)
