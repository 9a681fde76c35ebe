"""PMO's published redeem API (October 2022), which providers call when a participant redeems.

Paths, headers, signature and the answer's `success`, `message` and `data` are published; what the
numbers in `data.status` mean is not, so the two here are ours. Refusals are problem details with
the published members added, so that a provider's existing client finds its `message`.
"""

import hashlib
from typing import Annotated, Any, Final

from fastapi import APIRouter
from pydantic import BaseModel, ConfigDict, StringConstraints, ValidationError
from starlette.requests import Request
from starlette.responses import JSONResponse

from domain.facts import Fact, FactKind, Source
from domain.reasons import Reason, render
from domain.stages import Stage
from gateway import openapi
from gateway.auth import REDEEM_HEADERS
from gateway.body import read_bytes, strict_json
from gateway.kinds import (
    BODY_NOT_JSON,
    BODY_TOO_LARGE,
    HEADER_INVALID,
    INVALID,
    NOT_JSON_TYPE,
    SIGNATURE_REFUSED,
    UNAVAILABLE,
    Kind,
)
from gateway.metrics import EVENTS
from gateway.parts import Here, Parts
from gateway.problems import Problem
from gateway.vouchers import owner_of
from partners.register import Partner
from records.inbox import Accepted, Arrival
from records.keyring import Purpose
from records.person import Person

BASE: Final = "/api/v1/integration/payment/redeem-code"
STATUS_PATH: Final = f"{BASE}/status"
COMMIT_PATH: Final = f"{BASE}/commit"

NOT_REDEEMED: Final = 0
REDEEMED: Final = 1

_EXAMPLE_CODE: Final = "CONTOH-0001"

router = APIRouter(tags=["redeem"])


def _kind(status: int, reason: Reason) -> Kind:
    indonesian, english = render(reason, "id"), render(reason, "en")
    return Kind(status, reason, english.title, indonesian.title, english.explanation)


# The causes that PMO names to providers for a code that cannot be redeemed.
NO_SUCH_CODE: Final = _kind(404, Reason.VOUCHER_NOT_FOUND)
OTHER_PROVIDER: Final = _kind(403, Reason.VOUCHER_OTHER_PROVIDER)
ALREADY_USED: Final = _kind(409, Reason.VOUCHER_ALREADY_USED)
CANCELLED: Final = _kind(409, Reason.VOUCHER_CANCELLED)


class RedeemRequest(BaseModel):
    """The body of both calls. Later clients add `sequence`; here it decides nothing."""

    model_config = ConfigDict(hide_input_in_errors=True)

    redeem_code: Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9_-]{4,40}$")]


class RedeemAnswer(BaseModel):
    """The published shape of both answers."""

    success: bool
    message: str
    data: dict[str, Any]


_STATUS_DATA: Final[dict[str, Any]] = {
    "redeem_code": _EXAMPLE_CODE,
    "course_code": "",
    "invoice_code": "",
    "schedule_code": "",
    "status": NOT_REDEEMED,
    "attendance_status": 0,
    "redeem_at": None,
    "dp_platform": "pasarilmu",
    "schedule_start_end": "",
    "course_type": 0,
    "course_type_label": "",
    "course_learning_method": "",
    "is_online_attendance": False,
    "sequence": 0,
}
"""Every published member. Those about courses stay empty: we keep none."""

_COMMIT_DATA: Final = {"redeem_code": _EXAMPLE_CODE, "course_code": "", "status": REDEEMED}


def _documented(data: dict[str, Any]) -> dict[str, Any]:
    example = {"success": True, "message": "OK", "data": data}
    return {
        "response_class": JSONResponse,
        "responses": {
            200: openapi.answer("The code is this provider's.", RedeemAnswer, example),
            **openapi.refusals(
                *(BODY_NOT_JSON, HEADER_INVALID, SIGNATURE_REFUSED, OTHER_PROVIDER, NO_SUCH_CODE),
                *(ALREADY_USED, CANCELLED, BODY_TOO_LARGE, NOT_JSON_TYPE, INVALID, UNAVAILABLE),
            ),
        },
        "openapi_extra": openapi.described(
            RedeemRequest,
            {"redeem_code": _EXAMPLE_CODE},
            scheme=openapi.REDEEM,
            headers=REDEEM_HEADERS,
        ),
    }


