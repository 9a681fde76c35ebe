"""Carries to the gateway what partners and people say: events, redeem calls, portal calls."""

import json
import time
from collections.abc import Mapping
from dataclasses import dataclass, field

import httpx

from sandbox import signatures
from sandbox.clock import iso
from sandbox.plans import Provider
from sandbox.world import Happening

REDEEM = "/api/v1/integration/payment/redeem-code"
"""Path of the programme office's published redeem API."""
TIMEOUT_SECONDS = 10.0
_SHOWN = 300


@dataclass(frozen=True, slots=True)
class Heard:
    """What came back; `status` is None where no answer came."""

    status: int | None
    text: str = field(repr=False)

    @property
    def is_good(self) -> bool:
        """Tell whether it was accepted."""
        return self.status is not None and 200 <= self.status < 300  # noqa: PLR2004 - HTTP's own

    @property
    def is_worth_repeating(self) -> bool:
        """Tell whether the same message may be accepted later: no answer, 5xx, or too many."""
        return self.status is None or self.status >= 500 or self.status == 429  # noqa: PLR2004 - HTTP's own

    def body(self) -> dict[str, object]:
        """Return the answer as an object, empty if it is none."""
        try:
            body = json.loads(self.text)
        except (ValueError, RecursionError):
            return {}
        return body if isinstance(body, dict) else {}

    def __str__(self) -> str:
        """Show the answer as a line of the log wants it."""
        return f"{self.status or 'no answer'} {self.text[:_SHOWN]}".rstrip()


class Courier:
    """One HTTP client for everybody. Never raises for what the wire does."""

    def __init__(self, gateway: str, portal_token: str) -> None:
        self._gateway = gateway
        self._portal_token = portal_token
        limits = httpx.Limits(max_connections=50, max_keepalive_connections=50)
        # Proxies of the environment are for the outside world; the gateway is next door.
        self._client = httpx.AsyncClient(timeout=TIMEOUT_SECONDS, limits=limits, trust_env=False)

    async def push(self, happening: Happening, voucher: str, secret: str) -> Heard:
        """Push an event as its partner (routes B; INVENTED body, Standard Webhooks 1.0)."""
        body = _compact(
            {
                "type": happening.fact,
                "voucher_code": voucher,
                "occurred_at": iso(happening.at),
                "receipt": happening.receipt,
                "data": dict(happening.data),
            }
        ).encode()
        message_id, stamp = f"msg_{happening.receipt}", int(time.time())
        headers = {
            "webhook-id": message_id,
            "webhook-timestamp": str(stamp),
            "webhook-signature": signatures.webhook_signature(secret, message_id, stamp, body),
            "partner-code": happening.partner,
        }
        return await self._post("/v1/events", body, headers)

    async def redeem(self, provider: Provider, step: str, voucher: str) -> Heard:
        """Call the redeem API as a provider (routes C); `step` is `status` or `commit`."""
        content, path = {"redeem_code": voucher}, f"{REDEEM}/{step}"
        compact, stamp = _compact(content), str(int(time.time()))
        code = provider.client_code or provider.code
        headers = {
            "client_code": code,
            "timestamp": stamp,
            "signature": signatures.redeem_signature(
                provider.client_key, code, stamp, path, compact
            ),
        }
        sent = json.dumps(content) if provider.signs_spaced else compact
        return await self._post(path, sent.encode(), headers)

    async def portal(self, path: str, content: dict[str, object]) -> Heard:
        """Call the gateway as the participants' portal (routes D)."""
        headers = {"authorization": f"Bearer {self._portal_token}"}
        return await self._post(path, _compact(content).encode(), headers)

    async def close(self) -> None:
        """Close the connections."""
        await self._client.aclose()

    async def _post(self, path: str, body: bytes, headers: dict[str, str]) -> Heard:
        headers = {"content-type": "application/json", **headers}
        try:
            answer = await self._client.post(self._gateway + path, content=body, headers=headers)
        except httpx.HTTPError as trouble:
            return Heard(None, type(trouble).__name__)
        return Heard(answer.status_code, answer.text)


def _compact(content: Mapping[str, object]) -> str:
    return json.dumps(content, separators=(",", ":"), ensure_ascii=False)
