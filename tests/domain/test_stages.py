import itertools
import subprocess
import sys
from pathlib import Path

import pytest

from domain.stages import MOVES, IllegalMove, Stage, diagram, moved

ROOT = Path(__file__).parents[2]
ALLOWED = [
    ("enrolled", "redeemed"),
    ("enrolled", "closed"),
    ("redeemed", "learned"),
    ("redeemed", "closed"),
    ("learned", "rated"),
    ("learned", "closed"),
    ("rated", "reported"),
    ("rated", "closed"),
    ("reported", "certified"),
    ("reported", "closed"),
    ("certified", "paid"),
    ("paid", "closed"),
]


@pytest.mark.parametrize(("current", "following"), list(itertools.product(Stage, Stage)))
def test_a_stage_leads_to_the_stages_of_the_programme_and_to_no_other(
    current: Stage, following: Stage
) -> None:
    if (current, following) in ALLOWED:
        assert moved(current, following) is following
    else:
        with pytest.raises(IllegalMove, match=f"{current} does not lead to {following}"):
            moved(current, following)


def test_every_stage_has_its_row_in_the_table() -> None:
    assert set(MOVES) == set(Stage)


@pytest.mark.parametrize("stage", list(Stage))
def test_every_stage_is_reached_from_the_enrolment(stage: Stage) -> None:
    assert stage in _reachable(Stage.ENROLLED)


@pytest.mark.parametrize("stage", list(Stage))
def test_every_stage_leads_to_the_end(stage: Stage) -> None:
    assert Stage.CLOSED in _reachable(stage)


@pytest.mark.parametrize("stage", list(Stage))
def test_no_stage_is_ever_reached_again(stage: Stage) -> None:
    assert all(stage not in _reachable(following) for following in MOVES[stage])


def test_after_the_certificate_only_payment_leads_to_the_end() -> None:
    assert MOVES[Stage.CERTIFIED] == {Stage.PAID}


def test_the_diagram_shows_every_move_once() -> None:
    arrows = [line.strip() for line in diagram().splitlines() if "-->" in line]

    assert sorted(arrows) == sorted(
        [f"{current} --> {following}" for current, following in ALLOWED]
        + ["[*] --> enrolled", "closed --> [*]"]
    )


def test_the_page_about_the_journey_shows_the_diagram_as_it_is_printed() -> None:
    printed = subprocess.run(
        [sys.executable, "-m", "domain.stages"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    ).stdout

    assert printed == diagram()
    assert f"```mermaid\n{printed}```\n" in (ROOT / "docs/journey.md").read_text(encoding="utf-8")


def _reachable(stage: Stage) -> set[Stage]:
    found = {stage}
    while further := {following for known in found for following in MOVES[known]} - found:
        found |= further
    return found
