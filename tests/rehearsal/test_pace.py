"""A machine that is busy is found to be slow, and none is trusted to stay as free as it is."""

from rehearsal.pace import CALMEST, SLOWEST, slowness


def test_a_machine_is_at_most_eight_times_slower_and_never_taken_for_quite_free() -> None:
    assert 1 < CALMEST <= slowness() <= SLOWEST
