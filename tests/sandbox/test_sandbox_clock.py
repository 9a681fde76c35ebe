from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from sandbox.clock import BadInstant, Clock, instant, iso
from sandbox.configuration import Configuration, Misconfigured


def test_a_rehearsal_clock_is_a_line_from_its_start() -> None:
    clock = Clock.parse("2026-11-21T10:00:00+00:00|2020-04-24T08:00:00+07:00|86400")
    ten_seconds_in = datetime(2026, 11, 21, 10, 0, 10, tzinfo=UTC)
    assert iso(clock.programme(ten_seconds_in)) == "2020-05-04T08:00:00+07:00"


def test_a_rehearsal_clock_tells_the_real_seconds_until_an_instant() -> None:
    start = datetime.now(UTC)
    clock = Clock.parse(f"{start.isoformat()}|2020-04-24T08:00:00+07:00|86400")
    left = clock.real_seconds_until(instant("2021-04-24T08:00:00+07:00"))
    assert 0 < left <= 365
    assert clock.real_seconds_until(instant("2020-04-24T08:00:00+07:00")) == 0


def test_an_empty_clock_is_the_real_one_whatever_a_caller_says() -> None:
    clock = Clock.parse("")
    off = clock.now("2020-04-24T08:00:00+07:00") - datetime.now(UTC)
    assert abs(off) < timedelta(minutes=1)


def test_a_following_clock_is_where_the_latest_caller_was() -> None:
    clock = Clock.parse("caller")
    clock.now("2020-05-04T08:00:00+07:00")
    assert iso(clock.now("2020-04-24T01:00:00Z")) == "2020-04-24T08:00:00+07:00"
    assert iso(clock.now()) == "2020-05-04T08:00:00+07:00"
    for text in ("yesterday", "2020-04-24T08:00:00"):
        with pytest.raises(BadInstant):
            clock.now(text)


@pytest.mark.parametrize(
    "text",
    ["faster", "2026-11-21T10:00:00+00:00|2020-04-24T08:00:00+07:00|0", "a|b|1", "||"],
)
def test_a_clock_that_cannot_be_read_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r".+"):
        Clock.parse(text)


def test_the_settings_come_from_the_environment_with_loopback_as_the_default() -> None:
    told = {
        "PRAKERJA_SANDBOX_TOKEN": "t",
        "PRAKERJA_SANDBOX_SNAP_SECRETS": "ovo:a, bni:b",
        "PRAKERJA_SANDBOX_REMEMBERS_DAYS": "bni:3",
    }
    configuration = Configuration.from_environment(told)
    assert (configuration.host, configuration.port) == ("127.0.0.1", 8300)
    assert configuration.file == Path("var/sandbox.db")
    assert configuration.snap_secrets == {"ovo": "a", "bni": "b"}
    assert configuration.remembers_days == {"bni": 3}
    assert "'t'" not in repr(configuration)


@pytest.mark.parametrize(
    "wrong",
    [
        {"PRAKERJA_SANDBOX_TOKEN": ""},
        {"PRAKERJA_SANDBOX_PORT": "http"},
        {"PRAKERJA_SANDBOX_SNAP_SECRETS": "ovo"},
        {"PRAKERJA_SANDBOX_REMEMBERS_DAYS": "bni:week"},
        {"PRAKERJA_SANDBOX_SNAP_PUBLIC_KEY_FILE": "no/such.pem"},
    ],
)
def test_settings_that_cannot_be_used_are_named(wrong: dict[str, str]) -> None:
    (name,) = wrong
    with pytest.raises(Misconfigured, match=name):
        Configuration.from_environment({"PRAKERJA_SANDBOX_TOKEN": "t", **wrong})
