"""A programme on an engine's server of one's own, whose time cannot be skipped but runs fast."""

import asyncio
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from uuid import uuid4

from domain.casefile import CaseFile
from domain.clock import Clock
from domain.payouts import Channel, TrancheStatus
from engine.client import engine_of
from records.database import Database
from tests.money.filed_engine import FiledEngine
from tests.workflows.counterparts import Counterparts
from tests.workflows.lives import START, USUAL_FACTS, Life
from tests.workflows.rig import Rig, keyring_of, settings_of, training


class RealTimeRig(Rig):
    """It is asked until something is so."""

    async def now(self) -> datetime:
        return self.engine.settings.clock.programme(datetime.now(UTC))

    async def until_each(
        self, is_so: Callable[[CaseFile], bool], journeys: Sequence[str] = ()
    ) -> list[CaseFile]:
        """Return the cases, of all if none is named, once this is so of each."""
        async with asyncio.timeout(90):
            while True:
                cases = [await self.case(journey) for journey in journeys or self.begun]
                if all(is_so(case) for case in cases):
                    return cases
                await asyncio.sleep(0.2)


def is_scheduled(case: CaseFile) -> bool:
    tranches = training(case)
    return bool(tranches) and tranches[0].status is TrancheStatus.DIJADWALKAN


def is_paid(case: CaseFile) -> bool:
    return training(case)[0].status is TrancheStatus.BERHASIL


def is_unclear(case: CaseFile) -> bool:
    return training(case)[0].status is TrancheStatus.BELUM_PASTI


def learned_at(case: CaseFile) -> datetime:
    """Return when the journey was told that its first tranche is paid."""
    return next(line.at for line in case.timeline if line.event == "training-1 paid")


async def rig_on(
    server: FiledEngine,
    partners: Counterparts,
    records: Path,
    *,
    begins: datetime,
    speed: float,
) -> RealTimeRig:
    """Put a programme together whose time begins here and runs so many seconds to the second."""
    client = await server.client(keyring_of(partners.provided))
    clock = Clock(real_start=datetime.now(UTC), programme_start=begins, speed=speed)
    settings = settings_of(partners.provided, clock, records, f"queue-{uuid4()}")
    database = Database.open(settings.records_url)
    return RealTimeRig(None, engine_of(settings, client, database), partners)  # type: ignore[arg-type]  # its time is real


async def scheduled(rig: RealTimeRig, lives: list[tuple[Life, Channel]]) -> None:
    """Enrol and link everybody, until the payday is promised."""
    for life, _ in lives:
        journey = await rig.enrol(life, on=START)
        for fact in USUAL_FACTS:
            await rig.engine.inbox.record_fact(journey, fact, at=fact.at)
    for life, channel in lives:
        assert (await rig.link(life, channel)).accepted
    await rig.until_each(is_scheduled)
