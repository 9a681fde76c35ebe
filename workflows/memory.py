"""Everything a journey remembers, and nothing it can work out.

Only this class changes what is known; `at` is always programme time. Whose turn it is follows
from the open matters: it is never set.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from domain.casefile import Happening, Holding, Move
from domain.clock import Clock
from domain.facts import Fact, FactKind, Site
from domain.messages import (
    Enrolment,
    LinkAnswer,
    LinkRequest,
    Resolution,
    Returned,
    Settled,
    Settlement,
    Waiver,
)
from domain.payouts import TrancheKind, TrancheStatus
from domain.promises import Promise, open_days, promised
from domain.reasons import Party, Reason, Retry, guidance
from domain.stages import Stage, moved
from domain.workdays import Workdays
from workflows.tranches import TrancheMemory

FactKey = tuple[FactKind, Site | None, int | None]
"""What tells two awaited facts apart: the kind, the site of a review, the number of a survey."""

ATTEMPTS_SHOWN = 20
"""The ledger keeps every attempt; a case file shows the latest."""


@dataclass(slots=True, frozen=True)
class Matter:
    """Something open: who must act, for what reason, until when."""

    party: Party
    reason: Reason | None = None
    partner: str | None = None
    due: datetime | None = None
    aside: bool = False
    """True for a survey: it keeps nobody from an incentive, so it counts only when alone."""


class Memory:
    """The state of one journey."""

    def __init__(self, enrolment: Enrolment) -> None:
        scheme = enrolment.scheme
        self.enrolment = enrolment
        self.stage = Stage.ENROLLED
        self.facts: dict[FactKey, Fact] = {}
        self.awaited: list[FactKey] = []
        self.matters: dict[str, Matter] = {}
        self.holdings: list[Holding] = []
        self.timeline: list[Happening] = []
        self.account: LinkRequest | None = None
        self.account_refused: Reason | None = None
        self.ended_by: Reason | None = None
        self.waivers: dict[FactKey, Waiver] = {}
        self.troubles: dict[str, datetime] = {}
        self.workdays = enrolment.workdays
        self.tranches = [
            TrancheMemory(TrancheKind.TRAINING, n + 1, scheme.tranche_idr)
            for n in range(scheme.tranches)
        ] + [
            TrancheMemory(TrancheKind.SURVEY, n + 1, scheme.survey_idr)
            for n in range(scheme.surveys)
        ]
        self.happened(enrolment.enrolled_at, Stage.ENROLLED, Party.PARTICIPANT)

    # What happened.

    def happened(
        self,
        at: datetime,
        event: str,
        party: Party,
        reason: Reason | None = None,
        detail: str = "",
    ) -> None:
        """Add a line to the timeline."""
        self.timeline.append(
            Happening(at=at, event=event, party=party, reason=reason, detail=detail)
        )

    def reached(self, stage: Stage, at: datetime) -> None:
        """Move to a stage. Raises `IllegalMove`."""
        self.stage = moved(self.stage, stage)
        self.happened(at, stage, Party.NOBODY)

    def learned_of(self, key: FactKey, fact: Fact, party: Party, at: datetime) -> None:
        """Remember a fact under the wait it came for, also one that cannot stand yet."""
        self.facts[key] = fact
        self.happened(at, fact.kind, party, fact.held_by, fact.source)

    @property
    def eligible_at(self) -> datetime:
        """When the last fact so far came true: from then on the next party has its turn."""
        standing = [f.at for f in self.facts.values() if f.held_by is None]
        return max([self.enrolment.enrolled_at, *standing])

    def review_not_asked(self, site: Site | None, at: datetime) -> bool:
        """Say whether the rules ask no review on this site."""
        until = self.enrolment.scheme.reviews_on_sites_until
        over = until is not None and Clock.day_of(at) > until
        return over or site in self.enrolment.sites_without_reviews

    # Whose turn it is.

    def open(self, name: str, matter: Matter, at: datetime) -> None:
        """Say that somebody must act, or that somebody else must now."""
        if self.matters.get(name) != matter:
            self.matters[name] = matter
            self._pass_on(at)

    def close(self, name: str, at: datetime) -> None:
        """Say that a matter is done."""
        if self.matters.pop(name, None) is not None:
            self._pass_on(at)

    def held(self, name: str, matter: Matter, reason: Reason, at: datetime) -> None:
        """Say that a matter waits for a repair, whoever owes it."""
        party = guidance(reason).holder
        self.open(name, Matter(party, reason, self._code(party), matter.due, matter.aside), at)

    def trouble(
        self, name: str, matter: Matter, reason: Reason, since: datetime, at: datetime
    ) -> None:
        """Say that a partner cannot be asked, since an earlier instant than it is known."""
        self.troubles.setdefault(name, since)
        self.happened(since, "trouble", guidance(reason).holder, reason)
        self.held(name, matter, reason, at)

    def trouble_over(self, name: str, matter: Matter, at: datetime) -> timedelta:
        """Say that a partner answers again; return how long it did not."""
        lasted = at - self.troubles.pop(name, at)
        self.happened(at, "trouble over", matter.party, detail=f"{lasted.days} days")
        due = None if matter.due is None else matter.due + lasted
        pauses = matter.reason is Reason.AWAITING_REDEEM
        self.open(name, replace(matter, due=due) if pauses else matter, at)
        return lasted

    def _code(self, party: Party) -> str | None:
        return {
            Party.PROVIDER: self.enrolment.provider,
            Party.MARKETPLACE: self.enrolment.marketplace,
            Party.PMO: "pmo",
        }.get(party)

    @property
    def turn(self) -> Matter:
        """The matter that decides when the case goes on: a person's before a mere date's."""
        for aside in (False, True):
            matters = [matter for matter in self.matters.values() if matter.aside is aside]
            held = [matter for matter in matters if matter.party is not Party.NOBODY]
            if held:
                return held[0]
            dated = [matter for matter in matters if matter.due is not None]
            if dated:
                return min(dated, key=lambda matter: matter.due or self.enrolment.enrolled_at)
        return Matter(Party.NOBODY, self.ended_by)

    def _pass_on(self, at: datetime) -> None:
        turn = self.turn
        if self.holdings:
            last = self.holdings[-1]
            if (last.party, last.partner, last.reason, last.due) == (
                turn.party,
                turn.partner,
                turn.reason,
                turn.due,
            ):
                return
            # An instant's holder between two changes of one moment never had the case.
            kept = [self.holdings.pop().model_copy(update={"until": at})]
            self.holdings += [holding for holding in kept if holding.since < at]
        since = self.holdings[-1].until if self.holdings else self.enrolment.enrolled_at
        self.holdings.append(
            Holding(
                party=turn.party,
                partner=turn.partner,
                reason=turn.reason,
                since=since or at,
                due=turn.due,
            )
        )

    # The account.

    def linked(self, request: LinkRequest, answer: LinkAnswer, at: datetime) -> None:
        """Remember an account, or why it was refused; an earlier good account stays."""
        if answer.accepted:
            self.account, self.account_refused = request, None
        elif self.account is None:
            self.account_refused = answer.reason
            for tranche in self.tranches:
                if tranche.name in self.matters and tranche.in_flight is None:
                    self.waits(tranche, answer.reason or Reason.ACCOUNT_NOT_LINKED, None, at)
        event = "account linked" if answer.accepted else "account refused"
        self.happened(at, event, Party.PARTICIPANT, answer.reason, request.channel)

    def unlinked(self, at: datetime) -> None:
        """Forget the account for all that is not under way."""
        promised_already = any(t.day is not None and not t.paid for t in self.tranches)
        self.account = None
        self.account_refused = Reason.ACCOUNT_CHANGED_IN_FLIGHT if promised_already else None
        self.happened(at, "account unlinked", Party.PARTICIPANT)

    # Money.

    def tranches_of(self, kind: TrancheKind) -> Iterator[TrancheMemory]:
        """Iterate over the incentives of one kind, in order."""
        return (tranche for tranche in self.tranches if tranche.kind is kind)

    def tranche(self, kind: TrancheKind, number: int) -> TrancheMemory | None:
        """Return one incentive, if there is one of that number."""
        return next((t for t in self.tranches_of(kind) if t.number == number), None)

    @property
    def owes(self) -> bool:
        """Say whether an incentive is neither paid nor, by a programme rule, never to be."""
        return not all(tranche.over for tranche in self.tranches)

    def promised(self, tranche: TrancheMemory, promise: Promise, at: datetime) -> None:
        """Remember a promise, and the move with its reason if the planned day was closed."""
        tranche.planned, tranche.day = promise.planned, promise.day
        tranche.calendar_version = self.workdays.version
        if promise.moved:
            reason = Reason(promise.closures[-1].reason)
            names = ", ".join(closure.name for closure in promise.closures)
            self._moved(tranche, promise.planned, promise.day, reason, names, at)
        self.happened(at, f"{tranche.name} promised", Party.PMO, detail=tranche.day.isoformat())

    def rescheduled(self, tranche: TrancheMemory, day: date, reason: Reason, at: datetime) -> None:
        """Promise another day for a tranche."""
        if tranche.day is not None and day != tranche.day:
            self._moved(tranche, tranche.day, day, reason, "", at)
            if reason is not Reason.CALENDAR_AMENDED:
                tranche.planned = day
            self.happened(at, f"{tranche.name} promised", Party.PMO, reason, detail=day.isoformat())
        tranche.day = day
        tranche.calendar_version = self.workdays.version

    def _moved(
        self,
        tranche: TrancheMemory,
        original: date,
        to: date,
        reason: Reason,
        detail: str,
        at: datetime,
    ) -> None:
        move = Move(original=original, to=to, reason=reason, detail=detail, told_at=at)
        tranche.moves.append(move)

    def amended(self, workdays: Workdays, at: datetime) -> list[TrancheMemory]:
        """Take a new calendar; return the tranches whose orders it changes."""
        if workdays.is_older_than(self.workdays):
            # Decrees that were told in the wrong order: the newer one stays.
            return []
        before, self.workdays = self.workdays, workdays
        self.happened(at, "calendar amended", Party.PMO, detail=workdays.version)
        changed = []
        for tranche in self.tranches:
            if tranche.paid or tranche.planned is None or tranche.day is None:
                continue
            begun = tranche.in_flight is not None or tranche.day <= Clock.day_of(at)
            day = tranche.day if begun else promised(tranche.planned, workdays).day
            if day != tranche.day:
                self.rescheduled(tranche, day, Reason.CALENDAR_AMENDED, at)
                changed.append(tranche)
            elif open_days(day, workdays) != open_days(day, before):
                # The same day, but others on which a late payment may leave.
                changed.append(tranche)
        return changed

    def waits(
        self, tranche: TrancheMemory, reason: Reason, due: datetime | None, at: datetime
    ) -> None:
        """Say what a tranche waits for: its date, or a repair."""
        held = reason is not Reason.WAITING_FOR_DATE
        tranche.status = TrancheStatus.TERTUNDA if held else TrancheStatus.DIJADWALKAN
        tranche.reason = reason if held else None
        self._told(tranche, reason, due, at)
        self._pass_on(at)

    def _told(
        self, tranche: TrancheMemory, reason: Reason, due: datetime | None, at: datetime
    ) -> None:
        tranche.since = at
        holder = guidance(reason).holder
        partner = tranche.channel if holder is Party.PAYMENT_PARTNER else None
        aside = tranche.kind is TrancheKind.SURVEY
        self.matters[tranche.name] = Matter(holder, reason, partner, due, aside)

    def settled(self, tranche: TrancheMemory, settlement: Settlement, at: datetime) -> None:
        """Remember what came of a stay in the payout activity."""
        earlier = [a for a in tranche.attempts if a.reference != settlement.reference]
        tranche.attempts = [*earlier, *settlement.attempts][-ATTEMPTS_SHOWN:]
        tranche.reference = settlement.reference or tranche.reference
        tranche.channel = settlement.channel or tranche.channel
        tranche.reason = settlement.reason
        match settlement.result:
            case Settled.PAID:
                tranche.status = TrancheStatus.BERHASIL
                tranche.reason = None
                tranche.paid_at = settlement.paid_at
                self.matters.pop(tranche.name, None)
            case Settled.UNKNOWN:
                tranche.status = TrancheStatus.BELUM_PASTI
                self._told(tranche, settlement.reason or Reason.UNKNOWN_OUTCOME, None, at)
            case Settled.NOT_PAID | Settled.HELD:
                reason = settlement.reason or Reason.CAUSE_NOT_GIVEN
                came_back = reason is Reason.REVERSED_BY_PARTNER or tranche.returned
                tranche.status = TrancheStatus.DIKEMBALIKAN if came_back else TrancheStatus.TERTUNDA
                self._told(tranche, reason, None, at)
            case Settled.CLEAR | Settled.MISSED:
                pass
        self.happened(
            at,
            f"{tranche.name} {settlement.result}",
            Party.PAYMENT_PARTNER,
            settlement.reason,
            detail=settlement.reference or "",
        )
        self._pass_on(at)

    def came_back(self, tranche: TrancheMemory, returned: Returned, at: datetime) -> None:
        """Remember that a paid incentive went back to us: it is owed again."""
        reason = Reason.REVERSED_BY_PARTNER
        tranche.status, tranche.reason, tranche.paid_at = TrancheStatus.DIKEMBALIKAN, reason, None
        tranche.owed_anew = True
        self.happened(
            at, f"{tranche.name} returned", Party.PAYMENT_PARTNER, reason, returned.reference
        )
        self._told(tranche, reason, None, at)
        self._pass_on(at)

    def resolved(self, tranche: TrancheMemory, resolution: Resolution, at: datetime) -> None:
        """Remember who proved what became of a payment."""
        who = f"{resolution.reference} {resolution.outcome}: {resolution.proposed_by}, "
        detail = f"{who}{resolution.approved_by} ({resolution.evidence[:12]})"
        self.happened(at, f"{tranche.name} resolved", Party.PMO, detail=detail)

    @staticmethod
    def needs_a_person(reason: Reason) -> bool:
        """Say whether the catalogue forbids going on without somebody's decision."""
        known = guidance(reason)
        repaired_by_us = known.repaired_by is Party.PMO and known.retry is Retry.AFTER_REPAIR
        return known.retry is Retry.NEVER or repaired_by_us
