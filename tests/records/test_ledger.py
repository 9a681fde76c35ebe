"""The ledger: nothing in it ever changes, and no payment has two live references."""

import asyncio
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import Connection, insert
from sqlalchemy.exc import IntegrityError

from domain.payouts import Channel, Outcome, TrancheKind
from domain.ports import Answer
from domain.reasons import Reason
from records import ledger_rows
from records.bookings import (
    AlreadyAnswered,
    ClosedOtherwise,
    ExternalIdTaken,
    GenerationLive,
    IntentDiffers,
    ReferenceClosed,
    UnknownReference,
)
from records.database import Database
from records.decision_tables import approvals, memberships, proposals, switches
from records.ledger import Ledger
from records.ledger_tables import answers, attempts, closings, entitlements, intents
from records.lookups import Lookups
from records.resolutions import Resolutions
from records.switches import Switches
from records.tables import lookups
from tests.records.payments import AT, execute, intend, intent_row, order, requested
from tests.records.races import uncommitted, until_blocked


async def test_an_intent_is_recorded_once_and_keeps_its_instant(ledger: Ledger) -> None:
    first = await intend(ledger, order())
    again = await ledger.intend(order(), first.reference, at=AT + timedelta(days=3))

    assert again == first
    assert first.at == AT
    assert await ledger.intent_of(first.reference) == first
    assert await ledger.intent("journey-a", TrancheKind.TRAINING, 1) == first


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("amount_idr", 50_000),
        ("link", 2),
        ("channel", Channel.BNI),
        ("journey", "journey-b"),
        ("number", 2),
    ],
)
async def test_a_reference_never_stands_for_two_payments(
    ledger: Ledger, field: str, value: object
) -> None:
    intent = await intend(ledger, order())

    with pytest.raises(IntentDiffers) as refusal:
        await ledger.intend(order(**{field: value}), intent.reference, at=AT)
    assert refusal.value.fields == [field]


async def test_a_payment_never_has_two_references_in_one_generation(ledger: Ledger) -> None:
    await intend(ledger, order())

    with pytest.raises(IntentDiffers, match="another reference"):
        await ledger.intend(order(), "1" * 18, at=AT)


async def test_intents_at_once_are_one(ledger: Ledger) -> None:
    recorded = await asyncio.gather(*(intend(ledger, order()) for _ in range(20)))

    assert all(intent == recorded[0] for intent in recorded)
    assert await ledger.intents(10) == recorded[:1]


@pytest.mark.parametrize("closed", [None, Outcome.PAID])
async def test_no_generation_follows_one_that_may_have_paid(
    ledger: Ledger, closed: Outcome | None
) -> None:
    first = await intend(ledger, order())
    if closed:
        await ledger.close(first.reference, closed, at=AT)

    with pytest.raises(GenerationLive):
        await intend(ledger, order(generation=2))


@pytest.mark.parametrize("closed", [Outcome.NOT_PAID, Outcome.REVERSED])
async def test_a_generation_follows_one_that_is_proven_unpaid(
    ledger: Ledger, closed: Outcome
) -> None:
    first = await intend(ledger, order())
    await ledger.close(first.reference, closed, at=AT)

    second = await intend(ledger, order(generation=2, link=2))

    assert second.reference != first.reference
    assert await ledger.intent("journey-a", TrancheKind.TRAINING, 1) == second
    with pytest.raises(GenerationLive):
        await intend(ledger, order(generation=3))
    with pytest.raises(GenerationLive):
        await intend(ledger, order(generation=4))


async def test_a_payment_that_came_back_may_be_made_again(ledger: Ledger) -> None:
    first = await intend(ledger, order())
    await ledger.close(first.reference, Outcome.PAID, at=AT)
    await ledger.close(first.reference, Outcome.REVERSED, at=AT + timedelta(days=10))

    await intend(ledger, order(generation=2))

    returned = await ledger.intent_of(first.reference)
    assert returned is not None
    assert returned.outcome is Outcome.REVERSED


@pytest.mark.parametrize(
    "row",
    [
        intent_row(1, reference="2" * 18),
        intent_row(2),
        intent_row(2, replaces=1),
        intent_row(2, replaces=1, replaces_outcome="not_paid"),
        intent_row(2, replaces=1, replaces_outcome="paid"),
        intent_row(2, replaces=0, replaces_outcome="not_paid"),
        intent_row(3, replaces=2, replaces_outcome="not_paid"),
        intent_row(0),
        intent_row(1, number=2, reference="3" * 18, amount_idr=0),
    ],
)
async def test_the_database_itself_refuses_a_second_live_generation(
    ledger: Ledger, database: Database, row: dict[str, Any]
) -> None:
    """Whatever a program does: these rows go past all of our code."""
    first = await intend(ledger, order())
    await ledger.close(first.reference, Outcome.PAID, at=AT)

    with pytest.raises(IntegrityError):
        await database.write(lambda connection: connection.execute(insert(intents).values(row)))


