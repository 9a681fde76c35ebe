"""What portals ask for participants: enrol, link and unlink an account, correct, waive.

A change is an update of the participant's journey and is answered at once. NIKs travel in bodies
only, never in an address.
"""

from typing import Any, Final, TypeVar

from fastapi import APIRouter
from pydantic import ValidationError
from starlette.requests import Request
from starlette.responses import JSONResponse

from domain.application import parse_application
from domain.facts import FactKind, Site
from domain.identity import IdentityError, Nik, Phone
from domain.messages import LinkAnswer
from domain.payouts import Channel
from domain.reasons import Reason, render
from engine import enrolment, messages
from gateway import openapi
from gateway.body import read_bytes, strict_json
from gateway.calls import reached
from gateway.forms import (
    AboutParticipant,
    AccountRequest,
    ApplicationRequest,
    ChangedAnswer,
    EnrolledAnswer,
    LinkedAnswer,
    UnlinkRequest,
    VoucherRequest,
    WaiverRequest,
)
from gateway.kinds import (
    ALREADY_TAKEN,
    BODY_NOT_JSON,
    BODY_TOO_LARGE,
    INVALID,
    NOT_JSON_TYPE,
    REFUSED,
    TOKEN_REFUSED,
    UNAVAILABLE,
    UNKNOWN_PARTICIPANT,
    Kind,
)
from gateway.parts import Here, Parts
from gateway.problems import Problem, Texts
from partners.register import Register, UnknownPartner

router = APIRouter(prefix="/v1/participants", tags=["participants"])

_ACCOUNT_DIGITS: Final = range(8, 16)

_NIK: Final = "9971084507900000"

_AskedT = TypeVar("_AskedT", bound=AboutParticipant)


def _documented(
    asked: type[AboutParticipant],
    example: dict[str, Any],
    status: int,
    answer: dict[str, Any],
    *refused: Kind,
) -> dict[str, Any]:
    return {
        "status_code": status,
        "response_class": JSONResponse,
        "responses": {
            status: answer,
            **openapi.refusals(
                *(BODY_NOT_JSON, TOKEN_REFUSED, *refused, BODY_TOO_LARGE),
                *(NOT_JSON_TYPE, INVALID, UNAVAILABLE),
            ),
        },
        "openapi_extra": openapi.described(asked, {"nik": _NIK} | example, scheme=openapi.CLIENT),
    }


_CHANGED: Final = openapi.answer("Changed.", ChangedAnswer, {"version": 7})


