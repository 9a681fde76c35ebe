from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.sandbox.sandbox_rig import NOON, Rig, account, person
from tests.sandbox.sandbox_running import Gateway, running_sandbox

LATER = "2020-09-14T14:00:00+07:00"


def _with(rig: Rig, fault: str, **rest: Any) -> None:
    declared = {"name": "the-one", "fault": fault, "partner": "dana", **rest}
    rig.tell(accounts=[account()], people=[person()], faults=[declared])


def test_unavailable_answers_503_in_the_partners_own_form(rig: Rig) -> None:
    _with(rig, "unavailable", operation="send")
    answer = rig.pay("dana")
    assert (answer.status_code, answer.json()["responseCode"]) == (503, "5003800")
    assert (rig.ledger(), rig.fired()) == ([], {"the-one": 1})


def test_unavailable_is_plain_where_no_snap_is_spoken(rig: Rig) -> None:
    _with(rig, "unavailable", partner="belajaria", operation="facts")
    body = {"voucher_code": "VOUCHER-1", "fact": "training.completed"}
    answer = rig.ask("/providers/belajaria", "secret-of-belajaria", "/v1/facts/query", body)
    assert (answer.status_code, answer.text) == (503, "Service Unavailable")
    assert rig.fired() == {"the-one": 1}


@pytest.mark.parametrize(
    ("fault", "booked"),
    [("books_then_drops_answer", 1), ("drops_before_booking", 0), ("resets", 0)],
)
def test_the_connection_is_cut_without_an_answer(rig: Rig, fault: str, booked: int) -> None:
    _with(rig, fault, operation="send", times=1)
    with pytest.raises(httpx.ReadError if fault == "resets" else httpx.RemoteProtocolError):
        rig.pay("dana")
    assert len(rig.ledger()) == booked
    assert rig.fired() == {"the-one": 1}
    assert rig.pay("dana").json()["responseCode"] == "2003800"
    assert len(rig.ledger()) == 1


def test_what_was_booked_before_the_answer_was_dropped_is_found_by_asking(rig: Rig) -> None:
    _with(rig, "books_then_drops_answer", operation="send")
    with pytest.raises(httpx.RemoteProtocolError):
        rig.pay("dana")
    assert rig.status("dana").json()["latestTransactionStatus"] == "00"


def test_a_declared_code_is_answered_and_nothing_is_booked(rig: Rig) -> None:
    _with(rig, "code", operation="send", args={"code": "4033806"})
    answer = rig.pay("dana")
    assert (answer.status_code, answer.json()["responseCode"]) == (403, "4033806")
    assert (rig.ledger(), rig.fired()) == ([], {"the-one": 1})


def test_a_slow_answer_comes_after_the_caller_has_given_up_and_the_money_is_paid(rig: Rig) -> None:
    _with(rig, "slow", operation="send", args={"seconds": 1.5}, times=1)
    rig.http.timeout = httpx.Timeout(0.3)
    with pytest.raises(httpx.ReadTimeout):
        rig.pay("dana")
    rig.http.timeout = httpx.Timeout(5)
    assert len(rig.ledger()) == 1
    assert rig.fired() == {"the-one": 1}


def test_a_forgotten_reference_pays_twice(rig: Rig) -> None:
    _with(rig, "forgets_reference", times=1)
    first = rig.pay("dana").json()
    second = rig.pay("dana").json()
    assert first["referenceNo"] != second["referenceNo"]
    assert len(rig.ledger()) == 2
    assert rig.fired() == {"the-one": 1}


def test_a_status_is_lied_about(rig: Rig) -> None:
    _with(rig, "lies_about_status", args={"status": "06"}, to=LATER)
    rig.pay("dana")
    assert rig.status("dana").json()["latestTransactionStatus"] == "06"
    assert rig.status("dana", now=LATER).json()["latestTransactionStatus"] == "00"
    assert rig.fired() == {"the-one": 1}


@pytest.mark.parametrize(
    "elsewhere",
    [
        {"partner": "ovo"},
        {"operation": "inquire"},
        {"account": "6281200000002"},
        {"voucher": "VOUCHER-1"},
        {"from": LATER},
        {"to": NOON},
        {"times": 0},
    ],
)
def test_a_fault_strikes_only_where_it_is_declared(rig: Rig, elsewhere: dict[str, Any]) -> None:
    _with(rig, "unavailable", **elsewhere)
    assert rig.pay("dana").json()["responseCode"] == "2003800"
    assert rig.fired() == {"the-one": 0}


def test_an_inquiry_is_struck_by_the_account_its_reference_was_used_for(rig: Rig) -> None:
    _with(rig, "unavailable", operation="inquire", account="081200000001")
    rig.pay("dana")
    assert rig.status("dana").status_code == 503


def test_tokens_are_refused_on_demand(rig: Rig) -> None:
    _with(rig, "unavailable", partner="ovo", operation="token")
    assert rig.token("ovo").json()["responseCode"] == "5007300"


def test_faults_may_be_added_and_an_unknown_one_is_refused(rig: Rig) -> None:
    _with(rig, "slow", partner="ovo")
    rig.control("POST", "/_faults", [{"name": "second", "fault": "resets", "partner": "bni"}])
    assert rig.fired() == {"the-one": 0, "second": 0}
    answer = rig.http.post(
        "/_faults",
        json=[{"name": "third", "fault": "bad mood"}],
        headers={"authorization": "Bearer control-token"},
    )
    assert answer.status_code == 422
    assert "bad mood" not in answer.text


@pytest.mark.parametrize(
    ("fault", "at_once", "two_days_later"),
    [("lost_hook", 0, 0), ("duplicate_hook", 2, 2), ("late_hook", 0, 1)],
)
def test_a_hook_is_lost_doubled_or_late(
    file: Path, gateway: tuple[Gateway, str], fault: str, at_once: int, two_days_later: int
) -> None:
    heard, url = gateway
    declared = {"name": "the-one", "fault": fault, "args": {"fact": "survey.completed"}}
    with running_sandbox(file, url) as rig:
        survey = person(redeems=None, surveys=["2020-09-14T09:00:00+07:00"])
        rig.tell(people=[survey], faults=[declared])
        rig.control("POST", f"/_act?until={NOON}")
        assert len(heard.bodies("/v1/events")) == at_once
        rig.control("POST", "/_act?until=2020-09-16T12:00:00+07:00")
        assert len(heard.bodies("/v1/events")) == two_days_later
        assert rig.fired() == {"the-one": 1}
    ids = {headers["webhook-id"] for _, headers, _ in heard.heard}
    assert len(ids) == min(two_days_later, 1)