async def test_paid_and_not_paid_exclude_each_other(ledger: Ledger) -> None:
    paid = await intend(ledger, order())
    unpaid = await intend(ledger, order(number=2))

    assert await ledger.close(paid.reference, Outcome.PAID, at=AT)
    assert not await ledger.close(paid.reference, Outcome.PAID, at=AT)
    assert await ledger.close(unpaid.reference, Outcome.NOT_PAID, at=AT)
    with pytest.raises(ClosedOtherwise):
        await ledger.close(paid.reference, Outcome.NOT_PAID, at=AT)
    with pytest.raises(ClosedOtherwise):
        await ledger.close(unpaid.reference, Outcome.PAID, at=AT)


async def test_of_opposite_outcomes_at_once_one_stands(ledger: Ledger) -> None:
    for number in range(1, 11):
        intent = await intend(ledger, order(number=number, amount_idr=50_000))
        results = await asyncio.gather(
            ledger.close(intent.reference, Outcome.PAID, at=AT),
            ledger.close(intent.reference, Outcome.NOT_PAID, at=AT),
            return_exceptions=True,
        )
        assert sorted(type(result).__name__ for result in results) == ["ClosedOtherwise", "bool"]


@pytest.mark.parametrize("outcome", [Outcome.UNKNOWN, Outcome.ACCEPTED])
async def test_what_proves_nothing_closes_nothing(ledger: Ledger, outcome: Outcome) -> None:
    intent = await intend(ledger, order())

    with pytest.raises(ValueError, match="proves nothing"):
        await ledger.close(intent.reference, outcome, at=AT)


async def test_what_was_never_intended_can_be_neither_tried_nor_closed(ledger: Ledger) -> None:
    with pytest.raises(UnknownReference):
        await ledger.attempt("9" * 18, Channel.OVO, "1", "send", at=AT)
    with pytest.raises(UnknownReference):
        await ledger.close("9" * 18, Outcome.PAID, at=AT)
    assert await ledger.intent_of("9" * 18) is None
    assert await ledger.intent("journey-a", TrancheKind.TRAINING, 1) is None


async def test_requests_are_listed_in_order_with_their_answers(ledger: Ledger) -> None:
    reference = (await intend(ledger, order())).reference
    sent = await ledger.attempt(reference, Channel.OVO, "1", "send", at=AT)
    asked = await ledger.attempt(reference, Channel.OVO, "2", "inquire", at=AT)
    answer = Answer(
        outcome=Outcome.NOT_PAID,
        cause=Reason.WALLET_LIMIT_BALANCE,
        code="4033802",
        partner_reference="ovo-1",
    )

    await ledger.answer(asked, answer, at=AT + timedelta(seconds=2))

    first, second = await ledger.requests(reference)
    assert first == sent
    assert (first.action, first.answer, first.paid, first.refused) == ("send", None, False, False)
    assert second.answer == answer
    assert second.answered_at == AT + timedelta(seconds=2)
    assert second.refused
    with pytest.raises(AlreadyAnswered):
        await ledger.answer(asked, answer, at=AT)


async def test_an_external_id_is_new_for_its_channel_and_jakarta_day(ledger: Ledger) -> None:
    ovo = (await intend(ledger, order())).reference
    bni = (await intend(ledger, order(number=2, channel=Channel.BNI))).reference
    await ledger.attempt(ovo, Channel.OVO, "1", "send", at=AT)

    with pytest.raises(ExternalIdTaken):
        await ledger.attempt(ovo, Channel.OVO, "1", "inquire", at=AT + timedelta(seconds=29))
    await ledger.attempt(ovo, Channel.OVO, "1", "inquire", at=AT + timedelta(seconds=30))
    await ledger.attempt(bni, Channel.BNI, "1", "send", at=AT)


async def test_external_ids_are_19_digits_in_jakarta_time_and_never_repeat(
    ledger: Ledger, database: Database
) -> None:
    reference = (await intend(ledger, order())).reference
    elsewhere = Ledger(database)

    drawn = await asyncio.gather(
        *(one.new_external_id(Channel.OVO, AT) for one in (ledger, elsewhere) for _ in range(50))
    )
    for external_id in drawn:
        await ledger.attempt(reference, Channel.OVO, external_id, "inquire", at=AT)

    assert {external_id[:12] for external_id in drawn} == {"200612235930"}
    assert {len(external_id) for external_id in drawn} == {19}


async def test_a_request_goes_through_the_channel_of_its_intent(ledger: Ledger) -> None:
    reference = (await intend(ledger, order())).reference

    with pytest.raises(IntentDiffers, match="channel"):
        await ledger.attempt(reference, Channel.BNI, "1", "send", at=AT)


