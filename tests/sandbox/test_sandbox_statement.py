from typing import Any

import pytest

from tests.sandbox.sandbox_rig import BANK_ACCOUNT, NOON, WALLET, Rig, account

OTHER_WALLET = "6281200000002"
LATER = "2020-09-20T12:00:00+07:00"


def _told(rig: Rig, *faults: dict[str, Any]) -> None:
    accounts = [account(), account(number=OTHER_WALLET), account("bni")]
    rig.tell(accounts=accounts, faults=[{"partner": "dana", **fault} for fault in faults])


def _references(rig: Rig, **asked: Any) -> list[str]:
    page = rig.statement("dana", LATER, **asked).json()
    return [line["additionalInfo"]["partnerReferenceNo"] for line in page["detailData"]]


@pytest.mark.parametrize(("channel", "number"), [("dana", WALLET), ("bni", BANK_ACCOUNT)])
def test_a_statement_tells_what_was_booked(rig: Rig, channel: str, number: str) -> None:
    _told(rig)
    paid = rig.pay(channel).json()
    page = rig.statement(channel, LATER).json()
    assert page["responseCode"] == "2001200"
    assert page["partnerReferenceNo"] == "statement-1"
    assert page["additionalInfo"] == {"totalRecord": 1}
    (line,) = page["detailData"]
    assert line == {
        "dateTime": NOON,
        "amount": {"value": "600000.00", "currency": "IDR"},
        "remark": "ref-1",
        "status": "SUCCESS",
        "type": "PAYMENT",
        "additionalInfo": {
            "partnerReferenceNo": "ref-1",
            "referenceNo": paid["referenceNo"],
            "accountNo": number,
        },
    }


def test_money_taken_back_is_a_line_of_its_own(rig: Rig) -> None:
    _told(rig)
    rig.pay("dana")
    rig.control("POST", "/_reversals", {"channel": "dana", "reference": "ref-1"}, now=LATER)
    lines = rig.statement("dana", LATER).json()["detailData"]
    assert [line["type"] for line in lines] == ["REFUND", "PAYMENT"]


def test_pages_hold_every_line_once_the_latest_first(rig: Rig) -> None:
    _told(rig)
    for number in range(5):
        rig.pay("dana", f"ref-{number}", now=f"2020-09-14T12:00:0{number}+07:00")
    pages = [_references(rig, pageSize=2, pageNumber=str(page)) for page in range(4)]
    assert pages == [["ref-4", "ref-3"], ["ref-2", "ref-1"], ["ref-0"], []]


def test_both_ends_of_the_stretch_belong_to_it(rig: Rig) -> None:
    _told(rig)
    for second in range(4):
        rig.pay("dana", f"ref-{second}", now=f"2020-09-14T12:00:0{second}+07:00")
    start, end = "2020-09-14T12:00:01+07:00", "2020-09-14T12:00:02+07:00"
    assert _references(rig, fromDateTime=start, toDateTime=end) == ["ref-2", "ref-1"]


def test_the_payments_of_another_channel_are_not_told(rig: Rig) -> None:
    _told(rig)
    rig.pay("bni")
    assert _references(rig) == []


@pytest.mark.parametrize(
    ("asked", "code"),
    [
        ({"pageSize": "51"}, "4001201"),
        ({"pageSize": "0"}, "4001201"),
        ({"pageNumber": "-1"}, "4001201"),
        ({"fromDateTime": "2020-09-14"}, "4001201"),
        ({"toDateTime": ""}, "4001202"),
        ({"fromDateTime": "2020-07-01T00:00:00+07:00"}, "4001201"),
        ({"fromDateTime": "2020-10-01T00:00:00+07:00"}, "4001201"),
    ],
    ids=str,
)
def test_what_the_standard_does_not_allow_is_refused(
    rig: Rig, asked: dict[str, str], code: str
) -> None:
    assert rig.statement("dana", LATER, **asked).json()["responseCode"] == code


def _five(rig: Rig) -> None:
    for number in range(5):
        customer = OTHER_WALLET if number in {1, 3} else WALLET
        now = f"2020-09-14T12:00:0{number}+07:00"
        rig.pay("dana", f"ref-{number}", now, customerNumber=customer)


@pytest.mark.parametrize(
    ("chosen", "left"),
    [
        ({}, []),
        ({"times": 2}, ["ref-4", "ref-3", "ref-2"]),
        ({"account": OTHER_WALLET}, ["ref-4", "ref-2", "ref-0"]),
        ({"from": "2020-09-14T12:00:03+07:00"}, ["ref-2", "ref-1", "ref-0"]),
    ],
    ids=str,
)
def test_a_statement_omits_the_same_lines_each_time(
    rig: Rig, chosen: dict[str, Any], left: list[str]
) -> None:
    _told(rig, {"name": "the-one", "fault": "statement_omits", **chosen})
    _five(rig)
    assert _references(rig) == _references(rig) == left
    assert rig.statement("dana", LATER).json()["additionalInfo"] == {"totalRecord": len(left)}
    assert rig.fired() == {"the-one": 5 - len(left)}
    assert len(rig.ledger()) == 5


def test_a_statement_doubles_a_line(rig: Rig) -> None:
    _told(rig, {"name": "the-one", "fault": "statement_doubles", "times": 1})
    _five(rig)
    assert _references(rig, pageSize=3, pageNumber=1) == ["ref-1", "ref-0", "ref-0"]
    assert rig.fired() == {"the-one": 1}


def test_a_statement_tells_a_wrong_amount_of_one_line(rig: Rig) -> None:
    _told(rig, {"name": "the-one", "fault": "statement_wrong_amount", "times": 1})
    _five(rig)
    lines = rig.statement("dana", LATER).json()["detailData"]
    values = [line["amount"]["value"] for line in lines]
    assert values == ["600000.00"] * 4 + ["60000.00"]


def test_a_fault_may_strike_the_statement_as_any_other_request(rig: Rig) -> None:
    _told(rig, {"name": "the-one", "fault": "unavailable", "operation": "statement"})
    assert rig.statement("dana", LATER).json()["responseCode"] == "5001200"
