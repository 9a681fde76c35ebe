import hashlib
import hmac
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from sandbox.clock import Clock
from tests.sandbox.sandbox_rig import NIK, Rig, account, person, provider
from tests.sandbox.sandbox_running import Gateway, running_sandbox

MONTH_LATER = "2020-05-24T09:00:00+07:00"


def _act(rig: Rig, until: str) -> int:
    acts: int = rig.control("POST", f"/_act?until={until}")["acts"]
    return acts


def test_a_person_redeems_at_the_gateway_and_every_fact_is_pushed_in_order(
    file: Path, gateway: tuple[Gateway, str]
) -> None:
    heard, url = gateway
    with running_sandbox(file, url) as rig:
        rig.tell(people=[person()])
        assert _act(rig, MONTH_LATER) == 6
        pulled = rig.fact("/dashboard", "certificate.published", MONTH_LATER)
    assert heard.paths()[:2] == ["status", "commit"]
    events = heard.bodies("/v1/events")
    assert [event["type"] for event in events] == [
        "voucher.redeemed",
        "training.completed",
        "report.sent",
        "report.received",
        "certificate.published",
    ]
    for shared in ("receipt", "occurred_at", "data"):
        assert events[-1][shared] == pulled[shared]


def test_the_redeem_signature_is_over_the_compact_body_though_a_spaced_one_is_sent(
    file: Path, gateway: tuple[Gateway, str]
) -> None:
    heard, url = gateway
    with running_sandbox(file, url) as rig:
        rig.tell(providers=[provider(signs_spaced=True)], people=[person(hooks="none")])
        _act(rig, MONTH_LATER)
    path, headers, raw = heard.heard[0]
    assert raw == b'{"redeem_code": "VOUCHER-1"}'
    signed = f'client-belajaria{headers["timestamp"]}POST{path}{{"redeem_code":"VOUCHER-1"}}'
    expected = hmac.new(b"key-of-belajaria", signed.encode(), hashlib.sha1).hexdigest()
    assert headers["signature"] == expected
    assert headers["client_code"] == "client-belajaria"


def test_a_refused_person_is_not_redeemed_and_comes_back_every_day(
    file: Path, gateway: tuple[Gateway, str]
) -> None:
    heard, url = gateway
    accept = heard.answer
    heard.answer = lambda *_: (404, {"detail": "voucher unknown"})
    with running_sandbox(file, url) as rig:
        rig.tell(people=[person()])
        third_day = "2020-04-26T09:00:00+07:00"
        assert _act(rig, third_day) == 3
        assert not rig.fact("/providers/belajaria", "voucher.redeemed", third_day)["happened"]
        heard.answer = accept
        _act(rig, "2020-04-27T09:00:00+07:00")
        redeemed = rig.fact("/providers/belajaria", "voucher.redeemed", MONTH_LATER)
        assert redeemed["occurred_at"] == "2020-04-27T09:00:00+07:00"


def test_nobody_has_redeemed_before_the_gateway_said_so(
    file: Path, gateway: tuple[Gateway, str]
) -> None:
    heard, url = gateway
    accept = heard.answer
    clock = f"{datetime.now(UTC).isoformat()}|2020-04-24T08:00:00+07:00|86400"
    answered: list[datetime] = []

    def in_a_day(path: str, body: dict[str, Any]) -> tuple[int, Any]:
        if path.endswith("commit"):
            time.sleep(1)
            answered.append(Clock.parse(clock).now())
        return accept(path, body)

    heard.answer = in_a_day
    with running_sandbox(file, url, clock) as rig:
        rig.tell(people=[person(hooks=["voucher.redeemed"])])
        while not (pushed := heard.bodies("/v1/events")):
            time.sleep(0.01)
        log = rig.control("GET", "/_log")
    assert datetime.fromisoformat(pushed[0]["occurred_at"]) >= answered[0].replace(microsecond=0)
    asked_at = next(line["asked_at"] for line in log if line["did"].startswith("redeemed"))
    assert datetime.fromisoformat(asked_at) <= answered[0] - timedelta(days=1)


