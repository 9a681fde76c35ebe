"""Keys: what is refused, what a rotation keeps readable, and that no key is ever repeated."""

import base64
import hashlib
import hmac

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from records.keyring import KeyMissing, Keyring, Peppers, Purpose, Undecipherable

_OLD = bytes(range(32))
_NEW = bytes(range(100, 132))


def _text(key: bytes) -> str:
    return base64.urlsafe_b64encode(key).decode()


@settings(deadline=None, derandomize=True)
@given(plain=st.binary(max_size=300), context=st.binary(max_size=40))
def test_what_is_encrypted_is_decrypted(plain: bytes, context: bytes) -> None:
    keyring = Keyring({"k1": _OLD})

    assert keyring.decrypt(*keyring.encrypt(plain, context), context) == plain


def test_the_same_text_is_never_encrypted_alike() -> None:
    keyring = Keyring({"k1": _OLD})

    assert len({keyring.encrypt(b"600000", b"")[1] for _ in range(100)}) == 100


def test_after_a_rotation_the_new_key_encrypts_and_the_old_one_still_decrypts() -> None:
    before = Keyring.parse(f"k1:{_text(_OLD)}")
    after = Keyring.parse(f"k2:{_text(_NEW)}, k1:{_text(_OLD).rstrip('=')}")

    assert after.encrypt(b"x", b"")[0] == "k2"
    assert after.decrypt(*before.encrypt(b"x", b""), b"") == b"x"


def test_a_missing_key_is_named() -> None:
    key_id, sealed = Keyring({"k1": _OLD}).encrypt(b"x", b"")

    with pytest.raises(KeyMissing, match="k1"):
        Keyring({"k2": _NEW}).decrypt(key_id, sealed, b"")


def test_every_changed_bit_is_noticed() -> None:
    keyring = Keyring({"k1": _OLD})
    key_id, sealed = keyring.encrypt(b"Rp600.000", b"here")

    for bit in range(len(sealed) * 8):
        changed = bytearray(sealed)
        changed[bit // 8] ^= 1 << bit % 8
        with pytest.raises(Undecipherable):
            keyring.decrypt(key_id, bytes(changed), b"here")


@pytest.mark.parametrize("length", [0, 5, 12, 20])
def test_a_cut_text_is_noticed(length: int) -> None:
    keyring = Keyring({"k1": _OLD})
    key_id, sealed = keyring.encrypt(b"", b"")

    with pytest.raises(Undecipherable):
        keyring.decrypt(key_id, sealed[:length], b"")


def test_a_text_cannot_be_moved_to_another_place_or_key_id() -> None:
    keyring = Keyring({"k1": _OLD, "k2": _OLD})
    key_id, sealed = keyring.encrypt(b"x", b"here")

    with pytest.raises(Undecipherable):
        keyring.decrypt(key_id, sealed, b"there")
    with pytest.raises(Undecipherable):
        keyring.decrypt("k2", sealed, b"here")


@pytest.mark.parametrize(
    "text",
    [
        "",
        " , ",
        "k1",
        f":{_text(_OLD)}",
        "k1:",
        "k1:c2hvcnQ",
        f"k1:{_text(_OLD)}!",
        f"k1:{_text(_OLD)},k1:{_text(_NEW)}",
        f"k 1:{_text(_OLD)}",
    ],
)
@pytest.mark.parametrize("kind", [Keyring, Peppers])
def test_keys_in_a_wrong_form_are_refused_without_being_repeated(
    text: str, kind: type[Keyring | Peppers]
) -> None:
    with pytest.raises(ValueError) as refusal:  # noqa: PT011 - what it must not say is checked
        kind.parse(text)

    assert _text(_OLD)[:8] not in str(refusal.value)
    assert refusal.value.__cause__ is None


def test_no_key_is_shown() -> None:
    assert repr(Keyring({"k2": _NEW, "k1": _OLD})) == "Keyring(k2, k1)"
    assert repr(Peppers({"p1": _OLD})) == "Peppers(p1)"


def test_a_hash_depends_on_its_pepper_and_its_purpose() -> None:
    peppers = Peppers({"p2": _NEW, "p1": _OLD})
    hashes = [peppers.digests(purpose, "9901014503900000") for purpose in Purpose]

    assert [name for name, _ in hashes[0]] == ["p2", "p1"]
    assert len({digest for pairs in hashes for _, digest in pairs}) == 2 * len(Purpose)


def test_a_hash_is_the_same_in_every_process() -> None:
    message = b"voucher\0CONTOH-0001"
    expected = hmac.new(_OLD, message, hashlib.sha256).hexdigest()

    assert Peppers({"p1": _OLD}).digests(Purpose.VOUCHER, "CONTOH-0001") == [("p1", expected)]
