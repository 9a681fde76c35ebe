"""What a history holds and what a process has used, counted. Pure; nothing here measures.

Actions are counted as Temporal Cloud bills them: the start, every try of an activity, a timer, a
signal, an update and a search attribute upsert are one each; queries of ours are not made.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from statistics import fmean

from temporalio.api.enums.v1 import EventType
from temporalio.api.history.v1 import HistoryEvent

BILLED = frozenset(
    {
        EventType.EVENT_TYPE_WORKFLOW_EXECUTION_STARTED,
        EventType.EVENT_TYPE_TIMER_STARTED,
        EventType.EVENT_TYPE_WORKFLOW_EXECUTION_SIGNALED,
        EventType.EVENT_TYPE_WORKFLOW_EXECUTION_UPDATE_ACCEPTED,
        EventType.EVENT_TYPE_UPSERT_WORKFLOW_SEARCH_ATTRIBUTES,
    }
)
"""Events that are one action each; tries of activities leave no event of their own."""

_CPU_FIELDS = slice(11, 13)
"""User and system time among the fields of /proc/PID/stat that follow the command's name."""


@dataclass(frozen=True, slots=True)
class HistoryCost:
    """What one life has left in the engine."""

    events: Mapping[str, int]
    """How many of each type."""
    bytes_of: Mapping[str, int] = field(repr=False)
    """Size as stored, so encrypted, of all events of each type."""
    actions: int

    @property
    def count(self) -> int:
        """Number of events."""
        return sum(self.events.values())

    @property
    def size(self) -> int:
        """Bytes of all events."""
        return sum(self.bytes_of.values())


def cost_of(history: Iterable[HistoryEvent], tries: int) -> HistoryCost:
    """Count a history; `tries` is how often its activities were begun, retries included.

    The worker counts the tries: an activity that was completed from outside has a start in its
    history that never took place.
    """
    events: Counter[str] = Counter()
    sizes: Counter[str] = Counter()
    billed = 0
    for event in history:
        name = type_name(event)
        events[name] += 1
        sizes[name] += event.ByteSize()
        billed += event.event_type in BILLED
    return HistoryCost(dict(events), dict(sizes), billed + tries)


def type_name(event: HistoryEvent) -> str:
    """Return an event's type as people write it: `ActivityTaskStarted`."""
    words = EventType.Name(event.event_type).removeprefix("EVENT_TYPE_").split("_")
    return "".join(word.capitalize() for word in words)


def cpu_seconds(stat: str, ticks_per_second: int) -> float:
    """Return the CPU time of a process from the text of its /proc/PID/stat.

    The command's name is in brackets and may itself hold spaces and brackets.
    """
    user, system = stat.rpartition(")")[2].split()[_CPU_FIELDS]
    return (int(user) + int(system)) / ticks_per_second


def above_idle(used: float, seconds: float, idle_share: float) -> float:
    """Return CPU seconds less what the process uses of each second when nobody asks anything."""
    return max(0.0, used - seconds * idle_share)


def mean_of(counts: Sequence[Mapping[str, int]]) -> dict[str, float]:
    """Return the mean of each name over all, the largest first; one that lacks it has none."""
    names = {name for each in counts for name in each}
    means = {name: fmean(each.get(name, 0) for each in counts) for name in names}
    return dict(sorted(means.items(), key=lambda item: (-item[1], item[0])))


def ratio(ours: float, floor: float) -> float | None:
    """Return ours in units of the floor; None where the floor is nothing."""
    return None if floor == 0 else ours / floor
