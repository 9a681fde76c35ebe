"""The one workflow: a participant's journey from the voucher to the last incentive.

Read `_live` first. Every wait for somebody is an activity that comes back when there is something
to tell; the server keeps its delays without adding to the history
(docs/decisions/0003-a-wait-is-an-activity.md). The one timer waits for nobody: it keeps a paid case
open for money that comes back.
"""

import asyncio
from datetime import datetime

from temporalio import workflow
from temporalio.common import SearchAttributeKey
from temporalio.exceptions import ActivityError, ApplicationError

with workflow.unsafe.imports_passed_through():
    from activities import names
    from domain.casefile import CaseFile
    from domain.facts import FactKind, Site, wait_name
    from domain.messages import (
        CalendarAmendment,
        Enrolment,
        LinkAnswer,
        LinkCheck,
        LinkRequest,
        Receipt,
        Resolution,
        Resumption,
        Returned,
        VoucherCorrection,
        Waiver,
    )
    from domain.payouts import TrancheKind
    from domain.promises import tranche_promises
    from domain.reasons import Party, Reason
    from domain.stages import Stage
    from workflows import policies
    from workflows.asking import Asking
    from workflows.incentives import Incentives
    from workflows.memory import FactKey, Memory
    from workflows.paying import Paying
    from workflows.refusals import paid_under, refuse_when_over, still_open
    from workflows.telling import told
    from workflows.traces import Traces
    from workflows.waiting import JourneyOver, Waiting

STAGE = SearchAttributeKey.for_keyword("Stage")