# Of the example clients, the PHP one joins a host ending in "/" with a path starting with it.
@router.post("/" + STATUS_PATH, include_in_schema=False)
@router.post(STATUS_PATH, summary="Ask about a code", **_documented(_STATUS_DATA))
async def status(request: Request, parts: Here) -> JSONResponse:
    """Say whether a code can be redeemed at the asking provider, and whether it has been."""
    provider, code = await _asked(request, parts, STATUS_PATH)
    person = await _redeemable(parts, provider, code)
    redeemed = await _redeemed(parts, person.journey)
    if redeemed is None:
        await _check_open(parts, person.journey)
    data = _STATUS_DATA | {
        "redeem_code": code,
        "status": REDEEMED if redeemed else NOT_REDEEMED,
        "redeem_at": redeemed.at.isoformat() if redeemed else None,
        "dp_platform": person.marketplace or "",
    }
    return _good("Kode dikenali", data)


@router.post("/" + COMMIT_PATH, include_in_schema=False)
@router.post(COMMIT_PATH, summary="Redeem a code", **_documented(_COMMIT_DATA))
async def commit(request: Request, parts: Here) -> JSONResponse:
    """Redeem a code; doing it again changes nothing. Recorded for good before it is answered."""
    provider, code = await _asked(request, parts, COMMIT_PATH)
    person = await _redeemable(parts, provider, code)
    if await _redeemed(parts, person.journey) is None:
        await _check_open(parts, person.journey)
    accepted = await _accept(parts, provider, code, person.journey)
    if accepted is Accepted.CONFLICT:
        raise Problem(ALREADY_USED)
    parts.metrics.count(EVENTS, result=f"redeem_{accepted}")
    parts.relay.nudge()
    return _good("Kode berhasil ditukar", _COMMIT_DATA | {"redeem_code": code})


def with_published_members(problem: Problem) -> JSONResponse:
    """Return a refusal with what a redeem client reads: `success`, `message` and `data`."""
    return problem.response({"success": False, "message": problem.texts.id, "data": {}})


async def _asked(request: Request, parts: Parts, path: str) -> tuple[Partner, str]:
    body = await read_bytes(request)
    provider = parts.credentials.redeemer(request.headers, path, body)
    try:
        asked = RedeemRequest.model_validate(strict_json(body))
    except ValidationError as error:
        raise Problem.invalid(error) from None
    return provider, asked.redeem_code.upper()


async def _redeemable(parts: Parts, provider: Partner, code: str) -> Person:
    """Return whose code it is. Raises `Problem` if it is nobody's or another provider's."""
    person = await owner_of(parts.engine, code)
    if person is None:
        raise Problem(NO_SUCH_CODE)
    if person.provider != provider.code:
        raise Problem(OTHER_PROVIDER)
    return person


async def _redeemed(parts: Parts, journey: str) -> Fact | None:
    facts = await parts.engine.inbox.facts_of(journey, FactKind.VOUCHER_REDEEMED)
    return facts[0] if facts else None


async def _check_open(parts: Parts, journey: str) -> None:
    """Refuse a code whose journey ended before it was redeemed, as the deadline does."""
    case = await parts.engine.cases.find(journey)
    if case is not None and case.stage is Stage.CLOSED:
        raise Problem(CANCELLED)


async def _accept(parts: Parts, provider: Partner, code: str, journey: str) -> Accepted:
    """Record the fact under an id made of the code: one code is redeemed for one person, ever."""
    _, digest = parts.peppers.digests(Purpose.VOUCHER, code)[0]
    bound = f"{journey}/{code}".encode()
    now = parts.engine.now()
    person = await parts.engine.people.get(journey)
    fact = Fact(
        kind=FactKind.VOUCHER_REDEEMED,
        at=now,
        source=Source.PUSH,
        partner=provider.code,
        receipt=f"redeem-{hashlib.sha256(bound).hexdigest()[:32]}",
        voucher_version=person.voucher_version,
    )
    arrival = Arrival(
        # No partner's own webhook-id holds a full stop, so none can be taken for this one.
        webhook_id=f"redeem.{digest}",
        partner=provider.code,
        body=bound,
        at=now,
    )
    return await parts.engine.inbox.accept(arrival, journey=journey, fact=fact)


def _good(message: str, data: dict[str, Any]) -> JSONResponse:
    return JSONResponse({"success": True, "message": message, "data": data})
