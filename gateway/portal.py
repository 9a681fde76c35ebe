"""What the routes for portals share: how they are documented and how a request is read."""

from typing import Any, Final, TypeVar

from pydantic import ValidationError
from starlette.requests import Request
from starlette.responses import JSONResponse

from domain.identity import Nik
from gateway import openapi
from gateway.body import read_bytes, strict_json
from gateway.forms import AboutParticipant, ChangedAnswer
from gateway.kinds import (
    BODY_NOT_JSON,
    BODY_TOO_LARGE,
    INVALID,
    NOT_JSON_TYPE,
    TOKEN_REFUSED,
    UNAVAILABLE,
    Kind,
)
from gateway.parts import Parts
from gateway.problems import Problem

EXAMPLE_NIK: Final = "9971084507900000"

AskedT = TypeVar("AskedT", bound=AboutParticipant)


def documented(
    asked: type[AboutParticipant],
    example: dict[str, Any],
    status: int,
    answer: dict[str, Any],
    *refused: Kind,
) -> dict[str, Any]:
    """Describe a route, but for its path and summary."""
    return {
        "status_code": status,
        "response_class": JSONResponse,
        "responses": {
            status: answer,
            **openapi.refusals(
                *(BODY_NOT_JSON, TOKEN_REFUSED, *refused, BODY_TOO_LARGE),
                *(NOT_JSON_TYPE, INVALID, UNAVAILABLE),
            ),
        },
        "openapi_extra": openapi.described(
            asked, {"nik": EXAMPLE_NIK} | example, scheme=openapi.CLIENT
        ),
    }


CHANGED: Final = openapi.answer("Changed.", ChangedAnswer, {"version": 7})


async def asked_by(request: Request, parts: Parts, form: type[AskedT]) -> tuple[AskedT, Nik]:
    """Return what a client asks, and for whom. Raises `Problem`, `IdentityError`."""
    parts.credentials.client(request.headers)
    try:
        asked = form.model_validate(strict_json(await read_bytes(request)))
    except ValidationError as error:
        raise Problem.invalid(error) from None
    return asked, Nik.parse(asked.nik)
