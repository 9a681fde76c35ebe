"""One payday from its eve to the last credit; its worker is killed once in the middle, or often."""

import asyncio
import shutil
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx

from benchmarks.payday.crowd import Crowd, Tick
from benchmarks.payday.figures import Credit, Happened, Line, line_of
from benchmarks.payday.people import Payee, Till, payday, payees
from benchmarks.payday.system import SERVER, WORKER, Payday, Sandbox
from benchmarks.payday.worker import read_sends
from domain.payouts import TrancheStatus
from engine.client import Engine, opened
from engine.payouts import rate_of, set_rate
from rehearsal.system import empty_system, stopped_at_the_end
from settings import Settings

OPERATOR = "benchmark"
PROGRAMS = (WORKER, SERVER)
EVE = timedelta(seconds=5)
LOOK_SECONDS = 1.0
BETWEEN_KILLS = 2.0
LOOKED_AT = 10
"""Cases that are looked at each time: it must not be our questions that are measured."""


@dataclass(frozen=True, slots=True)
class Setting:
    """What a payday is to be."""

    tills: Sequence[Till]
    folder: Path
    speed: float
    """Programme seconds to the real second."""
    lead: timedelta
    """Real time from the start of the worker to the payday: everybody gets ready in it."""
    patience: timedelta
    """Real time from the payday's first instant in which everybody should be paid."""
    crash_loop: int = 0
    """So often the worker is killed, `BETWEEN_KILLS` after it was ready, from the payday's first
    instant on; 0: once, when half are paid."""


@dataclass(frozen=True, slots=True)
class Result:
    """What became of it."""

    lines: list[Line]
    late: int
    """Journeys that were not ready when the payday began."""
    restarts: int
    started_a_second: float
    seen: Mapping[str, int]
    """Statuses of first incentives, as often as they were seen while the day went on."""
    unexplained: int
    """How often somebody was seen unpaid after the hour and without a reason."""
    all_told: bool
    """Every case file says in the end that the first incentive was paid."""
    cpu_seconds: Mapping[str, float]
    """Of worker and server from the payday's first instant to the last credit."""

    @property
    def nobody_lost(self) -> bool:
        """Say whether all were paid exactly once, were told so, and never anything untrue."""
        paid = all(line.paid_once == line.people == line.credits for line in self.lines)
        untrue = self.unexplained or self.seen.get(TrancheStatus.GAGAL, 0)
        return paid and self.all_told and not untrue


@dataclass(frozen=True, slots=True)
class _Scene:
    """Everything that a payday is lived through with."""

    setting: Setting
    day: Payday
    engine: Engine
    sandbox: Sandbox
    crowd: Crowd
    people: Sequence[Payee]
    tick: Tick

    @property
    def begins(self) -> datetime:
        """When the payday begins, in real time."""
        return self.engine.settings.clock.real(payday())

    @property
    def over(self) -> bool:
        """Whether everybody should have been paid by now."""
        return datetime.now(UTC) >= self.begins + self.setting.patience


async def measure(setting: Setting, tick: Tick) -> Result:
    """Start everything, live through the payday, and stop everything. Raises `NotReady`."""
    shutil.rmtree(setting.folder, ignore_errors=True)
    people = payees(setting.tills)
    async with stopped_at_the_end(empty_system(setting.folder)) as system:
        day = Payday(system, setting.speed, setting.lead)
        await day.start(people, setting.tills)
        with day.environment():
            async with opened(Settings()) as engine, httpx.AsyncClient(trust_env=False) as http:
                crowd, sandbox = Crowd(engine, people), Sandbox(system, http)
                return await _live(_Scene(setting, day, engine, sandbox, crowd, people, tick))


async def _live(scene: _Scene) -> Result:
    day, crowd = scene.day, scene.crowd
    await asyncio.gather(crowd.assemble(scene.tick), _limit_on_the_eve(scene))
    await _until(scene.begins, scene.tick)
    before = {name: await day.cpu(name) for name in PROGRAMS}
    rows, _ = await asyncio.gather(_until_all_are_credited(scene), _crash_loop(scene))
    cpu = {name: await day.cpu(name) - used for name, used in before.items()}
    all_told = await _until_all_are_told(scene)
    rows += await scene.sandbox.credits(len(rows))
    return Result(
        lines=await _lines(scene, rows),
        late=crowd.late,
        restarts=day.restarts,
        started_a_second=crowd.started_a_second,
        seen=crowd.seen,
        unexplained=crowd.unexplained,
        all_told=all_told,
        cpu_seconds=cpu,
    )


async def _limit_on_the_eve(scene: _Scene) -> None:
    """Set the limits shortly before the day, whoever is not ready yet.

    Not sooner: a limit counts every try, also those that find that their day is still to come.
    """
    await _until(scene.begins - EVE)
    for till in scene.setting.tills:
        if till.limit is not None:
            await set_rate(scene.engine, till.channel, till.limit, by=OPERATOR)


async def _until(at: datetime, tick: Tick = lambda _what, _done: None) -> None:
    while (left := (at - datetime.now(UTC)).total_seconds()) > 0:
        tick("waiting for the day", 0)
        await asyncio.sleep(min(LOOK_SECONDS, left))


async def _until_all_are_credited(scene: _Scene) -> list[Credit]:
    """Watch the partners' ledger and some cases; kill the worker when half are paid."""
    rows: list[Credit] = []
    while len(rows) < len(scene.people) and not scene.over:
        rows += await scene.sandbox.credits(len(rows))
        scene.tick("credited", len(rows))
        once = not scene.setting.crash_loop and not scene.day.restarts
        if once and len(rows) >= len(scene.people) // 2:
            await scene.day.restart_worker()
        await scene.crowd.look_at(LOOKED_AT)
        scene.day.system.check()
        await asyncio.sleep(LOOK_SECONDS)
    return rows


async def _crash_loop(scene: _Scene) -> None:
    """Kill the worker again and again, in the middle of whatever it does."""
    for _ in range(scene.setting.crash_loop):
        await asyncio.sleep(BETWEEN_KILLS)
        await scene.day.restart_worker()


async def _until_all_are_told(scene: _Scene) -> bool:
    """Wait until every case file says that the money is there; False if it never does."""
    while not await scene.crowd.all_seen_paid():
        if scene.over:
            return False
        await asyncio.sleep(LOOK_SECONDS)
    return True


async def _lines(scene: _Scene, rows: Sequence[Credit]) -> list[Line]:
    sandbox, sends = scene.sandbox, read_sends(scene.day.sends)
    calls, refused = await sandbox.calls(), await sandbox.refused()
    return [
        line_of(
            till,
            Happened(
                people=[payee for payee in scene.people if payee.life.channel is till.channel],
                credits=[row for row in rows if row["channel"] == till.channel],
                sends=[send for send in sends if send.channel is till.channel],
                asked_to_pay=calls.get((till.channel, "send"), 0),
                inquiries=calls.get((till.channel, "inquire"), 0),
                refused=refused[till.channel],
                limit=await rate_of(scene.engine, till.channel),
                begins=scene.begins,
            ),
        )
        for till in scene.setting.tills
    ]
