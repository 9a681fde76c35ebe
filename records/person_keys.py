"""One encryption key per person, itself encrypted: destroying it forgets the person."""

from dataclasses import dataclass

from sqlalchemy import Connection, delete, insert, select

from records.keyring import Keyring, new_key, seal, unseal
from records.tables import people, person_keys


class Forgotten(LookupError):
    """The person has been forgotten: what was known can no longer be read by anyone."""

    def __init__(self, journey: str) -> None:
        super().__init__(f"{journey} has been forgotten")
        self.journey = journey


class UnknownPerson(LookupError):
    """No person was ever recorded for this journey."""

    def __init__(self, journey: str) -> None:
        super().__init__(f"nobody is recorded for {journey}")
        self.journey = journey


@dataclass(frozen=True, slots=True, repr=False)
class PersonKey:
    """The opened key of one person, for the length of one transaction."""

    journey: str
    secret: bytes

    def seal(self, plain: bytes, what: str) -> bytes:
        """Encrypt. `what` names the kind of data: a blob cannot pass for one of another kind."""
        return seal(self.secret, plain, self._context(what))

    def unseal(self, sealed: bytes, what: str) -> bytes:
        """Return what was sealed for this person as `what`. Raises `Undecipherable`."""
        return unseal(self.secret, sealed, self._context(what))

    def _context(self, what: str) -> bytes:
        return f"{what}\0{self.journey}".encode()

    def __repr__(self) -> str:
        return f"PersonKey({self.journey})"


class PersonKeys:
    """Makes, opens and destroys the keys of persons, inside the caller's transaction."""

    def __init__(self, keyring: Keyring) -> None:
        self._keyring = keyring

    @staticmethod
    def make(journey: str) -> PersonKey:
        """Return a fresh key that is not stored yet."""
        return PersonKey(journey, new_key())

    def store(self, connection: Connection, key: PersonKey) -> None:
        """Store a fresh key, encrypted under the newest key of the keyring."""
        key_id, wrapped = self._keyring.encrypt(key.secret, _context(key.journey))
        connection.execute(
            insert(person_keys).values(journey=key.journey, key_id=key_id, wrapped=wrapped)
        )

    def open(self, connection: Connection, journey: str) -> PersonKey:
        """Return the person's key. Raises `Forgotten`, `UnknownPerson` or `KeyMissing`."""
        row = connection.execute(
            select(person_keys.c.key_id, person_keys.c.wrapped).where(
                person_keys.c.journey == journey
            )
        ).one_or_none()
        if row is None:
            known = connection.scalar(select(people.c.journey).where(people.c.journey == journey))
            raise Forgotten(journey) if known else UnknownPerson(journey)
        return PersonKey(journey, self._keyring.decrypt(row.key_id, row.wrapped, _context(journey)))

    @staticmethod
    def destroy(connection: Connection, journey: str) -> None:
        """Delete the key. Repeatable."""
        connection.execute(delete(person_keys).where(person_keys.c.journey == journey))


def _context(journey: str) -> bytes:
    return f"person-key\0{journey}".encode()
