"""Where a participant wants to be paid: link an account, checked at once, or unlink it."""

from typing import Final

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import JSONResponse

from domain.identity import IdentityError, Phone
from domain.messages import LinkAnswer
from domain.payouts import Channel
from domain.reasons import Reason, render
from engine import messages
from gateway import openapi
from gateway.calls import reached
from gateway.forms import AccountRequest, LinkedAnswer, UnlinkRequest
from gateway.kinds import REFUSED, UNKNOWN_PARTICIPANT
from gateway.parts import Here
from gateway.portal import CHANGED, asked_by, documented
from gateway.problems import Texts

router = APIRouter(prefix="/v1/participants/account", tags=["participants"])

_ACCOUNT_DIGITS: Final = range(8, 16)


@router.post(
    "",
    summary="Link a payout account",
    **documented(
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
    asked, nik = await asked_by(request, parts, AccountRequest)
    number = _account_number(asked.channel, asked.number)
    answer = await reached(
        messages.link_account(parts.engine, nik, asked.channel, number, at=parts.engine.now())
    )
    return JSONResponse(_linked(answer, asked.channel).model_dump(mode="json"))


@router.post(
    "/unlink",
    summary="Unlink the payout account",
    **documented(UnlinkRequest, {}, 200, CHANGED, UNKNOWN_PARTICIPANT, REFUSED),
)
async def unlink_account(request: Request, parts: Here) -> JSONResponse:
    """Pay to no account from now on. A payment on its way is waited for."""
    _, nik = await asked_by(request, parts, UnlinkRequest)
    receipt = await reached(messages.unlink_account(parts.engine, nik))
    return JSONResponse({"version": receipt.version})


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
