"""One wallet is asked by the number that it gave an order itself, as at Durianpay."""

import pytest

from tests.sandbox.sandbox_rig import Rig, account

IN_AN_HOUR = "2020-09-14T13:00:00+07:00"
THE_NEXT_DAY = "2020-09-15T12:00:00+07:00"


def test_an_inquiry_without_its_own_number_lacks_a_mandatory_field(rig: Rig) -> None:
    rig.tell(accounts=[account("ovo")])
    rig.pay("ovo")
    for number in (None, ""):
        refused = rig.status("ovo", now=IN_AN_HOUR, number=number)
        assert (refused.status_code, refused.json()["responseCode"]) == (400, "4003902")
        assert refused.json()["responseMessage"] == "Invalid Mandatory Field originalReferenceNo"
        assert "latestTransactionStatus" not in refused.json()


@pytest.mark.parametrize("channel", ["linkaja", "gopay", "dana", "bni"])
def test_nobody_else_wants_it(rig: Rig, channel: str) -> None:
    rig.tell(accounts=[account(channel)])
    rig.pay(channel)
    assert rig.status(channel, now=IN_AN_HOUR).json()["latestTransactionStatus"] == "00"


def test_a_number_of_another_order_finds_nothing(rig: Rig) -> None:
    rig.tell(accounts=[account("ovo")])
    first, second = (rig.pay("ovo", one).json()["referenceNo"] for one in ("ref-1", "ref-2"))
    assert first != second
    for wrong in (second, "OVO999999999999"):
        refused = rig.status("ovo", "ref-1", IN_AN_HOUR, number=wrong).json()
        assert refused["responseCode"] == "4043901"
        assert "latestTransactionStatus" not in refused
    found = rig.status("ovo", "ref-1", IN_AN_HOUR, number=first).json()
    assert found["latestTransactionStatus"] == "00"


@pytest.mark.parametrize("now", ["2020-09-14T12:00:01+07:00", IN_AN_HOUR, THE_NEXT_DAY])
def test_the_same_order_again_is_answered_with_the_number_of_the_first(rig: Rig, now: str) -> None:
    """The way out of a lost answer: also when the money has arrived meanwhile."""
    rig.tell(accounts=[account("ovo")])
    first, again = rig.pay("ovo"), rig.pay("ovo", now=now)
    assert (again.status_code, again.json()) == (200, first.json())
    assert len(rig.ledger()) == 1


def test_a_refused_order_has_a_number_too_and_keeps_it_when_it_is_paid_late(rig: Rig) -> None:
    late = {"name": "late", "fault": "credits_late", "partner": "ovo", "args": {"after_days": 1}}
    rig.tell(accounts=[account("ovo")], faults=[late])
    refused, again = rig.pay("ovo").json(), rig.pay("ovo").json()
    assert refused["responseCode"] == "4033818"
    number = refused["referenceNo"]
    assert again["referenceNo"] == number
    failed = rig.status("ovo", now=IN_AN_HOUR, number=number).json()
    assert failed["latestTransactionStatus"] == "06"
    paid = rig.status("ovo", now="2020-09-15T13:00:00+07:00", number=number).json()
    assert (paid["latestTransactionStatus"], paid["originalReferenceNo"]) == ("00", number)


def test_a_declared_refusal_has_a_number_as_well_under_which_nothing_is_found(rig: Rig) -> None:
    declared = {"fault": "code", "operation": "send", "times": 1, "args": {"code": "4033818"}}
    rig.tell(accounts=[account("ovo")], faults=[{"name": "no", "partner": "ovo", **declared}])
    number = rig.pay("ovo").json()["referenceNo"]
    found = rig.status("ovo", now=IN_AN_HOUR, number=number).json()
    assert (found["responseCode"], found["latestTransactionStatus"]) == ("2003900", "07")


def test_a_bank_names_the_account_of_a_failed_transfer_too(rig: Rig) -> None:
    """Mandatory in the answer of service 36."""
    rig.tell(accounts=[account("bni", suspended=True)])
    rig.pay("bni")
    failed = rig.status("bni").json()
    assert (failed["latestTransactionStatus"], failed["beneficiaryAccountNo"]) == (
        "06",
        account("bni")["number"],
    )
