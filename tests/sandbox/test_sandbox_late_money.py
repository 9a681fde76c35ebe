from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from sandbox.ledger import Ledger
from tests.sandbox.sandbox_rig import NOON, Rig, account
from tests.sandbox.sandbox_running import running_sandbox

NEXT_DAY = "2020-09-15T12:00:00+07:00"
JUST_BEFORE, TEN_DAYS_ON = "2020-09-24T11:59:59+07:00", "2020-09-24T12:00:00+07:00"


def _with(rig: Rig, fault: str, **rest: Any) -> None:
    declared = {"name": "the-one", "fault": fault, "partner": "dana", **rest}
    rig.tell(accounts=[account()], faults=[declared])


def _kinds(rig: Rig, now: str) -> list[str]:
    return [row["kind"] for row in rig.control("GET", "/_ledger", now=now)]


def test_a_transfer_is_taken_back_on_its_day_and_not_a_second_earlier(rig: Rig) -> None:
    _with(rig, "reverses", args={"after_days": 10})
    rig.pay("dana")
    assert rig.status("dana", now=JUST_BEFORE).json()["latestTransactionStatus"] == "00"
    assert _kinds(rig, JUST_BEFORE) == ["credit"]
    assert rig.status("dana", now=TEN_DAYS_ON).json()["latestTransactionStatus"] == "04"
    assert _kinds(rig, TEN_DAYS_ON) == ["credit", "reversal"]
    assert rig.fired() == {"the-one": 1}


def test_looking_at_the_ledger_is_enough_for_a_reversal_to_be_there(rig: Rig) -> None:
    _with(rig, "reverses")
    rig.pay("dana")
    assert _kinds(rig, TEN_DAYS_ON) == ["credit", "reversal"]


def test_a_reversal_is_booked_at_its_own_time_however_late_somebody_looks(rig: Rig) -> None:
    _with(rig, "reverses", args={"after_days": 1})
    rig.pay("dana")
    lines = rig.statement("dana", now="2020-10-30T12:00:00+07:00").json()["detailData"]
    assert [(line["type"], line["dateTime"]) for line in lines] == [
        ("REFUND", NEXT_DAY),
        ("PAYMENT", NOON),
    ]


def test_a_transfer_that_was_taken_back_by_hand_is_not_taken_back_twice(rig: Rig) -> None:
    _with(rig, "reverses", args={"after_days": 10})
    rig.pay("dana")
    rig.control("POST", "/_reversals", {"channel": "dana", "reference": "ref-1"}, now=NEXT_DAY)
    assert _kinds(rig, TEN_DAYS_ON) == ["credit", "reversal"]


def test_a_late_credit_was_refused_then_failed_then_paid(rig: Rig) -> None:
    _with(rig, "credits_late", args={"after_days": 10})
    assert rig.pay("dana").json()["responseCode"] == "4033818"
    assert rig.pay("dana", now=NEXT_DAY).json()["responseCode"] == "4033818"
    assert rig.status("dana", now=JUST_BEFORE).json()["latestTransactionStatus"] == "06"
    assert _kinds(rig, JUST_BEFORE) == []
    assert rig.status("dana", now=TEN_DAYS_ON).json()["latestTransactionStatus"] == "00"
    (row,) = rig.control("GET", "/_ledger", now=TEN_DAYS_ON)
    assert (row["reference"], row["amount"], row["claimed_at"]) == ("ref-1", 600_000, NOON)
    assert rig.fired() == {"the-one": 1}


def test_what_is_to_come_outlives_the_sandbox_and_comes_once(file: Path) -> None:
    with running_sandbox(file) as rig:
        _with(rig, "reverses")
        rig.pay("dana")
    for _ in range(2):
        with running_sandbox(file) as rig:
            assert _kinds(rig, TEN_DAYS_ON) == ["credit", "reversal"]


def test_a_new_world_has_no_money_left_to_move(rig: Rig) -> None:
    _with(rig, "reverses")
    rig.pay("dana")
    rig.tell()
    assert _kinds(rig, TEN_DAYS_ON) == ["credit"]


def test_by_its_own_clock_a_reversal_comes_after_exactly_its_days(file: Path) -> None:
    # A day lasts a millisecond, so the ten days are over as soon as anybody looks again.
    clock = f"{datetime.now(UTC).isoformat()}|2020-01-01T00:00:00+07:00|86400000"
    with running_sandbox(file, clock=clock) as rig:
        _with(rig, "reverses", args={"after_days": 10})
        rig.pay("dana")
        while len(rig.ledger()) == 1:
            assert rig.fired() == {"the-one": 1}
    ledger = Ledger(file)
    (_, returned_at), (_, paid_at) = ledger.booked("dana")
    ledger.close()
    assert returned_at - paid_at == timedelta(days=10)
