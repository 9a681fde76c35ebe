"""How long one try may begin requests: a process that slept acts on what it knew before.

A worker can be stopped for an hour between the row that says "sent" and the first byte, and then go
on as if nothing had happened, while others have settled the matter. So the time of a try is read
from the machine's own clock, which goes on while a process sleeps, just before the first byte.
"""

import time
from contextvars import ContextVar

_CLOCK = getattr(time, "CLOCK_BOOTTIME", time.CLOCK_MONOTONIC)
_ends: ContextVar[float | None] = ContextVar("try_ends", default=None)


def begin(seconds: float) -> None:
    """Let requests of this try be begun for so many real seconds from now on."""
    _ends.set(time.clock_gettime(_CLOCK) + seconds)


def is_over() -> bool:
    """Say whether this try may begin no request any more; False outside of a try."""
    ends = _ends.get()
    return ends is not None and time.clock_gettime(_CLOCK) > ends
