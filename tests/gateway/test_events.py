import json
import time

import pytest

from domain.facts import FactKind
from domain.reasons import Reason
from partners.signing import webhook_headers, webhook_key
from tests.gateway.door import BUDI, SECRETS, SITI, Door, event

CERTIFICATE = {"number": "C-1", "name": SITI["name"], "url": "https://example.org/c-1"}


async def test_an_event_is_recorded_for_its_journey_before_it_is_answered(door: Door) -> None:
    journey = await door.record()
    answer = await door.push(event())
    assert (answer.status_code, answer.json()) == (202, {"accepted": True})
    (waiting,) = await door.engine.inbox.undelivered(9)
    assert (waiting.journey, waiting.fact.receipt) == (journey, "receipt-1")
    assert await door.facts(journey, FactKind.TRAINING_COMPLETED) == [waiting.fact]


async def test_the_same_event_again_is_accepted_and_changes_nothing(door: Door) -> None:
    await door.record()
    answers = [await door.push(event()) for _ in range(3)]
    assert [answer.status_code for answer in answers] == [202, 202, 202]
    assert len(await door.engine.inbox.undelivered(9)) == 1


async def test_a_webhook_id_with_another_body_is_a_conflict(door: Door) -> None:
    journey = await door.record()
    await door.push(event())
    answer = await door.push(event(receipt="receipt-2"))
    assert (answer.status_code, answer.json()["code"]) == (409, "ID_REUSED")
    assert len(await door.facts(journey, FactKind.TRAINING_COMPLETED)) == 1


async def test_two_partners_may_use_one_webhook_id(door: Door) -> None:
    await door.record()
    first = await door.push(event())
    review = event("review.submitted", data={"stars": 1})
    second = await door.push(review, partner="pasarilmu")
    assert (first.status_code, second.status_code) == (202, 202)
    assert len(await door.engine.inbox.undelivered(9)) == 2


async def test_the_receipt_of_a_known_fact_under_another_id_reaches_no_journey_again(
    door: Door,
) -> None:
    await door.record()
    await door.push(event())
    again = await door.push(event(), webhook_id="event-2")
    assert again.status_code == 202
    assert len(await door.engine.inbox.undelivered(9)) == 1


async def test_each_changed_byte_of_the_body_is_refused(door: Door) -> None:
    await door.record()
    raw = json.dumps(event()).encode()
    signed = webhook_headers(webhook_key(SECRETS["belajaria"]), "event-1", int(time.time()), raw)
    headers = signed | {"partner-code": "belajaria"}
    for place in range(len(raw)):
        changed = raw[:place] + bytes([raw[place] ^ 1]) + raw[place + 1 :]
        answer = await door.http.post("/v1/events", content=changed, headers=headers)
        assert (place, answer.status_code) == (place, 401)
    assert await door.untouched()


@pytest.mark.parametrize(
    "changed",
    [
        {"webhook-id": "event-2"},
        {"webhook-id": ""},
        {"webhook-id": "event.1"},
        {"webhook-id": "x" * 10_000},
        {"webhook-timestamp": "1"},
        {"webhook-timestamp": "nan"},
        {"webhook-timestamp": "1e9"},
        {"webhook-timestamp": "-1588557600"},
        {"webhook-timestamp": "1588557600000"},
        {"webhook-signature": "v1"},
        {"webhook-signature": "v1,a,b"},
        {"webhook-signature": "v1,****"},
        {"webhook-signature": " ".join(["v1,AAAA"] * 10_000)},
        {"webhook-signature": ""},
        {"partner-code": "kelasrakyat"},
        {"partner-code": "nobody"},
        {"partner-code": ""},
        {"partner-code": "redeem:belajaria"},
    ],
)
async def test_a_header_that_was_not_signed_so_is_refused(
    door: Door, changed: dict[str, str]
) -> None:
    await door.record()
    answer = await door.push(event(), headers=changed)
    assert (answer.status_code, answer.json()["code"]) == (401, "SIGNATURE_REFUSED")
    assert await door.untouched()


async def test_a_stranger_and_a_wrong_signature_get_the_same_answer(door: Door) -> None:
    stranger = await door.push(event(), headers={"partner-code": "nobody"})
    forger = await door.push(event(), headers={"partner-code": "kelasrakyat"})
    assert stranger.content == forger.content


@pytest.mark.parametrize(("age", "status"), [(-400, 401), (-200, 202), (200, 202), (400, 401)])
async def test_a_signature_is_good_for_five_minutes_around_its_time(
    door: Door, age: int, status: int
) -> None:
    await door.record()
    answer = await door.push(event(), timestamp=int(time.time()) - age)
    assert answer.status_code == status


async def test_one_good_signature_among_those_of_a_rotation_is_enough(door: Door) -> None:
    await door.record()
    raw = json.dumps(event()).encode()
    good = webhook_headers(webhook_key(SECRETS["belajaria"]), "event-1", int(time.time()), raw)
    several = f"v1a,AAAA v1,AAAA {good['webhook-signature']}"
    answer = await door.push(raw, headers={"webhook-signature": several})
    assert answer.status_code == 202


async def test_a_header_sent_twice_is_refused(door: Door) -> None:
    answer = await door.http.post(
        "/v1/events", content=b"{}", headers=[("partner-code", "a"), ("partner-code", "b")]
    )
    assert (answer.status_code, answer.json()["rule"]) == (400, "PARTNER_CODE_REPEATED")


