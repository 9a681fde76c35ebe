"""Paying one tranche once: check, record the intent, send, and ask before sending again.

What is true of a payment stands in the ledger, not in this process: a try that follows a crash, a
reset or a second worker reads there what was sent, and asks the partner what became of it.
"""

import logging
from datetime import datetime

from temporalio import activity
from temporalio.exceptions import ApplicationError

from activities.earlier import MARGIN, EarlierPayments
from activities.failures import reason_of
from activities.holds import FIRST_PAUSE, Holds
from activities.inquiries import (
    AGED,
    GRACE,
    INQUIRIES,
    QUIET,
    until_books_open,
    until_inquiry,
)
from activities.names import SETTLE_TRANCHE
from activities.numbers import tells_of_another
from activities.paid_days import PaidDays
from activities.patience import later, started_at, to_its_end
from activities.payments import Payments
from activities.proofs import PASSING, UNPAID, replaces, why_unpaid
from activities.readiness import Readiness
from activities.repeats import pause_after, repeat_due
from activities.sends import inquiries_of, last_cause, sends_of
from domain.clock import Clock
from domain.messages import PayoutOrder, Settled, Settlement
from domain.payouts import Outcome
from domain.ports import Answer, PartnerUnavailable
from domain.reasons import Party, Reason
from records.bookings import (
    BeyondEntitlement,
    Intent,
    NotEntitled,
    PayoutsStopped,
    ReferenceClosed,
    Request,
    SentMeanwhile,
    is_said_paid,
)
from records.switches import MembershipRevoked

logger = logging.getLogger("activities")


