"""Several payments at once, of which exactly one goes a step at a time: the seed says which.

So every interleaving of their steps can be had, and had again.
"""

import asyncio
import random
from collections.abc import Awaitable, Coroutine
from typing import Any


class Turnstile:
    """Lets those who stand at a step through one by one, whenever nobody is between two steps."""

    def __init__(self, seed: int) -> None:
        self._chance = random.Random(seed)  # noqa: S311 - a choice that can be repeated
        self._waiting: list[asyncio.Future[None]] = []
        self._walking = 0

    async def step(self, _: str) -> None:
        """Wait for one's turn; to be given to each as its `Announce`."""
        turn: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._waiting.append(turn)
        self._walking -= 1
        self._admit()
        await turn

    async def walk(self, *walks: Coroutine[Any, Any, Any]) -> list[Any]:
        """Run these at once and return what each returns."""
        self._walking = len(walks)
        return await asyncio.gather(*(self._walked(walk) for walk in walks))

    async def _walked(self, walk: Awaitable[Any]) -> Any:
        try:
            return await walk
        finally:
            self._walking -= 1
            self._admit()

    def _admit(self) -> None:
        if self._walking == 0 and self._waiting:
            self._walking = 1
            self._waiting.pop(self._chance.randrange(len(self._waiting))).set_result(None)
