"""Accounts: linked late, refused, suspended, changed; money only ever goes to one's own."""

from datetime import date
from typing import Any

import pytest

from domain.messages import AccountField, LinkRequest
from domain.payouts import Channel, TrancheStatus
from domain.reasons import Party, Reason
from tests.workflows.lives import account, at, somebody
from tests.workflows.rig import Rig, fault, training
from worker import Kind
from workflows.participant_journey import ParticipantJourney

OTHER_NIK = "9988774503900000"
REFUSALS: list[tuple[dict[str, Any], Reason, AccountField]] = [
    ({"phone": "6281200009999"}, Reason.PHONE_MISMATCH, AccountField.PHONE),
    ({"name": "Joko Lain", "nik": OTHER_NIK}, Reason.ACCOUNT_NOT_OWN, AccountField.NIK),
    ({"suspended": True}, Reason.ACCOUNT_SUSPENDED, AccountField.ACTIVE),
]


async def test_without_an_account_all_that_is_due_waits_and_is_paid_the_day_after_linking(
    august: Rig,
) -> None:
    life = somebody()
    august.counterparts.tell([life], [account(life)])

    async with august.working():
        journey = await august.certify(life)
        await august.until("2020-09-20")  # a Sunday
        waiting = await august.case(journey)
        assert (await august.link(life)).accepted
        await august.until("2020-09-21 20:00")
        case = await august.case(journey)
    assert waiting.reason is not None
    assert waiting.reason.code is Reason.ACCOUNT_NOT_LINKED
    assert waiting.holder.party is Party.PARTICIPANT
    assert {tranche.status for tranche in training(waiting)} == {TrancheStatus.TERTUNDA}
    credited = august.counterparts.credits_of(life)
    assert [row["claimed_at"][:10] for row in credited] == ["2020-09-21"] * 2
    paid = [tranche.number for tranche in training(case) if tranche.paid_at is not None]
    assert paid == [1, 2]


async def test_an_account_that_is_linked_in_time_leaves_nothing_held(august: Rig) -> None:
    life = somebody()
    august.counterparts.tell([life], [account(life)])

    async with august.working():
        journey = await august.certify(life)
        assert (await august.link(life)).accepted
        case = await august.case(journey)
    assert {tranche.status for tranche in training(case)} == {TrancheStatus.DIJADWALKAN}
    assert [tranche.reason for tranche in training(case)] == [None] * 4
    assert case.holder.party is Party.NOBODY


@pytest.mark.parametrize(
    ("differs", "reason", "field"), REFUSALS, ids=[str(r[1]) for r in REFUSALS]
)
async def test_a_refused_account_tells_what_to_repair(
    august: Rig, differs: dict[str, Any], reason: Reason, field: AccountField
) -> None:
    life = somebody()
    august.counterparts.tell([life], [account(life, **differs)])

    async with august.working():
        journey = await august.certify(life)
        answer = await august.link(life)
        case = await august.case(journey)
    assert (answer.accepted, answer.reason) == (False, reason)
    assert answer.check is not None
    assert answer.check.passed[field] is False
    assert answer.check.passed[AccountField.EXISTS] is True
    assert case.account_channel is None
    assert case.reason is not None
    assert case.reason.code is reason
    assert case.reason.remedy.id


async def test_a_number_that_serves_another_participant_is_refused(august: Rig) -> None:
    first, second = somebody(), somebody()
    number = first.number("dana")
    recycled = {"nik": second.nik.digits, "phone": second.phone}
    changes = [{"at": at("2020-08-08 12:00").isoformat(), **recycled}]
    august.counterparts.tell([first, second], [account(first, changes=changes)])

    async with august.working():
        await august.certify(first)
        assert (await august.link(first)).accepted
        await august.certify(second)
        await august.until("2020-08-08 20:00")
        answer = await august.link(second, number=number)
    assert (answer.accepted, answer.reason) == (False, Reason.ACCOUNT_ALREADY_USED)
    assert answer.check is not None
    assert set(answer.check.passed.values()) == {True}


async def test_an_account_at_a_channel_that_is_down_is_kept_and_checked_later(august: Rig) -> None:
    life = somebody()
    down = fault("unavailable", "dana", account=life.phone, to=at("2020-08-09").isoformat())
    august.counterparts.tell([life], [account(life)], [down])

    async with august.working():
        await august.certify(life)
        answer = await august.link(life)
        await august.until("2020-08-13 20:00")
    assert answer.accepted
    assert answer.check is None
    assert len(august.counterparts.credits_of(life)) == 1


