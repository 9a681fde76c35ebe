"""Every world of a few sends to a provider that numbers orders and keeps its own rule.

A repeat of an order that lives is answered with that order's number; of one that is dead, or that
it never heard of, it is a new order. Answers are lost, name the number or do not, and a send may
be stuck on its way for hours.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import timedelta

from activities.numbers import speaks_for_all, their_reference
from domain.payouts import Channel, Outcome
from domain.ports import Answer
from domain.reasons import Reason
from records.bookings import Request
from tests.workflows.lives import at

SENDS = 3
SOON, LATE = timedelta(minutes=16), timedelta(hours=13)
STUCK_FOR = timedelta(hours=6)
"""No send comes in later than that."""

LIMITED = Answer(outcome=Outcome.NOT_PAID, cause=Reason.PAYOUT_QUEUED, code="4293800")
NEVER_LEFT = Answer(outcome=Outcome.NOT_PAID, cause=Reason.CHANNEL_DOWN)
LOST = Answer(outcome=Outcome.UNKNOWN)
TAKEN = Answer(outcome=Outcome.ACCEPTED, code="2023800")
UNCLEAR = Answer(outcome=Outcome.UNKNOWN, code="5043800")
REFUSED = Answer(outcome=Outcome.NOT_PAID, cause=Reason.CHANNEL_DOWN, code="4033806")


@dataclass(frozen=True)
class World:
    """What we know of the sends, and which order may still pay."""

    story: tuple[str, ...] = ()
    sends: tuple[Request, ...] = ()
    alive: str | None = None
    orders: int = 0
    stuck: tuple[Request, ...] = ()

    def sent(self, what: str, answer: Answer | None, gap: timedelta) -> "World":
        """Add a send as the ledger holds it."""
        when = self.sends[-1].at + gap if self.sends else at("2020-08-13 09:00")
        request = Request(
            sequence=len(self.sends) + 1,
            reference="1" * 18,
            channel=Channel.OVO,
            external_id="1" * 19,
            action="send",
            at=when,
            answer=answer,
        )
        return replace(self, story=(*self.story, what), sends=(*self.sends, request))

    def died(self) -> "World":
        """Mark the order that lives as failed."""
        return replace(self, story=(*self.story, f"{self.alive} dies"), alive=None)

    def came_in(self) -> "World":
        """Let a stuck send arrive: of a reference without a living order, it is a new one."""
        number = f"dis-{self.orders + 1}"
        news = replace(self, story=(*self.story, "a stuck send comes in"), stuck=())
        return news if self.alive else replace(news, alive=number, orders=self.orders + 1)


def next_sends(world: World) -> Iterator[World]:
    """Yield every way in which one more send can go."""
    for gap in (SOON, LATE) if world.sends else (SOON,):
        stuck = world.sent("stuck", LOST, gap)
        yield replace(stuck, stuck=(*world.stuck, stuck.sends[-1]))
        for name, said in (("limited", LIMITED), ("never left", NEVER_LEFT), ("lost", LOST)):
            yield world.sent(name, said, gap)
        number = world.alive or f"dis-{world.orders + 1}"
        orders = world.orders if world.alive else world.orders + 1
        for answer in (TAKEN, UNCLEAR, LOST, None):
            for named in (None, number):
                if named and answer in (LOST, None):
                    continue
                told = answer and answer.model_copy(update={"partner_reference": named})
                after = world.sent(f"{number} {told and told.outcome} {named}", told, gap)
                yield replace(after, alive=number, orders=orders)
        if world.alive is None:
            for named in (None, number):
                refused = REFUSED.model_copy(update={"partner_reference": named})
                yield replace(world.sent(f"refused {named}", refused, gap), orders=orders)


def worlds(world: World) -> Iterator[World]:
    """Yield this world and all that can come of it."""
    if world.sends:
        yield world
    if world.alive:
        yield from worlds(world.died())
    if world.stuck and world.sends[-1].at - world.stuck[0].at < STUCK_FOR:
        yield from worlds(world.came_in())
    if len(world.sends) < SENDS:
        for after in next_sends(world):
            yield from worlds(after)


def test_a_no_is_believed_in_no_world_in_which_another_order_may_pay() -> None:
    """Asked by a number whose order is dead, the partner says no: nothing else may be alive."""
    believed = looked = 0
    for world in worlds(World()):
        looked += 1
        sends = list(world.sends)
        if not speaks_for_all(sends):
            continue
        asked_with = their_reference(sends)
        if asked_with == world.alive:
            continue
        believed += 1
        assert world.alive is None, (asked_with, world.story)
    assert looked > 10_000
    assert believed > 100, "what believes nothing would prove nothing"
