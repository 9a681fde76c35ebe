"""Waiting for one fact: look into the inbox, ask the partner, come back when there is news."""

import time
from collections.abc import Sequence
from datetime import datetime, timedelta

from temporalio import activity
from temporalio.exceptions import ApplicationError

from activities.failures import UNAVAILABLE, reason_of
from activities.names import AWAIT_FACT
from activities.patience import Trouble, forget_trouble, later, started_at, to_its_end
from domain.clock import Clock
from domain.facts import Fact, FactKind, Site, Source, judged
from domain.messages import Sighting, Wanted
from domain.ports import Partners, Question
from domain.reasons import Party
from records.inbox import Inbox
from records.people import People
from records.person import Person

LOOK_EVERY = timedelta(days=1)
"""A lost push is found within a day."""
LOOK_EVERY_AT_SURVEYS = timedelta(days=7)
"""A survey is paid up to 14 days after the answer: a week loses nobody's right."""
TROUBLE_AGAIN = timedelta(hours=4)
TELL_TROUBLE_AFTER = timedelta(hours=12)
"""A partner that does not answer once is not yet down."""

OWED_BY_THE_ASKED = {
    FactKind.REPORT_SENT,
    FactKind.REPORT_FORWARDED,
    FactKind.REPORT_RECEIVED,
    FactKind.CERTIFICATE_PUBLISHED,
}
SENDERS = {FactKind.REPORT_FORWARDED, FactKind.REPORT_RECEIVED}
"""Facts whose sender is asked to send again once they are late."""


class FactActivities:
    """Finds facts for journeys."""

    def __init__(self, partners: Partners, people: People, inbox: Inbox, clock: Clock) -> None:
        self._partners = partners
        self._people = people
        self._inbox = inbox
        self._clock = clock

    @activity.defn(name=AWAIT_FACT)
    async def await_fact(self, wanted: Wanted) -> Sighting:
        """Return what came of the wait.

        A push completes this activity from outside, by its id; a try that runs at that moment
        finds itself completed, and its own finding is in the inbox all the same.
        """
        return await to_its_end(self._look(wanted, started_at(self._clock)))

    async def _look(self, wanted: Wanted, now: datetime) -> Sighting:
        asked = Party.PMO
        try:
            person = await self._people.get(wanted.journey)
            if (stated := await self._stated(wanted, person)) is not None:
                return Sighting(fact=stated)
            self._wait_until_asked(wanted, now)
            asked = party_of(wanted)
            fact = await self._found(wanted, person, now)
            forget_trouble()
        except ApplicationError:
            raise
        except Exception as trouble:  # noqa: BLE001 - the table names each, and the rest as ours
            return self._tell(Trouble(reason_of(trouble, asked), now), wanted, now)
        if fact is not None:
            return Sighting(fact=fact)
        if wanted.told is not None:
            return Sighting(since=now)
        return self._look_again(wanted, now)

    def _wait_until_asked(self, wanted: Wanted, now: datetime) -> None:
        if wanted.ask_from is not None and now < wanted.ask_from:
            raise later(self._clock, wanted.ask_from - now)

    async def _stated(self, wanted: Wanted, person: Person) -> Fact | None:
        facts = await self._inbox.facts_of(wanted.journey, wanted.kind, wanted.site, wanted.survey)
        return news_of(facts, wanted, person.voucher_version)

    async def _found(self, wanted: Wanted, person: Person, now: datetime) -> Fact | None:
        """Ask the partner; what it states is recorded before it is told."""
        source = self._partners.sources[partner_code(wanted, person)]
        question = Question(
            kind=wanted.kind,
            voucher=person.voucher,
            site=wanted.site,
            survey=wanted.survey,
            at=now,
        )
        asked = time.monotonic()
        statement = await source.find(question)
        if statement is None:
            if wanted.due is not None and now > wanted.due and wanted.kind in SENDERS:
                await self._ask_to_send_again(wanted, person, question)
            return None
        fact = judged(
            statement,
            participant_name=person.name,
            voucher_version=person.voucher_version,
            source=Source.PULL,
            # An answer may tell what happened while it was on its way.
            now=now + self._clock.programme_duration(time.monotonic() - asked),
        )
        await self._inbox.record_fact(wanted.journey, fact, at=now)
        return news_of([fact], wanted, person.voucher_version)

    async def _ask_to_send_again(self, wanted: Wanted, person: Person, question: Question) -> None:
        """Ask for a late report where it was last seen: mails between parties get lost."""
        received = wanted.kind is FactKind.REPORT_RECEIVED
        sender = person.marketplace if received and person.marketplace else person.provider
        await self._partners.sources[sender].send_again(question)

    def _tell(self, trouble: Trouble, wanted: Wanted, now: datetime) -> Sighting:
        lasts = now - trouble.since
        # Who owes the fact holds the case already; that it is down as well excuses nobody.
        known = wanted.kind in OWED_BY_THE_ASKED and trouble.reason in UNAVAILABLE.values()
        news = trouble.reason != wanted.told and not known
        if news and lasts >= TELL_TROUBLE_AFTER:
            return Sighting(trouble=trouble.reason, since=trouble.since)
        trouble.remember()
        raise later(self._clock, TROUBLE_AGAIN if news else LOOK_EVERY)

    def _look_again(self, wanted: Wanted, now: datetime) -> Sighting:
        if wanted.deadline is not None and now > wanted.deadline:
            return Sighting(expired=True)
        survey = wanted.kind is FactKind.SURVEY_COMPLETED
        delay = LOOK_EVERY_AT_SURVEYS if survey else LOOK_EVERY
        if wanted.deadline is not None:
            # One last look right after the deadline: it ends only if the partner then says no.
            delay = min(delay, wanted.deadline - now + timedelta(seconds=1))
        raise later(self._clock, delay)


def news_of(facts: Sequence[Fact], wanted: Wanted, voucher_version: int) -> Fact | None:
    """Return the fact to tell: one that stands, or the latest objection if it is another.

    Facts that stand come first, the others by the time since when they are known. What was said
    of a voucher that has been corrected since counts no more.
    """
    current = [fact for fact in facts if fact.voucher_version == voucher_version]
    if not current:
        return None
    if current[0].held_by is None:
        return current[0]
    return None if current[-1].held_by == wanted.objection else current[-1]


def party_of(wanted: Wanted) -> Party:
    """Return the party that is asked about a fact."""
    match wanted.kind:
        case FactKind.REVIEW_SUBMITTED if wanted.site is Site.MARKETPLACE:
            return Party.MARKETPLACE
        case FactKind.REPORT_FORWARDED:
            return Party.MARKETPLACE
        case FactKind.REPORT_RECEIVED | FactKind.CERTIFICATE_PUBLISHED | FactKind.SURVEY_COMPLETED:
            return Party.PMO
        case _:
            return Party.PROVIDER


def partner_code(wanted: Wanted, person: Person) -> str:
    """Return the code of the partner that is asked about a fact."""
    match party_of(wanted):
        case Party.MARKETPLACE:
            return person.marketplace or person.provider
        case Party.PMO:
            return "pmo"
        case _:
            return person.provider
