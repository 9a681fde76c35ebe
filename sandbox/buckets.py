"""Token buckets: how many requests somebody takes in a real second."""

import time
from collections.abc import Callable, Hashable


class Buckets:
    """One bucket per key, full at first; real time, because a caller's machine is real too."""

    def __init__(self, monotonic: Callable[[], float] = time.monotonic) -> None:
        self._monotonic = monotonic
        self._levels: dict[Hashable, tuple[float, float]] = {}

    def take(self, key: Hashable, per_second: float) -> bool:
        """Take one token out of a bucket; False if none is left.

        A bucket holds what flows in during one second, and at least one.
        """
        now, most = self._monotonic(), max(1.0, per_second)
        level, since = self._levels.get(key, (most, now))
        level = min(most, level + (now - since) * per_second)
        taken = level >= 1.0
        self._levels[key] = (level - 1.0 if taken else level, now)
        return taken
