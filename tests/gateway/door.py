"""The gateway as partners and portals find it, with everything that they sign and send."""

import base64
import json
import time
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime

import httpx
from fastapi import FastAPI

from domain.facts import Fact, FactKind
from domain.identity import Nik
from engine.client import Engine
from partners.signing import redeem_signature, webhook_headers, webhook_key
from records.person import Person
from records.quarantine import Quarantine, QuarantinedEvent

AT = datetime(2020, 5, 4, 9, tzinfo=UTC)
SECRETS = {
    "belajaria": "whsec_" + base64.b64encode(b"belajaria signs with this").decode(),
    "kelasrakyat": "kelasrakyat signs with this",
    "pasarilmu": "pasarilmu signs with this",
    "pmo": "the dashboard signs with this",
}
WALLET_SECRET = "the wallet signs with this"
REDEEM_KEYS = {"belajaria": "belajaria redeems", "kelasrakyat": "kelasrakyat redeems"}
BASE = "http://gateway"
TOKEN = "a-portal-token"
PARTNERS = """
[partners.belajaria]
role = "provider"
name = "Belajaria"
url = "http://127.0.0.1:8300/providers/belajaria"
[partners.kelasrakyat]
role = "provider"
name = "Kelas Rakyat"
url = "http://127.0.0.1:8300/providers/kelasrakyat"
client_code = "KR-01"
[partners.pasarilmu]
role = "marketplace"
name = "Pasar Ilmu"
url = "http://127.0.0.1:8300/marketplaces/pasarilmu"
[partners.pmo]
role = "dashboard"
name = "PMO"
url = "http://127.0.0.1:8300/dashboard"
[channels.ovo]
url = "http://127.0.0.1:8300/snap/ovo"
"""
SITI = {
    "nik": "9971084507900000",
    "name": "Siti Contoh",
    "phone": "6281200000001",
    "voucher": "CONTOH-0001",
}
BUDI = {
    "nik": "9971080507900000",
    "name": "Budi Contoh",
    "phone": "6281200000002",
    "voucher": "CONTOH-0002",
}


def event(kind: str = "training.completed", /, **changes: object) -> dict[str, object]:
    data: dict[str, object] = {"progress_percent": 100}
    return {
        "type": kind,
        "voucher_code": SITI["voucher"],
        "occurred_at": "2020-04-29T10:00:00+07:00",
        "receipt": "receipt-1",
        "data": data,
    } | changes


@dataclass(frozen=True)
class Door:
    """The gateway as partners and portals find it, and the records behind it."""

    app: FastAPI
    engine: Engine
    http: httpx.AsyncClient
    quarantine: Quarantine

    async def record(self, **changes: object) -> str:
        """Record a participant as an enrolment does before it starts the journey."""
        given = SITI | changes
        claimed = await self.engine.claims.claim_person(Nik.parse(str(given["nik"])), at=AT)
        standard = {"wave": 1, "provider": "belajaria", "marketplace": "pasarilmu"}
        person = Person.model_validate(
            standard
            | {"bought_on": date(2020, 4, 26), "enrolled_at": AT}
            | given
            | {"journey": claimed.journey}
        )
        await self.engine.people.add(person)
        await self.engine.claims.claim_voucher(person.voucher, person.journey, at=AT)
        return claimed.journey

    async def push(
        self,
        body: Mapping[str, object] | bytes,
        *,
        partner: str = "belajaria",
        webhook_id: str = "event-1",
        timestamp: int | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> httpx.Response:
        """Send an event, well signed."""
        raw = body if isinstance(body, bytes) else json.dumps(body).encode()
        now = int(time.time()) if timestamp is None else timestamp
        signed = webhook_headers(
            webhook_key(SECRETS.get(partner, WALLET_SECRET)), webhook_id, now, raw
        )
        every = {**signed, "partner-code": partner, **(headers or {})}
        return await self.http.post("/v1/events", content=raw, headers=every)

    async def redeem(
        self,
        act: str,
        body: Mapping[str, object] | bytes,
        *,
        provider: str = "belajaria",
        client_code: str | None = None,
        before: str = "",
    ) -> httpx.Response:
        """Call the redeem API, signing the compact body as the official clients do."""
        raw = body if isinstance(body, bytes) else json.dumps(body, separators=(",", ":")).encode()
        path = f"/api/v1/integration/payment/redeem-code/{act}"
        code, now = client_code or provider, str(int(time.time()))
        headers = {
            "client_code": code,
            "timestamp": now,
            "signature": redeem_signature(REDEEM_KEYS[provider], code, now, path, raw),
        }
        return await self.http.post(f"{BASE}{before}{path}", content=raw, headers=headers)

    async def ask(self, path: str, body: Mapping[str, object] | bytes) -> httpx.Response:
        """Ask as a portal."""
        raw = body if isinstance(body, bytes) else json.dumps(body).encode()
        headers = {"Authorization": f"Bearer {TOKEN}"}
        return await self.http.post(f"/v1/participants{path}", content=raw, headers=headers)

    async def facts(self, journey: str, kind: FactKind) -> list[Fact]:
        return await self.engine.inbox.facts_of(journey, kind)

    async def quarantined(self) -> list[QuarantinedEvent]:
        return await self.quarantine.waiting(100)

    async def untouched(self) -> bool:
        """Say that no event was taken, nobody was enrolled and nothing is in quarantine."""
        claimed = await self.engine.claims.find_by_nik(Nik.parse(BUDI["nik"]))
        events = await self.engine.inbox.undelivered(1)
        return claimed is None and not events and not await self.quarantined()
