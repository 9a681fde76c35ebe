"""Signatures over exact bytes: Standard Webhooks, the redeem API, and SNAP BI.

Sources: Standard Webhooks 1.0; the programme office's example clients of October 2022 for the
redeem API; the SNAP BI security page for services and the access token (service 73). All
comparisons take constant time.
"""

import base64
import binascii
import hashlib
import hmac
import re
from collections.abc import Iterable, Mapping

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding, rsa

from partners.documents import compact

TOLERANCE_S = 5 * 60
"""Real seconds by which a signed timestamp may differ from the receiver's clock."""

_MOST_SIGNATURES = 16
_SECONDS = re.compile(r"[0-9]{1,12}", re.ASCII)
# Without a full stop, which separates the three signed parts.
_WEBHOOK_ID = re.compile(r"[A-Za-z0-9_:/+=@-]{1,128}", re.ASCII)


class SignatureRefused(Exception):
    """The sender is not proven. The message says which rule was broken, never a value."""


def webhook_key(secret: str) -> bytes:
    """Return the key of a webhook secret: Base64 after `whsec_`, else its UTF-8 text.

    Raises:
        ValueError: the part after `whsec_` is not Base64, or the secret is empty.
    """
    try:
        key = (
            base64.b64decode(secret.removeprefix("whsec_"), validate=True)
            if secret.startswith("whsec_")
            else secret.encode()
        )
    except binascii.Error:
        raise ValueError("a webhook secret is Base64 after whsec_") from None
    if not key:
        raise ValueError("a webhook secret is empty")
    return key


def webhook_headers(key: bytes, webhook_id: str, timestamp: int, body: bytes) -> dict[str, str]:
    """Return the three Standard Webhooks headers; `timestamp` is real Unix time in seconds."""
    return {
        "webhook-id": webhook_id,
        "webhook-timestamp": str(timestamp),
        "webhook-signature": f"v1,{_webhook_signature(key, webhook_id, str(timestamp), body)}",
    }


def verified_webhook(
    keys: Iterable[bytes], headers: Mapping[str, str], body: bytes, *, now: float
) -> str:
    """Check a message against a partner's keys and return its webhook-id.

    Both sides may rotate: any of our keys may fit any of the message's `v1` signatures. Signatures
    of other versions are passed over. `headers` has lower-case names; `now` is real Unix time.

    Raises:
        SignatureRefused: a header is missing or malformed, the timestamp is more than
            `TOLERANCE_S` away, or no signature fits.
    """
    webhook_id = headers.get("webhook-id", "")
    timestamp = headers.get("webhook-timestamp", "")
    given = headers.get("webhook-signature", "").split(" ", maxsplit=_MOST_SIGNATURES)
    if not _WEBHOOK_ID.fullmatch(webhook_id):
        raise SignatureRefused("webhook-id is missing or malformed")
    _check_fresh(timestamp, now)
    if len(given) > _MOST_SIGNATURES:
        raise SignatureRefused("too many signatures")
    offered = [text.removeprefix("v1,") for text in given if text.startswith("v1,")]
    expected = [_webhook_signature(key, webhook_id, timestamp, body) for key in keys]
    # Counted, not searched: every pair is compared, whether or not one fitted before.
    if sum(_same(ours, theirs) for ours in expected for theirs in offered) == 0:
        raise SignatureRefused("no signature fits")
    return webhook_id


def redeem_signature(key: str, client_code: str, timestamp: str, path: str, body: bytes) -> str:
    """Return the redeem API's signature: hex HMAC-SHA1 over the parts joined without a separator.

    `timestamp` is Unix seconds as text; `path` is the endpoint with its leading slash.
    """
    signed = f"{client_code}{timestamp}POST{path}".encode() + body
    # SHA-1 is the published contract; as an HMAC it is not broken by collisions.
    return hmac.new(key.encode(), signed, hashlib.sha1).hexdigest()


def verify_redeem(
    key: str, headers: Mapping[str, str], path: str, body: bytes, *, now: float
) -> None:
    """Check a redeem call's `client_code`, `timestamp` and `signature` headers.

    The official Python client signs the compact body and sends a spaced one, so a signature over
    the bytes as sent or over their compact form is accepted. `now` is real Unix time.

    Raises:
        SignatureRefused: a header is missing, the timestamp is more than `TOLERANCE_S` away (the
            published contract names no window; this one is ours), or the signature does not fit.
    """
    client_code, timestamp = headers.get("client_code", ""), headers.get("timestamp", "")
    _check_fresh(timestamp, now)
    offered = headers.get("signature", "").lower()
    expected = [
        redeem_signature(key, client_code, timestamp, path, form) for form in (body, compact(body))
    ]
    if sum(_same(ours, offered) for ours in expected) == 0:
        raise SignatureRefused("the signature does not fit")


def token_text(client_key: str, timestamp: str) -> str:
    """Return what is signed for an access token (SNAP BI service 73)."""
    return f"{client_key}|{timestamp}"


def symmetric_text(path: str, token: str, body: bytes, timestamp: str) -> str:
    """Return what a SNAP BI signature of type 1 signs; `path` is as requested, prefix included."""
    return f"POST:{path}:{token}:{_digest(body)}:{timestamp}"


def asymmetric_text(path: str, body: bytes, timestamp: str) -> str:
    """Return what a SNAP BI signature of type 2 (no token) signs."""
    return f"POST:{path}:{_digest(body)}:{timestamp}"


def hmac_sha512(client_secret: str, text: str) -> str:
    """Sign for type 1: Base64 HMAC-SHA512. The secret is used as text, never decoded."""
    return _base64(hmac.digest(client_secret.encode(), text.encode(), "sha512"))


def rsa_sha256(key: rsa.RSAPrivateKey, text: str) -> str:
    """Sign for type 2 and for the token: Base64 of RSA PKCS#1 v1.5 with SHA-256."""
    return _base64(key.sign(text.encode(), padding.PKCS1v15(), hashes.SHA256()))


def rsa_key(pem: bytes) -> rsa.RSAPrivateKey:
    """Read our private key from unencrypted PEM.

    Raises:
        ValueError: it is no such key. The message does not repeat it.
    """
    try:
        key = serialization.load_pem_private_key(pem, password=None)
    except (ValueError, TypeError, UnsupportedAlgorithm):
        raise ValueError("the key file holds no unencrypted PEM private key") from None
    if not isinstance(key, rsa.RSAPrivateKey):
        raise ValueError("SNAP BI signs with RSA, not this kind of key")  # noqa: TRY004 - a value of the file
    return key


def _check_fresh(timestamp: str, now: float) -> None:
    if not _SECONDS.fullmatch(timestamp):
        raise SignatureRefused("the timestamp is not Unix seconds")
    if abs(int(timestamp) - now) > TOLERANCE_S:
        raise SignatureRefused("the timestamp is too old or too new")


def _webhook_signature(key: bytes, webhook_id: str, timestamp: str, body: bytes) -> str:
    return _base64(hmac.digest(key, f"{webhook_id}.{timestamp}.".encode() + body, "sha256"))


def _digest(body: bytes) -> str:
    return hashlib.sha256(compact(body)).hexdigest()


def _base64(raw: bytes) -> str:
    return base64.b64encode(raw).decode()


def _same(ours: str, theirs: str) -> bool:
    return hmac.compare_digest(ours.encode(), theirs.encode("utf-8", "surrogateescape"))
