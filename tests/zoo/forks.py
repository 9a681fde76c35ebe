"""A process that has imported what all tests import, nothing of the project, and forks.

    python -m tests.zoo.forks

It reads one JSON list of pytest's arguments a line, runs them in a process of their own, and
writes a line with the exit code and the output. A test then costs what itself costs.
"""

import gc
import importlib
import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path
from types import TracebackType
from typing import Self

COMMON = (
    *("temporalio.client", "temporalio.testing", "temporalio.worker", "temporalio.workflow"),
    *("alembic.command", "cryptography.hazmat.primitives.asymmetric.rsa", "fastapi", "httpx"),
    *("hypothesis", "pydantic", "pydantic_settings", "pytest_asyncio", "sqlalchemy", "uvicorn"),
)
OPTIONS = (
    *("-q", "-p", "no:cacheprovider", "-p", "no:anyio"),
    # What fails on SQLite need not fail on a server as well.
    *("-k", "not postgresql"),
    # To explain an assertion costs more than most tests: who wants it runs the test itself.
    "--assert=plain",
)


class Forks:
    """The forking process, seen from the test."""

    def __init__(self, folder: Path) -> None:
        self._popen = subprocess.Popen(
            [sys.executable, "-m", "tests.zoo.forks"],
            cwd=folder,
            # Its children write no bytecode: what they compile may be a defect.
            env={**os.environ, "PYTHONDONTWRITEBYTECODE": "1", "COLUMNS": "400"},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._popen.communicate()

    def pytest(self, *arguments: str) -> tuple[int, str]:
        """Return pytest's exit code and what it said of tests of the folder."""
        assert self._popen.stdin is not None
        assert self._popen.stdout is not None
        print(json.dumps([*OPTIONS, *arguments]), file=self._popen.stdin, flush=True)
        code, said = json.loads(self._popen.stdout.readline())
        return int(code), str(said)


def main() -> None:
    """Fork for every line that is read."""
    for name in ("pytest", *COMMON):
        importlib.import_module(name)
    # What all share need not be looked through, nor copied, by each that collects its garbage.
    gc.freeze()
    for line in sys.stdin:
        with tempfile.TemporaryFile("w+", encoding="utf-8") as output:
            pid = os.fork()
            if pid == 0:
                _run(json.loads(line), output.fileno())
            _, status = os.waitpid(pid, 0)
            output.seek(0)
            report = json.dumps([os.waitstatus_to_exitcode(status), output.read()])
        sys.stdout.write(f"{report}\n")
        sys.stdout.flush()


def _run(arguments: list[str], output: int) -> None:
    import pytest  # noqa: PLC0415 - the test's side does not need it

    for descriptor in (1, 2):
        os.dup2(output, descriptor)
    code = 70
    try:
        code = int(pytest.main(arguments))
    finally:
        sys.stdout.flush()
        os._exit(code)


if __name__ == "__main__":
    main()
