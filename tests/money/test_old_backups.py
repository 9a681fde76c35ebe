"""The engine forgets payments that the ledger and the partners remember: nobody is paid twice."""

import asyncio
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from uuid import uuid4

from temporalio.api.common.v1 import WorkflowExecution
from temporalio.api.enums.v1 import EventType
from temporalio.api.history.v1 import HistoryEvent
from temporalio.api.workflowservice.v1 import ResetWorkflowExecutionRequest

from domain.casefile import CaseFile
from domain.clock import Clock
from domain.payouts import Channel, TrancheStatus
from engine.client import engine_of
from records.database import Database
from tests.money.filed_engine import FiledEngine, filed_engine
from tests.workflows.counterparts import Counterparts
from tests.workflows.lives import START, USUAL_FACTS, Life, account, at, somebody
from tests.workflows.rig import Rig, fault, fresh, keyring_of, only_sends, settings_of, training

EVE = at("2020-08-12 12:00")
SPEED = 3600.0
"""Programme seconds in a real second: the payday opens 21 real seconds after the eve."""


class RealTimeRig(Rig):
    """A programme on a server whose time cannot be skipped: it is asked until something is so."""

    async def now(self) -> datetime:
        return self.engine.settings.clock.programme(datetime.now(UTC))

    async def until_each(self, is_so: Callable[[CaseFile], bool]) -> list[CaseFile]:
        """Return the cases once this is so of each."""
        async with asyncio.timeout(90):
            while True:
                cases = [await self.case(journey) for journey in self.begun]
                if all(is_so(case) for case in cases):
                    return cases
                await asyncio.sleep(0.2)


def is_scheduled(case: CaseFile) -> bool:
    tranches = training(case)
    return bool(tranches) and tranches[0].status is TrancheStatus.DIJADWALKAN


def is_paid(case: CaseFile) -> bool:
    return training(case)[0].status is TrancheStatus.BERHASIL


async def test_an_old_backup_of_the_engine_pays_nobody_twice(
    partners: Counterparts, empty: Path, tmp_path: Path
) -> None:
    lives = [(somebody(surveys=[]), channel) for channel in Channel]
    partners.tell([life for life, _ in lives], [account(life, c) for life, c in lives])
    backup = tmp_path / "backup.db"

    async with filed_engine(tmp_path) as server:
        rig = await rig_on(server, partners, fresh(empty, tmp_path))
        async with rig.working():
            await scheduled(rig, lives)
            server.back_up(backup)
            assert await rig.now() < at("2020-08-13 09:00"), "the machine was too slow"
            paid = await rig.until_each(is_paid)
        credited = partners.credits_of(*(life for life, _ in lives))

        server.kill()
        server.put_back(backup)
        server.start()
        await server.client(keyring_of(partners.provided))
        restored = await rig.now()
        # A worker that lived on would still know what the engine has forgotten.
        async with rig.working():
            again = await rig.until_each(lambda case: is_paid(case) and learned_at(case) > restored)
        sends = [only_sends(await rig.requests(journey, 1)) for journey in rig.begun]
        await rig.engine.database.close()

    assert len(credited) == len(lives)
    assert partners.credits_of(*(life for life, _ in lives)) == credited
    assert [len(sent) for sent in sends] == [1] * len(lives)
    for known, learned in zip(paid, again, strict=True):
        assert training(learned)[0].reference == training(known)[0].reference


def learned_at(case: CaseFile) -> datetime:
    """Return when the journey was told that its first tranche is paid."""
    return next(line.at for line in case.timeline if line.event == "training-1 paid")


async def rig_on(server: FiledEngine, partners: Counterparts, records: Path) -> RealTimeRig:
    """Put a programme together whose time begins on the eve of the payday."""
    client = await server.client(keyring_of(partners.provided))
    clock = Clock(real_start=datetime.now(UTC), programme_start=EVE, speed=SPEED)
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


async def test_a_reset_while_nobody_knows_asks_and_pays_nobody_twice(august: Rig) -> None:
    life = somebody(surveys=[])
    lost = fault("books_then_drops_answer", "dana", operation="send", times=1)
    deaf = fault("unavailable", "dana", operation="inquire", to=at("2020-08-13 12:00").isoformat())
    august.counterparts.tell([life], [account(life)], [lost, deaf])

    async with august.working():
        journey = await august.certify(life)
        await august.link(life)
        before = (await august.handle(journey).fetch_history()).events
        await august.until("2020-08-13 10:00")
        unclear = training(await august.case(journey))[0]
        await reset(august, journey, to=last_task(before))
        await august.until("2020-08-14 20:00")
        clear = training(await august.case(journey))[0]

    assert unclear.status is TrancheStatus.BELUM_PASTI
    assert clear.status is TrancheStatus.BERHASIL
    [credit] = august.counterparts.credits_of(life)
    assert credit["reference"] == unclear.reference == clear.reference


def last_task(events: Sequence[HistoryEvent]) -> int:
    """Return the last completed workflow task: a place to which a journey can be reset."""
    return [e for e in events if e.event_type == EventType.EVENT_TYPE_WORKFLOW_TASK_COMPLETED][
        -1
    ].event_id


async def reset(rig: Rig, journey: str, *, to: int) -> None:
    """Have the engine forget what came after an event."""
    await rig.engine.client.workflow_service.reset_workflow_execution(
        ResetWorkflowExecutionRequest(
            namespace=rig.engine.client.namespace,
            workflow_execution=WorkflowExecution(workflow_id=journey),
            reason="rehearsed by a test",
            workflow_task_finish_event_id=to,
            request_id=str(uuid4()),
        )
    )
