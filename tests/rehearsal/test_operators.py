"""The two people of a rehearsal look at what is unclear, and at what keeps a later payment back."""

from pathlib import Path
from typing import Any

from domain.payouts import Outcome
from records.database import Database, migrate
from records.ledger import Ledger
from rehearsal.operators import in_the_way
from tests.records.payments import (
    AT,
    ENTITLED_IDR,
    REFUSED,
    add_participant,
    intend,
    order,
    reference_of,
    requested,
)


def case(reason: str | None, number: int = 1) -> dict[str, Any]:
    told = {"code": reason} if reason else None
    tranche = {"kind": "training", "number": number, "reason": told}
    return {"participant": {"key": "journey-a"}, "tranches": [tranche]}


async def test_they_look_at_the_refused_payment_that_keeps_a_later_one_back(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'records.db'}"
    migrate(url)
    database = Database.open(url)
    ledger = Ledger(database)
    await database.write(lambda connection: add_participant(connection, journey="journey-a"))
    await ledger.entitle("journey-a", ENTITLED_IDR, at=AT)
    refused = await intend(ledger, order())
    await requested(ledger, refused, REFUSED)
    await ledger.close(refused.reference, Outcome.NOT_PAID, at=AT)
    await requested(ledger, await intend(ledger, order(number=2)))

    held = await in_the_way(ledger, [case("RECORDS_DISAGREE"), case("RECORDS_DISAGREE", 2), {}])
    others = await in_the_way(ledger, [case("ACCOUNT_INACTIVE"), case(None)])
    await database.close()

    assert [each.reference for each in held] == [reference_of(order())]
    assert others == []
