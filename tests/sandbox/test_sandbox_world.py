from typing import Any

import pytest

from tests.sandbox.sandbox_rig import Rig, person

PROVIDER, MARKETPLACE, OFFICE = "/providers/belajaria", "/marketplaces/pasarilmu", "/dashboard"
END = "2021-01-01T00:00:00+07:00"


def _at(rig: Rig, base: str, fact: str, now: str = END, **more: Any) -> str | None:
    found = rig.fact(base, fact, now, **more)
    assert (found["occurred_at"] is not None) == found["happened"]
    at: str | None = found["occurred_at"]
    return at


def test_each_step_follows_the_one_before_after_the_partners_usual_time(rig: Rig) -> None:
    rates = {"provider": "2020-04-30T09:00:00+07:00", "marketplace": "2020-05-01T09:00:00+07:00"}
    rig.tell(people=[person(marketplace="pasarilmu", rates=rates)])
    assert _at(rig, PROVIDER, "voucher.redeemed") == "2020-04-24T09:00:00+07:00"
    assert _at(rig, PROVIDER, "training.completed") == "2020-04-29T09:00:00+07:00"
    assert _at(rig, PROVIDER, "review.submitted") == "2020-04-30T09:00:00+07:00"
    assert _at(rig, MARKETPLACE, "review.submitted") == "2020-05-01T09:00:00+07:00"
    assert _at(rig, PROVIDER, "report.sent") == "2020-05-02T09:00:00+07:00"
    assert _at(rig, MARKETPLACE, "report.forwarded") == "2020-05-03T09:00:00+07:00"
    assert _at(rig, OFFICE, "report.received") == "2020-05-03T13:00:00+07:00"
    assert _at(rig, OFFICE, "certificate.published") == "2020-05-05T13:00:00+07:00"


def test_a_fact_is_not_told_before_it_happens_nor_by_another(rig: Rig) -> None:
    rig.tell(people=[person()])
    early = rig.fact(PROVIDER, "training.completed", "2020-04-29T08:59:59+07:00")
    assert early == {
        "voucher_code": "VOUCHER-1",
        "fact": "training.completed",
        "happened": False,
        "occurred_at": None,
        "receipt": None,
        "data": {},
    }
    assert _at(rig, OFFICE, "training.completed") is None
    body = {"voucher_code": "VOUCHER-1", "fact": "report.forwarded"}
    stranger = rig.ask(MARKETPLACE, "secret-of-pasarilmu", "/v1/facts/query", body, END)
    assert (stranger.status_code, stranger.json()) == (404, {"error": "voucher_unknown"})


def test_a_provider_that_is_down_answers_nothing_and_everything_waits_for_its_return(
    rig: Rig,
) -> None:
    down = [{"from": "2020-04-28T00:00:00+07:00", "to": "2020-05-17T00:00:00+07:00"}]
    secret = {"code": "belajaria", "secret": "secret-of-belajaria"}
    rig.tell(providers=[{**secret, "down": down}], people=[person()])
    body = {"voucher_code": "VOUCHER-1", "fact": "training.completed"}
    during = "2020-05-16T23:59:59+07:00"
    asked = rig.ask(PROVIDER, "secret-of-belajaria", "/v1/facts/query", body, during)
    assert asked.status_code == 503
    assert _at(rig, PROVIDER, "training.completed") == "2020-05-17T00:00:00+07:00"
    assert _at(rig, PROVIDER, "report.sent") == "2020-05-18T00:00:00+07:00"


def test_a_closed_office_receives_and_certifies_when_it_opens(rig: Rig) -> None:
    closed = [{"from": "2020-04-30T00:00:00+07:00", "to": "2020-05-25T08:00:00+07:00"}]
    rig.tell(dashboard={"secret": "secret-of-pmo", "closed": closed}, people=[person()])
    assert _at(rig, OFFICE, "report.received") == "2020-05-25T08:00:00+07:00"
    assert _at(rig, OFFICE, "certificate.published") == "2020-05-27T08:00:00+07:00"


