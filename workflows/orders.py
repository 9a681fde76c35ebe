"""Which payout is ordered next: the day, the account, the generation."""

from datetime import date, datetime, timedelta

from domain.clock import Clock, at_hour
from domain.messages import LinkRequest, PayoutOrder
from domain.promises import check_instant, next_payday, open_days, promised
from domain.reasons import Reason
from workflows.memory import Memory
from workflows.tranches import TrancheMemory

LONGEST_PAUSE_DAYS = 8
"""Between two tries that the payment partner refused although its own check was good."""


def order_for(
    memory: Memory,
    tranche: TrancheMemory,
    account: LinkRequest,
    told: Reason | None,
    now: datetime,
) -> PayoutOrder:
    """Order the payment of a tranche for its promised day, or the next payday if that is over."""
    scheme, workdays = memory.enrolment.scheme, memory.workdays
    opens, closes = scheme.pay_hours
    day = tranche.day or next_payday(now, workdays)
    if now >= at_hour(day, closes) and tranche.in_flight is None:
        day = next_payday(now, workdays)
    tranche.channel = account.channel
    return PayoutOrder(
        journey=memory.enrolment.journey,
        kind=tranche.kind,
        number=tranche.number,
        generation=tranche.generation,
        amount_idr=tranche.amount_idr,
        link=account.link,
        channel=account.channel,
        check_at=min(check_instant(day, scheme, workdays), at_hour(day, opens)),
        pay_at=at_hour(day, opens),
        open_days=open_days(day, workdays),
        pay_hours=scheme.pay_hours,
        not_before=tranche.not_before,
        finish_only=memory.account is None,
        told=told,
    )


def repaired_day(memory: Memory, tranche: TrancheMemory, now: datetime) -> date:
    """Return the promised day if it is still to come, else the next payday."""
    tomorrow = next_payday(now, memory.workdays)
    return tomorrow if tranche.day is None else max(tranche.day, tomorrow)


def after_refusal(memory: Memory, tranche: TrancheMemory, now: datetime) -> None:
    """Make a new generation and promise a later day for it, later at each refusal."""
    pause = min(2 ** (tranche.generation - 1), LONGEST_PAUSE_DAYS)
    tranche.generation += 1
    wanted = Clock.day_of(now) + timedelta(days=pause)
    day = max(promised(wanted, memory.workdays).day, next_payday(now, memory.workdays))
    memory.rescheduled(tranche, day, Reason.RESCHEDULED_AFTER_REPAIR, now)
