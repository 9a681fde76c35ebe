"""A worker that forgets every journey between two tasks replays it from its beginning."""

from domain.payouts import TrancheStatus
from tests.workflows.lives import account, somebody
from tests.workflows.rig import Rig, training


async def test_a_life_is_the_same_when_every_task_is_a_replay(august: Rig) -> None:
    life = somebody()
    august.counterparts.tell([life], [account(life), account(life, "bni")])

    async with august.working(max_cached_workflows=0):
        journey = await august.certify(life)
        await august.link(life)
        await august.until("2020-08-13 20:00")
        await august.link(life, "bni")
        await august.until("2020-10-12 20:00")
        case = await august.case(journey)
    statuses = [tranche.status for tranche in training(case)]
    assert statuses == [TrancheStatus.BERHASIL] * 3 + [TrancheStatus.DIJADWALKAN]
    training_credits = [
        row["channel"] for row in august.counterparts.credits_of(life) if row["amount"] == 600_000
    ]
    assert training_credits == ["dana", "bni", "bni"]
