"""The SNAP BI door of the five channels: tokens, signatures, message ids, and the answers' form.

The timestamp's distance from real time is not checked: rehearsals live in another year.
"""

import json
import secrets
import time
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from sandbox import signatures
from sandbox.calls import Calls
from sandbox.clock import BadInstant, Clock, iso
from sandbox.configuration import Configuration
from sandbox.faults import Faults, Occasion
from sandbox.orders import MESSAGES, Call, Refused, is_instant
from sandbox.profiles import PROFILES, Endpoint, Profile
from sandbox.references import References
from sandbox.teller import Teller

CLIENT_KEY = "prakerja"
PARTNER_ID = "prakerja"
CHANNEL_ID = "95221"
TOKEN_SECONDS = 900
"""How long a token is good, in real seconds."""
TOKEN_SERVICE = "73"  # noqa: S105 - a service code
_LONGEST_EXTERNAL_ID = 36


class SnapDoor:
    """Routes E: every channel under `/snap/<channel>`."""

    def __init__(
        self,
        configuration: Configuration,
        clock: Clock,
        faults: Faults,
        references: References,
        teller: Teller,
        calls: Calls,
    ) -> None:
        self._configuration = configuration
        self._clock = clock
        self._faults = faults
        self._references = references
        self._teller = teller
        self._calls = calls
        self._tokens: dict[tuple[str, str], float] = {}

    def routes(self) -> list[Route]:
        """Return the routes of all channels."""
        routes = []
        for profile in PROFILES.values():
            days = self._configuration.remembers_days.get(profile.channel)
            if days is not None:
                profile = replace(profile, remembers=timedelta(days=days))  # noqa: PLW2901 - the profile in force
            if profile.token_path is not None:
                give = partial(self._give_token, profile)
                routes.append(Route(profile.base + profile.token_path, give, methods=["POST"]))
            for endpoint in profile.endpoints:
                serve = partial(self._serve, profile, endpoint)
                path = profile.base + profile.prefix + endpoint.path
                routes.append(Route(path, serve, methods=["POST"]))
        return routes

    async def _give_token(self, profile: Profile, request: Request) -> Response:
        now = self._now(request)
        self._calls.count(profile.channel, "token")
        occasion = Occasion(profile.channel, "token", now, service=TOKEN_SERVICE)
        body = _parsed(await request.body())

        def do() -> Response:
            try:
                return self._token(profile, request, body, now)
            except Refused as refused:
                return _refusal(refused, TOKEN_SERVICE, now)

        return await self._faults.around(request, occasion, do)

    def _token(
        self, profile: Profile, request: Request, body: Mapping[str, object], now: datetime
    ) -> Response:
        client, stamp = request.headers.get("x-client-key", ""), _stamp(request)
        offered, key = request.headers.get("x-signature", ""), self._configuration.snap_public_key
        if key is None or client != CLIENT_KEY:
            raise Refused(401, "00")
        if not signatures.is_token_request(key, offered, client, stamp):
            raise Refused(401, "00")
        if body.get("grantType") != "client_credentials":
            raise Refused(400, "01", "grantType")
        token, expires = secrets.token_urlsafe(32), time.monotonic() + TOKEN_SECONDS
        self._tokens = {
            known: until for known, until in self._tokens.items() if until > time.monotonic()
        }
        self._tokens[profile.channel, token] = expires
        content = {
            "accessToken": token,
            "tokenType": "Bearer",
            "expiresIn": str(TOKEN_SECONDS),
            "additionalInfo": {},
        }
        return _answer(200, TOKEN_SERVICE, "00", content, now)

    async def _serve(self, profile: Profile, endpoint: Endpoint, request: Request) -> Response:
        raw = await request.body()
        body, now = _parsed(raw), self._now(request)
        self._calls.count(profile.channel, endpoint.operation, _reference(endpoint, body))
        account = self._account(profile, endpoint, body)
        occasion = Occasion(
            profile.channel, endpoint.operation, now, account=account, service=endpoint.service
        )

        def do() -> Response:
            try:
                call = self._authenticated(profile, endpoint, request, raw, now)
                reply = self._teller.serve(call, occasion)
            except Refused as refused:
                return _refusal(refused, endpoint.service, now)
            return _answer(reply.http, endpoint.service, reply.case, reply.body, now)

        return await self._faults.around(request, occasion, do)

    def _authenticated(
        self, profile: Profile, endpoint: Endpoint, request: Request, raw: bytes, now: datetime
    ) -> Call:
        stamp, headers = _stamp(request), request.headers
        self._check_signature(profile, request, raw, stamp)
        if headers.get("x-partner-id") != PARTNER_ID or headers.get("channel-id") != CHANNEL_ID:
            raise Refused(401, "00")
        external_id = headers.get("x-external-id", "")
        if not (external_id.isascii() and external_id.isdecimal()):
            raise Refused(400, "01", "X-EXTERNAL-ID")
        if len(external_id) > _LONGEST_EXTERNAL_ID:
            raise Refused(400, "01", "X-EXTERNAL-ID")
        if not self._references.is_new_message(profile.channel, external_id, now):
            raise Refused(409, "00")
        body = _parsed(raw)
        if not body:
            raise Refused(400, "00")
        return Call(profile, endpoint, raw, body, external_id, stamp, now)

    def _check_signature(self, profile: Profile, request: Request, raw: bytes, stamp: str) -> None:
        offered, path = request.headers.get("x-signature", ""), request.url.path
        if profile.token_path is None:
            key = self._configuration.snap_public_key
            if key is None or not signatures.is_snap_rsa(
                key, offered, path=path, body=raw, timestamp=stamp
            ):
                raise Refused(401, "00")
            return
        token = request.headers.get("authorization", "").removeprefix("Bearer ")
        if not token:
            raise Refused(401, "03")
        if self._tokens.get((profile.channel, token), 0.0) <= time.monotonic():
            raise Refused(401, "01")
        secret = self._configuration.snap_secrets.get(profile.channel)
        if secret is None or not signatures.is_snap_hmac(
            offered, signatures.snap_hmac(secret, path, token, raw, stamp)
        ):
            raise Refused(401, "00")

    def _account(
        self, profile: Profile, endpoint: Endpoint, body: Mapping[str, object]
    ) -> str | None:
        """Return whom a request is about, as well as an unchecked body tells it."""
        if endpoint.task == "status":
            reference = body.get("originalPartnerReferenceNo")
            return self._references.account_of(profile.channel, str(reference))
        names = ("customerNumber", "beneficiaryAccountNo", "accountNo")
        account = next((str(body[name]) for name in names if name in body), None)
        reference = body.get("partnerReferenceNo")
        if endpoint.task == "transfer" and account is not None and isinstance(reference, str):
            self._references.asked(profile.channel, reference, account)
        return account

    def _now(self, request: Request) -> datetime:
        caller = request.headers.get("x-programme-time") or request.headers.get("x-timestamp")
        try:
            return self._clock.now(caller)
        except BadInstant:
            return self._clock.now()


