import pytest

from tests.sandbox.sandbox_rig import BANK_ACCOUNT, NIK, NOON, TOKEN, Rig, account

CHANNELS = ("ovo", "linkaja", "gopay", "dana", "bni")
SERVICE = dict.fromkeys(CHANNELS, "38") | {"bni": "17"}
IN_TWO_HOURS = "2020-09-14T14:00:00+07:00"


def _everybody(rig: Rig, **differently: object) -> None:
    rig.tell(accounts=[account(channel, **differently) for channel in CHANNELS])


@pytest.mark.parametrize("channel", CHANNELS)
def test_a_transfer_is_booked_once_and_answered_in_the_channels_dialect(
    rig: Rig, channel: str
) -> None:
    _everybody(rig)
    answer = rig.pay(channel)
    status = "202" if channel == "linkaja" else "200"
    assert answer.json()["responseCode"] == f"{status}{SERVICE[channel]}00"
    assert answer.status_code == int(status)
    assert answer.json()["partnerReferenceNo"] == "ref-1"
    assert answer.json()["amount"] == {"value": "600000.00", "currency": "IDR"}
    (row,) = rig.ledger()
    assert (row["channel"], row["amount"], row["kind"]) == (channel, 600_000, "credit")
    assert (row["reference"], row["claimed_at"], row["owner_nik"]) == ("ref-1", NOON, NIK)


@pytest.mark.parametrize("channel", CHANNELS)
def test_other_references_are_paid_as_often_as_asked(rig: Rig, channel: str) -> None:
    _everybody(rig)
    for number in range(3):
        rig.pay(channel, f"ref-{number}")
    assert len(rig.ledger()) == 3


@pytest.mark.parametrize("channel", CHANNELS)
def test_a_repeated_reference_is_not_paid_again(rig: Rig, channel: str) -> None:
    _everybody(rig)
    first, second = rig.pay(channel), rig.pay(channel)
    assert second.json() == first.json()
    after_settling = rig.pay(channel, now=IN_TWO_HOURS)
    if channel == "gopay":
        assert after_settling.json()["responseCode"] == "4093801"
    else:
        assert after_settling.json() == first.json()
    assert len(rig.ledger()) == 1


@pytest.mark.parametrize("channel", CHANNELS)
def test_a_repeated_reference_with_another_body_is_inconsistent(rig: Rig, channel: str) -> None:
    _everybody(rig)
    rig.pay(channel)
    other = rig.pay(channel, amount={"value": "50000.00", "currency": "IDR"})
    assert other.json()["responseCode"] == f"404{SERVICE[channel]}18"
    assert len(rig.ledger()) == 1


def test_a_reference_is_forgotten_after_the_configured_days_and_then_pays_again(rig: Rig) -> None:
    _everybody(rig)
    rig.pay("bni", now="2020-09-01T12:00:00+07:00")
    rig.pay("bni", now="2020-09-08T11:59:59+07:00")
    assert len(rig.ledger()) == 1
    rig.pay("bni", now="2020-09-08T12:00:00+07:00")
    assert len(rig.ledger()) == 2


@pytest.mark.parametrize("channel", ["ovo", "linkaja", "gopay", "bni"])
def test_an_accepted_transfer_is_pending_for_an_hour_and_then_paid(rig: Rig, channel: str) -> None:
    _everybody(rig)
    number = rig.pay(channel).json()["referenceNo"]
    pending = rig.status(channel, now="2020-09-14T12:59:59+07:00", number=number).json()
    paid = rig.status(channel, now="2020-09-14T13:00:00+07:00", number=number).json()
    service = "36" if channel == "bni" else "39"
    assert pending["responseCode"] == paid["responseCode"] == f"200{service}00"
    assert pending["originalReferenceNo"] == paid["originalReferenceNo"] == number
    assert (pending["latestTransactionStatus"], paid["latestTransactionStatus"]) == ("03", "00")


@pytest.mark.parametrize(("channel", "seconds"), [("linkaja", 60), ("gopay", 600)])
def test_a_status_asked_too_soon_is_not_found(rig: Rig, channel: str, seconds: int) -> None:
    _everybody(rig)
    rig.pay(channel)
    last = f"2020-09-14T12:{(seconds - 1) // 60:02}:59+07:00"
    assert rig.status(channel, now=last).json()["latestTransactionStatus"] == "07"
    first = f"2020-09-14T12:{seconds // 60:02}:00+07:00"
    assert rig.status(channel, now=first).json()["latestTransactionStatus"] == "03"


@pytest.mark.parametrize(
    ("channel", "code", "status"),
    [
        ("ovo", "2003900", "07"),
        ("linkaja", "2003900", "07"),
        ("gopay", "2003900", "07"),
        ("dana", "4043901", None),
        ("bni", "4043601", None),
    ],
)
def test_an_unknown_reference_is_not_found_in_the_channels_words(
    rig: Rig, channel: str, code: str, status: str | None
) -> None:
    answer = rig.status(channel, number="OVO000000000001").json()
    assert (answer["responseCode"], answer.get("latestTransactionStatus")) == (code, status)


