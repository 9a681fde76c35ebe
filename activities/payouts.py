"""Paying one tranche once: check, record the intent, send, and ask before sending again.

What is true of a payment stands in the ledger, not in this process: a try that follows a crash, a
reset or a second worker reads there what was sent, and asks the partner what became of it.
"""

from datetime import datetime, timedelta

from temporalio import activity
from temporalio.exceptions import ApplicationError

from activities.failures import reason_of
from activities.inquiries import GRACE, INQUIRIES, QUIET, until_inquiry
from activities.names import SETTLE_TRANCHE
from activities.patience import Trouble, backoff, forget_trouble, later, started_at
from activities.payments import Payments, last_cause
from domain.clock import Clock, at_hour
from domain.messages import PayoutOrder, Settled, Settlement
from domain.payouts import Outcome, payment_reference
from domain.ports import Answer, PartnerUnavailable
from domain.promises import may_send
from domain.reasons import Party, Reason, Retry, guidance
from records.bookings import Intent, Request
from records.database import RecordsUnavailable

CHECK_AGAIN = timedelta(days=1)
FIRST_PAUSE = timedelta(minutes=5)
LONGEST_PAUSE = timedelta(hours=2)
TELL_ERROR_AFTER = timedelta(hours=1)
"""A short trouble of our own is waited out: nobody can do anything about it."""
MARGIN = timedelta(days=1)
"""A reference is not sent again on the last day on which the partner knows it."""

UNPAID = frozenset({Outcome.NOT_PAID, Outcome.REVERSED})
PASSING = frozenset({Reason.CHANNEL_DOWN, Reason.OUR_REQUEST_REJECTED, Reason.CHANNEL_INCIDENT})
"""Refusals that say nothing of the account: the same reference is sent again."""
NOT_THE_OWNER = frozenset(
    {
        Reason.ACCOUNT_NOT_OWN,
        Reason.ANOTHER_OWNER_NOW,
        Reason.NIK_MISMATCH,
        Reason.NAME_MISMATCH,
        Reason.PHONE_MISMATCH,
    }
)
"""Objections under which nothing may be sent again: it could reach somebody else."""


