"""Every first send is booked and its answer lost: one credit each, unclear first, then paid."""

import os
from collections import Counter

import pytest

from domain.payouts import TrancheStatus
from tests.money.lost_answers import PAYDAYS, Figures, at_tills, live_through
from tests.money.till import Place
from tests.workflows.counterparts import Counterparts
from tests.workflows.rig import Rig

PEOPLE = int(os.environ.get("LOST_ANSWERS_PEOPLE", "10"))


@pytest.mark.timeout(600)
async def test_no_lost_answer_pays_twice_or_shows_anybody_a_failure(eve: Rig) -> None:
    """Through whole journeys, asked for their case file whenever somebody could look."""
    figures = await live_through(eve, PEOPLE)

    assert_paid_once_each(figures)
    assert figures.told == {("promised", "unknown", "paid"): PEOPLE * len(PAYDAYS)}
    assert figures.while_unclear == {TrancheStatus.BELUM_PASTI: PEOPLE * len(PAYDAYS)}
    assert figures.afterwards == {TrancheStatus.BERHASIL: PEOPLE * len(PAYDAYS)}
    assert TrancheStatus.GAGAL not in figures.seen


@pytest.mark.timeout(600)
async def test_no_lost_answer_pays_twice_at_any_channel(
    partners: Counterparts, place: Place
) -> None:
    figures = await at_tills(place, partners, PEOPLE)

    assert_paid_once_each(figures)
    assert figures.told == {("unknown", "paid"): PEOPLE * len(PAYDAYS)}


def assert_paid_once_each(figures: Figures) -> None:
    tranches = PEOPLE * len(PAYDAYS)
    assert figures.fired == tranches, "each first send loses its answer"
    assert len(figures.credits) == len(set(figures.credits)) == tranches
    assert set(Counter(nik for nik, _ in figures.credits).values()) == {len(PAYDAYS)}
    assert figures.references == {1: tranches}
    assert max(figures.sends) <= 2
