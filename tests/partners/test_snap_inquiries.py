import json
from typing import Any

import httpx
import pytest

from domain.payouts import Outcome
from domain.ports import Answer
from domain.reasons import Reason
from tests.partners.payment_partner import (
    AMOUNT,
    AT,
    EXTERNAL_ID,
    REFERENCE,
    PaymentPartner,
    json_reply,
    transfer,
)


async def answered(partner: PaymentPartner, http_and_case: str, **fields: Any) -> Answer:
    partner.will_reply(partner.profile.status, http_and_case, **fields)
    return await inquire(partner)


async def inquire(partner: PaymentPartner, theirs: str | None = None) -> Answer:
    order = transfer(partner.channel).model_copy(update={"partner_reference": theirs})
    return await partner.adapter().inquire(order, EXTERNAL_ID, "2501150940000000007", AT)


@pytest.mark.parametrize(
    ("status", "outcome", "cause", "not_found"),
    [
        ("00", Outcome.PAID, None, False),
        ("01", Outcome.UNKNOWN, Reason.PAYOUT_IN_PROGRESS, False),
        ("02", Outcome.UNKNOWN, Reason.PAYOUT_IN_PROGRESS, False),
        ("03", Outcome.UNKNOWN, Reason.PAYOUT_IN_PROGRESS, False),
        ("04", Outcome.REVERSED, Reason.REVERSED_BY_PARTNER, False),
        ("05", Outcome.NOT_PAID, Reason.CAUSE_NOT_GIVEN, False),
        ("06", Outcome.NOT_PAID, Reason.CAUSE_NOT_GIVEN, False),
        ("07", Outcome.UNKNOWN, Reason.UNKNOWN_OUTCOME, True),
        ("08", Outcome.UNKNOWN, Reason.UNKNOWN_PARTNER_CODE, False),
        ("09", Outcome.UNKNOWN, Reason.UNKNOWN_PARTNER_CODE, False),
        ("10", Outcome.UNKNOWN, Reason.UNKNOWN_PARTNER_CODE, False),
        ("SUCCESS", Outcome.UNKNOWN, Reason.UNKNOWN_PARTNER_CODE, False),
        (" 00", Outcome.UNKNOWN, Reason.UNKNOWN_PARTNER_CODE, False),
        (["00"], Outcome.UNKNOWN, Reason.UNKNOWN_OUTCOME, False),
        ("0", Outcome.UNKNOWN, Reason.UNKNOWN_PARTNER_CODE, False),
        ("", Outcome.UNKNOWN, Reason.UNKNOWN_PARTNER_CODE, False),
        (0, Outcome.UNKNOWN, Reason.UNKNOWN_OUTCOME, False),
        (None, Outcome.UNKNOWN, Reason.UNKNOWN_OUTCOME, False),
    ],
)
async def test_the_transaction_status_alone_decides(
    partner: PaymentPartner,
    status: object,
    outcome: Outcome,
    cause: Reason | None,
    not_found: bool,
) -> None:
    answer = await answered(partner, "20000", latestTransactionStatus=status)
    assert (answer.outcome, answer.cause, answer.not_found) == (outcome, cause, not_found)


async def test_a_paid_status_brings_their_reference(partner: PaymentPartner) -> None:
    answer = await answered(partner, "20000", latestTransactionStatus="00")
    assert (answer.partner_reference, answer.code) == ("A-1", "00")


async def test_a_paid_status_names_the_request_that_was_carried_out(
    partner: PaymentPartner,
) -> None:
    named = {"latestTransactionStatus": "00", "originalExternalId": EXTERNAL_ID}
    assert (await answered(partner, "20000", **named)).carried_out == EXTERNAL_ID
    assert (await answered(partner, "20000", latestTransactionStatus="00")).carried_out is None


async def test_an_unknown_reference_is_not_found_and_not_unpaid(partner: PaymentPartner) -> None:
    answer = await answered(partner, "40401")
    assert (answer.outcome, answer.not_found) == (Outcome.UNKNOWN, True)


@pytest.mark.parametrize(
    "http_and_case",
    ["20200", "40000", "40100", "40305", "40318", "40411", "40400", "42900", "50000", "50400"],
)
async def test_any_other_code_proves_nothing_even_beside_a_status(
    partner: PaymentPartner, http_and_case: str
) -> None:
    for status in ("00", "06", "07"):
        answer = await answered(partner, http_and_case, latestTransactionStatus=status)
        assert (answer.outcome, answer.cause) == (Outcome.UNKNOWN, Reason.UNKNOWN_OUTCOME)
        assert not answer.not_found


@pytest.mark.parametrize(
    "fields",
    [
        {"originalPartnerReferenceNo": "9" * 18},
        {"amount": AMOUNT | {"value": "60000.00"}},
        {"amount": AMOUNT | {"value": 600000.0}},
        {"serviceCode": "18"},
        {"serviceCode": 38},
        {"customerNumber": "6281200000009"},
        {"beneficiaryAccountNo": "1"},
        {"accountNo": "1"},
        {"currency": "USD"},
    ],
    ids=str,
)
@pytest.mark.parametrize("status", ["00", "06", "07"])
async def test_a_status_of_something_else_is_no_status_of_ours(
    partner: PaymentPartner, fields: dict[str, Any], status: str
) -> None:
    answer = await answered(partner, "20000", latestTransactionStatus=status, **fields)
    assert (answer.outcome, answer.cause) == (Outcome.UNKNOWN, Reason.UNKNOWN_OUTCOME)
    assert not answer.not_found


