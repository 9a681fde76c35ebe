"""A machine that is busy is found to be slow, and none is trusted to stay as free as it is."""

import pytest
from rich.console import Console

from rehearsal.pace import CALMEST, SLOWEST, bearable_speed, chosen_speed, slowness_of

CALM, BUSY, HOPELESS = 0.2, 0.6, 9.0
"""Seconds for one round."""


@pytest.mark.parametrize(
    ("rounds", "slowness"),
    [
        ([CALM] * 15, CALMEST),
        ([CALM] * 7 + [BUSY] * 8, 3.0),
        ([BUSY] * 14 + [HOPELESS], 3.0),
        ([HOPELESS] * 15, SLOWEST),
    ],
)
def test_a_machine_is_as_slow_as_in_most_rounds_and_never_quite_free(
    rounds: list[float], slowness: float
) -> None:
    assert slowness_of(rounds) == pytest.approx(slowness)


def test_two_workers_bear_two_hundred_people_at_half_a_day_a_second() -> None:
    assert bearable_speed(200, 2, CALMEST) == pytest.approx(0.5)


def test_more_people_fewer_workers_and_a_slower_machine_need_longer_days() -> None:
    usual = bearable_speed(200, 2, 2.0)

    assert 0 < bearable_speed(1000, 2, 2.0) < usual
    assert 0 < bearable_speed(200, 1, 2.0) < usual
    assert 0 < bearable_speed(200, 2, 4.0) < usual


@pytest.mark.parametrize("people", [0, 1, 5, 50])
def test_a_day_is_never_shorter_than_a_second_however_few_they_are(people: int) -> None:
    assert bearable_speed(people, 1, CALMEST) == pytest.approx(1.0)


@pytest.mark.parametrize("text", ["0", "-1", "inf", "nan", "fast", "1e-12", "1e10"])
def test_a_speed_that_is_none_is_refused_by_its_name(text: str) -> None:
    with pytest.raises(ValueError, match="SPEED"):
        chosen_speed(text, 60, 1, Console(quiet=True))


def test_the_speed_that_is_asked_for_is_taken() -> None:
    assert chosen_speed("1.5", 60, 1, Console(quiet=True)) == 1.5


def test_a_machine_that_is_measured_bears_something() -> None:
    assert 1 / SLOWEST <= chosen_speed("", 60, 1, Console(quiet=True)) <= 1
