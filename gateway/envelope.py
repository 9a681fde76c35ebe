"""The outermost layer: one log line and one count per request, and no exception gets out.

The line names the route, never the address that was asked for: an unknown address may hold a NIK.
Of an unexpected exception it names the class and the place, never the message.
"""

import logging
import time
import traceback
from http import HTTPMethod
from typing import Final

from starlette.requests import ClientDisconnect
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from gateway.kinds import INTERNAL
from gateway.metrics import REQUESTS, Metrics
from gateway.problems import Problem

logger = logging.getLogger("gateway")

_METHODS: Final = frozenset(HTTPMethod)
_HEADERS: Final = ((b"cache-control", b"no-store"), (b"x-content-type-options", b"nosniff"))
_CLOSE: Final = ((b"connection", b"close"),)
_BODY_HEADERS: Final = frozenset({b"content-length", b"transfer-encoding"})
_CLIENT_GONE: Final = 499


class Envelope:
    """ASGI middleware around the whole application."""

    def __init__(self, app: ASGIApp, metrics: Metrics) -> None:
        self._app = app
        self._metrics = metrics

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on and see what is answered."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        started = time.monotonic()
        status = 0
        unread = not _BODY_HEADERS.isdisjoint(name for name, _ in scope["headers"])

        async def read() -> Message:
            nonlocal unread
            message = await receive()
            unread = unread and message.get("more_body", False)
            return message

        async def watched(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                # Otherwise the server would go on reading a body that nobody wants.
                closing = _CLOSE if unread else ()
                message["headers"] = [*message.get("headers", ()), *_HEADERS, *closing]
            await send(message)

        try:
            await self._app(scope, read, watched)
        except ClientDisconnect:
            status = _CLIENT_GONE
        except Exception as error:  # noqa: BLE001 - the last stop: what escapes here reaches a log with its message
            logger.error("unexpected %s at %s", type(error).__name__, place_of(error))  # noqa: TRY400 - a traceback quotes values
            if status == 0:
                await Problem(INTERNAL).response()(scope, read, watched)
        self._record(scope, status, time.monotonic() - started)

    def _record(self, scope: Scope, status: int, seconds: float) -> None:
        route = getattr(scope.get("route"), "path", "unknown")
        method = scope["method"] if scope["method"] in _METHODS else "OTHER"
        self._metrics.count(REQUESTS, route=route, method=method, status=str(status))
        self._metrics.spent(seconds, route=route)
        logger.info("%s %s %d %.0fms", method, route, status, seconds * 1000)


def place_of(error: BaseException) -> str:
    """Name the function and line that raised, for a log without the message."""
    frames = traceback.extract_tb(error.__traceback__)
    return f"{frames[-1].name}:{frames[-1].lineno}" if frames else "?"