@router.post(
    "",
    summary="Enrol a participant",
    **_documented(
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
    application = parse_application(fields, known=_Known(parts.register))
    enrolled = await reached(enrolment.enrol(parts.engine, application, at=parts.engine.now()))
    return JSONResponse(
        {"journey": enrolled.journey, "new": enrolled.new},
        status_code=201 if enrolled.new else 200,
    )


@router.post(
    "/account",
    summary="Link a payout account",
    **_documented(
        AccountRequest,
        {"channel": "ovo", "number": "0812-0000-0001"},
        200,
        openapi.answer(
            "Linked, or why not.",
            LinkedAnswer,
            {
                "accepted": False,
                "reason": Reason.KYC_REQUIRED,
                "check": {"exists": True, "active": True, "upgraded": False},
                "remedy": {
                    "id": render(Reason.KYC_REQUIRED, "id", channel="ovo").remedy,
                    "en": render(Reason.KYC_REQUIRED, "en", channel="ovo").remedy,
                },
            },
        ),
        UNKNOWN_PARTICIPANT,
        REFUSED,
    ),
)
async def link_account(request: Request, parts: Here) -> JSONResponse:
    """Check an account with its bank or wallet and pay there from now on, if it is good."""
    asked, nik = await _read(request, parts, AccountRequest)
    number = _account_number(asked.channel, asked.number)
    answer = await reached(
        messages.link_account(parts.engine, nik, asked.channel, number, at=parts.engine.now())
    )
    return JSONResponse(_linked(answer, asked.channel).model_dump(mode="json"))


@router.post(
    "/account/unlink",
    summary="Unlink the payout account",
    **_documented(UnlinkRequest, {}, 200, _CHANGED, UNKNOWN_PARTICIPANT, REFUSED),
)
async def unlink_account(request: Request, parts: Here) -> JSONResponse:
    """Pay to no account from now on. A payment on its way is waited for."""
    _, nik = await _read(request, parts, UnlinkRequest)
    receipt = await reached(messages.unlink_account(parts.engine, nik, at=parts.engine.now()))
    return JSONResponse({"version": receipt.version})


@router.post(
    "/voucher",
    summary="Correct the voucher code",
    **_documented(
        VoucherRequest,
        {"voucher": "CONTOH-0002"},
        200,
        _CHANGED,
        *(UNKNOWN_PARTICIPANT, REFUSED),
    ),
)
async def correct_voucher(request: Request, parts: Here) -> JSONResponse:
    """Replace a voucher code that was noted wrongly."""
    asked, nik = await _read(request, parts, VoucherRequest)
    receipt = await reached(
        messages.correct_voucher(parts.engine, nik, asked.voucher, at=parts.engine.now())
    )
    return JSONResponse({"version": receipt.version})


@router.post(
    "/waiver",
    summary="Waive a fact",
    **_documented(
        WaiverRequest,
        {
            "fact": FactKind.REVIEW_SUBMITTED,
            "site": Site.PROVIDER,
            "ground": "NO_REVIEW_FEATURE",
            "by": "pmo-desk",
        },
        200,
        _CHANGED,
        *(UNKNOWN_PARTICIPANT, REFUSED),
    ),
)
async def waive(request: Request, parts: Here) -> JSONResponse:
    """Go on without a fact that will never come."""
    asked, nik = await _read(request, parts, WaiverRequest)
    receipt = await reached(
        messages.waive(parts.engine, nik, asked.fact, asked.site, asked.ground, asked.by)
    )
    return JSONResponse({"version": receipt.version})


class _Known:
    """The register as an application asks it."""

    def __init__(self, register: Register) -> None:
        self._register = register

    def is_provider(self, code: str) -> bool:
        try:
            self._register.provider(code)
        except UnknownPartner:
            return False
        return True

    def is_marketplace(self, code: str) -> bool:
        try:
            self._register.marketplace(code)
        except UnknownPartner:
            return False
        return True


async def _read(request: Request, parts: Parts, form: type[_AskedT]) -> tuple[_AskedT, Nik]:
    """Return what a client asks, and for whom. Raises `Problem`, `IdentityError`."""
    parts.credentials.client(request.headers)
    try:
        asked = form.model_validate(strict_json(await read_bytes(request)))
    except ValidationError as error:
        raise Problem.invalid(error) from None
    return asked, Nik.parse(asked.nik)


def _account_number(channel: Channel, text: str) -> str:
    """Return an account's number in canonical form. Raises `IdentityError` about `number`."""
    if channel is not Channel.BNI:
        try:
            return Phone.parse(text).digits
        except IdentityError as error:
            raise IdentityError("number", error.rule, error.message_id, error.message_en) from None
    digits = text.strip().replace(" ", "").replace("-", "")
    # A Kartu Prakerja number has 16 digits, is a payment secret, and is no account.
    if not (digits.isascii() and digits.isdigit() and len(digits) in _ACCOUNT_DIGITS):
        raise IdentityError(
            "number",
            "NOT_AN_ACCOUNT_NUMBER",
            "Nomor rekening terdiri dari 8 sampai 15 angka.",
            "An account number has 8 to 15 digits.",
        )
    return digits


def _linked(answer: LinkAnswer, channel: Channel) -> LinkedAnswer:
    remedy = None
    if answer.reason is not None:
        remedy = Texts(
            id=render(answer.reason, "id", channel=channel).remedy,
            en=render(answer.reason, "en", channel=channel).remedy,
        )
    return LinkedAnswer(
        accepted=answer.accepted,
        reason=answer.reason,
        check=answer.check.passed if answer.check else {},
        remedy=remedy,
    )
