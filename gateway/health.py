"""For whoever runs the gateway: is it alive, can it do its work, what has it done."""

from typing import Final

from fastapi import APIRouter
from pydantic import BaseModel
from starlette.responses import JSONResponse, PlainTextResponse

from gateway import openapi
from gateway.calls import EngineUnreachable, reached
from gateway.kinds import UNAVAILABLE
from gateway.metrics import CONTENT_TYPE, MOST_COUNTED
from gateway.parts import Here
from records.database import RecordsUnavailable

router = APIRouter(tags=["health"])

_LIMIT_SECONDS: Final = 2.0


class Health(BaseModel):
    """The process answers."""

    status: str


class Readiness(BaseModel):
    """What the gateway depends on. Without the engine, events are still accepted and kept."""

    records: bool
    engine: bool


@router.get(
    "/healthz",
    summary="Is it alive?",
    response_class=JSONResponse,
    responses={200: openapi.answer("Alive.", Health, {"status": "ok"})},
)
async def healthz() -> JSONResponse:
    """Answer, and nothing else."""
    return JSONResponse({"status": "ok"})


@router.get(
    "/readyz",
    summary="Can it do its work?",
    response_class=JSONResponse,
    responses={
        200: openapi.answer("Ready.", Readiness, {"records": True, "engine": True}),
        503: openapi.answer("Something is missing.", Readiness, {"records": True, "engine": False}),
    },
)
async def readyz(parts: Here) -> JSONResponse:
    """Ask the database and the engine whether they answer."""
    try:
        await parts.engine.inbox.undelivered(1)
        records = True
    except RecordsUnavailable:
        records = False
    try:
        engine = await reached(parts.engine.client.service_client.check_health(), _LIMIT_SECONDS)
    except EngineUnreachable:
        engine = False
    ready = Readiness(records=records, engine=engine)
    status = 200 if records and engine else UNAVAILABLE.status
    return JSONResponse(ready.model_dump(), status_code=status)


@router.get("/metrics", summary="Counts for Prometheus", response_class=PlainTextResponse)
async def metrics(parts: Here) -> PlainTextResponse:
    """Return counts and the length of the relay's queue; labels come from fixed lists."""
    waiting = await parts.engine.inbox.undelivered(MOST_COUNTED)
    text = parts.metrics.text(undelivered=len(waiting))
    return PlainTextResponse(text, media_type=CONTENT_TYPE)
