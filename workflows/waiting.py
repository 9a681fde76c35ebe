"""How a journey waits for a partner's fact, through every trouble."""

from datetime import datetime, timedelta

from activities import names
from domain.facts import Fact, FactKind, Site, Source, wait_name
from domain.messages import Sighting, Wanted
from domain.reasons import Reason
from workflows.asking import Asking, Interrupted
from workflows.clocks import Now
from workflows.memory import FactKey, Matter, Memory
from workflows.policies import WAIT
from workflows.turns import matter_for, partner_of

ASK_AGAIN_AFTER = timedelta(days=1)
"""What a partner said wrongly it hardly corrects within the day; each answer costs history."""


class JourneyOver(Exception):
    """A rule of the programme ended a wait; `reason` says which."""

    def __init__(self, reason: Reason) -> None:
        super().__init__(reason)
        self.reason = reason


class Waiting:
    """Waits for facts and tells the memory what keeps them away."""

    def __init__(self, memory: Memory, asking: Asking, now: Now) -> None:
        self._memory = memory
        self._asking = asking
        self._now = now

    async def wait_for(
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
        memory, enrolment = self._memory, self._memory.enrolment
        memory.awaited.append(key)
        matter = matter_for(kind, site, enrolment, memory.workdays, memory.eligible_at)
        fact = self._waived(key)
        if fact is None:
            wanted = Wanted(
                journey=enrolment.journey,
                kind=kind,
                site=site,
                survey=survey,
                ask_from=ask_from,
                due=matter.due,
                deadline=deadline,
            )
            fact = await self._watch(key, wanted, matter)
        memory.learned_of(key, fact, matter.party, self._now())
        memory.close(wait_name(*key), self._now())
        return fact

    async def _watch(self, key: FactKey, wanted: Wanted, matter: Matter) -> Fact:
        """Ask until the fact stands or is waived."""
        name, ask_from = wait_name(*key), wanted.ask_from
        self._memory.open(name, matter, self._now())
        while (waived := self._waived(key)) is None:
            try:
                sighting = await self._asking.ask(name, names.AWAIT_FACT, wanted, Sighting, WAIT)
            except Interrupted:
                # A corrected voucher makes old objections news again.
                wanted = wanted.model_copy(update={"objection": None, "ask_from": ask_from})
                continue
            if sighting.expired:
                self._memory.close(name, self._now())
                raise JourneyOver(Reason.DEADLINE_PASSED)
            if sighting.fact is None:
                wanted = self._heard_trouble(name, wanted, sighting, matter)
            elif sighting.fact.held_by is None:
                return sighting.fact
            else:
                wanted = self._heard_objection(key, wanted, sighting.fact, matter)
        return waived

    def _heard_objection(self, key: FactKey, wanted: Wanted, fact: Fact, matter: Matter) -> Wanted:
        """Remember a fact that cannot stand, and wait for other words than these.

        The partner is asked again tomorrow; words that it pushes meanwhile are heard at once.
        """
        name, now = wait_name(*key), self._now()
        if wanted.told is not None:
            wanted = self._heard_trouble(name, wanted, Sighting(since=now), matter)
        self._memory.learned_of(key, fact, matter.party, now)
        self._memory.held(name, matter, fact.held_by or Reason.SYSTEM_ERROR, now)
        return wanted.model_copy(
            update={"objection": fact.held_by, "ask_from": now + ASK_AGAIN_AFTER}
        )

    def _heard_trouble(
        self, name: str, wanted: Wanted, sighting: Sighting, matter: Matter
    ) -> Wanted:
        """Remember that a partner cannot be asked, or that it can again."""
        since = sighting.since or self._now()
        if sighting.trouble is not None:
            self._memory.trouble(name, matter, sighting.trouble, since, self._now())
            return wanted.model_copy(update={"told": sighting.trouble})
        lasted = self._memory.trouble_over(name, matter, since)
        return wanted.model_copy(update={"told": None, "deadline": _extended(wanted, lasted)})

    def _waived(self, key: FactKey) -> Fact | None:
        """Return a fact that is not asked for, by decision or because the site has no reviews."""
        kind, site, survey = key
        memory = self._memory
        waiver = memory.waivers.get(key)
        not_asked = kind is FactKind.REVIEW_SUBMITTED and memory.review_not_asked(site, self._now())
        if waiver is None and not not_asked:
            return None
        return Fact(
            kind=kind,
            site=site,
            survey=survey,
            at=self._now() if waiver else memory.eligible_at,
            source=Source.WAIVED,
            partner=partner_of(kind, site, memory.enrolment),
            receipt=waiver.ground if waiver else "NO_REVIEW_ASKED",
        )


def _extended(wanted: Wanted, lasted: timedelta) -> datetime | None:
    """Return the deadline: a provider that is down takes nobody's time to use a voucher."""
    if wanted.deadline is None or wanted.kind is not FactKind.VOUCHER_REDEEMED:
        return wanted.deadline
    return wanted.deadline + lasted