class PayoutActivities:
    """Pays tranches for journeys."""

    def __init__(self, payments: Payments, clock: Clock) -> None:
        self._payments = payments
        self._holds = Holds(payments, clock)
        self._earlier = EarlierPayments(payments, self._holds, clock)
        self._readiness = Readiness(payments, self._holds, self._earlier, clock)
        self._paid_days = PaidDays(payments, clock)
        self._clock = clock

    @activity.defn(name=SETTLE_TRANCHE)
    async def settle_tranche(self, order: PayoutOrder) -> Settlement:
        """Return what became of the order, once there is something to tell."""
        return await to_its_end(self._settle(order, started_at(self._clock)))

    async def _settle(self, order: PayoutOrder, now: datetime) -> Settlement:
        if order.not_before is not None and now < order.not_before:
            raise later(self._clock, order.not_before - now)
        try:
            intent = await self._payments.latest(order)
            if intent is None or replaces(order, intent):
                return await self._begin(order, intent, now)
            return await self._continue(order, intent, now)
        except ApplicationError:
            raise
        except (ReferenceClosed, SentMeanwhile):
            # Another worker was a moment faster: what it found is in the ledger by the next try.
            raise later(self._clock, INQUIRIES[0]) from None
        except (BeyondEntitlement, NotEntitled) as breach:
            # More than anybody was promised is about to leave: whatever the cause, nobody is paid
            # until people have looked.
            logger.critical("payouts stopped: %s", breach)
            await self._payments.stop_all("BEYOND_ENTITLEMENT", now)
            return self._holds.held(order, Reason.PAYOUTS_STOPPED)
        except PayoutsStopped as stop:
            # Since this try has looked: the row of the send was refused.
            revoked = isinstance(stop, MembershipRevoked)
            reason = Reason.MEMBERSHIP_REVOKED if revoked else Reason.PAYOUTS_STOPPED
            return await self._holds.troubled(order, reason, now)
        except Exception as trouble:  # noqa: BLE001 - the table names each, and the rest as ours
            reason = reason_of(trouble, Party.PAYMENT_PARTNER)
            if reason is Reason.PAYOUT_QUEUED and isinstance(trouble, PartnerUnavailable):
                return await self._holds.queued(order, trouble.retry_after)
            return await self._holds.troubled(order, reason, now)

    # Nothing was sent yet.

    async def _begin(self, order: PayoutOrder, before: Intent | None, now: datetime) -> Settlement:
        """Check the account ahead of the date and on it, then send for the first time."""
        if order.finish_only:
            return Settlement(result=Settled.HELD, reason=Reason.ACCOUNT_NOT_LINKED)
        generation = before.generation + 1 if before is not None else order.generation
        if told := await self._earlier.stand_in_the_way(order, generation, now, sending=False):
            return told
        if now < order.pay_at:
            return await self._readiness.check_ahead(order, now)
        told = await self._readiness.keeps_back(order, order.channel, order.link, generation, now)
        if told is not None:
            return told
        return await self._send(order, await self._payments.begin(order, generation, now), [], now)

    async def _send(
        self, order: PayoutOrder, intent: Intent, known: list[Request], now: datetime
    ) -> Settlement:
        answer = await self._payments.send(intent, known, now)
        return await self._conclude(order, intent, answer, now)

    # Something may have been sent.

    async def _continue(self, order: PayoutOrder, intent: Intent, now: datetime) -> Settlement:
        """Go on from what the ledger says; the intent's own account counts, not a newer one."""
        requests = await self._payments.requests(intent)
        has_paid = is_said_paid(requests, intent.confirmed_at)
        if intent.outcome is Outcome.NOT_PAID and has_paid:
            # The answer came after two people, or a statement, had settled it otherwise.
            return await self._earlier.found_paid(order, intent, now)
        if intent.outcome in UNPAID:
            return await self._payments.settlement(
                intent, Settled.NOT_PAID, why_unpaid(intent, requests)
            )
        if intent.outcome is Outcome.PAID or has_paid:
            # Also when a process died between the answer and its closing.
            return await self._closed(intent, Outcome.PAID, None, requests, now)
        sends = sends_of(requests)
        if all(send.refused for send in sends):
            return await self._unsent(order, intent, sends, now)
        return await self._unclear(order, intent, sends, now)

    async def _unsent(
        self, order: PayoutOrder, intent: Intent, sends: list[Request], now: datetime
    ) -> Settlement:
        """Every send so far was refused: nothing is on its way under this reference."""
        if intent.link != order.link:
            return await self._closed(
                intent, Outcome.NOT_PAID, Reason.ACCOUNT_CHANGED_IN_FLIGHT, sends, now
            )
        if sends and (cause := last_cause(sends)) not in PASSING:
            return await self._closed(intent, Outcome.NOT_PAID, cause, sends, now)
        if order.finish_only:
            return Settlement(result=Settled.HELD, reason=Reason.ACCOUNT_NOT_LINKED)
        if sends and now - sends[-1].at < FIRST_PAUSE:
            raise later(self._clock, sends[-1].at + FIRST_PAUSE - now)
        told = await self._readiness.keeps_back(
            order, intent.channel, intent.link, intent.generation, now
        )
        if told is not None:
            return told
        return await self._send(order, intent, sends, now)

    async def _unclear(
        self, order: PayoutOrder, intent: Intent, sends: list[Request], now: datetime
    ) -> Settlement:
        """Ask what became of it; send the same again only if the partner knows nothing."""
        last = sends[-1]
        channel = self._payments.channel_of(intent)
        earliest = last.at + max(INQUIRIES[0], channel.status_delay)
        if now < earliest:
            raise later(self._clock, earliest - now)
        if closed_for := until_books_open(channel.end_of_day, now):
            raise later(self._clock, closed_for)
        if not await self._payments.can_ask(intent):
            return await self._repeat(order, intent, sends, now)
        unanswered = last.answer is None or last.answer.code is None
        once = len(sends) == 1
        if channel.recovers_by_resend and once and unanswered and now - last.at >= GRACE:
            # The provider's own rule: the same reference again, and it answers for the first.
            # Any code that it then gives is an answer, and the rest is asked.
            return await self._send_again(order, intent, sends, now)
        answer = await self._payments.ask(intent, now)
        if answer.not_found and now - last.at >= GRACE + channel.status_delay:
            return await self._send_again(order, intent, sends, now)
        if answer.outcome in UNPAID and not await self._payments.answers_for_all(intent):
            if tells_of_another(sends):
                # No repeat can change that: two people must know.
                return await self._ask_on(order, intent, now)
            return await self._repeat(order, intent, sends, now)
        return await self._conclude(order, intent, answer, now, inquired=True)

    async def _repeat(
        self, order: PayoutOrder, intent: Intent, sends: list[Request], now: datetime
    ) -> Settlement:
        """Send the same reference where nobody can ask: the answer brings what to ask with.

        As seldom as inquiries would come by then, and never within the grace of the last send.
        """
        if now < repeat_due(sends):
            return await self._ask_on(order, intent, now)
        return await self._send_again(order, intent, sends, now)

    async def _send_again(
        self, order: PayoutOrder, intent: Intent, sends: list[Request], now: datetime
    ) -> Settlement:
        """Send the same reference: if the first arrived after all, this one pays nothing.

        Only while the partner still knows the reference, and only to an account that is the
        participant's. One that is unfit otherwise is asked to refuse: that is the proof we lack.
        """
        channel = self._payments.channel_of(intent)
        if now - sends[0].at >= channel.remembers - MARGIN or order.finish_only:
            return await self._ask_on(order, intent, now)
        closed = await self._readiness.unless_open(order, intent.channel, now)
        if closed is not None and closed.result is Settled.MISSED:
            return closed
        if closed is not None:
            # A stop changes nothing about what may have been paid.
            return await self._ask_on(order, intent, now)
        if await self._payments.may_be_anothers(intent, now):
            return await self._ask_on(order, intent, now)
        if await self._earlier.stand_in_the_way(order, intent.generation, now, sending=True):
            return await self._ask_on(order, intent, now)
        return await self._send(order, intent, sends, now)

    # What follows from an answer.

    async def _conclude(
        self,
        order: PayoutOrder,
        intent: Intent,
        answer: Answer,
        now: datetime,
        *,
        inquired: bool = False,
    ) -> Settlement:
        sends = await self._payments.sends(intent)
        # A refusal proves something if every send was refused, and a status if it is no guess.
        proven = now - sends[-1].at >= GRACE if inquired else all(send.refused for send in sends)
        match answer.outcome:
            case Outcome.PAID:
                return await self._closed(intent, Outcome.PAID, None, sends, now)
            case Outcome.REVERSED if now - sends[-1].at >= AGED:
                # Sooner it may be taken back, or be about one send while another is on its way.
                reason = Reason.REVERSED_BY_PARTNER
                return await self._closed(intent, Outcome.REVERSED, reason, sends, now)
            case Outcome.NOT_PAID if proven:
                cause = answer.cause or Reason.CAUSE_NOT_GIVEN
                if cause is Reason.PAYOUT_QUEUED and not inquired:
                    return await self._holds.queued(order, answer.retry_after)
                if cause in PASSING and not inquired:
                    return self._holds.held(order, cause)
                return await self._closed(intent, Outcome.NOT_PAID, cause, sends, now)
            case _:
                # Also a refusal after an unclear send: it says nothing of the first one.
                return await self._ask_on(order, intent, now)

    async def _closed(
        self,
        intent: Intent,
        outcome: Outcome,
        reason: Reason | None,
        known: list[Request],
        now: datetime,
    ) -> Settlement:
        """Record what the known requests prove and tell it."""
        stands = await self._payments.close(intent, outcome, known, now)
        if stands is Outcome.PAID:
            return await self._paid_days.tell(intent, now)
        came_back = stands is Outcome.REVERSED
        why = Reason.REVERSED_BY_PARTNER if came_back else reason or Reason.CAUSE_NOT_GIVEN
        return await self._payments.settlement(intent, Settled.NOT_PAID, why)

    async def _ask_on(self, order: PayoutOrder, intent: Intent, now: datetime) -> Settlement:
        """Nobody knows yet: say so once, then keep asking, ever less often."""
        requests = await self._payments.requests(intent)
        sends = sends_of(requests)
        asked = inquiries_of(requests)
        accepted = [send.at for send in sends if _is_accepted(send)]
        # From the first on: a repeat that is accepted as well is no news.
        quiet = _is_accepted(sends[-1]) and now - accepted[0] < QUIET
        if order.told is not Reason.UNKNOWN_OUTCOME and not quiet:
            return await self._payments.settlement(intent, Settled.UNKNOWN, Reason.UNKNOWN_OUTCOME)
        if not await self._payments.can_ask(intent):
            due = repeat_due(sends)
            raise later(self._clock, due - now if now < due else pause_after(sends, now))
        channel = self._payments.channel_of(intent)
        raise later(self._clock, max(until_inquiry(len(asked)), channel.status_delay))


def _is_accepted(send: Request) -> bool:
    return send.answer is not None and send.answer.outcome is Outcome.ACCEPTED
