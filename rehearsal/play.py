"""Living through the stories: enrol people on their dates, amend the calendar, look at cases."""

import asyncio
from collections.abc import Callable, Coroutine, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from functools import partial
from typing import Any

import httpx

from domain.clock import Clock, at_hour
from domain.decrees import DECREES, FREEZES
from domain.identity import Nik
from engine.calendar import amend_calendars
from engine.casefile import case_file
from engine.client import Engine
from engine.messages import UnknownParticipant, journey_of
from rehearsal.stories import Check, Script, check

Act = Callable[[httpx.AsyncClient], Coroutine[None, None, None]]

AMENDMENT_HOUR = 7
LAST_TRIES = 10
LATE_SECONDS = 5.0
LOOK_AGAIN_SECONDS = 0.5


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
    answers: list[tuple[str, int]] = field(default_factory=list)
    """NIK and HTTP status of every enrolment."""

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
        except UnknownParticipant:
            return {}
        return (await case_file(self.engine, journey)).model_dump(mode="json")

    def _acts(self) -> list[tuple[datetime, Act]]:
        ends = self.script.world.ends
        enrolments = [self._enrolment(application) for application in self.script.applications()]
        amendments = [
            (at_hour(day, AMENDMENT_HOUR), partial(self._amend, day)) for day in self._amendments()
        ]
        looks = [
            (each.at, partial(self._look, each)) for each in self.script.checks() if each.at < ends
        ]
        return [*enrolments, *amendments, *looks]

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
        for last_try in [False] * LAST_TRIES + [True]:
            try:
                answer = await http.post(
                    f"{self.gateway}/v1/participants",
                    json=fields,
                    headers={"Authorization": f"Bearer {self.token}"},
                    timeout=30,
                )
            except httpx.HTTPError:
                if last_try:
                    raise
                await asyncio.sleep(0.5)
                continue
            if answer.status_code < httpx.codes.INTERNAL_SERVER_ERROR or last_try:
                self.answers.append((str(fields["nik"]), answer.status_code))
                return
            await asyncio.sleep(0.5)

    async def _amend(self, day: date, _http: httpx.AsyncClient) -> None:
        await amend_calendars(self.engine, day)

    async def _look(self, wanted: Check, _http: httpx.AsyncClient) -> None:
        """Look at a case; once more for a while if it is not yet as expected.

        A programme day may last a second here, so what a slow machine does a second late is days
        late in the stories. Such lateness is real time, whatever the speed.
        """
        patience = asyncio.get_running_loop().time() + LATE_SECONDS
        while True:
            differences = check(wanted.expectation, await self.case(wanted.nik))
            if not differences or asyncio.get_running_loop().time() > patience:
                break
            await asyncio.sleep(LOOK_AGAIN_SECONDS)
        self.seen.append(Seen(wanted, differences))

    async def look_at_the_end(self) -> dict[str, dict[str, Any]]:
        """Check what must be true at the end; return every person's case file by NIK."""
        niks = {str(application["nik"]) for application in self.script.applications()}
        cases = {nik: await self.case(nik) for nik in sorted(niks)}
        ends = self.script.world.ends
        for wanted in self.script.checks():
            if wanted.at >= ends:
                differences = check(wanted.expectation, cases.get(wanted.nik, {}))
                self.seen.append(Seen(wanted, differences))
        return cases
