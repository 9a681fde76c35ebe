"""Whether a payment may leave now: no stop, a member, an open hour, a good account, none before."""

from datetime import datetime

from activities.earlier import EarlierPayments
from activities.holds import LONGEST_PAUSE, Holds, spread_of
from activities.patience import forget_trouble, later
from activities.payments import Payments
from domain.clock import Clock, at_hour
from domain.messages import PayoutOrder, Settled, Settlement
from domain.payouts import Channel
from domain.ports import PartnerUnavailable
from domain.promises import may_send
from domain.reasons import Reason


class Readiness:
    """Looks at everything that may keep a payment back."""

    def __init__(
        self, payments: Payments, holds: Holds, earlier: EarlierPayments, clock: Clock
    ) -> None:
        self._payments = payments
        self._holds = holds
        self._earlier = earlier
        self._clock = clock

    async def keeps_back(
        self, order: PayoutOrder, channel: Channel, link: int, generation: int, now: datetime
    ) -> Settlement | None:
        """Return why the payment does not leave now; None if nothing speaks against it."""
        closed = await self.unless_open(order, channel, now)
        if closed is not None and closed.result is Settled.HELD and closed.reason is not None:
            return self._holds.held(order, closed.reason)
        if closed is not None:
            return closed
        objection = await self._payments.objection(order.journey, link, order.amount_idr, now)
        forget_trouble()
        if objection is not None:
            return self._holds.held(order, objection)
        return await self._earlier.stand_in_the_way(order, generation, now, sending=True)

    async def check_ahead(self, order: PayoutOrder, now: datetime) -> Settlement:
        """Check the account while it can still be repaired; an early outage is nobody's trouble.

        Who is revoked is told so at once, and no account of theirs is asked about.
        """
        if (await self._payments.switch_of(order.channel, order.journey)).revoked is not None:
            return self._holds.held(order, Reason.MEMBERSHIP_REVOKED)
        if now >= order.check_at:
            try:
                objection = await self._payments.objection(
                    order.journey, order.link, order.amount_idr, now
                )
            except PartnerUnavailable:
                raise later(self._clock, min(LONGEST_PAUSE, order.pay_at - now)) from None
            forget_trouble()
            if objection is not None:
                return self._holds.held(order, objection)
        if order.told is not None:
            return Settlement(result=Settled.CLEAR)
        following = order.check_at if now < order.check_at else order.pay_at
        raise later(self._clock, following - now + spread_of(order))

    async def unless_open(
        self, order: PayoutOrder, channel: Channel, now: datetime
    ) -> Settlement | None:
        """Return None when money may leave now; else why not, or wait for the next open hour.

        A revocation comes before a stop: it stands when the channel pays again.
        """
        switch = await self._payments.switch_of(channel, order.journey)
        if switch.revoked is not None:
            return Settlement(result=Settled.HELD, reason=Reason.MEMBERSHIP_REVOKED)
        opens, closes = order.pay_hours
        if switch.hours is not None:
            opens, closes = max(opens, switch.hours[0]), min(closes, switch.hours[1])
        if switch.stopped or opens >= closes:
            return Settlement(result=Settled.HELD, reason=Reason.PAYOUTS_STOPPED)
        if may_send(now, order.open_days, (opens, closes)):
            return None
        openings = [at_hour(day, opens) for day in order.open_days]
        following = next((instant for instant in openings if instant > now), None)
        if following is None:
            return Settlement(result=Settled.MISSED, reason=order.told)
        raise later(self._clock, following - now + spread_of(order))
