"""A zoo of planted defects: each is believed by somebody in a hurry, and each makes a test fail.

A defect is a text of the code and what stands in its place (`planted_*.py`). Here it is put into
a copy of the project, where the one test that is named for it must fail, by its own judgement: a
test that cannot be imported has caught nothing. Whoever changes a text that is listed here
changes it there as well.
"""

import os
import re
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.forks import Ended, Forks
from tests.zoo import (
    planted_at_the_door,
    planted_in_answers,
    planted_in_dates,
    planted_in_generations,
    planted_in_paying,
    planted_in_processes,
    planted_in_records,
    planted_in_settlements,
    planted_in_statements,
)
from tests.zoo.defect import Defect
from tests.zoo.tree import ROOT, Tree

DEFECTS = (
    *planted_in_paying.DEFECTS,
    *planted_in_generations.DEFECTS,
    *planted_in_processes.DEFECTS,
    *planted_in_answers.DEFECTS,
    *planted_in_records.DEFECTS,
    *planted_in_settlements.DEFECTS,
    *planted_in_statements.DEFECTS,
    *planted_in_dates.DEFECTS,
    *planted_at_the_door.DEFECTS,
)
EACH = pytest.mark.parametrize("defect", DEFECTS, ids=[defect.name for defect in DEFECTS])

COMMON = (
    *("temporalio.client", "temporalio.testing", "temporalio.worker", "temporalio.workflow"),
    *("alembic.command", "cryptography.hazmat.primitives.asymmetric.rsa", "fastapi", "httpx"),
    *("hypothesis", "pydantic", "pydantic_settings", "pytest", "pytest_asyncio", "sqlalchemy"),
    "uvicorn",
)
"""What all tests import: nothing of the project, for it may be a defect."""

OPTIONS = (
    *("-q", "-p", "no:cacheprovider", "-p", "no:anyio"),
    # What fails on SQLite need not fail on a server as well.
    *("-k", "not postgresql"),
    # To explain an assertion costs more than most tests: who wants it runs the test itself.
    "--assert=plain",
)

TESTS_FAILED = 1
"""Pytest's exit code; others mean that it was interrupted, misused or found no test."""


@pytest.fixture(scope="session")
def tree(tmp_path_factory: pytest.TempPathFactory) -> Tree:
    return Tree.copied(tmp_path_factory.mktemp("zoo"))


@pytest.fixture(scope="session")
def forks(tree: Tree) -> Iterator[Forks]:
    # Its runs write no bytecode: what they compile may be a defect.
    environment = {**os.environ, "PYTHONDONTWRITEBYTECODE": "1", "COLUMNS": "400"}
    with Forks(tree.folder, COMMON, environment) as forks:
        yield forks


def outcome_of(forks: Forks, *arguments: str) -> Ended:
    return forks.python("-m", "pytest", *OPTIONS, *arguments)


def test_the_zoo_has_at_least_thirty_defects_and_each_a_name_and_a_thought() -> None:
    assert len(DEFECTS) >= 30
    assert [
        name for name, count in Counter(each.name for each in DEFECTS).items() if count > 1
    ] == []
    assert [each.name for each in DEFECTS if not each.thought.endswith(".")] == []


@EACH
def test_a_defect_has_exactly_one_place(defect: Defect) -> None:
    text = (ROOT / defect.file).read_text(encoding="utf-8")

    assert text.count(defect.right) == 1
    assert defect.right != defect.wrong


@EACH
def test_a_defect_names_a_test_that_exists(defect: Defect) -> None:
    file, name = re.split(r"::|\[", defect.caught_by)[:2]
    text = (ROOT / file).read_text(encoding="utf-8")

    assert re.search(rf"^(async )?def {name}\(", text, re.MULTILINE), defect.caught_by


@pytest.mark.timeout(600)
def test_without_a_defect_every_named_test_passes(forks: Forks) -> None:
    ended = outcome_of(forks, *sorted({defect.caught_by for defect in DEFECTS}))

    assert ended.code == 0, (ended.out + ended.err)[-4000:]


@pytest.mark.timeout(120)
@EACH
def test_a_planted_defect_is_caught_by_the_test_that_is_named_for_it(
    tree: Tree, forks: Forks, defect: Defect
) -> None:
    with tree.planted(defect) as file:
        assert undefined_names(file) == ""
        ended = outcome_of(forks, "--exitfirst", defect.caught_by)

    said = ended.out + ended.err
    assert ended.code == TESTS_FAILED, said[-4000:]
    assert re.search(rf"^FAILED {re.escape(defect.caught_by)}(\[| |$)", said, re.MULTILINE), said


def undefined_names(file: Path) -> str:
    """Say what makes code fall over in place of being wrong."""
    ruff = Path(sys.executable).with_name("ruff")
    checked = subprocess.run(
        [ruff, "check", "--isolated", "--quiet", "--select", "E9,F821,F823", file],
        capture_output=True,
        text=True,
        check=False,
    )
    return checked.stdout
