"""The auditor as a program: what it reads, what it writes, how it exits, what it may import."""

import ast
import json
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from auditor.__main__ import main
from tests.auditor.evidence_builder import build

ROOT = Path(__file__).parents[2]
FILES = (
    *("ledger.json", "faults.json", "accounts.json", "calls.json", "acts.json"),
    *("cases.json", "minimum.json", "looks.jsonl", "sent.jsonl"),
)


def _imports(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (name.name.partition(".")[0] for name in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0
            yield (node.module or "").partition(".")[0]


def test_it_imports_the_standard_library_and_itself_only() -> None:
    found = {name for path in (ROOT / "auditor").rglob("*.py") for name in _imports(path)}

    assert found <= {*sys.stdlib_module_names, "auditor"}


def test_nothing_of_the_system_imports_it() -> None:
    ours = [
        path
        for path in [*ROOT.glob("*.py"), *ROOT.glob("*/**/*.py")]
        if path.relative_to(ROOT).parts[0] not in {"auditor", "tests", ".venv", "var"}
    ]

    assert len(ours) > 100
    assert [path for path in ours if "auditor" in set(_imports(path))] == []


def test_a_correct_world_is_judged_right_in_a_process_of_its_own(tmp_path: Path) -> None:
    build().write(tmp_path)

    done = subprocess.run(
        [sys.executable, "-m", "auditor", str(tmp_path)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )

    verdict = json.loads((tmp_path / "verdict.json").read_text(encoding="utf-8"))
    assert (done.returncode, done.stderr) == (0, "")
    assert "verdict: ok" in done.stdout
    assert verdict["verdict"] == "ok"
    assert {rule["verdict"] for rule in verdict["rules"]} == {"ok"}
    assert all(rule["judged"] for rule in verdict["rules"])
    assert verdict["counts"]["bookings"] == 41


@pytest.mark.parametrize("arguments", [[], ["a", "b"], ["--storm"], ["/nowhere/at/all"]])
def test_misuse_has_its_own_exit(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert main(arguments) == 64
    assert "usage" in capsys.readouterr().err


@pytest.mark.parametrize("name", FILES)
def test_without_one_of_the_files_nothing_is_judged(
    name: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    build().write(tmp_path)
    (tmp_path / name).unlink()

    assert main([str(tmp_path)]) == 2
    assert name in capsys.readouterr().out


@pytest.mark.parametrize("name", FILES)
def test_a_file_that_was_cut_off_is_named(
    name: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    build().write(tmp_path)
    text = (tmp_path / name).read_text(encoding="utf-8")
    (tmp_path / name).write_text(text[: len(text) * 2 // 3], encoding="utf-8")

    assert main([str(tmp_path)]) == 2
    assert f"{name} line" in capsys.readouterr().out


def _replaced(old: str, new: str) -> Callable[[str], str]:
    def replace(text: str) -> str:
        assert old in text
        return text.replace(old, new, 1)

    return replace


@pytest.mark.parametrize(
    ("name", "spoil", "said"),
    [
        ("ledger.json", _replaced('"amount": 600000', '"amount": 600000.0'), "ledger.json entry"),
        ("ledger.json", _replaced('"amount": 600000', '"amount": NaN'), "NaN"),
        ("ledger.json", _replaced('"amount":', '"seq": 1, "amount":'), "stands twice"),
        ("ledger.json", _replaced('"kind": "credit"', '"kind": "gift"'), "neither credit"),
        ("sent.jsonl", _replaced('+00:00"', '"'), "offset"),
        ("sent.jsonl", _replaced('"kind": "quiet"', '"kind": "loud"'), "`quiet`"),
        ("sent.jsonl", _replaced('"kind": "end"', '"kind": "seed", "seed": 2'), "`seed`"),
        ("minimum.json", _replaced('"kills": 2', '"kills": "2"'), "`kills`"),
        (
            "cases.json",
            _replaced('"promised_for": "2020-05-11"', '"promised_for": "11 May"'),
            "day",
        ),
    ],
)
def test_what_cannot_be_believed_as_written_is_named(
    name: str,
    spoil: Callable[[str], str],
    said: str,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    build().write(tmp_path)
    path = tmp_path / name
    path.write_text(spoil(path.read_text(encoding="utf-8")), encoding="utf-8")

    assert main([str(tmp_path)]) == 2
    told = capsys.readouterr().out
    assert name in told
    assert said in told


def test_bytes_that_are_no_text_are_named(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    build().write(tmp_path)
    (tmp_path / "acts.json").write_bytes(b"\xff\xfe[]")

    assert main([str(tmp_path)]) == 2
    assert "acts.json: is not UTF-8" in capsys.readouterr().out
