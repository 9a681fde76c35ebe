"""What each fault does to a request: before anything is done, or to the answer once it is ready."""

import asyncio
import json
import math
import socket
import struct
from collections.abc import Awaitable, Callable, Mapping

from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response

from sandbox.garbling import garbled
from sandbox.occasions import Strike
from sandbox.plans import FaultName
from sandbox.profiles import PROFILES
from sandbox.references import number_of_refused
from sandbox.server import TRANSPORT

SLOW_SECONDS = 2.0
_HTTP_DIGITS = 3


async def unavailable(strike: Strike) -> Response:
    """Answer 503: plainly, or where SNAP BI is spoken with the body of a general error."""
    if strike.occasion.service is None:
        return PlainTextResponse("Service Unavailable", 503)
    code = f"500{strike.occasion.service}00"
    return JSONResponse({"responseCode": code, "responseMessage": "General Error"}, 503)


async def resets(strike: Strike) -> Response:
    """Reset the connection before anything is done: the caller sees ECONNRESET."""
    raw: socket.socket | None = strike.request.scope[TRANSPORT].get_extra_info("socket")
    if raw is not None:
        # With no time to linger, closing sends a reset in place of an orderly end.
        raw.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    return await _hang_up(strike)


async def drops_before_booking(strike: Strike) -> Response:
    """Close the connection without an answer; nothing was done."""
    return await _hang_up(strike)


async def books_then_drops_answer(strike: Strike) -> Response:
    """Do it, then close the connection without an answer."""
    return await _hang_up(strike)


async def too_many(strike: Strike) -> Response:
    """Answer 429 with the real seconds until the channel takes a request again."""
    wait = {"Retry-After": str(max(1, math.ceil(1 / strike.args.per_second)))}
    if strike.occasion.service is None:
        return PlainTextResponse("Too Many Requests", 429, wait)
    body = {
        "responseCode": f"429{strike.occasion.service}00",
        "responseMessage": "Too Many Requests",
    }
    return JSONResponse(body, 429, wait)


async def end_of_day(strike: Strike) -> Response:
    """Say that the books are being closed, or deny knowing any reference until they are."""
    service = strike.occasion.service
    if strike.args.says == "not_found" and strike.occasion.operation == "inquire":
        return JSONResponse(await _denial(strike.request, service))
    if service is None:
        return PlainTextResponse("Closed", 503)
    message = "Feature Not Allowed At This Time. Cut off in progress"
    return JSONResponse({"responseCode": f"403{service}06", "responseMessage": message}, 403)


async def code(strike: Strike) -> Response:
    """Answer `args.code` and do nothing; its first three digits are the HTTP status."""
    text = strike.args.code
    status = int(text[:_HTTP_DIGITS])
    if strike.occasion.service is None:
        return JSONResponse({"error": text}, status)
    body = {"responseCode": text, "responseMessage": "As declared"}
    return JSONResponse(body | await _number(strike, text), status)


async def slow(strike: Strike) -> Response:
    """Do it at once and answer `args.seconds` real seconds later."""
    seconds = strike.args.seconds
    await asyncio.sleep(SLOW_SECONDS if seconds is None else seconds)
    return strike.answer


async def _hang_up(strike: Strike) -> Response:
    strike.request.scope[TRANSPORT].abort()
    # One turn of the loop lets the server notice; what is answered after that goes nowhere.
    await asyncio.sleep(0)
    return strike.answer


async def _number(strike: Strike, code: str) -> dict[str, str]:
    """Return the number of a refused order, where the channel gives it one."""
    profile = PROFILES.get(strike.occasion.partner)
    if profile is None or not profile.asked_by_its_number or not code.startswith("4"):
        return {}
    try:
        reference = str(json.loads(await strike.request.body())["partnerReferenceNo"])
    except (ValueError, KeyError, TypeError):
        return {}
    return {"referenceNo": number_of_refused(profile.channel, reference)}


async def _denial(request: Request, service: str | None) -> dict[str, object]:
    try:
        asked = json.loads(await request.body())
    except ValueError:
        asked = {}
    return {
        "responseCode": f"200{service}00",
        "responseMessage": "Successful",
        "originalPartnerReferenceNo": asked.get("originalPartnerReferenceNo", ""),
        "serviceCode": asked.get("serviceCode", ""),
        "latestTransactionStatus": "07",
        "transactionStatusDesc": "not found",
    }


Effect = Callable[[Strike], Awaitable[Response]]
ON_ARRIVAL: Mapping[FaultName, Effect] = {
    "too_many": too_many,
    "unavailable": unavailable,
    "resets": resets,
    "drops_before_booking": drops_before_booking,
    "end_of_day": end_of_day,
    "code": code,
}
ON_ANSWER: Mapping[FaultName, Effect] = {
    "slow": slow,
    "garbled": garbled,
    "books_then_drops_answer": books_then_drops_answer,
}