@workflow.defn
class ParticipantJourney:
    """One participant, for life.

    Updates, because their sender needs an answer or a refusal: `link_account`, `unlink_account`,
    `correct_voucher`, `waive`, `amend_calendar`, `payment_returned`, `payout_resolved`, `resume`.
    Query: `case_file`. What partners state is no message: it completes the activity that waits for
    it (docs/decisions/0004).
    """

    @workflow.init
    def __init__(self, enrolment: Enrolment) -> None:
        self._enrolment = enrolment
        self._memory = Memory(enrolment)
        self._traces = Traces(self._show_stage)
        self._asking = Asking(self._memory, self._now, self._traces)
        self._waiting = Waiting(self._memory, self._asking, self._now)
        self._paying = Paying(self._memory, self._asking, self._now)
        self._incentives = Incentives(
            self._memory, self._waiting, self._paying, self._now, self._reach
        )
        self._wishes = 0
        self._newest_link = 0

    # The story.

    @workflow.run
    async def run(self, _enrolment: Enrolment) -> CaseFile:
        """Live through it all, also if somebody cancels: who is owed money is never let go."""
        life = asyncio.create_task(self._live())
        self._traces.begin()
        while True:
            try:
                return await asyncio.shield(life)
            except asyncio.CancelledError:
                if life.cancelled():
                    # The worker takes the case out of its memory; another one replays it.
                    raise
                self._memory.happened(self._now(), "cancellation not obeyed", Party.PMO)
                self._traces.owe()

    async def _live(self) -> CaseFile:
        """Redeem, learn, rate on both sites, be reported, be certified, be paid."""
        try:
            await self._redeem()
            await self._learn()
            await self._rate()
            await self._report()
            await self._certify()
            await self._pay()
        except JourneyOver as over:
            self._memory.ended_by = over.reason
        return await self._close()

    async def _redeem(self) -> None:
        deadline = self._enrolment.redeem_by
        await self._waiting.wait_for(FactKind.VOUCHER_REDEEMED, deadline=deadline)
        self._reach(Stage.REDEEMED)

    async def _learn(self) -> None:
        await self._waiting.wait_for(FactKind.TRAINING_COMPLETED)
        self._reach(Stage.LEARNED)

    async def _rate(self) -> None:
        bought_at_marketplace = self._enrolment.marketplace is not None
        sites = [Site.MARKETPLACE, Site.PROVIDER] if bought_at_marketplace else [Site.PROVIDER]
        await asyncio.gather(
            *(self._waiting.wait_for(FactKind.REVIEW_SUBMITTED, site=site) for site in sites)
        )
        self._reach(Stage.RATED)

    async def _report(self) -> None:
        await self._waiting.wait_for(FactKind.REPORT_SENT)
        if self._enrolment.marketplace is not None:
            await self._waiting.wait_for(FactKind.REPORT_FORWARDED)
        await self._waiting.wait_for(FactKind.REPORT_RECEIVED)
        self._reach(Stage.REPORTED)

    async def _certify(self) -> None:
        await self._waiting.wait_for(FactKind.CERTIFICATE_PUBLISHED)
        memory = self._memory
        promises = tranche_promises(memory.eligible_at, self._enrolment.scheme, memory.workdays)
        tranches = memory.tranches_of(TrancheKind.TRAINING)
        for tranche, promise in zip(tranches, promises, strict=True):
            memory.promised(tranche, promise, self._now())
        self._reach(Stage.CERTIFIED)

    async def _pay(self) -> None:
        await self._incentives.pay_all()

    async def _close(self) -> CaseFile:
        self._reach(Stage.CLOSED)
        await workflow.wait_condition(workflow.all_handlers_finished)
        case = self.case_file(self._now())
        await self._asking.ask("archive", names.ARCHIVE_CASE, case, bool, policies.RECORD)
        # The end is one.
        self._traces.left()
        return case

    def _reach(self, stage: Stage) -> None:
        self._memory.reached(stage, self._now())
        self._show_stage()

    def _show_stage(self) -> None:
        workflow.upsert_search_attributes([STAGE.value_set(self._memory.stage)])
        self._traces.left()

    def _now(self) -> datetime:
        return self._enrolment.clock.programme(workflow.now())

    # What others may say to it, and ask of it.

    @workflow.query
    def case_file(self, asked_at: datetime) -> CaseFile:
        """Tell everything that is known at a programme instant, without personal data.

        The asker brings the instant: in a query the workflow's own clock stands at the last
        thing that happened, and a wait would never become overdue.
        """
        return told(self._memory, asked_at)

    @workflow.update
    async def link_account(self, request: LinkRequest) -> LinkAnswer:
        """Pay to this account from now on, if the partner agrees that it is the participant's.

        While the partner is asked, a later wish may come: then the later one counts. So it does
        when an older one was held up on its way: the records number what was wished.
        """
        if request.link < self._newest_link:
            return LinkAnswer(accepted=False, reason=Reason.ACCOUNT_CHANGED_IN_FLIGHT)
        self._newest_link = request.link
        self._wishes += 1
        wish = self._wishes
        answer = await self._checked(request)
        if wish != self._wishes:
            return LinkAnswer(accepted=False, reason=Reason.ACCOUNT_CHANGED_IN_FLIGHT)
        repeated = request == self._memory.account
        self._memory.linked(request, answer, self._now())
        if answer.accepted:
            self._paying.account_changed(only_held=repeated)
        return answer

    async def _checked(self, request: LinkRequest) -> LinkAnswer:
        check = LinkCheck(
            journey=self._enrolment.journey,
            link=request.link,
            amount_idr=self._enrolment.scheme.tranche_idr,
        )
        try:
            answer: LinkAnswer = await workflow.execute_activity(
                names.CHECK_LINK, check, result_type=LinkAnswer, **policies.ANSWER_NOW
            )
        except ActivityError:
            return LinkAnswer(accepted=False, reason=Reason.SYSTEM_ERROR)
        return answer

    @link_account.validator
    def check_link_account(self, request: LinkRequest) -> None:  # noqa: ARG002 - as the update
        """Refuse when there is nothing left to pay."""
        refuse_when_over(self._memory)

    @workflow.update
    def unlink_account(self) -> Receipt:
        """Pay nothing more to the account; a payment under way is finished first."""
        self._wishes += 1
        self._memory.unlinked(self._now())
        self._paying.account_changed()
        return self._receipt()

    @workflow.update
    def correct_voucher(self, correction: VoucherCorrection) -> Receipt:
        """Look for everything under the corrected voucher; the records keep the old one."""
        detail = f"version {correction.version}"
        self._memory.happened(self._now(), "voucher corrected", Party.PMO, detail=detail)
        for key in self._memory.awaited:
            self._asking.interrupt(wait_name(*key))
        return self._receipt()

    @workflow.update
    def waive(self, waiver: Waiver) -> Receipt:
        """Stop asking for a review, by decision of a named person."""
        key: FactKey = (waiver.kind, waiver.site, None)
        self._memory.waivers[key] = waiver
        self._memory.happened(self._now(), "waived", Party.PMO, detail=waiver.ground)
        self._asking.interrupt(wait_name(*key))
        return self._receipt()

    @waive.validator
    def check_waive(self, waiver: Waiver) -> None:
        """Refuse a waiver for anything but a review: all else is evidence."""
        refuse_when_over(self._memory)
        if waiver.kind is not FactKind.REVIEW_SUBMITTED or waiver.site is None:
            raise ApplicationError("only a review on a site can be waived", type="NOT_WAIVABLE")

    @workflow.update
    def amend_calendar(self, amendment: CalendarAmendment) -> Receipt:
        """Make the promises anew under an amended calendar; what is paid or sent stays."""
        for tranche in self._memory.amended(amendment.workdays, self._now()):
            self._asking.interrupt(tranche.name)
        self._paying.calendar_changed()
        return self._receipt()

    @workflow.update
    def resume(self, resumption: Resumption) -> Receipt:
        """Go on after an engineer's repair."""
        self._memory.happened(self._now(), "resumed", Party.PMO, detail=resumption.by)
        self._asking.resume()
        return self._receipt()

    @workflow.update
    def payment_returned(self, returned: Returned) -> Receipt:
        """Owe an incentive again that the partner took back."""
        self._paying.came_back(paid_under(self._memory, returned), returned)
        return self._receipt()

    @payment_returned.validator
    def check_payment_returned(self, returned: Returned) -> None:
        """Refuse what was not paid under this reference, or is owed again already."""
        refuse_when_over(self._memory)
        paid_under(self._memory, returned)

    @workflow.update
    def payout_resolved(self, resolution: Resolution) -> Receipt:
        """Go on from what two people, or a statement and a person, have proven."""
        self._paying.resolved(still_open(self._memory, resolution), resolution)
        return self._receipt()

    @payout_resolved.validator
    def check_payout_resolved(self, resolution: Resolution) -> None:
        """Refuse one person's word, and anything about what is paid already."""
        refuse_when_over(self._memory)
        still_open(self._memory, resolution)

    def _receipt(self) -> Receipt:
        return Receipt(version=len(self._memory.timeline))
