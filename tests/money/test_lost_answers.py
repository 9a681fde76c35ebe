"""Every first send is booked and its answer lost: one credit each, unclear first, then paid."""

import os
from collections import Counter
from dataclasses import replace

import pytest

from domain.payouts import TrancheStatus
from tests.money.lost_answers import at_tills, live_through
from tests.money.lost_figures import TRANCHES, Figures
from tests.money.till import Place
from tests.workflows.counterparts import Counterparts
from tests.workflows.rig import Rig

PEOPLE = int(os.environ.get("LOST_ANSWERS_PEOPLE", "10"))
SECONDS = max(600, 10 * PEOPLE)
"""At full size, 500 people, it is the machine that says how long they live."""


@pytest.mark.timeout(SECONDS)
async def test_no_lost_answer_pays_twice_or_shows_anybody_a_failure(eve: Rig) -> None:
    """Through whole journeys, asked for their case file whenever somebody could look."""
    figures = await live_through(eve, PEOPLE)

    assert figures.broken() == []
    assert figures.seen, "nobody looked"


@pytest.mark.timeout(SECONDS)
async def test_no_lost_answer_pays_twice_at_any_channel(
    partners: Counterparts, place: Place
) -> None:
    figures = await at_tills(place, partners, PEOPLE)

    assert figures.broken() == []


def test_the_verdict_of_the_long_run_sees_what_it_is_there_to_see() -> None:
    """Its exit code is all that anybody reads of 2,000 payments: so it must not be blind."""
    due = TRANCHES * 2
    well = Figures(
        people=2,
        credits=[(f"nik-{n % 2}", f"reference-{n}") for n in range(due)],
        fired=due,
        while_unclear=Counter({TrancheStatus.BELUM_PASTI: due}),
        afterwards=Counter({TrancheStatus.BERHASIL: due}),
        seen=Counter({TrancheStatus.BERHASIL: due}),
        told=Counter({("promised", "unknown", "paid"): due}),
        references=Counter({1: due}),
        sends=Counter({1: due}),
    )
    paid_twice = [*well.credits, ("nik-0", "reference-of-its-own")]
    seen = Counter({**well.seen, TrancheStatus.GAGAL: 1})

    assert well.broken() == []
    assert "exactly 8 credits" in replace(well, credits=paid_twice).broken()
    assert "exactly 8 credits" in replace(well, credits=well.credits[1:]).broken()
    assert replace(well, references=Counter({1: due - 1, 2: 1})).broken() == ["no second reference"]
    assert replace(well, seen=seen).broken() == ["nobody shown gagal"]
    assert replace(well, fired=0).broken() == ["each first send loses its answer"]
