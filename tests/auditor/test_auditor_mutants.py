"""The judge is judged: worlds that are wrong in one place, each caught by the right rule."""

from pathlib import Path

import pytest

from auditor.__main__ import main
from auditor.casefiles import TrancheKey
from auditor.evidence import read_evidence
from auditor.findings import Findings, Verdict
from auditor.report import smallest
from auditor.verdict import Judgement, judge
from tests.auditor.evidence_builder import Run, build, nik_of
from tests.auditor.evidence_person import at
from tests.auditor.mutants_of_cases import CASES
from tests.auditor.mutants_of_dates import DATES
from tests.auditor.mutants_of_evidence import QUIET, UNCLEAR
from tests.auditor.mutants_of_money import MONEY
from tests.auditor.mutants_of_sends import SENDS
from tests.auditor.mutants_of_waiting import WAITING
from tests.auditor.mutation import Mutant, unpay

WRONG = [*MONEY, *SENDS, *CASES, *WAITING, *DATES]


def _name(mutant: Mutant) -> str:
    return mutant.name


def _judged(run: Run, folder: Path) -> Judgement:
    return judge(read_evidence(run.write(folder)))


def test_there_are_enough_mutants_and_every_rule_has_one() -> None:
    assert len({mutant.name for mutant in WRONG}) == len(WRONG) >= 132
    assert {mutant.rule for mutant in WRONG} == {f"I{n}" for n in range(14)}


@pytest.mark.parametrize("mutant", WRONG, ids=_name)
def test_a_wrong_world_breaks_its_rule(mutant: Mutant, tmp_path: Path) -> None:
    run = build()
    mutant.change(run)

    judgement = _judged(run, tmp_path)

    assert judgement.findings.verdict(mutant.rule) is Verdict.VIOLATION
    assert judgement.verdict is Verdict.VIOLATION


@pytest.mark.parametrize("mutant", QUIET, ids=_name)
def test_a_world_in_which_too_little_happened_proves_nothing(
    mutant: Mutant, tmp_path: Path
) -> None:
    run = build()
    mutant.change(run)

    judgement = _judged(run, tmp_path)

    assert any(mutant.rule.replace("_", " ") in said for said in judgement.too_quiet)
    assert judgement.verdict is not Verdict.OK


@pytest.mark.parametrize("mutant", UNCLEAR, ids=_name)
def test_what_the_evidence_does_not_say_is_never_called_right(
    mutant: Mutant, tmp_path: Path
) -> None:
    run = build()
    mutant.change(run)

    judgement = _judged(run, tmp_path)

    assert judgement.findings.verdict(mutant.rule) is Verdict.UNDECIDABLE


@pytest.mark.parametrize(
    "excuse",
    [
        ("ACCOUNT_SUSPENDED", {"suspended": True}),
        ("KYC_REQUIRED", {"upgraded": False}),
        ("NIK_MISMATCH", {"nik": "9909010101900000"}),
        ("WALLET_LIMIT_BALANCE", {"balance_idr": 9_800_000}),
        ("WALLET_LIMIT_MONTHLY", {"monthly_in_idr": 19_900_000}),
    ],
    ids=lambda excuse: str(excuse[0]),
)
def test_an_excuse_that_the_world_confirms_is_accepted(
    excuse: tuple[str, dict[str, object]], tmp_path: Path
) -> None:
    code, trait = excuse
    run = build()
    shown = unpay(run, 1)
    shown |= {"status": "tertunda", "reason": _held(code)}
    change = {"at": at("2020-08-05")} | trait
    run.accounts[0]["changes"].append(change)

    judgement = _judged(run, tmp_path)

    assert judgement.findings.verdict("I7") is Verdict.OK


def _held(code: str) -> dict[str, object]:
    text = {"id": "Perbaiki.", "en": "Repair it."}
    return {"code": code, "holder": "participant", "remedy": text, "since": at("2020-08-05")}


def test_the_counter_example_names_the_person_the_money_and_the_seed(tmp_path: Path) -> None:
    run = build()
    run.tranche(2, tranche=4)["paid_at"] = at("2020-08-11")
    evidence = read_evidence(run.write(tmp_path))

    example = smallest(judge(evidence).findings.of("I10"), evidence)

    assert example is not None
    assert example["nik"] == nik_of(2)[:6] + "*" * 10
    assert example["tranche"] == "training 4"
    assert [row["reference"] for row in example["rows"]] == [run.row(2, tranche=4)["reference"]]
    assert example["at_the_end"]["status"] == "berhasil"
    assert example["seed"] == 41


def test_of_several_violations_the_one_with_the_least_to_read_is_shown(tmp_path: Path) -> None:
    """In neither order of the findings is it the first or the last."""
    evidence = read_evidence(build().write(tmp_path))
    key = TrancheKey(nik_of(2), "training", 4)
    findings = Findings()
    findings.undecidable("I1", "?")
    findings.violation("I1", "many rows", tranche=key, rows=tuple(range(1, 20)))
    findings.violation("I1", "one row", rows=(1,))
    findings.violation("I1", "a person with all looks", nik=key.nik, rows=(1, 2, 3))

    for found in (findings.of("I1"), findings.of("I1")[::-1]):
        example = smallest(found, evidence)

        assert example is not None
        assert example["sentence"] == "one row"
    assert smallest(findings.of("I2"), evidence) is None


@pytest.mark.parametrize("rule", sorted({mutant.rule for mutant in WRONG}))
def test_no_verdict_repeats_a_whole_nik(
    rule: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    run = build()
    next(mutant for mutant in WRONG if mutant.rule == rule).change(run)

    assert main([str(run.write(tmp_path))]) == 1

    told = capsys.readouterr().out + (tmp_path / "verdict.json").read_text(encoding="utf-8")
    assert not any(nik_of(number) in told for number in range(1, 7))
