"""Paying one tranche once: check, record the intent, send, and ask before sending again.

What is true of a payment stands in the ledger, not in this process: a try that follows a crash, a
reset or a second worker reads there what was sent, and asks the partner what became of it.
"""

from datetime import datetime, timedelta

from temporalio import activity
from temporalio.exceptions import ApplicationError

from activities.beneficiaries import beneficiary_of, transfer_of
from activities.failures import reason_of
from activities.inquiries import GRACE, INQUIRIES, QUIET, until_inquiry
from activities.names import SETTLE_TRANCHE
from activities.patience import Trouble, backoff, forget_trouble, later, started_at
from domain.clock import Clock, at_hour
from domain.messages import PayoutOrder, Settled, Settlement
from domain.payouts import Attempt, Outcome, payment_reference
from domain.ports import Answer, Partners, PartnerUnavailable
from domain.promises import may_send
from domain.reasons import Party, Reason, Retry, guidance
from records.bookings import Action, Intent, Request
from records.ledger import Ledger
from records.people import People

CHECK_AGAIN = timedelta(days=1)
FIRST_PAUSE = timedelta(minutes=5)
LONGEST_PAUSE = timedelta(hours=2)

PASSING = frozenset({Reason.CHANNEL_DOWN, Reason.OUR_REQUEST_REJECTED, Reason.CHANNEL_INCIDENT})
"""Refusals that say nothing of the account: the same reference is sent again."""
ATTEMPTS_TOLD = 20
TELL_ERROR_AFTER = timedelta(hours=1)
"""A short trouble of our own is waited out: nobody can do anything about it."""
UNPAID = frozenset({Outcome.NOT_PAID, Outcome.REVERSED})


