"""Payments in the ledger, and lines of a statement about them, without anybody's journey."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, insert

from domain.messages import PayoutOrder
from domain.payouts import Channel, Outcome, TrancheKind, payment_reference
from domain.statements import StatementLine
from engine.client import Engine
from records.bookings import Intent
from records.ledger_tables import attempts, closings, entitlements, intents
from records.person import Person
from records.tables import people
from tests.workflows.lives import Life, at

FIRST, LAST = date(2020, 8, 10), date(2020, 8, 20)
SENT, PROVEN, NOW = at("2020-08-13 09:00"), at("2020-08-13 09:10"), at("2020-08-25 09:00")


async def paid(engine: Engine, *serials: int, outcome: Outcome | None = Outcome.PAID) -> None:
    """Record payments of 600,000 through OVO, each of somebody else, sent on 13 August."""
    who = [{"journey": f"journey-{serial}"} for serial in serials]
    tranche = {"kind": "training", "number": 1, "generation": 1}
    sends = [
        {"sequence": serial, "reference": reference(serial), "channel": "ovo", "at": SENT}
        | {"day": SENT.date(), "external_id": f"{serial:019d}", "action": "send"}
        for serial in serials
    ]

    def record(connection: Connection) -> None:
        _add(connection, people, who, sealed=b"", at=SENT)
        _add(connection, entitlements, who, amount_idr=600_000, at=SENT)
        named = [{"reference": reference(s), "journey": f"journey-{s}"} for s in serials]
        sums = {"amount_idr": 600_000, "link": 1, "channel": "ovo"}
        _add(connection, intents, named, at=SENT, **tranche, **sums)
        _add(connection, attempts, sends)
        if outcome:
            _add(connection, closings, named, outcome=outcome, at=PROVEN, **tranche)

    await engine.database.write(record)


def _add(connection: Connection, table: Any, rows: Iterable[dict[str, Any]], **same: Any) -> None:
    connection.execute(insert(table), [{**row, **same} for row in rows])


def reference(serial: int) -> str:
    return str(10**17 + serial)


def line(serial: int, kind: str = "credit", **differently: Any) -> StatementLine:
    fields: dict[str, Any] = {"reference": reference(serial), "kind": kind, "amount_idr": 600_000}
    return StatementLine(**{**fields, "booked_at": SENT, **differently})


async def payment_of(
    engine: Engine, life: Life, outcome: Outcome = Outcome.PAID, *, proven: datetime = PROVEN
) -> Intent:
    """Record somebody with an account at OVO, and a payment to it that ended so."""
    application = life.application(engine.register)
    person = Person(
        journey=f"journey-{life.serial}",
        nik=application.nik.digits,
        name=life.name,
        phone=life.phone,
        wave=7,
        provider=life.provider,
        voucher=life.voucher,
        bought_on=FIRST,
        enrolled_at=SENT,
    )
    await engine.people.add(person)
    await engine.people.add_account(person.journey, Channel.OVO, "6281200000001", at=SENT)
    await engine.ledger.entitle(person.journey, 600_000, at=SENT)
    intent = await sent(engine, person.journey, generation=1)
    await engine.ledger.close(intent.reference, outcome, at=proven)
    return intent


async def sent(engine: Engine, journey: str, *, generation: int) -> Intent:
    """Record a generation of somebody's first incentive, sent without an answer."""
    order = PayoutOrder(
        journey=journey,
        kind=TrancheKind.TRAINING,
        number=1,
        generation=generation,
        amount_idr=600_000,
        link=1,
        channel=Channel.OVO,
        check_at=SENT,
        pay_at=SENT,
        open_days=[SENT.date()],
        pay_hours=(9, 23),
    )
    name = payment_reference(journey, TrancheKind.TRAINING, 1, generation)
    intent = await engine.ledger.intend(order, name, at=SENT)
    await engine.ledger.attempt(name, Channel.OVO, f"{generation}" * 19, "send", at=SENT)
    return intent


async def outcome_of(engine: Engine, serial: int) -> Outcome | None:
    """Return what the ledger says of a payment that `paid` recorded."""
    intent = await engine.ledger.intent_of(reference(serial))
    assert intent is not None
    return intent.outcome