@pytest.mark.parametrize(
    "odd",
    [
        httpx.ConnectError("refused"),
        httpx.ReadTimeout("late"),
        httpx.Response(200, content=b"<html>"),
        httpx.Response(307, headers={"location": "https://elsewhere.test"}),
        httpx.Response(404, content=b"not here"),
        json_reply(200, {"latestTransactionStatus": "06"}),
        json_reply(500, {"responseCode": "2003900", "latestTransactionStatus": "06"}),
        json_reply(404, {"responseCode": "4047701"}),
        json_reply(200, {"responseCode": "4043901"}),
    ],
)
async def test_no_usable_answer_is_unknown_and_never_not_found(
    partner: PaymentPartner, odd: httpx.Response | Exception
) -> None:
    partner.will(partner.profile.status, odd)
    answer = await inquire(partner)
    assert (answer.outcome, answer.cause) == (Outcome.UNKNOWN, Reason.UNKNOWN_OUTCOME)
    assert not answer.not_found


@pytest.mark.parametrize(
    ("previous", "reason"),
    [
        ("4031718", Reason.ACCOUNT_INACTIVE),
        ("4041711", Reason.ACCOUNT_NOT_FOUND),
        ("2001700", Reason.CAUSE_NOT_GIVEN),
        ("5041700", Reason.CAUSE_NOT_GIVEN),
        ("rubbish", Reason.CAUSE_NOT_GIVEN),
    ],
)
async def test_a_refused_payment_has_the_reason_that_the_bank_repeats(
    bni: PaymentPartner, previous: str, reason: Reason
) -> None:
    answer = await answered(
        bni, "20000", latestTransactionStatus="06", previousResponseCode=previous
    )
    assert (answer.outcome, answer.cause) == (Outcome.NOT_PAID, reason)


async def test_an_inquiry_names_the_reference_the_sent_id_and_the_service(
    partner: PaymentPartner,
) -> None:
    await answered(partner, "20000", latestTransactionStatus="00")
    (request,) = partner.sent(partner.profile.status)
    assert (
        request.content
        == (
            f'{{"originalPartnerReferenceNo":"{REFERENCE}","originalExternalId":"{EXTERNAL_ID}",'
            f'"serviceCode":"{partner.profile.transfer.service}"}}'
        ).encode()
    )
    assert request.headers["x-external-id"] == "2501150940000000007"


async def test_an_inquiry_names_their_reference_where_it_is_known(partner: PaymentPartner) -> None:
    """Durianpay wants it; nobody else minds (the standard: optional, 64 characters)."""
    partner.will_reply(partner.profile.status, "20000", latestTransactionStatus="00")
    answer = await inquire(partner, "A-1")
    (request,) = partner.sent(partner.profile.status)
    assert json.loads(request.content) == {
        "originalPartnerReferenceNo": REFERENCE,
        "originalReferenceNo": "A-1",
        "originalExternalId": EXTERNAL_ID,
        "serviceCode": partner.profile.transfer.service,
    }
    assert answer.outcome is Outcome.PAID


@pytest.mark.parametrize("status", ["00", "03", "04", "06", "07"])
@pytest.mark.parametrize("echo", ["A-2", "a-1", "A-1 ", 1, ["A-1"]], ids=str)
async def test_a_status_of_another_reference_of_theirs_is_no_status_of_ours(
    partner: PaymentPartner, echo: object, status: str
) -> None:
    told = {"latestTransactionStatus": status, "originalReferenceNo": echo}
    partner.will_reply(partner.profile.status, "20000", **told)
    answer = await inquire(partner, "A-1")
    assert (answer.outcome, answer.cause) == (Outcome.UNKNOWN, Reason.UNKNOWN_OUTCOME)
    assert (answer.not_found, answer.partner_reference) == (False, None)


@pytest.mark.parametrize("echo", [None, ""])
async def test_who_does_not_repeat_their_own_reference_contradicts_nothing(
    partner: PaymentPartner, echo: str | None
) -> None:
    told = {"latestTransactionStatus": "00", "originalReferenceNo": echo}
    partner.will_reply(partner.profile.status, "20000", **told)
    assert (await inquire(partner, "A-1")).outcome is Outcome.PAID


@pytest.mark.parametrize("status", ["00", "03", "04", "06"])
async def test_their_reference_is_learnt_from_a_status(
    partner: PaymentPartner, status: str
) -> None:
    answer = await answered(partner, "20000", latestTransactionStatus=status)
    assert answer.partner_reference == "A-1"


@pytest.mark.parametrize("status", ["00", "03", "04", "05", "06"])
@pytest.mark.parametrize("silent", [None, ""])
async def test_a_status_of_a_bank_that_names_no_account_is_of_no_payment(
    bni: PaymentPartner, status: str, silent: str | None
) -> None:
    """`beneficiaryAccountNo` is mandatory in the answer of service 36."""
    told = {"latestTransactionStatus": status, "beneficiaryAccountNo": silent}
    answer = await answered(bni, "20000", **told)
    assert (answer.outcome, answer.cause) == (Outcome.UNKNOWN, Reason.UNKNOWN_OUTCOME)


@pytest.mark.parametrize("code", ["20000", "40401"])
async def test_of_what_a_bank_does_not_know_it_names_no_account(
    bni: PaymentPartner, code: str
) -> None:
    told = {"latestTransactionStatus": "07", "beneficiaryAccountNo": None}
    answer = await answered(bni, code, **told)
    assert (answer.outcome, answer.not_found) == (Outcome.UNKNOWN, True)


async def test_a_wallet_may_leave_out_the_account(ovo: PaymentPartner) -> None:
    told = {"latestTransactionStatus": "00", "customerNumber": None}
    assert (await answered(ovo, "20000", **told)).outcome is Outcome.PAID
