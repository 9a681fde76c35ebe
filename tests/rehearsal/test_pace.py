"""A machine that is busy is found to be slow, and none is taken for faster than two free cores."""

from rehearsal.pace import SLOWEST, slowness


def test_a_machine_is_at_most_eight_times_slower_and_never_faster() -> None:
    assert 1.0 <= slowness() <= SLOWEST
