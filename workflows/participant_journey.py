"""The one workflow: a participant's journey from the voucher to the last incentive.

Read `run` first. It holds no timer: every wait is an activity that comes back when there is
something to tell; the server keeps its delays without adding to the history
(docs/decisions/0003-a-wait-is-an-activity.md).
"""

import asyncio
from datetime import datetime, timedelta
from typing import Any, TypeVar

from temporalio import workflow
from temporalio.common import SearchAttributeKey
from temporalio.exceptions import ActivityError, ApplicationError

with workflow.unsafe.imports_passed_through():
    from activities import names
    from domain.casefile import CaseFile
    from domain.facts import Fact, FactKind, Site, Source, wait_name
    from domain.messages import (
        CalendarAmendment,
        Enrolment,
        LinkAnswer,
        LinkCheck,
        LinkRequest,
        Receipt,
        Resumption,
        Settled,
        Settlement,
        Sighting,
        VoucherCorrection,
        Waiver,
        Wanted,
    )
    from domain.payouts import TrancheKind
    from domain.promises import Promise, end_of, survey_promise, tranche_promises
    from domain.reasons import Party, Reason
    from domain.stages import Stage
    from workflows import policies
    from workflows.memory import FactKey, Matter, Memory, TrancheMemory
    from workflows.orders import after_refusal, order_for, repaired_day
    from workflows.telling import told
    from workflows.turns import matter_for, partner_of

STAGE = SearchAttributeKey.for_keyword("Stage")

Result = TypeVar("Result")


class JourneyOver(Exception):
    """A rule of the programme ended the journey; `reason` says which."""

    def __init__(self, reason: Reason) -> None:
        super().__init__(reason)
        self.reason = reason


class Interrupted(Exception):
    """What an activity was told to do has changed: tell it anew."""


