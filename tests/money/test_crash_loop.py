"""A worker that dies every two seconds while people are to be paid: after the last time all are.

The worker serves journeys and payouts alike: with it dies also whoever is told what was paid.
"""

from datetime import timedelta

import pytest

from benchmarks.payday.people import Till
from benchmarks.payday.run import Result, Setting, measure
from domain.payouts import Channel

pytestmark = pytest.mark.timeout(240)
KILLS = 6
TILLS = [
    Till(Channel.DANA, people=5, takes=50, limit=None),
    Till(Channel.GOPAY, people=4, takes=50, limit=None),
]
"""Nothing slows them but the four programme minutes over which one instant is spread: payments are
begun in each of the worker's first lives, and what they leave behind is taken up in the others."""
SPEED = 60


@pytest.fixture(scope="module")
async def day(tmp_path_factory: pytest.TempPathFactory) -> Result:
    setting = Setting(
        tills=TILLS,
        folder=tmp_path_factory.mktemp("crash-loop") / "system",
        speed=SPEED,
        lead=timedelta(seconds=15),
        # No limit but the suite's: who is slow is not lost.
        patience=timedelta(seconds=200),
        crash_loop=KILLS,
    )
    return await measure(setting, lambda _what, _done: None)


def test_after_the_last_death_everybody_is_paid_once(day: Result) -> None:
    assert day.restarts == KILLS
    assert [(line.paid_once, line.credits) for line in day.lines] == [
        (till.people, till.people) for till in TILLS
    ]


def test_everybody_is_told_so_and_nobody_ever_anything_untrue(day: Result) -> None:
    assert day.all_told, day.seen
    assert day.seen.get("gagal", 0) == 0
    assert day.unexplained == 0
