"""Each participant's facts and calendars, joined from all evidence; the rules ask here."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cached_property

from auditor.calendar import Calendar, calendar_known
from auditor.casefiles import TrancheKey
from auditor.course import (
    CERTIFIED,
    COMPLETED,
    RECEIVED,
    REVIEWED,
    SURVEYED,
    Course,
    Fact,
    redemption_of,
)
from auditor.evidence import Evidence, Note
from auditor.harness import Enrolment
from auditor.moments import SETTLING_SECONDS, at_hour, day_of
from auditor.scheme import (
    FIRST_PAYOUT_DAYS,
    REVIEWS_UNTIL,
    SPACING_DAYS,
    SURVEY_DEADLINES,
    TRAINING,
    Scheme,
    scheme_of,
)
from auditor.world import Link, Plan

_PORTAL = "called /v1/participants/"


@dataclass(frozen=True)
class Life:
    """One enrolled person."""

    nik: str
    enrolment: Enrolment
    evidence: Evidence

    @cached_property
    def plan(self) -> Plan | None:
        """What the person was going to do; None if the world was told nothing of them."""
        return self.evidence.sent.world.people.get(self.nik)

    @cached_property
    def scheme(self) -> Scheme:
        """The rules of the person's purchase."""
        return scheme_of(self.enrolment.bought_on)

    @cached_property
    def facts(self) -> tuple[Fact, ...]:
        """All that happened to the person at partners, in order of time."""
        if self.plan is None:
            return ()
        world = self.evidence.sent.world
        provider = world.providers[self.plan.provider]
        redemption = redemption_of(self.plan, provider, self.evidence.notes)
        return Course(self.plan, world, redemption).facts()

    def facts_of(self, kind: str) -> list[Fact]:
        """Return the facts of one kind that may stand."""
        return [fact for fact in self.facts if fact.kind == kind and fact.stands is not False]

    def survey_at(self, number: int) -> datetime | None:
        """Return when a survey was answered."""
        return next((fact.at for fact in self.facts_of(SURVEYED) if fact.survey == number), None)

    def portal_notes(self, path: str) -> list[Note]:
        """Return the person's accepted calls of the portal, in order."""
        if self.plan is None:
            return []
        callers = {f"participant of {voucher}" for voucher in self.plan.vouchers}
        did = _PORTAL + path
        notes = self.evidence.notes
        return [note for note in notes if note.did == did and note.who in callers and note.accepted]

    def linked_at(self, instant: datetime) -> Link | None:
        """Return the account that the portal had accepted last, unless it was unlinked since."""
        if self.plan is None:
            return None
        link, since = None, None
        for note in self.portal_notes("account"):
            planned = [link for link in self.plan.links if link.at <= note.at]
            if note.at <= instant and '"accepted":true' in note.answer.replace(" ", "") and planned:
                link, since = planned[-1], note.at
        gone = [note.at for note in self.portal_notes("account/unlink") if note.at <= instant]
        return None if since is None or any(at >= since for at in gone) else link

    # When the money became due, or was lost.

    def over_at(self, kind: str) -> datetime | None:
        """Return from when a deadline of the programme has ended the matter, if it ever does."""
        bought_on = self.enrolment.bought_on
        if kind == TRAINING:
            return at_hour(bought_on + timedelta(days=self.scheme.redeem_days + 1), 0)
        last = SURVEY_DEADLINES.get(bought_on.year)
        return None if last is None else at_hour(last + timedelta(days=1), 0)

    @cached_property
    def eligible(self) -> tuple[datetime, ...]:
        """The instants from which the money may be owed; more than one where records are coarse.

        Empty if a step was never done, or only in a way that does not count.
        """
        if not self._all_done():
            return ()
        reviews = [fact.at for fact in self.facts_of(REVIEWED)]
        waivers = [note.at for note in self.portal_notes("waiver")]
        floor = [self.enrolled_window[0], *reviews, *waivers]
        found = []
        for fact in self.facts_of(CERTIFIED):
            at = max([*floor, fact.at])
            found += [at] if fact.exact else self._attested(CERTIFIED, at)
            found += [max([*floor, clamped]) for clamped in self._clamped(fact)]
            # What is our own doing counts from when the journey took it, a moment later.
            taken = [late for waiver in waivers for late in self._soon_after(waiver)]
            found += [late for late in [*taken, self.enrolled_window[1]] if late > at]
        return tuple(sorted(found))

    def _clamped(self, fact: Fact) -> list[datetime]:
        """Return the case's own word for a fact that was asked for while it happened.

        The question is older than the answer by the time on the wire, and a fact is never dated
        after the question: in a rehearsal that is hours.
        """
        case = self.evidence.answering(self.nik)
        lag = self.evidence.sent.clock.lag()
        return [
            step.at
            for step in (case.steps if case is not None else ())
            if (step.step, step.survey, step.source) == (fact.kind, fact.survey, "pull")
            and step.at is not None
            and fact.at - lag <= step.at < fact.at
        ]

    def _soon_after(self, instant: datetime) -> list[datetime]:
        lag = self.evidence.sent.clock.lag()
        return [instant + timedelta(days=n) for n in range(lag.days + 1)] + [instant + lag]

    def _all_done(self) -> bool:
        """Say whether every step to the certificate was done, or waived."""
        completed = self.facts_of(COMPLETED)
        if not completed or not self.facts_of(RECEIVED) or self.plan is None:
            return False
        if day_of(completed[0].at) > REVIEWS_UNTIL:
            return True
        world = self.evidence.sent.world
        shop = self.plan.marketplace
        sites = [world.providers[self.plan.provider], *([world.marketplaces[shop]] if shop else [])]
        reviewed = {fact.partner for fact in self.facts_of(REVIEWED)}
        missing = [site for site in sites if site.reviews and site.code not in reviewed]
        return len(missing) <= len(self.portal_notes("waiver"))

    def _attested(self, kind: str, earliest: datetime) -> list[datetime]:
        """Return the case's own word for a fact of which the evidence gives the earliest time."""
        case = self.evidence.answering(self.nik)
        steps = [] if case is None else [s.at for s in case.steps if s.step == kind and s.at]
        return [max(at, earliest) for at in steps if at >= earliest] or [earliest]

    @cached_property
    def enrolled_window(self) -> tuple[datetime, datetime]:
        """The programme time in which the enrolment must have been accepted."""
        clock = self.evidence.sent.clock
        end = self.enrolment.acked_at or self.enrolment.tried_at
        return clock.programme(self.enrolment.tried_at), clock.programme(end)

    # What could be known of the calendar.

    def calendars(self, told: datetime) -> set[Calendar]:
        """Return the calendars under which something told at an instant may have been told."""
        sent = self.evidence.sent
        programme, lag = sent.clock.programme, sent.clock.lag()
        settling = sent.clock.lag(SETTLING_SECONDS)
        must = [day for at, day in sent.must_know if programme(at) + settling < told]
        may = [day for at, day in sent.may_know if programme(at) - lag <= told]
        oldest = max(must, default=date.min)
        first, last = (day_of(at) for at in self.enrolled_window)
        known = {*_days(first, last), *(day for day in may if day >= first)}
        return {calendar_known(max(day, oldest)) for day in known}

    def promises(self, key: TrancheKey, told: datetime) -> set[tuple[date, date]]:
        """Return the planned and the promised days that follow from the rules for a tranche.

        Raises `BeyondTheTable`.
        """
        found = set()
        for calendar in self.calendars(told):
            for planned in self._planned(key, calendar):
                found.add((planned, calendar.rolled(planned)))
        return found

    def _planned(self, key: TrancheKey, calendar: Calendar) -> Iterator[date]:
        if key.kind == TRAINING:
            for instant in self.eligible:
                first = calendar.after(day_of(instant), FIRST_PAYOUT_DAYS)
                yield first + timedelta(days=SPACING_DAYS) * (key.number - 1)
            return
        for instant in self._answered(key.number):
            yield calendar.after(day_of(instant), FIRST_PAYOUT_DAYS)

    def _answered(self, number: int) -> list[datetime]:
        """Return when a survey counts as answered: never before the first incentive was paid."""
        facts = [fact for fact in self.facts_of(SURVEYED) if fact.survey == number]
        told = [at for fact in facts for at in (fact.at, *self._clamped(fact))]
        return [max(at, paid) for at in told for paid in self.first_paid]

    @cached_property
    def first_paid(self) -> list[datetime]:
        """When the first incentive was paid: by the ledger, and by the case."""
        key = TrancheKey(self.nik, TRAINING, 1)
        rows = self.evidence.rows_of.get(key, [])
        found = [row.claimed_at for row in rows if row.credit]
        tranche = self.evidence.tranches.get(key)
        if tranche is not None and tranche.paid_at is not None:
            found.append(tranche.paid_at)
        return found


def lives_of(evidence: Evidence) -> dict[str, Life]:
    """Return the life of everybody whose enrolment was acknowledged."""
    return {
        nik: Life(nik, enrolment, evidence)
        for nik, enrolment in evidence.sent.enrolments.items()
        if enrolment.acked
    }


def _days(first: date, last: date) -> set[date]:
    return {first + timedelta(days=n) for n in range((last - first).days + 1)}
