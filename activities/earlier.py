"""Whether a payment that was refused has not paid after all: asked before each later one is sent.

A partner may say "failed" and pay later. Its "no" is believed once it has aged: it is the same half
a day after the last send, and was heard while the partner still knew the reference.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta

from activities.holds import LONGEST_PAUSE, Holds
from activities.inquiries import AGED, until_books_open
from activities.patience import later
from activities.payments import Payments
from activities.proofs import UNPAID
from activities.sends import sends_of
from domain.clock import Clock
from domain.messages import PayoutOrder, Settled, Settlement
from domain.payouts import Outcome
from domain.ports import Answer
from domain.reasons import Reason
from records.bookings import (
    Intent,
    PaidTwice,
    Request,
    is_in_question,
    is_said_paid,
    is_shown_paid,
    was_paid,
)

MARGIN = timedelta(days=1)
"""On the last day on which the partner knows a reference, neither its word nor a repeat counts."""


class EarlierPayments:
    """Asks about the generations of a payment that came before the one to be sent."""

    def __init__(self, payments: Payments, holds: Holds, clock: Clock) -> None:
        self._payments = payments
        self._holds = holds
        self._clock = clock

    async def stand_in_the_way(
        self, order: PayoutOrder, generation: int, now: datetime, *, sending: bool
    ) -> Settlement | None:
        """Return what to tell if one before may have paid; None if each is known not to have.

        `sending` asks anew, unless this very try has asked. Without it nothing is asked once an
        aged "no" is in the ledger.
        """
        generations = await self._payments.generations(order)
        for before in (each for each in generations if each.generation < generation):
            told = None
            requests = await self._payments.requests(before)
            if is_in_question(before, generations, requests) or _is_there_again(before, requests):
                told = self._disagree(order)
            elif before.outcome is Outcome.REVERSED:
                # What its partner says of it may change again; what its books say does not.
                if before.confirmed_at is None and any(map(_says_returned, requests)):
                    told = await self._asked(order, before, requests, now, sending=sending)
            elif is_said_paid(requests, before.confirmed_at):
                since = [each for each in generations if each.generation > before.generation]
                told = await self._said_paid(order, before, since, now)
            elif is_shown_paid(requests, before.confirmed_at):
                # What is beyond doubt was closed as paid when it was read.
                told = self._disagree(order)
            elif sends_of(requests):
                told = await self._asked(order, before, requests, now, sending=sending)
            if told is not None:
                return told
        return None

    async def found_paid(self, order: PayoutOrder, before: Intent, now: datetime) -> Settlement:
        """Record that a payment was made after all, and tell it.

        One that came back and was made again stays a contradiction: its partner has to say which.
        """
        if before.outcome is Outcome.REVERSED:
            if await self._is_another_under_way(order, before):
                await self._payments.stop_all("PAID_TWICE", now)
            return self._disagree(order)
        try:
            await self._payments.found_paid(before, now)
        except PaidTwice:
            await self._payments.stop_all("PAID_TWICE", now)
            return self._disagree(order)
        return await self._payments.settlement(before, Settled.PAID)

    async def _is_another_under_way(self, order: PayoutOrder, before: Intent) -> bool:
        """Say whether a later payment of the same incentive was made, or may have been."""
        return await self._may_have_left(
            each
            for each in await self._payments.generations(order)
            if each.generation > before.generation and each.outcome not in UNPAID
        )

    async def _may_have_left(self, intents: Iterable[Intent]) -> bool:
        """Say whether any of these was sent, and not refused."""
        for each in intents:
            if any(not send.refused for send in await self._payments.sends(each)):
                return True
        return False

    async def _said_paid(
        self, order: PayoutOrder, before: Intent, since: list[Intent], now: datetime
    ) -> Settlement:
        """Take an answer for true that said "paid", unless a later payment was under way since.

        Then the two may have been paid, and this one may have been taken back: it is asked anew.
        """
        if await self._may_have_left(since):
            if not await self._payments.can_ask(before):
                return self._disagree(order)
            channel = self._payments.channel_of(before)
            if closed_for := until_books_open(channel.end_of_day, now):
                raise later(self._clock, closed_for)
            answer = await self._payments.ask(before, now)
            if answer.outcome is not Outcome.PAID:
                return self._disagree(order)
        return await self.found_paid(order, before, now)

    async def _asked(
        self,
        order: PayoutOrder,
        before: Intent,
        requests: list[Request],
        now: datetime,
        *,
        sending: bool,
    ) -> Settlement | None:
        sends = sends_of(requests)
        channel = self._payments.channel_of(before)
        known_for = channel.remembers - MARGIN
        speaks = await self._payments.answers_for_all(before)
        asked = requests if speaks else []
        aged = _has_aged_no(before, asked, sends, known_for)
        if not await self._payments.can_ask(before):
            if aged or not any(send.arrived for send in sends):
                return None
            # It has no answer that we could ask with: two people confirm what it said then.
            return self._disagree(order)
        if aged and (not sending or any(request.at == now for request in requests)):
            return None
        if now < (ripe := sends[-1].at + AGED):
            raise later(self._clock, ripe - now)
        if closed_for := until_books_open(channel.end_of_day, now):
            raise later(self._clock, closed_for)
        answer = await self._payments.ask(before, now)
        if answer.outcome is Outcome.PAID:
            return await self.found_paid(order, before, now)
        if not speaks:
            return None if aged or before.outcome is Outcome.REVERSED else self._disagree(order)
        forgotten = now >= sends[0].at + known_for
        # Where two people know it, of all that its partner may say now only "paid" counts.
        known = aged and before.confirmed_at is not None
        believed = aged or not forgotten
        return None if known else self._read(order, answer, now, believed=believed)

    def _read(
        self, order: PayoutOrder, answer: Answer, now: datetime, *, believed: bool
    ) -> Settlement | None:
        if answer.outcome in UNPAID or (answer.not_found and believed):
            return None
        if answer.not_found:
            # By a partner that may have forgotten: no proof any more.
            return self._disagree(order)
        return self._silent(order, now)

    def _disagree(self, order: PayoutOrder) -> Settlement:
        return self._holds.held(order, Reason.RECORDS_DISAGREE)

    def _silent(self, order: PayoutOrder, now: datetime) -> Settlement:
        if now < order.pay_at:
            raise later(self._clock, min(LONGEST_PAUSE, order.pay_at - now))
        return self._holds.held(order, Reason.CHANNEL_DOWN)


def _is_there_again(before: Intent, requests: list[Request]) -> bool:
    """Whether what came back was said, or shown by books, to be paid since that was known.

    Then another "came back" proves nothing, nor that its partner forgets it: two people must know.
    """
    if before.outcome is not Outcome.REVERSED:
        return False
    known = max((at for at in (before.proven_at, before.confirmed_at) if at), default=None)
    return was_paid(requests, known)


def _says_returned(request: Request) -> bool:
    said = request.answer is not None and request.answer.outcome is Outcome.REVERSED
    return said and request.books_of is None


def _has_aged_no(
    before: Intent, requests: list[Request], sends: list[Request], known_for: timedelta
) -> bool:
    ripe, forgotten = sends[-1].at + AGED, sends[0].at + known_for
    # Two people say so, who may only a day after the last send. When it was closed says nothing:
    # a try may have closed it late, by a refusal that was early.
    if before.confirmed_at is not None and before.confirmed_at >= ripe:
        return True
    return any(
        request.action == "inquire"
        and request.answer is not None
        and request.at >= ripe
        and (
            request.answer.outcome in UNPAID
            or (request.answer.not_found and request.at < forgotten)
        )
        for request in requests
    )
