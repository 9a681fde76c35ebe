import asyncio
import base64

import httpx
import pytest
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding

from domain.payouts import Outcome
from domain.ports import PartnerContract, PartnerUnavailable
from domain.reasons import Reason
from tests.partners.payment_partner import (
    AT,
    EXTERNAL_ID,
    PaymentPartner,
    beneficiary,
    json_reply,
    reply,
    transfer,
)

TOKEN_PATH = "/v1.0/access-token/b2b"


def bearers(partner: PaymentPartner) -> list[str]:
    sent = [one.headers.get("authorization") for one in partner.requests]
    return [text.removeprefix("Bearer ") for text in sent if text]


async def test_a_token_is_asked_for_once_and_kept_until_a_minute_before_its_end(
    ovo: PaymentPartner,
) -> None:
    ovo.will_reply(ovo.profile.transfer, "20000")
    adapter = ovo.adapter()
    for now in (0.0, 100.0, 839.9, 840.0, 1_679.9, 1_680.1):
        ovo.now = now
        await adapter.send(transfer(ovo.channel), EXTERNAL_ID, AT)
    assert bearers(ovo) == ["token-1", "token-1", "token-1", "token-2", "token-2", "token-3"]


async def test_many_calls_at_once_share_one_token(ovo: PaymentPartner) -> None:
    ovo.will_reply(ovo.profile.transfer, "20000")
    adapter = ovo.adapter()
    await asyncio.gather(*(adapter.send(transfer(ovo.channel), f"{n:019}", AT) for n in range(20)))
    assert ovo.tokens_given == 1


async def test_a_token_request_is_signed_with_our_private_key(ovo: PaymentPartner) -> None:
    ovo.will_reply(ovo.profile.transfer, "20000")
    await ovo.adapter().send(transfer(ovo.channel), EXTERNAL_ID, AT)
    request = ovo.requests[0]
    assert request.content == b'{"grantType":"client_credentials"}'
    assert request.headers["x-client-key"] == "prakerja"
    ovo.private_key.public_key().verify(
        base64.b64decode(request.headers["x-signature"]),
        f"prakerja|{request.headers['x-timestamp']}".encode(),
        padding.PKCS1v15(),
        hashes.SHA256(),
    )


@pytest.mark.parametrize("case", ["40101", "40103"])
async def test_a_check_repeats_once_with_a_new_token_and_a_new_id(
    ovo: PaymentPartner, case: str
) -> None:
    profile = ovo.profile
    ovo.will(
        profile.inquiry,
        reply(profile, profile.inquiry, case),
        reply(profile, profile.inquiry, "20000"),
    )
    ovo.will_reply(profile.confirmation, "20000", active=True, nikMatch=True)
    adapter = ovo.adapter()
    # A token from before: only such a token can have become stale.
    await adapter._token(AT)
    await adapter.check(beneficiary(ovo.channel), 600_000, AT)
    first, second = ovo.sent(profile.inquiry)
    assert first.headers["authorization"] == "Bearer token-1"
    assert second.headers["authorization"] == "Bearer token-2"
    assert first.headers["x-external-id"] != second.headers["x-external-id"]
    assert ovo.tokens_given == 2


async def test_a_second_refusal_is_our_credentials_and_ends_the_check(ovo: PaymentPartner) -> None:
    ovo.will_reply(ovo.profile.inquiry, "40101")
    adapter = ovo.adapter()
    await adapter._token(AT)
    with pytest.raises(PartnerContract):
        await adapter.check(beneficiary(ovo.channel), 600_000, AT)
    assert len(ovo.sent(ovo.profile.inquiry)) == 2


async def test_a_send_with_a_stale_token_is_not_repeated_and_the_next_has_a_new_one(
    ovo: PaymentPartner,
) -> None:
    profile = ovo.profile
    ovo.will(
        profile.transfer,
        reply(profile, profile.transfer, "40101"),
        reply(profile, profile.transfer, "20000"),
    )
    adapter = ovo.adapter()
    await adapter._token(AT)
    answer = await adapter.send(transfer(ovo.channel), EXTERNAL_ID, AT)
    assert (answer.outcome, answer.cause) == (Outcome.NOT_PAID, Reason.CHANNEL_DOWN)
    assert len(ovo.sent(profile.transfer)) == 1
    answer = await adapter.send(transfer(ovo.channel), "2501150930050000002", AT)
    assert answer.outcome is Outcome.ACCEPTED
    assert bearers(ovo) == ["token-1", "token-2"]


