"""What a journey is told about money sends it to the ledger; it believes nothing else."""

from datetime import timedelta

from domain.messages import Resolution
from domain.payouts import Outcome, TrancheKind, TrancheStatus
from tests.workflows.lives import account, somebody
from tests.workflows.rig import Rig, fault, training
from workflows.participant_journey import ParticipantJourney


async def test_a_word_about_a_payment_counts_only_as_far_as_the_ledger_bears_it_out(
    august: Rig,
) -> None:
    life = somebody()
    own = {"account": life.phone}
    lost = fault("drops_before_booking", "dana", operation="send", times=1, **own)
    deaf = fault("unavailable", "dana", operation="inquire", **own)
    august.counterparts.tell([life], [account(life)], [lost, deaf])

    async with august.working():
        journey = await august.certify(life)
        await august.link(life)
        await august.until("2020-08-14 12:00")
        word = Resolution(
            kind=TrancheKind.TRAINING,
            number=1,
            reference=str(training(await august.case(journey))[0].reference),
            outcome=Outcome.PAID,
            evidence="0" * 64,
            proposed_by="rina",
            approved_by="budi",
        )
        await august.handle(journey).execute_update(ParticipantJourney.payout_resolved, word)
        await august.pass_time(timedelta(minutes=5))
        tranche = training(await august.case(journey))[0]

    assert tranche.status is TrancheStatus.BELUM_PASTI
    assert august.counterparts.credits_of(life) == []
