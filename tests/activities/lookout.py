"""The activity that finds facts, with real records and one partner that says what it is told."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import Any

from temporalio.exceptions import ApplicationError
from temporalio.testing import ActivityEnvironment

from activities.facts import FactActivities
from activities.names import LATER
from domain.clock import Clock
from domain.facts import FactKind, Statement
from domain.messages import Sighting, Wanted
from domain.ports import Partners, Question
from domain.reasons import Reason
from records.inbox import Inbox
from records.people import People
from tests.activities.conftest import JOURNEY
from tests.workflows.lives import at

Word = Statement | None | Exception


@dataclass
class Informant:
    """Its words are used up one by one, and the last is repeated; errors are raised."""

    code: str
    words: list[Word] = field(default_factory=lambda: [None])
    asked: int = 0
    takes_seconds: float = 0
    """Real time until it answers."""

    async def find(self, question: Question) -> Statement | None:  # noqa: ARG002 - the port's signature
        self.asked += 1
        await asyncio.sleep(self.takes_seconds)
        word = self.words.pop(0) if len(self.words) > 1 else self.words[0]
        if isinstance(word, Exception):
            raise word
        return word

    async def send_again(self, question: Question) -> None:
        """Do nothing: nobody is late here."""


@dataclass
class Lookout:
    """One wait for a fact of the provider's, try by try as the engine would run it."""

    people: People
    inbox: Inbox
    informant: Informant = field(default_factory=lambda: Informant("belajaria"))
    heartbeats: Sequence[Any] = ()
    clock: Clock = field(default_factory=Clock.live)

    async def look(
        self, when: str, kind: FactKind = FactKind.TRAINING_COMPLETED, **wanted: Any
    ) -> Sighting | timedelta:
        """Make one try at a programme instant; return its finding, or the wait it asks for."""
        partners = Partners(sources={self.informant.code: self.informant}, channels={})
        activities = FactActivities(partners, self.people, self.inbox, self.clock)
        env = ActivityEnvironment()
        env.info = replace(env.info, started_time=at(when), heartbeat_details=self.heartbeats)
        env.on_heartbeat = self._heard
        try:
            return await env.run(
                activities.await_fact, Wanted(journey=JOURNEY, kind=kind, **wanted)
            )
        except ApplicationError as wait:
            if wait.type != LATER or wait.next_retry_delay is None:
                raise
            return wait.next_retry_delay

    def _heard(self, *details: Any) -> None:
        self.heartbeats = details


def wrong(receipt: str, when: str, reason: Reason = Reason.NOT_FIRST_TRAINING) -> Statement:
    """Return words about a training that cannot stand."""
    return Statement(
        kind=FactKind.TRAINING_COMPLETED,
        voucher="KODE",
        partner="belajaria",
        at=at(when),
        receipt=receipt,
        rejected=reason,
    )


def right(receipt: str, when: str) -> Statement:
    """Return words that complete the training."""
    return wrong(receipt, when).model_copy(update={"rejected": None, "progress_percent": 100})
