"""A payday on a real engine, at wallets that take only so many transfers a second.

One day for all tests: a channel whose queue has the channel's own limit, and one without any, both
behind 429 with Retry-After. The worker is killed when half are paid.
"""

from collections.abc import Mapping, Sequence
from datetime import timedelta

import pytest

from benchmarks.payday.figures import Line, in_a_second, in_flight, mean_places, order_of, ranks
from benchmarks.payday.people import Till
from benchmarks.payday.run import Result, Setting, measure
from benchmarks.payday.worker import Send
from domain.payouts import Channel, Outcome

pytestmark = pytest.mark.timeout(240)

LIMITED = Till(Channel.DANA, people=32, takes=6, limit=6)
FREE = Till(Channel.BNI, people=8, takes=0.5, limit=None)
"""Its eight transfers of one moment cannot but be too many."""


@pytest.fixture(scope="module")
async def day(tmp_path_factory: pytest.TempPathFactory) -> Result:
    setting = Setting(
        # The free channel first: its people must all be ready when the day begins.
        tills=[FREE, LIMITED],
        folder=tmp_path_factory.mktemp("payday") / "system",
        speed=240,
        lead=timedelta(seconds=12),
        patience=timedelta(seconds=90),
    )
    return await measure(setting, lambda _what, _done: None)


@pytest.fixture
def lines(day: Result) -> Mapping[str, Line]:
    return {line.channel: line for line in day.lines}


@pytest.mark.parametrize("till", [LIMITED, FREE], ids=["limited", "free"])
def test_everybody_is_paid_exactly_once(lines: Mapping[str, Line], till: Till) -> None:
    line = lines[till.channel]

    assert (line.paid_once, line.credits) == (till.people, till.people)


def test_everybody_is_told_so(day: Result) -> None:
    assert day.all_told


def test_nobody_is_ever_shown_as_failed_or_without_a_reason(day: Result) -> None:
    assert day.seen.get("gagal", 0) == 0
    assert day.unexplained == 0


def test_without_a_limit_of_ours_the_channel_refuses_some_and_they_are_sent_again(
    lines: Mapping[str, Line],
) -> None:
    line = lines[FREE.channel]

    assert line.refused > 0
    assert line.sends >= line.people + line.refused


def test_the_limit_outlives_the_worker(day: Result, lines: Mapping[str, Line]) -> None:
    assert day.restarts == 1
    assert lines[LIMITED.channel].limit_at_the_end == LIMITED.limit
    assert lines[FREE.channel].limit_at_the_end is None


def _sent(*times: tuple[float, float]) -> list[Send]:
    return [
        Send(channel=Channel.DANA, begun=begun, ended=ended, outcome=Outcome.PAID)
        for begun, ended in times
    ]


@pytest.mark.parametrize(
    ("times", "most"),
    [
        ([], 0),
        ([(0, 1), (1, 2)], 1),
        ([(0, 3), (1, 2), (2.5, 4)], 2),
        ([(0, 9), (1, 8), (2, 7)], 3),
    ],
)
def test_transfers_in_flight_are_those_that_overlap(
    times: Sequence[tuple[float, float]], most: int
) -> None:
    assert in_flight(_sent(*times)) == most


def test_a_second_is_any_second_and_not_one_of_the_clock() -> None:
    assert in_a_second(_sent((0.9, 1), (1.1, 2), (1.8, 2), (1.95, 3))) == 3


def test_the_order_is_whole_when_every_step_comes_before_the_next() -> None:
    assert order_of([1, 2, 3, 4, 5]) == 1
    assert order_of([5, 4, 3, 2, 1]) == -1
    assert order_of([1, 1, 2, 2]) == pytest.approx(0.894)


def test_who_is_alone_with_one_step_has_no_order() -> None:
    assert order_of([2, 2, 2]) is None
    assert order_of([]) is None


def test_equals_share_a_rank() -> None:
    assert ranks([3, 1, 3]) == [2.5, 1, 2.5]


def test_a_step_stands_where_its_people_stand_on_average() -> None:
    assert mean_places([1, 2, 1, 2]) == {1: 2, 2: 3}