@pytest.mark.parametrize(("asked", "heals"), [(MARKETPLACE, True), (PROVIDER, False)])
def test_a_lost_mail_is_healed_by_the_hop_that_sent_it(
    rig: Rig, asked: str, *, heals: bool
) -> None:
    rig.tell(people=[person(marketplace="pasarilmu", report={"mail_lost": True})])
    assert _at(rig, MARKETPLACE, "report.forwarded") is not None
    assert _at(rig, OFFICE, "report.received") is None
    secret = f"secret-of-{asked.rpartition('/')[2]}"
    body = {"voucher_code": "VOUCHER-1"}
    answer = rig.ask(asked, secret, "/v1/reports/send-again", body, "2020-05-20T09:00:00+07:00")
    assert (answer.status_code, answer.json()) == (202, {})
    healed = "2020-05-20T13:00:00+07:00" if heals else None
    assert _at(rig, OFFICE, "report.received") == healed


def test_asking_again_before_the_mail_was_lost_heals_nothing(rig: Rig) -> None:
    rig.tell(people=[person(report={"mail_lost": True})])
    body, early = {"voucher_code": "VOUCHER-1"}, "2020-04-25T09:00:00+07:00"
    rig.ask(PROVIDER, "secret-of-belajaria", "/v1/reports/send-again", body, early)
    assert _at(rig, OFFICE, "report.received") is None


def test_a_rejected_report_is_accepted_under_a_new_receipt_after_correction(rig: Rig) -> None:
    rejected = {"reason": "VOUCHER_MISMATCH", "until": "2020-06-10T09:00:00+07:00"}
    rig.tell(people=[person(report={"rejected": rejected})])
    first = rig.fact(OFFICE, "report.received", "2020-06-10T08:59:59+07:00")
    second = rig.fact(OFFICE, "report.received", END)
    assert first["data"]["rejected"] == "VOUCHER_MISMATCH"
    assert second["data"]["rejected"] is None
    assert first["receipt"] != second["receipt"]
    assert _at(rig, OFFICE, "certificate.published") == "2020-06-12T09:00:00+07:00"


def test_a_certificate_in_a_wrong_name_is_issued_again_in_the_right_one(rig: Rig) -> None:
    plan = {"name": "Siti Nurhalizah", "reissued": "2020-06-01T09:00:00+07:00"}
    rig.tell(people=[person(certificate=plan)])
    wrong = rig.fact(OFFICE, "certificate.published", "2020-05-31T09:00:00+07:00")
    right = rig.fact(OFFICE, "certificate.published", END)
    assert (wrong["data"]["name"], right["data"]["name"]) == (
        "Siti Nurhalizah",
        "Siti Nurhaliza Contoh",
    )
    assert wrong["receipt"] != right["receipt"]


@pytest.mark.parametrize(
    ("plan", "base", "missing"),
    [
        ({"report": {"never": True}}, PROVIDER, "report.sent"),
        ({"certificate": {"never": True}}, OFFICE, "certificate.published"),
        ({"finishes": None}, PROVIDER, "report.sent"),
        ({"redeems": None}, PROVIDER, "voucher.redeemed"),
    ],
)
def test_what_is_planned_never_to_happen_does_not(
    rig: Rig, plan: dict[str, Any], base: str, missing: str
) -> None:
    rig.tell(people=[person(**plan)])
    assert _at(rig, base, missing) is None


def test_a_site_without_reviews_has_none_and_holds_nobody_up(rig: Rig) -> None:
    secret = {"code": "belajaria", "secret": "secret-of-belajaria"}
    rates = {"provider": "2020-05-30T09:00:00+07:00"}
    rig.tell(providers=[{**secret, "reviews": False}], people=[person(rates=rates)])
    assert _at(rig, PROVIDER, "review.submitted") is None
    assert _at(rig, PROVIDER, "report.sent") == "2020-04-30T09:00:00+07:00"


def test_surveys_are_numbered(rig: Rig) -> None:
    surveys = ["2020-07-01T09:00:00+07:00", "2020-08-01T09:00:00+07:00"]
    rig.tell(people=[person(surveys=surveys)])
    assert _at(rig, OFFICE, "survey.completed", survey=1) == surveys[0]
    assert _at(rig, OFFICE, "survey.completed", survey=2) == surveys[1]
    assert _at(rig, OFFICE, "survey.completed", survey=3) is None


