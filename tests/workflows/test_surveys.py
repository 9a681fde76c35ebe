"""Surveys: each paid by itself, and lost only by its own deadline."""

from domain.payouts import TrancheKind, TrancheStatus
from domain.reasons import Party, Reason
from domain.stages import Stage
from tests.workflows.lives import account, somebody
from tests.workflows.rig import Rig


async def test_a_survey_that_is_never_answered_costs_its_own_incentive_only(rig: Rig) -> None:
    life = somebody(surveys=["2020-09-15"])
    rig.counterparts.tell([life], [account(life)])

    async with rig.working():
        journey = await rig.enrol(life)
        await rig.link(life)
        await rig.until("2020-12-01")
        waiting = await rig.case(journey)
        await rig.until("2020-12-31")
        case = await rig.archived(journey)
    assert waiting.stage is Stage.PAID
    assert waiting.holder.party is Party.PARTICIPANT
    assert waiting.reason is not None
    assert waiting.reason.code is Reason.SURVEY_NOT_FILLED
    surveys = [tranche for tranche in case.tranches if tranche.kind is TrancheKind.SURVEY]
    assert [tranche.status for tranche in surveys] == [
        TrancheStatus.BERHASIL,
        TrancheStatus.GAGAL,
        TrancheStatus.GAGAL,
    ]
    assert [tranche.reason and tranche.reason.code for tranche in surveys[1:]] == [
        Reason.DEADLINE_PASSED
    ] * 2
    assert case.stage is Stage.CLOSED
    amounts = [row["amount"] for row in rig.counterparts.credits_of(life)]
    assert sorted(amounts) == [50_000] + [600_000] * 4
