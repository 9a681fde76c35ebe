"""What can go wrong, each thing a function with a name; every firing is counted.

A fault strikes where its partner, operation, voucher, account and dates match. Some strike when a
request arrives (nothing has been done yet), some when its answer is ready (everything has been
done), some are looked for by the part that plays them: `forgets_reference` and
`lies_about_status` by the teller, the hooks by the people.
"""

import asyncio
import socket
import struct
from collections.abc import Awaitable, Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response

from sandbox.memory import Memory
from sandbox.numbers import canonical
from sandbox.plans import Fault, FaultArgs, FaultName, Operation
from sandbox.server import TRANSPORT

SLOW_SECONDS = 2.0
_HTTP_DIGITS = 3


@dataclass(frozen=True, slots=True)
class Occasion:
    """One thing being done, in the words by which a fault chooses whom it strikes."""

    partner: str
    operation: Operation
    at: datetime
    voucher: str | None = None
    account: str | None = None
    fact: str | None = None
    service: str | None = None
    """SNAP BI service code; None where the partner does not speak SNAP BI."""


@dataclass(frozen=True, slots=True)
class Strike:
    """A fault that fires on a request; `answer` is what would have been answered, once known."""

    args: FaultArgs
    request: Request
    occasion: Occasion
    answer: Response


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


async def code(strike: Strike) -> Response:
    """Answer `args.code` and do nothing; its first three digits are the HTTP status."""
    text = strike.args.code
    status = int(text[:_HTTP_DIGITS])
    if strike.occasion.service is None:
        return JSONResponse({"error": text}, status)
    return JSONResponse({"responseCode": text, "responseMessage": "As declared"}, status)


async def slow(strike: Strike) -> Response:
    """Do it at once and answer `args.seconds` real seconds later."""
    seconds = strike.args.seconds
    await asyncio.sleep(SLOW_SECONDS if seconds is None else seconds)
    return strike.answer


async def garbled(strike: Strike) -> Response:
    """Do it and spoil the answer as `args.form` says."""
    body = bytes(strike.answer.body)
    media = "application/json"
    match strike.args.form:
        case "cut":
            body = body[: len(body) // 2]
        case "empty":
            body = b""
        case "html":
            body, media = b"<html><body><h1>502 Bad Gateway</h1></body></html>", "text/html"
        case "other_reference":
            body = body.replace(b'artnerReferenceNo":"', b'artnerReferenceNo":"9')
    return Response(body, strike.answer.status_code, media_type=media)


async def _hang_up(strike: Strike) -> Response:
    strike.request.scope[TRANSPORT].abort()
    # One turn of the loop lets the server notice; what is answered after that goes nowhere.
    await asyncio.sleep(0)
    return strike.answer


Effect = Callable[[Strike], Awaitable[Response]]
ON_ARRIVAL: Mapping[FaultName, Effect] = {
    "unavailable": unavailable,
    "resets": resets,
    "drops_before_booking": drops_before_booking,
    "code": code,
}
ON_ANSWER: Mapping[FaultName, Effect] = {
    "slow": slow,
    "garbled": garbled,
    "books_then_drops_answer": books_then_drops_answer,
}


class Faults:
    """The declared faults and how often each has fired."""

    def __init__(self, memory: Memory) -> None:
        self._memory = memory

    def strike(self, kind: FaultName, occasion: Occasion) -> Fault | None:
        """Return the first fault of a kind that strikes on the occasion, and count it."""
        for fault in self._memory.faults.values():
            if fault.fault == kind and self._strikes(fault, occasion):
                self._memory.count_fired(fault.name)
                return fault
        return None

    async def around(
        self, request: Request, occasion: Occasion, do: Callable[[], Response]
    ) -> Response:
        """Do what was asked, unless a fault strikes first; spoil the answer if one strikes then."""
        for kind, effect in ON_ARRIVAL.items():
            fault = self.strike(kind, occasion)
            if fault is not None:
                return await effect(Strike(fault.args, request, occasion, Response()))
        answer = do()
        for kind, effect in ON_ANSWER.items():
            fault = self.strike(kind, occasion)
            if fault is not None:
                answer = await effect(Strike(fault.args, request, occasion, answer))
        return answer

    def counts(self) -> Iterator[dict[str, object]]:
        """Return every declared fault with how often it may fire and has fired."""
        for fault in self._memory.faults.values():
            yield fault.model_dump(mode="json", by_alias=True) | {
                "fired": self._memory.fired.get(fault.name, 0)
            }

    def _strikes(self, fault: Fault, occasion: Occasion) -> bool:
        account = canonical(occasion.account) if occasion.account else None
        return (
            fault.partner in {None, occasion.partner}
            and fault.operation in {None, occasion.operation}
            and fault.voucher in {None, occasion.voucher}
            and fault.account in {None, account}
            and fault.args.fact in {None, occasion.fact}
            and (fault.start is None or fault.start <= occasion.at)
            and (fault.end is None or occasion.at < fault.end)
            and (fault.times is None or self._memory.fired.get(fault.name, 0) < fault.times)
        )
