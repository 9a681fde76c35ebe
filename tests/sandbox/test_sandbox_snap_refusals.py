from typing import Any

import pytest

from tests.sandbox.sandbox_rig import NOON, Rig, account, transfer

CHANNELS = ("ovo", "linkaja", "gopay", "dana", "bni")
SERVICE = dict.fromkeys(CHANNELS, "38") | {"bni": "17"}
IN_TWO_HOURS = "2020-09-14T14:00:00+07:00"


def _everybody(rig: Rig, **differently: object) -> None:
    rig.tell(accounts=[account(channel, **differently) for channel in CHANNELS])


def test_an_external_id_is_good_once_a_jakarta_day_and_channel(rig: Rig) -> None:
    _everybody(rig)
    body = {"originalPartnerReferenceNo": "ref-1", "originalReferenceNo": "1", "serviceCode": "38"}
    same = "2009141200000000099"
    before_midnight, after = "2020-09-14T23:59:59+07:00", "2020-09-15T00:00:00+07:00"
    assert (
        rig.snap("ovo", "/topup-status", body, before_midnight, external_id=same).status_code == 200
    )
    again = rig.snap("ovo", "/topup-status", body, before_midnight, external_id=same)
    assert again.json()["responseCode"] == "4093900"
    assert (
        rig.snap("gopay", "/topup-status", body, before_midnight, external_id=same).status_code
        == 200
    )
    assert rig.snap("ovo", "/topup-status", body, after, external_id=same).status_code == 200


@pytest.mark.parametrize(
    ("channel", "header", "value", "code"),
    [
        ("ovo", "x-signature", "AAAA", "4013800"),
        ("dana", "x-signature", "AAAA", "4013800"),
        ("dana", "x-signature", "not base64!", "4013800"),
        ("ovo", "authorization", "Bearer of-somebody-else", "4013801"),
        ("ovo", "authorization", "", "4013803"),
        ("ovo", "x-partner-id", "another", "4013800"),
        ("ovo", "channel-id", "1", "4013800"),
        ("ovo", "x-external-id", "abc", "4003801"),
        ("ovo", "x-timestamp", "2020-09-14T05:00:00Z", "4003801"),
        ("ovo", "x-timestamp", "2020-09-14T12:00:01+07:00", "4013800"),
    ],
)
def test_a_request_not_signed_for_what_it_says_is_refused_and_pays_nothing(
    rig: Rig, channel: str, header: str, value: str, code: str
) -> None:
    _everybody(rig)
    answer = rig.snap(channel, "/topup", transfer(channel), headers={header: value})
    assert answer.json()["responseCode"] == code
    assert rig.ledger() == []


def test_a_token_of_one_channel_is_worth_nothing_at_another(rig: Rig) -> None:
    _everybody(rig)
    token = rig.token("gopay").json()["accessToken"]
    sent = {"authorization": f"Bearer {token}"}
    answer = rig.snap("ovo", "/topup", transfer("ovo"), headers=sent)
    assert answer.json()["responseCode"] == "4013801"


def test_a_token_is_given_for_900_seconds_to_the_holder_of_the_key_only(rig: Rig) -> None:
    given = rig.token("bni").json()
    assert (given["responseCode"], given["expiresIn"]) == ("2007300", "900")
    headers = {"x-timestamp": NOON, "x-client-key": "prakerja", "x-signature": "AAAA"}
    body = {"grantType": "client_credentials"}
    refused = rig.http.post("/snap/bni/snap/v1/access-token/b2b", json=body, headers=headers)
    assert refused.json()["responseCode"] == "4017300"


@pytest.mark.parametrize(
    ("channel", "differently", "code"),
    [
        ("ovo", {"amount": {"value": "600000", "currency": "IDR"}}, "4003801"),
        ("ovo", {"amount": {"value": 600000.00, "currency": "IDR"}}, "4003802"),
        ("ovo", {"amount": {"value": "600000.00", "currency": "USD"}}, "4003801"),
        ("ovo", {"customerNumber": "081200000001"}, "4003801"),
        ("linkaja", {"customerNumber": "6281200000001"}, "4003801"),
        ("ovo", {"partnerReferenceNo": ""}, "4003802"),
        ("ovo", {"additionalInfo": {}}, "4003802"),
        ("dana", {"feeAmount": {}}, "4003802"),
        ("gopay", {"notes": "a" * 101}, "4003801"),
        ("bni", {"feeType": "BEN"}, "4001701"),
        ("bni", {"sourceAccountNo": ""}, "4001702"),
        ("bni", {"transactionDate": "2020-09-14T05:00:00Z"}, "4001701"),
    ],
)
def test_a_body_outside_the_dialect_is_refused(
    rig: Rig, channel: str, differently: dict[str, Any], code: str
) -> None:
    _everybody(rig)
    assert rig.pay(channel, **differently).json()["responseCode"] == code
    assert rig.ledger() == []
