"""All the money of one journey: four incentives, three surveys, and what comes back."""

import asyncio
from collections.abc import Callable
from datetime import timedelta

from temporalio import workflow

from domain.facts import FactKind
from domain.payouts import TrancheKind
from domain.promises import end_of, survey_promise
from domain.reasons import Party, Reason
from domain.stages import Stage
from workflows.clocks import Now
from workflows.memory import Matter, Memory
from workflows.paying import Paying
from workflows.tranches import TrancheMemory
from workflows.waiting import JourneyOver, Waiting

RETURNS = "returns"
"""The open matter of a case in which everything is paid."""


class Incentives:
    """Pays everything that one journey promises. No incentive waits for another."""

    def __init__(
        self,
        memory: Memory,
        waiting: Waiting,
        paying: Paying,
        now: Now,
        reach: Callable[[Stage], None],
    ) -> None:
        self._memory = memory
        self._waiting = waiting
        self._paying = paying
        self._now = now
        self._reach = reach
        self._over = False

    async def pay_all(self) -> None:
        """Return when nothing is owed any more and nothing came back for a while."""
        surveys = self._memory.tranches_of(TrancheKind.SURVEY)
        # One gather from the start: an error in any branch is seen in the step where it happens.
        await asyncio.gather(
            self._pay_for_training(),
            *(self._pay_for_survey(survey) for survey in surveys),
            *(self._pay_again(tranche) for tranche in self._memory.tranches),
            self._watch_returns(),
        )

    async def _pay_for_training(self) -> None:
        tranches = self._memory.tranches_of(TrancheKind.TRAINING)
        await asyncio.gather(*(self._paying.pay_out(tranche) for tranche in tranches))
        self._reach(Stage.PAID)

    async def _pay_for_survey(self, tranche: TrancheMemory) -> None:
        """Wait for the answers to one survey, then pay its incentive."""
        scheme = self._memory.enrolment.scheme
        first = next(self._memory.tranches_of(TrancheKind.TRAINING))
        await workflow.wait_condition(lambda: first.paid)
        # Kept: the day stays the first payment's, even if that one comes back later.
        first_paid = first.paid_at or self._now()
        opens = timedelta(days=scheme.survey_opens_days * tranche.number)
        closes = scheme.survey_deadline
        try:
            answers = await self._waiting.wait_for(
                FactKind.SURVEY_COMPLETED,
                survey=tranche.number,
                ask_from=first_paid + opens,
                deadline=end_of(closes) if closes else None,
            )
        except JourneyOver as over:
            # A survey that was not answered costs its own incentive only.
            due = end_of(closes) if closes else self._now()
            tranche.fail(over.reason, due=due, at=self._now())
            return
        # No survey is answered before it opens, whatever its date says.
        answered_at = max(answers.at, first_paid)
        promise = survey_promise(answered_at, scheme, self._memory.workdays)
        self._memory.promised(tranche, promise, self._now())
        await self._paying.pay_out(tranche)

    async def _pay_again(self, tranche: TrancheMemory) -> None:
        """Pay anew what has come back, as often as it does."""
        while not self._over:
            await workflow.wait_condition(lambda: _is_owed_again(tranche) or self._over)
            if _is_owed_again(tranche):
                await self._paying.pay_out(tranche)

    async def _watch_returns(self) -> None:
        """Stay open for a while after the last payment, should money come back."""
        while not self._over:
            await workflow.wait_condition(lambda: not self._memory.owes)
            self._over = not await self._something_returns()

    async def _something_returns(self) -> bool:
        memory, enrolment = self._memory, self._memory.enrolment
        watched = timedelta(days=enrolment.scheme.returns_watched_days)
        if not watched:
            return False
        until = Matter(Party.NOBODY, Reason.ALL_PAID, due=self._now() + watched)
        memory.open(RETURNS, until, self._now())
        try:
            # A timer, not an activity: there is nobody to ask, only time that passes.
            await workflow.wait_condition(
                lambda: memory.owes, timeout=enrolment.clock.real_duration(watched)
            )
            returns = True
        except TimeoutError:
            returns = False
        memory.close(RETURNS, self._now())
        return returns


def _is_owed_again(tranche: TrancheMemory) -> bool:
    # Money that goes back before we have heard that it arrived is still being pursued.
    return tranche.returned and not tranche.pursued
