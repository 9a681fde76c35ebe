"""What holds a payment: told once, then waited out, ever more patiently."""

import contextlib
from datetime import datetime, timedelta

from temporalio.exceptions import ApplicationError

from activities.patience import Trouble, backoff, later, started_at
from activities.payments import Payments
from domain.clock import Clock, at_hour
from domain.messages import PayoutOrder, Settled, Settlement
from domain.payouts import payment_reference
from domain.reasons import Reason, Retry, guidance
from records.database import RecordsUnavailable

FIRST_PAUSE = timedelta(minutes=5)
LONGEST_PAUSE = timedelta(hours=1, minutes=45)
"""With what a try itself takes, less than two hours after an outage."""
LONGEST_STOP = timedelta(minutes=15)
"""Our own stop is lifted by one person in one moment: nobody should wait long for it then."""
TELL_AFTER = timedelta(hours=1)
"""A short trouble of our own, or a short queue, is waited out: nobody can do anything about it."""
SPREAD = timedelta(minutes=4)
"""Over this time the payments of one instant are spread."""
NEXT = timedelta(seconds=20)
"""So much later than the incentive before it leaves the next one of the same person."""
BETWEEN_TRANCHES = timedelta(minutes=10)
"""One repair releases what it blocked in due order."""

_OURS = frozenset({Reason.SYSTEM_ERROR, Reason.PAYOUT_QUEUED})


class Holds:
    """Tells the journey why a payment does not leave, or waits without telling it again."""

    def __init__(self, payments: Payments, clock: Clock) -> None:
        self._payments = payments
        self._clock = clock

    def held(self, order: PayoutOrder, reason: Reason) -> Settlement:
        """Tell a new reason why nothing is sent at once; wait quietly under a known one.

        Who is looked at once a day and has no open day left is ordered anew today: a repair of
        tonight is paid tomorrow.
        """
        if reason != order.told:
            return Settlement(result=Settled.HELD, reason=reason)
        now = started_at(self._clock)
        if _is_seen_daily(reason) and Clock.day_of(now) >= order.open_days[-1]:
            return Settlement(result=Settled.MISSED, reason=reason)
        raise self._quiet_wait(order, Trouble(reason, now))

    async def queued(self, order: PayoutOrder, asked_for: timedelta | None) -> Settlement:
        """Come again when the partner takes more; tell it only if that takes long.

        What may have been paid stays told as unclear meanwhile: a queue says nothing of it.
        `asked_for` is the partner's own Retry-After, in real seconds.
        """
        now = started_at(self._clock)
        trouble = Trouble(Reason.PAYOUT_QUEUED, now)
        if now - trouble.since >= TELL_AFTER:
            # Without the records nobody can say what is under way, so nothing is told.
            with contextlib.suppress(RecordsUnavailable):
                queue = Settlement(result=Settled.HELD, reason=Reason.PAYOUT_QUEUED)
                news = await self._under_way(order) or queue
                if news.reason is not order.told:
                    return news
        trouble.remember()
        pause = backoff(trouble.times, first=FIRST_PAUSE, longest=LONGEST_PAUSE)
        raise later(self._clock, pause + spread_of(order), real=asked_for)

    async def troubled(self, order: PayoutOrder, reason: Reason, now: datetime) -> Settlement:
        """Tell a trouble, with what it means for a payment that may be on its way."""
        trouble = Trouble(reason, now)
        ours = reason in _OURS and now - trouble.since < TELL_AFTER
        if ours or order.told in {reason, Reason.UNKNOWN_OUTCOME}:
            raise self._quiet_wait(order, trouble)
        try:
            under_way = await self._under_way(order)
        except RecordsUnavailable:
            # Nobody can say what is under way, so nothing else may be told either.
            raise self._quiet_wait(order, trouble) from None
        return under_way or Settlement(result=Settled.HELD, reason=reason)

    async def _under_way(self, order: PayoutOrder) -> Settlement | None:
        """Return what to tell of a payment that may have been sent; None if there is none."""
        intent = await self._payments.latest(order)
        if intent is None or intent.outcome is not None:
            return None
        if all(send.refused for send in await self._payments.sends(intent)):
            return None
        return await self._payments.settlement(intent, Settled.UNKNOWN, Reason.UNKNOWN_OUTCOME)

    def _quiet_wait(self, order: PayoutOrder, trouble: Trouble) -> ApplicationError:
        trouble.remember()
        if trouble.reason is Reason.PAYOUTS_STOPPED:
            pause = backoff(trouble.times, first=FIRST_PAUSE, longest=LONGEST_STOP)
            return later(self._clock, pause + spread_of(order))
        if _is_seen_daily(trouble.reason):
            return later(self._clock, _next_morning(order, started_at(self._clock)))
        # Most trouble of our own is over in minutes: it must not cost a payday.
        pause = backoff(trouble.times, first=FIRST_PAUSE, longest=LONGEST_PAUSE)
        return later(self._clock, pause)


def _is_seen_daily(reason: Reason) -> bool:
    """Say whether a person must repair something first: nothing changes within hours."""
    return reason not in _OURS and guidance(reason).retry is not Retry.BY_ITSELF


def spread_of(order: PayoutOrder) -> timedelta:
    """Return this payment's place in the time over which one instant's payments are spread."""
    person = int(payment_reference(order.journey, order.kind, number=1, generation=1))
    return (SPREAD - 3 * NEXT) * (person % 1000) / 1000 + NEXT * (order.number - 1)


def _next_morning(order: PayoutOrder, now: datetime) -> timedelta:
    """Return the time until payments open again, tranche after tranche."""
    opening = at_hour(Clock.day_of(now), order.pay_hours[0])
    opening += BETWEEN_TRANCHES * (order.number - 1)
    return opening - now if opening > now else opening + timedelta(days=1) - now
