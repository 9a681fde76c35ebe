import json
from typing import Any

import httpx
import pytest

from domain.messages import AccountCheck, AccountField
from domain.payouts import Channel
from domain.ports import PartnerContract, PartnerUnavailable
from domain.reasons import Reason
from tests.partners.payment_partner import AMOUNT, AT, PaymentPartner, beneficiary, json_reply

GOOD: dict[str, Any] = {
    "active": True,
    "upgraded": True,
    "nikMatch": True,
    "nameMatch": True,
    "phoneMatch": True,
    "roomBalance": True,
    "roomMonthly": True,
}


async def checked(
    partner: PaymentPartner,
    inquiry: str = "20000",
    told: dict[str, Any] | None = None,
    **fields: Any,
) -> AccountCheck:
    partner.will_reply(partner.profile.inquiry, inquiry, **fields)
    partner.will_reply(partner.profile.confirmation, "20000", **(GOOD | (told or {})))
    return await partner.adapter().check(beneficiary(partner.channel), 600_000, AT)


async def test_a_good_account_passes_in_every_field(partner: PaymentPartner) -> None:
    check = await checked(partner)
    level = None if partner.channel is Channel.BNI else True
    assert check.reason is None
    assert check.at == AT
    assert check.passed == dict.fromkeys(AccountField, True) | {AccountField.UPGRADED: level}


@pytest.mark.parametrize(
    ("told", "failed", "reason"),
    [
        ({"active": False}, {AccountField.ACTIVE}, Reason.ACCOUNT_INACTIVE),
        ({"nikMatch": False}, {AccountField.NIK}, Reason.NIK_MISMATCH),
        (
            {"nikMatch": False, "nameMatch": False},
            {AccountField.NIK, AccountField.NAME},
            Reason.ACCOUNT_NOT_OWN,
        ),
        ({"phoneMatch": False}, {AccountField.PHONE}, Reason.PHONE_MISMATCH),
        ({"upgraded": False}, {AccountField.UPGRADED}, Reason.KYC_REQUIRED),
        ({"roomBalance": False}, {AccountField.ROOM}, Reason.WALLET_LIMIT_BALANCE),
        ({"roomMonthly": False}, {AccountField.ROOM}, Reason.WALLET_LIMIT_MONTHLY),
        ({"nameMatch": False}, {AccountField.NAME}, None),
        (
            {"nameMatch": False, "nikMatch": None},
            {AccountField.NAME},
            Reason.NAME_MISMATCH,
        ),
        (
            dict.fromkeys(GOOD, False),
            set(AccountField) - {AccountField.EXISTS},
            Reason.ACCOUNT_NOT_OWN,
        ),
        (
            dict.fromkeys(GOOD, False) | {"nikMatch": True, "nameMatch": True, "phoneMatch": True},
            {AccountField.ACTIVE, AccountField.UPGRADED, AccountField.ROOM},
            Reason.ACCOUNT_INACTIVE,
        ),
        (
            dict.fromkeys(GOOD, False) | {"active": True, "nikMatch": True},
            {AccountField.UPGRADED, AccountField.NAME, AccountField.PHONE, AccountField.ROOM},
            Reason.PHONE_MISMATCH,
        ),
    ],
    ids=str,
)
async def test_the_first_thing_to_repair_is_the_reason(
    ovo: PaymentPartner, told: dict[str, Any], failed: set[AccountField], reason: Reason | None
) -> None:
    check = await checked(ovo, told=told)
    assert {field for field, passed in check.passed.items() if passed is False} == failed
    assert check.reason is reason


async def test_a_bank_account_has_no_level_to_upgrade(bni: PaymentPartner) -> None:
    check = await checked(bni, told={"upgraded": False})
    assert check.reason is None
    assert check.passed[AccountField.UPGRADED] is None


async def test_silence_about_the_rest_is_neither_yes_nor_no(ovo: PaymentPartner) -> None:
    told = dict.fromkeys(GOOD) | {"active": True, "nikMatch": True}
    check = await checked(ovo, told=told)
    known = dict.fromkeys((AccountField.EXISTS, AccountField.ACTIVE, AccountField.NIK), True)
    assert check.reason is None
    assert check.passed == dict.fromkeys(AccountField) | known


