"""One run: so many lives at the same time, on a system of its own, as journeys or as the floor."""

import asyncio
import os
import shutil
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from temporalio.api.history.v1 import HistoryEvent
from temporalio.client import WorkflowHandle

from benchmarks.calls import Notes
from benchmarks.counted_worker import floor_id
from benchmarks.counting import HistoryCost, cost_of
from benchmarks.floor import Floor
from benchmarks.lives import BEGINS, LASTS_DAYS, LINKS_AFTER, Life
from benchmarks.processes import Meter, Usage, start
from domain.casefile import CaseFile
from domain.facts import Fact
from domain.payouts import TrancheStatus
from engine.client import Engine, opened
from engine.enrolment import enrol
from engine.messages import deliver, link_account
from rehearsal.system import empty_system, stopped_at_the_end
from settings import Settings

PATIENCE = timedelta(days=2 * LASTS_DAYS)
"""After the last enrolment: a life that lasts longer waits for people, who are not here."""

Lived = tuple[str, bool]
"""The id of a workflow, and whether the life went undisturbed."""


class NotOver(RuntimeError):
    """A life did not end, so nothing can be told of what lives cost."""


@dataclass(frozen=True, slots=True)
class Run:
    """What was measured."""

    costs: list[HistoryCost]
    notes: Notes
    """By the numbers of the floor, so that the floor can be run from them."""
    usage: dict[str, Usage]
    undisturbed: int
    """Lives in which every incentive was paid on its first promise at the first send."""


@dataclass(frozen=True, slots=True)
class Setting:
    """What a run is to be."""

    people: list[Life]
    folder: Path
    days_a_second: float
    pushed: bool = False
    plans: Notes | None = None
    """The calls to make: then it is a run of the floor."""


Tick = Callable[[float], None]
"""Called twice a second with the programme days since the first enrolment."""


async def measure(setting: Setting, tick: Tick) -> Run:
    """Start everything, live, read what it took, and stop everything. Raises `NotOver`."""
    shutil.rmtree(setting.folder, ignore_errors=True)
    async with stopped_at_the_end(empty_system(setting.folder)) as system:
        await start(system, setting.people, setting.days_a_second, _worker(setting))
        os.environ |= system.environment
        meter = Meter(system)
        await meter.idle()
        async with opened(Settings()) as engine:
            lived = await _all(engine, setting, tick)
            usage = meter.read()
            system.check()
            ids = [workflow for workflow, _ in lived]
            histories = [await _history(engine.client.get_workflow_handle(each)) for each in ids]
    # Only the end of the worker writes its notes.
    notes = Notes.model_validate_json((setting.folder / "notes.json").read_text("utf-8"))
    costs = [
        cost_of(history, notes.tries[workflow])
        for workflow, history in zip(ids, histories, strict=True)
    ]
    return Run(costs, _numbered(notes, ids, setting), usage, sum(well for _, well in lived))


def _worker(setting: Setting) -> tuple[str, ...]:
    kind, notes = "journeys" if setting.plans is None else "floor", setting.folder / "notes.json"
    plans = setting.folder / "plans.json"
    if setting.plans is not None:
        setting.folder.mkdir(parents=True, exist_ok=True)
        plans.write_text(setting.plans.model_dump_json(), "utf-8")
    return kind, str(len(setting.people)), str(notes), str(plans)


def _numbered(notes: Notes, ids: list[str], setting: Setting) -> Notes:
    numbers = {each: floor_id(life.number) for each, life in zip(ids, setting.people, strict=True)}
    return Notes(
        calls={numbers[each]: calls for each, calls in notes.calls.items()},
        tries={numbers[each]: tries for each, tries in notes.tries.items()},
    )


async def _history(handle: WorkflowHandle[object, object]) -> list[HistoryEvent]:
    return [event async for event in handle.fetch_history_events()]


async def _all(engine: Engine, setting: Setting, tick: Tick) -> list[Lived]:
    live = _journey if setting.plans is None else _floor

    async def ticking() -> None:
        while True:
            tick((engine.now() - BEGINS) / timedelta(days=1))
            await asyncio.sleep(0.5)

    shown = asyncio.create_task(ticking())
    end = setting.people[-1].enrols + PATIENCE
    try:
        async with asyncio.timeout(_real_seconds_until(engine, end)) as limit:
            return await asyncio.gather(*(live(engine, life, setting) for life in setting.people))
    except TimeoutError:
        if not limit.expired():
            raise
        raise NotOver(
            "A life is not over after twice its time. If this machine stood still while a payment "
            "was on its way, two people would have to settle it now. Run it again, alone on the "
            f"machine or with SPEED below {setting.days_a_second:g}."
        ) from None
    finally:
        shown.cancel()


async def _floor(engine: Engine, life: Life, _setting: Setting) -> Lived:
    await _until(engine, life.enrols)
    handle = await engine.client.start_workflow(
        Floor.run,
        life.number,
        id=floor_id(life.number),
        task_queue=engine.settings.task_queue,
    )
    await handle.result()
    return handle.id, True


async def _journey(engine: Engine, life: Life, setting: Setting) -> Lived:
    await _until(engine, life.enrols)
    who = life.application
    journey = (await enrol(engine, who, at=life.enrols)).journey
    acts: list[tuple[datetime, Callable[[], Awaitable[object]]]] = [
        (life.enrols + LINKS_AFTER, _linking(engine, life))
    ]
    if setting.pushed:
        acts += [(fact.at, _pushing(engine, journey, fact)) for fact in life.pushes]
    for at, act in sorted(acts, key=lambda each: each[0]):
        await _until(engine, at)
        await act()
    handle = engine.client.get_workflow_handle(journey, result_type=CaseFile)
    return journey, _undisturbed(await handle.result())


def _linking(engine: Engine, life: Life) -> Callable[[], Awaitable[object]]:
    nik, channel, number = life.application.nik, life.channel, life.account
    return lambda: link_account(engine, nik, channel, number, at=engine.now())


def _pushing(engine: Engine, journey: str, fact: Fact) -> Callable[[], Awaitable[object]]:
    """Do what gateway and relay do with an event: record it first, then tell the journey."""

    async def push() -> None:
        await engine.inbox.record_fact(journey, fact, at=engine.now())
        await deliver(engine, journey, fact)

    return push


async def _until(engine: Engine, at: datetime) -> None:
    await asyncio.sleep(_real_seconds_until(engine, at))


def _real_seconds_until(engine: Engine, at: datetime) -> float:
    return max((engine.settings.clock.real(at) - datetime.now(UTC)).total_seconds(), 0)


def _undisturbed(case: CaseFile) -> bool:
    """Say whether nothing happened that is not told of a good life: no trouble, no second try."""
    paid = all(tranche.status is TrancheStatus.BERHASIL for tranche in case.tranches)
    once = all(len(tranche.attempts) == 1 for tranche in case.tranches)
    told = {line.event.rpartition(" ")[2] for line in case.timeline}
    return paid and once and not told & {"trouble", "over", "missed", "held", "unknown", "not_paid"}
