"""Facts that partners push: Standard Webhooks around a body of ours (docs/partner-api.md).

An event is recorded for good before it is answered; its id is remembered for ever together with
its body's hash. A partner states its own facts only, about vouchers bought through it.
"""

import logging
import re
from typing import Any, Final

from fastapi import APIRouter
from pydantic import AwareDatetime, BaseModel
from starlette.requests import Request
from starlette.responses import JSONResponse

from domain.facts import FactKind, Source, Statement, judged
from gateway import openapi
from gateway.auth import PARTNER_HEADER, WEBHOOK_HEADERS
from gateway.body import read_bytes, strict_json
from gateway.kinds import (
    BODY_NOT_JSON,
    BODY_TOO_LARGE,
    HEADER_INVALID,
    ID_REUSED,
    INVALID,
    NOT_JSON_TYPE,
    NOT_YOUR_FACT,
    SIGNATURE_REFUSED,
    UNAVAILABLE,
    UNKNOWN_VOUCHER,
    Kind,
)
from gateway.metrics import EVENTS
from gateway.parts import Here, Parts
from gateway.problems import Fault, Problem, Texts
from gateway.vouchers import owner_of
from partners.register import FACTS, Partner, Role, UnknownPartner
from partners.statements import NotAStatement, read_statement
from records.inbox import Accepted, Arrival
from records.person import Person

logger = logging.getLogger("gateway.events")

router = APIRouter(tags=["events"])

_KINDS: Final = frozenset(FactKind)
_RULE = re.compile(r"[a-z_]{1,60}", re.ASCII)


class EventRequest(BaseModel):
    """The body of an event; further fields are accepted, a further `type` is kept and ignored."""

    type: str
    voucher_code: str
    occurred_at: AwareDatetime
    receipt: str
    data: dict[str, Any] = {}


class EventAnswer(BaseModel):
    """The event is recorded; `ignored` if its type says nothing to us."""

    accepted: bool = True
    ignored: bool = False


_EXAMPLE: Final = {
    "type": FactKind.TRAINING_COMPLETED,
    "voucher_code": "CONTOH-0001",
    "occurred_at": "2020-04-29T10:00:00+07:00",
    "receipt": "completion-1",
    "data": {"progress_percent": 100, "score": 85},
}


@router.post(
    "/v1/events",
    status_code=202,
    response_class=JSONResponse,
    summary="State a fact",
    responses={
        202: openapi.answer("Recorded for good.", EventAnswer, {"accepted": True}),
        **openapi.refusals(
            *(BODY_NOT_JSON, HEADER_INVALID, SIGNATURE_REFUSED, NOT_YOUR_FACT, UNKNOWN_VOUCHER),
            *(ID_REUSED, BODY_TOO_LARGE, NOT_JSON_TYPE, INVALID, UNAVAILABLE),
        ),
    },
    openapi_extra=openapi.described(
        EventRequest, _EXAMPLE, scheme=openapi.WEBHOOK, headers=(PARTNER_HEADER, *WEBHOOK_HEADERS)
    ),
)
async def accept_event(request: Request, parts: Here) -> JSONResponse:
    """Record a fact that a partner states; the same id with the same body changes nothing."""
    body = await read_bytes(request)
    sender, webhook_id = parts.credentials.sender(request.headers, body)
    arrival = Arrival(webhook_id=webhook_id, partner=sender, body=body, at=parts.engine.now())
    words = strict_json(body)
    kind = _kind(words)
    if kind is None:
        return await _ignore(parts, arrival)
    statement, person = await _attributed(parts, arrival, kind, words)
    fact = judged(
        statement,
        participant_name=person.name,
        voucher_version=person.voucher_version,
        source=Source.PUSH,
        now=arrival.at,
    )
    accepted = await parts.engine.inbox.accept(arrival, journey=person.journey, fact=fact)
    _count(parts, arrival, accepted)
    parts.relay.nudge()
    return JSONResponse({"accepted": True}, status_code=202)


def _kind(words: dict[str, object]) -> FactKind | None:
    """Return what is stated; None for a type of events that we do not know (yet)."""
    kind = words.get("type")
    if not isinstance(kind, str):
        texts = Texts(id="Jenis kejadian belum ada.", en="The event's type is missing.")
        raise Problem(INVALID, faults=[Fault(field="type", rule="MISSING", texts=texts)])
    return FactKind(kind) if kind in _KINDS else None


async def _ignore(parts: Parts, arrival: Arrival) -> JSONResponse:
    """Keep the event and do nothing: banks' notifications are hints, newer types are welcome."""
    accepted = await parts.engine.inbox.accept(arrival)
    _count(parts, arrival, accepted, result="ignored")
    return JSONResponse({"accepted": True, "ignored": True}, status_code=202)


async def _attributed(
    parts: Parts, arrival: Arrival, kind: FactKind, words: dict[str, object]
) -> tuple[Statement, Person]:
    """Return whose fact it is. Raises `Problem` 403, 404 or 422; the first two are kept."""
    try:
        partner = parts.register.partner(arrival.partner)
    except UnknownPartner:
        # A bank, or a partner that was removed: it signs, and yet has nothing to state.
        raise await _quarantined(parts, arrival, NOT_YOUR_FACT, "NO_TRAINING_PARTNER") from None
    if kind not in FACTS[partner.role]:
        raise await _quarantined(parts, arrival, NOT_YOUR_FACT, "FACT_OF_ANOTHER_ROLE")
    try:
        statement = read_statement(partner, kind, words)
    except NotAStatement as error:
        raise Problem(INVALID, faults=_faults(error)) from None
    person = await owner_of(parts.engine, statement.voucher.upper())
    if person is None:
        raise await _quarantined(parts, arrival, UNKNOWN_VOUCHER, "UNKNOWN_VOUCHER")
    if not _bought_through(partner, person):
        raise await _quarantined(parts, arrival, NOT_YOUR_FACT, "PARTICIPANT_OF_ANOTHER")
    return statement, person


def _bought_through(partner: Partner, person: Person) -> bool:
    match partner.role:
        case Role.PROVIDER:
            return person.provider == partner.code
        case Role.MARKETPLACE:
            return person.marketplace == partner.code
        case Role.DASHBOARD:
            return True


async def _quarantined(parts: Parts, arrival: Arrival, kind: Kind, rule: str) -> Problem:
    """Keep a signed event that fits nobody for a person to look at; return the refusal."""
    await parts.engine.inbox.accept(arrival, quarantine=rule)
    parts.metrics.count(EVENTS, result="quarantined")
    logger.warning("event of %s in quarantine: %s", arrival.partner, rule)
    return Problem(kind, rule=rule)


def _count(parts: Parts, arrival: Arrival, accepted: Accepted, result: str | None = None) -> None:
    """Count what became of an event. Raises `Problem` 409 when its id stands for another body."""
    if accepted is Accepted.CONFLICT:
        parts.metrics.count(EVENTS, result=accepted)
        logger.error("%s used a webhook-id for two bodies", arrival.partner)
        raise Problem(ID_REUSED)
    parts.metrics.count(EVENTS, result=result or accepted)


def _faults(error: NotAStatement) -> list[Fault]:
    faults = []
    for part in str(error).split("; "):
        field, _, rule = part.partition(": ")
        code = rule.upper() if _RULE.fullmatch(rule) else "NOT_ALLOWED"
        texts = Texts(id="Isian ini tidak sesuai kontrak.", en=f"{field}: {rule}")
        faults.append(Fault(field=field, rule=code, texts=texts))
    return faults