@workflow.defn
class ParticipantJourney:
    """One participant, for life.

    Updates, because their sender needs an answer or a refusal: `link_account`, `unlink_account`,
    `correct_voucher`, `waive`, `amend_calendar`, `resume`. Query: `case_file`. What partners
    state is no message: it completes the activity that waits for it (docs/decisions/0004).
    """

    @workflow.init
    def __init__(self, enrolment: Enrolment) -> None:
        self._enrolment = enrolment
        self._memory = Memory(enrolment)
        self._asking: dict[str, workflow.ActivityHandle[Any]] = {}
        self._interrupted: set[str] = set()
        self._parked: set[str] = set()

    # The story.

    @workflow.run
    async def run(self, _enrolment: Enrolment) -> CaseFile:
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
        await self._wait_for(FactKind.VOUCHER_REDEEMED, deadline=self._enrolment.redeem_by)
        self._reach(Stage.REDEEMED)

    async def _learn(self) -> None:
        await self._wait_for(FactKind.TRAINING_COMPLETED)
        self._reach(Stage.LEARNED)

    async def _rate(self) -> None:
        bought_at_marketplace = self._enrolment.marketplace is not None
        sites = [Site.MARKETPLACE, Site.PROVIDER] if bought_at_marketplace else [Site.PROVIDER]
        await asyncio.gather(
            *(self._wait_for(FactKind.REVIEW_SUBMITTED, site=site) for site in sites)
        )
        self._reach(Stage.RATED)

    async def _report(self) -> None:
        await self._wait_for(FactKind.REPORT_SENT)
        if self._enrolment.marketplace is not None:
            await self._wait_for(FactKind.REPORT_FORWARDED)
        await self._wait_for(FactKind.REPORT_RECEIVED)
        self._reach(Stage.REPORTED)

    async def _certify(self) -> None:
        await self._wait_for(FactKind.CERTIFICATE_PUBLISHED)
        memory = self._memory
        promises = tranche_promises(memory.eligible_at, self._enrolment.scheme, memory.workdays)
        for tranche, promise in zip(
            memory.tranches_of(TrancheKind.TRAINING), promises, strict=True
        ):
            self._promise(tranche, promise)
        self._reach(Stage.CERTIFIED)

    async def _pay(self) -> None:
        surveys = asyncio.gather(
            *(self._survey(tranche) for tranche in self._memory.tranches_of(TrancheKind.SURVEY))
        )
        await asyncio.gather(
            *(self._pay_out(tranche) for tranche in self._memory.tranches_of(TrancheKind.TRAINING))
        )
        self._reach(Stage.PAID)
        await surveys

    async def _survey(self, tranche: TrancheMemory) -> None:
        """Wait for the answers to one survey, then pay its incentive."""
        scheme = self._enrolment.scheme
        first = next(self._memory.tranches_of(TrancheKind.TRAINING))
        await workflow.wait_condition(lambda: first.paid)
        opens = timedelta(days=scheme.survey_opens_days * tranche.number)
        closes = scheme.survey_deadline
        try:
            answered = await self._wait_for(
                FactKind.SURVEY_COMPLETED,
                survey=tranche.number,
                ask_from=(first.paid_at or self._now()) + opens,
                deadline=end_of(closes) if closes else None,
            )
        except JourneyOver as over:
            # A survey that was not answered costs its own incentive only.
            tranche.reason = over.reason
            return
        self._promise(tranche, survey_promise(answered.at, scheme, self._memory.workdays))
        await self._pay_out(tranche)

    async def _close(self) -> CaseFile:
        self._reach(Stage.CLOSED)
        await workflow.wait_condition(workflow.all_handlers_finished)
        case = self.case_file(self._now())
        await self._ask("archive", names.ARCHIVE_CASE, case, bool, policies.RECORD)
        return case

    # How a fact is waited for.

    async def _wait_for(
        self,
        kind: FactKind,
        *,
        site: Site | None = None,
        survey: int | None = None,
        ask_from: datetime | None = None,
        deadline: datetime | None = None,
    ) -> Fact:
        """Return the fact once it stands. Raises `JourneyOver` when its deadline has passed."""
        key: FactKey = (kind, site, survey)
        matter = matter_for(
            kind, site, self._enrolment, self._memory.workdays, self._memory.eligible_at
        )
        wanted = Wanted(
            journey=self._enrolment.journey,
            kind=kind,
            site=site,
            survey=survey,
            ask_from=ask_from,
            due=matter.due,
            deadline=deadline,
        )
        name = wait_name(*key)
        self._memory.awaited.append(key)
        self._memory.open(name, matter, self._now())
        while (fact := self._waived(key)) is None:
            try:
                sighting = await self._ask(name, names.AWAIT_FACT, wanted, Sighting, policies.WAIT)
            except Interrupted:
                wanted = wanted.model_copy(update={"told": None, "refused": []})
                continue
            if sighting.expired:
                self._memory.close(name, self._now())
                raise JourneyOver(Reason.DEADLINE_PASSED)
            if sighting.fact is not None and sighting.fact.held_by is None:
                fact = sighting.fact
                break
            wanted = self._hear(name, wanted, sighting, matter)
        self._memory.learned_of(fact, matter.party, self._now())
        self._memory.close(name, self._now())
        return fact

    def _hear(self, name: str, wanted: Wanted, sighting: Sighting, matter: Matter) -> Wanted:
        """Tell what keeps a fact from standing, and return what to look for next."""
        now = self._now()
        fact = sighting.fact
        if fact is not None and fact.held_by is not None:
            self._memory.learned_of(fact, matter.party, now)
            self._memory.held(name, matter, fact.held_by, now)
            refused = [*wanted.refused, fact.receipt]
            return wanted.model_copy(update={"refused": refused, "told": None})
        if sighting.trouble is not None:
            self._memory.trouble(name, matter, sighting.trouble, sighting.since or now)
            return wanted.model_copy(update={"told": sighting.trouble})
        lasted = self._memory.trouble_over(name, matter, sighting.since or now)
        deadline = wanted.deadline
        if deadline is not None and wanted.kind is FactKind.VOUCHER_REDEEMED:
            # A provider that is down takes nobody's time to use a voucher.
            deadline += lasted
        return wanted.model_copy(update={"told": None, "deadline": deadline})

    def _waived(self, key: FactKey) -> Fact | None:
        kind, site, survey = key
        waiver = self._memory.waivers.get(key)
        if waiver is None and not (
            kind is FactKind.REVIEW_SUBMITTED and self._memory.review_not_asked(site, self._now())
        ):
            return None
        return Fact(
            kind=kind,
            site=site,
            survey=survey,
            at=self._memory.eligible_at if waiver is None else self._now(),
            source=Source.WAIVED,
            partner=partner_of(kind, site, self._enrolment),
            receipt=waiver.ground if waiver else "NO_REVIEW_ASKED",
        )

    # How a tranche is paid.

    def _promise(self, tranche: TrancheMemory, promise: Promise) -> None:
        self._memory.promised(tranche, promise, self._now())

    async def _pay_out(self, tranche: TrancheMemory) -> None:
        """Pay one tranche, whatever it takes; it neither waits for another nor stops one."""
        memory = self._memory
        told: Reason | None = None
        while not tranche.paid:
            account = tranche.in_flight or memory.account
            if account is None:
                reason = memory.account_refused or Reason.ACCOUNT_NOT_LINKED
                memory.waits(tranche, reason, None, self._now())
                await workflow.wait_condition(lambda: memory.account is not None)
                self._make_payable(tranche)
                continue
            order = order_for(memory, tranche, account, told, self._now())
            if told is None and tranche.reason is None:
                memory.waits(tranche, Reason.WAITING_FOR_DATE, order.pay_at, self._now())
            try:
                settlement = await self._ask(
                    tranche.name, names.SETTLE_TRANCHE, order, Settlement, policies.PAYOUT
                )
            except Interrupted:
                told = tranche.reason = None
                continue
            told = await self._take(tranche, account, settlement)

    async def _take(
        self, tranche: TrancheMemory, account: LinkRequest, settlement: Settlement
    ) -> Reason | None:
        """Draw the consequences of a settlement; return the trouble that is now told."""
        self._memory.settled(tranche, settlement, self._now())
        in_flight = settlement.result is Settled.UNKNOWN
        tranche.in_flight = account if in_flight else None
        match settlement.result:
            case Settled.NOT_PAID:
                # Proven: the old reference moved no money, so a new one may be made.
                # The reason is shown until the money is there: the date has moved for it.
                after_refusal(self._memory, tranche, self._now())
                if self._memory.needs_a_person(settlement.reason):
                    await self._park(tranche.name, settlement.reason)
                return None
            case Settled.CLEAR:
                self._make_payable(tranche)
                return None
            case Settled.MISSED:
                self._make_payable(tranche)
                return settlement.reason
            case _:
                return settlement.reason

    def _make_payable(self, tranche: TrancheMemory) -> None:
        """Promise the next day on which a repaired tranche can be paid."""
        day = repaired_day(self._memory, tranche, self._now())
        self._memory.rescheduled(tranche, day, Reason.RESCHEDULED_AFTER_REPAIR, self._now())

    # How anything is asked, and what stops it.

    async def _ask(
        self,
        name: str,
        activity: str,
        argument: object,
        result_type: type[Result],
        options: policies.Options,
    ) -> Result:
        """Run an activity under a name that operators and the relay can find.

        Raises `Interrupted` when a message changed what the activity should do. What escapes from
        the activity otherwise parks the case for an engineer, with a reason.
        """
        while True:
            handle: workflow.ActivityHandle[Result] = workflow.start_activity(
                activity, argument, activity_id=name, result_type=result_type, **options
            )
            self._asking[name] = handle
            try:
                result = await handle
            except ActivityError as escaped:
                if name in self._interrupted:
                    self._interrupted.discard(name)
                    raise Interrupted from escaped
                await self._park(name, Reason.SYSTEM_ERROR)
            else:
                self._interrupted.discard(name)
                return result
            finally:
                del self._asking[name]

    def _interrupt(self, name: str) -> None:
        handle = self._asking.get(name)
        if handle is not None:
            self._interrupted.add(name)
            handle.cancel()

    async def _park(self, name: str, reason: Reason | None) -> None:
        """Hold until an engineer says `resume`."""
        before = self._memory.matters.get(name)
        self._parked.add(name)
        self._memory.open(
            name, Matter(Party.PMO, reason or Reason.SYSTEM_ERROR, "pmo"), self._now()
        )
        await workflow.wait_condition(lambda: name not in self._parked)
        if before is not None:
            self._memory.open(name, before, self._now())

    def _reach(self, stage: Stage) -> None:
        self._memory.reached(stage, self._now())
        workflow.upsert_search_attributes([STAGE.value_set(stage)])

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
        """Pay to this account from now on, if the partner agrees that it is the participant's."""
        check = LinkCheck(
            journey=self._enrolment.journey,
            link=request.link,
            amount_idr=self._enrolment.scheme.tranche_idr,
        )
        answer: LinkAnswer = await workflow.execute_activity(
            names.CHECK_LINK, check, result_type=LinkAnswer, **policies.ANSWER_NOW
        )
        self._memory.linked(request, answer, self._now())
        if answer.accepted:
            self._account_changed()
        return answer

    @link_account.validator
    def check_link_account(self, request: LinkRequest) -> None:  # noqa: ARG002 - as the update
        """Refuse when there is nothing left to pay."""
        self._refuse_when_over()

    @workflow.update
    def unlink_account(self) -> Receipt:
        """Pay nothing more to the account; a payment under way is finished first."""
        self._memory.unlinked(self._now())
        self._account_changed()
        return self._receipt()

    @workflow.update
    def correct_voucher(self, correction: VoucherCorrection) -> Receipt:
        """Look for everything under the corrected voucher; the records keep the old one."""
        self._memory.happened(
            self._now(), "voucher corrected", Party.PMO, detail=f"version {correction.version}"
        )
        for key in self._memory.awaited:
            self._interrupt(wait_name(*key))
        return self._receipt()

    @workflow.update
    def waive(self, waiver: Waiver) -> Receipt:
        """Stop asking for a fact, by decision of a named person."""
        key: FactKey = (waiver.kind, waiver.site, None)
        self._memory.waivers[key] = waiver
        self._memory.happened(self._now(), "waived", Party.PMO, detail=waiver.ground)
        self._interrupt(wait_name(*key))
        return self._receipt()

    @waive.validator
    def check_waive(self, waiver: Waiver) -> None:
        """Refuse a waiver for anything but a review: all else is evidence."""
        self._refuse_when_over()
        if waiver.kind is not FactKind.REVIEW_SUBMITTED or waiver.site is None:
            raise ApplicationError("only a review on a site can be waived", type="NOT_WAIVABLE")

    @workflow.update
    def amend_calendar(self, amendment: CalendarAmendment) -> Receipt:
        """Make the promises anew under an amended calendar; what is paid or sent stays."""
        for tranche in self._memory.amended(amendment.workdays, self._now()):
            self._interrupt(tranche.name)
        return self._receipt()

    @workflow.update
    def resume(self, resumption: Resumption) -> Receipt:
        """Go on after an engineer's repair."""
        self._memory.happened(self._now(), "resumed", Party.PMO, detail=resumption.by)
        self._parked.clear()
        return self._receipt()

    def _account_changed(self) -> None:
        """Give every payout that is not under way its new account, or none."""
        for tranche in self._memory.tranches:
            if tranche.in_flight is None:
                self._interrupt(tranche.name)

    def _refuse_when_over(self) -> None:
        if self._memory.stage is Stage.CLOSED:
            raise ApplicationError("the journey is closed", type="JOURNEY_CLOSED")

    def _receipt(self) -> Receipt:
        return Receipt(version=len(self._memory.timeline))
