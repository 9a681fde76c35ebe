from datetime import datetime
from pathlib import Path

import httpx
import pytest

from tests.sandbox.sandbox_rig import NOON, Rig, account
from tests.sandbox.sandbox_running import running_sandbox


def _told(rig: Rig, **fault: object) -> None:
    faults = [{"name": "the-one", **fault}] if fault else []
    rig.tell(accounts=[account("ovo"), account("dana")], faults=faults)


def test_requests_are_counted_by_reference_and_by_operation(rig: Rig) -> None:
    _told(rig)
    rig.pay("ovo")
    rig.pay("ovo")
    rig.status("ovo")
    rig.pay("ovo", "ref-2")
    rig.inquire("ovo")
    rig.statement("dana")
    counted = rig.control("GET", "/_calls")
    assert counted["by_reference"] == [
        {"channel": "ovo", "reference": "ref-1", "sends": 2, "inquiries": 1},
        {"channel": "ovo", "reference": "ref-2", "sends": 1, "inquiries": 0},
    ]
    assert counted["totals"] == [
        {"channel": "dana", "operation": "statement", "count": 1},
        {"channel": "ovo", "operation": "check", "count": 1},
        {"channel": "ovo", "operation": "inquire", "count": 1},
        {"channel": "ovo", "operation": "send", "count": 3},
        {"channel": "ovo", "operation": "token", "count": 1},
    ]


def test_each_refusal_is_told_with_its_instant(rig: Rig) -> None:
    rig.tell(accounts=[account("ovo", suspended=True), account("dana")])
    rig.pay("ovo")
    rig.pay("dana", "ref-2")
    (told,) = rig.control("GET", "/_calls")["refusals"]
    at = datetime.fromisoformat(told.pop("at"))
    assert told == {"channel": "ovo", "reference": "ref-1"}
    assert at == datetime.fromisoformat(NOON)


def test_what_a_fault_makes_a_channel_say_is_no_refusal_of_its_own(rig: Rig) -> None:
    _told(rig, fault="code", operation="send", args={"code": "4033818"})
    assert rig.pay("ovo").json()["responseCode"] == "4033818"
    assert rig.control("GET", "/_calls")["refusals"] == []


@pytest.mark.parametrize("fault", ["unavailable", "code", "drops_before_booking", "resets"])
def test_a_request_that_a_fault_answered_counts(rig: Rig, fault: str) -> None:
    _told(rig, fault=fault, operation="send")
    try:
        rig.pay("dana")
    except httpx.TransportError:
        assert fault in {"drops_before_booking", "resets"}
    counted = rig.control("GET", "/_calls")["by_reference"]
    assert counted == [{"channel": "dana", "reference": "ref-1", "sends": 1, "inquiries": 0}]


def test_counts_outlive_the_sandbox_and_a_new_world(file: Path) -> None:
    with running_sandbox(file) as rig:
        _told(rig)
        rig.pay("dana")
    with running_sandbox(file) as rig:
        rig.tell()
        rig.pay("dana")
        (counted,) = rig.control("GET", "/_calls")["by_reference"]
    assert counted["sends"] == 2


def test_what_is_no_reference_is_counted_under_none(rig: Rig) -> None:
    for odd in (7, "x" * 65, None, ["ref-1"]):
        rig.pay("dana", partnerReferenceNo=odd)
    counted = rig.control("GET", "/_calls")
    assert counted["by_reference"] == []
    assert counted["totals"] == [{"channel": "dana", "operation": "send", "count": 4}]


def test_only_the_tokens_holder_reads_the_counts(rig: Rig) -> None:
    assert rig.http.get("/_calls").status_code == 401
