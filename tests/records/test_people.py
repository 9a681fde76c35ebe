"""People: recorded once, corrected, and forgotten so that nobody can read them again."""

import asyncio
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from domain.payouts import Channel
from records.database import Database
from records.keyring import KeyMissing, Keyring, Undecipherable
from records.people import People, Person, SamePersonOtherData
from records.person_keys import Forgotten, UnknownPerson
from records.tables import accounts, person_keys
from records.tables import people as people_table

_AT = datetime(2020, 5, 1, tzinfo=UTC)


async def test_a_person_comes_back_as_recorded(people: People, person: Person) -> None:
    assert await people.add(person)

    assert await people.get(person.journey) == person


async def test_the_same_enrolment_at_a_later_time_is_the_same(
    people: People, person: Person
) -> None:
    await people.add(person)
    later = person.model_copy(update={"enrolled_at": person.enrolled_at + timedelta(days=3)})

    assert not await people.add(later)
    assert await people.get(person.journey) == person


async def test_the_same_journey_with_other_data_is_refused_by_field_names(
    people: People, person: Person
) -> None:
    await people.add(person)
    other = person.model_copy(update={"name": "Budi Contohadi", "voucher": "CONTOH-0002"})

    with pytest.raises(SamePersonOtherData) as refusal:
        await people.add(other)
    assert refusal.value.fields == ["name", "voucher"]
    assert "Budi" not in str(refusal.value)
    assert "CONTOH" not in str(refusal.value)


async def test_of_many_enrolments_at_once_one_is_new(people: People, person: Person) -> None:
    added = await asyncio.gather(*(people.add(person) for _ in range(20)))

    assert sum(added) == 1
    assert await people.get(person.journey) == person


@pytest.mark.parametrize(
    ("field", "value"), [("nik", "9901 0145 0390 0000"), ("nik", "1"), ("phone", "0812000000001")]
)
def test_numbers_that_are_not_canonical_never_get_in(
    person: Person, field: str, value: str
) -> None:
    with pytest.raises(ValueError, match=field) as refusal:
        Person.model_validate(person.model_dump() | {field: value})
    assert f"'{value}'" not in str(refusal.value)


async def test_somebody_who_was_never_recorded_is_unknown(people: People) -> None:
    with pytest.raises(UnknownPerson):
        await people.get("journey-nobody")
    with pytest.raises(UnknownPerson):
        await people.correct_voucher("journey-nobody", "CONTOH-0002")
    with pytest.raises(UnknownPerson):
        await people.forget("journey-nobody", at=_AT)


async def test_a_corrected_voucher_has_a_new_version(people: People, person: Person) -> None:
    await people.add(person)

    assert await people.correct_voucher(person.journey, "CONTOH-0002") == 2
    assert await people.correct_voucher(person.journey, "CONTOH-0002") == 2
    assert await people.correct_voucher(person.journey, "CONTOH-0003") == 3
    corrected = await people.get(person.journey)
    assert (corrected.voucher, corrected.voucher_version) == ("CONTOH-0003", 3)


async def test_the_first_enrolment_repeated_after_a_correction_is_the_same(
    people: People, person: Person
) -> None:
    await people.add(person)
    await people.correct_voucher(person.journey, "CONTOH-0002")

    assert not await people.add(person)
    assert (await people.get(person.journey)).voucher == "CONTOH-0002"


async def test_corrections_at_once_are_all_counted(people: People, person: Person) -> None:
    await people.add(person)

    versions = await asyncio.gather(
        *(people.correct_voucher(person.journey, f"CONTOH-1{n}") for n in range(10))
    )
    assert sorted(versions) == list(range(2, 12))


async def test_accounts_are_numbered_in_order(people: People, person: Person) -> None:
    await people.add(person)
    assert await people.latest_link(person.journey) is None

    ovo = await people.add_account(person.journey, Channel.OVO, "6281200000001", at=_AT)
    repeated = await people.add_account(person.journey, Channel.OVO, "6281200000001", at=_AT)
    bni = await people.add_account(person.journey, Channel.BNI, "0000000017", at=_AT)
    back = await people.add_account(person.journey, Channel.OVO, "6281200000001", at=_AT)

    assert (ovo, repeated, bni, back) == (1, 1, 2, 3)
    assert await people.latest_link(person.journey) == 3
    account = await people.account(person.journey, 2)
    assert (account.channel, account.number) == (Channel.BNI, "0000000017")


async def test_links_at_once_get_different_numbers(people: People, person: Person) -> None:
    await people.add(person)

    links = await asyncio.gather(
        *(
            people.add_account(person.journey, Channel.BNI, f"000000010{n}", at=_AT)
            for n in range(10)
        )
    )
    assert sorted(links) == list(range(1, 11))


async def test_an_account_that_was_never_linked_is_not_found(
    people: People, person: Person
) -> None:
    await people.add(person)

    with pytest.raises(LookupError, match="no account 1"):
        await people.account(person.journey, 1)


async def test_what_is_forgotten_cannot_be_read_or_added_again(
    people: People, person: Person
) -> None:
    await people.add(person)
    await people.add_account(person.journey, Channel.OVO, "6281200000001", at=_AT)

    await people.forget(person.journey, at=_AT)
    await people.forget(person.journey, at=_AT)

    for asked in (
        people.get(person.journey),
        people.account(person.journey, 1),
        people.add(person),
        people.correct_voucher(person.journey, "CONTOH-0002"),
        people.add_account(person.journey, Channel.OVO, "6281200000001", at=_AT),
    ):
        with pytest.raises(Forgotten):
            await asked
    assert await people.latest_link(person.journey) == 1


async def test_forgetting_one_person_leaves_the_others(people: People, person: Person) -> None:
    other = person.model_copy(update={"journey": "journey-other"})
    await people.add(person)
    await people.add(other)

    await people.forget(person.journey, at=_AT)

    assert await people.get("journey-other") == other


@pytest.mark.parametrize("kind", ["sqlite"])
async def test_a_destroyed_key_is_in_no_file_any_more(
    people: People, person: Person, database: Database, sqlite_path: Path
) -> None:
    await people.add(person)
    key = await database.read(
        lambda connection: connection.execute(select(person_keys.c.wrapped)).scalar_one()
    )
    files = [sqlite_path, sqlite_path.with_name("records.db-wal")]
    assert any(key in file.read_bytes() for file in files)

    await people.forget(person.journey, at=_AT)

    assert not any(key in file.read_bytes() for file in files)


async def test_a_sealed_row_moved_to_another_person_or_column_is_noticed(
    people: People, person: Person, database: Database
) -> None:
    await people.add(person)
    await people.add_account(person.journey, Channel.OVO, "6281200000001", at=_AT)
    stolen = select(people_table.c.sealed).scalar_subquery()
    await database.write(
        lambda connection: connection.execute(accounts.update().values(sealed=stolen))
    )

    with pytest.raises(Undecipherable):
        await people.account(person.journey, 1)


async def test_persons_recorded_under_an_old_key_are_readable_after_a_rotation(
    people: People, person: Person, database: Database
) -> None:
    await people.add(person)
    rotated = Keyring({"k2": bytes(32), "k1": bytes(range(32))})

    assert await People(database, rotated).get(person.journey) == person
    with pytest.raises(KeyMissing, match="k1"):
        await People(database, Keyring({"k2": bytes(32)})).get(person.journey)


def test_a_person_and_an_account_show_no_personal_data(person: Person) -> None:
    shown = f"{person} {person!r} {[person]}"

    assert "Siti" not in shown
    assert "9901" not in shown
    assert "62812" not in shown
