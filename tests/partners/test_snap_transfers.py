import base64
import json
from datetime import timedelta
from typing import Any

import httpx
import pytest
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding

from domain.payouts import Channel, Outcome
from domain.ports import Answer
from domain.reasons import Reason
from partners import signing
from partners.snap.bodies import plain_name
from partners.snap.profiles import PROFILES
from tests.partners.payment_partner import (
    AMOUNT,
    AT,
    CLIENT_SECRET,
    EXTERNAL_ID,
    REFERENCE,
    PaymentPartner,
    json_reply,
    reply,
    transfer,
)

FINAL = {Channel.DANA}
"""Asserted by DANA's test suite; nobody says so of another."""


async def send(partner: PaymentPartner) -> Answer:
    return await partner.adapter().send(transfer(partner.channel), EXTERNAL_ID, AT)


async def answered(partner: PaymentPartner, http_and_case: str, **fields: Any) -> Answer:
    partner.will_reply(partner.profile.transfer, http_and_case, **fields)
    return await send(partner)


async def test_a_success_is_paid_only_where_the_channel_says_it_is_final(
    partner: PaymentPartner,
) -> None:
    answer = await answered(partner, "20000")
    assert answer.outcome is (Outcome.PAID if partner.channel in FINAL else Outcome.ACCEPTED)
    assert answer.partner_reference == "A-1"
    assert answer.code == f"200{partner.profile.transfer.service}00"
    assert answer.cause is None


async def test_in_progress_is_accepted_and_not_paid_anywhere(partner: PaymentPartner) -> None:
    assert (await answered(partner, "20200")).outcome is Outcome.ACCEPTED


async def test_a_final_success_without_their_reference_has_to_be_asked_about(
    dana: PaymentPartner,
) -> None:
    for missing in (None, "", 7, "a b", "x" * 65):
        answer = await answered(dana, "20000", referenceNo=missing)
        assert answer.outcome is Outcome.UNKNOWN


@pytest.mark.parametrize(
    ("http_and_case", "reason"),
    [
        ("40001", Reason.OUR_REQUEST_REJECTED),
        ("40100", Reason.OUR_REQUEST_REJECTED),
        ("40303", Reason.FRAUD_SUSPECTED),
        ("40306", Reason.CHANNEL_DOWN),
        ("40314", Reason.OUR_REQUEST_REJECTED),
        ("40318", Reason.ACCOUNT_INACTIVE),
        ("40411", Reason.ACCOUNT_NOT_FOUND),
        ("40304", Reason.PAYOUT_QUEUED),
        ("42900", Reason.PAYOUT_QUEUED),
    ],
)
async def test_a_code_on_the_allow_list_is_not_paid_with_its_reason(
    partner: PaymentPartner, http_and_case: str, reason: Reason
) -> None:
    answer = await answered(partner, http_and_case)
    assert (answer.outcome, answer.cause) == (Outcome.NOT_PAID, reason)


async def test_dana_says_beside_the_code_what_is_wrong_with_the_account(
    dana: PaymentPartner,
) -> None:
    for message, reason in (
        ("PAYEE_USER_NOT_EXIST", Reason.ACCOUNT_NOT_FOUND),
        ("PAYEE_USER_STATUS_DISABLE", Reason.ACCOUNT_SUSPENDED),
    ):
        answer = await answered(dana, "40305", additionalInfo={"resultMsg": message})
        assert (answer.outcome, answer.cause) == (Outcome.NOT_PAID, reason)


@pytest.mark.parametrize(
    "http_and_case",
    ["40300", "40316", "40401", "40418", "40900", "40901", "50000", "50001", "50002", "50400"],
)
async def test_a_code_off_the_allow_list_is_unknown(
    partner: PaymentPartner, http_and_case: str
) -> None:
    answer = await answered(partner, http_and_case)
    assert (answer.outcome, answer.cause) == (Outcome.UNKNOWN, Reason.UNKNOWN_OUTCOME)


