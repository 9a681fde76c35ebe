"""A look-up asks until nothing happened meanwhile, and for so long only as somebody waits."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any, cast

import pytest
from temporalio.client import WorkflowHandle

from engine.settled_answers import StillMoving, settled

MINUTE = timedelta(minutes=1)


@dataclass
class Description:
    """What the server says of a run."""

    history_length: int
    run_id: str = "run"


@dataclass
class Moving:
    """A journey whose history has these lengths, one at each description, the last for ever."""

    lengths: Sequence[int]
    described: int = 0
    asked: int = field(default=0)

    async def describe(self, **_: timedelta) -> Description:
        length = self.lengths[min(self.described, len(self.lengths) - 1)]
        self.described += 1
        return Description(length)

    async def ask(self) -> int:
        self.asked += 1
        await asyncio.sleep(0)
        return self.asked


def handle_of(journey: Moving) -> WorkflowHandle[Any, Any]:
    return cast("WorkflowHandle[Any, Any]", journey)


@pytest.mark.parametrize(("lengths", "asked"), [([7, 7], 1), ([7, 9, 9], 2), ([7, 9, 12, 12], 3)])
async def test_an_answer_counts_once_nothing_happened_while_it_was_given(
    lengths: list[int], asked: int
) -> None:
    journey = Moving(lengths)
    assert await settled(handle_of(journey), journey.ask, MINUTE) == asked


async def test_of_a_journey_that_never_rests_no_answer_counts() -> None:
    """A storm saw a promise told a day before it was made."""
    journey = Moving(range(10**9))
    with pytest.raises(StillMoving, match="the case is moving on just now"):
        await settled(handle_of(journey), journey.ask, timedelta(seconds=0.05))
    assert journey.asked


async def test_of_a_journey_that_does_not_answer_nothing_is_made_up() -> None:
    journey = Moving([7])

    async def nothing() -> int:
        await asyncio.sleep(60)
        return 1

    with pytest.raises(TimeoutError) as silence:
        await settled(handle_of(journey), nothing, timedelta(seconds=0.05))
    assert not isinstance(silence.value, StillMoving)


async def test_an_answer_that_did_not_stand_still_does_not_count_when_the_next_never_comes() -> (
    None
):
    journey = Moving([7, 9])

    async def once() -> int:
        if journey.asked:
            await asyncio.sleep(60)
        return await journey.ask()

    with pytest.raises(StillMoving):
        await settled(handle_of(journey), once, timedelta(seconds=0.05))
