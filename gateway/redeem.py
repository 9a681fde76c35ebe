"""PMO's published redeem API (October 2022), which providers call when a participant redeems.

Paths, headers, signature and the answer's `success`, `message`, `data` are published; the meaning
of `data.status` is not, so the two numbers below are ours. Refusals are problem details with the
published members added, so that a provider's existing client finds its `message`.
"""

import hashlib
from typing import Annotated, Final

from fastapi import APIRouter
from pydantic import BaseModel, ConfigDict, StringConstraints, ValidationError
from starlette.requests import Request
from starlette.responses import JSONResponse

from domain.facts import Fact, FactKind, Source
from domain.reasons import Reason, render
from domain.stages import Stage
from gateway import openapi
from gateway.body import read_bytes, strict_json
from gateway.metrics import EVENTS
from gateway.parts import Here, Parts
from gateway.problems import Kind, Problem
from partners.register import Partner
from records.inbox import Accepted
from records.keyring import Purpose
from records.people import Forgotten, Person

BASE: Final = "/api/v1/integration/payment/redeem-code"
STATUS_PATH: Final = f"{BASE}/status"
COMMIT_PATH: Final = f"{BASE}/commit"

NOT_REDEEMED: Final = 0
REDEEMED: Final = 1

_HTTP_STATUS: Final = {
    Reason.VOUCHER_NOT_FOUND: 404,
    Reason.VOUCHER_OTHER_PROVIDER: 403,
    Reason.VOUCHER_ALREADY_USED: 409,
    Reason.VOUCHER_CANCELLED: 409,
}

router = APIRouter(tags=["redeem"])


class RedeemRequest(BaseModel):
    """The body of both calls. Later clients also send `sequence`; it says nothing about vouchers."""

    model_config = ConfigDict(
        hide_input_in_errors=True, json_schema_extra={"examples": [{"redeem_code": "BLJ-0001"}]}
    )

    redeem_code: Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9_-]{4,40}$")]
