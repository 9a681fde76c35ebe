"""The codec: everything the engine stores is ciphertext, and old histories stay readable."""

import os

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import BaseModel
from temporalio.api.common.v1 import Payload
from temporalio.api.failure.v1 import Failure
from temporalio.exceptions import ApplicationError

from engine.codec import ENCODING, EncryptionCodec, data_converter
from records.keyring import KeyMissing, Keyring, Undecipherable

_OLD = Keyring({"k1": bytes(32)})
_ROTATED = Keyring({"k2": bytes([2]) * 32, "k1": bytes(32)})
_CANARY = "Siti Contohwati 9901014503900000"


class _Message(BaseModel):
    name: str
    note: str | None = None


@settings(deadline=None, derandomize=True)
@given(
    payloads=st.lists(
        st.builds(
            Payload,
            metadata=st.dictionaries(st.text(max_size=10), st.binary(max_size=10), max_size=3),
            data=st.binary(max_size=2000) | st.just(b"aaaa" * 2000),
        ),
        max_size=4,
    )
)
async def test_what_is_encoded_is_decoded(payloads: list[Payload]) -> None:
    codec = EncryptionCodec(_OLD)

    assert await codec.decode(await codec.encode(payloads)) == payloads


async def test_an_encoded_payload_shows_its_key_id_and_nothing_else() -> None:
    plain = Payload(metadata={"encoding": b"json/plain"}, data=_CANARY.encode())

    [encoded] = await EncryptionCodec(_OLD).encode([plain])

    assert dict(encoded.metadata) == {"encoding": ENCODING, "key-id": b"k1"}
    for word in (*_CANARY.split(), "json"):
        assert word.encode() not in encoded.SerializeToString()


async def test_a_long_payload_becomes_shorter_and_a_random_one_hardly_longer() -> None:
    codec = EncryptionCodec(_OLD)
    repetitive, noise = Payload(data=b"tranche " * 1000), Payload(data=os.urandom(8000))

    short, long = await codec.encode([repetitive, noise])

    assert short.ByteSize() < 400
    assert long.ByteSize() < noise.ByteSize() + 120


async def test_after_a_rotation_old_payloads_are_read_and_new_ones_use_the_new_key() -> None:
    plain = Payload(data=b"x")
    old = await EncryptionCodec(_OLD).encode([plain])
    codec = EncryptionCodec(_ROTATED)

    [new] = await codec.encode([plain])

    assert new.metadata["key-id"] == b"k2"
    assert await codec.decode([*old, new]) == [plain, plain]


async def test_a_missing_key_is_named() -> None:
    new = await EncryptionCodec(_ROTATED).encode([Payload(data=b"x")])

    with pytest.raises(KeyMissing, match="'k2'"):
        await EncryptionCodec(_OLD).decode(new)


async def test_a_changed_payload_is_noticed() -> None:
    codec = EncryptionCodec(_ROTATED)
    [encoded] = await codec.encode([Payload(data=b"x")])
    other = bytes([encoded.data[-1] ^ 1])
    changed = Payload(metadata=encoded.metadata, data=encoded.data[:-1] + other)
    moved = Payload(metadata={"encoding": ENCODING, "key-id": b"k1"}, data=encoded.data)
    bare = Payload(metadata={"encoding": ENCODING}, data=encoded.data)

    for payload in (changed, moved):
        with pytest.raises(Undecipherable):
            await codec.decode([payload])
    with pytest.raises(KeyMissing):
        await codec.decode([bare])


async def test_payloads_of_another_encoding_pass_through() -> None:
    plain = [Payload(metadata={"encoding": b"json/plain"}, data=b'"x"'), Payload(data=b"y")]

    assert await EncryptionCodec(_OLD).decode(plain) == plain


async def test_messages_survive_the_whole_converter_and_leave_out_what_was_not_set() -> None:
    converter = data_converter(_OLD)
    message = _Message(name=_CANARY)

    encoded = await converter.encode([message])

    assert _CANARY.encode() not in encoded[0].SerializeToString()
    assert await converter.decode(encoded, [_Message]) == [message]
    [plain] = await EncryptionCodec(_OLD).decode(encoded)
    assert b"note" not in plain.data


def _fail() -> None:
    try:
        dict[str, str]()[_CANARY]
    except KeyError as cause:
        raise ApplicationError(f"no {_CANARY}", _CANARY, type="SYSTEM_ERROR") from cause


async def test_no_failure_shows_its_message_its_cause_or_its_stack() -> None:
    converter = data_converter(_OLD)
    failure = Failure()
    try:
        _fail()
    except ApplicationError as error:
        await converter.encode_failure(error, failure)

    written = failure.SerializeToString()
    for word in (*_CANARY.split(), "test_codec", "()[_CANARY]"):
        assert word.encode() not in written
    assert b"SYSTEM_ERROR" in written
    decoded = await converter.decode_failure(failure)
    assert isinstance(decoded, ApplicationError)
    assert decoded.message == f"no {_CANARY}"
    assert decoded.details == (_CANARY,)
