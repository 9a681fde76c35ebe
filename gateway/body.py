"""Reads request bodies: at most 64 KB, in time, and as one strict JSON object."""

import asyncio
from typing import Any, Final

from starlette.requests import Request

from gateway.kinds import BODY_NOT_JSON, BODY_TOO_LARGE, BODY_TOO_SLOW, NOT_JSON_TYPE
from gateway.problems import Problem
from partners.documents import NotADocument, read

LIMIT_BYTES: Final = 64 * 1024
TIME_LIMIT_SECONDS: Final = 10.0


async def read_bytes(request: Request, seconds: float = TIME_LIMIT_SECONDS) -> bytes:
    """Return the body exactly as sent.

    Raises `Problem` 408, 413 or 415. The size is counted while reading, because a chunked body
    announces none and an announcement may be wrong.
    """
    _check_type(request)
    announced = request.headers.get("content-length", "0")
    # Only digits: int() would also take "+1", " 1" and "1_0".
    if not announced.isdecimal() or len(announced) > len(str(LIMIT_BYTES)):
        raise Problem(BODY_TOO_LARGE)
    if int(announced) > LIMIT_BYTES:
        raise Problem(BODY_TOO_LARGE)
    body = bytearray()
    try:
        async with asyncio.timeout(seconds):
            async for chunk in request.stream():
                body += chunk
                if len(body) > LIMIT_BYTES:
                    raise Problem(BODY_TOO_LARGE)
    except TimeoutError:
        raise Problem(BODY_TOO_SLOW) from None
    return bytes(body)


def strict_json(body: bytes) -> dict[str, Any]:
    """Return the one object that the bytes hold. Raises `Problem` 400."""
    try:
        return read(body)
    except NotADocument:
        raise Problem(BODY_NOT_JSON) from None


def _check_type(request: Request) -> None:
    kind = request.headers.get("content-type", "application/json").partition(";")[0].strip().lower()
    plain = request.headers.get("content-encoding", "identity").strip().lower() == "identity"
    if kind != "application/json" or not plain:
        raise Problem(NOT_JSON_TYPE)