def _stamp(request: Request) -> str:
    """Return X-TIMESTAMP. Raises `Refused` if it is not written as it must be."""
    stamp = request.headers.get("x-timestamp", "")
    if not is_instant(stamp):
        raise Refused(400, "01", "X-TIMESTAMP")
    return stamp


def _reference(endpoint: Endpoint, body: Mapping[str, object]) -> object:
    """Return the reference of the payment that a request sends or asks about."""
    names = {"transfer": "partnerReferenceNo", "status": "originalPartnerReferenceNo"}
    return body.get(names.get(endpoint.task, ""), "")


def _parsed(raw: bytes) -> dict[str, object]:
    """Return the body as an object, empty if it is none."""
    try:
        body = json.loads(raw)
    except (ValueError, RecursionError):
        return {}
    return body if isinstance(body, dict) else {}


def _refusal(refused: Refused, service: str, now: datetime) -> Response:
    body: dict[str, object] = {}
    if refused.result is not None:
        body = {"additionalInfo": {"resultMsg": refused.result}}
    if refused.number is not None:
        body["referenceNo"] = refused.number
    return _answer(refused.http, service, refused.case, body, now, refused.field)


def _answer(
    http: int,
    service: str,
    case: str,
    body: Mapping[str, object],
    now: datetime,
    field: str = "",
) -> Response:
    message = f"{MESSAGES.get(f'{http}{case}', 'General Error')} {field}".rstrip()
    content = {"responseCode": f"{http}{service}{case}", "responseMessage": message, **body}
    return JSONResponse(content, http, {"X-TIMESTAMP": iso(now)})
