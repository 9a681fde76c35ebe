"""Counts for Prometheus. Labels come from fixed lists: never a person, a voucher or a path."""

from collections import Counter
from collections.abc import Mapping
from typing import Final

CONTENT_TYPE: Final = "text/plain; version=0.0.4; charset=utf-8"

REQUESTS: Final = "prakerja_gateway_requests_total"
REQUEST_SECONDS: Final = "prakerja_gateway_request_seconds_total"
EVENTS: Final = "prakerja_gateway_events_total"
RELAYED: Final = "prakerja_gateway_relayed_total"
UNDELIVERED: Final = "prakerja_gateway_undelivered"

MOST_COUNTED: Final = 1000
"""A longer queue is shown as this: looking must stay cheap when the queue is long."""

_HELP: Final[Mapping[str, tuple[str, str]]] = {
    REQUESTS: ("counter", "Requests answered, by route and HTTP status."),
    REQUEST_SECONDS: ("counter", "Seconds spent answering, by route."),
    EVENTS: ("counter", "Well-signed events, by what became of them."),
    RELAYED: ("counter", "Attempts to bring an accepted event to its journey, by result."),
    UNDELIVERED: (
        "gauge",
        f"Accepted events that have not reached their journey yet (at most {MOST_COUNTED}).",
    ),
}

Labels = tuple[tuple[str, str], ...]


class Metrics:
    """The counters of this process, since it started."""

    def __init__(self) -> None:
        self._values: Counter[tuple[str, Labels]] = Counter()
        self._seconds: dict[Labels, float] = {}

    def count(self, name: str, **labels: str) -> None:
        """Add one."""
        self._values[name, tuple(sorted(labels.items()))] += 1

    def spent(self, seconds: float, **labels: str) -> None:
        """Add the duration of one request."""
        key = tuple(sorted(labels.items()))
        self._seconds[key] = self._seconds.get(key, 0.0) + seconds

    def text(self, *, undelivered: int) -> str:
        """Everything in Prometheus' text format."""
        lines: list[str] = []
        for name, (kind, sentence) in _HELP.items():
            lines += [f"# HELP {name} {sentence}", f"# TYPE {name} {kind}"]
            lines += self._samples(name, undelivered)
        return "\n".join(lines) + "\n"

    def _samples(self, name: str, undelivered: int) -> list[str]:
        if name == UNDELIVERED:
            return [f"{name} {undelivered}"]
        if name == REQUEST_SECONDS:
            return [
                f"{name}{_braces(labels)} {seconds:.6f}"
                for labels, seconds in sorted(self._seconds.items())
            ]
        return [
            f"{name}{_braces(labels)} {value}"
            for (counted, labels), value in sorted(self._values.items())
            if counted == name
        ]


def _braces(labels: Labels) -> str:
    return "{" + ",".join(f'{name}="{value}"' for name, value in labels) + "}" if labels else ""
