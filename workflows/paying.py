"""How a journey pays one incentive, whatever it takes."""

from temporalio import workflow

from activities import names
from domain.clock import Clock
from domain.messages import LinkRequest, Resolution, Returned, Settled, Settlement
from domain.payouts import Outcome
from domain.reasons import Reason
from domain.workdays import CalendarExhausted
from workflows.asking import Asking, Interrupted
from workflows.clocks import Now
from workflows.memory import Memory
from workflows.orders import after_refusal, order_for, repaired_day
from workflows.policies import PAYOUT, Options, payouts_queue, turn_of
from workflows.tranches import TrancheMemory


class Paying:
    """Orders payouts and draws the consequences of what became of them."""

    def __init__(self, memory: Memory, asking: Asking, now: Now) -> None:
        self._memory = memory
        self._asking = asking
        self._now = now
        self._without_days: set[str] = set()

    async def pay_out(self, tranche: TrancheMemory) -> None:
        """Pay one tranche; it neither waits for another nor stops one."""
        tranche.pursued = True
        while not tranche.paid:
            try:
                if tranche.owed_anew:
                    tranche.owed_anew = False
                    after_refusal(self._memory, tranche, self._now())
                await self._pursue(tranche)
            except CalendarExhausted:
                # No date can be promised until somebody brings a longer calendar.
                self._without_days.add(tranche.name)
                await self._asking.park(tranche.name, Reason.SYSTEM_ERROR)
        tranche.pursued = False

    def calendar_changed(self) -> None:
        """Go on with what waits for a longer calendar, and with nothing else that is parked."""
        for name in sorted(self._without_days):
            self._asking.resume(name)
        self._without_days.clear()

    async def _pursue(self, tranche: TrancheMemory) -> None:
        memory = self._memory
        told: Reason | None = None
        while not tranche.paid:
            account = tranche.in_flight or memory.account or tranche.may_be_sent
            if account is None:
                await self._wait_for_an_account(tranche)
                # What was told of an account that is gone says nothing of this one.
                told = None
                continue
            order = order_for(memory, tranche, account, told, self._now())
            tranche.ordered = account
            day = Clock.day_of(order.pay_at)
            if tranche.day not in {None, day} and tranche.in_flight is None:
                # Ordered anew after its day, for another account: the promise is that of the order.
                memory.rescheduled(tranche, day, Reason.RESCHEDULED_AFTER_REPAIR, self._now())
            if told is None and tranche.reason is None:
                memory.waits(tranche, Reason.WAITING_FOR_DATE, order.pay_at, self._now())
            try:
                settlement = await self._asking.ask(
                    tranche.name, names.SETTLE_TRANCHE, order, Settlement, self._options(account)
                )
            except Interrupted:
                # Whether a try had sent by then only the ledger knows.
                if self._now() >= order.pay_at:
                    tranche.may_be_sent = tranche.may_be_sent or account
                told = tranche.reason = tranche.not_before = None
                continue
            told = await self._take(tranche, account, settlement)

    def _options(self, account: LinkRequest) -> Options:
        queue = payouts_queue(workflow.info().task_queue, account.channel)
        return {**PAYOUT, "task_queue": queue, "priority": turn_of(self._memory.enrolment.wave)}

    def account_changed(self, *, only_held: bool = False) -> None:
        """Give every payout that is not under way its new account, or none.

        `only_held` is for an account that was linked already: somebody may have repaired it.
        """
        for tranche in self._memory.tranches:
            if tranche.in_flight is None and (tranche.reason is not None or not only_held):
                self._asking.interrupt(tranche.name)

    def came_back(self, tranche: TrancheMemory, returned: Returned) -> None:
        """Owe a paid incentive again, under a reference of its own, from a later day on."""
        self._memory.came_back(tranche, returned, self._now())

    def resolved(self, tranche: TrancheMemory, resolution: Resolution) -> None:
        """Look at once into the ledger, where the outcome of a payment now stands."""
        self._memory.resolved(tranche, resolution, self._now())
        if resolution.outcome is Outcome.PAID:
            # Also who has no account any more is told so.
            tranche.may_be_sent = tranche.may_be_sent or tranche.ordered
        self._asking.interrupt(tranche.name)
        self._asking.resume(tranche.name)

    async def _wait_for_an_account(self, tranche: TrancheMemory) -> None:
        memory = self._memory
        reason = memory.account_refused or Reason.ACCOUNT_NOT_LINKED
        memory.waits(tranche, reason, None, self._now())
        known = lambda: memory.account is not None or tranche.may_be_sent is not None  # noqa: E731
        await workflow.wait_condition(known)
        tranche.reason = None
        self._make_payable(tranche)

    async def _take(
        self, tranche: TrancheMemory, account: LinkRequest, settlement: Settlement
    ) -> Reason | None:
        """Draw the consequences of a settlement; return the trouble that is now told."""
        self._memory.settled(tranche, settlement, self._now())
        if settlement.result is not Settled.MISSED:
            tranche.may_be_sent = tranche.in_flight = None
        if settlement.result is Settled.UNKNOWN:
            # The ledger's account counts: the order may have named a newer one.
            tranche.in_flight = LinkRequest(
                link=settlement.link or account.link,
                channel=settlement.channel or account.channel,
            )
        now = self._now()
        pause = tranche.hear(now)
        held = settlement.result in {Settled.HELD, Settled.CLEAR}
        tranche.not_before = now + pause if held and pause else None
        match settlement.result:
            case Settled.NOT_PAID:
                await self._begin_again(tranche, settlement.reason)
                return None
            case Settled.CLEAR | Settled.MISSED:
                self._make_payable(tranche)
                return settlement.reason
            case _:
                return settlement.reason

    async def _begin_again(self, tranche: TrancheMemory, reason: Reason | None) -> None:
        """Make a new generation: the old reference is proven to have moved no money.

        The reason is shown until the money is there: it is why the date moved.
        """
        after_refusal(self._memory, tranche, self._now())
        if reason is not None and self._memory.needs_a_person(reason):
            await self._asking.park(tranche.name, reason)

    def _make_payable(self, tranche: TrancheMemory) -> None:
        """Promise the next day on which a repaired tranche can be paid."""
        day = repaired_day(self._memory, tranche, self._now())
        self._memory.rescheduled(tranche, day, Reason.RESCHEDULED_AFTER_REPAIR, self._now())
