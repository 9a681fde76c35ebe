"""Nothing that was started is left running, whatever happens to the starter; and programs that are
killed on purpose are started again as they were."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).parents[2]
DEADLINE_SECONDS = 60.0

PROGRAM = """
import os, pathlib, sys, time
pathlib.Path(sys.argv[1]).write_text(str(os.getpid()))
time.sleep(600)
"""

STARTER = """
import pathlib, sys, time
from rehearsal.system import empty_system
system = empty_system(pathlib.Path(sys.argv[1]))
system.start("program", sys.executable, "-c", sys.argv[2], sys.argv[3])
print("started", flush=True)
time.sleep(600)
"""


def _pid_in(file: Path) -> int:
    """Wait until the program has said who it is."""
    deadline = time.monotonic() + DEADLINE_SECONDS
    while time.monotonic() < deadline:
        if file.exists() and (text := file.read_text()):
            return int(text)
        time.sleep(0.05)
    raise AssertionError("the program did not start")


def _ended(pid: int) -> bool:
    deadline = time.monotonic() + DEADLINE_SECONDS
    while time.monotonic() < deadline:
        try:
            os.kill(pid, 0)
        except ProcessLookupError:
            return True
        time.sleep(0.05)
    return False


def test_a_program_ends_when_its_starter_closes_the_pipe(tmp_path: Path) -> None:
    file = tmp_path / "pid"
    with subprocess.Popen(
        [sys.executable, "-m", "rehearsal.guard", sys.executable, "-c", PROGRAM, str(file)],
        cwd=ROOT,
        stdin=subprocess.PIPE,
    ) as guard:
        pid = _pid_in(file)
        assert guard.stdin is not None
        guard.stdin.close()

        assert _ended(pid)


def test_a_program_ends_when_its_starter_is_killed(tmp_path: Path) -> None:
    file = tmp_path / "pid"
    with subprocess.Popen(
        [sys.executable, "-c", STARTER, str(tmp_path), PROGRAM, str(file)], cwd=ROOT
    ) as starter:
        pid = _pid_in(file)
        starter.send_signal(signal.SIGKILL)
        starter.wait()

        assert _ended(pid)
