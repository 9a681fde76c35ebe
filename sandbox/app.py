"""The one place where the sandbox's parts are joined."""

import asyncio
import contextlib
from collections.abc import AsyncIterator
from functools import partial

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from sandbox.calls import Calls
from sandbox.chronicle import Chronicle
from sandbox.clock import BadInstant, Clock
from sandbox.configuration import Configuration
from sandbox.control import ControlDoor
from sandbox.courier import Courier
from sandbox.faults import Faults
from sandbox.ledger import Ledger
from sandbox.memory import Memory
from sandbox.people import People
from sandbox.references import References
from sandbox.snap import SnapDoor
from sandbox.statements import Statements
from sandbox.teller import Teller
from sandbox.training import TrainingDoor
from sandbox.transfers import Transfers


def build(configuration: Configuration) -> Starlette:
    """Open the file and return the application.

    Raises:
        LedgerBroken: the ledger in the file is not as it was written.
        ValueError: the clock cannot be read.
    """
    clock = Clock.parse(configuration.clock)
    ledger = Ledger(configuration.file)
    memory, references = Memory(configuration.file), References(configuration.file)
    calls = Calls(configuration.file)
    chronicle = Chronicle(memory, has_gateway=bool(configuration.gateway))
    faults = Faults(memory)
    transfers = Transfers(ledger, references, faults)
    teller = Teller(memory, transfers, Statements(ledger, faults), faults)
    courier = Courier(configuration.gateway, configuration.portal_token)
    people = People(memory, chronicle, clock, faults, courier)
    snap = SnapDoor(configuration, clock, faults, references, teller, calls)
    training = TrainingDoor(memory, chronicle, clock, faults, people.plan)
    control = ControlDoor(
        configuration.token, clock, memory, ledger, teller, transfers, faults, people, calls
    )
    acting: list[asyncio.Task[None]] = []
    health = Route("/_healthz", partial(_healthz, acting), methods=["GET"])

    @contextlib.asynccontextmanager
    async def lifespan(_: Starlette) -> AsyncIterator[None]:
        people.plan_all()
        if configuration.gateway and not clock.follows_caller:
            acting.append(asyncio.create_task(people.run()))
        try:
            yield
        finally:
            for task in acting:
                task.cancel()
            await asyncio.gather(*acting, return_exceptions=True)
            await people.stop()
            await courier.close()
            for file in (references, calls, memory, ledger):
                file.close()

    return Starlette(
        routes=[health, *control.routes(), *training.routes(), *snap.routes()],
        lifespan=lifespan,
        exception_handlers={BadInstant: _bad_instant},
    )


async def _healthz(acting: list[asyncio.Task[None]], _: Request) -> Response:
    healthy = not any(task.done() for task in acting)
    return JSONResponse({"healthy": healthy}, 200 if healthy else 503)


async def _bad_instant(_: Request, trouble: Exception) -> Response:
    return JSONResponse({"error": str(trouble)}, 400)
