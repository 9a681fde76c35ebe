"""Bringing everybody to the eve of the payday, and looking after them while they are paid."""

import asyncio
import time
from collections import Counter
from collections.abc import Callable, Sequence

from benchmarks.payday.people import Payee, payday
from domain.payouts import TrancheStatus
from engine.casefile import case_file
from engine.client import Engine
from engine.enrolment import enrol
from engine.messages import link_account
from engine.settled_answers import StillMoving
from rehearsal.system import NotReady

AT_ONCE = 8
"""As many as the starter of waves begins at the same time."""
CERTIFIED = "Stage = 'certified'"
LOOK_SECONDS = 1.0

Tick = Callable[[str, int], None]
"""Called about once a second with what is going on and how many are through it."""


class Crowd:
    """Everybody who is to be paid."""

    def __init__(self, engine: Engine, people: Sequence[Payee]) -> None:
        self.started_a_second = 0.0
        self.late = 0
        """Journeys that were not ready when the payday began."""
        self.seen: Counter[str] = Counter()
        """Statuses of first incentives, as often as they were seen."""
        self.unexplained = 0
        """How often somebody was seen unpaid after the hour and without a reason."""
        self._engine = engine
        self._people = people
        self._unpaid: dict[str, None] = {}

    async def assemble(self, tick: Tick) -> None:
        """Start all journeys and wait until each has an account and its dates.

        Raises `NotReady` if an account is refused.
        """
        begun, at_once = time.monotonic(), asyncio.Semaphore(AT_ONCE)

        async def begin(payee: Payee) -> None:
            async with at_once:
                await self._begin(payee)
                tick("started", len(self._unpaid))

        await asyncio.gather(*(begin(payee) for payee in self._people))
        self.started_a_second = len(self._people) / (time.monotonic() - begun)
        while (waiting := len(self._people) - await self._ready()) > 0:
            if self._engine.now() >= payday():
                self.late = self.late or waiting
            tick("ready", len(self._people) - waiting)
            await asyncio.sleep(LOOK_SECONDS)

    async def _begin(self, payee: Payee) -> None:
        """Let the records know everything before the journey asks, then enrol and link."""
        engine, life, application = self._engine, payee.life, payee.application
        claimed = await engine.claims.claim_person(application.nik, at=life.enrols)
        for fact in payee.facts:
            await engine.inbox.record_fact(claimed.journey, fact, at=fact.at)
        enrolled = await enrol(engine, application, at=life.enrols)
        self._unpaid[enrolled.journey] = None
        linked = await link_account(
            engine, application.nik, life.channel, life.account, at=engine.now()
        )
        if not linked.accepted:
            raise NotReady(f"the account of {enrolled.journey} is refused: {linked.reason}")

    async def _ready(self) -> int:
        return (await self._engine.client.count_workflows(CERTIFIED)).count

    async def look_at(self, count: int) -> None:
        """Look at so many people who were not seen paid yet, in turn."""
        for journey in list(self._unpaid)[:count]:
            del self._unpaid[journey]
            if not await self._paid(journey):
                self._unpaid[journey] = None  # at the end of the line

    async def all_seen_paid(self) -> bool:
        """Look at everybody who was not seen paid yet; say whether nobody is left."""
        await self.look_at(len(self._unpaid))
        return not self._unpaid

    async def _paid(self, journey: str) -> bool:
        try:
            case = await case_file(self._engine, journey)
        except StillMoving:
            return False
        if not case.tranches:
            return False  # No worker had time to answer; this says nothing of the person.
        first = case.tranches[0]
        self.seen[first.status] += 1
        paid = first.status is TrancheStatus.BERHASIL
        if not paid and first.reason is None and self._engine.now() > payday():
            self.unexplained += 1
        return paid
