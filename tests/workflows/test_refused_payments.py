"""Payments that are refused, and channels that are down: told at once, repaired, paid."""

from collections import Counter
from datetime import datetime

from domain.clock import JAKARTA
from domain.payouts import Outcome, TrancheKind, TrancheStatus
from domain.reasons import Party, Reason
from tests.workflows.lives import account, at, somebody, window
from tests.workflows.rig import Rig, fault, training


async def test_a_channel_that_is_down_for_three_days_is_told_at_once_and_paid_after(
    august: Rig,
) -> None:
    life = somebody()
    # From Monday morning to Thursday morning.
    outage = window("2020-09-14 08:00", "2020-09-17 08:00")
    down = fault("unavailable", "dana", account=life.phone, **outage)
    august.counterparts.tell([life], [account(life)], [down])

    async with august.working():
        journey = await august.certify(life)
        await august.link(life)
        await august.until("2020-09-14 09:05")
        during = await august.case(journey)
        await august.until("2020-09-17 12:00")
        after = training(await august.case(journey))[1]
    told = training(during)[1]
    assert told.status is TrancheStatus.TERTUNDA
    assert told.reason is not None
    assert told.reason.code is Reason.CHANNEL_DOWN
    assert (during.holder.party, during.holder.partner) == (Party.PAYMENT_PARTNER, "dana")
    assert after.status is TrancheStatus.BERHASIL
    paid_at = [
        datetime.fromisoformat(r["claimed_at"]) for r in august.counterparts.credits_of(life)
    ]
    assert [when.astimezone(JAKARTA).date().isoformat() for when in paid_at] == [
        "2020-08-13",
        "2020-09-17",
    ]
    [refused] = august.counterparts.fired()
    assert 10 <= refused <= 60


async def test_a_refused_tranche_gets_another_reference_only_once_the_first_is_closed(
    august: Rig,
) -> None:
    life = somebody()
    refusal = fault(
        "code",
        "dana",
        operation="send",
        account=life.phone,
        times=1,
        args={"code": "4033818"},
        **{"from": at("2020-09-14 08:00").isoformat()},
    )
    august.counterparts.tell([life], [account(life)], [refusal])

    async with august.working():
        journey = await august.certify(life)
        await august.link(life)
        await august.until("2020-09-14 12:00")
        refused = training(await august.case(journey))
        await august.until("2020-10-12 12:00")
        after = training(await august.case(journey))
    assert [tranche.status for tranche in refused] == [
        TrancheStatus.BERHASIL,
        TrancheStatus.TERTUNDA,
        TrancheStatus.DIJADWALKAN,
        TrancheStatus.DIJADWALKAN,
    ]
    assert refused[1].reason is not None
    assert refused[1].reason.code is Reason.ACCOUNT_INACTIVE
    assert refused[1].promised_for == at("2020-09-15").date()
    assert Counter(tranche.status for tranche in after)[TrancheStatus.BERHASIL] == 3
    generations = sorted(
        (
            intent
            for intent in await august.ledger.intents(100)
            if (intent.kind, intent.number) == (TrancheKind.TRAINING, 2)
        ),
        key=lambda intent: intent.generation,
    )
    assert [intent.outcome for intent in generations] == [Outcome.NOT_PAID, Outcome.PAID]
    assert generations[0].reference != generations[1].reference
    credited = august.counterparts.credits_of(life)
    assert [row["reference"] for row in credited if row["amount"] == 600_000] == [
        after[0].reference,
        generations[1].reference,
        after[2].reference,
    ]
    assert [attempt.outcome for attempt in after[1].attempts] == [Outcome.NOT_PAID, Outcome.PAID]


async def test_a_channel_that_rejects_what_we_send_is_our_trouble_and_costs_no_reference(
    august: Rig,
) -> None:
    life = somebody()
    rejected = fault(
        "code",
        "dana",
        operation="send",
        account=life.phone,
        times=1,
        args={"code": "4013800"},
    )
    august.counterparts.tell([life], [account(life)], [rejected])

    async with august.working():
        journey = await august.certify(life)
        await august.link(life)
        await august.until("2020-08-14 20:00")
        tranche = training(await august.case(journey))[0]
    assert tranche.status is TrancheStatus.BERHASIL
    assert len(tranche.attempts) == 2
    assert {attempt.reference for attempt in tranche.attempts} == {tranche.reference}
    assert len(august.counterparts.credits_of(life)) == 1
