import pytest

from sandbox.buckets import Buckets
from tests.sandbox.sandbox_rig import NOON, Rig, account, person


def _with(rig: Rig, fault: str, **rest: object) -> None:
    declared = {"name": "the-one", "fault": fault, "partner": "dana", **rest}
    rig.tell(accounts=[account()], people=[person()], faults=[declared])


def test_a_bucket_gives_what_flows_in_and_no_more() -> None:
    now = 0.0
    buckets = Buckets(lambda: now)
    assert [buckets.take("a", 5) for _ in range(6)] == [True] * 5 + [False]
    now = 0.2
    assert [buckets.take("a", 5) for _ in range(2)] == [True, False]
    now = 1000.0
    assert [buckets.take("a", 5) for _ in range(6)] == [True] * 5 + [False]
    assert buckets.take("b", 5)


def test_less_than_one_a_second_is_one_and_then_a_wait() -> None:
    now = 0.0
    buckets = Buckets(lambda: now)
    assert [buckets.take("a", 0.5) for _ in range(2)] == [True, False]
    now = 2.0
    assert buckets.take("a", 0.5)


def test_beyond_its_rate_a_channel_says_when_to_come_back_and_does_nothing(rig: Rig) -> None:
    _with(rig, "too_many", operation="send", args={"per_second": 0.001})
    assert rig.pay("dana").json()["responseCode"] == "2003800"
    answer = rig.pay("dana", "ref-2")
    assert (answer.status_code, answer.json()["responseCode"]) == (429, "4293800")
    assert answer.headers["retry-after"] == "1000"
    assert (len(rig.ledger()), rig.fired()) == (1, {"the-one": 1})


def test_each_operation_has_a_rate_of_its_own(rig: Rig) -> None:
    _with(rig, "too_many", args={"per_second": 0.001})
    assert rig.pay("dana").status_code == 200
    assert rig.status("dana").status_code == 200
    assert rig.status("dana").json()["responseCode"] == "4293900"


def test_too_many_is_plain_where_no_snap_is_spoken(rig: Rig) -> None:
    _with(rig, "too_many", partner="belajaria", args={"per_second": 0.5})
    body = {"voucher_code": "VOUCHER-1", "fact": "training.completed"}
    asked = ("/providers/belajaria", "secret-of-belajaria", "/v1/facts/query", body)
    assert rig.ask(*asked).status_code == 200
    answer = rig.ask(*asked)
    assert (answer.status_code, answer.headers["retry-after"]) == (429, "2")


@pytest.mark.parametrize(
    ("time", "closed"),
    [("22:59:59", False), ("23:00:00", True), ("07:59:59", True), ("08:00:00", False)],
)
def test_the_books_are_closed_from_their_hour_over_midnight(
    rig: Rig, time: str, closed: bool
) -> None:
    _with(rig, "end_of_day", operation="inquire")
    rig.pay("dana")
    answer = rig.status("dana", now=f"2020-09-15T{time}+07:00")
    assert answer.json()["responseCode"] == ("4033906" if closed else "2003900")
    assert rig.fired() == {"the-one": int(closed)}


def test_closed_books_may_deny_knowing_a_reference(rig: Rig) -> None:
    args = {"from_hour": 12, "to_hour": 13, "says": "not_found"}
    _with(rig, "end_of_day", operation="inquire", args=args)
    rig.pay("dana")
    denied = rig.status("dana", now=NOON).json()
    assert (denied["responseCode"], denied["latestTransactionStatus"]) == ("2003900", "07")
    assert denied["originalPartnerReferenceNo"] == "ref-1"
    open_again = rig.status("dana", now="2020-09-14T13:00:00+07:00").json()
    assert open_again["latestTransactionStatus"] == "00"


def test_while_the_books_are_closed_nothing_is_sent_either_if_so_declared(rig: Rig) -> None:
    _with(rig, "end_of_day", operation="send", args={"from_hour": 12, "to_hour": 13})
    assert rig.pay("dana").json()["responseCode"] == "4033806"
    assert rig.ledger() == []
