"""The evidence of a run: written before the act, without secrets, and what a judge makes of it."""

import asyncio
import json
import sys
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from domain.clock import JAKARTA, Clock
from rehearsal.chaos_plan import plan
from rehearsal.evidence import READ_AT_THE_END, Evidence, firings, judged, kind_of, without_secrets
from rehearsal.provision import parties_of, provision
from rehearsal.system import empty_system, stopped_at_the_end, tell

NIK = "9900000101900000"
FILES = [*READ_AT_THE_END, "accounts", "cases", "minimum"]
UNDECIDED = 2
START = datetime(2020, 4, 27, 8, tzinfo=JAKARTA)
WORLD = {
    "providers": [{"code": "kelasrakyat", "secret": "s3cret", "client_key": "k3y"}],
    "dashboard": {"secret": "d4sh", "closed": []},
    "people": [{"nik": NIK, "links": []}],
    "accounts": [
        {"channel": "ovo", "number": "6281200000001", "nik": NIK, "active": True},
        {"channel": "bni", "number": "9900000001", "nik": NIK, "suspended": True},
    ],
    "faults": [],
}


@pytest.fixture
def evidence(tmp_path: Path) -> Iterator[Evidence]:
    with Evidence(tmp_path / "evidence") as evidence:
        yield evidence


def _written(evidence: Evidence, name: str) -> list[dict[str, Any]]:
    text = (evidence.folder / name).read_text(encoding="utf-8")
    return [json.loads(line) for line in text.splitlines()]


def _begin(evidence: Evidence) -> None:
    clock = Clock(real_start=datetime.now(UTC), programme_start=START, speed=43_200)
    evidence.begin(clock, WORLD, seed=7, people=1)


def test_what_is_sent_is_in_the_file_before_anything_else_happens(evidence: Evidence) -> None:
    before = datetime.now(UTC)
    evidence.sent("kill", target="worker")

    (line,) = _written(evidence, "sent.jsonl")
    assert (line["kind"], line["target"]) == ("kill", "worker")
    assert before <= datetime.fromisoformat(line["real_at"]) <= datetime.now(UTC)


def test_it_knows_how_long_support_had_to_wait(evidence: Evidence) -> None:
    """At a day a second, 2.4 s are 57.6 hours: too fast for whoever answers then."""
    now = datetime.now(UTC)
    clock = Clock(real_start=now - timedelta(seconds=10), programme_start=START, speed=86_400)
    assert evidence.answered_after(clock) == timedelta()
    for seconds in (0.0, 2.4, 9.0):
        evidence.look(clock.programme(now - timedelta(seconds=seconds)), NIK, {})

    waited = evidence.answered_after(clock)

    assert timedelta(hours=57.6) <= waited


def test_it_begins_with_clock_world_and_seed(evidence: Evidence) -> None:
    _begin(evidence)

    clock, world, seed = _written(evidence, "sent.jsonl")
    assert [line["kind"] for line in (clock, world, seed)] == ["clock", "world", "seed"]
    assert datetime.fromisoformat(clock["programme_start"]) == START
    assert clock["speed"] == 43_200
    assert world["document"]["people"] == WORLD["people"]
    assert (seed["seed"], seed["options"]) == (7, {"people": 1})


def test_no_secret_of_a_partner_is_in_it(evidence: Evidence) -> None:
    _begin(evidence)
    text = (evidence.folder / "sent.jsonl").read_text(encoding="utf-8")

    assert not any(secret in text for secret in ("s3cret", "k3y", "d4sh"))
    assert without_secrets({"a": [{"secret": "x", "b": (1, "secret")}]}) == {
        "a": [{"b": [1, "secret"]}]
    }


def test_a_look_names_both_instants(evidence: Evidence) -> None:
    asked_at = START + timedelta(days=3)
    evidence.look(asked_at, NIK, {"version": 4})

    (look,) = _written(evidence, "looks.jsonl")
    assert datetime.fromisoformat(look["asked_at"]) == asked_at
    assert datetime.fromisoformat(look["real_at"]).utcoffset() == timedelta()
    assert (look["nik"], look["case"]) == (NIK, {"version": 4})


def test_rest_is_told_in_programme_time(evidence: Evidence) -> None:
    evidence.at_rest(START)

    assert _written(evidence, "sent.jsonl")[0]["programme_at"] == "2020-04-27T08:00:00+07:00"


async def test_the_sandbox_tells_all_that_the_judge_needs(tmp_path: Path) -> None:
    """A world in which nothing happened has all its evidence, and proves nothing."""
    planned = plan(7, 5, 1.0)
    clock = Clock(real_start=datetime.now(UTC), programme_start=planned.script.world.starts)
    system = empty_system(tmp_path)
    made = provision(
        tmp_path,
        parties_of(planned.script),
        sandbox_url=system.sandbox,
        gateway_port=system.gateway_port,
        clock=str(clock),
    )
    system.environment |= made.environment
    system.environment["PRAKERJA_SANDBOX_PORT"] = str(system.sandbox_port)
    world = planned.world(dict(made.secrets))
    with Evidence(tmp_path / "evidence") as evidence:
        async with stopped_at_the_end(system):
            system.start("sandbox", sys.executable, "-m", "sandbox")
            await system.answers("sandbox", f"{system.sandbox}/_healthz")
            evidence.begin(clock, world, seed=7)
            await tell(system, world)
            evidence.at_rest(planned.script.world.ends)
            await evidence.collect(system.sandbox, made.sandbox_token, {}, planned.minimum)

    told = {name: json.loads((evidence.folder / f"{name}.json").read_text()) for name in FILES}
    assert len(told["faults"]) == len(planned.faults)
    assert len(told["accounts"]) == len(world["accounts"])
    assert all(isinstance(account["balance_idr"], int) for account in told["accounts"])
    assert told["ledger"] == []
    assert await asyncio.to_thread(judged, evidence.folder) == UNDECIDED


def test_kinds_differ_by_code_form_and_status() -> None:
    def fault(name: str, **args: str) -> dict[str, Any]:
        return {"fault": name, "args": {"code": "5043800", "form": "cut", "status": "07"} | args}

    assert kind_of(fault("code", code="5003800")) != kind_of(fault("code"))
    assert kind_of(fault("garbled", form="html")) != kind_of(fault("garbled"))
    assert kind_of(fault("lies_about_status", status="03")) != kind_of(fault("lies_about_status"))
    assert kind_of(fault("resets", code="5003800")) == kind_of(fault("resets"))


def test_only_what_fired_is_counted_and_the_most_frequent_comes_first() -> None:
    faults = [
        {"fault": "resets", "args": {}, "fired": 2},
        {"fault": "slow", "args": {}, "fired": 0},
        {"fault": "code", "args": {"code": "5043800"}, "fired": 3},
        {"fault": "resets", "args": {}, "fired": 5},
    ]

    assert list(firings(faults).items()) == [("resets", 7), ("code 5043800", 3)]
