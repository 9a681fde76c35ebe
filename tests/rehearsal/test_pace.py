"""A machine that is busy is found to be slow, and none is trusted to stay as free as it is."""

import pytest

from rehearsal import demo
from rehearsal.pace import CALMEST, SLOWEST, bearable_speed, slowness, usual_speed


def test_a_machine_is_at_most_eight_times_slower_and_never_taken_for_quite_free() -> None:
    assert 1 < CALMEST <= slowness() <= SLOWEST


def test_a_day_is_never_so_short_that_pay_hours_pass_between_two_looks() -> None:
    assert max(usual_speed(people, 2) for people in range(5, 500)) <= 2


def test_a_world_without_people_has_a_speed_and_is_refused_for_its_own_reason() -> None:
    assert usual_speed(0, 1) == usual_speed(1, 1)


def test_more_people_and_fewer_workers_need_longer_days() -> None:
    usual = usual_speed(200, 2)

    assert 0 < usual_speed(1000, 2) < usual
    assert usual_speed(200, 1) < usual
    assert usual / SLOWEST <= bearable_speed(200, 2) <= usual / CALMEST


@pytest.mark.parametrize("text", ["0", "-1", "inf", "nan", "fast"])
def test_a_speed_that_is_none_is_refused_by_its_name(text: str) -> None:
    with pytest.raises(ValueError, match="SPEED"):
        demo.speed_of(text, 60)


def test_a_rehearsal_keeps_to_the_speed_it_is_told_and_else_to_a_day_a_second_at_most() -> None:
    assert demo.speed_of("1.5", 60) == 1.5
    assert 0 < demo.speed_of("", 60) <= 1
