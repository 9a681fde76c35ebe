"""Enrolling: once per person, whoever asks, however often, and also after the end."""

import asyncio
from dataclasses import replace

import pytest

from domain.application import Rejected
from domain.scheme import SCHEME_2020
from domain.stages import Stage
from engine.casefile import UnknownJourney, case_file
from engine.enrolment import enrol
from records.bookings import EntitlementDiffers
from tests.workflows.lives import IDLE, at, somebody
from tests.workflows.rig import Rig


async def test_a_hundred_enrolments_of_one_person_at_once_begin_one_journey(august: Rig) -> None:
    life = somebody()
    application = life.application(august.engine.register)

    enrolled = await asyncio.gather(*(enrol(august.engine, application) for _ in range(100)))

    august.begun.append(enrolled[0].journey)
    assert len({one.journey for one in enrolled}) == 1
    assert [one.new for one in enrolled].count(True) == 1


async def test_a_journey_that_is_over_is_not_begun_again(september: Rig) -> None:
    life = somebody(**IDLE)
    september.counterparts.tell([life])
    application = life.application(september.engine.register)

    async with september.working():
        journey = await september.enrol(life, on=at("2020-07-29 08:00"))
        await september.handle(journey).result()
        again = await enrol(september.engine, application)
    assert (again.journey, again.new) == (journey, False)


async def test_a_journey_that_an_engineer_ended_is_not_begun_again(august: Rig) -> None:
    life = somebody()
    journey = await august.enrol(life)
    await august.handle(journey).terminate()

    again = await enrol(august.engine, life.application(august.engine.register))

    assert (again.journey, again.new) == (journey, False)


async def test_who_is_enrolled_is_entitled_to_what_the_scheme_pays_and_no_more(
    august: Rig,
) -> None:
    journey = await august.enrol(somebody())
    ledger = august.engine.ledger

    assert not await ledger.entitle(journey, SCHEME_2020.total_idr, at=august.engine.now())
    with pytest.raises(EntitlementDiffers):
        await ledger.entitle(journey, SCHEME_2020.total_idr + 1, at=august.engine.now())


async def test_an_enrolment_that_broke_off_before_the_entitlement_is_healed_by_the_next(
    august: Rig,
) -> None:
    application = somebody().application(august.engine.register)
    engine = august.engine
    claimed = await engine.claims.claim_person(application.nik, at=engine.now())

    enrolled = await enrol(engine, application)

    august.begun.append(enrolled.journey)
    assert (enrolled.journey, enrolled.new) == (claimed.journey, True)
    entitled = SCHEME_2020.total_idr
    assert not await engine.ledger.entitle(enrolled.journey, entitled, at=engine.now())


async def test_a_voucher_serves_one_person(august: Rig) -> None:
    life = somebody()
    await august.enrol(life)
    other = somebody()
    taken = replace(other.application(august.engine.register), voucher=life.voucher)

    with pytest.raises(Rejected) as rejected:
        await enrol(august.engine, taken)
    assert [one.rule for one in rejected.value.rejections] == ["VOUCHER_ALREADY_USED"]


async def test_a_closed_case_is_told_without_a_worker(september: Rig) -> None:
    life = somebody(**IDLE)
    september.counterparts.tell([life])
    async with september.working():
        journey = await september.enrol(life, on=at("2020-07-29 08:00"))
        await september.handle(journey).result()

    case = await case_file(september.engine, journey)

    assert case.stage is Stage.CLOSED
    assert case.participant.name == "Si** Co********"
    assert life.nik.digits not in case.model_dump_json()


async def test_a_journey_that_never_was_is_unknown(august: Rig) -> None:
    with pytest.raises(UnknownJourney):
        await case_file(august.engine, "journey-of-nobody")
