"""Routes F: whoever holds the token tells the sandbox its world and reads what came of it."""

import hmac
import json
from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import Any, TypeVar

from pydantic import BaseModel, ConfigDict, TypeAdapter, ValidationError
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from sandbox.accounts import Holding
from sandbox.calls import Calls
from sandbox.clock import Clock, instant
from sandbox.faults import Faults
from sandbox.ledger import Ledger
from sandbox.lives import Person, World
from sandbox.memory import Memory, UnknownPartner
from sandbox.people import People
from sandbox.plans import Account, Fault
from sandbox.teller import Teller
from sandbox.transfers import Transfers

Plan = TypeVar("Plan", Person, Account, Fault)
Endpoint = Callable[[Request], Awaitable[Response]]


class Reversal(BaseModel):
    """A paid transfer that its channel takes back."""

    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)

    channel: str
    reference: str


class ControlDoor:
    """The token's holder may do everything here; nobody else anything."""

    def __init__(  # noqa: PLR0913, PLR0917 - it controls all parts
        self,
        token: str,
        clock: Clock,
        memory: Memory,
        ledger: Ledger,
        teller: Teller,
        transfers: Transfers,
        faults: Faults,
        people: People,
        calls: Calls,
    ) -> None:
        self._token = token
        self._clock = clock
        self._memory = memory
        self._ledger = ledger
        self._teller = teller
        self._transfers = transfers
        self._faults = faults
        self._people = people
        self._calls = calls

    def routes(self) -> list[Route]:
        """Return the control routes."""
        told: dict[str, Endpoint] = {
            "/_world": self._replace,
            "/_people": self._add_people,
            "/_accounts": self._add_accounts,
            "/_faults": self._add_faults,
            "/_reversals": self._reverse,
            "/_act": self._act,
        }
        read: dict[str, Endpoint] = {
            "/_ledger": self._show_ledger,
            "/_faults": self._show_faults,
            "/_accounts": self._show_accounts,
            "/_calls": self._show_calls,
            "/_log": self._show_log,
        }
        return [
            *(Route(path, self._guarded(do), methods=["POST"]) for path, do in told.items()),
            *(Route(path, self._guarded(do), methods=["GET"]) for path, do in read.items()),
        ]

    def _guarded(self, do: Endpoint) -> Endpoint:
        async def guarded(request: Request) -> Response:
            offered = request.headers.get("authorization", "").removeprefix("Bearer ")
            if not hmac.compare_digest(offered.encode(), self._token.encode()):
                return JSONResponse({"error": "token"}, 401)
            try:
                return await do(request)
            except ValidationError as trouble:
                wrong = [
                    {"where": list(error["loc"]), "what": error["msg"]}
                    for error in trouble.errors(include_url=False, include_input=False)
                ]
                return JSONResponse({"error": "body", "wrong": wrong}, 422)
            except json.JSONDecodeError:
                return JSONResponse({"error": "json"}, 400)
            except UnknownPartner as trouble:
                return JSONResponse({"error": str(trouble)}, 422)

        return guarded

    async def _replace(self, request: Request) -> Response:
        world = World.model_validate_json(await request.body())
        self._memory.replace(world)
        self._people.plan_all()
        return JSONResponse({"people": len(world.people), "accounts": len(world.accounts)})

    async def _add_people(self, request: Request) -> Response:
        people = await _plans(request, Person, "people")
        self._memory.add(people)
        for person in people:
            self._people.plan(person.nik)
        return JSONResponse({"people": len(people)})

    async def _add_accounts(self, request: Request) -> Response:
        accounts = await _plans(request, Account, "accounts")
        self._memory.add(accounts)
        return JSONResponse({"accounts": len(accounts)})

    async def _add_faults(self, request: Request) -> Response:
        faults = await _plans(request, Fault, "faults")
        self._memory.add(faults)
        return JSONResponse({"faults": len(faults)})

    async def _reverse(self, request: Request) -> Response:
        asked = Reversal.model_validate_json(await request.body())
        row = self._transfers.reverse(asked.channel, asked.reference, self._now(request))
        if row is None:
            return JSONResponse({"error": "reference_unknown"}, 404)
        return JSONResponse({"seq": row.seq})

    async def _act(self, request: Request) -> Response:
        # A `+` in a query means a space, and an instant holds no other.
        until = instant(request.query_params.get("until", "").replace(" ", "+"))
        if not self._clock.follows_caller:
            return JSONResponse({"error": "people act by the clock"}, 409)
        acts = await self._people.act_until(until)
        self._clock.now(until.isoformat())
        return JSONResponse({"acts": acts})

    async def _show_ledger(self, request: Request) -> Response:
        self._ledger.settle(self._now(request))
        return JSONResponse(self._ledger.rows(_start(request)))

    async def _show_faults(self, _: Request) -> Response:
        return JSONResponse(list(self._faults.counts()))

    async def _show_accounts(self, request: Request) -> Response:
        now = self._now(request)
        self._ledger.settle(now)
        held = [self._teller.held(*own, now) for own in self._memory.accounts]
        return JSONResponse([_shown(one) for one in held if one is not None])

    async def _show_calls(self, _: Request) -> Response:
        told = {
            "by_reference": self._calls.by_reference(),
            "totals": self._calls.totals(),
            "refusals": self._calls.refusals(),
        }
        return JSONResponse(told)

    async def _show_log(self, request: Request) -> Response:
        return JSONResponse(self._memory.notes(_start(request)))

    def _now(self, request: Request) -> datetime:
        return self._clock.now(request.headers.get("x-programme-time"))


async def _plans(request: Request, kind: type[Plan], key: str) -> list[Plan]:
    """Read a list, bare or under its key. Raises `ValidationError`."""
    body: Any = json.loads(await request.body())
    listed = body[key] if isinstance(body, dict) and key in body else body
    return TypeAdapter(list[kind]).validate_python(listed)  # type: ignore[valid-type]  # one of the three


def _shown(held: Holding) -> dict[str, object]:
    names = held.__slots__
    return {name: getattr(held, name) for name in names}


def _start(request: Request) -> int:
    text = request.query_params.get("from", "0")
    if not (text.isascii() and text.isdecimal()):
        raise HTTPException(400, "from is a sequence number")
    return int(text)
