"""The archive returns a closed case as it was, until its person is forgotten."""

from datetime import UTC, datetime

import pytest

from domain.casefile import CaseFile, Happening, Holder, ParticipantShown
from domain.reasons import Party
from domain.stages import Stage
from records.cases import Cases
from records.database import Database
from records.keyring import Keyring
from records.people import People, Person
from records.person_keys import Forgotten, UnknownPerson

_AT = datetime(2020, 12, 1, tzinfo=UTC)


@pytest.fixture
def cases(database: Database, keyring: Keyring) -> Cases:
    return Cases(database, keyring)


def _case(version: int = 90) -> CaseFile:
    return CaseFile(
        participant=ParticipantShown(key="journey-siti", wave=1),
        stage=Stage.CLOSED,
        holder=Holder(party=Party.NOBODY, since=_AT),
        steps=[],
        tranches=[],
        holdings=[],
        timeline=[Happening(at=_AT, event="closed", party=Party.NOBODY)],
        version=version,
    )


async def test_an_archived_case_comes_back_as_it_was(
    cases: Cases, people: People, person: Person
) -> None:
    await people.add(person)
    assert await cases.find(person.journey) is None

    assert await cases.archive(person.journey, _case(), at=_AT)
    assert not await cases.archive(person.journey, _case(), at=_AT)

    assert await cases.find(person.journey) == _case()


async def test_the_latest_version_of_a_case_stays(
    cases: Cases, people: People, person: Person
) -> None:
    await people.add(person)
    await cases.archive(person.journey, _case(90), at=_AT)

    assert await cases.archive(person.journey, _case(91), at=_AT)
    assert not await cases.archive(person.journey, _case(90), at=_AT)

    assert await cases.find(person.journey) == _case(91)


async def test_a_case_is_forgotten_with_its_person(
    cases: Cases, people: People, person: Person
) -> None:
    await people.add(person)
    await cases.archive(person.journey, _case(), at=_AT)
    await people.forget(person.journey, at=_AT)

    with pytest.raises(Forgotten):
        await cases.find(person.journey)
    with pytest.raises(Forgotten):
        await cases.archive(person.journey, _case(91), at=_AT)


async def test_a_case_belongs_to_a_recorded_person(cases: Cases) -> None:
    assert await cases.find("journey-nobody") is None
    with pytest.raises(UnknownPerson):
        await cases.archive("journey-nobody", _case(), at=_AT)