@pytest.mark.parametrize(
    "silent", [dict.fromkeys(GOOD), {"active": None}, {"nikMatch": None, "nameMatch": None}]
)
async def test_silence_about_the_owner_is_not_consent(
    ovo: PaymentPartner, silent: dict[str, Any]
) -> None:
    """Nobody is paid of whom the channel says neither the NIK nor the name."""
    with pytest.raises(PartnerUnavailable):
        await checked(ovo, told=silent, customerName=None)


@pytest.mark.parametrize(
    ("shown", "passed", "reason"),
    [
        ("SI** NUR******", True, None),
        ("SITI NURHALIZA", True, None),
        ("JOKO WIDAGDO", False, Reason.NAME_MISMATCH),
    ],
)
async def test_the_name_shown_counts_where_the_owner_is_not_confirmed(
    partner: PaymentPartner, shown: str | None, passed: bool | None, reason: Reason | None
) -> None:
    field = "beneficiaryAccountName" if partner.profile.bank else "customerName"
    shows: dict[str, Any] = {field: shown}
    check = await checked(partner, told={"nikMatch": None, "nameMatch": None}, **shows)
    assert check.passed[AccountField.NAME] is passed
    assert check.reason is reason


async def test_an_account_that_does_not_exist_is_not_asked_about_further(
    partner: PaymentPartner,
) -> None:
    check = await checked(partner, "40411")
    assert check.reason is Reason.ACCOUNT_NOT_FOUND
    assert check.passed == dict.fromkeys(AccountField) | {AccountField.EXISTS: False}
    assert partner.sent(partner.profile.confirmation) == []


async def test_a_holder_that_the_inquiry_names_is_not_forgotten_by_the_confirmation(
    ovo: PaymentPartner,
) -> None:
    """An account that does not exist may be paid again under its reference; another's may not."""
    ovo.will_reply(ovo.profile.inquiry, "20000", customerName="Pemilik Baru")
    ovo.will_reply(ovo.profile.confirmation, "40411")
    with pytest.raises(PartnerUnavailable, match="names a holder and knows no such account"):
        await ovo.adapter().check(beneficiary(ovo.channel), 600_000, AT)


async def test_an_account_unknown_to_the_confirmation_does_not_exist(ovo: PaymentPartner) -> None:
    ovo.will_reply(ovo.profile.inquiry, "20000")
    ovo.will_reply(ovo.profile.confirmation, "40411")
    check = await ovo.adapter().check(beneficiary(ovo.channel), 600_000, AT)
    assert check.reason is Reason.ACCOUNT_NOT_FOUND


@pytest.mark.parametrize(
    ("code", "additional", "active", "reason"),
    [
        ("40318", None, True, Reason.ACCOUNT_INACTIVE),
        ("40309", None, None, Reason.ACCOUNT_INACTIVE),
        ("40305", {"resultMsg": "PAYEE_USER_STATUS_DISABLE"}, True, Reason.ACCOUNT_SUSPENDED),
        ("40305", None, False, Reason.ACCOUNT_SUSPENDED),
        ("40305", None, True, Reason.CAUSE_NOT_GIVEN),
        ("40302", None, True, Reason.WALLET_LIMIT_BALANCE),
        ("40303", None, True, Reason.FRAUD_SUSPECTED),
        ("40315", None, True, Reason.CAUSE_NOT_GIVEN),
    ],
)
async def test_a_refused_inquiry_is_joined_with_what_the_confirmation_says(
    ovo: PaymentPartner,
    code: str,
    additional: dict[str, str] | None,
    active: bool | None,
    reason: Reason,
) -> None:
    check = await checked(ovo, code, {"active": active}, additionalInfo=additional)
    assert check.reason is reason
    assert check.passed[AccountField.EXISTS] is True
    abnormal = reason in {Reason.ACCOUNT_INACTIVE, Reason.ACCOUNT_SUSPENDED}
    assert (check.passed[AccountField.ACTIVE] is False) == abnormal


