"""Run one program and end it when our own standard input ends.

    python -m rehearsal.guard [--pid FILE] PROGRAM ARGUMENT...

Whoever started us holds the other end: when that process ends, be it by kill -9, the pipe closes
and the program is stopped. So nothing is left running, whatever happens to the starter. The file
names the program itself, for whoever means to kill it and not its guard.
"""

import os
import signal
import subprocess
import sys
import threading
from pathlib import Path

PATIENCE_SECONDS = 15.0
PID = "--pid"


def main(command: list[str]) -> int:
    """Run the command in a session of its own; return its exit code, below 0 for a signal."""
    file = None
    if command[0] == PID:
        file, command = Path(command[1]), command[2:]
    child = subprocess.Popen(command, stdin=subprocess.DEVNULL, start_new_session=True)
    if file is not None:
        _write(file, str(child.pid))

    def stop() -> None:
        child.terminate()
        try:
            child.wait(PATIENCE_SECONDS)
        except subprocess.TimeoutExpired:
            os.killpg(child.pid, signal.SIGKILL)

    def watch() -> None:
        while os.read(sys.stdin.fileno(), 1):
            pass
        stop()

    # A Ctrl-C at the terminal reaches the starter, which then closes the pipe in its own order.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, lambda *_: threading.Thread(target=stop).start())
    threading.Thread(target=watch, daemon=True).start()
    return child.wait()


def _write(file: Path, text: str) -> None:
    """Write a file that nobody ever sees half written."""
    draft = file.with_name(f"{file.name}.draft")
    draft.write_text(text, encoding="ascii")
    draft.replace(file)


if __name__ == "__main__":
    os._exit(main(sys.argv[1:]))
