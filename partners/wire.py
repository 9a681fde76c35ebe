"""One HTTP call, and what each way of ending means.

For money the question is not "did it work" but "can it have been heard": `NotSent` says that the
partner saw nothing, `NoAnswer` that nobody knows, `Reply` that an answer came back whole.
"""

import asyncio
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import httpx

from domain import tries
from domain.clock import JAKARTA

# Raised by the client before it writes the first byte of a request: name look-up, connection and
# TLS handshake, or waiting for a free connection.
_BEFORE_THE_FIRST_BYTE = (
    httpx.ConnectError,
    httpx.ConnectTimeout,
    httpx.PoolTimeout,
    httpx.UnsupportedProtocol,
)


LONGEST_RETRY_AFTER = timedelta(hours=1)
"""No partner puts us off for longer with one header."""
_BUSY = frozenset({429, 503})
_SECONDS = re.compile(r"[0-9]{1,9}", re.ASCII)


class NotSent(Exception):
    """The call ended before its first byte was written: the partner knows nothing of it."""


class NoAnswer(Exception):
    """The call was, or may have been, heard, and no whole answer came back.

    `retry_after` is the wait that the partner asked for, where an answer named one all the same.
    """

    def __init__(self, message: str, retry_after: timedelta | None = None) -> None:
        super().__init__(message)
        self.retry_after = retry_after


@dataclass(frozen=True, slots=True)
class Limits:
    """What one call may take; `total_s` covers everything from the connection to the last byte."""

    connect_s: float = 5.0
    total_s: float = 15.0
    body_bytes: int = 64 * 1024


@dataclass(frozen=True, slots=True)
class Reply:
    """A whole answer, not yet understood. The body is not shown in a `repr`."""

    status: int
    body: bytes = field(repr=False)
    retry_after: timedelta | None = None
    """The wait in real time that came with 429 or 503; None if none was named in seconds."""


def open_client() -> httpx.AsyncClient:
    """Return the one client that all adapters share; the caller closes it.

    It ignores proxies and credentials of the environment. Each worker bounds its calls, so the
    pool is as wide as they are, lest one slow partner holds the connections of all.
    """
    pool = httpx.Limits(max_connections=None, max_keepalive_connections=100)
    return httpx.AsyncClient(trust_env=False, follow_redirects=False, limits=pool)


class Wire:
    """Posts bytes. Follows no redirect, keeps no cookie, unpacks nothing."""

    def __init__(self, http: httpx.AsyncClient, limits: Limits | None = None) -> None:
        self._http = http
        self._limits = limits or Limits()

    async def post(
        self, url: httpx.URL, body: bytes, headers: Mapping[str, str], *, at: datetime
    ) -> Reply:
        """Send exactly these bytes, with the programme time `at` told beside them.

        Raises:
            NotSent: nothing was written.
            NoAnswer: no whole answer within the limits: a time-out, a reset, a body that is too
                long or packed.
        """
        timeout = httpx.Timeout(self._limits.total_s, connect=self._limits.connect_s)
        # Built without the client's defaults, so that no stored cookie or header joins in.
        request = httpx.Request(
            "POST",
            url,
            content=body,
            headers={
                "Content-Type": "application/json",
                "Accept": "application/json",
                "Accept-Encoding": "identity",
                "X-Programme-Time": at.astimezone(JAKARTA).isoformat(),
                **headers,
            },
            extensions={"timeout": timeout.as_dict()},
        )
        if tries.is_over():
            # This process slept: what it wants to send may have been settled by others.
            raise NotSent("the time of this try is over")
        try:
            async with asyncio.timeout(self._limits.total_s):
                return await self._exchange(request)
        except _BEFORE_THE_FIRST_BYTE as error:
            raise NotSent(type(error).__name__) from None
        except (httpx.HTTPError, OSError) as error:
            # TimeoutError is an OSError. The causes are cut off: they hold the request.
            raise NoAnswer(type(error).__name__) from None

    async def _exchange(self, request: httpx.Request) -> Reply:
        response = await self._http.send(request, stream=True, auth=None, follow_redirects=False)
        try:
            if response.headers.get("content-encoding", "identity").lower() != "identity":
                raise NoAnswer("a packed body, which was not asked for")
            wait = _retry_after(response)
            return Reply(response.status_code, await self._capped(response), wait)
        finally:
            await response.aclose()

    async def _capped(self, response: httpx.Response) -> bytes:
        body = bytearray()
        async for chunk in response.aiter_bytes():
            body += chunk
            if len(body) > self._limits.body_bytes:
                raise NoAnswer("a body above the limit")
        return bytes(body)


def _retry_after(response: httpx.Response) -> timedelta | None:
    """Read `Retry-After` in seconds (RFC 9110); a date or rubbish names no wait."""
    text = response.headers.get("retry-after", "").strip()
    if response.status_code not in _BUSY or not _SECONDS.fullmatch(text):
        return None
    return min(timedelta(seconds=int(text)), LONGEST_RETRY_AFTER)