async def test_a_number_typed_while_its_bank_was_down_does_not_lock_out_its_owner(
    august: Rig,
) -> None:
    typist, owner = somebody(), somebody()
    down = fault("unavailable", "dana", to=at("2020-08-09").isoformat())
    august.counterparts.tell([typist, owner], [account(owner)], [down])

    async with august.working():
        await august.certify(typist)
        assert (await august.link(typist, number=owner.number("dana"))).accepted
        await august.certify(owner)
        await august.until("2020-08-09 12:00")
        assert (await august.link(owner)).accepted
        await august.until("2020-08-13 20:00")
    assert len(august.counterparts.credits_of(owner)) == 1


async def test_a_wallet_suspended_after_linking_is_held_before_its_day_and_another_is_paid(
    august: Rig,
) -> None:
    life = somebody()
    changes = [{"at": at("2020-08-10").isoformat(), "suspended": True}]
    accounts = [account(life, "dana", changes=changes), account(life, "ovo")]
    august.counterparts.tell([life], accounts)

    async with august.working():
        journey = await august.certify(life)
        await august.link(life, "dana")
        await august.until("2020-08-11 20:00")
        held = await august.case(journey)
        assert (await august.link(life, "ovo")).accepted
        await august.until("2020-09-15 20:00")
        case = await august.case(journey)
    assert training(held)[0].status is TrancheStatus.TERTUNDA
    reason = training(held)[0].reason
    assert reason is not None
    assert (reason.code, reason.holder) == (Reason.ACCOUNT_SUSPENDED, Party.PARTICIPANT)
    credited = august.counterparts.credits_of(life)
    assert [(row["channel"], row["claimed_at"][:10]) for row in credited] == [
        ("ovo", "2020-08-13"),
        ("ovo", "2020-09-14"),
    ]
    assert [tranche.channel for tranche in training(case)] == ["ovo"] * 4


async def test_a_wallet_that_is_repaired_is_paid_on_the_promised_day(august: Rig) -> None:
    life = somebody()
    changes = [
        {"at": at("2020-08-10").isoformat(), "suspended": True},
        {"at": at("2020-08-12 07:00").isoformat(), "suspended": False},
    ]
    august.counterparts.tell([life], [account(life, changes=changes)])

    async with august.working():
        journey = await august.certify(life)
        await august.link(life)
        await august.until("2020-08-12")
        clear = await august.case(journey)
        await august.until("2020-08-13 20:00")
    assert training(clear)[0].status is TrancheStatus.DIJADWALKAN
    assert [row["claimed_at"][:10] for row in august.counterparts.credits_of(life)] == [
        "2020-08-13"
    ]


async def test_unlinking_holds_what_is_to_come_until_an_account_is_linked_again(
    august: Rig,
) -> None:
    life = somebody()
    august.counterparts.tell([life], [account(life)])

    async with august.working():
        journey = await august.certify(life)
        await august.link(life)
        await august.until("2020-08-12 20:00")
        await august.unlink(life)
        await august.until("2020-08-16")
        held = await august.case(journey)
        await august.link(life)
        await august.until("2020-08-18 20:00")
        case = await august.case(journey)
    assert {tranche.status for tranche in training(held)} == {TrancheStatus.TERTUNDA}
    assert held.account_channel is None
    assert held.holder.party is Party.PARTICIPANT
    # The 17th is Independence Day.
    assert [row["claimed_at"][:10] for row in august.counterparts.credits_of(life)] == [
        "2020-08-18"
    ]
    assert training(case)[0].status is TrancheStatus.BERHASIL


async def test_a_number_that_went_to_another_owner_is_never_paid(august: Rig) -> None:
    life = somebody()
    stranger = {"name": "Joko Lain", "nik": OTHER_NIK}
    changes = [{"at": at("2020-08-12 20:00").isoformat(), **stranger}]
    august.counterparts.tell([life], [account(life, changes=changes)])

    async with august.working():
        journey = await august.certify(life)
        await august.link(life)
        await august.until("2020-08-20 20:00")
        case = await august.case(journey)
    rows = august.counterparts.credits_of(life)
    assert rows == []
    assert training(case)[0].status is TrancheStatus.TERTUNDA
    assert case.reason is not None
    assert case.reason.code is Reason.ACCOUNT_NOT_OWN
    assert await august.ledger.intents(10) == []


