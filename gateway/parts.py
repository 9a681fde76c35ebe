"""What every route of the gateway is given."""

from dataclasses import dataclass
from typing import Annotated, cast

from fastapi import Depends
from starlette.requests import Request

from engine.client import Engine
from gateway.auth import Credentials
from gateway.metrics import Metrics
from gateway.relay import Relay
from partners.register import Register
from records.keyring import Peppers


@dataclass(frozen=True, slots=True, kw_only=True)
class Parts:
    """Made once, in `app.create_app`."""

    engine: Engine
    register: Register
    credentials: Credentials
    peppers: Peppers
    relay: Relay
    metrics: Metrics


def _parts(request: Request) -> Parts:
    return cast("Parts", request.app.state.parts)


Here = Annotated[Parts, Depends(_parts)]
"""The type of a route's `parts`."""
