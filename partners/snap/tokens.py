"""Access tokens (SNAP BI service 73): fetched when needed, kept until a minute before they end."""

import asyncio
import re
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

import httpx

from domain.snap_codes import Cause, ResponseCode, meaning
from partners.documents import NotADocument, read, written
from partners.signing import rsa_sha256, token_text
from partners.snap.bodies import timestamp
from partners.snap.credentials import Credentials
from partners.wire import NoAnswer, Reply, Wire

_BODY = written({"grantType": "client_credentials"})
_SERVICE = "73"
_OK = 200
# A token goes into a header: no white space, nothing beyond ASCII.
_TOKEN = re.compile(r"[!-~]{1,2048}", re.ASCII)
# The standard says text, some providers send a number; a year at most.
_SECONDS = re.compile(r"[0-9]{1,8}", re.ASCII)
_MARGIN_S = 60.0


class TokenRefused(Exception):
    """The channel does not give us a token: our credentials are wrong there."""


@dataclass(frozen=True, slots=True)
class Token:
    """What goes behind `Bearer`; `fresh` if it was fetched for this call."""

    text: str = field(repr=False)
    fresh: bool


class Tokens:
    """One channel's access token, shared by all its calls."""

    def __init__(
        self,
        url: httpx.URL,
        credentials: Credentials,
        wire: Wire,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self._url = url
        self._credentials = credentials
        self._wire = wire
        # Real time: a token's life does not run faster in a rehearsal.
        self._monotonic = monotonic
        self._text = ""
        self._good_until = float("-inf")
        self._fetching = asyncio.Lock()

    async def current(self, at: datetime) -> Token:
        """Return a token that is good for another minute.

        Raises:
            TokenRefused: our credentials were refused.
            NotSent: the channel was not reached.
            NoAnswer: the channel gave no usable token.
        """
        async with self._fetching:
            if self._monotonic() < self._good_until:
                return Token(self._text, fresh=False)
            asked_at = self._monotonic()
            self._text, seconds = _granted(await self._asked(at))
            self._good_until = asked_at + seconds - _MARGIN_S
            return Token(self._text, fresh=True)

    def drop(self, token: Token) -> None:
        """Forget a token that the channel refused, unless a newer one has taken its place."""
        if token.text == self._text:
            self._good_until = float("-inf")

    async def _asked(self, at: datetime) -> Reply:
        stamp = timestamp(at)
        text = token_text(self._credentials.client_key, stamp)
        headers = {
            "X-TIMESTAMP": stamp,
            "X-CLIENT-KEY": self._credentials.client_key,
            "X-SIGNATURE": rsa_sha256(self._credentials.private_key, text),
        }
        return await self._wire.post(self._url, _BODY, headers, at=at)


def _granted(reply: Reply) -> tuple[str, int]:
    try:
        answer = read(reply.body)
    except NotADocument as fault:
        raise NoAnswer(f"token: {fault}", reply.retry_after) from None
    # The code is mandatory only in a refusal.
    if "responseCode" in answer or reply.status != _OK:
        _check_code(reply, answer.get("responseCode"))
    token, seconds = answer.get("accessToken"), str(answer.get("expiresIn"))
    if not (isinstance(token, str) and _TOKEN.fullmatch(token) and _SECONDS.fullmatch(seconds)):
        raise NoAnswer("token: the answer holds none")
    return token, int(seconds)


def _check_code(reply: Reply, text: object) -> None:
    try:
        code = ResponseCode.parse(text)
    except ValueError:
        raise NoAnswer(f"token: HTTP {reply.status}", reply.retry_after) from None
    cause = meaning(code, sent_http=reply.status, service=_SERVICE).cause
    if cause in {Cause.OUR_CREDENTIALS, Cause.OUR_REQUEST, Cause.OUR_ACCOUNT}:
        raise TokenRefused(f"token: {code}")
    if cause is not Cause.OK:
        raise NoAnswer(f"token: {code}", reply.retry_after)
