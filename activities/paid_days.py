"""On which day a payment was made that had to be sent again: its partner is asked by which send."""

from datetime import datetime, timedelta

from activities.inquiries import AGED, until_books_open, until_inquiry
from activities.patience import later
from activities.payments import Payments
from activities.sends import inquiries_of, paid_by, sends_of
from domain.clock import Clock
from domain.messages import Settled, Settlement
from records.bookings import Intent, Request


class PaidDays:
    """Tells what was paid, and on the right day."""

    def __init__(self, payments: Payments, clock: Clock) -> None:
        self._payments = payments
        self._clock = clock

    async def tell(self, intent: Intent, now: datetime) -> Settlement:
        """Return that a payment was made, which its ledger has by now.

        Where sends of several days may have paid, its partner is asked by which it was, for half a
        day at most: nothing corrects a day that was told.
        """
        requests = await self._payments.requests(intent)
        while await self._is_open(intent, requests, now):
            if (wait := self._until_asked(intent, requests, now)) > timedelta():
                raise later(self._clock, wait)
            await self._payments.ask(intent, now)
            requests = await self._payments.requests(intent)
        return await self._payments.settlement(intent, Settled.PAID)

    def _until_asked(self, intent: Intent, requests: list[Request], now: datetime) -> timedelta:
        """Return the time until its partner may be asked: after a pause, its books being open."""
        channel, asked = self._payments.channel_of(intent), _asked(requests)
        due = sends_of(requests)[-1].at + channel.status_delay
        if asked:
            due = asked[-1].at + max(until_inquiry(len(asked) - 1), channel.status_delay)
        return max(due - now, until_books_open(channel.end_of_day, now))

    async def _is_open(self, intent: Intent, requests: list[Request], now: datetime) -> bool:
        days = {Clock.day_of(send.at) for send in paid_by(requests)}
        if intent.booked_at is not None or len(days) <= 1:
            return False
        if any(each.paid for each in _asked(requests)):
            return False  # its partner has told what it tells
        return now - sends_of(requests)[-1].at < AGED and await self._payments.can_ask(intent)


def _asked(requests: list[Request]) -> list[Request]:
    """Return the inquiries since its partner first said that it had paid."""
    heard = (each for each in requests if each.books_of is None)
    said = next((each.sequence for each in heard if each.paid), 0)
    return [each for each in inquiries_of(requests) if each.sequence >= said]
