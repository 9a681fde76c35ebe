"""Puts the gateway together."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager, suppress
from functools import partial

from fastapi import FastAPI
from starlette.requests import Request
from starlette.responses import Response

from engine.client import Engine
from engine.messages import deliver
from gateway import accounts, events, forms, health, openapi, participants, redeem
from gateway.auth import Credentials
from gateway.envelope import Envelope
from gateway.errors import PROBLEMS
from gateway.metrics import Metrics
from gateway.parts import Parts
from gateway.relay import Relay
from partners.register import Register
from records.keyring import Peppers
from settings import Settings

_BODIES = (
    *(redeem.RedeemRequest, redeem.RedeemAnswer, events.EventRequest, events.EventAnswer),
    *(forms.ApplicationRequest, forms.AccountRequest, forms.UnlinkRequest, forms.VoucherRequest),
    *(forms.WaiverRequest, forms.EnrolledAnswer, forms.LinkedAnswer, forms.ChangedAnswer),
    *(health.Health, health.Readiness),
)


def create_app(
    engine: Engine, register: Register, settings: Settings, *, relaying: bool = True
) -> FastAPI:
    """Return the application. Without `relaying`, accepted events wait for another gateway.

    Raises ValueError for a secret in the wrong form.
    """
    parts = _parts(engine, register, settings)
    app = FastAPI(
        title="Prakerja gateway",
        version="1",
        # The interactive pages load scripts from other hosts; the document itself is enough.
        docs_url=None,
        redoc_url=None,
        redirect_slashes=False,
        lifespan=_relaying(parts.relay) if relaying else None,
    )
    app.state.parts = parts
    app.add_middleware(Envelope, metrics=parts.metrics)
    for exception in PROBLEMS:
        app.add_exception_handler(exception, _refuse)
    for part in (redeem, events, participants, accounts, health):
        app.include_router(part.router)
    openapi.describe(app, _BODIES)
    return app


def _parts(engine: Engine, register: Register, settings: Settings) -> Parts:
    metrics = Metrics()
    return Parts(
        engine=engine,
        register=register,
        credentials=Credentials(settings, register),
        peppers=Peppers.parse(settings.peppers.get_secret_value()),
        relay=Relay(engine.inbox, partial(deliver, engine), metrics, now=engine.now),
        metrics=metrics,
    )


def _relaying(relay: Relay) -> Callable[[FastAPI], AbstractAsyncContextManager[None]]:
    @asynccontextmanager
    async def lifespan(_app: FastAPI) -> AsyncIterator[None]:
        task = asyncio.create_task(relay.run(), name="relay")
        try:
            yield
        finally:
            task.cancel()
            with suppress(asyncio.CancelledError):
                await task

    return lifespan


async def _refuse(request: Request, error: Exception) -> Response:
    """Answer with the problem that an exception is, in the form that its caller reads."""
    problem = next(make(error) for kind, make in PROBLEMS.items() if isinstance(error, kind))
    if request.url.path.lstrip("/").startswith(redeem.BASE.lstrip("/")):
        return redeem.with_published_members(problem)
    return problem.response()
