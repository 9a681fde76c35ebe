"""The keys that records and payloads are encrypted with, and the peppers of keyed hashes.

Both are lists, newest first: new data uses the first entry, old data stays readable.
"""

import base64
import binascii
import hashlib
import hmac
import os
import re
from collections.abc import Mapping
from enum import StrEnum
from typing import Final, Self

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

KEY_BYTES: Final = 32
_NONCE_BYTES: Final = 12
_NAME = re.compile(r"[A-Za-z0-9_.-]{1,32}")


class KeyMissing(LookupError):
    """Something was encrypted with a key that this process was not given."""

    def __init__(self, key_id: str) -> None:
        super().__init__(f"no key {key_id!r} in this keyring: add it to the list of old keys")
        self.key_id = key_id


class Undecipherable(ValueError):
    """The ciphertext was changed, belongs elsewhere, or its key id names another key."""


def new_key() -> bytes:
    """Return 32 random bytes."""
    return os.urandom(KEY_BYTES)


def seal(key: bytes, plain: bytes, context: bytes) -> bytes:
    """Encrypt with AES-256-GCM under a random nonce; `context` must be given again to unseal."""
    nonce = os.urandom(_NONCE_BYTES)
    return nonce + AESGCM(key).encrypt(nonce, plain, context)


def unseal(key: bytes, sealed: bytes, context: bytes) -> bytes:
    """Return what was sealed. Raises `Undecipherable`."""
    try:
        return AESGCM(key).decrypt(sealed[:_NONCE_BYTES], sealed[_NONCE_BYTES:], context)
    except (InvalidTag, ValueError) as error:
        raise Undecipherable("wrong key, wrong place, or changed bytes") from error


class Keyring:
    """Encryption keys by id. The first one encrypts; each one decrypts."""

    def __init__(self, keys: Mapping[str, bytes]) -> None:
        self._keys = _checked(keys)
        self.newest = next(iter(self._keys))

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read `id:base64url,id:base64url`. Raises ValueError without repeating any key."""
        return cls(_named_keys(text))

    def encrypt(self, plain: bytes, context: bytes) -> tuple[str, bytes]:
        """Return the id of the newest key and the ciphertext under it."""
        return self.newest, seal(self._keys[self.newest], plain, _bound(self.newest, context))

    def decrypt(self, key_id: str, sealed: bytes, context: bytes) -> bytes:
        """Return what was encrypted. Raises `KeyMissing` or `Undecipherable`."""
        key = self._keys.get(key_id)
        if key is None:
            raise KeyMissing(key_id)
        return unseal(key, sealed, _bound(key_id, context))

    def __repr__(self) -> str:
        return f"Keyring({', '.join(self._keys)})"


class Purpose(StrEnum):
    """What a keyed hash stands for: equal values of two purposes have unrelated hashes."""

    NIK = "nik"
    VOUCHER = "voucher"
    ACCOUNT = "account"


class Peppers:
    """Secrets of keyed hashes. Some 10^10 NIKs are plausible: unkeyed, a hash is soon undone."""

    def __init__(self, peppers: Mapping[str, bytes]) -> None:
        self._peppers = _checked(peppers)

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read `id:base64url,id:base64url`. Raises ValueError without repeating any pepper."""
        return cls(_named_keys(text))

    def digests(self, purpose: Purpose, value: str) -> list[tuple[str, str]]:
        """Return (pepper id, HMAC-SHA256 in hexadecimal) under every pepper, newest first."""
        message = f"{purpose}\0{value}".encode()
        return [
            (pepper_id, hmac.new(pepper, message, hashlib.sha256).hexdigest())
            for pepper_id, pepper in self._peppers.items()
        ]

    def __repr__(self) -> str:
        return f"Peppers({', '.join(self._peppers)})"


def _bound(key_id: str, context: bytes) -> bytes:
    return key_id.encode() + b"\0" + context


def _checked(keys: Mapping[str, bytes]) -> dict[str, bytes]:
    if not keys:
        raise ValueError("at least one key is needed")
    for name, key in keys.items():
        if not _NAME.fullmatch(name) or len(key) != KEY_BYTES:
            raise ValueError(f"a key has an id of letters and digits, and {KEY_BYTES} bytes")
    return dict(keys)


def _named_keys(text: str) -> dict[str, bytes]:
    keys: dict[str, bytes] = {}
    for part in filter(None, (part.strip() for part in text.split(","))):
        name, separator, encoded = part.partition(":")
        if not separator or name in keys:
            raise ValueError("keys are written id:base64url,id:base64url, each id once")
        keys[name] = _decoded(encoded)
    return keys


def _decoded(encoded: str) -> bytes:
    padded = encoded.rstrip("=") + "=" * (-len(encoded.rstrip("=")) % 4)
    try:
        return base64.b64decode(padded, altchars=b"-_", validate=True)
    except (binascii.Error, ValueError):
        # The original error would quote a part of the key.
        raise ValueError("a key is written in base64url") from None
