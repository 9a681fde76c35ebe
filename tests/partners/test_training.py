import json
import time
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import httpx
import pytest

from domain.facts import FactKind
from domain.ports import PartnerContract, PartnerUnavailable, Question
from partners.register import Partner, Role
from partners.signing import verified_webhook
from partners.training import TrainingPartner
from partners.wire import Wire

AT = datetime(2020, 5, 1, 3, 0, tzinfo=UTC)
KEY = b"fact key"
HAPPENED = {
    "voucher_code": "DISKO-0001",
    "fact": "training.completed",
    "happened": True,
    "occurred_at": "2020-04-29T16:00:00+07:00",
    "receipt": "r-1",
    "data": {"progress_percent": 100},
}


def question(kind: FactKind = FactKind.TRAINING_COMPLETED, survey: int | None = None) -> Question:
    return Question(kind=kind, voucher="DISKO-0001", survey=survey, at=AT)


def asking(
    answer: Callable[[httpx.Request], httpx.Response], role: Role = Role.PROVIDER
) -> TrainingPartner:
    partner = Partner(code="belajaria", role=role, name="B", url="https://belajaria.test/api")
    wire = Wire(httpx.AsyncClient(transport=httpx.MockTransport(answer)))
    return TrainingPartner(partner, key=KEY, wire=wire)


def answering(http: int, body: Any, role: Role = Role.PROVIDER) -> TrainingPartner:
    content = body if isinstance(body, bytes) else json.dumps(body).encode()
    return asking(lambda _: httpx.Response(http, content=content), role)


async def test_a_fact_that_happened_becomes_a_statement() -> None:
    statement = await answering(200, HAPPENED).find(question())
    assert statement is not None
    assert statement.partner == "belajaria"
    assert statement.receipt == "r-1"
    assert statement.progress_percent == 100
    assert statement.at == datetime(2020, 4, 29, 9, 0, tzinfo=UTC)


async def test_a_fact_that_has_not_happened_is_none() -> None:
    assert await answering(200, HAPPENED | {"happened": False}).find(question()) is None
    assert await answering(404, {"error": "voucher_unknown"}).find(question()) is None


async def test_a_question_is_signed_over_its_bytes_and_tells_programme_time() -> None:
    asked: list[httpx.Request] = []

    def answer(request: httpx.Request) -> httpx.Response:
        asked.append(request)
        return httpx.Response(200, content=json.dumps(HAPPENED).encode())

    partner = asking(answer)
    await partner.find(question())
    await partner.find(question())
    first, second = asked
    assert str(first.url) == "https://belajaria.test/api/v1/facts/query"
    assert first.content == b'{"voucher_code":"DISKO-0001","fact":"training.completed"}'
    assert first.headers["x-programme-time"] == "2020-05-01T10:00:00+07:00"
    ids = {
        verified_webhook([KEY], request.headers, request.content, now=time.time())
        for request in (first, second)
    }
    assert len(ids) == 2


async def test_a_question_about_a_survey_names_it() -> None:
    answer = {
        "voucher_code": "DISKO-0001",
        "fact": "survey.completed",
        "happened": True,
        "occurred_at": "2020-08-01T10:00:00+07:00",
        "receipt": "s-2",
        "data": {"survey": 2},
    }
    pmo = answering(200, answer, Role.DASHBOARD)
    statement = await pmo.find(question(FactKind.SURVEY_COMPLETED, survey=2))
    assert statement is not None
    assert statement.survey == 2
    with pytest.raises(PartnerContract, match="another survey"):
        await pmo.find(question(FactKind.SURVEY_COMPLETED, survey=1))


@pytest.mark.parametrize(
    ("http", "body"),
    [
        (503, b""),
        (500, {"error": "x"}),
        (502, b"<html>"),
        (429, {}),
        (408, {}),
        (301, b""),
        (200, b"<html>maintenance</html>"),
        (200, b""),
        (200, b'{"happened": tr'),
        (200, b"x" * 70_000),
        (404, b"<html>not here</html>"),
    ],
)
async def test_no_usable_answer_means_unavailable(http: int, body: Any) -> None:
    with pytest.raises(PartnerUnavailable):
        await answering(http, body).find(question())


@pytest.mark.parametrize(
    ("http", "body"),
    [
        (400, {}),
        (401, {}),
        (403, {}),
        (404, {"error": "no such path"}),
        (200, HAPPENED | {"voucher_code": "DISKO-0002"}),
        (200, HAPPENED | {"fact": "report.sent"}),
        (200, HAPPENED | {"happened": "yes"}),
        (200, HAPPENED | {"happened": None}),
        (200, HAPPENED | {"receipt": None}),
        (200, HAPPENED | {"data": {}}),
        (200, {"voucher_code": "DISKO-0001"}),
    ],
)
async def test_an_answer_outside_the_contract_is_told_apart(http: int, body: Any) -> None:
    with pytest.raises(PartnerContract) as told:
        await answering(http, body).find(question())
    assert "DISKO" not in str(told.value)


@pytest.mark.parametrize(
    "error",
    [httpx.ConnectError("refused"), httpx.ReadTimeout("late"), httpx.RemoteProtocolError("reset")],
)
async def test_a_broken_line_means_unavailable(error: Exception) -> None:
    def answer(_: httpx.Request) -> httpx.Response:
        raise error

    with pytest.raises(PartnerUnavailable):
        await asking(answer).find(question())
    with pytest.raises(PartnerUnavailable):
        await asking(answer).send_again(question(FactKind.REPORT_SENT))


async def test_a_partner_is_not_asked_about_the_facts_of_others() -> None:
    with pytest.raises(PartnerContract, match="does not state"):
        await answering(200, HAPPENED).find(question(FactKind.CERTIFICATE_PUBLISHED))


async def test_a_sender_is_asked_to_send_again() -> None:
    asked: list[httpx.Request] = []

    def answer(request: httpx.Request) -> httpx.Response:
        asked.append(request)
        return httpx.Response(202, content=b"{}")

    await asking(answer).send_again(question(FactKind.REPORT_SENT))
    assert asked[0].url.path == "/api/v1/reports/send-again"
    assert asked[0].content == b'{"voucher_code":"DISKO-0001"}'
    with pytest.raises(PartnerUnavailable):
        await answering(503, {}).send_again(question(FactKind.REPORT_SENT))
    with pytest.raises(PartnerContract):
        await answering(401, {}).send_again(question(FactKind.REPORT_SENT))
    with pytest.raises(PartnerContract, match="where reports end"):
        await asking(answer, Role.DASHBOARD).send_again(question(FactKind.REPORT_RECEIVED))


def test_no_secret_shows_in_a_repr() -> None:
    assert "fact key" not in repr(answering(200, {}))
