"""The bodies of events, encrypted: under the key of the person they speak of, if that is known."""

from sqlalchemy import Connection

from records.keyring import Keyring
from records.person_keys import Forgotten, PersonKeys, UnknownPerson

SealedBody = tuple[str | None, bytes | None]
"""(key id, ciphertext). No key id: the person's own key. No ciphertext: the body is not kept."""


class EventBodies:
    """Seals and unseals bodies inside the caller's transaction."""

    def __init__(self, keyring: Keyring) -> None:
        self._keyring = keyring
        self._keys = PersonKeys(keyring)

    def seal(self, connection: Connection, journey: str | None, body: bytes) -> SealedBody:
        """Encrypt a body. What arrives about a forgotten person is not kept at all."""
        if journey is not None:
            try:
                return None, self._keys.open(connection, journey).seal(body, "event")
            except Forgotten:
                return None, None
            except UnknownPerson:
                pass  # The claim is made before the person is recorded.
        return self._keyring.encrypt(body, b"event")

    def unseal(self, connection: Connection, journey: str | None, sealed: SealedBody) -> bytes:
        """Return the body. Raises `Forgotten`, `UnknownPerson`, `KeyMissing`, `Undecipherable`."""
        key_id, ciphertext = sealed
        if key_id is not None and ciphertext is not None:
            return self._keyring.decrypt(key_id, ciphertext, b"event")
        key = self._keys.open(connection, journey or "")
        if ciphertext is None:
            raise Forgotten(key.journey)
        return key.unseal(ciphertext, "event")
