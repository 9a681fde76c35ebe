"""How an activity waits: it fails with the delay of its next try, and the server keeps the time.

Such a wait adds nothing to the history, survives every process and shows in the engine's own
list of pending activities. What one try must tell the next travels as heartbeat details.
"""

from datetime import datetime, timedelta

from temporalio import activity
from temporalio.exceptions import ApplicationError, ApplicationErrorCategory

from activities.names import LATER
from domain.clock import Clock
from domain.reasons import Reason


def started_at(clock: Clock) -> datetime:
    """Return the programme time of this try; the engine's clock, so that it may skip time."""
    return clock.programme(activity.info().started_time)


def later(clock: Clock, delay: timedelta) -> ApplicationError:
    """Return the failure to raise in order to be tried again after a programme time."""
    return ApplicationError(
        "waiting",
        type=LATER,
        next_retry_delay=clock.real_duration(delay),
        category=ApplicationErrorCategory.BENIGN,
    )


class Trouble:
    """One reason that lasts over several tries: since when, and how often it was met."""

    def __init__(self, reason: Reason, now: datetime) -> None:
        self.reason = reason
        self.since = now
        self.times = 1
        details = activity.info().heartbeat_details
        if len(details) == 3 and details[0] == reason:  # noqa: PLR2004 - what `remember` wrote
            self.since = datetime.fromisoformat(details[1])
            self.times = int(details[2]) + 1

    def remember(self) -> None:
        """Tell the next try."""
        activity.heartbeat(str(self.reason), self.since.isoformat(), self.times)


def forget_trouble() -> None:
    """Tell the next try that the trouble of earlier ones is over."""
    if any(activity.info().heartbeat_details):
        activity.heartbeat("", "", 0)


def backoff(times: int, *, first: timedelta, longest: timedelta) -> timedelta:
    """Return a delay that doubles with each time, up to the longest."""
    # 2 ** 30 first delays are beyond any programme; larger powers would overflow a timedelta.
    return min(first * (1 << min(times - 1, 30)), longest)
