"""Living through the stories: enrol people on their dates, amend the calendar, look at cases."""

import asyncio
from collections.abc import Callable, Coroutine, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from functools import partial
from typing import Any

import httpx
from temporalio.service import RPCError

from domain.clock import Clock, at_hour
from domain.decrees import DECREES, FREEZES
from domain.identity import Nik
from engine.calendar import OPEN, amend_calendars
from engine.casefile import UnknownJourney, case_file
from engine.client import Engine
from engine.messages import UnknownParticipant, journey_of
from engine.settled_answers import StillMoving
from records.database import RecordsUnavailable
from rehearsal.evidence import Evidence
from rehearsal.glances import Glance
from rehearsal.stories import Check, Script, check

Act = Callable[[httpx.AsyncClient], Coroutine[None, None, None]]

AMENDMENT_HOUR = 7
PATIENCE_SECONDS = 180.0
"""How long something is tried again that must succeed: programs are killed and come back."""
AGAIN_SECONDS = 0.5
SETTLED_SECONDS = 3.0
LATE_SECONDS = 5.0
LOOK_AGAIN_SECONDS = 0.5
UNANSWERED = (RPCError, RecordsUnavailable, TimeoutError)
"""How a case file is refused while the engine or the records are down, or the case moves on."""


@dataclass(slots=True)
class Seen:
    """What was expected at an instant, and what was found."""

    check: Check
    differences: list[str]


