import asyncio
from collections.abc import AsyncIterator

import httpx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from starlette.requests import Request
from starlette.types import Message

from gateway.body import LIMIT_BYTES, read_bytes, strict_json
from gateway.kinds import BODY_NOT_JSON, BODY_TOO_SLOW
from gateway.problems import Problem
from tests.gateway.door import Door, event


async def in_chunks(total: int) -> AsyncIterator[bytes]:
    for _ in range(total // 1024):
        yield b" " * 1024
    yield b" " * (total % 1024)


PATHS = [
    "/v1/events",
    "/v1/participants",
    "/v1/participants/account",
    "/api/v1/integration/payment/redeem-code/commit",
]


@pytest.mark.parametrize("path", PATHS)
async def test_a_body_above_64_kb_is_refused_as_announced_and_in_chunks(
    door: Door, path: str
) -> None:
    headers = {"Authorization": "Bearer a-portal-token"}
    announced = await door.http.post(path, content=b" " * (LIMIT_BYTES + 1), headers=headers)
    chunked = await door.http.post(path, content=in_chunks(LIMIT_BYTES + 1), headers=headers)
    assert "content-length" not in chunked.request.headers
    for answer in (announced, chunked):
        assert (answer.status_code, answer.json()["code"]) == (413, "BODY_TOO_LARGE")


async def test_a_body_of_exactly_64_kb_is_read(door: Door) -> None:
    await door.record()
    raw = await filled(LIMIT_BYTES)
    assert (await door.push(raw)).status_code == 202


async def filled(size: int) -> bytes:
    raw = httpx.Request("POST", "http://x", json=event()).content
    return raw + b" " * (size - len(raw))


@pytest.mark.parametrize("announced", ["-1", "+1", "1_0", "9" * 5000, "", "0x10"])
async def test_an_announcement_that_is_no_size_is_refused(door: Door, announced: str) -> None:
    answer = await door.push(event(), headers={"content-length": announced})
    assert answer.status_code == 413


@pytest.mark.parametrize(
    "header",
    [
        {"content-type": "text/plain"},
        {"content-type": "application/xml"},
        {"content-type": "multipart/form-data; boundary=x"},
        {"content-encoding": "gzip"},
        {"content-encoding": "identity, gzip"},
    ],
)
async def test_only_plain_json_is_read(door: Door, header: dict[str, str]) -> None:
    answer = await door.push(event(), headers=header)
    assert (answer.status_code, answer.json()["code"]) == (415, "NOT_JSON_TYPE")


async def test_a_character_set_may_be_named(door: Door) -> None:
    await door.record()
    answer = await door.push(event(), headers={"content-type": "application/json; charset=utf-8"})
    assert answer.status_code == 202


async def test_a_body_that_does_not_come_is_not_waited_for() -> None:
    async def never() -> Message:
        return await asyncio.Future[Message]()

    request = Request({"type": "http", "method": "POST", "headers": []}, never)
    with pytest.raises(Problem) as refused:
        await read_bytes(request, seconds=0.01)
    assert refused.value.kind is BODY_TOO_SLOW


@settings(deadline=None, derandomize=True)
@given(st.one_of(st.binary(max_size=200), st.text(alphabet='{}[]":,\\u019eEtrue ').map(str.encode)))
def test_any_bytes_are_an_object_or_a_refusal(raw: bytes) -> None:
    try:
        read: object = strict_json(raw)
    except Problem as problem:
        read = problem.kind
    assert isinstance(read, dict) or read is BODY_NOT_JSON
