import logging

import pytest

from tests.gateway.door import SITI, Door, event

NIK_IN_AN_ADDRESS = f"/v1/participants/{SITI['nik']}"
CANARIES = [*SITI.values(), "receipt-1", "event-1", "certificate of Siti"]


async def test_it_says_that_it_is_alive(door: Door) -> None:
    answer = await door.http.get("/healthz")
    assert (answer.status_code, answer.json()) == (200, {"status": "ok"})


async def test_it_is_not_ready_without_the_engine_and_says_what_is_missing(door: Door) -> None:
    answer = await door.http.get("/readyz")
    assert (answer.status_code, answer.json()) == (503, {"records": True, "engine": False})


async def test_the_counts_tell_what_happened(door: Door) -> None:
    await door.record()
    await door.push(event())
    await door.push(event())
    await door.push(event(receipt="another"))
    await door.push({"type": "payout.notified"}, webhook_id="event-2")
    await door.push(event(voucher_code="NOBODY-1"), webhook_id="event-3")
    answer = await door.http.get("/metrics")
    samples = dict(line.rsplit(" ", 1) for line in answer.text.splitlines() if line[0] != "#")
    assert answer.headers["content-type"].startswith("text/plain; version=0.0.4")
    assert {
        result: samples[f'prakerja_gateway_events_total{{result="{result}"}}']
        for result in ("new", "same", "conflict", "ignored", "quarantined")
    } == {"new": "1", "same": "1", "conflict": "1", "ignored": "1", "quarantined": "1"}
    assert samples["prakerja_gateway_undelivered"] == "1"
    accepted = '{method="POST",route="/v1/events",status="202"}'
    assert samples[f"prakerja_gateway_requests_total{accepted}"] == "3"


async def test_neither_counts_nor_log_lines_hold_personal_data(
    door: Door, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    await door.record()
    await door.push(event(data={"progress_percent": 100, "note": "certificate of Siti"}))
    await door.push(event(voucher_code=SITI["voucher"]), partner="kelasrakyat")
    await door.redeem("commit", {"redeem_code": SITI["voucher"]})
    await door.ask("/account", {"nik": SITI["nik"], "channel": "ovo", "number": SITI["phone"]})
    await door.ask("", {**SITI, "wave": 0})
    await door.http.get(NIK_IN_AN_ADDRESS)
    await door.http.request(SITI["nik"], "/healthz")
    counts = (await door.http.get("/metrics")).text
    ours = "\n".join(
        record.getMessage() for record in caplog.records if record.name.startswith("gateway")
    )
    assert "POST /v1/events 202" in ours
    assert not [canary for canary in CANARIES if canary in counts or canary in ours]
