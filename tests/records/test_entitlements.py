"""Nobody gets more than the programme pays to one person, and nobody unknown gets anything."""

import asyncio
from functools import partial
from typing import Any

import pytest
from sqlalchemy import insert
from sqlalchemy.exc import IntegrityError

from domain.payouts import Outcome, TrancheKind
from records.bookings import BeyondEntitlement, EntitlementDiffers, NotEntitled
from records.database import Database
from records.ledger import Ledger
from records.ledger_tables import intents
from records.person_keys import UnknownPerson
from tests.records.payments import (
    AT,
    ENTITLED_IDR,
    add_participant,
    execute,
    intend,
    intent_row,
    order,
    reference_of,
)
from tests.records.races import uncommitted, until_blocked

_SURVEY = {"kind": TrancheKind.SURVEY, "amount_idr": 50_000}


async def _intend_all(ledger: Ledger) -> None:
    """Begin every payment that the programme knows."""
    for number in range(1, 5):
        await intend(ledger, order(number=number))
    for number in range(1, 4):
        await intend(ledger, order(number=number, **_SURVEY))


async def test_an_entitlement_is_recorded_once_and_never_becomes_another(ledger: Ledger) -> None:
    assert not await ledger.entitle("journey-a", ENTITLED_IDR, at=AT)

    with pytest.raises(EntitlementDiffers):
        await ledger.entitle("journey-a", ENTITLED_IDR + 1, at=AT)


async def test_entitlements_at_once_are_one(ledger: Ledger, database: Database) -> None:
    await database.write(partial(add_participant, journey="journey-c"))

    entitled = await asyncio.gather(
        *(ledger.entitle("journey-c", ENTITLED_IDR, at=AT) for _ in range(20))
    )

    assert sum(entitled) == 1


async def test_only_participants_are_entitled(ledger: Ledger, database: Database) -> None:
    with pytest.raises(UnknownPerson):
        await ledger.entitle("journey-of-nobody", ENTITLED_IDR, at=AT)
    with pytest.raises(IntegrityError):
        await execute(
            database,
            "INSERT INTO payout_entitlements (journey, amount_idr, at)"
            " VALUES ('journey-of-nobody', 1, '2020-06-12')",
        )


@pytest.mark.parametrize("amount", [0, -600_000])
async def test_nobody_is_entitled_to_nothing_or_less(
    ledger: Ledger, database: Database, amount: int
) -> None:
    await database.write(partial(add_participant, journey="journey-c"))

    with pytest.raises(IntegrityError):
        await ledger.entitle("journey-c", amount, at=AT)


async def test_everything_that_the_programme_pays_fits_and_one_rupiah_more_does_not(
    ledger: Ledger,
) -> None:
    await _intend_all(ledger)

    with pytest.raises(BeyondEntitlement):
        await intend(ledger, order(number=5, amount_idr=1))
    assert await ledger.intent("journey-a", TrancheKind.TRAINING, 5) is None
    await intend(ledger, order(journey="journey-b"))


async def test_an_intent_repeated_at_the_full_sum_is_the_same_intent(ledger: Ledger) -> None:
    await _intend_all(ledger)

    again = await asyncio.gather(*(intend(ledger, order(number=4)) for _ in range(10)))

    assert {intent.number for intent in again} == {4}


async def test_the_last_payment_begun_many_times_at_once_is_one(ledger: Ledger) -> None:
    for number in range(1, 4):
        await intend(ledger, order(number=number))
    for number in range(1, 4):
        await intend(ledger, order(number=number, **_SURVEY))

    begun = await asyncio.gather(*(intend(ledger, order(number=4)) for _ in range(20)))

    assert all(intent == begun[0] for intent in begun)


@pytest.mark.parametrize(
    ("outcomes", "fits"),
    [
        ([], False),
        ([Outcome.PAID], False),
        ([Outcome.NOT_PAID], True),
        ([Outcome.REVERSED], True),
        ([Outcome.PAID, Outcome.REVERSED], True),
    ],
)
async def test_only_what_is_proven_unpaid_leaves_room_for_another_payment(
    ledger: Ledger, database: Database, outcomes: list[Outcome], *, fits: bool
) -> None:
    await _intend_all(ledger)
    for outcome in outcomes:
        await ledger.close(reference_of(order()), outcome, at=AT)
    other = intent_row(number=5, reference="5" * 18)

    if not fits:
        with pytest.raises(BeyondEntitlement):
            await intend(ledger, order(number=5))
        with pytest.raises(IntegrityError, match="beyond the entitlement"):
            await database.write(lambda each: each.execute(insert(intents).values(other)))
    else:
        await database.write(lambda each: each.execute(insert(intents).values(other)))


async def test_what_was_found_paid_after_all_counts(ledger: Ledger, database: Database) -> None:
    await _intend_all(ledger)
    await ledger.close(reference_of(order()), Outcome.NOT_PAID, at=AT)
    await ledger.found_paid(reference_of(order()), at=AT)
    fifth = insert(intents).values(intent_row(number=5, reference="5" * 18, amount_idr=1))

    with pytest.raises(BeyondEntitlement):
        await intend(ledger, order(number=5, amount_idr=1))
    with pytest.raises(IntegrityError, match="beyond the entitlement"):
        await database.write(lambda connection: connection.execute(fifth))


async def test_who_is_not_entitled_is_not_paid(ledger: Ledger, database: Database) -> None:
    await database.write(partial(add_participant, journey="journey-c"))

    with pytest.raises(NotEntitled):
        await intend(ledger, order(journey="journey-c"))


_NOBODY: dict[str, Any] = {"journey": "journey-of-nobody", "reference": "4" * 18}


@pytest.mark.parametrize(
    "row",
    [
        intent_row(number=5, reference="5" * 18),
        intent_row(number=5, reference="5" * 18, amount_idr=1),
        intent_row(number=5, reference="5" * 18, amount_idr=10**15),
        intent_row(**_NOBODY),
        intent_row(**_NOBODY, amount_idr=1),
    ],
)
async def test_the_database_itself_refuses_what_is_beyond_the_entitlement(
    ledger: Ledger, database: Database, row: dict[str, Any]
) -> None:
    """Whatever a program does: these rows go past all of our code."""
    await _intend_all(ledger)

    with pytest.raises(IntegrityError, match="beyond the entitlement"):
        await database.write(lambda connection: connection.execute(insert(intents).values(row)))


@pytest.mark.parametrize("kind", ["postgresql"])
async def test_two_transactions_that_do_not_see_each_other_cannot_both_take_the_rest(
    ledger: Ledger, database: Database
) -> None:
    """On SQLite there is one writer at a time anyway."""
    for number in range(1, 4):
        await intend(ledger, order(number=number))
    fourth = insert(intents).values(intent_row(number=4, reference="4" * 18))
    fifth = insert(intents).values(intent_row(number=5, reference="5" * 18))

    async with uncommitted(database, lambda connection: connection.execute(fourth)):
        second = asyncio.create_task(
            database.write(lambda connection: connection.execute(fifth).rowcount)
        )
        await until_blocked(database, second)

    with pytest.raises(IntegrityError, match="beyond the entitlement"):
        await second
