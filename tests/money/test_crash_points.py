"""kill -9 at every step of a payment, at every channel: paid once, whatever was left behind."""

from collections.abc import Sequence

import pytest

from domain.payouts import Channel
from tests.money.killings import (
    SENT,
    Point,
    assert_each_kill_is_survived,
    points_at,
    survived_soon,
)
from tests.money.payments import First
from tests.money.steps import CALLS, ENDS, TELLING
from tests.money.till import Place
from tests.money.zygote import Zygote
from tests.workflows.counterparts import Counterparts

pytestmark = pytest.mark.timeout(600)
POINTS = {f"{moment} {call}" for call in CALLS for moment in ("before", "after")} | set(TELLING)
FIRST_IS_BOOKED = (First.ANSWERED, First.UNANSWERED)
FIRST_IS_REFUSED = (First.REFUSED, First.PAID_LATER)
"""The second at two channels only: its days are lived one by one, and finding it asks nothing of a
channel but an inquiry."""
FOUND_PAID = {f"{moment} ledger.found_paid" for moment in ("before", "after")}
BEFORE_A_SECOND = {
    f"{moment} {call}"
    for call in ("ledger.generations", "ledger.requests", "channel.inquire", "ledger.intend")
    for moment in ("before", "after")
}
BEFORE_A_REPEAT = {
    f"{moment} {call}"
    for call in ("switches.current", "channel.check", "ledger.generations", "ledger.attempt")
    for moment in ("before", "after")
} | {"before channel.send", "after channel.send"}
CLOSED_AND_BEGUN = {
    *("before ledger.close", ENDS, "before channel.inquire", "before ledger.intend"),
    *("before ledger.attempt", "before channel.send", "before ledger.answer"),
}
"""What lies between was killed after a refusal."""
SOON_AND_LATE = (Channel.DANA, Channel.OVO)
"""The one is asked after silence, to the other the same is sent again. Elsewhere the late survivor
of a death finds what the soon one finds; only around a send does the pause itself say what may be
asked and what a "not found" is worth (LinkAja waits a minute, GoPay ten): there it is both, too."""
AROUND_A_SEND = {"after ledger.attempt", SENT, "after ledger.answer"}


@pytest.mark.parametrize("channel", Channel)
async def test_a_kill_at_any_step_neither_loses_nor_doubles_a_payment(
    partners: Counterparts, place: Place, zygotes: list[Zygote], channel: str
) -> None:
    points = await points_at(partners, place, zygotes, channel, FIRST_IS_BOOKED)

    assert {point.name for point in points} == POINTS - FOUND_PAID
    await assert_each_kill_is_survived(partners, place, zygotes, channel, chosen(channel, points))


@pytest.mark.parametrize("channel", Channel)
async def test_a_kill_at_any_step_after_a_send_that_never_arrived_sends_the_same_again(
    partners: Counterparts, place: Place, zygotes: list[Zygote], channel: str
) -> None:
    """Only here are two sends of one reference both meant: none may be of another one."""
    every = await points_at(partners, place, zygotes, channel, (*FIRST_IS_BOOKED, First.NOT_BOOKED))
    points = of(every, First.NOT_BOOKED)

    if channel != Channel.OVO:
        # There the first silence is answered by a repeat, as when it was booked.
        assert {point.name for point in points} >= BEFORE_A_REPEAT
    await assert_each_kill_is_survived(partners, place, zygotes, channel, soon_and_late(points))


@pytest.mark.parametrize("channel", Channel)
async def test_a_kill_at_any_step_after_a_relink_pays_once_and_to_the_new_account(
    partners: Counterparts, place: Place, zygotes: list[Zygote], channel: str
) -> None:
    """Nothing had left for the old one: it is closed, and the second generation is another's."""
    every = await points_at(partners, place, zygotes, channel, (First.RELINKED,))
    points = [point for point in survived_soon(every) if point.name in CLOSED_AND_BEGUN]

    assert {point.name for point in points} == CLOSED_AND_BEGUN
    await assert_each_kill_is_survived(partners, place, zygotes, channel, points)


@pytest.mark.parametrize("channel", Channel)
async def test_a_kill_at_any_step_after_a_refusal_pays_under_one_of_the_references(
    partners: Counterparts, place: Place, zygotes: list[Zygote], channel: str
) -> None:
    refused = FIRST_IS_REFUSED if channel in SOON_AND_LATE else (First.REFUSED,)
    every = await points_at(partners, place, zygotes, channel, (*FIRST_IS_BOOKED, *refused))
    points = of(every, *refused)

    names = {point.name for point in points}
    assert names >= BEFORE_A_SECOND
    if First.PAID_LATER in refused:
        assert names >= FOUND_PAID
    await assert_each_kill_is_survived(partners, place, zygotes, channel, survived_soon(points))


def chosen(channel: str, points: Sequence[Point]) -> list[Point]:
    """Leave out deaths that differ from another one in nothing but the survivor's hour."""
    return list(points) if channel in SOON_AND_LATE else soon_and_late(points)


def soon_and_late(points: Sequence[Point]) -> list[Point]:
    """Leave out the late ones but around a send."""
    late = [point for point in points if point.name in AROUND_A_SEND]
    return [*survived_soon(points), *late]


def of(points: Sequence[Point], *firsts: First) -> list[Point]:
    """Return the points of payments whose first send became one of these."""
    return [point for point in points if point.first in firsts]