async def test_a_code_outside_the_standard_is_unknown_and_our_problem(
    partner: PaymentPartner,
) -> None:
    answer = await answered(partner, "40399")
    assert (answer.outcome, answer.cause) == (Outcome.UNKNOWN, Reason.UNKNOWN_PARTNER_CODE)


def oddities(partner: PaymentPartner) -> dict[str, httpx.Response | Exception]:
    profile = partner.profile
    service = profile.transfer.service
    good = json.loads(reply(profile, profile.transfer, "20000").content)
    doubled = json.dumps(good).replace("{", '{"responseCode":"4003801",', 1).encode()
    return {
        "HTML": httpx.Response(200, content=b"<html>ok</html>"),
        "empty": httpx.Response(200, content=b""),
        "cut": httpx.Response(200, content=json.dumps(good).encode()[:-5]),
        "a list": httpx.Response(200, content=b"[]"),
        "a key twice": httpx.Response(200, content=doubled),
        "NaN": httpx.Response(200, content=json.dumps(good | {"x": float("nan")}).encode()),
        "nested": httpx.Response(200, content=b'{"a":' + b"[" * 30_000 + b"]" * 30_000 + b"}"),
        "too long": httpx.Response(200, content=b" " * 70_000),
        "no code": json_reply(200, {"responseMessage": "Successful"}),
        "numeric code": json_reply(200, good | {"responseCode": int(f"200{service}00")}),
        "another service": json_reply(200, good | {"responseCode": "2007700"}),
        "200 beside 504": json_reply(200, good | {"responseCode": f"504{service}00"}),
        "504 beside 200": json_reply(504, good),
        "403 beside 200": json_reply(200, good | {"responseCode": f"403{service}18"}),
        "redirect": httpx.Response(307, headers={"location": "https://elsewhere.test"}),
        "bad gateway": httpx.Response(502, content=b"<html>"),
        "other reference": json_reply(200, good | {"partnerReferenceNo": "9" * 18}),
        "numeric reference": json_reply(200, good | {"partnerReferenceNo": int(REFERENCE)}),
        "other amount": json_reply(200, good | {"amount": AMOUNT | {"value": "60000.00"}}),
        "amount 600.00": json_reply(200, good | {"amount": AMOUNT | {"value": "600.00"}}),
        "fractional amount": json_reply(
            200, good | {"amount": AMOUNT | {"value": "600000.00000000001"}}
        ),
        "float amount": json_reply(200, good | {"amount": AMOUNT | {"value": 600000.0}}),
        "bare amount": json_reply(200, good | {"amount": 600000}),
        "other currency": json_reply(200, good | {"amount": AMOUNT | {"currency": "USD"}}),
        "other account": json_reply(200, good | {"customerNumber": "6281200000009"}),
        "other bank account": json_reply(200, good | {"beneficiaryAccountNo": "1"}),
        "refused for another reference": json_reply(
            403, good | {"responseCode": f"403{service}18", "partnerReferenceNo": "9" * 18}
        ),
        "read time-out": httpx.ReadTimeout("late"),
        "reset": httpx.ReadError("reset"),
        "write error": httpx.WriteError("broken pipe"),
        "not HTTP": httpx.RemoteProtocolError("what"),
    }


async def test_everything_odd_is_unknown(partner: PaymentPartner) -> None:
    for name, odd in oddities(partner).items():
        partner.will(partner.profile.transfer, odd)
        answer = await send(partner)
        assert (name, answer.outcome, answer.cause) == (
            name,
            Outcome.UNKNOWN,
            Reason.UNKNOWN_OUTCOME,
        )


async def test_fields_that_repeat_nothing_contradict_nothing(dana: PaymentPartner) -> None:
    answer = await answered(
        dana, "20000", partnerReferenceNo=None, amount=None, customerNumber="", currency=None
    )
    assert answer.outcome is Outcome.PAID


