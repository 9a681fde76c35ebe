"""The engine forgets payments that the ledger and the partners remember: nobody is paid twice."""

from collections.abc import Sequence
from pathlib import Path
from uuid import uuid4

from temporalio.api.common.v1 import WorkflowExecution
from temporalio.api.enums.v1 import EventType
from temporalio.api.history.v1 import HistoryEvent
from temporalio.api.workflowservice.v1 import ResetWorkflowExecutionRequest

from domain.payouts import Channel, TrancheStatus
from tests.money.filed_engine import filed_engine
from tests.money.real_time import is_paid, learned_at, rig_on, scheduled
from tests.workflows.counterparts import Counterparts
from tests.workflows.lives import account, at, somebody
from tests.workflows.rig import Rig, fault, fresh, keyring_of, only_sends, training

EVE = at("2020-08-12 12:00")
SPEED = 3600.0
"""Programme seconds in a real second: the payday opens 21 real seconds after the eve."""


async def test_an_old_backup_of_the_engine_pays_nobody_twice(
    partners: Counterparts, empty: Path, tmp_path: Path
) -> None:
    lives = [(somebody(surveys=[]), channel) for channel in Channel]
    partners.tell([life for life, _ in lives], [account(life, c) for life, c in lives])
    backup = tmp_path / "backup.db"

    async with filed_engine(tmp_path) as server:
        rig = await rig_on(server, partners, fresh(empty, tmp_path), begins=EVE, speed=SPEED)
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