@pytest.mark.parametrize("outcome", [Outcome.PAID, Outcome.NOT_PAID, Outcome.REVERSED])
async def test_nothing_is_sent_under_a_closed_reference(ledger: Ledger, outcome: Outcome) -> None:
    reference = (await intend(ledger, order())).reference
    await ledger.close(reference, outcome, at=AT)

    with pytest.raises(ReferenceClosed):
        await ledger.attempt(reference, Channel.OVO, "1", "send", at=AT)
    await ledger.attempt(reference, Channel.OVO, "1", "inquire", at=AT)


@pytest.mark.parametrize("kind", ["postgresql"])
async def test_a_send_waits_for_an_outcome_that_is_being_written(
    ledger: Ledger, database: Database
) -> None:
    """On SQLite there is one writer at a time anyway."""
    reference = (await intend(ledger, order())).reference

    def close(connection: Connection) -> None:
        ledger_rows.close(connection, reference, Outcome.NOT_PAID, AT)

    async with uncommitted(database, close):
        sending = asyncio.create_task(ledger.attempt(reference, Channel.OVO, "1", "send", at=AT))
        await until_blocked(database, sending)

    with pytest.raises(ReferenceClosed):
        await sending


async def test_totals_are_sums_of_proven_and_open_payments(ledger: Ledger) -> None:
    for number, outcomes in enumerate(
        [[Outcome.PAID], [Outcome.PAID, Outcome.REVERSED], [Outcome.NOT_PAID], []], start=1
    ):
        intent = await intend(ledger, order(number=number))
        for outcome in outcomes:
            await ledger.close(intent.reference, outcome, at=AT)
    await intend(ledger, order(journey="journey-b", channel=Channel.DANA))

    dana, ovo = await ledger.totals()

    assert (ovo.channel, ovo.paid, ovo.paid_idr) == (Channel.OVO, 2, 1_200_000)
    assert (ovo.reversed, ovo.reversed_idr) == (1, 600_000)
    assert (ovo.open, ovo.open_idr) == (1, 600_000)
    assert (dana.channel, dana.paid_idr, dana.open_idr) == (Channel.DANA, 0, 600_000)


async def test_intents_are_read_page_by_page(ledger: Ledger) -> None:
    made = [await intend(ledger, order(number=number)) for number in range(1, 5)]
    made.sort(key=lambda intent: intent.reference)

    first = await ledger.intents(3)
    rest = await ledger.intents(3, after=first[-1].reference)

    assert first + rest == made


_TABLES = [
    *(entitlements, intents, closings, attempts, answers),
    *(switches, memberships, proposals, approvals, lookups),
]


@pytest.mark.parametrize("change", ["UPDATE {} SET at = at", "DELETE FROM {}"])
async def test_no_row_of_the_ledger_or_the_look_up_log_can_be_changed(
    ledger: Ledger, database: Database, change: str
) -> None:
    reference = (await intend(ledger, order())).reference
    request = await ledger.attempt(reference, Channel.OVO, "1", "send", at=AT)
    await ledger.answer(request, Answer(outcome=Outcome.PAID), at=AT)
    await ledger.close(reference, Outcome.PAID, at=AT)
    await Lookups(database).record("clerk", "complaint", at=AT)
    unclear = await intend(ledger, order(number=2))
    await requested(ledger, unclear)
    proposal = await Resolutions(database).propose(
        unclear.reference, Outcome.PAID, evidence="statement", by="clerk", at=AT
    )
    await Resolutions(database).approve(proposal.id, proposal.digest, by="head", at=AT)
    await Switches(database).stop("all", by="clerk", ground="DRILL", at=AT)
    await Switches(database).revoke("journey-a", by="clerk", ground="NOT_ELIGIBLE", at=AT)

    for table in _TABLES:
        with pytest.raises(IntegrityError, match=f"{table.name} is append-only"):
            await execute(database, change.format(table.name))


@pytest.mark.parametrize("kind", ["postgresql"])
async def test_no_table_of_the_ledger_can_be_emptied(database: Database) -> None:
    for table in _TABLES:
        with pytest.raises(IntegrityError, match="append-only"):
            await execute(database, f"TRUNCATE {table.name} CASCADE")


_REPLACE = "INSERT OR REPLACE INTO {0} SELECT * FROM {0}"


@pytest.mark.parametrize("kind", ["sqlite"])
@pytest.mark.parametrize("table", ["payout_intents", "payout_entitlements"])
async def test_no_row_of_the_ledger_can_be_replaced(
    ledger: Ledger, database: Database, table: str
) -> None:
    await intend(ledger, order())

    with pytest.raises(IntegrityError, match="append-only"):
        await execute(database, _REPLACE.format(table))