def test_the_same_fact_has_the_same_receipt_whenever_it_is_asked(rig: Rig) -> None:
    rig.tell(people=[person()])
    receipts = {
        rig.fact(PROVIDER, "training.completed", now)["receipt"]
        for now in ("2020-04-29T09:00:00+07:00", END)
    }
    assert len(receipts) == 1


def test_the_evidence_says_how_much_of_the_course_was_done(rig: Rig) -> None:
    rig.tell(people=[person(progress_percent=40)])
    evidence = rig.fact(PROVIDER, "training.completed", END)["data"]
    assert evidence == {
        "started_at": "2020-04-24T09:00:00+07:00",
        "finished_at": "2020-04-29T09:00:00+07:00",
        "score": 80,
        "progress_percent": 40,
    }


def test_a_corrected_voucher_is_the_same_person(rig: Rig) -> None:
    fix = {"at": "2020-05-01T09:00:00+07:00", "voucher": "VOUCHER-1"}
    rig.tell(people=[person(voucher="VOUCHER-9", corrections=[fix])])
    body = {"voucher_code": "VOUCHER-1", "fact": "voucher.redeemed"}
    before = "2020-05-01T08:59:59+07:00"
    asked = rig.ask(PROVIDER, "secret-of-belajaria", "/v1/facts/query", body, before)
    assert asked.status_code == 404
    assert _at(rig, PROVIDER, "voucher.redeemed") == "2020-04-24T09:00:00+07:00"


def test_a_question_not_signed_by_us_is_refused(rig: Rig) -> None:
    rig.tell(people=[person()])
    body = {"voucher_code": "VOUCHER-1", "fact": "voucher.redeemed"}
    assert rig.ask(PROVIDER, "another secret", "/v1/facts/query", body).status_code == 401
    assert rig.http.post(PROVIDER + "/v1/facts/query", json=body).status_code == 401
    old = {"webhook-id": "1", "webhook-timestamp": "1600000000", "webhook-signature": "v1,AAAA"}
    stale = rig.http.post(PROVIDER + "/v1/facts/query", json=body, headers=old)
    assert stale.status_code == 401


def test_a_question_outside_the_contract_is_refused(rig: Rig) -> None:
    rig.tell(people=[person()])
    body = {"voucher_code": "VOUCHER-1", "fact": "mood.improved"}
    asked = rig.ask(PROVIDER, "secret-of-belajaria", "/v1/facts/query", body)
    assert (asked.status_code, asked.json()) == (400, {"error": "body"})
    nobody = rig.ask("/providers/nobody", "secret", "/v1/facts/query", body)
    assert nobody.status_code == 404


def test_the_control_routes_are_for_the_holder_of_the_token(rig: Rig) -> None:
    for path in ("/_ledger", "/_faults", "/_accounts", "/_log"):
        assert rig.http.get(path).status_code == 401
        wrong = rig.http.get(path, headers={"authorization": "Bearer wrong"})
        assert wrong.status_code == 401
    for path in ("/_world", "/_people", "/_accounts", "/_faults", "/_act", "/_reversals"):
        assert rig.http.post(path, json={}).status_code == 401
    assert rig.http.get("/_healthz").json() == {"healthy": True}


@pytest.mark.parametrize(
    "wrong",
    [
        {"people": [{**person(), "mood": "good"}]},
        {"people": [person(provider="nobody")]},
        {"people": [person(redeems="24 April")]},
        {"people": [person(redeems="2020-04-24T09:00:00")]},
    ],
)
def test_a_world_that_makes_no_sense_is_refused_and_changes_nothing(
    rig: Rig, wrong: dict[str, Any]
) -> None:
    rig.tell(people=[person()])
    headers = {"authorization": "Bearer control-token"}
    secret = {"code": "belajaria", "secret": "s"}
    body = {"providers": [secret], **wrong}
    assert rig.http.post("/_world", json=body, headers=headers).status_code == 422
    assert _at(rig, PROVIDER, "voucher.redeemed") is not None