@pytest.mark.parametrize(
    ("partner", "kind"),
    [
        ("belajaria", "certificate.published"),
        ("belajaria", "report.forwarded"),
        ("belajaria", "survey.completed"),
        ("pasarilmu", "training.completed"),
        ("pasarilmu", "report.sent"),
        ("pmo", "training.completed"),
        ("pmo", "voucher.redeemed"),
        ("ovo", "training.completed"),
    ],
)
async def test_a_partner_cannot_state_the_facts_of_another_role(
    door: Door, partner: str, kind: str
) -> None:
    await door.record()
    answer = await door.push(event(kind), partner=partner)
    assert (answer.status_code, answer.json()["code"]) == (403, "NOT_YOUR_FACT")
    assert not await door.engine.inbox.undelivered(9)
    assert [kept.partner for kept in await door.quarantined()] == [partner]


async def test_a_provider_cannot_speak_of_another_providers_participant(door: Door) -> None:
    journey = await door.record()
    answer = await door.push(event(), partner="kelasrakyat")
    assert (answer.status_code, answer.json()["rule"]) == (403, "PARTICIPANT_OF_ANOTHER")
    assert not await door.facts(journey, FactKind.TRAINING_COMPLETED)
    assert [kept.reason for kept in await door.quarantined()] == ["PARTICIPANT_OF_ANOTHER"]


async def test_a_marketplace_cannot_speak_of_a_direct_purchase(door: Door) -> None:
    await door.record(marketplace=None)
    answer = await door.push(event("report.forwarded"), partner="pasarilmu")
    assert answer.status_code == 403


async def test_an_unknown_voucher_is_refused_and_kept_for_inspection(door: Door) -> None:
    answer = await door.push(event(voucher_code="NOBODY-1"))
    assert (answer.status_code, answer.json()["code"]) == (404, "UNKNOWN_VOUCHER")
    assert [kept.reason for kept in await door.quarantined()] == ["UNKNOWN_VOUCHER"]


async def test_a_voucher_that_was_corrected_away_is_nobodys(door: Door) -> None:
    journey = await door.record()
    await door.engine.people.correct_voucher(journey, "CONTOH-0009")
    assert (await door.push(event())).status_code == 404


async def test_a_fact_about_a_forgotten_person_is_about_nobody(door: Door) -> None:
    journey = await door.record()
    await door.engine.people.forget(journey, at=door.engine.now())
    assert (await door.push(event())).status_code == 404


async def test_a_voucher_in_small_letters_is_the_same_voucher(door: Door) -> None:
    journey = await door.record()
    await door.push(event(voucher_code=SITI["voucher"].lower()))
    assert await door.facts(journey, FactKind.TRAINING_COMPLETED)


@pytest.mark.parametrize("sender", ["belajaria", "ovo"])
async def test_an_unknown_type_is_accepted_and_ignored(door: Door, sender: str) -> None:
    answer = await door.push({"type": "payout.notified", "reference": "1"}, partner=sender)
    assert (answer.status_code, answer.json()) == (202, {"accepted": True, "ignored": True})
    assert not await door.engine.inbox.undelivered(9)
    assert not await door.quarantined()


async def test_unknown_further_fields_are_accepted(door: Door) -> None:
    await door.record()
    newer = event(schema_version=2, data={"progress_percent": 100, "teacher": "Contoh"})
    assert (await door.push(newer)).status_code == 202


async def test_an_unfinished_course_is_recorded_as_a_fact_that_does_not_count(door: Door) -> None:
    journey = await door.record()
    await door.push(event(data={"progress_percent": 60}))
    (fact,) = await door.facts(journey, FactKind.TRAINING_COMPLETED)
    assert fact.held_by is Reason.TRAINING_INCOMPLETE


async def test_a_certificate_in_another_name_is_recorded_with_its_reason(door: Door) -> None:
    journey = await door.record()
    certificate = event("certificate.published", data=CERTIFICATE | {"name": BUDI["name"]})
    await door.push(certificate, partner="pmo")
    (fact,) = await door.facts(journey, FactKind.CERTIFICATE_PUBLISHED)
    assert fact.held_by is Reason.CERT_NAME_MISMATCH


async def test_the_dashboard_may_speak_of_every_participant(door: Door) -> None:
    await door.record()
    await door.record(**BUDI, provider="kelasrakyat", marketplace=None)
    for number, person in enumerate((SITI, BUDI)):
        data = CERTIFICATE | {"name": person["name"]}
        stated = event("certificate.published", voucher_code=person["voucher"], data=data)
        answer = await door.push(stated, partner="pmo", webhook_id=f"event-{number}")
        assert answer.status_code == 202


async def test_a_fact_from_the_future_is_one_of_now(door: Door) -> None:
    journey = await door.record()
    await door.push(event(occurred_at="2099-12-31T00:00:00+07:00"))
    (fact,) = await door.facts(journey, FactKind.TRAINING_COMPLETED)
    assert fact.at <= door.engine.now()


async def test_every_wrong_field_is_named_without_its_value(door: Door) -> None:
    await door.record()
    wrong = event(occurred_at="secret-instant", receipt="", data={"progress_percent": 101})
    answer = await door.push(wrong)
    problem = answer.json()
    assert (answer.status_code, problem["code"], problem["field"]) == (
        422,
        "INVALID",
        "occurred_at",
    )
    assert {fault["field"] for fault in problem["errors"]} >= {"occurred_at", "receipt"}
    assert "secret-instant" not in answer.text


async def test_an_event_without_a_type_is_refused(door: Door) -> None:
    answer = await door.push({"voucher_code": "X"})
    assert (answer.status_code, answer.json()["field"]) == (422, "type")
