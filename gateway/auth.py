"""Who is calling: a client by its token, a partner by its signature, a provider at the redeem API.

Secrets come by name from two settings. `client_tokens` names each client. `partner_secrets` names
`partner:code` and `snap:channel` for what these push, `redeem:code` for a provider's redeem calls.
"""

import hashlib
import hmac
import logging
import time
from collections.abc import Mapping
from typing import Final

from starlette.datastructures import Headers

from gateway.kinds import HEADER_INVALID, SIGNATURE_REFUSED, TOKEN_REFUSED
from gateway.problems import Problem
from partners.register import Partner, Register, Role, UnknownPartner
from partners.signing import SignatureRefused, verified_webhook, verify_redeem, webhook_key
from settings import Settings

logger = logging.getLogger("gateway.auth")

PARTNER_HEADER: Final = "partner-code"
WEBHOOK_HEADERS: Final = ("webhook-id", "webhook-timestamp", "webhook-signature")
REDEEM_HEADERS: Final = ("client_code", "timestamp", "signature")

_NOBODY: Final = "a secret that nobody has"


class Credentials:
    """Everybody's secrets, and the questions asked of them."""

    def __init__(self, settings: Settings, register: Register) -> None:
        """Read the settings. Raises ValueError for a secret that is missing or malformed."""
        self._register = register
        self._clients = {
            name: _digest(token) for name, token in settings.named(settings.client_tokens).items()
        }
        secrets = settings.named(settings.partner_secrets)
        self._redeem = _of("redeem:", secrets)
        pushing = _of("partner:", secrets) | _of("snap:", secrets)
        self._events = {code: webhook_key(secret) for code, secret in pushing.items()}
        wanted = {f"partner:{code}" for code in register.partners}
        wanted |= {
            f"redeem:{partner.code}"
            for partner in register.partners.values()
            if partner.role is Role.PROVIDER
        }
        if missing := sorted(wanted - set(secrets)):
            raise ValueError(f"secrets are missing: {', '.join(missing)}")

    def client(self, headers: Headers) -> str:
        """Return the name of the client whose bearer token this is. Raises `Problem` 401."""
        scheme, _, token = _single(headers, "authorization").partition(" ")
        offered = _digest(token.strip())
        # Every token is compared, whether or not one fitted before.
        fitting = [name for name, own in self._clients.items() if hmac.compare_digest(own, offered)]
        if scheme.lower() != "bearer" or not fitting:
            raise Problem(TOKEN_REFUSED)
        return fitting[0]

    def sender(self, headers: Headers, body: bytes) -> tuple[str, str]:
        """Return the code and the webhook-id of whoever signed an event. Raises `Problem` 400, 401.

        A stranger is refused like a wrong signature, and as slowly.
        """
        code = _single(headers, PARTNER_HEADER)
        signed = {name: _single(headers, name) for name in WEBHOOK_HEADERS}
        key = self._events.get(code)
        try:
            webhook_id = verified_webhook([key or _NOBODY.encode()], signed, body, now=time.time())
        except SignatureRefused as error:
            logger.warning("event refused: %s", error)
            raise Problem(SIGNATURE_REFUSED) from None
        if key is None:
            raise Problem(SIGNATURE_REFUSED)
        return code, webhook_id

    def redeemer(self, headers: Headers, path: str, body: bytes) -> Partner:
        """Return the provider that signed a redeem call. Raises `Problem` 400 or 401."""
        signed = {name: _single(headers, name) for name in REDEEM_HEADERS}
        try:
            provider = self._register.redeemer(signed["client_code"])
        except UnknownPartner:
            provider = None
        key = self._redeem.get(provider.code) if provider else None
        try:
            verify_redeem(key or _NOBODY, signed, path, body, now=time.time())
        except SignatureRefused as error:
            logger.warning("redeem call refused: %s", error)
            raise Problem(SIGNATURE_REFUSED) from None
        if provider is None or key is None:
            raise Problem(SIGNATURE_REFUSED)
        return provider


def _single(headers: Headers, name: str) -> str:
    """Return a header that may be sent once only: of two, somebody else may read the other."""
    values = headers.getlist(name)
    if len(values) > 1:
        raise Problem(HEADER_INVALID, rule=f"{name.upper().replace('-', '_')}_REPEATED")
    return values[0] if values else ""


def _of(prefix: str, secrets: Mapping[str, str]) -> dict[str, str]:
    return {
        name.removeprefix(prefix): secret
        for name, secret in secrets.items()
        if name.startswith(prefix)
    }


def _digest(token: str) -> bytes:
    # Digests have one length, so comparing them tells nothing about a token's.
    return hashlib.sha256(token.encode()).digest()