async def test_a_send_whose_new_token_is_refused_is_our_problem(ovo: PaymentPartner) -> None:
    ovo.will_reply(ovo.profile.transfer, "40101")
    answer = await ovo.adapter().send(transfer(ovo.channel), EXTERNAL_ID, AT)
    assert (answer.outcome, answer.cause) == (Outcome.NOT_PAID, Reason.OUR_REQUEST_REJECTED)


async def test_an_inquiry_with_a_stale_token_leaves_the_outcome_open(ovo: PaymentPartner) -> None:
    profile = ovo.profile
    ovo.will(
        profile.status,
        reply(profile, profile.status, "40103"),
        reply(profile, profile.status, "20000", latestTransactionStatus="00"),
    )
    adapter = ovo.adapter()
    await adapter._token(AT)
    order = transfer(ovo.channel)
    outcomes = [(await adapter.inquire(order, EXTERNAL_ID, f"{n:019}", AT)).outcome for n in (1, 2)]
    assert outcomes == [Outcome.UNKNOWN, Outcome.PAID]


@pytest.mark.parametrize(
    "answer",
    [
        pytest.param(httpx.ConnectError("refused"), id="refused"),
        pytest.param(httpx.ReadTimeout("late"), id="time-out"),
        pytest.param(json_reply(500, {"responseCode": "5007300"}), id="500"),
        pytest.param(json_reply(504, {}), id="504"),
        pytest.param(json_reply(429, {"responseCode": "4297300"}), id="429"),
        pytest.param(httpx.Response(200, content=b"<html>"), id="HTML"),
        pytest.param(json_reply(200, {}), id="none"),
        pytest.param(json_reply(200, {"accessToken": "a b", "expiresIn": "900"}), id="space"),
        pytest.param(json_reply(200, {"accessToken": "a\r\nb", "expiresIn": "900"}), id="break"),
        pytest.param(json_reply(200, {"accessToken": "a", "expiresIn": "soon"}), id="soon"),
        pytest.param(json_reply(200, {"accessToken": "a", "expiresIn": None}), id="no end"),
        pytest.param(
            json_reply(200, {"responseCode": "2003800", "accessToken": "a", "expiresIn": "9"}),
            id="another service",
        ),
    ],
)
async def test_without_a_token_no_money_request_is_written(
    ovo: PaymentPartner, answer: httpx.Response | Exception
) -> None:
    ovo.will(TOKEN_PATH, answer)
    adapter = ovo.adapter()
    sent = await adapter.send(transfer(ovo.channel), EXTERNAL_ID, AT)
    assert (sent.outcome, sent.cause) == (Outcome.NOT_PAID, Reason.CHANNEL_DOWN)
    asked = await adapter.inquire(transfer(ovo.channel), EXTERNAL_ID, EXTERNAL_ID, AT)
    assert asked.outcome is Outcome.UNKNOWN
    with pytest.raises(PartnerUnavailable):
        await adapter.check(beneficiary(ovo.channel), 600_000, AT)
    assert {one.url.path for one in ovo.requests} == {f"/snap{TOKEN_PATH}"}


async def test_refused_credentials_are_our_problem(ovo: PaymentPartner) -> None:
    ovo.will(TOKEN_PATH, json_reply(401, {"responseCode": "4017300"}))
    adapter = ovo.adapter()
    sent = await adapter.send(transfer(ovo.channel), EXTERNAL_ID, AT)
    assert (sent.outcome, sent.cause) == (Outcome.NOT_PAID, Reason.OUR_REQUEST_REJECTED)
    asked = await adapter.inquire(transfer(ovo.channel), EXTERNAL_ID, EXTERNAL_ID, AT)
    assert asked.outcome is Outcome.UNKNOWN
    with pytest.raises(PartnerContract):
        await adapter.check(beneficiary(ovo.channel), 600_000, AT)


@pytest.mark.parametrize("expires_in", ["900", 900])
async def test_the_end_of_a_token_may_be_text_or_a_number(
    ovo: PaymentPartner, expires_in: str | int
) -> None:
    ovo.will(TOKEN_PATH, json_reply(200, {"accessToken": "t", "expiresIn": expires_in}))
    ovo.will_reply(ovo.profile.transfer, "20000")
    answer = await ovo.adapter().send(transfer(ovo.channel), EXTERNAL_ID, AT)
    assert answer.outcome is Outcome.ACCEPTED
