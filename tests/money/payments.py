"""Payments that are to go wrong: whose they are, and how the world is told of them."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from tests.money.till import Place, enrol, opened, order_of
from tests.money.zygote import Errand
from tests.workflows.counterparts import Counterparts
from tests.workflows.lives import Life, account, at
from tests.workflows.rig import fault

PAYDAY = at("2020-08-13 09:00")


@dataclass(frozen=True)
class Payment:
    """Somebody's payment, whose first send is answered or loses its answer after the booking.

    No two begin in the same second, so that their message ids differ by themselves.
    """

    life: Life
    channel: str
    is_answered: bool
    minute: int

    @property
    def begins(self) -> datetime:
        return PAYDAY + timedelta(minutes=self.minute)

    @property
    def errand(self) -> Errand:
        return Errand(order=order_of(self.life, self.channel, PAYDAY), now=self.begins)

    @property
    def fault(self) -> list[dict[str, Any]]:
        lost = fault("books_then_drops_answer", self.channel, operation="send", times=1)
        return [] if self.is_answered else [lost | {"account": self.life.number(self.channel)}]


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
            for channel in (payment.channel, second)
            if channel is not None
        ],
        [fault for payment in payments for fault in payment.fault],
    )
    async with opened(place) as till:
        for payment in payments:
            await enrol(till, payment.life, *filter(None, (payment.channel, second)))


def references_by_nik(partners: Counterparts, payments: Sequence[Payment]) -> dict[str, list[str]]:
    """Return the references under which each person really got money."""
    references: dict[str, list[str]] = defaultdict(list)
    for row in partners.credits_of(*(payment.life for payment in payments)):
        references[row["owner_nik"]].append(row["reference"])
    return references
