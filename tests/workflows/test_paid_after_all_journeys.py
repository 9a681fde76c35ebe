"""Journeys whose first payment was refused and credited later: paid once, whoever finds it out."""

from typing import Any

from domain.findings import Break
from domain.payouts import Channel, TrancheStatus
from engine.applying import Done
from records.switches import Switches
from tests.engine.dana_statements import applied, asked, begun
from tests.workflows.lives import Life, account, at, somebody, window
from tests.workflows.rig import OwnTimeRig, fault, training


def credited_late(life: Life, days: float) -> dict[str, Any]:
    """Let DANA refuse the first send of 13 August 2020 and credit it so many days later."""
    after = {"after_days": days}
    return fault("credits_late", "dana", operation="send", account=life.phone, times=1, args=after)


async def test_a_refused_payment_that_was_credited_half_a_day_later_is_not_made_again(
    august: OwnTimeRig,
) -> None:
    life = somebody()
    august.counterparts.tell([life], [account(life)], [credited_late(life, 0.5)])

    async with august.working():
        journey = await begun(august, life)
        await august.until("2020-08-13 12:00")
        refused = training(await august.case(journey))[0]
        await august.until("2020-08-20 08:00")
        tranche = training(await august.case(journey))[0]
    assert refused.status is TrancheStatus.TERTUNDA
    assert tranche.status is TrancheStatus.BERHASIL
    assert [row["reference"] for row in august.counterparts.credits_of(life)] == [tranche.reference]


async def test_money_that_failed_was_found_paid_and_came_back_is_paid_anew(
    august: OwnTimeRig,
) -> None:
    life = somebody()
    august.counterparts.tell([life], [account(life)], [credited_late(life, 1)])

    async with august.working():
        journey = await begun(august, life)
        await august.until("2020-08-13 12:00")
        await august.unlink(life)
        await august.until("2020-08-16 08:00")
        await applied(august, await asked(august, life, "2020-08-13", "2020-08-15"))
        await august.until("2020-08-16 08:10")
        found = training(await august.case(journey))[0]
        assert found.reference is not None
        august.counterparts.reverse("dana", found.reference, at=at("2020-08-17 10:00"))
        await august.until("2020-08-18 08:00")
        assert (await august.link(life)).accepted
        await applied(august, await asked(august, life, "2020-08-13", "2020-08-17"))
        owed = training(await august.case(journey))[0]
        await august.until("2020-08-26 08:00")
        case = await august.case(journey)
    anew = training(case)[0]
    assert found.status is TrancheStatus.BERHASIL
    assert owed.status is TrancheStatus.DIKEMBALIKAN
    assert anew.status is TrancheStatus.BERHASIL
    assert [(row["reference"], row["kind"]) for row in august.counterparts.credits_of(life)] == [
        (found.reference, "credit"),
        (found.reference, "reversal"),
        (anew.reference, "credit"),
    ]
    # A journey that counts past the ledger would be told of the first payment again and again.
    told = [line.event for line in case.timeline if line.event.startswith("training-1 not_paid")]
    assert len(told) == 1, told


async def test_a_statement_that_shows_a_credit_beside_an_unclear_second_send_stops_every_channel(
    august: OwnTimeRig,
) -> None:
    """The second was lost before booking: asked on the 18th, the partner would call it unknown."""
    life = somebody()
    own = {"account": life.phone}
    lost = window("2020-08-14 06:00", "2020-08-16 00:00")
    unheard = window("2020-08-14 09:12", "2020-08-18 08:30")
    august.counterparts.tell(
        [life],
        [account(life)],
        [
            # Between the second send and the noon of its day.
            credited_late(life, 1.1),
            fault("drops_before_booking", "dana", operation="send", **own, **lost),
            fault("unavailable", "dana", operation="inquire", **own, **unheard),
        ],
    )

    async with august.working():
        journey = await begun(august, life)
        await august.until("2020-08-18 08:00")
        unclear = training(await august.case(journey))[0]
        report = await applied(august, await asked(august, life, "2020-08-13", "2020-08-17"))
        await august.until("2020-08-18 18:00")
        tranche = training(await august.case(journey))[0]
    assert unclear.status is tranche.status is TrancheStatus.BELUM_PASTI
    assert {finding.code for finding in report.findings} == {Break.PAID_LATE, Break.STILL_OPEN}
    assert [one.done for one in report.followed] == [Done.MAY_BE_PAID_TWICE]
    for channel in Channel:
        assert (await Switches(august.engine.database).current(channel)).stopped
    [credit] = august.counterparts.credits_of(life)
    assert credit["reference"] != tranche.reference
