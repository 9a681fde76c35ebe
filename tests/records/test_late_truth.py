"""A payment taken for unpaid turns out to be paid: what then counts, and what is barred."""

import asyncio
from typing import Any

import pytest
from sqlalchemy import Connection, insert
from sqlalchemy.exc import IntegrityError

from domain.payouts import Outcome, TrancheKind
from domain.ports import Answer
from records import ledger_rows
from records.bookings import (
    ClosedOtherwise,
    GenerationLive,
    Intent,
    PaidTwice,
    ReferenceClosed,
    UnknownReference,
)
from records.database import Database
from records.ledger import Ledger
from records.ledger_tables import closings, intents
from tests.records.payments import (
    AT,
    PAID,
    REFUSED,
    intend,
    intent_row,
    order,
    reference_of,
    requested,
)
from tests.records.races import uncommitted, until_blocked

_FIRST, _SECOND = reference_of(order()), reference_of(order(generation=2))


async def _taken_for_unpaid(ledger: Ledger) -> Intent:
    intent = await intend(ledger, order())
    await requested(ledger, intent)
    await ledger.close(intent.reference, Outcome.NOT_PAID, at=AT)
    return intent


async def _outcomes(ledger: Ledger) -> list[Outcome | None]:
    found = [await ledger.intent_of(reference) for reference in (_FIRST, _SECOND)]
    return [intent.outcome for intent in found if intent is not None]


async def test_what_was_closed_as_unpaid_can_be_found_paid_once(ledger: Ledger) -> None:
    await _taken_for_unpaid(ledger)

    assert await ledger.found_paid(_FIRST, at=AT)
    assert not await ledger.found_paid(_FIRST, at=AT)
    assert await _outcomes(ledger) == [Outcome.PAID]


async def test_the_word_of_an_inquiry_alone_does_not_turn_a_closing_over(ledger: Ledger) -> None:
    await _taken_for_unpaid(ledger)

    with pytest.raises(ClosedOtherwise):
        await ledger.close(_FIRST, Outcome.PAID, at=AT)
    assert await _outcomes(ledger) == [Outcome.NOT_PAID]


async def test_what_is_paid_after_all_is_never_unpaid_again(
    ledger: Ledger, database: Database
) -> None:
    await _taken_for_unpaid(ledger)
    await ledger.found_paid(_FIRST, at=AT)

    assert not await ledger.close(_FIRST, Outcome.NOT_PAID, at=AT)
    assert await _outcomes(ledger) == [Outcome.PAID]
    for outcome in (Outcome.PAID, Outcome.NOT_PAID):
        with pytest.raises(IntegrityError):
            await _close_past_our_code(database, 1, outcome)


async def test_an_open_reference_is_closed_as_paid(ledger: Ledger) -> None:
    await intend(ledger, order())

    assert await ledger.found_paid(_FIRST, at=AT)
    assert await _outcomes(ledger) == [Outcome.PAID]


async def test_what_came_back_is_not_found_paid(ledger: Ledger) -> None:
    await _taken_for_unpaid(ledger)
    await ledger.found_paid(_FIRST, at=AT)
    await ledger.close(_FIRST, Outcome.REVERSED, at=AT)

    with pytest.raises(ClosedOtherwise):
        await ledger.found_paid(_FIRST, at=AT)
    assert await _outcomes(ledger) == [Outcome.REVERSED]


async def test_what_was_never_intended_is_not_found_paid(ledger: Ledger) -> None:
    with pytest.raises(UnknownReference):
        await ledger.found_paid("9" * 18, at=AT)


async def test_no_generation_follows_one_that_was_found_paid(
    ledger: Ledger, database: Database
) -> None:
    await _taken_for_unpaid(ledger)
    await ledger.found_paid(_FIRST, at=AT)
    row = intent_row(2, replaces=1, replaces_outcome="not_paid")

    with pytest.raises(GenerationLive):
        await intend(ledger, order(generation=2))
    with pytest.raises(IntegrityError, match="beside a generation that is paid"):
        await database.write(lambda connection: connection.execute(insert(intents).values(row)))


async def test_a_later_generation_that_was_not_sent_is_closed_with_it(ledger: Ledger) -> None:
    first = await _taken_for_unpaid(ledger)
    second = await intend(ledger, order(generation=2))

    assert await ledger.found_paid(_FIRST, at=AT)

    assert await _outcomes(ledger) == [Outcome.PAID, Outcome.NOT_PAID]
    counts = await ledger.intent("journey-a", TrancheKind.TRAINING, 1)
    assert counts == first.model_copy(update={"outcome": Outcome.PAID, "proven_at": AT})
    with pytest.raises(ReferenceClosed):
        await requested(ledger, second)
    with pytest.raises(GenerationLive):
        await intend(ledger, order(generation=3))


@pytest.mark.parametrize("closed", [None, Outcome.NOT_PAID])
async def test_a_later_generation_whose_every_send_was_refused_is_no_obstacle(
    ledger: Ledger, closed: Outcome | None
) -> None:
    await _taken_for_unpaid(ledger)
    second = await intend(ledger, order(generation=2))
    await requested(ledger, second, REFUSED)
    await requested(ledger, second, PAID, action="inquire")
    if closed is not None:
        await ledger.close(_SECOND, closed, at=AT)

    assert await ledger.found_paid(_FIRST, at=AT)
    assert await _outcomes(ledger) == [Outcome.PAID, Outcome.NOT_PAID]


_UNKNOWN = Answer(outcome=Outcome.UNKNOWN)


