"""What is said to a journey from outside: facts, corrections, calendars."""

import pytest
from temporalio.service import RPCError, RPCStatusCode

from domain.facts import Fact, FactKind
from domain.identity import Nik
from domain.payouts import Channel
from domain.reasons import Reason
from domain.stages import Stage
from engine.calendar import amend_calendars
from engine.messages import Refused, UnknownParticipant, correct_voucher, deliver, link_account
from tests.workflows.lives import IDLE, START, USUAL_FACTS, account, at, somebody
from tests.workflows.rig import Rig, training


async def test_a_fact_that_is_waited_for_is_taken_at_once(august: Rig) -> None:
    life = somebody(**IDLE)
    august.counterparts.tell([life], [account(life)])

    async with august.working():
        journey = await august.enrol(life, on=START)
        await august.link(life)
        begun = await august.now()
        for fact in USUAL_FACTS:
            assert await delivered(august, journey, fact), fact.kind
        case = await august.case(journey)
        assert (await august.now() - begun).total_seconds() < 60
    assert case.stage is Stage.CERTIFIED
    assert training(case)[0].promised_for == at("2020-08-13").date()


async def test_a_fact_that_nobody_waits_for_is_left_to_the_inbox(august: Rig) -> None:
    life = somebody(**IDLE)
    august.counterparts.tell([life])
    certificate = USUAL_FACTS[-1]

    async with august.working():
        journey = await august.enrol(life)
        assert certificate.kind is FactKind.CERTIFICATE_PUBLISHED
        assert await deliver(august.engine, journey, certificate) is False
        assert (await august.case(journey)).stage is Stage.ENROLLED


async def test_a_corrected_voucher_is_asked_about_at_once(august: Rig) -> None:
    life = somebody(voucher="KODE-YANG-BENAR")
    august.counterparts.tell([life], [account(life)])

    async with august.working():
        journey = await august.enrol(life)
        await august.until("2020-08-09")
        wrong = await august.case(journey)
        await correct_voucher(august.engine, life.nik, "KODE-YANG-BENAR", at=await august.now())
        await august.until("2020-08-09 12:05")
        right = await august.case(journey)
    assert wrong.stage is Stage.ENROLLED
    assert right.stage is Stage.CERTIFIED


async def test_a_voucher_of_another_participant_is_no_correction(august: Rig) -> None:
    life, other = somebody(), somebody()
    august.counterparts.tell([life, other])

    async with august.working():
        await august.enrol(other)
        journey = await august.enrol(life)
        with pytest.raises(Refused, match="VOUCHER_ALREADY_USED") as refusal:
            await correct_voucher(august.engine, life.nik, other.voucher, at=await august.now())
        assert (await august.engine.people.get(journey)).voucher == life.voucher
    assert refusal.value.reason is Reason.VOUCHER_ALREADY_USED


async def test_nobody_can_be_spoken_for_who_is_not_enrolled(august: Rig) -> None:
    with pytest.raises(UnknownParticipant):
        await link_account(
            august.engine,
            Nik("9999994503900000"),
            Channel.OVO,
            "6281200009998",
            at=await august.now(),
        )


async def test_a_closed_journey_takes_no_account(september: Rig) -> None:
    life = somebody(**IDLE)
    september.counterparts.tell([life], [account(life)])

    async with september.working():
        await september.enrol(life, on=at("2020-07-29 08:00"))
        await september.handle(september.begun[0]).result()
        with pytest.raises(RPCError) as refusal:
            await september.link(life)
    assert refusal.value.status is RPCStatusCode.NOT_FOUND


async def test_every_open_journey_is_told_an_amended_calendar(august: Rig) -> None:
    life = somebody()
    august.counterparts.tell([life], [account(life)])

    async with august.working():
        journey = await august.certify(life)
        told = await amend_calendars(august.engine, at("2020-08-08").date())
        again = await amend_calendars(august.engine, at("2020-08-08").date())
        events = [line.event for line in (await august.case(journey)).timeline]
    assert told == again
    assert told >= 1
    assert events.count("calendar amended") == 1


async def delivered(rig: Rig, journey: str, fact: Fact) -> bool:
    """Deliver as the relay does: again until the journey has come to wait for the fact."""
    for _ in range(200):
        if await deliver(rig.engine, journey, fact):
            return True
        await rig.case(journey)
    return False
