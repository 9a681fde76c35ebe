"""`python -m sandbox`: play everybody on the other side until stopped."""

import os
import sys

from rich.console import Console

from sandbox.app import build
from sandbox.configuration import Configuration, Misconfigured
from sandbox.ledger import LedgerBroken
from sandbox.server import server

_MISUSE = 2


def main() -> int:
    """Serve until a signal comes; return 2 if the settings or the ledger cannot be used."""
    console = Console(stderr=True)
    try:
        configuration = Configuration.from_environment(os.environ)
        application = build(configuration)
    except (Misconfigured, LedgerBroken, ValueError) as trouble:
        console.print(f"sandbox: {trouble}", style="red")
        return _MISUSE
    console.print(f"sandbox: http://{configuration.host}:{configuration.port}")
    server(application, configuration.host, configuration.port).run()
    return 0


if __name__ == "__main__":
    sys.exit(main())
