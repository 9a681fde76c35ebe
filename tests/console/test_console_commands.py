import subprocess
import sys

import pytest

from tests.console.desk import ROOT, Desk, desk_in

NIK = "3273024104950000"


@pytest.fixture
def desk(tmp_path_factory: pytest.TempPathFactory) -> Desk:
    return desk_in(tmp_path_factory.mktemp("desk"))


@pytest.mark.parametrize(
    "arguments",
    [
        ("history", NIK),
        (NIK,),
        ("status", f"--nik={NIK}"),
        ("why", "--purpose", "call about 3273 0241 0495 0000"),
        ("status", "３２７３０２４１０４９５００００"),
    ],
)
def test_a_nik_in_the_command_line_is_refused_and_not_repeated(
    desk: Desk, arguments: tuple[str, ...]
) -> None:
    ended = desk.console(*arguments)

    assert ended.code == 2
    assert "must not stand in a command line" in ended.err
    assert "3273" not in ended.err + ended.out


@pytest.mark.parametrize(
    ("typed", "rule"),
    [
        (b"", "NIK_LENGTH"),
        (b"327302410495000\n", "NIK_LENGTH"),
        (b"3273029913950000\n", "CARD_NUMBER_NOT_NIK"),
        (b"327302410495000O\n", "NIK_NOT_DIGITS"),
        (b"\xff\xfe\x00\n", "NIK_NOT_DIGITS"),
        (b"9" * 100_000, "NIK_LENGTH"),
    ],
    ids=["nothing", "15 digits", "card number", "letter", "no text", "endless"],
)
def test_a_bad_nik_is_named_by_its_rule_before_anything_is_connected(
    desk: Desk, typed: bytes, rule: str
) -> None:
    ended = desk.console("history", typed=typed)

    assert ended.code == 2
    assert f"nik: {rule}" in ended.err
    assert typed.strip().decode(errors="replace")[:15] not in ended.err or not typed


@pytest.mark.parametrize("arguments", [("--help",), ("history", "--help"), ("why", "--help")])
def test_help_needs_no_settings(arguments: tuple[str, ...]) -> None:
    ended = Desk({}).console(*arguments)
    assert ended.code == 0
    assert "Usage" in ended.out


def test_the_desk_loads_by_itself() -> None:
    help_of = [sys.executable, "-m", "console", "--help"]

    ended = subprocess.run(help_of, cwd=ROOT, env={}, capture_output=True, check=True, text=True)

    assert "Usage" in ended.stdout


def test_a_missing_setting_is_named() -> None:
    ended = Desk({}).console("status", typed=NIK)
    assert ended.code == 2
    assert ended.err.strip() == (
        "Set PRAKERJA_KEYS, PRAKERJA_PEPPERS in the environment; after `make up`: . var/up/env"
    )


def test_no_server_is_one_sentence_and_its_own_exit_code(desk: Desk) -> None:
    ended = desk.console("status", typed=NIK)
    assert ended.code == 4
    assert len(ended.err.strip().splitlines()) == 1
    assert "TEMPORAL_ADDRESS" in ended.err
