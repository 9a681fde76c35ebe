"""The desk and the starter as operators run them: real processes, their own environment."""

import base64
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from records.database import migrate

ROOT = Path(__file__).parents[2]
NOBODY_LISTENS = "127.0.0.1:1"

PARTNERS = """
[partners.belajaria]
role = "provider"
name = "Belajaria"
url = "http://127.0.0.1:1"

[partners.pasarilmu]
role = "marketplace"
name = "Pasar Ilmu"
url = "http://127.0.0.1:1"

[partners.pmo]
role = "dashboard"
name = "Dasbor"
url = "http://127.0.0.1:1"

[channels.ovo]
url = "http://127.0.0.1:1"
"""


def secret() -> str:
    return f"k1:{base64.urlsafe_b64encode(os.urandom(32)).decode()}"


@dataclass(frozen=True)
class Ended:
    """A process that has ended."""

    code: int
    out: str
    err: str


@dataclass(frozen=True)
class Desk:
    """Runs command lines against one set of records."""

    environment: dict[str, str]

    def run(self, *arguments: str, typed: str | bytes = "") -> Ended:
        stdin = typed.encode() if isinstance(typed, str) else typed
        process = subprocess.run(  # noqa: PLW1510 - the exit code is what is tested
            [sys.executable, *arguments],
            input=stdin,
            capture_output=True,
            cwd=ROOT,
            env={"PATH": os.environ["PATH"], "COLUMNS": "200", **self.environment},
            timeout=60,
        )
        return Ended(process.returncode, process.stdout.decode(), process.stderr.decode())

    def console(self, *arguments: str, typed: str | bytes = "") -> Ended:
        return self.run("-m", "console", *arguments, typed=typed)

    def starter(self, *arguments: str, typed: str | bytes = "") -> Ended:
        return self.run("starter.py", *arguments, typed=typed)


def desk_in(folder: Path, address: str = NOBODY_LISTENS) -> Desk:
    """Return a desk whose records and settings live in `folder`."""
    (folder / "partners.toml").write_text(PARTNERS)
    # As the worker does when it starts.
    migrate(f"sqlite:///{folder / 'records.db'}")
    return Desk(
        {
            "PRAKERJA_RECORDS_URL": f"sqlite:///{folder / 'records.db'}",
            "PRAKERJA_KEYS": secret(),
            "PRAKERJA_PEPPERS": secret(),
            "PRAKERJA_PARTNERS_FILE": str(folder / "partners.toml"),
            "TEMPORAL_ADDRESS": address,
        }
    )