@pytest.mark.parametrize("http_and_case", ["20000", "20200"])
@pytest.mark.parametrize("silent", [None, ""])
async def test_a_bank_that_does_not_say_to_whom_has_accepted_nothing(
    bni: PaymentPartner, http_and_case: str, silent: str | None
) -> None:
    """`beneficiaryAccountNo` is mandatory in the answer of service 17; in a refusal it is not."""
    answer = await answered(bni, http_and_case, beneficiaryAccountNo=silent)
    assert (answer.outcome, answer.cause) == (Outcome.UNKNOWN, Reason.UNKNOWN_OUTCOME)
    refused = await answered(bni, "40318", beneficiaryAccountNo=silent)
    assert refused.outcome is Outcome.NOT_PAID


@pytest.mark.parametrize("http_and_case", ["20000", "20200", "40318", "40901", "50000"])
async def test_whatever_is_answered_their_reference_is_kept(
    partner: PaymentPartner, http_and_case: str
) -> None:
    """Some providers are asked by it alone: it may stand in a refusal or beside a failure."""
    assert (await answered(partner, http_and_case)).partner_reference == "A-1"


async def test_their_reference_is_not_taken_from_an_answer_that_is_not_to_our_request(
    partner: PaymentPartner,
) -> None:
    for name, odd in oddities(partner).items():
        partner.will(partner.profile.transfer, odd)
        assert (name, (await send(partner)).partner_reference) == (name, None)


async def test_their_reference_changes_no_byte_of_a_repeated_transfer(
    partner: PaymentPartner,
) -> None:
    partner.will_reply(partner.profile.transfer, "50000")
    adapter, order = partner.adapter(), transfer(partner.channel)
    await adapter.send(order, EXTERNAL_ID, AT)
    known = order.model_copy(update={"partner_reference": "A-1"})
    await adapter.send(known, "2501180930050000002", AT)
    first, second = partner.sent(partner.profile.transfer)
    assert first.content == second.content


async def test_what_fails_before_the_first_byte_is_not_paid(partner: PaymentPartner) -> None:
    for error in (httpx.ConnectError("refused"), httpx.ConnectTimeout(""), httpx.PoolTimeout("")):
        partner.will(partner.profile.transfer, error)
        answer = await send(partner)
        assert (answer.outcome, answer.cause) == (Outcome.NOT_PAID, Reason.CHANNEL_DOWN)


async def test_each_attempt_sends_the_same_body_and_an_id_of_its_own(
    partner: PaymentPartner,
) -> None:
    partner.will_reply(partner.profile.transfer, "50000")
    adapter = partner.adapter()
    await adapter.send(transfer(partner.channel), EXTERNAL_ID, AT)
    later = AT + timedelta(days=3)
    await adapter.send(transfer(partner.channel), "2501180930050000002", later)
    first, second = partner.sent(partner.profile.transfer)
    assert first.content == second.content
    assert first.headers["x-external-id"] == EXTERNAL_ID
    assert second.headers["x-external-id"] == "2501180930050000002"
    assert first.headers["x-timestamp"] == "2025-01-15T09:30:05+07:00"
    assert second.headers["x-timestamp"] == "2025-01-18T09:30:05+07:00"


async def test_one_call_sends_money_at_most_once(partner: PaymentPartner) -> None:
    for odd in oddities(partner).values():
        partner.requests.clear()
        partner.will(partner.profile.transfer, odd)
        await send(partner)
        assert len(partner.sent(partner.profile.transfer)) == 1


async def test_the_signature_fits_the_bytes_path_and_time_that_were_sent(
    partner: PaymentPartner,
) -> None:
    await answered(partner, "20000")
    (request,) = partner.sent(partner.profile.transfer)
    path = request.url.raw_path.decode()
    assert path == f"/snap{partner.profile.transfer.path}"
    stamp = request.headers["x-timestamp"]
    signature = request.headers["x-signature"]
    assert request.headers["x-partner-id"] == "prakerja"
    assert request.headers["channel-id"] == "95221"
    if partner.profile.token_path:
        token = request.headers["authorization"].removeprefix("Bearer ")
        text = signing.symmetric_text(path, token, request.content, stamp)
        assert signature == signing.hmac_sha512(CLIENT_SECRET, text)
    else:
        assert "authorization" not in request.headers
        text = signing.asymmetric_text(path, request.content, stamp)
        partner.private_key.public_key().verify(
            base64.b64decode(signature), text.encode(), padding.PKCS1v15(), hashes.SHA256()
        )