class PayoutActivities:
    """Pays tranches for journeys."""

    def __init__(self, partners: Partners, people: People, ledger: Ledger, clock: Clock) -> None:
        self._partners = partners
        self._people = people
        self._ledger = ledger
        self._clock = clock

    @activity.defn(name=SETTLE_TRANCHE)
    async def settle_tranche(self, order: PayoutOrder) -> Settlement:
        """Return what became of the order, once there is something to tell."""
        now = started_at(self._clock)
        try:
            intent = await self._ledger.intent(order.journey, order.kind, order.number)
            if intent is None or _replaced_by(order, intent):
                return await self._begin(order, now)
            return await self._continue(order, intent, now)
        except ApplicationError:
            raise
        except Exception as trouble:  # noqa: BLE001 - the table names each, and the rest as ours
            return await self._troubled(order, reason_of(trouble, Party.PAYMENT_PARTNER), now)

    # Nothing was sent yet.

    async def _begin(self, order: PayoutOrder, now: datetime) -> Settlement:
        if order.finish_only:
            return Settlement(result=Settled.HELD, reason=Reason.ACCOUNT_NOT_LINKED)
        if now < order.check_at:
            if order.told is not None:
                return Settlement(result=Settled.CLEAR)
            raise later(self._clock, order.check_at - now)
        try:
            objection = await self._objection(order, order.link, now)
        except PartnerUnavailable:
            if now >= order.pay_at:
                raise
            # Nothing is due yet: an outage before the date is nobody's trouble.
            raise later(self._clock, min(LONGEST_PAUSE, order.pay_at - now)) from None
        forget_trouble()
        if objection is not None:
            return self._held(order, objection, now)
        if now < order.pay_at:
            if order.told is not None:
                return Settlement(result=Settled.CLEAR)
            raise later(self._clock, order.pay_at - now)
        if now > at_hour(order.open_days[-1], order.pay_hours[1]):
            return Settlement(result=Settled.MISSED, reason=order.told)
        self._wait_until_open(order, now)
        reference = payment_reference(order.journey, order.kind, order.number, order.generation)
        intent = await self._ledger.intend(order, reference, at=now)
        return await self._send(order, intent, now)

    async def _objection(self, order: PayoutOrder, link: int, now: datetime) -> Reason | None:
        """Return what speaks against paying to an account now."""
        beneficiary = await beneficiary_of(self._people, order.journey, link)
        channel = self._partners.channels[beneficiary.channel]
        return (await channel.check(beneficiary, order.amount_idr, now)).reason

    def _wait_until_open(self, order: PayoutOrder, now: datetime) -> None:
        """Come back when money may leave; an order's days may be over for what was begun."""
        if may_send(now, order.open_days, order.pay_hours):
            return
        opens = [at_hour(day, order.pay_hours[0]) for day in order.open_days]
        following = next((instant for instant in opens if instant > now), now + CHECK_AGAIN)
        raise later(self._clock, following - now)

    async def _send(self, order: PayoutOrder, intent: Intent, now: datetime) -> Settlement:
        beneficiary = await beneficiary_of(self._people, intent.journey, intent.link)
        channel = self._partners.channels[intent.channel]
        request = await self._request(intent, "send", now)
        answer = await channel.send(transfer_of(intent, beneficiary), request.external_id, now)
        await self._ledger.answer(request, answer, at=now)
        return await self._conclude(order, intent, answer, now)

    async def _request(self, intent: Intent, action: Action, now: datetime) -> Request:
        """Record a request before its first byte is sent."""
        external_id = await self._ledger.new_external_id(intent.channel, now)
        return await self._ledger.attempt(
            intent.reference, intent.channel, external_id, action, at=now
        )

    # Something may have been sent.

    async def _continue(self, order: PayoutOrder, intent: Intent, now: datetime) -> Settlement:
        """Go on from what the ledger says; the intent's own account counts, not a newer one."""
        requests = await self._ledger.requests(intent.reference)
        if intent.outcome is Outcome.PAID:
            return await self._told(intent, Settled.PAID, None, now)
        if intent.outcome in UNPAID:
            return await self._told(intent, Settled.NOT_PAID, _last_cause(requests), now)
        sends = [request for request in requests if request.action == "send"]
        if all(send.refused for send in sends):
            return await self._unsent(order, intent, now)
        last = sends[-1]
        channel = self._partners.channels[intent.channel]
        earliest = last.at + max(INQUIRIES[0], channel.status_delay)
        if now < earliest:
            raise later(self._clock, earliest - now)
        unanswered = last.answer is None or last.answer.code is None
        once = len(sends) == 1
        if channel.recovers_by_resend and once and unanswered and now - last.at >= GRACE:
            # The provider's own rule: the same reference again, and it answers for the first.
            # Any code that it then gives is an answer, and the rest is asked.
            return await self._send_again(order, intent, now)
        return await self._inquire(order, intent, last, now)

    async def _inquire(
        self, order: PayoutOrder, intent: Intent, last: Request, now: datetime
    ) -> Settlement:
        beneficiary = await beneficiary_of(self._people, intent.journey, intent.link)
        channel = self._partners.channels[intent.channel]
        request = await self._request(intent, "inquire", now)
        transfer = transfer_of(intent, beneficiary)
        answer = await channel.inquire(transfer, last.external_id, request.external_id, now)
        await self._ledger.answer(request, answer, at=now)
        if answer.not_found and now - last.at >= GRACE + channel.status_delay:
            return await self._send_again(order, intent, now)
        return await self._conclude(order, intent, answer, now, inquired=True)

    async def _send_again(self, order: PayoutOrder, intent: Intent, now: datetime) -> Settlement:
        """Send the same reference: if the first arrived after all, this one pays nothing.

        To the same account, and only while that is the participant's and fit to receive.
        """
        unfit = order.finish_only or await self._objection(order, intent.link, now) is not None
        if unfit:
            return await self._ask_on(
                order, intent, await self._ledger.requests(intent.reference), now
            )
        self._wait_until_open(order, now)
        return await self._send(order, intent, now)

    async def _unsent(self, order: PayoutOrder, intent: Intent, now: datetime) -> Settlement:
        """Every send so far was refused: nothing is on its way under this reference."""
        if intent.link != order.link:
            await self._ledger.close(intent.reference, Outcome.NOT_PAID, at=now)
            return await self._told(intent, Settled.NOT_PAID, Reason.ACCOUNT_CHANGED_IN_FLIGHT, now)
        if order.finish_only:
            return Settlement(result=Settled.HELD, reason=Reason.ACCOUNT_NOT_LINKED)
        objection = await self._objection(order, intent.link, now)
        if objection is not None:
            return self._held(order, objection, now)
        self._wait_until_open(order, now)
        return await self._send(order, intent, now)

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
        requests = await self._ledger.requests(intent.reference)
        sends = [request for request in requests if request.action == "send"]
        match answer.outcome:
            case Outcome.PAID:
                await self._ledger.close(intent.reference, Outcome.PAID, at=now)
                return await self._told(intent, Settled.PAID, None, now)
            case Outcome.REVERSED:
                await self._ledger.close(intent.reference, Outcome.REVERSED, at=now)
                return await self._told(intent, Settled.NOT_PAID, Reason.REVERSED_BY_PARTNER, now)
            case Outcome.NOT_PAID if inquired or all(send.refused for send in sends):
                cause = answer.cause or Reason.CAUSE_NOT_GIVEN
                if cause in PASSING and not inquired:
                    return self._held(order, cause, now)
                await self._ledger.close(intent.reference, Outcome.NOT_PAID, at=now)
                return await self._told(intent, Settled.NOT_PAID, cause, now)
            case _:
                # Also a refusal after an unclear send: it says nothing of the first one.
                return await self._ask_on(order, intent, requests, now)

    async def _ask_on(
        self,
        order: PayoutOrder,
        intent: Intent,
        requests: list[Request],
        now: datetime,
    ) -> Settlement:
        """Nobody knows yet: say so once, then keep asking."""
        last = [request for request in requests if request.action == "send"][-1]
        # All of them count, so that a payment that stays unclear is asked about ever less often.
        inquiries = sum(request.action == "inquire" for request in requests)
        accepted = last.answer is not None and last.answer.outcome is Outcome.ACCEPTED
        quiet = accepted and now - last.at < QUIET
        if order.told is not Reason.UNKNOWN_OUTCOME and not quiet:
            return await self._told(intent, Settled.UNKNOWN, Reason.UNKNOWN_OUTCOME, now)
        channel = self._partners.channels[intent.channel]
        raise later(self._clock, max(until_inquiry(inquiries), channel.status_delay))

    def _held(self, order: PayoutOrder, reason: Reason, now: datetime) -> Settlement:
        """Tell a new reason why nothing is sent at once; wait quietly under a known one."""
        if reason != order.told:
            return Settlement(result=Settled.HELD, reason=reason)
        raise self._quiet_wait(Trouble(reason, now))

    async def _troubled(self, order: PayoutOrder, reason: Reason, now: datetime) -> Settlement:
        """Tell a trouble, with what it means for a payment that may be on its way."""
        trouble = Trouble(reason, now)
        ours = reason is Reason.SYSTEM_ERROR and now - trouble.since < TELL_ERROR_AFTER
        if ours or order.told in {reason, Reason.UNKNOWN_OUTCOME}:
            raise self._quiet_wait(trouble)
        intent = await self._ledger.intent(order.journey, order.kind, order.number)
        if intent is not None and intent.outcome is None and await self._may_be_sent(intent):
            return await self._told(intent, Settled.UNKNOWN, Reason.UNKNOWN_OUTCOME, now)
        return Settlement(result=Settled.HELD, reason=reason)

    async def _may_be_sent(self, intent: Intent) -> bool:
        requests = await self._ledger.requests(intent.reference)
        return any(request.action == "send" and not request.refused for request in requests)

    def _quiet_wait(self, trouble: Trouble) -> ApplicationError:
        trouble.remember()
        if guidance(trouble.reason).retry is Retry.BY_ITSELF:
            pause = backoff(trouble.times, first=FIRST_PAUSE, longest=LONGEST_PAUSE)
            return later(self._clock, pause)
        return later(self._clock, CHECK_AGAIN)

    async def _told(
        self, intent: Intent, result: Settled, reason: Reason | None, now: datetime
    ) -> Settlement:
        requests = await self._ledger.requests(intent.reference)
        return Settlement(
            result=result,
            reason=reason,
            reference=intent.reference,
            link=intent.link,
            channel=intent.channel,
            paid_at=_paid_at(requests, now) if result is Settled.PAID else None,
            attempts=[_shown(request) for request in requests if request.action == "send"][
                -ATTEMPTS_TOLD:
            ],
        )


def _shown(send: Request) -> Attempt:
    """Return a send as the case file shows it: unanswered is unknown."""
    return Attempt(
        reference=send.reference,
        external_id=send.external_id,
        sent_at=send.at,
        outcome=send.answer.outcome if send.answer else Outcome.UNKNOWN,
        cause=send.answer.cause if send.answer else None,
    )


def _paid_at(requests: list[Request], now: datetime) -> datetime:
    """Return when the partner first said that the money had arrived."""
    told = [request.answered_at for request in requests if request.paid and request.answered_at]
    return min(told, default=now)


def _last_cause(requests: list[Request]) -> Reason:
    causes = [r.answer.cause for r in requests if r.answer is not None and r.answer.cause]
    return causes[-1] if causes else Reason.CAUSE_NOT_GIVEN


def _replaced_by(order: PayoutOrder, intent: Intent) -> bool:
    """Say whether the order is the generation after a payment that is proven not made."""
    return intent.outcome in UNPAID and order.generation == intent.generation + 1
