import json
import time

import pytest

from domain.casefile import CaseFile, Holder, ParticipantShown
from domain.facts import FactKind
from domain.reasons import Party
from domain.stages import Stage
from gateway.redeem import COMMIT_PATH
from partners.signing import redeem_signature
from tests.gateway.door import AT, BUDI, REDEEM_KEYS, SITI, Door, event

CODE = {"redeem_code": SITI["voucher"]}


async def test_a_fresh_code_is_known_and_not_redeemed(door: Door) -> None:
    await door.record()
    answer = await door.redeem("status", CODE)
    told = answer.json()
    assert (answer.status_code, told["success"]) == (200, True)
    assert (told["data"]["status"], told["data"]["dp_platform"]) == (0, "pasarilmu")


async def test_a_commit_is_a_fact_of_the_journey_before_it_is_answered(door: Door) -> None:
    journey = await door.record()
    answer = await door.redeem("commit", CODE)
    assert answer.json()["data"] == {
        "redeem_code": SITI["voucher"],
        "course_code": "",
        "status": 1,
    }
    (fact,) = await door.facts(journey, FactKind.VOUCHER_REDEEMED)
    assert [waiting.fact for waiting in await door.engine.inbox.undelivered(9)] == [fact]
    status = (await door.redeem("status", CODE)).json()
    assert (status["data"]["status"], status["data"]["redeem_at"]) == (1, fact.at.isoformat())


async def test_a_second_commit_succeeds_and_changes_nothing(door: Door) -> None:
    journey = await door.record()
    first, second = [await door.redeem("commit", CODE) for _ in range(2)]
    assert (first.status_code, second.status_code) == (200, 200)
    assert first.json() == second.json()
    assert len(await door.facts(journey, FactKind.VOUCHER_REDEEMED)) == 1


async def test_a_code_that_an_event_redeemed_can_still_be_committed(door: Door) -> None:
    await door.record()
    await door.push(event("voucher.redeemed"))
    assert (await door.redeem("status", CODE)).json()["data"]["status"] == 1
    assert (await door.redeem("commit", CODE)).status_code == 200


async def test_the_official_clients_sign_the_compact_body_and_send_a_spaced_one(
    door: Door,
) -> None:
    await door.record()
    now = str(int(time.time()))
    compact = json.dumps(CODE, separators=(",", ":")).encode()
    key = REDEEM_KEYS["belajaria"]
    headers = {
        "client_code": "belajaria",
        "timestamp": now,
        "signature": redeem_signature(key, "belajaria", now, COMMIT_PATH, compact),
    }
    spaced = json.dumps(CODE).encode()
    assert spaced != compact
    answer = await door.http.post(COMMIT_PATH, content=spaced, headers=headers)
    assert answer.status_code == 200


async def test_the_official_php_client_asks_with_a_double_slash(door: Door) -> None:
    await door.record()
    assert (await door.redeem("status", CODE, before="/")).status_code == 200
    assert (await door.redeem("commit", CODE, before="/")).status_code == 200
    refused = await door.redeem("commit", {"redeem_code": "NOBODY-1"}, before="/")
    assert refused.json()["success"] is False


async def test_a_provider_may_have_another_client_code_than_code(door: Door) -> None:
    await door.record(provider="kelasrakyat")
    good = await door.redeem("commit", CODE, provider="kelasrakyat", client_code="KR-01")
    wrong = await door.redeem("commit", CODE, provider="kelasrakyat")
    assert (good.status_code, wrong.status_code) == (200, 401)


@pytest.mark.parametrize("act", ["status", "commit"])
async def test_an_unknown_code_is_refused_in_both_forms(door: Door, act: str) -> None:
    answer = await door.redeem(act, {"redeem_code": "NOBODY-1"})
    told = answer.json()
    assert (answer.status_code, told["code"]) == (404, "VOUCHER_NOT_FOUND")
    assert (told["success"], told["message"], told["data"]) == (False, told["texts"]["id"], {})


@pytest.mark.parametrize("act", ["status", "commit"])
async def test_a_code_of_another_provider_is_refused(door: Door, act: str) -> None:
    journey = await door.record(provider="kelasrakyat")
    answer = await door.redeem(act, CODE)
    assert (answer.status_code, answer.json()["code"]) == (403, "VOUCHER_OTHER_PROVIDER")
    assert not await door.facts(journey, FactKind.VOUCHER_REDEEMED)


async def test_a_code_redeemed_for_one_participant_cannot_serve_another(door: Door) -> None:
    journey = await door.record()
    await door.redeem("commit", CODE)
    await door.engine.claims.release_voucher(SITI["voucher"], journey)
    other = await door.record(**BUDI | {"voucher": SITI["voucher"]})
    answer = await door.redeem("commit", CODE)
    assert (answer.status_code, answer.json()["code"]) == (409, "VOUCHER_ALREADY_USED")
    assert not await door.facts(other, FactKind.VOUCHER_REDEEMED)


async def test_a_code_whose_deadline_closed_the_case_is_cancelled(door: Door) -> None:
    journey = await door.record()
    await door.engine.cases.archive(journey, closed(journey), at=AT)
    for act in ("status", "commit"):
        answer = await door.redeem(act, CODE)
        assert (answer.status_code, answer.json()["code"]) == (409, "VOUCHER_CANCELLED")


async def test_a_redeemed_code_stays_good_after_the_case_is_closed(door: Door) -> None:
    journey = await door.record()
    await door.redeem("commit", CODE)
    await door.engine.cases.archive(journey, closed(journey), at=AT)
    assert (await door.redeem("commit", CODE)).status_code == 200


@pytest.mark.parametrize(
    "changed",
    [
        {"signature": ""},
        {"signature": "0" * 40},
        {"client_code": "kelasrakyat"},
        {"client_code": "nobody"},
        {"client_code": ""},
        {"timestamp": "1588557600"},
        {"timestamp": ""},
    ],
)
async def test_a_call_that_was_not_signed_so_is_refused(
    door: Door, changed: dict[str, str]
) -> None:
    await door.record()
    now, body = str(int(time.time())), json.dumps(CODE).encode()
    signature = redeem_signature(REDEEM_KEYS["belajaria"], "belajaria", now, COMMIT_PATH, body)
    headers = {"client_code": "belajaria", "timestamp": now, "signature": signature} | changed
    answer = await door.http.post(COMMIT_PATH, content=body, headers=headers)
    assert (answer.status_code, answer.json()["success"]) == (401, False)
    assert await door.untouched()


async def test_a_signature_for_status_does_not_commit(door: Door) -> None:
    await door.record()
    now, body = str(int(time.time())), json.dumps(CODE).encode()
    path = COMMIT_PATH.replace("commit", "status")
    signature = redeem_signature(REDEEM_KEYS["belajaria"], "belajaria", now, path, body)
    headers = {"client_code": "belajaria", "timestamp": now, "signature": signature}
    answer = await door.http.post(COMMIT_PATH, content=body, headers=headers)
    assert answer.status_code == 401


def closed(journey: str) -> CaseFile:
    return CaseFile(
        participant=ParticipantShown(key=journey, wave=1),
        stage=Stage.CLOSED,
        holder=Holder(party=Party.NOBODY, since=AT),
        steps=[],
        tranches=[],
        holdings=[],
        timeline=[],
        version=1,
    )
