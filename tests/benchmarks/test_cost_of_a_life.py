import pytest
from temporalio.api.enums.v1 import EventType
from temporalio.api.history.v1 import HistoryEvent

from benchmarks.counting import above_idle, cost_of, cpu_seconds, mean_of, ratio, type_name

STARTED = HistoryEvent(event_type=EventType.EVENT_TYPE_WORKFLOW_EXECUTION_STARTED)
TIMER = HistoryEvent(event_type=EventType.EVENT_TYPE_TIMER_STARTED)
FIRED = HistoryEvent(event_type=EventType.EVENT_TYPE_TIMER_FIRED)
SCHEDULED = HistoryEvent(event_type=EventType.EVENT_TYPE_ACTIVITY_TASK_SCHEDULED)
BEGUN = HistoryEvent(event_type=EventType.EVENT_TYPE_ACTIVITY_TASK_STARTED)
SIGNALED = HistoryEvent(event_type=EventType.EVENT_TYPE_WORKFLOW_EXECUTION_SIGNALED)
ACCEPTED = HistoryEvent(event_type=EventType.EVENT_TYPE_WORKFLOW_EXECUTION_UPDATE_ACCEPTED)
COMPLETED = HistoryEvent(event_type=EventType.EVENT_TYPE_WORKFLOW_EXECUTION_UPDATE_COMPLETED)
UPSERTED = HistoryEvent(event_type=EventType.EVENT_TYPE_UPSERT_WORKFLOW_SEARCH_ATTRIBUTES)
TASK = HistoryEvent(event_type=EventType.EVENT_TYPE_WORKFLOW_TASK_SCHEDULED)


@pytest.mark.parametrize("billed", [STARTED, TIMER, SIGNALED, ACCEPTED, UPSERTED])
def test_each_of_these_events_is_one_action(billed: HistoryEvent) -> None:
    assert cost_of([billed], tries=0).actions == 1


@pytest.mark.parametrize("free", [FIRED, COMPLETED, TASK])
def test_what_follows_from_an_action_is_none_of_its_own(free: HistoryEvent) -> None:
    assert cost_of([free], tries=0).actions == 0


def test_an_activity_is_one_action_for_each_try_and_none_for_its_events() -> None:
    cost = cost_of([SCHEDULED, BEGUN], tries=7)
    assert cost.actions == 7
    assert cost.count == 2


def test_a_life_costs_its_start_its_tries_and_what_it_was_told() -> None:
    assert cost_of([STARTED, TASK, SCHEDULED, BEGUN, ACCEPTED, COMPLETED], tries=3).actions == 5


def test_events_and_bytes_are_counted_by_type() -> None:
    cost = cost_of([TIMER, FIRED, TIMER], tries=0)
    assert cost.events == {"TimerStarted": 2, "TimerFired": 1}
    assert cost.bytes_of["TimerStarted"] == 2 * TIMER.ByteSize()
    assert cost.size == 2 * TIMER.ByteSize() + FIRED.ByteSize()


def test_an_event_is_called_as_in_the_web_pages() -> None:
    assert type_name(UPSERTED) == "UpsertWorkflowSearchAttributes"


@pytest.mark.parametrize("command", ["python", "temporal server", "a) S 1 (b"])
def test_cpu_time_is_read_whatever_the_command_is_called(command: str) -> None:
    stat = f"4242 ({command}) S 1 4242 4242 0 -1 4194560 900 0 0 0 150 50 7 9 20 0 8 0 12345"
    assert cpu_seconds(stat, ticks_per_second=100) == pytest.approx(2.0)


def test_what_an_idle_process_uses_is_not_charged_to_the_lives() -> None:
    assert above_idle(used=5.0, seconds=40.0, idle_share=0.05) == pytest.approx(3.0)


def test_less_than_idle_is_nothing_rather_than_less_than_nothing() -> None:
    assert above_idle(used=1.0, seconds=40.0, idle_share=0.05) == 0.0


def test_a_mean_counts_those_that_lack_a_name_as_none() -> None:
    assert mean_of([{"a": 4, "b": 1}, {"a": 2}]) == {"a": 3.0, "b": 0.5}


def test_a_mean_tells_the_largest_first() -> None:
    assert list(mean_of([{"small": 1, "large": 9}])) == ["large", "small"]


def test_a_floor_of_nothing_gives_no_ratio() -> None:
    assert ratio(3.0, 0.0) is None


def test_a_ratio_is_ours_over_the_floor() -> None:
    assert ratio(3.0, 4.0) == pytest.approx(0.75)
