"""The participants: names, numbers and vouchers, readable only with each person's own key."""

from collections.abc import Callable
from datetime import datetime
from typing import Final, TypeVar

from pydantic import BaseModel, ConfigDict
from sqlalchemy import Connection, func, insert, select, update

from domain.payouts import Channel
from records.database import Database
from records.inserts import insert_new
from records.keyring import Keyring
from records.person import Account, Person
from records.person_keys import PersonKey, PersonKeys, UnknownPerson
from records.tables import accounts, people, person_keys

__all__ = ["Account", "People", "Person", "SamePersonOtherData"]

Result = TypeVar("Result")

_PERSON: Final = "person"
_ACCOUNT: Final = "account"


class SamePersonOtherData(ValueError):
    """The journey is recorded with other data; `fields` names them and holds no values."""

    def __init__(self, journey: str, fields: list[str]) -> None:
        super().__init__(f"{journey} is already recorded with another {', '.join(fields)}")
        self.journey = journey
        self.fields = fields


class _Stored(BaseModel):
    model_config = ConfigDict(frozen=True, hide_input_in_errors=True)

    person: Person
    first_voucher: str
    """As enrolled: the same enrolment repeated after a correction is still the same."""


class People:
    """The participants by journey. Methods raise `Forgotten` and `UnknownPerson`."""

    def __init__(self, database: Database, keyring: Keyring) -> None:
        self._database = database
        self._keys = PersonKeys(keyring)

    async def add(self, person: Person) -> bool:
        """Record a participant; say whether it is new. Repeatable at any later time.

        Raises `SamePersonOtherData` if the journey has another name, voucher and so on.
        """
        return await self._database.write(lambda connection: self._add(connection, person))

    async def get(self, journey: str) -> Person:
        """Return the participant."""
        stored = await self._database.read(lambda connection: self._stored(connection, journey))
        return stored.person

    async def correct_voucher(self, journey: str, voucher: str) -> int:
        """Replace the voucher and return its version; the same voucher keeps its version."""
        return await self._locked(
            journey, lambda connection, key: self._correct(connection, key, voucher)
        )

    async def add_account(
        self, journey: str, channel: Channel, number: str, *, at: datetime
    ) -> int:
        """Record an account and return the number of its link.

        An account that equals the latest is that link: the request was repeated.
        """
        return await self._locked(
            journey, lambda connection, key: _add_account(connection, key, channel, number, at)
        )

    async def account(self, journey: str, link: int) -> Account:
        """Return an account. Raises LookupError for a link that was never made."""
        return await self._database.read(
            lambda connection: _account(connection, self._keys.open(connection, journey), link)
        )

    async def latest_link(self, journey: str) -> int | None:
        """Return the number of the newest link, or None; known even of the forgotten."""
        return await self._database.read(lambda connection: _latest_link(connection, journey))

    async def forget(self, journey: str, *, at: datetime) -> None:
        """Destroy the person's key: all that was sealed with it is unreadable. Repeatable."""
        await self._database.write(lambda connection: _forget(connection, journey, at))
        await self._database.scrub(person_keys.name)

    async def _locked(
        self, journey: str, work: Callable[[Connection, PersonKey], Result]
    ) -> Result:
        """Run `work` while no other process changes this person."""

        def transaction(connection: Connection) -> Result:
            connection.execute(
                select(people.c.journey).where(people.c.journey == journey).with_for_update()
            )
            return work(connection, self._keys.open(connection, journey))

        return await self._database.write(transaction)

    def _add(self, connection: Connection, person: Person) -> bool:
        key = self._keys.make(person.journey)
        stored = _Stored(person=person, first_voucher=person.voucher)
        sealed = key.seal(stored.model_dump_json().encode(), _PERSON)
        row = {"journey": person.journey, "sealed": sealed, "at": person.enrolled_at}
        if insert_new(connection, people, **row):
            self._keys.store(connection, key)
            return True
        different = _differing(self._stored(connection, person.journey), person)
        if different:
            raise SamePersonOtherData(person.journey, different)
        return False

    def _stored(self, connection: Connection, journey: str) -> _Stored:
        return _unsealed(connection, self._keys.open(connection, journey))

    @staticmethod
    def _correct(connection: Connection, key: PersonKey, voucher: str) -> int:
        stored = _unsealed(connection, key)
        if stored.person.voucher == voucher:
            return stored.person.voucher_version
        version = stored.person.voucher_version + 1
        person = stored.person.model_copy(update={"voucher": voucher, "voucher_version": version})
        corrected = stored.model_copy(update={"person": person})
        connection.execute(
            update(people)
            .where(people.c.journey == key.journey)
            .values(sealed=key.seal(corrected.model_dump_json().encode(), _PERSON))
        )
        return version


def _unsealed(connection: Connection, key: PersonKey) -> _Stored:
    sealed = connection.execute(
        select(people.c.sealed).where(people.c.journey == key.journey)
    ).scalar_one()
    return _Stored.model_validate_json(key.unseal(sealed, _PERSON))


def _differing(stored: _Stored, person: Person) -> list[str]:
    """Return the names of the fields in which an enrolment differs from the recorded one."""
    # A repeated enrolment comes later and knows of no correction.
    ignored = {"enrolled_at", "voucher_version"}
    if person.voucher == stored.first_voucher:
        ignored.add("voucher")
    known, given = dict(stored.person), dict(person)
    return [name for name in known if name not in ignored and known[name] != given[name]]


def _add_account(
    connection: Connection, key: PersonKey, channel: Channel, number: str, at: datetime
) -> int:
    latest = _latest_link(connection, key.journey) or 0
    if latest:
        account = _account(connection, key, latest)
        if (account.channel, account.number) == (channel, number):
            return latest
    account = Account(journey=key.journey, link=latest + 1, channel=channel, number=number)
    sealed = key.seal(account.model_dump_json().encode(), _ACCOUNT)
    connection.execute(
        insert(accounts).values(journey=key.journey, link=account.link, sealed=sealed, at=at)
    )
    return account.link


def unsealed(key: PersonKey, sealed: bytes) -> Account:
    """Return an account from its column."""
    return Account.model_validate_json(key.unseal(sealed, _ACCOUNT))


def _account(connection: Connection, key: PersonKey, link: int) -> Account:
    sealed = connection.scalar(
        select(accounts.c.sealed).where(accounts.c.journey == key.journey, accounts.c.link == link)
    )
    if sealed is None:
        raise LookupError(f"{key.journey} has no account {link}")
    return unsealed(key, sealed)


def _latest_link(connection: Connection, journey: str) -> int | None:
    link: int | None = connection.scalar(
        select(func.max(accounts.c.link)).where(accounts.c.journey == journey)
    )
    return link


def _forget(connection: Connection, journey: str, at: datetime) -> None:
    known = connection.scalar(
        select(people.c.journey).where(people.c.journey == journey).with_for_update()
    )
    if known is None:
        raise UnknownPerson(journey)
    PersonKeys.destroy(connection, journey)
    connection.execute(
        update(people)
        .where(people.c.journey == journey, people.c.forgotten_at.is_(None))
        .values(forgotten_at=at)
    )
