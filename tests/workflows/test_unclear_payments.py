"""Payments whose answer was lost: asked about, never paid twice, never shown as failed."""

import pytest

from domain.payouts import Channel, TrancheStatus
from domain.reasons import Reason
from tests.workflows.lives import account, at, somebody
from tests.workflows.rig import Rig, fault, only_sends, training

EVERY = list(Channel)
MORNING = {"from": at("2020-08-13 08:00").isoformat(), "to": at("2020-08-13 10:00").isoformat()}


@pytest.mark.parametrize("channel", EVERY)
async def test_money_that_was_booked_without_an_answer_is_credited_once(
    august: Rig, channel: str
) -> None:
    life = somebody()
    own = {"account": life.number(channel)}
    lost = fault("books_then_drops_answer", channel, operation="send", times=1, **own)
    deaf = fault("unavailable", channel, operation="inquire", **own, **MORNING)
    august.counterparts.tell([life], [account(life, channel)], [lost, deaf])

    async with august.working():
        journey = await august.certify(life)
        await august.link(life, channel)
        await august.until("2020-08-13 09:05")
        unclear = training(await august.case(journey))[0]
        await august.until("2020-08-14 20:00")
        clear = training(await august.case(journey))[0]
    assert unclear.status is TrancheStatus.BELUM_PASTI
    assert unclear.reason is not None
    assert unclear.reason.code is Reason.UNKNOWN_OUTCOME
    assert clear.status is TrancheStatus.BERHASIL
    assert clear.reference == unclear.reference
    assert [row["reference"] for row in august.counterparts.credits_of(life)] == [clear.reference]
    requests = await august.requests(journey, 1)
    assert {request.reference for request in requests} == {clear.reference}
    assert len({request.external_id for request in requests}) == len(requests)
    assert len(requests) <= 20
    assert august.counterparts.fired()[0] == 1


@pytest.mark.parametrize("channel", EVERY)
async def test_money_that_was_never_booked_is_sent_again_under_the_same_reference(
    august: Rig, channel: str
) -> None:
    life = somebody()
    own = {"account": life.number(channel)}
    lost = fault("drops_before_booking", channel, operation="send", times=1, **own)
    august.counterparts.tell([life], [account(life, channel)], [lost])

    async with august.working():
        journey = await august.certify(life)
        await august.link(life, channel)
        await august.until("2020-08-14 20:00")
        tranche = training(await august.case(journey))[0]
        requests = await august.requests(journey, 1)
    assert tranche.status is TrancheStatus.BERHASIL
    assert [row["reference"] for row in august.counterparts.credits_of(life)] == [tranche.reference]
    first, second = only_sends(requests)
    assert first.external_id != second.external_id
    between = requests[requests.index(first) + 1 : requests.index(second)]
    assert channel == "ovo" or len(between) > 0  # its own rule is to repeat without asking
    assert august.counterparts.fired() == [1]


async def test_a_tranche_in_doubt_stays_with_its_account_when_another_is_linked(
    august: Rig,
) -> None:
    life = somebody()
    lost = fault("books_then_drops_answer", "dana", operation="send", times=1, account=life.phone)
    deaf = fault("unavailable", "dana", operation="inquire", account=life.phone, **MORNING)
    august.counterparts.tell([life], [account(life, "dana"), account(life, "bni")], [lost, deaf])

    async with august.working():
        journey = await august.certify(life)
        await august.link(life, "dana")
        await august.until("2020-08-13 09:05")
        assert (await august.link(life, "bni")).accepted
        unclear = training(await august.case(journey))
        await august.until("2020-09-15 20:00")
        clear = training(await august.case(journey))
    assert [(t.status, t.channel) for t in unclear[:2]] == [
        (TrancheStatus.BELUM_PASTI, "dana"),
        (TrancheStatus.DIJADWALKAN, "bni"),
    ]
    assert [(t.status, t.channel) for t in clear[:2]] == [
        (TrancheStatus.BERHASIL, "dana"),
        (TrancheStatus.BERHASIL, "bni"),
    ]
    credited = august.counterparts.credits_of(life)
    assert [row["channel"] for row in credited] == ["dana", "bni"]


async def test_an_accepted_payment_is_told_with_the_account_it_went_to(august: Rig) -> None:
    """OVO takes an order at once and settles it within the hour; the person relinks meanwhile."""
    life = somebody()
    august.counterparts.tell([life], [account(life, "ovo"), account(life, "bni")])

    async with august.working():
        journey = await august.certify(life)
        await august.link(life, "ovo")
        await august.until("2020-08-13 09:05")
        assert (await august.link(life, "bni")).accepted
        await august.until("2020-08-14 20:00")
        tranche = training(await august.case(journey))[0]
    assert [row["channel"] for row in august.counterparts.credits_of(life)] == ["ovo"]
    assert tranche.status is TrancheStatus.BERHASIL
    assert tranche.channel == "ovo"


async def test_an_accepted_payment_is_followed_up_even_if_its_account_is_unlinked(
    august: Rig,
) -> None:
    life = somebody()
    august.counterparts.tell([life], [account(life, "ovo")])

    async with august.working():
        journey = await august.certify(life)
        await august.link(life, "ovo")
        await august.until("2020-08-13 09:05")
        await august.unlink(life)
        await august.until("2020-08-14 20:00")
        tranche = training(await august.case(journey))[0]
    assert [row["channel"] for row in august.counterparts.credits_of(life)] == ["ovo"]
    assert tranche.status is TrancheStatus.BERHASIL


async def test_a_tranche_in_doubt_is_followed_up_even_if_its_account_is_unlinked(
    august: Rig,
) -> None:
    life = somebody()
    lost = fault("books_then_drops_answer", "dana", operation="send", times=1, account=life.phone)
    deaf = fault("unavailable", "dana", operation="inquire", account=life.phone, **MORNING)
    august.counterparts.tell([life], [account(life)], [lost, deaf])

    async with august.working():
        journey = await august.certify(life)
        await august.link(life)
        await august.until("2020-08-13 09:05")
        await august.unlink(life)
        unclear = training(await august.case(journey))
        await august.until("2020-08-14 20:00")
        clear = training(await august.case(journey))
    assert unclear[0].status is TrancheStatus.BELUM_PASTI
    assert clear[0].status is TrancheStatus.BERHASIL
    assert {tranche.status for tranche in clear[1:]} == {TrancheStatus.TERTUNDA}
    assert len(august.counterparts.credits_of(life)) == 1