def test_nobody_redeems_while_the_provider_is_down(
    file: Path, gateway: tuple[Gateway, str]
) -> None:
    heard, url = gateway
    down = [{"from": "2020-04-20T00:00:00+07:00", "to": "2020-05-17T00:00:00+07:00"}]
    with running_sandbox(file, url) as rig:
        rig.tell(providers=[provider(down=down)], people=[person(hooks="none")])
        assert _act(rig, "2020-05-16T23:59:59+07:00") == 0
        assert _act(rig, "2020-05-17T00:00:00+07:00") == 1
    assert heard.paths() == ["status", "commit"]


def test_a_voucher_the_gateway_holds_for_redeemed_is_not_committed_again(
    file: Path, gateway: tuple[Gateway, str]
) -> None:
    heard, url = gateway
    heard.answer = lambda *_: (200, {"success": True, "data": {"redeem_at": "2020-04-24"}})
    with running_sandbox(file, url) as rig:
        rig.tell(people=[person(hooks="none")])
        _act(rig, MONTH_LATER)
        assert rig.fact("/providers/belajaria", "voucher.redeemed", MONTH_LATER)["happened"]
    assert heard.paths() == ["status"]


def test_a_push_is_tried_four_times_an_hour_apart_with_one_id_and_then_lost(
    file: Path, gateway: tuple[Gateway, str]
) -> None:
    heard, url = gateway
    heard.answer = lambda *_: (503, {})
    with running_sandbox(file, url) as rig:
        rig.tell(people=[person(redeems=None, surveys=["2020-07-01T09:00:00+07:00"])])
        assert _act(rig, "2020-07-01T10:59:59+07:00") == 2
        assert _act(rig, "2020-12-31T00:00:00+07:00") == 2
        assert rig.fact("/dashboard", "survey.completed", MONTH_LATER, survey=1) is not None
    assert len({headers["webhook-id"] for _, headers, _ in heard.heard}) == 1
    assert heard.heard[0][1]["partner-code"] == "pmo"


def test_a_refused_push_is_not_repeated(file: Path, gateway: tuple[Gateway, str]) -> None:
    heard, url = gateway
    heard.answer = lambda *_: (403, {})
    with running_sandbox(file, url) as rig:
        rig.tell(people=[person(redeems=None, surveys=["2020-07-01T09:00:00+07:00"])])
        assert _act(rig, "2020-12-31T00:00:00+07:00") == 1


def test_only_the_named_facts_are_pushed(file: Path, gateway: tuple[Gateway, str]) -> None:
    heard, url = gateway
    with running_sandbox(file, url) as rig:
        rig.tell(people=[person(hooks=["report.received"])])
        _act(rig, MONTH_LATER)
    assert [event["type"] for event in heard.bodies("/v1/events")] == ["report.received"]


def test_people_use_the_portal_on_their_dates(file: Path, gateway: tuple[Gateway, str]) -> None:
    heard, url = gateway
    plan: dict[str, Any] = {
        "redeems": None,
        "links": [{"at": "2020-05-01T09:00:00+07:00", "channel": "ovo", "number": "081200000001"}],
        "unlinks": ["2020-05-02T09:00:00+07:00"],
        "corrections": [{"at": "2020-05-03T09:00:00+07:00", "voucher": "VOUCHER-2"}],
        "waivers": [
            {
                "at": "2020-05-04T09:00:00+07:00",
                "fact": "review.submitted",
                "site": "provider",
                "ground": "site has no reviews",
                "by": "officer-1",
            }
        ],
    }
    with running_sandbox(file, url) as rig:
        rig.tell(people=[person(**plan)])
        assert _act(rig, MONTH_LATER) == 4
        log = rig.control("GET", "/_log?from=2")
    assert heard.paths() == ["account", "unlink", "voucher", "waiver"]
    assert {headers["authorization"] for _, headers, _ in heard.heard} == {"Bearer portal-token"}
    bodies = [heard.bodies(f"/v1/participants/{path}")[0] for path in ("account", "voucher")]
    assert bodies == [
        {"nik": NIK, "channel": "ovo", "number": "081200000001"},
        {"nik": NIK, "voucher": "VOUCHER-2"},
    ]
    assert [(line["seq"], line["did"], line["answer"][:3]) for line in log] == [
        (2, "called /v1/participants/account/unlink", "200"),
        (3, "called /v1/participants/voucher", "200"),
        (4, "called /v1/participants/waiver", "200"),
    ]


