"""A chaos run is decided by its seed, and everything that it decides can be told to the sandbox."""

from collections import Counter, defaultdict
from dataclasses import replace
from datetime import date, datetime, timedelta
from functools import cache

import pytest

from domain.clock import at_hour
from rehearsal import chaos_plan
from rehearsal.chaos_plan import FULL_SIZE, Plan
from rehearsal.course import course_of
from rehearsal.evidence import kind_of
from rehearsal.nemesis import WORKERS
from rehearsal.pace import bearable_speed
from rehearsal.storm import MONEY, NEWS
from sandbox.lives import World
from sandbox.plans import Fault

SEEDS = range(1, 5)
SIZES = (5, 12, 40, FULL_SIZE)
MISLEADING = {"forgets_reference", "reverses", "credits_late"}
"""After these only a statement tells the truth, and a run has none."""


class _Any(dict[str, str]):
    """A secret for whoever is asked for."""

    def __missing__(self, name: str) -> str:
        return f"secret of {name}"


def plan(seed: int, people: int) -> Plan:
    return chaos_plan.plan(seed, people, bearable_speed(people, WORKERS))


@cache
def _worlds() -> tuple[Plan, ...]:
    return tuple(plan(seed, FULL_SIZE) for seed in SEEDS)


@pytest.mark.parametrize("people", SIZES)
def test_the_same_seed_decides_the_same(people: int) -> None:
    first, second = plan(7, people), plan(7, people)

    assert first == second
    assert first.lines() == second.lines()
    assert first.world(_Any()) == second.world(_Any())


def test_another_seed_decides_other_people_faults_kills_and_looks() -> None:
    first, second = plan(7, 40), plan(8, 40)

    assert first.script.applications() != second.script.applications()
    assert first.faults != second.faults
    assert first.kills != second.kills
    assert first.glances != second.glances


def test_all_that_the_seed_decides_is_printed() -> None:
    planned = plan(7, 40)
    told = "\n".join(planned.lines())

    assert all(fault["name"] in told for fault in planned.faults)
    assert all(f"{kill.at:%d %b %H:%M} {kill.target}" in told for kill in planned.kills)
    assert "SEED=7 PEOPLE=40" in told


def test_it_is_told_how_long_it_takes_and_when_to_say_so() -> None:
    planned = plan(7, 40)
    world = planned.script.world
    twice = replace(planned, speed=2 * planned.speed)

    assert planned.months[0] == date(2020, 5, 1)
    assert all(month.day == 1 for month in planned.months)
    assert len(planned.months) == world.ends.month - world.starts.month
    assert planned.minutes == pytest.approx(2 * twice.minutes)
    assert planned.minutes * 60 * planned.speed == pytest.approx(
        (world.ends - world.starts) / timedelta(days=1)
    )


@pytest.mark.parametrize("people", SIZES)
def test_the_sandbox_accepts_the_world(people: int) -> None:
    world = World.model_validate(plan(people, people).world(_Any()))

    assert len(world.people) == people


def test_the_sandbox_knows_every_fault_that_can_be_chosen() -> None:
    for wrong in (*MONEY, *NEWS):
        fault = {"fault": wrong.fault, "operation": wrong.operation, "args": wrong.args}

        Fault.model_validate({"name": "tried", **fault})


def test_no_fault_makes_the_truth_unknowable() -> None:
    assert not {wrong.fault for wrong in (*MONEY, *NEWS)} & MISLEADING
    lies = [wrong.args["status"] for wrong in MONEY if wrong.fault == "lies_about_status"]
    assert not set(lies) & {"00", "04", "05", "06"}


def test_every_fault_and_every_kill_is_over_when_all_is_healed() -> None:
    for planned in _worlds():
        for fault in planned.faults:
            begins, ends = (datetime.fromisoformat(fault[name]) for name in ("from", "to"))

            assert planned.script.world.starts < begins < ends <= planned.heal
        assert all(kill.at < kill.until < planned.heal for kill in planned.kills)


def test_each_program_is_killed_at_least_twice_in_a_whole_run() -> None:
    for planned in _worlds():
        killed = Counter(kill.target.partition("-")[0] for kill in planned.kills)

        assert set(killed) == {"worker", "temporal", "gateway", "sandbox"}
        assert min(killed.values()) >= 2
        assert planned.minimum["kills"] == len(planned.kills) >= 8


def test_a_whole_run_can_reach_what_it_must_not_stay_below() -> None:
    for planned in _worlds():
        least = planned.minimum
        kinds = {kind_of(fault) for fault in planned.faults}
        targets = {kill.target for kill in planned.kills}

        assert (least["bookings"], least["firings"], least["kinds"]) == (700, 150, 15)
        assert len(kinds) + len(targets) >= 1.5 * least["kinds"]
        assert sum(fault["times"] for fault in planned.faults) >= 1.1 * least["firings"]
        assert least["looks"] < len(planned.glances)


def test_looks_fall_into_every_week() -> None:
    planned = plan(3, 40)
    world = planned.script.world
    weeks = Counter((glance.at - world.starts) // timedelta(days=7) for glance in planned.glances)

    whole = range((world.ends - world.starts) // timedelta(days=7))
    assert min(weeks[week] for week in whole) >= 5


def test_in_a_small_crowd_somebody_looks_at_each_incentive_while_it_is_late() -> None:
    planned = plan(1, 12)
    world, looks = planned.script.world, defaultdict(list)
    for glance in planned.glances:
        looks[glance.nik].append(glance.at)

    for story in planned.script.stories:
        [person] = story.person
        for day in course_of(person, world).promised:
            due = at_hour(day, 9)
            assert any(due <= at < due + timedelta(days=2) for at in looks[person.nik])
    assert all(world.starts <= glance.at < world.ends for glance in planned.glances)


def test_half_of_the_looks_come_at_any_time() -> None:
    planned = plan(2, FULL_SIZE)
    world = planned.script.world
    expected = {
        person.nik: course_of(person, world).promised
        for story in planned.script.stories
        for person in story.person
    }
    near = [
        glance
        for glance in planned.glances
        if any(
            timedelta() <= glance.at - at_hour(day, 9) < timedelta(days=2)
            for day in expected[glance.nik]
        )
    ]

    assert 0.35 < len(near) / len(planned.glances) < 0.65


def test_a_fault_that_strikes_one_channel_speaks_of_that_channel_s_services() -> None:
    codes = defaultdict(set)
    for planned in _worlds():
        for fault in planned.faults:
            if fault["fault"] == "code" and fault["partner"]:
                codes[fault["partner"] == "bni"].add(fault["args"]["code"][3:5])

    assert codes[True] <= {"15", "17", "36"}
    assert codes[False] <= {"37", "38", "39"}


def test_the_speed_changes_nothing_but_the_speed() -> None:
    slow = chaos_plan.plan(7, 12, 0.1)

    assert replace(slow, speed=bearable_speed(12, WORKERS)) == plan(7, 12)


@pytest.mark.parametrize("speed", [0.0, -1.0, float("inf"), float("nan")])
def test_a_clock_that_does_not_go_forward_is_refused(speed: float) -> None:
    with pytest.raises(ValueError, match="SPEED"):
        chaos_plan.plan(1, 12, speed)


@pytest.mark.parametrize("people", [0, 4, 10_000])
def test_a_number_of_people_that_makes_no_world_is_refused(people: int) -> None:
    with pytest.raises(ValueError, match="PEOPLE"):
        chaos_plan.plan(1, people, 1.0)
