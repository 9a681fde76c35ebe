"""Routes A: providers, marketplaces and the dashboard are asked for facts.

INVENTED contract: no completion, review, report or certificate API of the programme is published.
"""

import json
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Literal, get_args

from pydantic import BaseModel, ConfigDict, ValidationError
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from sandbox import signatures
from sandbox.chronicle import Chronicle
from sandbox.clock import Clock, iso
from sandbox.faults import Faults, Occasion
from sandbox.lives import Person
from sandbox.memory import Memory
from sandbox.plans import DASHBOARD, FactName, Partner, Window
from sandbox.world import is_within

Role = Literal["providers", "marketplaces", "dashboard"]
Planned = Callable[[str], None]
"""Called with the NIK of a person for whom something has changed."""


class FactQuery(BaseModel):
    """The question whether this has happened to this voucher."""

    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)

    voucher_code: str
    fact: FactName
    survey: int | None = None


class SendAgain(BaseModel):
    """Send the report of this voucher to the next hop once more."""

    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)

    voucher_code: str


@dataclass(frozen=True, slots=True)
class Site:
    """One partner as it is asked."""

    role: Role
    code: str
    secret: str
    down: tuple[Window, ...]


class TrainingDoor:
    """The fact queries of every training partner."""

    def __init__(
        self,
        memory: Memory,
        chronicle: Chronicle,
        clock: Clock,
        faults: Faults,
        planned_anew: Planned,
    ) -> None:
        self._memory = memory
        self._chronicle = chronicle
        self._clock = clock
        self._faults = faults
        self._planned_anew = planned_anew

    def routes(self) -> list[Route]:
        """Return the routes of all roles."""
        bases: dict[str, Role] = {
            "/providers/{code}": "providers",
            "/marketplaces/{code}": "marketplaces",
            "/dashboard": "dashboard",
        }
        services = {"/v1/facts/query": self._query, "/v1/reports/send-again": self._send_again}
        return [
            Route(base + path, partial(self._serve, role, answer), methods=["POST"])
            for base, role in bases.items()
            for path, answer in services.items()
        ]

    async def _serve(
        self,
        role: Role,
        answer: Callable[[Site, bytes, datetime], Response],
        request: Request,
    ) -> Response:
        site = self._site(role, request.path_params.get("code", DASHBOARD))
        if site is None:
            return _error(404, "partner_unknown")
        raw = await request.body()
        now = self._clock.now(request.headers.get("x-programme-time"))
        occasion = _occasion(site, raw, now)

        def do() -> Response:
            if is_within(site.down, now):
                return _error(503, "down")
            if not signatures.is_webhook(site.secret, request.headers, raw, time.time()):
                return _error(401, "signature")
            try:
                return answer(site, raw, now)
            except ValidationError:
                return _error(400, "body")

        return await self._faults.around(request, occasion, do)

    def _query(self, site: Site, raw: bytes, now: datetime) -> Response:
        query = FactQuery.model_validate_json(raw)
        person = self._known(site, query.voucher_code, now)
        if person is None:
            return _error(404, "voucher_unknown")
        found = self._chronicle.latest(person, site.code, query.fact, query.survey, now)
        content: dict[str, object] = {"voucher_code": query.voucher_code, "fact": query.fact}
        if found is None:
            content |= {"happened": False, "occurred_at": None, "receipt": None, "data": {}}
        else:
            content |= {"happened": True, "occurred_at": iso(found.at), "receipt": found.receipt}
            content["data"] = dict(found.data)
        return JSONResponse(content)

    def _send_again(self, site: Site, raw: bytes, now: datetime) -> Response:
        ask = SendAgain.model_validate_json(raw)
        person = self._known(site, ask.voucher_code, now)
        if person is None:
            return _error(404, "voucher_unknown")
        self._memory.asked_to_send_again(site.code, person.nik, now)
        self._memory.note(now, site.code, f"was asked to send {ask.voucher_code} again", "202")
        self._planned_anew(person.nik)
        return JSONResponse({}, 202)

    def _known(self, site: Site, voucher: str, now: datetime) -> Person | None:
        """Return the person behind a voucher, if this partner has anything to do with it."""
        person = self._memory.with_voucher(voucher, now)
        if person is None:
            return None
        match site.role:
            case "providers":
                return person if person.provider == site.code else None
            case "marketplaces":
                return person if person.marketplace == site.code else None
            case "dashboard":
                return person

    def _site(self, role: Role, code: str) -> Site | None:
        if role == "dashboard":
            office = self._memory.dashboard
            return Site(role, DASHBOARD, office.secret, ()) if office else None
        partner: Partner | None
        if role == "providers":
            partner = self._memory.providers.get(code)
        else:
            partner = self._memory.marketplaces.get(code)
        return Site(role, code, partner.secret, partner.down) if partner else None


def _occasion(site: Site, raw: bytes, now: datetime) -> Occasion:
    """Read for the faults what a body that nobody has checked yet says."""
    try:
        body = json.loads(raw)
    except (ValueError, RecursionError):
        body = None
    told = body if isinstance(body, dict) else {}
    fact = told.get("fact")
    return Occasion(
        site.code,
        "facts",
        now,
        voucher=str(told.get("voucher_code")),
        fact=fact if fact in get_args(FactName) else None,
    )


def _error(status: int, word: str) -> Response:
    return JSONResponse({"error": word}, status)