def test_a_silent_portal_is_tried_every_hour_of_half_a_day_and_then_every_day(
    file: Path, gateway: tuple[Gateway, str]
) -> None:
    heard, url = gateway
    heard.answer = lambda *_: (503, {})
    with running_sandbox(file, url) as rig:
        rig.tell(people=[person(redeems=None, links=[_link("2020-05-01", "081200000001")])])
        assert _act(rig, "2020-05-01T21:00:00+07:00") == 13
        assert _act(rig, "2020-05-02T20:59:59+07:00") == 0
        assert _act(rig, "2020-05-04T21:00:00+07:00") == 3
        assert _act(rig, "2020-12-31T00:00:00+07:00") == 15


def test_who_links_another_account_no_longer_tries_the_one_before(
    file: Path, gateway: tuple[Gateway, str]
) -> None:
    heard, url = gateway
    accept = heard.answer
    first, second = _link("2020-05-01", "081200000001"), _link("2020-05-03", "081200000002")

    def refuse_the_first(path: str, body: dict[str, Any]) -> tuple[int, Any]:
        return (409, {}) if body["number"] == first["number"] else accept(path, body)

    heard.answer = refuse_the_first
    with running_sandbox(file, url) as rig:
        rig.tell(people=[person(redeems=None, links=[first, second])])
        _act(rig, MONTH_LATER)
    linked = [body["number"] for body in heard.bodies("/v1/participants/account")]
    assert linked[:2] == [first["number"]] * 2
    assert linked[-1] == second["number"]
    assert linked.count(second["number"]) == 1


def _link(day: str, number: str) -> dict[str, str]:
    return {"at": f"{day}T09:00:00+07:00", "channel": "ovo", "number": number}


def test_what_was_done_is_not_done_again_after_a_restart(
    file: Path, gateway: tuple[Gateway, str]
) -> None:
    heard, url = gateway
    with running_sandbox(file, url) as rig:
        rig.tell(people=[person()], accounts=[account()])
        _act(rig, "2020-04-29T09:00:00+07:00")
        before = rig.control("GET", "/_log")
    told = len(heard.heard)
    with running_sandbox(file, url) as rig:
        assert rig.control("GET", "/_log") == before
        assert len(rig.control("GET", "/_accounts")) == 1
        assert _act(rig, "2020-04-29T09:00:00+07:00") == 0
        assert _act(rig, MONTH_LATER) == 3
    assert len(heard.heard) == told + 3


def test_a_lost_mail_that_was_asked_for_again_is_pushed_when_it_arrives(
    file: Path, gateway: tuple[Gateway, str]
) -> None:
    heard, url = gateway
    with running_sandbox(file, url) as rig:
        rig.tell(people=[person(report={"mail_lost": True}, hooks=["report.received"])])
        _act(rig, MONTH_LATER)
        body = {"voucher_code": "VOUCHER-1"}
        secret = "secret-of-belajaria"
        rig.ask("/providers/belajaria", secret, "/v1/reports/send-again", body, MONTH_LATER)
        assert heard.bodies("/v1/events") == []
        _act(rig, "2020-05-24T13:00:00+07:00")
    (event,) = heard.bodies("/v1/events")
    assert (event["type"], event["occurred_at"]) == ("report.received", "2020-05-24T13:00:00+07:00")