@dataclass(slots=True)
class Play:
    """One run of a script. `seen` and `refused` grow while it runs."""

    script: Script
    engine: Engine
    gateway: str
    token: str
    clock: Clock
    seen: list[Seen] = field(default_factory=list)
    evidence: Evidence | None = None
    """Where everything is written down for a judge; None: nobody judges."""
    glances: Sequence[Glance] = ()
    answers: list[tuple[str, int]] = field(default_factory=list)
    """NIK and HTTP status of every enrolment; 0 if no answer ever came."""
    unanswered: int = 0
    """How many glances found nobody who could answer."""
    _amending: asyncio.Lock = field(default_factory=asyncio.Lock)

    async def run(self) -> None:
        """Live until the world's end."""
        acts = sorted(self._acts(), key=lambda act: act[0])
        async with asyncio.TaskGroup() as tasks, httpx.AsyncClient(trust_env=False) as http:
            for at, act in acts:
                await self.until(at)
                tasks.create_task(act(http))
            await self.until(self.script.world.ends)

    async def until(self, at: datetime) -> None:
        """Sleep until a programme instant; return at once if it is over."""
        wait = (self.clock.real(at) - datetime.now(UTC)).total_seconds()
        await asyncio.sleep(max(wait, 0))

    def now(self) -> datetime:
        """Return the present in programme time."""
        return self.clock.programme(datetime.now(UTC))

    async def case(self, nik: str) -> dict[str, Any]:
        """Return a person's case file as JSON; empty if there is none."""
        try:
            journey = await journey_of(self.engine, Nik.parse(nik))
            return (await case_file(self.engine, journey)).model_dump(mode="json")
        except (UnknownParticipant, UnknownJourney):
            return {}

    def _acts(self) -> list[tuple[datetime, Act]]:
        ends = self.script.world.ends
        enrolments = [self._enrolment(application) for application in self.script.applications()]
        amendments = [
            (at_hour(day, AMENDMENT_HOUR), partial(self._amend, day)) for day in self._amendments()
        ]
        looks = [
            (each.at, partial(self._look, each)) for each in self.script.checks() if each.at < ends
        ]
        glances = [(each.at, partial(self._glance, each.nik)) for each in self.glances]
        return [*enrolments, *amendments, *looks, *glances]

    def _enrolment(self, application: Mapping[str, object]) -> tuple[datetime, Act]:
        fields = dict(application)
        at = datetime.fromisoformat(str(fields.pop("enrol_at")))
        return at, partial(self._enrol, fields)

    def _amendments(self) -> list[date]:
        """Return the days on which a decree or a freeze became known during the stories."""
        world = self.script.world
        first, last = Clock.day_of(world.starts), Clock.day_of(world.ends)
        known = {change.known_from for change in (*DECREES, *FREEZES)}
        return sorted(day for day in known if first < day < last)

    async def _enrol(self, fields: dict[str, object], http: httpx.AsyncClient) -> None:
        """Enrol one person: again until there is an answer that is no excuse."""
        nik, patience = str(fields["nik"]), _now() + PATIENCE_SECONDS
        while True:
            self._write("enrol", nik=nik, body=fields)
            status = await self._post(fields, http)
            if status:
                self._write("answer", nik=nik, status=status)
            if 0 < status < httpx.codes.INTERNAL_SERVER_ERROR or _now() > patience:
                self.answers.append((nik, status))
                return
            await asyncio.sleep(AGAIN_SECONDS)

    async def _post(self, fields: dict[str, object], http: httpx.AsyncClient) -> int:
        """Return the gateway's status; 0 if it gave no answer."""
        try:
            answer = await http.post(
                f"{self.gateway}/v1/participants",
                json=fields,
                headers={"Authorization": f"Bearer {self.token}"},
                timeout=30,
            )
        except httpx.HTTPError:
            return 0
        return answer.status_code

    async def _amend(self, day: date, _http: httpx.AsyncClient) -> None:
        """Bring the calendar to every open journey: again until each has it."""
        self._write("amend", day=day.isoformat())
        # One after the other, as an operator would: an older calendar must not come last.
        async with self._amending:
            patience = _now() + PATIENCE_SECONDS
            while not await self._amended(day):
                if _now() > patience:
                    return
                await asyncio.sleep(AGAIN_SECONDS)
            # The engine's list of journeys comes a moment after them.
            await asyncio.sleep(SETTLED_SECONDS)
            if await self._amended(day):
                self._write("amended", day=day.isoformat())

    async def _amended(self, day: date) -> bool:
        try:
            journeys = (await self.engine.client.count_workflows(OPEN)).count
            return await amend_calendars(self.engine, day) >= journeys
        except UNANSWERED:
            return False

    async def _glance(self, nik: str, _http: httpx.AsyncClient) -> None:
        asked_at = self.now()
        try:
            case = await self.case(nik)
        except UNANSWERED as trouble:
            self.unanswered += 1
            self._write("look_failed", nik=nik, why=type(trouble).__name__)
            return
        if self.evidence is not None:
            self.evidence.look(asked_at, nik, case)

    def _write(self, kind: str, **told: object) -> None:
        if self.evidence is not None:
            self.evidence.sent(kind, **told)

    async def _look(self, wanted: Check, _http: httpx.AsyncClient) -> None:
        """Look at a case; once more for a while if it is not yet as expected.

        A programme day may last a second here, so what a slow machine does a second late is days
        late in the stories. Such lateness is real time, whatever the speed.
        """
        patience = _now() + LATE_SECONDS
        while True:
            asked_at = self.now()
            try:
                case = await self.case(wanted.nik)
            except StillMoving as moving:
                differences = [str(moving)]
            else:
                if self.evidence is not None:
                    self.evidence.look(asked_at, wanted.nik, case)
                differences = check(wanted.expectation, case)
            if not differences or _now() > patience:
                break
            await asyncio.sleep(LOOK_AGAIN_SECONDS)
        self.seen.append(Seen(wanted, differences))

    def niks(self) -> list[str]:
        """Return everybody who is enrolled at some time, in order."""
        return sorted({str(application["nik"]) for application in self.script.applications()})

    async def look_at_the_end(self) -> dict[str, dict[str, Any]]:
        """Check what must be true at the end; return every person's case file by NIK."""
        cases = {nik: await self.case(nik) for nik in self.niks()}
        self.check_at_the_end(cases)
        return cases

    def check_at_the_end(self, cases: Mapping[str, Mapping[str, Any]]) -> None:
        """Check what must be true at the end of case files that were read then."""
        ends = self.script.world.ends
        for wanted in self.script.checks():
            if wanted.at >= ends:
                differences = check(wanted.expectation, cases.get(wanted.nik, {}))
                self.seen.append(Seen(wanted, differences))


def _now() -> float:
    """Return seconds on the loop's clock: real time, whatever the speed."""
    return asyncio.get_running_loop().time()