async def test_an_own_wallet_that_is_not_upgraded_yet_is_linked_and_paid_after_the_upgrade(
    august: Rig,
) -> None:
    life = somebody()
    changes = [{"at": at("2020-09-22 10:00").isoformat(), "upgraded": True}]
    wallet = account(life, upgraded=False, changes=changes)
    august.counterparts.tell([life], [wallet])

    async with august.working():
        journey = await august.certify(life)
        answer = await august.link(life)
        await august.until("2020-09-20 12:00")
        held = await august.case(journey)
        await august.until("2020-09-23 20:00")
        paid = training(await august.case(journey))
    assert answer.accepted
    assert answer.reason is Reason.KYC_REQUIRED
    assert answer.check is not None
    assert answer.check.passed[AccountField.UPGRADED] is False
    assert held.reason is not None
    assert held.reason.code is Reason.KYC_REQUIRED
    assert [t.status for t in training(held)[:2]] == [TrancheStatus.TERTUNDA] * 2
    assert [t.status for t in paid[:2]] == [TrancheStatus.BERHASIL] * 2
    rows = august.counterparts.credits_of(life)
    assert [row["reference"] for row in rows] == [t.reference for t in paid[:2]]


async def test_who_relinks_after_the_promised_day_is_promised_the_day_of_the_new_order(
    august: Rig,
) -> None:
    life = somebody()
    suspended = account(life, suspended=True)
    august.counterparts.tell([life], [suspended, account(life, "bni"), account(life, "ovo")])

    async with august.working():
        journey = await august.certify(life)
        await august.link(life, "bni")
        await august.unlink(life)
        await august.until("2020-08-16 10:00")  # a Sunday, after the day of 13 August
        await august.link(life, "bni")
        await august.link(life, "ovo")
        waiting = training(await august.case(journey))[0]
        await august.until("2020-08-18 20:00")
        paid = training(await august.case(journey))[0]
    # Monday 17 August is Independence Day.
    assert waiting.promised_for == date(2020, 8, 18)
    assert waiting.moved[-1].reason is Reason.RESCHEDULED_AFTER_REPAIR
    assert paid.status is TrancheStatus.BERHASIL
    assert paid.channel == "ovo"


async def test_who_links_anew_after_a_hold_is_told_the_new_day_before_any_try(august: Rig) -> None:
    """A try may be hours away: until then as well, no tranche waits without a reason."""
    life = somebody()
    outage = {"from": at("2020-08-13 08:00").isoformat(), "to": at("2020-08-13 12:00").isoformat()}
    down = fault("unavailable", "dana", account=life.phone, **outage)
    august.counterparts.tell([life], [account(life), account(life, "ovo")], [down])

    async with august.working():
        journey = await august.certify(life)
        await august.link(life)
        await august.until("2020-08-13 10:00")
        await august.unlink(life)
        await august.until("2020-08-14 12:00")
        held = training(await august.case(journey))[0]
    async with august.working(only=[Kind.JOURNEYS]):
        await august.link(life, "ovo")
        linked = await august.case(journey)
    assert held.status is TrancheStatus.TERTUNDA
    assert held.reason is not None
    assert training(linked)[0].status is TrancheStatus.DIJADWALKAN
    assert training(linked)[0].promised_for == date(2020, 8, 18)
    assert linked.reason is None or linked.reason.code is not held.reason.code


async def test_a_wish_that_was_held_up_on_its_way_does_not_undo_a_later_one(august: Rig) -> None:
    life = somebody()
    august.counterparts.tell([life], [account(life, "ovo"), account(life, "dana")])

    async with august.working():
        journey = await august.certify(life)
        await august.link(life, "ovo")
        await august.link(life, "dana")
        late = LinkRequest(link=1, channel=Channel.OVO)
        answer = await august.handle(journey).execute_update(ParticipantJourney.link_account, late)
        case = await august.case(journey)
    assert not answer.accepted
    assert answer.reason is Reason.ACCOUNT_CHANGED_IN_FLIGHT
    assert case.account_channel == "dana"
