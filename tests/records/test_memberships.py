"""Revoked and reinstated: each act stays, and a send is refused in its own transaction."""

import asyncio
from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import Connection, select
from sqlalchemy.exc import IntegrityError

from domain.payouts import Channel, Outcome
from records import ledger_rows
from records.database import Database
from records.decision_tables import memberships
from records.ledger import Ledger
from records.person_keys import UnknownPerson
from records.switches import MembershipRevoked, Revocation, Switch, Switches, revoke
from tests.records.payments import AT, PAID, execute, intend, order, reference_of, requested
from tests.records.races import uncommitted, until_blocked

_LATER = AT + timedelta(hours=1)
_NOBODY = Switch(stopped=False)
_REVOKED = Revocation(ground="NOT_ELIGIBLE", by="clerk", at=AT)


async def _revoked(switches: Switches, journey: str = "journey-a") -> bool:
    return await switches.revoke(journey, by="clerk", ground="NOT_ELIGIBLE", at=AT)


async def _reinstated(switches: Switches) -> bool:
    return await switches.reinstate("journey-a", by="head", ground="APPEAL_UPHELD", at=_LATER)


@pytest.mark.usefixtures("ledger")
async def test_who_is_revoked_and_reinstated_is_told_apart_and_every_act_stays(
    switches: Switches, database: Database
) -> None:
    news = [await _reinstated(switches), await _revoked(switches), await _revoked(switches)]
    while_revoked = await switches.current(Channel.OVO, "journey-a")
    others = [await switches.current(Channel.OVO, "journey-b"), await switches.current(Channel.OVO)]
    counted = await switches.revoked()
    news += [await _reinstated(switches), await _reinstated(switches)]

    assert news == [False, True, False, True, False]
    assert while_revoked == Switch(stopped=False, revoked=_REVOKED)
    assert others == [_NOBODY, _NOBODY]
    assert await switches.current(Channel.OVO, "journey-a") == _NOBODY
    assert (counted, await switches.revoked()) == (1, 0)
    rows = await database.read(lambda connection: connection.execute(select(memberships)).all())
    assert [(row.action, row.ground, row.by, row.at) for row in rows] == [
        ("revoke", "NOT_ELIGIBLE", "clerk", AT),
        ("reinstate", "APPEAL_UPHELD", "head", _LATER),
    ]


@pytest.mark.usefixtures("ledger")
async def test_another_ground_is_kept_and_the_person_is_counted_once(switches: Switches) -> None:
    await _revoked(switches)
    assert await switches.revoke("journey-a", by="head", ground="IDENTITY_FRAUD", at=_LATER)
    assert await _revoked(switches, "journey-b")

    revoked = (await switches.current(Channel.OVO, "journey-a")).revoked
    assert revoked == Revocation(ground="IDENTITY_FRAUD", by="head", at=_LATER)
    assert await switches.revoked() == 2


async def test_who_was_never_enrolled_cannot_be_revoked(switches: Switches) -> None:
    with pytest.raises(UnknownPerson):
        await _revoked(switches, "nobodys-journey")


@pytest.mark.parametrize("ground", ["", "got a job", "9971084507900000"])
@pytest.mark.usefixtures("ledger")
async def test_a_ground_holds_no_sentence_about_a_person(switches: Switches, ground: str) -> None:
    with pytest.raises(ValueError, match="a ground is a code"):
        await switches.revoke("journey-a", by="clerk", ground=ground, at=AT)
    with pytest.raises(ValueError, match="a ground is a code"):
        await switches.reinstate("journey-a", by="clerk", ground=ground, at=AT)
    assert await switches.revoked() == 0


async def test_to_a_revoked_participant_nothing_is_sent_and_what_was_sent_is_asked_about(
    ledger: Ledger, switches: Switches
) -> None:
    sent = await intend(ledger, order())
    await requested(ledger, sent)
    unsent = await intend(ledger, order(number=2))
    neighbour = await intend(ledger, order(journey="journey-b"))
    await _revoked(switches)

    for intent in (sent, unsent):
        with pytest.raises(MembershipRevoked, match="NOT_ELIGIBLE"):
            await requested(ledger, intent)
    await requested(ledger, neighbour)
    await requested(ledger, sent, PAID, action="inquire")
    assert await ledger.close(sent.reference, Outcome.PAID, at=AT)
    assert await ledger.requests(unsent.reference) == []


async def test_to_a_reinstated_participant_the_same_reference_is_sent(
    ledger: Ledger, switches: Switches
) -> None:
    unsent = await intend(ledger, order())
    await _revoked(switches)
    await _reinstated(switches)

    assert (await requested(ledger, unsent)).reference == unsent.reference


def _revoke(connection: Connection) -> None:
    revoke(connection, "journey-a", by="clerk", ground="NOT_ELIGIBLE", at=AT)


def _begin(connection: Connection) -> None:
    ledger_rows.intend(connection, order(), reference_of(order()), AT)


def _send(connection: Connection) -> None:
    reference = reference_of(order())
    ledger_rows.attempt(connection, reference, Channel.OVO, "1", "send", AT)


def _begin_and_send(connection: Connection) -> None:
    _begin(connection)
    _send(connection)


@pytest.mark.parametrize("kind", ["postgresql"])
@pytest.mark.parametrize("work", [_send, _begin_and_send])
async def test_a_revocation_waits_for_a_send_that_is_being_recorded(
    ledger: Ledger,
    switches: Switches,
    database: Database,
    work: Callable[[Connection], None],
) -> None:
    """So that whoever is told "revoked" knows: every send that there is was before."""
    if work is _send:
        await intend(ledger, order())

    async with uncommitted(database, work):
        revoking = asyncio.create_task(_revoked(switches))
        await until_blocked(database, revoking)
        waited = not revoking.done()

    assert waited
    assert await revoking


@pytest.mark.parametrize("kind", ["postgresql"])
async def test_a_send_waits_for_a_revocation_that_is_being_recorded(
    ledger: Ledger, switches: Switches, database: Database
) -> None:
    unsent = await intend(ledger, order())

    async with uncommitted(database, _revoke):
        sending = asyncio.create_task(requested(ledger, unsent))
        await until_blocked(database, sending)

    with pytest.raises(MembershipRevoked):
        await sending
    assert await switches.revoked() == 1


@pytest.mark.parametrize("action", ["revoke", "reinstate", "blacklist"])
async def test_the_database_itself_takes_no_other_act_and_no_stranger(
    database: Database, action: str
) -> None:
    with pytest.raises(IntegrityError):
        await execute(
            database,
            "INSERT INTO payout_memberships (journey, action, ground, by, at)"
            " VALUES ('nobodys-journey', :action, 'NOT_ELIGIBLE', 'x', '2020-06-12')",
            action=action,
        )
