"""Describes every route in OpenAPI 3.1, with an example of each body and of each refusal.

Bodies are read by `gateway.body`, not by the framework, so they are described here.
"""

from collections.abc import Sequence
from typing import Any, Final

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi
from pydantic import BaseModel
from pydantic.json_schema import models_json_schema

from gateway.kinds import Kind
from gateway.problems import MEDIA_TYPE, Problem, ProblemDetails

CLIENT: Final = "clientToken"
WEBHOOK: Final = "webhookSignature"
REDEEM: Final = "redeemSignature"

_DESCRIPTION: Final = (
    "The door of the Kartu Prakerja journeys for partners and portals. A body has at most 64 KB "
    "and is strict JSON. Every refusal is a problem (RFC 9457) with a stable `code` and texts in "
    "Indonesian and English; nothing is changed by a refused request."
)
_SCHEMES: Final = {
    CLIENT: {"type": "http", "scheme": "bearer"},
    WEBHOOK: {
        "type": "apiKey",
        "in": "header",
        "name": "webhook-signature",
        "description": "Standard Webhooks 1.0, `v1` (HMAC-SHA256), with the partner's own secret.",
    },
    REDEEM: {
        "type": "apiKey",
        "in": "header",
        "name": "signature",
        "description": (
            "Hex HMAC-SHA1 of client_code, timestamp, POST, path and body, joined without a "
            "separator; the body as sent or in its compact form."
        ),
    },
}


def described(
    body: type[BaseModel], example: object, *, scheme: str, headers: Sequence[str] = ()
) -> dict[str, Any]:
    """Describe what a route is sent."""
    return {
        "security": [{scheme: []}],
        "parameters": [
            {"name": name, "in": "header", "required": True, "schema": {"type": "string"}}
            for name in headers
        ],
        "requestBody": {
            "required": True,
            "content": {
                "application/json": {
                    "schema": {"$ref": f"#/components/schemas/{body.__name__}"},
                    "example": example,
                }
            },
        },
    }


def answer(sentence: str, body: type[BaseModel], example: object) -> dict[str, Any]:
    """Describe one good answer."""
    return {
        "description": sentence,
        "content": {
            "application/json": {
                "schema": {"$ref": f"#/components/schemas/{body.__name__}"},
                "example": example,
            }
        },
    }


def refusals(*kinds: Kind) -> dict[int | str, dict[str, Any]]:
    """Describe the refusals of a route; several kinds may have one status."""
    described_by_status: dict[int | str, dict[str, Any]] = {}
    for kind in kinds:
        example = Problem(kind).details.model_dump(exclude_none=True)
        entry = described_by_status.setdefault(
            kind.status,
            {
                "description": kind.title,
                "content": {
                    MEDIA_TYPE: {
                        "schema": {"$ref": f"#/components/schemas/{ProblemDetails.__name__}"},
                        "examples": {},
                    }
                },
            },
        )
        entry["content"][MEDIA_TYPE]["examples"][kind.code] = {"value": example}
    return described_by_status


def describe(app: FastAPI, models: Sequence[type[BaseModel]]) -> None:
    """Give the application its document, with the schemas of these models."""
    every: list[type[BaseModel]] = [*models, ProblemDetails]
    _, schemas = models_json_schema(
        [(model, "validation") for model in every], ref_template="#/components/schemas/{model}"
    )

    def document() -> dict[str, Any]:
        if app.openapi_schema is None:
            made = get_openapi(
                title=app.title,
                version=app.version,
                description=_DESCRIPTION,
                openapi_version="3.1.0",
                routes=app.routes,
            )
            components = made.setdefault("components", {})
            components.setdefault("schemas", {}).update(schemas["$defs"])
            components["securitySchemes"] = _SCHEMES
            app.openapi_schema = made
        return app.openapi_schema

    # The framework's documented way to replace the document.
    app.openapi = document  # type: ignore[method-assign]
