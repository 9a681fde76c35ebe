"""Encryption of everything the engine stores: arguments, results, memos and failures.

The engine sees ciphertext only. What it needs in clear (ids, types, search attributes, reasons of
cancellation) is not covered by any codec and must not hold personal data.
"""

import zlib
from collections.abc import Sequence
from typing import Final

from temporalio.api.common.v1 import Payload
from temporalio.contrib.pydantic import PydanticPayloadConverter, ToJsonOptions
from temporalio.converter import (
    DataConverter,
    DefaultFailureConverterWithEncodedAttributes,
    PayloadCodec,
)

from records.keyring import Keyring

ENCODING: Final = b"binary/encrypted"
_CONTEXT: Final = b"payload"
_PLAIN: Final = b"\x00"
_COMPRESSED: Final = b"\x01"


class EncryptionCodec(PayloadCodec):
    """AES-256-GCM over each whole payload, compressed first when that makes it smaller.

    The newest key of the keyring encrypts. The key id in the metadata decides what decrypts, so
    histories outlive a rotation for as long as the old key stays in the keyring.
    """

    def __init__(self, keyring: Keyring) -> None:
        self._keyring = keyring

    async def encode(self, payloads: Sequence[Payload]) -> list[Payload]:
        """Encrypt payloads with the newest key."""
        return [self._encrypted(payload) for payload in payloads]

    async def decode(self, payloads: Sequence[Payload]) -> list[Payload]:
        """Decrypt payloads; those of another encoding pass through.

        Raises `KeyMissing`, which names the key id, or `Undecipherable`.
        """
        return [self._decrypted(payload) for payload in payloads]

    def _encrypted(self, payload: Payload) -> Payload:
        plain = payload.SerializeToString()
        compressed = zlib.compress(plain)
        smaller = len(compressed) < len(plain)
        body = _COMPRESSED + compressed if smaller else _PLAIN + plain
        key_id, sealed = self._keyring.encrypt(body, _CONTEXT)
        return Payload(metadata={"encoding": ENCODING, "key-id": key_id.encode()}, data=sealed)

    def _decrypted(self, payload: Payload) -> Payload:
        if payload.metadata.get("encoding") != ENCODING:
            return payload
        key_id = payload.metadata.get("key-id", b"").decode(errors="replace")
        body = self._keyring.decrypt(key_id, payload.data, _CONTEXT)
        compressed = body[:1] == _COMPRESSED
        return Payload.FromString(zlib.decompress(body[1:]) if compressed else body[1:])


class _SparsePayloadConverter(PydanticPayloadConverter):
    """JSON of what was set only: most of a message is defaults, and histories are for life."""

    def __init__(self) -> None:
        super().__init__(ToJsonOptions(exclude_unset=True))


def data_converter(keyring: Keyring) -> DataConverter:
    """Return the one converter that workers, clients and replays share.

    Failure messages and stack traces are encrypted too; a failure's type is not.
    """
    return DataConverter(
        payload_converter_class=_SparsePayloadConverter,
        payload_codec=EncryptionCodec(keyring),
        failure_converter_class=DefaultFailureConverterWithEncodedAttributes,
    )
