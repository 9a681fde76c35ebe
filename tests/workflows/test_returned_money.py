"""Money that comes back is owed again; what two people have proven is believed."""

from datetime import timedelta

import pytest
from temporalio.client import WorkflowUpdateFailedError
from temporalio.exceptions import ApplicationError

from domain.messages import Resolution, Returned
from domain.payouts import Outcome, TrancheKind, TrancheStatus
from domain.reasons import Reason
from domain.stages import Stage
from records.resolutions import Resolutions
from tests.workflows.lives import account, direct_buyer, somebody
from tests.workflows.rig import Rig, fault, training
from workflows.participant_journey import ParticipantJourney

FIRST = {"kind": TrancheKind.TRAINING, "number": 1}
BY_TWO = {"evidence": "0" * 64, "proposed_by": "rina", "approved_by": "budi"}


def refusal_of(failed: WorkflowUpdateFailedError) -> str | None:
    assert isinstance(failed.cause, ApplicationError)
    return failed.cause.type


async def take_back(rig: Rig, reference: str) -> Returned:
    """Let the partner take a payment back, and our ledger know it."""
    rig.counterparts.reverse("dana", reference, at=await rig.now())
    await rig.ledger.close(reference, Outcome.REVERSED, at=await rig.now())
    return Returned(**FIRST, reference=reference)


async def test_money_that_comes_back_is_paid_again_under_a_reference_of_its_own(
    august: Rig,
) -> None:
    life = somebody()
    august.counterparts.tell([life], [account(life)])

    async with august.working():
        journey = await august.certify(life)
        await august.link(life)
        await august.until("2020-08-24 12:00")
        paid = training(await august.case(journey))[0]
        assert paid.reference is not None
        returned = await take_back(august, paid.reference)
        await august.handle(journey).execute_update(ParticipantJourney.payment_returned, returned)
        owed = training(await august.case(journey))[0]
        await august.until("2020-08-28 12:00")
        again = training(await august.case(journey))[0]

    assert paid.status is TrancheStatus.BERHASIL
    assert owed.status is TrancheStatus.DIKEMBALIKAN
    assert owed.reason is not None
    assert owed.reason.code is Reason.REVERSED_BY_PARTNER
    assert owed.paid_at is None
    assert owed.promised_for is not None
    assert again.status is TrancheStatus.BERHASIL
    assert again.reference != paid.reference
    rows = august.counterparts.credits_of(life)
    assert [(row["reference"], row["kind"]) for row in rows] == [
        (paid.reference, "credit"),
        (paid.reference, "reversal"),
        (again.reference, "credit"),
    ]


async def test_a_return_is_heard_once(august: Rig) -> None:
    life = somebody()
    august.counterparts.tell([life], [account(life)])

    async with august.working():
        journey = await august.certify(life)
        await august.link(life)
        await august.until("2020-08-14 12:00")
        paid = training(await august.case(journey))[0]
        returned = await take_back(august, str(paid.reference))
        update = ParticipantJourney.payment_returned
        await august.handle(journey).execute_update(update, returned)
        with pytest.raises(WorkflowUpdateFailedError) as twice:
            await august.handle(journey).execute_update(update, returned)
        other = Returned(kind=TrancheKind.TRAINING, number=2, reference="1" * 18)
        with pytest.raises(WorkflowUpdateFailedError) as unpaid:
            await august.handle(journey).execute_update(update, other)

    assert refusal_of(twice.value) == refusal_of(unpaid.value) == "NOT_PAID_HERE"


async def test_a_journey_stays_open_for_returns_and_then_closes(rig: Rig) -> None:
    """The last survey is paid on 23 November 2020."""
    life = direct_buyer()
    rig.counterparts.tell([life], [account(life)])

    async with rig.working():
        journey = await rig.enrol(life)
        await rig.link(life)
        await rig.until("2020-11-27")
        watched = await rig.case(journey)
        first = training(watched)[0]
        returned = await take_back(rig, str(first.reference))
        await rig.handle(journey).execute_update(ParticipantJourney.payment_returned, returned)
        await rig.until("2020-12-12")
        again = await rig.case(journey)
        await rig.until("2020-12-31")
        closed = await rig.archived(journey)

    assert watched.stage is again.stage is Stage.PAID
    assert watched.reason is not None
    assert watched.reason.code is Reason.ALL_PAID
    assert watched.holder.due is not None
    assert watched.holder.due.date().isoformat() == "2020-12-07"
    assert training(again)[0].status is TrancheStatus.BERHASIL
    assert training(again)[0].reference != first.reference
    assert closed.stage is Stage.CLOSED
    assert len(rig.counterparts.credits_of(life)) == 7 + 2


async def test_what_two_people_have_proven_ends_an_unclear_payment(august: Rig) -> None:
    life = somebody()
    own = {"account": life.phone}
    lost = fault("books_then_drops_answer", "dana", operation="send", times=1, **own)
    deaf = fault("unavailable", "dana", operation="inquire", **own)
    august.counterparts.tell([life], [account(life)], [lost, deaf])

    async with august.working():
        journey = await august.certify(life)
        await august.link(life)
        await august.until("2020-08-20 12:00")
        unclear = training(await august.case(journey))[0]
        reference = str(unclear.reference)
        resolution = Resolution(**FIRST, reference=reference, outcome=Outcome.PAID, **BY_TWO)
        alone = resolution.model_copy(update={"approved_by": "rina"})
        update = ParticipantJourney.payout_resolved
        with pytest.raises(WorkflowUpdateFailedError) as refused:
            await august.handle(journey).execute_update(update, alone)
        await august.ledger.close(reference, Outcome.PAID, at=await august.now())
        await august.handle(journey).execute_update(update, resolution)
        await august.pass_time(timedelta(minutes=5))
        case = await august.case(journey)
        with pytest.raises(WorkflowUpdateFailedError) as over:
            await august.handle(journey).execute_update(update, resolution)

    assert unclear.status is TrancheStatus.BELUM_PASTI
    assert refusal_of(refused.value) == "SAME_PERSON"
    assert training(case)[0].status is TrancheStatus.BERHASIL
    line = next(line for line in case.timeline if line.event == "training-1 resolved")
    assert "rina, budi" in line.detail
    assert refusal_of(over.value) == "NOT_OPEN"
    assert len(august.counterparts.credits_of(life)) == 1


async def test_a_payment_that_is_proven_lost_is_made_anew(august: Rig) -> None:
    life = somebody()
    own = {"account": life.phone}
    lost = fault("drops_before_booking", "dana", operation="send", times=1, **own)
    deaf = fault("unavailable", "dana", operation="inquire", **own, to="2020-08-20T13:00:00+07:00")
    august.counterparts.tell([life], [account(life)], [lost, deaf])

    async with august.working():
        journey = await august.certify(life)
        await august.link(life)
        await august.until("2020-08-20 12:00")
        reference = str(training(await august.case(journey))[0].reference)
        resolutions, now = Resolutions(august.engine.database), await august.now()
        proposal = await resolutions.propose(
            reference, Outcome.NOT_PAID, evidence="letter 7", by="rina", at=now
        )
        await resolutions.approve(proposal.id, proposal.digest, by="budi", at=now)
        resolution = Resolution(**FIRST, reference=reference, outcome=Outcome.NOT_PAID, **BY_TWO)
        await august.handle(journey).execute_update(ParticipantJourney.payout_resolved, resolution)
        await august.until("2020-08-28 12:00")
        tranche = training(await august.case(journey))[0]

    assert tranche.status is TrancheStatus.BERHASIL
    assert tranche.reference != reference
    assert len(august.counterparts.credits_of(life)) == 1