class PayoutActivities:
    """Pays tranches for journeys."""

    def __init__(self, payments: Payments, clock: Clock) -> None:
        self._payments = payments
        self._clock = clock

    @activity.defn(name=SETTLE_TRANCHE)
    async def settle_tranche(self, order: PayoutOrder) -> Settlement:
        """Return what became of the order, once there is something to tell."""
        now = started_at(self._clock)
        try:
            intent = await self._payments.latest(order)
            if intent is None or _replaces(order, intent):
                return await self._begin(order, intent, now)
            return await self._continue(order, intent, now)
        except ApplicationError:
            raise
        except Exception as trouble:  # noqa: BLE001 - the table names each, and the rest as ours
            return await self._troubled(order, reason_of(trouble, Party.PAYMENT_PARTNER), now)

    # Nothing was sent yet.

    async def _begin(self, order: PayoutOrder, before: Intent | None, now: datetime) -> Settlement:
        """Check the account ahead of the date and on it, then send for the first time."""
        if order.finish_only:
            return Settlement(result=Settled.HELD, reason=Reason.ACCOUNT_NOT_LINKED)
        if now >= order.check_at:
            objection = await self._objection_in_time(order, now)
            forget_trouble()
            if objection is not None:
                return self._held(order, objection)
        if now < order.pay_at:
            if order.told is not None:
                return Settlement(result=Settled.CLEAR)
            following = order.check_at if now < order.check_at else order.pay_at
            raise later(self._clock, following - now)
        if before is not None and not await self._still_unpaid(before, now):
            return self._held(order, Reason.RECORDS_DISAGREE)
        if (missed := self._unless_open(order, now)) is not None:
            return missed
        reference = payment_reference(order.journey, order.kind, order.number, order.generation)
        return await self._send(order, await self._payments.begin(order, reference, now), now)

    async def _objection_in_time(self, order: PayoutOrder, now: datetime) -> Reason | None:
        """Return what speaks against the order's account; an early outage is nobody's trouble."""
        try:
            return await self._payments.objection(order.journey, order.link, order.amount_idr, now)
        except PartnerUnavailable:
            if now >= order.pay_at:
                raise
            raise later(self._clock, min(LONGEST_PAUSE, order.pay_at - now)) from None

    async def _still_unpaid(self, before: Intent, now: datetime) -> bool:
        """Ask once more about the generation before: its "no" may have been a mistake."""
        if all(send.refused for send in await self._payments.sends(before)):
            return True
        answer = await self._payments.ask(before, now)
        return answer.outcome in UNPAID or answer.not_found

    def _unless_open(self, order: PayoutOrder, now: datetime) -> Settlement | None:
        """Return None when money may leave now; wait for the next open hour of the order."""
        if may_send(now, order.open_days, order.pay_hours):
            return None
        opens = [at_hour(day, order.pay_hours[0]) for day in order.open_days]
        following = next((instant for instant in opens if instant > now), None)
        if following is None:
            return Settlement(result=Settled.MISSED, reason=order.told)
        raise later(self._clock, following - now)

    async def _send(self, order: PayoutOrder, intent: Intent, now: datetime) -> Settlement:
        return await self._conclude(order, intent, await self._payments.send(intent, now), now)

    # Something may have been sent.

    async def _continue(self, order: PayoutOrder, intent: Intent, now: datetime) -> Settlement:
        """Go on from what the ledger says; the intent's own account counts, not a newer one."""
        requests = await self._payments.requests(intent)
        if intent.outcome is Outcome.PAID or any(request.paid for request in requests):
            # Also when a process died between the answer and its closing.
            return await self._closed(intent, Outcome.PAID, None, requests, now)
        if intent.outcome in UNPAID:
            return await self._payments.settlement(intent, Settled.NOT_PAID, last_cause(requests))
        sends = [request for request in requests if request.action == "send"]
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
        objection = await self._objection_to(intent, now)
        if objection is not None:
            return self._held(order, objection)
        return self._unless_open(order, now) or await self._send(order, intent, now)

    async def _unclear(
        self, order: PayoutOrder, intent: Intent, sends: list[Request], now: datetime
    ) -> Settlement:
        """Ask what became of it; send the same again only if the partner knows nothing."""
        last = sends[-1]
        channel = self._payments.channel_of(intent)
        earliest = last.at + max(INQUIRIES[0], channel.status_delay)
        if now < earliest:
            raise later(self._clock, earliest - now)
        unanswered = last.answer is None or last.answer.code is None
        once = len(sends) == 1
        if channel.recovers_by_resend and once and unanswered and now - last.at >= GRACE:
            # The provider's own rule: the same reference again, and it answers for the first.
            # Any code that it then gives is an answer, and the rest is asked.
            return await self._send_again(order, intent, sends, now)
        answer = await self._payments.ask(intent, now)
        if answer.not_found and now - last.at >= GRACE + channel.status_delay:
            return await self._send_again(order, intent, sends, now)
        return await self._conclude(order, intent, answer, now, inquired=True)

    async def _send_again(
        self, order: PayoutOrder, intent: Intent, sends: list[Request], now: datetime
    ) -> Settlement:
        """Send the same reference: if the first arrived after all, this one pays nothing.

        Only while the partner still knows the reference, and only to an account that is the
        participant's. One that is unfit otherwise is asked to refuse: that is the proof we lack.
        """
        channel = self._payments.channel_of(intent)
        forgotten = now - sends[0].at >= channel.remembers - MARGIN
        objection = await self._objection_to(intent, now)
        if forgotten or order.finish_only or objection in NOT_THE_OWNER:
            return await self._ask_on(order, intent, now)
        return self._unless_open(order, now) or await self._send(order, intent, now)

    async def _objection_to(self, intent: Intent, now: datetime) -> Reason | None:
        return await self._payments.objection(intent.journey, intent.link, intent.amount_idr, now)

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
            case Outcome.REVERSED:
                reason = Reason.REVERSED_BY_PARTNER
                return await self._closed(intent, Outcome.REVERSED, reason, sends, now)
            case Outcome.NOT_PAID if proven:
                cause = answer.cause or Reason.CAUSE_NOT_GIVEN
                if cause in PASSING and not inquired:
                    return self._held(order, cause)
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
        await self._payments.close(intent, outcome, known, now)
        result = Settled.PAID if outcome is Outcome.PAID else Settled.NOT_PAID
        return await self._payments.settlement(intent, result, reason)

    async def _ask_on(self, order: PayoutOrder, intent: Intent, now: datetime) -> Settlement:
        """Nobody knows yet: say so once, then keep asking, ever less often."""
        requests = await self._payments.requests(intent)
        last = [request for request in requests if request.action == "send"][-1]
        inquiries = sum(request.action == "inquire" for request in requests)
        accepted = last.answer is not None and last.answer.outcome is Outcome.ACCEPTED
        quiet = accepted and now - last.at < QUIET
        if order.told is not Reason.UNKNOWN_OUTCOME and not quiet:
            return await self._payments.settlement(intent, Settled.UNKNOWN, Reason.UNKNOWN_OUTCOME)
        channel = self._payments.channel_of(intent)
        raise later(self._clock, max(until_inquiry(inquiries), channel.status_delay))

    # What holds a payment.

    def _held(self, order: PayoutOrder, reason: Reason) -> Settlement:
        """Tell a new reason why nothing is sent at once; wait quietly under a known one."""
        if reason != order.told:
            return Settlement(result=Settled.HELD, reason=reason)
        raise self._quiet_wait(Trouble(reason, started_at(self._clock)))

    async def _troubled(self, order: PayoutOrder, reason: Reason, now: datetime) -> Settlement:
        """Tell a trouble, with what it means for a payment that may be on its way."""
        trouble = Trouble(reason, now)
        ours = reason is Reason.SYSTEM_ERROR and now - trouble.since < TELL_ERROR_AFTER
        if ours or order.told in {reason, Reason.UNKNOWN_OUTCOME}:
            raise self._quiet_wait(trouble)
        try:
            under_way = await self._under_way(order)
        except RecordsUnavailable:
            # Nobody can say what is under way, so nothing else may be told either.
            raise self._quiet_wait(trouble) from None
        return under_way or Settlement(result=Settled.HELD, reason=reason)

    async def _under_way(self, order: PayoutOrder) -> Settlement | None:
        """Return what to tell of a payment that may have been sent; None if there is none."""
        intent = await self._payments.latest(order)
        if intent is None or intent.outcome is not None:
            return None
        if all(send.refused for send in await self._payments.sends(intent)):
            return None
        return await self._payments.settlement(intent, Settled.UNKNOWN, Reason.UNKNOWN_OUTCOME)

    def _quiet_wait(self, trouble: Trouble) -> ApplicationError:
        trouble.remember()
        passing = guidance(trouble.reason).retry is Retry.BY_ITSELF
        if passing or trouble.reason is Reason.SYSTEM_ERROR:
            # Most trouble of our own is over in minutes: it must not cost a payday.
            pause = backoff(trouble.times, first=FIRST_PAUSE, longest=LONGEST_PAUSE)
            return later(self._clock, pause)
        return later(self._clock, CHECK_AGAIN)


def _replaces(order: PayoutOrder, intent: Intent) -> bool:
    """Say whether the order is the generation after a payment that is proven not made."""
    return intent.outcome in UNPAID and order.generation == intent.generation + 1