@pytest.mark.parametrize("operation", ["inquiry", "confirmation"])
@pytest.mark.parametrize(
    ("answer", "trouble"),
    [
        (httpx.ConnectError("refused"), PartnerUnavailable),
        (httpx.ReadTimeout("late"), PartnerUnavailable),
        (httpx.Response(502, content=b"<html>"), PartnerUnavailable),
        (httpx.Response(200, content=b"{"), PartnerUnavailable),
        ("50000", PartnerUnavailable),
        ("50400", PartnerUnavailable),
        ("20200", PartnerUnavailable),
        ("42900", PartnerUnavailable),
        ("40306", PartnerUnavailable),
        ("40900", PartnerUnavailable),
        ("40399", PartnerUnavailable),
        ("40001", PartnerContract),
        ("40100", PartnerContract),
        ("40301", PartnerContract),
        ("40314", PartnerContract),
        ("40500", PartnerContract),
    ],
    ids=str,
)
async def test_a_channel_that_cannot_tell_is_told_apart_from_one_that_refuses_us(
    ovo: PaymentPartner,
    operation: str,
    answer: httpx.Response | Exception | str,
    trouble: type[Exception],
) -> None:
    ovo.will_reply(ovo.profile.inquiry, "20000")
    ovo.will_reply(ovo.profile.confirmation, "20000", **GOOD)
    asked = getattr(ovo.profile, operation)
    if isinstance(answer, str):
        ovo.will_reply(asked, answer)
    else:
        ovo.will(asked, answer)
    with pytest.raises(trouble) as told:
        await ovo.adapter().check(beneficiary(ovo.channel), 600_000, AT)
    assert "62812" not in str(told.value)


async def test_an_inquiry_about_another_account_is_no_answer(partner: PaymentPartner) -> None:
    field = "beneficiaryAccountNo" if partner.profile.bank else "customerNumber"
    other: dict[str, Any] = {field: "6281200000009"}
    with pytest.raises(PartnerUnavailable):
        await checked(partner, **other)


@pytest.mark.parametrize(
    "other",
    [
        {"accountNo": "6281200000009"},
        {"customerNumber": "6281200000009"},
        {"beneficiaryAccountNo": "0115476159"},
        {"customerNumber": 6281200000001},
        {"partnerReferenceNo": "9" * 19},
        {"amount": AMOUNT | {"value": "60000.00"}},
    ],
    ids=str,
)
async def test_a_confirmation_of_another_account_confirms_nothing(
    partner: PaymentPartner, other: dict[str, Any]
) -> None:
    """That somebody else's NIK fits somebody else's account must never pass for ours."""
    with pytest.raises(PartnerUnavailable, match="another account"):
        await checked(partner, told=other)
    assert len(partner.sent(partner.profile.confirmation)) == 1


async def test_a_confirmation_may_repeat_the_account_that_was_asked_about(
    partner: PaymentPartner,
) -> None:
    field = "accountNo" if partner.profile.bank else "customerNumber"
    check = await checked(partner, told={field: beneficiary(partner.channel).number})
    assert check.reason is None


@pytest.mark.parametrize("value", ["true", 1, {}, "SECRET"])
async def test_a_confirmation_is_true_false_or_silent(ovo: PaymentPartner, value: object) -> None:
    with pytest.raises(PartnerContract, match="nikMatch") as told:
        await checked(ovo, told={"nikMatch": value})
    assert "SECRET" not in str(told.value)


async def test_a_check_asks_with_ids_that_no_payment_has(partner: PaymentPartner) -> None:
    await checked(partner)
    (inquiry,) = partner.sent(partner.profile.inquiry)
    (confirmation,) = partner.sent(partner.profile.confirmation)
    ids = {inquiry.headers["x-external-id"], confirmation.headers["x-external-id"]}
    bodies = [json.loads(inquiry.content), json.loads(confirmation.content)]
    assert len(ids) == 2
    assert all(len(one) == 19 and one.startswith("250115") for one in ids)
    assert {len(body["partnerReferenceNo"]) for body in bodies} == {19}


async def test_the_confirmation_carries_what_the_standard_has_no_field_for(
    partner: PaymentPartner,
) -> None:
    await checked(partner)
    (request,) = partner.sent(partner.profile.confirmation)
    body = json.loads(request.content)
    assert len(body.pop("partnerReferenceNo")) == 19
    local = partner.profile.local_phone
    phone = "081200000001" if local else "6281200000001"
    account = {"accountNo": "0115476151"} if partner.profile.bank else {"customerNumber": phone}
    assert body == account | {
        "nik": "3273014101900000",
        "name": "Siti Nurhaliza",
        "phoneNo": phone,
        "amount": AMOUNT,
    }


async def test_a_missing_account_at_dana_is_told_by_its_message(dana: PaymentPartner) -> None:
    body = {"responseCode": "4033705", "additionalInfo": {"resultMsg": "PAYEE_USER_NOT_EXIST"}}
    dana.will(dana.profile.inquiry, json_reply(403, body))
    check = await dana.adapter().check(beneficiary(dana.channel), 600_000, AT)
    assert check.reason is Reason.ACCOUNT_NOT_FOUND
