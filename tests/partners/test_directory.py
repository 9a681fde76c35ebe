from pathlib import Path

import httpx
import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa

from domain.payouts import Channel, Outcome
from domain.ports import Partners
from domain.reasons import Reason
from partners.directory import load
from tests.partners.payment_partner import AT, EXTERNAL_ID, transfer

REGISTER = """
[partners.belajaria]
role = "provider"
name = "Belajaria"
url = "https://belajaria.test"
[partners.pmo]
role = "dashboard"
name = "PMO"
url = "https://pmo.test"
[channels.ovo]
url = "https://pay.test/snap/ovo"
[channels.dana]
url = "https://pay.test/snap/dana"
[channels.bni]
url = "https://pay.test/snap/bni"
source_account = "0115476117"
"""
SECRETS = {
    "partner:belajaria": "whsec_c2VjcmV0",
    "partner:pmo": "text",
    "snap:ovo": "ovo-secret",
    "snap:bni": "bni-secret",
}


@pytest.fixture
def pem(private_key: rsa.RSAPrivateKey) -> bytes:
    return private_key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "partners.toml"
    path.write_text(REGISTER, encoding="utf-8")
    return path


def refusing(_: httpx.Request) -> httpx.Response:
    raise httpx.ConnectError("refused")


def wired(file: Path, secrets: dict[str, str], pem: bytes) -> Partners:
    return load(file, secrets, pem, httpx.AsyncClient(transport=httpx.MockTransport(refusing)))


async def test_every_partner_of_the_register_has_its_adapter(file: Path, pem: bytes) -> None:
    partners = wired(file, SECRETS, pem)
    assert {code: source.code for code, source in partners.sources.items()} == {
        "belajaria": "belajaria",
        "pmo": "pmo",
    }
    assert set(partners.channels) == {Channel.OVO, Channel.DANA, Channel.BNI}
    assert partners.channels[Channel.OVO].recovers_by_resend
    assert not partners.channels[Channel.BNI].recovers_by_resend
    wanting = {code for code, one in partners.channels.items() if one.status_needs_their_reference}
    assert wanting == {Channel.OVO}
    for channel, adapter in partners.channels.items():
        assert adapter.channel is channel
        answer = await adapter.send(transfer(channel), EXTERNAL_ID, AT)
        assert (answer.outcome, answer.cause) == (Outcome.NOT_PAID, Reason.CHANNEL_DOWN)


@pytest.mark.parametrize("name", SECRETS)
def test_a_missing_secret_is_named_at_the_start(file: Path, pem: bytes, name: str) -> None:
    with pytest.raises(ValueError, match=f"the secret {name} is missing"):
        wired(file, SECRETS | {name: ""}, pem)


def test_a_channel_that_signs_without_a_token_needs_no_shared_secret(
    file: Path, pem: bytes
) -> None:
    assert "snap:dana" not in SECRETS
    assert Channel.DANA in wired(file, SECRETS, pem).channels


def test_a_bank_needs_the_account_that_money_leaves_from(file: Path, pem: bytes) -> None:
    file.write_text(REGISTER.replace('source_account = "0115476117"', ""), encoding="utf-8")
    with pytest.raises(ValueError, match="bni: source_account"):
        wired(file, SECRETS, pem)


def test_a_wrong_key_is_refused_without_being_repeated(file: Path) -> None:
    with pytest.raises(ValueError, match="PEM") as refused:
        wired(file, SECRETS, b"not a key")
    assert "not a key" not in str(refused.value)


def test_no_secret_shows_in_what_was_wired(file: Path, pem: bytes) -> None:
    shown = repr(wired(file, SECRETS, pem))
    assert not any(secret in shown for secret in SECRETS.values())
