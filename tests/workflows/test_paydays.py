"""Paydays: moved off closed days when they are promised, and again when the calendar changes."""

from domain.casefile import Move
from domain.messages import CalendarAmendment
from domain.payouts import TrancheStatus
from domain.reasons import Reason
from domain.workdays import Workdays
from engine.enrolment import enrolment_of
from tests.workflows.lives import account, at, days, somebody, window
from tests.workflows.rig import Rig, fault, training
from workflows.participant_journey import ParticipantJourney


async def amended(rig: Rig, journey: str, version: str, *freezes: str) -> Workdays:
    """Tell a journey its own calendar with more freezes; return that calendar."""
    known = enrolment_of(rig.engine, await rig.engine.people.get(journey)).workdays
    workdays = known.model_copy(update={"version": version, "freezes": (*known.freezes, *freezes)})
    await rig.handle(journey).execute_update(
        ParticipantJourney.amend_calendar, CalendarAmendment(workdays=workdays)
    )
    return workdays


async def test_a_saturday_is_moved_to_monday_when_it_is_promised_and_never_shown_as_failed(
    august: Rig,
) -> None:
    life = somebody()
    august.counterparts.tell([life], [account(life)])

    async with august.working():
        journey = await august.certify(life)
        await august.link(life)
        promised = training(await august.case(journey))[1]
        await august.until("2020-09-11 20:00")
        before = training(await august.case(journey))[1]
        await august.until("2020-09-13 20:00")
        still = training(await august.case(journey))[1]
        await august.until("2020-09-14 12:00")
        paid = training(await august.case(journey))[1]
    assert promised.promised_for == at("2020-09-14").date()
    [move] = promised.moved
    assert isinstance(move, Move)
    assert [move.original, move.to] == days("2020-09-12", "2020-09-14")
    assert (move.reason, move.detail) == (Reason.NON_WORKING_DAY, "Akhir pekan")
    assert move.told_at.date() == at("2020-08-07").date()
    assert before == still == promised
    assert before.status is TrancheStatus.DIJADWALKAN
    assert paid.status is TrancheStatus.BERHASIL
    assert paid.paid_at is not None
    assert paid.paid_at.date() == paid.promised_for


async def test_an_amended_calendar_moves_what_is_unpaid_and_nothing_that_is_paid(
    august: Rig,
) -> None:
    life = somebody()
    august.counterparts.tell([life], [account(life)])

    async with august.working():
        journey = await august.certify(life)
        await august.link(life)
        await august.until("2020-08-14")
        freeze = "200813-200916 payouts Penutupan uji"
        await amended(august, journey, "decree 2", freeze)
        moved = training(await august.case(journey))
        await august.until("2020-09-16 20:00")
        waiting = training(await august.case(journey))
        await august.until("2020-09-17 12:00")
        paid = training(await august.case(journey))
    assert [tranche.promised_for for tranche in moved] == days(
        "2020-08-13", "2020-09-17", "2020-10-12", "2020-11-11"
    )
    assert [tranche.calendar_version for tranche in moved][1] == "decree 2"
    assert moved[0].status is TrancheStatus.BERHASIL
    assert [move.reason for move in moved[1].moved] == [
        Reason.NON_WORKING_DAY,
        Reason.CALENDAR_AMENDED,
    ]
    assert waiting[1].status is TrancheStatus.DIJADWALKAN
    assert paid[1].status is TrancheStatus.BERHASIL
    assert [row["claimed_at"][:10] for row in august.counterparts.credits_of(life)] == [
        "2020-08-13",
        "2020-09-17",
    ]


async def test_a_withdrawn_amendment_gives_the_first_promise_back(august: Rig) -> None:
    life = somebody()
    august.counterparts.tell([life], [account(life)])

    async with august.working():
        journey = await august.certify(life)
        await august.link(life)
        first = training(await august.case(journey))
        await amended(august, journey, "decree 2", "200813-200816 payouts Penutupan uji")
        second = training(await august.case(journey))
        await amended(august, journey, "decree 3")
        third = training(await august.case(journey))
        await august.until("2020-08-13 12:00")
        paid = training(await august.case(journey))[0]
    assert second[0].promised_for == at("2020-08-18").date()
    assert [t.promised_for for t in third] == [t.promised_for for t in first]
    assert paid.status is TrancheStatus.BERHASIL
    assert paid.promised_for == at("2020-08-13").date()


async def test_a_day_that_an_amendment_closes_takes_no_late_payment(august: Rig) -> None:
    life = somebody()
    down = fault("unavailable", "dana", account=life.phone, **window("2020-08-13", "2020-08-14"))
    down["from"] = at("2020-08-13 08:00").isoformat()
    august.counterparts.tell([life], [account(life)], [down])

    async with august.working():
        journey = await august.certify(life)
        await august.link(life)
        await august.until("2020-08-13 15:00")
        await amended(august, journey, "decree 2", "200814-200816 payouts Penutupan uji")
        await august.until("2020-08-17 20:00")
        waiting = training(await august.case(journey))[0]
        await august.until("2020-08-18 20:00")
        paid = training(await august.case(journey))[0]
    # The 17th is Independence Day.
    assert waiting.status is not TrancheStatus.BERHASIL
    assert paid.status is TrancheStatus.BERHASIL
    assert [row["claimed_at"][:10] for row in august.counterparts.credits_of(life)] == [
        "2020-08-18"
    ]
