import logging

import pytest
from fastapi import FastAPI

from gateway import kinds
from gateway.envelope import Envelope
from gateway.metrics import Metrics
from gateway.problems import MEDIA_TYPE, Problem
from tests.gateway.door import SITI, Door

KINDS = [kind for kind in vars(kinds).values() if isinstance(kind, kinds.Kind)]


def test_every_kind_has_its_own_code_and_both_texts() -> None:
    assert len({kind.code for kind in KINDS}) == len(KINDS) > 10
    for kind in KINDS:
        details = Problem(kind).details
        assert 400 <= details.status < 600
        assert details.type == f"urn:prakerja:problem:{kind.code.lower().replace('_', '-')}"
        assert details.title
        assert details.texts.id != details.texts.en == details.detail
        assert "gagal" not in details.texts.id.lower()


@pytest.mark.parametrize(
    ("method", "path", "status", "code"),
    [
        ("GET", "/nothing-here", 404, "NOT_FOUND"),
        ("POST", "/v1/events/", 404, "NOT_FOUND"),
        ("GET", f"/v1/participants/{SITI['nik']}", 404, "NOT_FOUND"),
        ("GET", "/v1/events", 405, "METHOD_NOT_ALLOWED"),
        ("DELETE", "/v1/participants", 405, "METHOD_NOT_ALLOWED"),
        ("POST", "/healthz", 405, "METHOD_NOT_ALLOWED"),
        ("GET", "/docs", 404, "NOT_FOUND"),
    ],
)
async def test_the_frameworks_own_refusals_are_problems_too(
    door: Door, method: str, path: str, status: int, code: str
) -> None:
    answer = await door.http.request(method, path)
    assert (answer.status_code, answer.json()["code"]) == (status, code)
    assert answer.headers["content-type"] == MEDIA_TYPE
    assert SITI["nik"] not in answer.text
    assert (status == 405) == ("allow" in answer.headers)


async def test_every_answer_forbids_storing_and_guessing(door: Door) -> None:
    for path in ("/healthz", "/nothing-here"):
        answer = await door.http.get(path)
        assert answer.headers["cache-control"] == "no-store"
        assert answer.headers["x-content-type-options"] == "nosniff"


async def test_a_mistake_of_ours_is_a_problem_and_its_message_is_not_logged(
    door: Door, caplog: pytest.LogCaptureFixture
) -> None:
    assert isinstance(door.app, FastAPI)

    async def mistaken() -> None:
        raise LookupError(SITI["nik"])

    door.app.add_api_route("/mistaken", mistaken)
    with caplog.at_level(logging.DEBUG):
        answer = await door.http.get("/mistaken")
    assert (answer.status_code, answer.json()["code"]) == (500, "INTERNAL")
    assert "LookupError at mistaken" in caplog.text
    assert SITI["nik"] not in answer.text + caplog.text


async def test_the_envelope_lets_other_protocols_through() -> None:
    seen = []

    async def app(scope: object, receive: object, send: object) -> None:  # noqa: ARG001 - ASGI
        seen.append(scope)

    async def nothing() -> dict[str, object]:
        return {}

    async def ignore(message: object) -> None: ...

    await Envelope(app, Metrics())({"type": "lifespan"}, nothing, ignore)
    assert seen == [{"type": "lifespan"}]
