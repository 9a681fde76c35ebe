"""Encryption of everything the engine stores: arguments, results, memos and failures.

The engine sees ciphertext only. What it needs in clear (ids, types, search attributes, reasons of
cancellation) is not covered by any codec and must not hold personal data.
"""

import zlib
from collections.abc import Sequence
from typing import Final

from temporalio.api.common.v1 import Payload
from temporalio.api.failure.v1 import Failure
from temporalio.contrib.pydantic import PydanticPayloadConverter, ToJsonOptions
from temporalio.converter import (
    DataConverter,
    DefaultFailureConverter,
    DefaultFailureConverterWithEncodedAttributes,
    PayloadCodec,
    PayloadConverter,
)
from temporalio.exceptions import ApplicationError

from activities.names import LATER
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


class _LeanFailureConverter(DefaultFailureConverterWithEncodedAttributes):
    """Failures encrypted, message and stack trace; but a wait is told in one plain word.

    The engine repeats an activity's last failure in every start event: a stack trace there would
    be half of a history that is nothing but waits.
    """

    _plain = DefaultFailureConverter()

    def to_failure(
        self, exception: BaseException, payload_converter: PayloadConverter, failure: Failure
    ) -> None:
        """Convert an exception, a wait without its trace and context."""
        if isinstance(exception, ApplicationError) and exception.type == LATER:
            wait = ApplicationError(
                exception.message,
                type=LATER,
                next_retry_delay=exception.next_retry_delay,
                category=exception.category,
            )
            self._plain.to_failure(wait, payload_converter, failure)
        else:
            super().to_failure(exception, payload_converter, failure)


def data_converter(keyring: Keyring) -> DataConverter:
    """Return the one converter that workers, clients and replays share.

    Failure messages and stack traces are encrypted too; a failure's type is not.
    """
    return DataConverter(
        payload_converter_class=_SparsePayloadConverter,
        payload_codec=EncryptionCodec(keyring),
        failure_converter_class=_LeanFailureConverter,
    )
