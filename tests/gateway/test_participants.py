import pytest

from domain.identity import Nik
from tests.gateway.door import AT, BUDI, SITI, TOKEN, Door

APPLICATION: dict[str, object] = {
    **BUDI,
    "wave": 1,
    "provider": "belajaria",
    "channel": "pasarilmu",
    "bought_on": "2020-04-26",
}
CHANGES: dict[str, dict[str, object]] = {
    "/account": {"channel": "ovo", "number": "0812-0000-0001"},
    "/account/unlink": {},
    "/voucher": {"voucher": "CONTOH-0003"},
    "/waiver": {
        "fact": "review.submitted",
        "site": "provider",
        "ground": "NO_REVIEW_FEATURE",
        "by": "pmo-desk",
    },
}


@pytest.mark.parametrize(
    "header",
    ["", "Bearer", "Bearer ", "Bearer another", f"Basic {TOKEN}", TOKEN, f"Bearer {TOKEN}x"],
)
async def test_nobody_speaks_for_participants_without_a_token(door: Door, header: str) -> None:
    headers = {"Authorization": header} if header else {}
    for path in ("", *CHANGES):
        answer = await door.http.post(f"/v1/participants{path}", content=b"{}", headers=headers)
        assert (answer.status_code, answer.json()["code"]) == (401, "TOKEN_REFUSED")
        assert answer.headers["www-authenticate"] == "Bearer"


async def test_every_fault_of_an_application_is_named_at_once(door: Door) -> None:
    wrong = APPLICATION | {"nik": "123", "bought_on": "2020-02-30", "provider": "nobody"}
    answer = await door.ask("", wrong)
    named = {fault["field"]: fault["rule"] for fault in answer.json()["errors"]}
    assert answer.status_code == 422
    assert named == {
        "nik": "NIK_LENGTH",
        "bought_on": "IMPOSSIBLE_DATE",
        "provider": "UNKNOWN_PROVIDER",
    }
    assert all(fault["texts"]["id"] for fault in answer.json()["errors"])
    assert await door.untouched()


async def test_another_participants_voucher_is_a_conflict(door: Door) -> None:
    await door.record()
    answer = await door.ask("", APPLICATION | {"voucher": SITI["voucher"]})
    problem = answer.json()
    assert (answer.status_code, problem["code"]) == (409, "ALREADY_TAKEN")
    assert (problem["field"], problem["rule"]) == ("voucher", "VOUCHER_ALREADY_USED")


async def test_the_same_nik_with_other_data_is_a_conflict_that_names_the_fields(
    door: Door,
) -> None:
    await door.record(**BUDI)
    answer = await door.ask("", APPLICATION | {"wave": 2, "name": "Orang Lain"})
    assert answer.status_code == 409
    assert {fault["field"] for fault in answer.json()["errors"]} == {"wave", "name"}
    assert "Orang Lain" not in answer.text


async def test_enrolling_without_the_engine_is_repeatable_later(door: Door) -> None:
    first, second = [await door.ask("", APPLICATION) for _ in range(2)]
    assert (first.status_code, second.status_code) == (503, 503)
    assert first.headers["retry-after"]


@pytest.mark.parametrize("path", list(CHANGES))
async def test_a_change_for_an_unknown_nik_says_so(door: Door, path: str) -> None:
    answer = await door.ask(path, {"nik": SITI["nik"]} | CHANGES[path])
    assert (answer.status_code, answer.json()["code"]) == (404, "UNKNOWN_PARTICIPANT")


@pytest.mark.parametrize("path", list(CHANGES))
async def test_a_change_without_the_engine_asks_to_come_back(door: Door, path: str) -> None:
    await door.record()
    answer = await door.ask(path, {"nik": SITI["nik"]} | CHANGES[path])
    assert (answer.status_code, answer.json()["code"]) == (503, "UNAVAILABLE")
    assert answer.headers["retry-after"]


@pytest.mark.parametrize(
    ("nik", "rule"),
    [
        ("997108450790000", "NIK_LENGTH"),
        ("99710845079000000", "NIK_LENGTH"),
        ("9971083213900000", "CARD_NUMBER_NOT_NIK"),
        ("٩٩٧١٠٨٤٥٠٧٩٠٠٠٠٠", "NIK_NOT_DIGITS"),
        ("", "NIK_LENGTH"),
    ],
)
async def test_a_wrong_nik_is_refused_with_its_rule(door: Door, nik: str, rule: str) -> None:
    for path, change in CHANGES.items():
        answer = await door.ask(path, {"nik": nik} | change)
        problem = answer.json()
        assert (answer.status_code, problem["field"], problem["rule"]) == (422, "nik", rule)


@pytest.mark.parametrize(
    ("path", "changed", "field"),
    [
        ("/account", {"channel": "bca"}, "channel"),
        ("/account", {"number": "0212345678"}, "number"),
        ("/account", {"channel": "bni", "number": "9971083213900000"}, "number"),
        ("/account", {"channel": "bni", "number": "12x4567890"}, "number"),
        ("/account", {"number": 81200000001}, "number"),
        ("/voucher", {"voucher": "no such voucher"}, "voucher"),
        ("/voucher", {"voucher": "CONTOH-0003\n"}, "voucher"),
        ("/waiver", {"fact": "unknown.fact"}, "fact"),
        ("/waiver", {"by": "=HYPERLINK(1)"}, "by"),
        ("/waiver", {"ground": "free text about Siti"}, "ground"),
    ],
)
async def test_a_wrong_field_is_named_and_its_value_is_not_repeated(
    door: Door, path: str, changed: dict[str, object], field: str
) -> None:
    await door.record()
    answer = await door.ask(path, {"nik": SITI["nik"]} | CHANGES[path] | changed)
    assert (answer.status_code, answer.json()["field"]) == (422, field)
    assert not any(str(value) in answer.text for value in changed.values())


async def test_the_name_of_an_unknown_field_is_not_repeated(door: Door) -> None:
    answer = await door.ask("/account/unlink", {"nik": SITI["nik"], BUDI["nik"]: "x"})
    problem = answer.json()
    assert (answer.status_code, problem["rule"]) == (422, "EXTRA_FORBIDDEN")
    assert BUDI["nik"] not in answer.text


async def test_to_a_portal_a_forgotten_person_was_never_there(door: Door) -> None:
    journey = await door.record()
    await door.engine.people.forget(journey, at=AT)
    answer = await door.ask("/account", {"nik": SITI["nik"]} | CHANGES["/account"])
    assert (answer.status_code, answer.json()["code"]) == (404, "UNKNOWN_PARTICIPANT")
    assert await door.engine.claims.find_by_nik(Nik.parse(SITI["nik"])) == journey
