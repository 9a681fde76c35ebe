"""A process that has imported what its runs will import, and forks: a run costs what itself costs.

    python -m tests.forks MODULE ...

It reads one JSON object a line, the arguments that Python would be given, and for each of them
becomes in a process of its own what Python would have become. Of what ended there it writes one
line: the exit code, which is Python's own, and both outputs.
"""

import gc
import importlib
import json
import os
import runpy
import signal
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import IO, Any, Self

_PATIENCE_SECONDS = 580
"""A run that takes longer hangs and is ended by the system; pytest sets alarms of its own."""


@dataclass(frozen=True)
class Ended:
    """A process that has ended."""

    code: int
    out: str
    err: str


class Forks:
    """The forking process, seen from the test."""

    def __init__(
        self, folder: Path, modules: tuple[str, ...], environment: Mapping[str, str]
    ) -> None:
        self._popen = subprocess.Popen(
            [sys.executable, "-m", "tests.forks", *modules],
            cwd=folder,
            env=environment,
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
        self.close()

    def close(self) -> None:
        """Have it end; it has no run under way."""
        self._popen.communicate()

    def python(
        self, *arguments: str, typed: bytes = b"", environment: Mapping[str, str] | None = None
    ) -> Ended:
        """Do what `python ARGUMENTS` does in the folder, and wait for its end.

        The arguments are a script or `-m` and a module, then its own. Without an environment it
        has that of the forking process.
        """
        assert self._popen.stdin is not None
        assert self._popen.stdout is not None
        run = {"arguments": arguments, "typed": typed.decode("latin-1"), "environment": environment}
        print(json.dumps(run), file=self._popen.stdin, flush=True)
        code, out, err = json.loads(self._popen.stdout.readline())
        return Ended(code, out, err)


def main() -> None:
    """Fork for every line until there is none."""
    for name in sys.argv[1:]:
        importlib.import_module(name)
        if name.endswith(".__main__"):
            # It is executed anew; Python warns of one that is loaded already.
            del sys.modules[name]
    # What all share need not be looked through, nor copied, by each that collects its garbage.
    gc.freeze()
    for line in sys.stdin:
        run = json.loads(line)
        with (
            tempfile.TemporaryFile() as typed,
            tempfile.TemporaryFile() as out,
            tempfile.TemporaryFile() as err,
        ):
            typed.write(run["typed"].encode("latin-1"))
            typed.seek(0)
            pid = os.fork()
            if pid == 0:
                _become(run, typed, out, err)
                return
            code = os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
            sys.stdout.write(f"{json.dumps([code, _text(out), _text(err)])}\n")
            sys.stdout.flush()


def _become(run: dict[str, Any], *files: IO[bytes]) -> None:
    """Be the process that Python would have started; what it raises goes to the interpreter."""
    signal.alarm(_PATIENCE_SECONDS)
    for descriptor, file in enumerate(files):
        os.dup2(file.fileno(), descriptor)
    # The old one has read ahead in what is not for this process.
    sys.stdin = open(0, encoding="utf-8", closefd=False)  # noqa: SIM115 - open until the end
    if run["environment"] is not None:
        os.environ.clear()
        os.environ.update(run["environment"])
    option, *rest = run["arguments"]
    if option == "-m":
        sys.argv = rest
        runpy.run_module(rest[0], run_name="__main__", alter_sys=True)
    else:
        sys.argv = run["arguments"]
        runpy.run_path(option, run_name="__main__")


def _text(file: IO[bytes]) -> str:
    file.seek(0)
    return file.read().decode()


if __name__ == "__main__":
    main()