@pytest.mark.parametrize(
    ("answer", "closed"),
    [
        (None, None),
        (PAID, None),
        (_UNKNOWN, None),
        (PAID, Outcome.PAID),
        (_UNKNOWN, Outcome.PAID),
        (PAID, Outcome.NOT_PAID),
    ],
    ids=str,
)
async def test_when_a_later_generation_may_have_paid_too_people_must_act(
    ledger: Ledger, answer: Answer | None, closed: Outcome | None
) -> None:
    await _taken_for_unpaid(ledger)
    second = await intend(ledger, order(generation=2))
    await requested(ledger, second, REFUSED)
    await requested(ledger, second, answer)
    if closed is not None:
        await ledger.close(_SECOND, closed, at=AT)

    with pytest.raises(PaidTwice):
        await ledger.found_paid(_FIRST, at=AT)
    assert await _outcomes(ledger) == [Outcome.NOT_PAID, closed]


@pytest.mark.parametrize("closed", [Outcome.NOT_PAID, Outcome.REVERSED])
async def test_a_later_generation_that_is_proven_unpaid_stands_in_nobodys_way(
    ledger: Ledger, closed: Outcome
) -> None:
    await _taken_for_unpaid(ledger)
    second = await intend(ledger, order(generation=2))
    await requested(ledger, second, _UNKNOWN)
    await ledger.close(_SECOND, closed, at=AT)

    assert await ledger.found_paid(_FIRST, at=AT)
    assert await _outcomes(ledger) == [Outcome.PAID, closed]
    found = await ledger.intent(second.journey, TrancheKind.TRAINING, 1)
    assert found is not None
    assert (found.reference, found.outcome) == (_FIRST, Outcome.PAID)


async def test_a_later_generation_is_not_found_paid_beside_an_earlier_one(ledger: Ledger) -> None:
    await _taken_for_unpaid(ledger)
    await intend(ledger, order(generation=2))
    await ledger.found_paid(_FIRST, at=AT)

    with pytest.raises(PaidTwice):
        await ledger.found_paid(_SECOND, at=AT)


async def test_what_was_found_paid_and_came_back_may_be_paid_again(ledger: Ledger) -> None:
    await _taken_for_unpaid(ledger)
    await intend(ledger, order(generation=2))
    await ledger.found_paid(_FIRST, at=AT)
    await ledger.close(_FIRST, Outcome.REVERSED, at=AT)

    third = await intend(ledger, order(generation=3))

    assert await ledger.intent("journey-a", TrancheKind.TRAINING, 1) == third
    await requested(ledger, third)


async def test_nothing_is_sent_beside_a_generation_that_is_paid(
    ledger: Ledger, database: Database
) -> None:
    """Even if a program wrote the closing of the first past our code and left the second open."""
    await _taken_for_unpaid(ledger)
    second = await intend(ledger, order(generation=2))
    await _close_past_our_code(database, 1, Outcome.PAID)

    with pytest.raises(ReferenceClosed, match=_FIRST):
        await requested(ledger, second)
    await requested(ledger, second, action="inquire")
    await _close_past_our_code(database, 1, Outcome.REVERSED)
    await requested(ledger, second)


@pytest.mark.parametrize("kind", ["postgresql"])
async def test_a_generation_that_is_begun_waits_for_a_truth_that_is_being_written(
    ledger: Ledger, database: Database
) -> None:
    """On SQLite there is one writer at a time anyway."""
    await _taken_for_unpaid(ledger)

    async with uncommitted(database, lambda each: ledger_rows.found_paid(each, _FIRST, AT)):
        beginning = asyncio.create_task(intend(ledger, order(generation=2)))
        await until_blocked(database, beginning)

    with pytest.raises(GenerationLive):
        await beginning


@pytest.mark.parametrize("kind", ["postgresql"])
async def test_a_send_waits_for_a_truth_that_is_being_written(
    ledger: Ledger, database: Database
) -> None:
    await _taken_for_unpaid(ledger)
    second = await intend(ledger, order(generation=2))

    async with uncommitted(database, lambda each: ledger_rows.found_paid(each, _FIRST, AT)):
        sending = asyncio.create_task(requested(ledger, second))
        await until_blocked(database, sending)

    with pytest.raises(ReferenceClosed):
        await sending


@pytest.mark.parametrize("kind", ["postgresql"])
async def test_the_truth_waits_for_a_send_that_is_being_written(
    ledger: Ledger, database: Database
) -> None:
    await _taken_for_unpaid(ledger)
    second = await intend(ledger, order(generation=2))

    def send(connection: Connection) -> None:
        ledger_rows.attempt(connection, second.reference, second.channel, "1", "send", AT)

    async with uncommitted(database, send):
        finding = asyncio.create_task(ledger.found_paid(_FIRST, at=AT))
        await until_blocked(database, finding)

    with pytest.raises(PaidTwice):
        await finding


@pytest.mark.parametrize("kind", ["postgresql"])
async def test_of_two_opposite_closings_past_our_code_the_later_unpaid_is_refused(
    ledger: Ledger, database: Database
) -> None:
    await intend(ledger, order())
    paid = insert(closings).values(_closing(1, Outcome.PAID))

    async with uncommitted(database, lambda connection: connection.execute(paid)):
        closing = asyncio.create_task(_close_past_our_code(database, 1, Outcome.NOT_PAID))
        await until_blocked(database, closing)

    with pytest.raises(IntegrityError, match="not_paid after paid"):
        await closing


def _closing(generation: int, outcome: Outcome) -> dict[str, Any]:
    columns = ("reference", "journey", "kind", "number", "generation", "at")
    row = intent_row(generation)
    return {name: row[name] for name in columns} | {"outcome": outcome}


async def _close_past_our_code(database: Database, generation: int, outcome: Outcome) -> None:
    row = insert(closings).values(_closing(generation, outcome))
    await database.write(lambda connection: connection.execute(row))