@pytest.mark.parametrize(
    ("plan", "wallet", "dana", "bni"),
    [
        ({"suspended": True}, "4033805", "PAYEE_USER_STATUS_DISABLE", "4031718"),
        ({"active": False}, "4033818", None, "4031718"),
        ({"balance_idr": 9_400_001}, "4033802", None, "2001700"),
        ({"balance_idr": 1_400_001, "upgraded": False}, "4033802", None, "2001700"),
        ({"monthly_in_idr": 19_400_001}, "4033823", None, "2001700"),
        ({"balance_idr": 9_400_000, "monthly_in_idr": 19_400_000}, "2003800", None, "2001700"),
    ],
)
def test_an_account_that_cannot_take_the_money_refuses_it_whole(
    rig: Rig, plan: dict[str, object], wallet: str, dana: str | None, bni: str
) -> None:
    _everybody(rig, **plan)
    refusal = rig.pay("dana").json()
    assert refusal["responseCode"] == wallet
    assert refusal.get("additionalInfo", {}).get("resultMsg") == dana
    assert rig.pay("ovo").json()["responseCode"] == wallet
    assert rig.pay("bni").json()["responseCode"] == bni
    credits_ = [row["channel"] for row in rig.ledger()]
    assert ("dana" in credits_) == wallet.startswith("200")
    assert ("bni" in credits_) == bni.startswith("200")


def test_a_refused_transfer_keeps_its_answer_and_has_failed(rig: Rig) -> None:
    rig.tell(
        accounts=[
            account("dana", suspended=True, changes=[{"at": IN_TWO_HOURS, "suspended": False}])
        ]
    )
    first = rig.pay("dana")
    again = rig.pay("dana", now=IN_TWO_HOURS)
    assert again.json() == first.json()
    assert rig.status("dana", now=IN_TWO_HOURS).json()["latestTransactionStatus"] == "06"
    assert rig.pay("dana", "ref-2", IN_TWO_HOURS).json()["responseCode"] == "2003800"


@pytest.mark.parametrize(
    ("channel", "inquiry", "sending"),
    [("ovo", "4043711", "4043811"), ("bni", "4041511", "4041711"), ("dana", "4033705", "4033805")],
)
def test_an_unknown_account_is_told_in_the_channels_words(
    rig: Rig, channel: str, inquiry: str, sending: str
) -> None:
    asked, sent = rig.inquire(channel).json(), rig.pay(channel).json()
    assert (asked["responseCode"], sent["responseCode"]) == (inquiry, sending)
    if channel == "dana":
        assert asked["additionalInfo"] == {"resultMsg": "PAYEE_USER_NOT_EXIST"}


def test_the_inquiry_tells_the_owners_name_and_one_wallet_masks_it(rig: Rig) -> None:
    _everybody(rig)
    assert rig.inquire("ovo").json()["customerName"] == "Siti Nurhaliza Contoh"
    assert rig.inquire("linkaja").json()["customerName"] == "Si** Nur*** Con***"
    assert rig.inquire("bni").json()["beneficiaryAccountName"] == "Siti Nurhaliza Contoh"


def test_a_wallet_grows_by_what_it_is_paid_and_empties_after_seven_days(rig: Rig) -> None:
    _everybody(rig, upgraded=False)
    for number in range(3):
        assert rig.pay("dana", f"ref-{number}").json()["responseCode"] == "2003800"
    assert rig.pay("dana", "ref-3").json()["responseCode"] == "4033802"
    (held,) = [one for one in rig.control("GET", "/_accounts") if one["channel"] == "dana"]
    assert (held["balance_idr"], held["monthly_in_idr"]) == (1_800_000, 1_800_000)
    spent = "2020-09-21T12:00:00+07:00"
    assert rig.pay("dana", "ref-4", spent).json()["responseCode"] == "2003800"


def test_the_owner_confirmation_compares_field_by_field(rig: Rig) -> None:
    _everybody(rig, upgraded=False, balance_idr=1_500_000)
    body = {
        "partnerReferenceNo": "check-1",
        "customerNumber": "6281200000001",
        "nik": NIK,
        "name": "SITI NURHALIZA  CONTOH",
        "phoneNo": "081200000001",
        "amount": {"value": "600000.00", "currency": "IDR"},
    }
    expected = {
        "responseCode": "2009900",
        "responseMessage": "Successful",
        "active": True,
        "upgraded": False,
        "nikMatch": True,
        "nameMatch": True,
        "phoneMatch": True,
        "roomBalance": False,
        "roomMonthly": True,
    }
    assert rig.snap("ovo", "/owner-confirmation", body).json() == expected
    other = rig.snap("ovo", "/owner-confirmation", body | {"nik": "9902024107900001"}).json()
    assert (other["nikMatch"], other["nameMatch"]) == (False, True)
    unknown = rig.snap("ovo", "/owner-confirmation", body | {"customerNumber": "6281200000099"})
    assert unknown.json()["responseCode"] == "4049911"


def test_the_bank_confirms_an_owner_by_account_number(rig: Rig) -> None:
    _everybody(rig, suspended=True)
    body = {
        "accountNo": BANK_ACCOUNT,
        "nik": NIK,
        "name": "Siti",
        "phoneNo": "6281200000001",
        "amount": {"value": "600000.00", "currency": "IDR"},
    }
    answer = rig.snap("bni", "/owner-confirmation", body).json()
    assert (answer["active"], answer["upgraded"], answer["nameMatch"]) == (False, True, False)


def test_a_reversal_is_a_row_of_its_own_and_shows_in_the_status(rig: Rig) -> None:
    _everybody(rig)
    rig.pay("dana")
    rig.control("POST", "/_reversals", {"channel": "dana", "reference": "ref-1"})
    assert [row["kind"] for row in rig.ledger()] == ["credit", "reversal"]
    assert rig.status("dana").json()["latestTransactionStatus"] == "04"
    (held,) = [one for one in rig.control("GET", "/_accounts") if one["channel"] == "dana"]
    assert held["balance_idr"] == 0
    answer = rig.http.post(
        "/_reversals",
        json={"channel": "dana", "reference": "ref-9"},
        headers={"authorization": f"Bearer {TOKEN}"},
    )
    assert answer.status_code == 404
