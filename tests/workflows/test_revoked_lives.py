"""A life in which the membership is revoked between two incentives, and reinstated later.

Fault row 42 of the programme's matrix: stopped before the send, and the past is kept.
"""

from domain.casefile import CaseFile, Tranche
from domain.payouts import TrancheStatus
from domain.reasons import Party, Reason
from domain.stages import Stage
from records.switches import Switches
from tests.workflows.lives import account, at, somebody
from tests.workflows.rig import Rig, training

PAID, HELD, DATED = TrancheStatus.BERHASIL, TrancheStatus.TERTUNDA, TrancheStatus.DIJADWALKAN


def statuses(case: CaseFile) -> list[TrancheStatus]:
    return [tranche.status for tranche in training(case)]


def assert_told_in_full(tranche: Tranche) -> None:
    told = tranche.reason
    assert told is not None
    assert (told.code, told.holder) == (Reason.MEMBERSHIP_REVOKED, Party.PMO)
    assert told.since is not None
    assert told.next_action_at is not None
    assert "hubungi Prakerja" in told.remedy.id
    assert "call Prakerja" in told.remedy.en


async def test_who_is_revoked_between_two_incentives_is_paid_the_rest_once_reinstated(
    rig: Rig,
) -> None:
    life = somebody()
    rig.counterparts.tell([life], [account(life)])
    switches = Switches(rig.engine.database)

    async with rig.working():
        journey = await rig.enrol(life)
        await rig.until("2020-08-03")
        assert (await rig.link(life)).accepted
        await rig.until("2020-09-15 08:00")
        await switches.revoke(journey, by="rina", ground="NOT_ELIGIBLE", at=await rig.now())
        before = await rig.case(journey)
        await rig.until("2020-10-12 08:00")
        ahead = await rig.case(journey)
        await rig.until("2020-10-14 15:00")
        revoked = await rig.case(journey)
        credited = rig.counterparts.credits_of(life)
        await switches.reinstate(journey, by="budi", ground="APPEAL_UPHELD", at=await rig.now())
        await rig.until("2020-10-15 15:00")
        reinstated = await rig.case(journey)
        await rig.until("2020-12-20")
        case = await rig.archived(journey)
        described = await rig.handle(journey).describe()

    assert statuses(before) == [PAID, PAID, DATED, DATED]
    assert statuses(ahead) == statuses(revoked) == [PAID, PAID, HELD, DATED]
    for shown in (ahead, revoked):
        assert_told_in_full(training(shown)[2])
        assert shown.holder.party is Party.PMO
        assert shown.reason is not None
        assert shown.reason.code is Reason.MEMBERSHIP_REVOKED
    assert [row["amount"] for row in credited] == [600_000] * 2
    assert statuses(reinstated) == [PAID, PAID, PAID, DATED]
    third = training(reinstated)[2]
    assert third.paid_at is not None
    assert at("2020-10-15 09:20") <= third.paid_at <= at("2020-10-15 09:30")
    assert case.stage is Stage.CLOSED
    assert {tranche.status for tranche in case.tranches} == {PAID}
    references = [row["reference"] for row in rig.counterparts.credits_of(life)]
    assert len(set(references)) == len(references) == 7
    assert [(t.paid, t.paid_idr) for t in await rig.ledger.totals()] == [(7, 2_550_000)]
    assert described.history_length <= 200