async def test_a_transfer_to_bni_has_the_bytes_of_the_computed_vector(bni: PaymentPartner) -> None:
    await answered(bni, "20000")
    assert bni.requests[-1].content == (
        b'{"partnerReferenceNo":"250115000000000001","amount":{"value":"600000.00","currency":"IDR"'
        b'},"beneficiaryAccountNo":"0115476151","currency":"IDR","feeType":"OUR","remark":'
        b'"250115000000000001","sourceAccountNo":"0115476117",'
        b'"transactionDate":"2025-01-15T09:30:05+07:00"}'
    )
    text = signing.symmetric_text(
        "/snap-service/v1/transfer-intrabank",
        "test-access-token-b2b",
        bni.requests[-1].content.replace(b"000000000001", b"000000000002"),
        "2025-01-15T09:30:05+07:00",
    )
    assert signing.hmac_sha512(CLIENT_SECRET, text) == (
        "JC92uzkG1e1lj6ExP5wXvOlzsPWMUldzDODzrL6ot4/i38MFA4v5y8jzYbGj8JGJ/1tebcrvFoCHApQeds7ExA=="
    )


@pytest.mark.parametrize(
    ("channel", "number", "fields"),
    [
        (Channel.OVO, "6281200000001", {"additionalInfo": {"platformCode": "ovo"}}),
        (Channel.LINKAJA, "081200000001", {"additionalInfo": {"platformCode": "linkaja"}}),
        (Channel.GOPAY, "6281200000001", {"additionalInfo": {"beneficiaryProvider": "gopay"}}),
        (
            Channel.DANA,
            "6281200000001",
            {
                "additionalInfo": {"fundType": "AGENT_TOPUP_FOR_USER_SETTLE"},
                "feeAmount": {"value": "0.00", "currency": "IDR"},
            },
        ),
    ],
)
async def test_each_wallet_is_spoken_to_in_its_dialect(
    dana: PaymentPartner, channel: Channel, number: str, fields: dict[str, Any]
) -> None:
    wallet = PaymentPartner(channel, dana.private_key)
    await answered(wallet, "20000")
    assert json.loads(wallet.requests[-1].content) == {
        "partnerReferenceNo": REFERENCE,
        "customerNumber": number,
        "customerName": "Siti Nurhaliza",
        "amount": AMOUNT,
        "transactionDate": "2025-01-15T09:30:05+07:00",
        "notes": "Insentif Kartu Prakerja",
        **fields,
    }


@pytest.mark.parametrize(
    ("name", "plain"),
    [
        ("René D’Aquino", "Rene D'Aquino"),
        ("Ma'ruf S/O \\ Łukasz", "Ma'ruf S O Lukasz"),
        ("Drs. H. Budi, M.Pd", "Drs. H. Budi, M.Pd"),
        ("Ａｎｉ", "Ani"),
        ("Siti 🎉 \u202eNur", "Siti Nur"),
        ("x" * 300, "x" * 100),
    ],
)
def test_names_are_sent_in_letters_that_every_writer_writes_alike(name: str, plain: str) -> None:
    assert plain_name(name) == plain


def test_every_channel_has_a_profile_with_a_confirmation_beside_its_inquiry() -> None:
    assert set(PROFILES) == set(Channel)
    for profile in PROFILES.values():
        prefix = profile.inquiry.path.rpartition("/")[0]
        assert profile.confirmation.path == f"{prefix}/owner-confirmation"


def test_no_secret_or_person_shows_in_a_repr(ovo: PaymentPartner) -> None:
    adapter = ovo.adapter()
    for text in (repr(adapter), repr(adapter._credentials), repr(adapter._tokens)):
        assert CLIENT_SECRET not in text
        assert "RSAPrivateKey" not in text
        assert "0115476117" not in text
