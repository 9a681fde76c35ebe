"""Bodies that break parsers or stores: each has its answer at every door, and no effect."""

import json

import pytest

from tests.gateway.door import BUDI, SITI, Door, event

NOT_JSON = {
    "deep list": b"[" * 30_000,
    "deep object": b'{"a":' * 10_000,
    "deep and closed": b'{"a":' + b"[" * 20_000 + b"]" * 20_000 + b"}",
    "integer of 5,000 digits": b'{"a":' + b"9" * 5000 + b"}",
    "NaN": b'{"a":NaN}',
    "Infinity": b'{"a":Infinity}',
    "minus Infinity": b'{"a":-Infinity}',
    "duplicate key": b'{"a":1,"a":2}',
    "duplicate key in the depth": b'{"data":{"a":1,"a":2}}',
    "duplicate key in escapes": b'{"a":1,"\\u0061":2}',
    "lone surrogate": b'{"a":"\\ud800"}',
    "lone surrogate as key": b'{"\\udfff":1}',
    "byte order mark": b'\xef\xbb\xbf{"a":1}',
    "UTF-16": '{"a":1}'.encode("utf-16"),
    "invalid UTF-8": b'{"a":"\xff"}',
    "overlong UTF-8": b'{"a":"\xc0\xaf"}',
    "empty": b"",
    "blank": b" \n ",
    "null": b"null",
    "a list": b"[]",
    "a string": b'"text"',
    "a number": b"1",
    "cut off": b'{"a":',
    "two documents": b"{}{}",
    "single quotes": b"{'a':1}",
    "trailing comma": b'{"a":1,}',
    "comment": b'{"a":1}//',
    "control character": b'{"a":"\x01"}',
    "NUL byte": b'{"a":1}\x00',
    "HTML": b"<html></html>",
    "form": b"redeem_code=CONTOH-0001",
}


@pytest.mark.parametrize("raw", NOT_JSON.values(), ids=NOT_JSON)
async def test_what_is_not_one_strict_object_is_refused_at_every_door(
    door: Door, raw: bytes
) -> None:
    answers = [
        await door.push(raw),
        await door.redeem("status", raw),
        await door.redeem("commit", raw),
        *[await door.ask(path, raw) for path in ("", "/account", "/voucher", "/waiver")],
    ]
    told = {(answer.status_code, answer.json()["code"]) for answer in answers}
    assert told == {(400, "BODY_NOT_JSON")}
    assert await door.untouched()


WRONG_TEXTS = {
    "formula": "=HYPERLINK(1)",
    "script": "<script>alert(1)</script>",
    "template": "{{7*7}}",
    "look-up": "${jndi:ldap://x}",
    "path": "../../etc/passwd",
    "query": "' OR 1=1--",
    "reversed": "\u202etxet",
    "emoji": "\U0001f600",
    "NUL": "a\x00b",
    "line break": "a\r\nb: c",
    "long": "x" * 10_000,
    "blank": " ",
    "full-width": "ＣＯＮＴＯＨ",
}


@pytest.mark.parametrize("text", WRONG_TEXTS.values(), ids=WRONG_TEXTS)
async def test_no_such_text_is_a_field_of_an_application(door: Door, text: str) -> None:
    bought = {"wave": 1, "provider": "belajaria", "channel": "direct", "bought_on": "2020-04-26"}
    for field in ("nik", "phone", "voucher", "provider", "channel", "bought_on"):
        answer = await door.ask("", {**BUDI, **bought, field: text})
        assert (answer.status_code, answer.json()["field"]) == (422, field)
        assert not text.strip() or json.dumps(text)[1:-1] not in answer.text
    assert await door.untouched()


@pytest.mark.parametrize("text", WRONG_TEXTS.values(), ids=WRONG_TEXTS)
async def test_no_such_text_is_a_voucher_of_an_event_or_a_redeem_call(
    door: Door, text: str
) -> None:
    await door.record()
    pushed = await door.push(event(voucher_code=text))
    assert pushed.status_code in {404, 422}
    redeemed = await door.redeem("commit", {"redeem_code": text})
    assert (redeemed.status_code, redeemed.json()["code"]) == (422, "INVALID")
    assert not await door.engine.inbox.undelivered(9)


@pytest.mark.parametrize(
    "changed",
    [
        {"occurred_at": "9999-12-31T23:59:59+07:00"},
        {"occurred_at": "0001-01-01T00:00:00+07:00"},
        {"occurred_at": "2020-04-29T10:00:00+07:60"},
        {"occurred_at": "2020-06-30T23:59:60Z"},
        {"occurred_at": "2020-04-29T10:00:00"},
        {"occurred_at": "2020-04-29"},
        {"occurred_at": "2020-02-30T10:00:00+07:00"},
        {"occurred_at": 1588129200},
        {"occurred_at": None},
        {"receipt": ""},
        {"receipt": "x" * 300},
        {"receipt": "a b"},
        {"receipt": 1},
        {"voucher_code": None},
        {"voucher_code": ["CONTOH-0001"]},
        {"data": []},
        {"data": None},
        {"data": {}},
        {"data": {"progress_percent": "100"}},
        {"data": {"progress_percent": True}},
        {"data": {"progress_percent": 100.00000000000001}},
        {"data": {"progress_percent": -1}},
        {"type": None},
        {"type": ["training.completed"]},
        {"type": 1},
    ],
    ids=str,
)
async def test_no_such_value_is_a_field_of_an_event(door: Door, changed: dict[str, object]) -> None:
    await door.record()
    answer = await door.push(event(**changed))
    assert (answer.status_code, answer.json()["code"]) == (422, "INVALID")
    assert await door.untouched()


@pytest.mark.parametrize(
    "day", ["00", "32", "40", "72", "81", "99"], ids=lambda day: f"born on day {day}"
)
async def test_a_nik_without_a_possible_day_is_refused(door: Door, day: str) -> None:
    nik = f"997108{day}07900000"
    answer = await door.ask("/account/unlink", {"nik": nik})
    assert (answer.status_code, answer.json()["rule"]) == (422, "CARD_NUMBER_NOT_NIK")


async def test_poison_leaves_the_neighbours_alone(door: Door) -> None:
    journey = await door.record()
    for number, raw in enumerate(NOT_JSON.values()):
        await door.push(raw, webhook_id=f"poison-{number}")
    assert (await door.push(event())).status_code == 202
    (waiting,) = await door.engine.inbox.undelivered(9)
    assert (waiting.journey, SITI["voucher"]) == (journey, event()["voucher_code"])
