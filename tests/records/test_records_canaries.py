"""No name, NIK, phone, account or voucher can be read from the files of the records."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from domain.casefile import CaseFile, Holder, ParticipantShown
from domain.facts import Fact, FactKind, Source
from domain.identity import Nik
from domain.payouts import Channel, Outcome
from domain.reasons import Party
from domain.stages import Stage
from records.cases import Cases
from records.claims import Claims
from records.database import Database
from records.inbox import Arrival, Inbox
from records.keyring import Keyring
from records.ledger import Ledger
from records.lookups import Lookups
from records.people import People, Person
from records.resolutions import Resolutions
from tests.records.payments import ENTITLED_IDR, PAID, intend, order, requested

_AT = datetime(2020, 12, 1, tzinfo=UTC)
_ACCOUNT = "0000000017"


async def _live(
    claims: Claims, people: People, inbox: Inbox, lookups: Lookups, cases: Cases, person: Person
) -> None:
    """Do everything that is ever done with a person's data."""
    await claims.claim_person(Nik(person.nik), at=_AT)
    await people.add(person)
    await claims.claim_voucher(person.voucher, person.journey, at=_AT)
    await people.correct_voucher(person.journey, "CANARY-0002")
    await people.add_account(person.journey, Channel.BNI, _ACCOUNT, at=_AT)
    await people.add_account(person.journey, Channel.OVO, person.phone, at=_AT)
    await claims.claim_account(Channel.BNI, _ACCOUNT, person.journey, at=_AT)
    body = f'{{"voucher_code": "{person.voucher}", "name": "{person.name}"}}'.encode()
    fact = Fact(
        kind=FactKind.CERTIFICATE_PUBLISHED, at=_AT, source=Source.PUSH, partner="pmo", receipt="c1"
    )
    known = Arrival(webhook_id="msg_1", partner="pmo", body=body, at=_AT)
    await inbox.accept(known, journey=person.journey, fact=fact)
    unknown = Arrival(webhook_id="msg_2", partner="pmo", body=body, at=_AT)
    await inbox.accept(unknown, quarantine="UNKNOWN_VOUCHER")
    await lookups.record("clerk", f"{person.nik} calls from {person.phone}", at=_AT)
    shown = ParticipantShown(key=person.journey, nik=person.nik, name=person.name, wave=1)
    case = CaseFile(
        participant=shown,
        stage=Stage.CLOSED,
        holder=Holder(party=Party.NOBODY, since=_AT),
        steps=[],
        tranches=[],
        holdings=[],
        timeline=[],
        version=1,
    )
    await cases.archive(person.journey, case, at=_AT)


async def _pay(database: Database, person: Person) -> None:
    """Pay the person, and name the person in the evidence of what became of it."""
    ledger, resolutions = Ledger(database), Resolutions(database)
    await ledger.entitle(person.journey, ENTITLED_IDR, at=_AT)
    intent = await intend(ledger, order(journey=person.journey))
    await requested(ledger, intent, PAID)
    evidence = f"letter about {person.nik}, {person.phone}"
    await resolutions.propose(intent.reference, Outcome.PAID, evidence=evidence, by="clerk", at=_AT)


@pytest.mark.parametrize("kind", ["sqlite"])
async def test_no_personal_data_is_in_the_file_or_its_write_ahead_log(
    claims: Claims,
    people: People,
    inbox: Inbox,
    database: Database,
    keyring: Keyring,
    person: Person,
    sqlite_path: Path,
) -> None:
    cases, lookups = Cases(database, keyring), Lookups(database)

    await _live(claims, people, inbox, lookups, cases, person)
    await _pay(database, person)

    written = b"".join(file.read_bytes() for file in sqlite_path.parent.glob("records.db*"))
    # What must be found shows that what must not be found would be.
    assert person.journey.encode() in written
    assert b"calls from" in written
    assert b"letter about" in written
    canaries = [
        *(person.nik, person.name, person.phone, "0" + person.phone[2:], person.voucher),
        *("CANARY-0002", _ACCOUNT, "Siti", "Contohwati", person.name.upper()),
    ]
    for canary in canaries:
        for form in (canary.encode(), canary.encode("utf-16-le"), canary.encode().hex().encode()):
            assert form not in written, canary
