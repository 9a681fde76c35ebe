"""What a statement of certain days can show of a payment, and what it must."""

from collections.abc import Collection
from datetime import date, timedelta
from functools import cached_property
from typing import Final

from domain.clock import Clock
from domain.entries import Entry
from domain.findings import Booked, Tranche
from domain.payouts import Channel, Outcome

POSTED_WITHIN: Final = timedelta(days=6)
"""So long after the partner has said something its books may still be waiting.

The longest weekend of 2020 was that from Tuesday, 27 October, to Monday, 2 November.
"""

_day = Clock.day_of


class Coverage:
    """The Jakarta days from `first` to `last`, beside all references that are compared."""

    def __init__(self, bookings: Collection[Booked], first: date, last: date) -> None:
        self._bookings = bookings
        self._first, self._last = first, last

    def is_over(self, booked: Booked, entry: Entry) -> bool:
        """Whether what went back was all that was ever credited.

        A statement that does not reach back to the first send may lack the credit that stands: the
        one that it shows, taken back, was then a second one. What was sent more than once may be
        booked more than once, the last some days after it was sent.
        """
        begun, sent = booked.first_sent_at, booked.last_sent_at
        if begun is None or sent is None or not self.is_whole(booked):
            return False
        if sent == begun:
            return _day(sent) <= _day(entry.last.booked_at)
        return self._last - _day(sent) > POSTED_WITHIN

    @staticmethod
    def is_older_than_the_send(booked: Booked, entry: Entry) -> bool:
        """Whether anything was booked on a day before the first send."""
        begun = booked.first_sent_at
        return begun is not None and _day(entry.first.booked_at) < _day(begun)

    def is_whole(self, booked: Booked | None) -> bool:
        """Whether nothing can have been booked of a payment before the statement begins."""
        return booked is not None and self._first <= self.since(booked)

    def since(self, booked: Booked) -> date:
        """Return the day on which the channel was first sent anything for the incentive."""
        return self._begun.get((booked.tranche, booked.channel), date.max)

    @cached_property
    def _begun(self) -> dict[tuple[Tranche, Channel], date]:
        begun: dict[tuple[Tranche, Channel], date] = {}
        for one in self._bookings:
            if one.first_sent_at is not None:
                key = one.tranche, one.channel
                begun[key] = min(begun.get(key, date.max), _day(one.first_sent_at))
        return begun

    def is_booked_by_now(self, booked: Booked) -> bool:
        """Whether what the partner said of it must stand in the statement."""
        learned = booked.closed_at
        return learned is None or self._last - _day(learned) > POSTED_WITHIN

    def is_current(self, booked: Booked) -> bool:
        """Whether the statement reaches to when we learned the outcome: else ours is newer."""
        return booked.closed_at is None or _day(booked.closed_at) <= self._last

    def concern(self, booked: Booked) -> bool:
        """Whether it was sent for the first time, or again, or called paid within the days."""
        begun, ended = booked.first_sent_at, booked.last_sent_at
        if begun is None or ended is None:
            return False
        sent = _day(begun) <= self._last and self._first <= _day(ended)
        return sent or self.hold_the_end_of(booked)

    def hold_the_end_of(self, booked: Booked) -> bool:
        """Whether it was sent before these days and called paid in them, by a word alone."""
        begun, proven = booked.first_sent_at, booked.closed_at
        if begun is None or proven is None or booked.outcome is not Outcome.PAID:
            return False
        told = booked.booked_at is None
        return told and _day(begun) < self._first <= _day(proven) <= self._last

    def is_said_late(self, booked: Booked) -> bool:
        """Whether that was so long after the send that no earlier statement can have shown it."""
        begun, proven = booked.first_sent_at, booked.closed_at
        if begun is None or proven is None or not self.hold_the_end_of(booked):
            return False
        return proven - begun > POSTED_WITHIN

    def knows_every_send(self, booked: Booked) -> bool:
        """Whether a send after the statement's end cannot have been booked since."""
        return booked.last_sent_at is None or _day(booked.last_sent_at) <= self._last

    def covers(self, booked: Booked) -> bool:
        """Whether the booking must stand in the statement: it fell between send and proof."""
        begun, proven = booked.first_sent_at, booked.closed_at
        if begun is None or proven is None:
            return False
        return self._first <= _day(begun) and _day(proven) <= self._last
