"""Each test is run once by `make test`, in whichever part."""

import subprocess
from collections import Counter
from pathlib import Path

ROOT = Path(__file__).parents[1]


def test_every_file_of_tests_is_in_one_part() -> None:
    listed = subprocess.run(
        [ROOT / "tests" / "parts"], check=True, capture_output=True, text=True
    ).stdout.splitlines()

    runs = Counter(file for line in listed if "pytest" in line for file in _files(line.split()))

    assert runs == Counter(sorted(ROOT.glob("tests/**/test_*.py")))


def _files(words: list[str]) -> set[Path]:
    """Return the files that pytest would read for this command line."""
    named = [ROOT / word for word in words if word.startswith("tests")]
    ignored = [ROOT / word.partition("=")[2] for word in words if word.startswith("--ignore=")]
    read = {
        file for path in named for file in ([path] if path.is_file() else path.rglob("test_*.py"))
    }
    return {file for file in read if not any(file.is_relative_to(each) for each in ignored)}
