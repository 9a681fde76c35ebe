"""Reads request bodies: at most 64 KB, in time, and as strict JSON.

The standard parser takes what another reads differently: a repeated key, NaN, a number that
overflows, half of a surrogate pair. A signed body must mean one thing, so all of that is refused.
"""

import asyncio
import json
import math
from typing import Final, NoReturn

from starlette.requests import Request

from gateway.problems import (
    BODY_NOT_JSON,
    BODY_TOO_LARGE,
    BODY_TOO_SLOW,
    INVALID,
    NOT_JSON_TYPE,
    Fault,
    Problem,
    Texts,
)

LIMIT_BYTES: Final = 64 * 1024
TIME_LIMIT_SECONDS: Final = 10.0


async def read_bytes(request: Request) -> bytes:
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
        async with asyncio.timeout(TIME_LIMIT_SECONDS):
            async for chunk in request.stream():
                body += chunk
                if len(body) > LIMIT_BYTES:
                    raise Problem(BODY_TOO_LARGE)
    except TimeoutError:
        raise Problem(BODY_TOO_SLOW) from None
    return bytes(body)


def strict_json(body: bytes) -> dict[str, object]:
    """Return the one object that the bytes hold. Raises `Problem` 400 or 422."""
    try:
        value = json.loads(
            body.decode("utf-8"),
            object_pairs_hook=_without_duplicates,
            parse_constant=_refuse_constant,
            parse_float=_finite,
        )
        # Half of a surrogate pair cannot be written to any store.
        json.dumps(value, ensure_ascii=False).encode("utf-8")
    except (ValueError, RecursionError):
        # Without the cause: its message may repeat the body.
        raise Problem(BODY_NOT_JSON) from None
    if not isinstance(value, dict):
        texts = Texts(id="Isi harus berupa objek JSON.", en="The body must be a JSON object.")
        raise Problem(INVALID, faults=[Fault(field="body", rule="NOT_AN_OBJECT", texts=texts)])
    return value


def _check_type(request: Request) -> None:
    kind = request.headers.get("content-type", "application/json").partition(";")[0].strip().lower()
    plain = request.headers.get("content-encoding", "identity").strip().lower() == "identity"
    if kind != "application/json" or not plain:
        raise Problem(NOT_JSON_TYPE)


def _without_duplicates(pairs: list[tuple[str, object]]) -> dict[str, object]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("duplicate key")
    return found


def _refuse_constant(_name: str) -> NoReturn:
    raise ValueError("not a JSON number")


def _finite(text: str) -> float:
    number = float(text)
    if not math.isfinite(number):
        raise ValueError("number out of range")
    return number
