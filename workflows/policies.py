"""How long each activity may take and how it is repeated: the only place that says so.

No activity has a last attempt and none has a deadline of its own: a partner may be down for
weeks, and only a rule of the programme ends a wait. The delay between two looks at a partner
comes from the activity itself (`activities.patience`); the policy here is for what no activity
could explain, such as a worker that was killed.
"""

from datetime import timedelta
from typing import TypedDict

from temporalio.common import Priority, RetryPolicy
from temporalio.workflow import ActivityCancellationType

from domain.payouts import Channel

OLDEST_WAVES = 3
"""How many waves share a step of priority; the engine has five steps."""


def payouts_queue(task_queue: str, channel: Channel) -> str:
    """Return the task queue of a channel's payouts, beside that of journeys.

    One for each channel: a slow one keeps nobody else waiting, and its rate limit is a property of
    the queue, which the server keeps through every deploy.
    """
    return f"{task_queue}-payouts-{channel}"


def turn_of(wave: int) -> Priority:
    """Return the place of a wave when payouts queue up: the oldest first."""
    return Priority(priority_key=min(5, 1 + max(wave - 1, 0) // OLDEST_WAVES))


class Options(TypedDict, total=False):
    """The options of an activity that this project sets."""

    task_queue: str
    priority: Priority
    start_to_close_timeout: timedelta
    heartbeat_timeout: timedelta
    schedule_to_close_timeout: timedelta
    retry_policy: RetryPolicy
    cancellation_type: ActivityCancellationType


_AGAIN = RetryPolicy(
    initial_interval=timedelta(seconds=1),
    backoff_coefficient=2.0,
    # The server counts each quiet look as a try: without this bound, who waited for months would
    # wait a quarter of an hour more after a killed worker.
    maximum_interval=timedelta(seconds=30),
)

SILENT = timedelta(seconds=12)
"""A try that gives no sign of life for so long was killed with its worker, and is begun anew."""

WAIT: Options = {
    # One look at one partner: at most two calls of 15 seconds.
    "start_to_close_timeout": timedelta(seconds=60),
    "heartbeat_timeout": SILENT,
    "retry_policy": _AGAIN,
    # A look that has begun is awaited, so that its finding is never lost.
    "cancellation_type": ActivityCancellationType.WAIT_CANCELLATION_COMPLETED,
}

PAYOUT: Options = {
    # Account check, inquiry, send, each with a token and one repetition: at most ten calls of 15
    # seconds. A try that is taken for dead may go on beside its successor: the ledger lets only
    # one of the two send.
    "start_to_close_timeout": timedelta(seconds=180),
    "heartbeat_timeout": SILENT,
    "retry_policy": _AGAIN,
    # Money that may be on its way is never abandoned.
    "cancellation_type": ActivityCancellationType.WAIT_CANCELLATION_COMPLETED,
}

ANSWER_NOW: Options = {
    # Somebody waits at a screen: an account that cannot be checked now is checked later.
    "start_to_close_timeout": timedelta(seconds=35),
    "schedule_to_close_timeout": timedelta(seconds=120),
    "retry_policy": _AGAIN,
}

RECORD: Options = {
    "start_to_close_timeout": timedelta(seconds=30),
    "retry_policy": _AGAIN,
}
