"""The four signatures partners use, read from their publications.

Standard Webhooks 1.0; the programme office's redeem API (HMAC-SHA1); SNAP BI's token request,
type 1 (HMAC-SHA512) and type 2 (RSA). Whatever cannot be read is simply not a signature.
"""

import base64
import binascii
import hashlib
import hmac
import re
from collections.abc import Mapping

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from cryptography.hazmat.primitives.hashes import SHA256

TOLERANCE_SECONDS = 300
"""How far a webhook's timestamp may be from real time."""
_TEXT_OR_SPACE = re.compile(rb'("(?:[^"\\]|\\.)*")|\s+', re.DOTALL)


def webhook_key(secret: str) -> bytes:
    """Return the bytes of a Standard Webhooks secret: `whsec_` + base64, or any text as it is."""
    if secret.startswith("whsec_"):
        return base64.b64decode(secret.removeprefix("whsec_"))
    return secret.encode()


def webhook_signature(secret: str, message_id: str, timestamp: int, body: bytes) -> str:
    """Return the value of `webhook-signature` for one message."""
    content = f"{message_id}.{timestamp}.".encode() + body
    digest = hmac.new(webhook_key(secret), content, hashlib.sha256).digest()
    return f"v1,{base64.b64encode(digest).decode()}"


def is_webhook(secret: str, headers: Mapping[str, str], body: bytes, real_now: float) -> bool:
    """Tell whether headers sign the body, with any of their signatures, within the tolerance."""
    message_id, stamp = headers.get("webhook-id", ""), headers.get("webhook-timestamp", "")
    if not (message_id and stamp.isascii() and stamp.isdecimal()):
        return False
    if abs(int(stamp) - real_now) > TOLERANCE_SECONDS:
        return False
    expected = webhook_signature(secret, message_id, int(stamp), body)
    offered = headers.get("webhook-signature", "").split(" ")
    return any(_same(expected, one) for one in offered)


def redeem_signature(key: str, client_code: str, timestamp: str, path: str, body: str) -> str:
    """Return the hex HMAC-SHA1 of the redeem API over `client_code timestamp POST path body`."""
    content = f"{client_code}{timestamp}POST{path}{body}"
    return hmac.new(key.encode(), content.encode(), hashlib.sha1).hexdigest()


def minified(body: bytes) -> bytes:
    """Drop the space between JSON tokens, keeping order, values and what is inside texts."""
    return _TEXT_OR_SPACE.sub(lambda found: found.group(1) or b"", body)


def snap_hmac(secret: str, path: str, token: str, body: bytes, timestamp: str) -> str:
    """Return SNAP BI's signature of type 1 for a POST."""
    content = f"POST:{path}:{token}:{_digest(body)}:{timestamp}"
    digest = hmac.new(secret.encode(), content.encode(), hashlib.sha512).digest()
    return base64.b64encode(digest).decode()


def is_snap_hmac(offered: str, expected: str) -> bool:
    """Compare two signatures of type 1 in constant time."""
    return _same(expected, offered)


def is_snap_rsa(key: RSAPublicKey, offered: str, *, path: str, body: bytes, timestamp: str) -> bool:
    """Tell whether a signature of type 2 is right for a POST."""
    return _is_rsa(key, offered, f"POST:{path}:{_digest(body)}:{timestamp}")


def is_token_request(key: RSAPublicKey, offered: str, client: str, timestamp: str) -> bool:
    """Tell whether a token request (SNAP BI service 73) is signed by the client."""
    return _is_rsa(key, offered, f"{client}|{timestamp}")


def _digest(body: bytes) -> str:
    return hashlib.sha256(minified(body)).hexdigest()


def _is_rsa(key: RSAPublicKey, offered: str, content: str) -> bool:
    try:
        key.verify(base64.b64decode(offered, validate=True), content.encode(), PKCS1v15(), SHA256())
    except (InvalidSignature, binascii.Error, ValueError):
        return False
    return True


def _same(expected: str, offered: str) -> bool:
    return hmac.compare_digest(expected.encode(), offered.encode("utf-8", "replace"))
