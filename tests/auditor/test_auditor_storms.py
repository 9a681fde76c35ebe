"""A storm must have been one, and nothing in it may die of itself; a demonstration is another."""

from pathlib import Path

import pytest

from auditor.__main__ import main
from auditor.evidence import read_evidence
from auditor.findings import Verdict
from auditor.verdict import Judgement, judge
from tests.auditor.evidence_builder import KILLED, Run, build
from tests.auditor.evidence_person import real

SECOND = "2020-06-20T10:00:01+07:00"
"""The engine was killed on that day at 10 h; real time hardly passes in this world's hour."""


def _judged(run: Run, folder: Path) -> Judgement:
    return judge(read_evidence(run.write(folder)))


def _demonstration() -> Run:
    run = build()
    run.sent[:] = [line for line in run.sent if line["kind"] not in {"kill", "started", "heal"}]
    run.minimum = dict.fromkeys(run.minimum, 0)
    run.faults.clear()
    return run


def _dies(run: Run, target: str, when: str, **more: object) -> None:
    line = {"real_at": real(when), "kind": "died", "target": target, "said": "one\nMemoryError"}
    run.sent.append(line | more)


def test_a_demonstration_kills_nothing_and_needs_no_faults(tmp_path: Path) -> None:
    run = _demonstration()
    run.faults.append(build().faults[1])

    assert _judged(run, tmp_path).too_quiet == []


def test_a_storm_that_looks_like_a_demonstration_is_refused(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    _demonstration().write(tmp_path)

    assert main(["--storm", str(tmp_path)]) == 2
    assert "kills" in capsys.readouterr().out


def test_a_plan_without_any_kill_is_a_storm_too(tmp_path: Path) -> None:
    run = _demonstration()
    seed = next(line for line in run.sent if line["kind"] == "seed")
    seed["options"] = {"plan": ["kill: none"]}

    assert any("kills" in said for said in _judged(run, tmp_path).too_quiet)


@pytest.mark.parametrize(
    ("target", "when", "more"),
    [
        ("sandbox", SECOND, {"ready": False}),
        ("temporal", SECOND, {"ready": False}),
        ("worker", SECOND, {"ready": False}),
        ("worker-2", SECOND, {"ready": True}),
        ("worker-2", "2020-06-19T10:00:00+07:00", {"ready": False}),
        ("worker-2", "2020-08-10T10:00:00+07:00", {"ready": False}),
        ("worker-2", "2020-08-10T10:00:00+07:00", {}),
    ],
    ids=[
        "it needs nobody",
        "the engine itself",
        "nobody was starting it",
        "it was at work",
        "before the engine was killed",
        "long after the engine was back",
        "in older evidence",
    ],
)
def test_what_dies_of_itself_fails_the_storm_and_is_told(
    target: str,
    when: str,
    more: dict[str, object],
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    run = build()
    _dies(run, target, when, **more)

    assert main([str(run.write(tmp_path))]) == 1

    told = capsys.readouterr().out
    assert f"{target} died" in told
    assert "MemoryError" in told


@pytest.mark.parametrize("more", [{"ready": False}, {}], ids=["told", "in older evidence"])
def test_a_start_in_vain_while_the_engine_is_away_is_excused(
    more: dict[str, object], tmp_path: Path
) -> None:
    run = build()
    assert KILLED["2020-06-02"] == "worker-2"
    _dies(run, "worker-2", SECOND, **more)

    assert _judged(run, tmp_path).verdict is Verdict.OK


def test_starts_in_vain_have_a_limit(tmp_path: Path) -> None:
    run = build()
    for _ in range(12):
        _dies(run, "worker-2", SECOND, ready=False)
    assert _judged(run, tmp_path).deaths == []

    _dies(run, "worker-2", SECOND, ready=False)

    (said,) = _judged(run, tmp_path).deaths
    assert "13th time" in said
