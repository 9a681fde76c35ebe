"""When a run is over: nothing is under way, and whoever lacks something must act."""

from types import SimpleNamespace
from typing import Any, cast

import pytest

from rehearsal.play import Play
from rehearsal.rest import is_settled
from rehearsal.stories import Check, Expectation
from tests.workflows.lives import at

ENDS = at("2020-10-27 08:00")
NIK = "9901234567890000"


def play_of(paid_idr: int) -> Play:
    """Return a play in which somebody is expected to have been paid so much at the end."""
    wanted = Expectation(at="end", paid_idr=paid_idr)
    check = Check(story="storm", nik=NIK, at=ENDS, expectation=wanted)
    script = SimpleNamespace(checks=lambda: [check], world=SimpleNamespace(ends=ENDS))
    return cast("Play", SimpleNamespace(script=script))


def case(status: str, holder: str) -> dict[str, Any]:
    tranche = {"status": status, "amount_idr": 600_000, "kind": "training", "number": 1}
    return {"holder": {"party": holder}, "tranches": [tranche]}


@pytest.mark.parametrize(
    ("status", "holder", "settled"),
    [
        ("berhasil", "nobody", True),
        ("tertunda", "participant", True),
        ("tertunda", "payment_partner", False),
        ("dijadwalkan", "nobody", False),
        ("belum_pasti", "participant", False),
    ],
)
def test_a_run_is_over_once_only_participants_can_move_anything(
    status: str, holder: str, *, settled: bool
) -> None:
    assert is_settled(play_of(600_000), {NIK: case(status, holder)}) is settled


def test_who_has_no_case_yet_is_waited_for() -> None:
    assert not is_settled(play_of(600_000), {NIK: {}})


def test_who_cannot_be_had_just_now_is_waited_for() -> None:
    assert not is_settled(play_of(600_000), {NIK: {"version": 0}})
