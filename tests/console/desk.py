"""The desk and the starter as operators run them: real processes, their own environment."""

import atexit
import base64
import os
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from records.database import migrate
from tests.forks import Ended, Forks

ROOT = Path(__file__).parents[2]
NOBODY_LISTENS = "127.0.0.1:1"
COLUMNS = "200"

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
class Desk:
    """Runs command lines against one set of records."""

    environment: dict[str, str]

    def run(self, *arguments: str, typed: str | bytes = "") -> Ended:
        """Do what `python ARGUMENTS` does; it imports nothing that an earlier one has imported."""
        environment = {"PATH": os.environ["PATH"], "COLUMNS": COLUMNS, **self.environment}
        text = typed.encode() if isinstance(typed, str) else typed
        return _forks().python(*arguments, typed=text, environment=environment)

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


@cache
def _forks() -> Forks:
    forks = Forks(
        ROOT, ("console.__main__", "starter"), {"PATH": os.environ["PATH"], "COLUMNS": COLUMNS}
    )
    atexit.register(forks.close)
    return forks
