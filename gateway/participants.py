"""What portals ask for participants: enrol them, correct a voucher, waive a fact.

A change is an update of the participant's journey and is answered at once. NIKs travel in bodies
only, never in an address.
"""

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import JSONResponse

from domain.application import parse_application
from domain.facts import FactKind, Site
from engine import enrolment, messages
from gateway import openapi
from gateway.body import read_bytes, strict_json
from gateway.calls import reached
from gateway.forms import (
    ApplicationRequest,
    EnrolledAnswer,
    VoucherRequest,
    WaiverRequest,
)
from gateway.kinds import (
    ALREADY_TAKEN,
    REFUSED,
    UNKNOWN_PARTICIPANT,
)
from gateway.parts import Here
from gateway.portal import CHANGED, asked_by, documented

router = APIRouter(prefix="/v1/participants", tags=["participants"])


@router.post(
    "",
    summary="Enrol a participant",
    **documented(
        ApplicationRequest,
        {
            "name": "Siti Contoh",
            "phone": "0812-0000-0001",
            "wave": 1,
            "voucher": "CONTOH-0001",
            "provider": "belajaria",
            "channel": "pasarilmu",
            "bought_on": "2020-04-26",
        },
        201,
        openapi.answer(
            "Enrolled; 200 with `new` false if it had been done before.",
            EnrolledAnswer,
            {"journey": "journey-abcdefghijklmnopqrst", "new": True},
        ),
        ALREADY_TAKEN,
    ),
)
async def enrol(request: Request, parts: Here) -> JSONResponse:
    """Start a participant's journey; the same application again finds the same journey."""
    parts.credentials.client(request.headers)
    fields = strict_json(await read_bytes(request))
    application = parse_application(fields, known=parts.register)
    enrolled = await reached(enrolment.enrol(parts.engine, application, at=parts.engine.now()))
    return JSONResponse(
        {"journey": enrolled.journey, "new": enrolled.new},
        status_code=201 if enrolled.new else 200,
    )


@router.post(
    "/voucher",
    summary="Correct the voucher code",
    **documented(
        VoucherRequest,
        {"voucher": "CONTOH-0002"},
        200,
        CHANGED,
        *(UNKNOWN_PARTICIPANT, REFUSED),
    ),
)
async def correct_voucher(request: Request, parts: Here) -> JSONResponse:
    """Replace a voucher code that was noted wrongly."""
    asked, nik = await asked_by(request, parts, VoucherRequest)
    receipt = await reached(
        messages.correct_voucher(parts.engine, nik, asked.voucher, at=parts.engine.now())
    )
    return JSONResponse({"version": receipt.version})


@router.post(
    "/waiver",
    summary="Waive a fact",
    **documented(
        WaiverRequest,
        {
            "fact": FactKind.REVIEW_SUBMITTED,
            "site": Site.PROVIDER,
            "ground": "NO_REVIEW_FEATURE",
            "by": "pmo-desk",
        },
        200,
        CHANGED,
        *(UNKNOWN_PARTICIPANT, REFUSED),
    ),
)
async def waive(request: Request, parts: Here) -> JSONResponse:
    """Go on without a fact that will never come."""
    asked, nik = await asked_by(request, parts, WaiverRequest)
    receipt = await reached(
        messages.waive(parts.engine, nik, asked.fact, asked.site, asked.ground, asked.by)
    )
    return JSONResponse({"version": receipt.version})
