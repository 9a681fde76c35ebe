"""Payments that are to go wrong: whose they are, and how the world is told of them."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum
from typing import Any

from domain.payouts import Channel, Outcome, TrancheKind
from records.bookings import Request
from tests.money.till import Place, Till, enrol, journey_of, opened, order_of
from tests.money.zygote import Errand
from tests.workflows.counterparts import Counterparts
from tests.workflows.lives import Life, account, at
from tests.workflows.rig import fault

PAYDAY = at("2020-08-13 09:00")
RELINKED_AFTER = timedelta(hours=4)
"""All others have begun by then: no two requests of one second may share a message id."""


class First(Enum):
    """What becomes of the first send of a payment."""

    ANSWERED = 1
    UNANSWERED = 2
    """It is booked, and its answer is lost."""
    NOT_BOOKED = 3
    """It is lost on its way: nobody knows it, and the same reference is sent again."""
    REFUSED = 4
    """So the journey orders a second generation, which is paid."""
    PAID_LATER = 5
    """It is refused as well, and booked half a day later all the same."""
    RELINKED = 6
    """It is refused for now, and another account is named: a second generation goes there."""


@dataclass(frozen=True)
class Payment:
    """Somebody's payment, and what becomes of its first send.

    No two begin in the same second, so that their message ids differ by themselves.
    """

    life: Life
    channel: str
    first: First
    minute: int

    @property
    def begins(self) -> datetime:
        return PAYDAY + timedelta(minutes=self.minute)

    @property
    def errand(self) -> Errand:
        if self.second is None:
            return Errand(order=order_of(self.life, self.channel, PAYDAY), now=self.begins)
        order = order_of(self.life, self.second, PAYDAY, link=2)
        return Errand(order=order, now=self.begins + RELINKED_AFTER)

    @property
    def second(self) -> str | None:
        """The channel of the account that was named after the first send."""
        if self.first is not First.RELINKED:
            return None
        return Channel.BNI if self.channel == Channel.DANA else Channel.DANA

    @property
    def fault(self) -> list[dict[str, Any]]:
        if self.first is First.ANSWERED:
            return []
        name, args = _FAULTS[self.first]
        if name == "code":
            # The middle of a code names the service: another one's would prove nothing.
            args = {"code": args["code"].replace("..", _SERVICES.get(self.channel, "38"))}
        own = {"account": self.life.number(self.channel), "operation": "send", "times": 1}
        return [fault(name, self.channel, **own, args=args)]


_FAULTS: dict[First, tuple[str, dict[str, Any]]] = {
    First.UNANSWERED: ("books_then_drops_answer", {}),
    First.NOT_BOOKED: ("drops_before_booking", {}),
    First.REFUSED: ("code", {"code": "403..18"}),
    First.RELINKED: ("code", {"code": "429..00"}),
    First.PAID_LATER: ("credits_late", {"after_days": 0.5}),
}


_SERVICES: dict[str, str] = {Channel.BNI: "17"}
"""Of transfers; wallets all have one number for theirs."""


async def tell(
    partners: Counterparts,
    place: Place,
    payments: Sequence[Payment],
    *,
    second: str | None = None,
) -> None:
    """Make these people known to us and to where they have accounts; some have a second one."""
    partners.tell(
        [payment.life for payment in payments],
        [
            account(payment.life, channel)
            for payment in payments
            for channel in (payment.channel, payment.second or second)
            if channel is not None
        ],
        [fault for payment in payments for fault in payment.fault],
    )
    async with opened(place) as till:
        for payment in payments:
            own = payment.second or second
            await enrol(till, payment.life, *filter(None, (payment.channel, own)))
            if payment.second is not None:
                await till.settle(order_of(payment.life, payment.channel, PAYDAY), payment.begins)


async def assert_paid_once(till: Till, payment: Payment, credited: list[str]) -> None:
    """Judge by the references that the partner credited and by every generation of our ledger.

    Only after a refusal there is a second one, and then at most one of them is paid.
    """
    journey = journey_of(payment.life)
    generations = await till.ledger.generations(journey, TrancheKind.TRAINING, 1)
    paid = [intent.reference for intent in generations if intent.outcome is Outcome.PAID]
    unpaid = [intent for intent in generations if intent.outcome is Outcome.NOT_PAID]
    assert len(credited) == 1, payment
    assert paid == credited, payment
    assert len(paid) + len(unpaid) == len(generations), payment
    most = 2 if payment.first in {First.REFUSED, First.PAID_LATER, First.RELINKED} else 1
    assert len(generations) <= most, payment
    if payment.second is not None:
        assert [intent.channel for intent in generations] == [payment.channel, payment.second]


async def requests_of(till: Till, payment: Payment) -> list[list[Request]]:
    """Return what was sent and asked under each of a payment's references."""
    journey = journey_of(payment.life)
    generations = await till.ledger.generations(journey, TrancheKind.TRAINING, 1)
    return [await till.ledger.requests(intent.reference) for intent in generations]


def references_by_nik(partners: Counterparts, payments: Sequence[Payment]) -> dict[str, list[str]]:
    """Return the references under which each person really got money."""
    references: dict[str, list[str]] = defaultdict(list)
    for row in partners.credits_of(*(payment.life for payment in payments)):
        references[row["owner_nik"]].append(row["reference"])
    return references
