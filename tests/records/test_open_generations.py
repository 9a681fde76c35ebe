"""While it is open what became of a payment, the database itself takes no other for it."""

from typing import Any

import pytest
from sqlalchemy import insert
from sqlalchemy.exc import IntegrityError

from domain.payouts import Outcome
from domain.ports import Answer
from records.database import Database
from records.ledger import Ledger
from records.ledger_tables import intents
from tests.records.payments import REFUSED, intend, intent_row, order, requested

SILENCE = Answer(outcome=Outcome.UNKNOWN)


@pytest.mark.parametrize("answer", [None, SILENCE, REFUSED])
@pytest.mark.parametrize("claimed", ["not_paid", "reversed"])
async def test_the_database_itself_refuses_a_generation_after_one_that_is_not_closed(
    ledger: Ledger, database: Database, answer: Answer | None, claimed: str
) -> None:
    """A row past all of our code that claims a proof which nobody has recorded."""
    await requested(ledger, await intend(ledger, order()), answer)
    row: dict[str, Any] = intent_row(2, replaces=1, replaces_outcome=claimed)

    with pytest.raises(IntegrityError):
        await database.write(lambda connection: connection.execute(insert(intents).values(row)))
