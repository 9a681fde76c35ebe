"""`make up`: the same system without stories, on the real clock, until Ctrl-C.

What it keeps (`var/up`: keys, records, engine) is there again the next time; delete the folder to
begin anew. `FOLDER` names another place.
"""

import asyncio
import os
import shlex
import signal
import sys
from pathlib import Path

from rich.console import Console

from rehearsal.provision import parties_of, provision
from rehearsal.stories import Script, load
from rehearsal.system import (
    NotReady,
    System,
    empty_system,
    start_engine,
    start_parts,
    stopped_at_the_end,
    tell_world,
)

STORIES = Path("examples/2020.toml")
OWN = ("TEMPORAL_", "PRAKERJA_")
PORTS = ("temporal", "ui", "sandbox", "gateway")


async def up(folder: Path, console: Console) -> None:
    """Start everything, say how to reach it, and wait."""
    async with stopped_at_the_end(empty_system(folder)) as system:
        known = folder / "env"
        script = load(STORIES)
        first_time = not known.exists()
        if first_time:
            secrets = _begin(system, script)
            _write(known, system)
        else:
            _read(known, system)
        with console.status("Starting Temporal, sandbox, gateway and worker ..."):
            await start_engine(system)
            await start_parts(system)
            if first_time:
                # The sandbox knows its partners; the people come by enrolment.
                await tell_world(system, Script(world=script.world, stories=()), secrets)
        console.print(f"Temporal: {system.ui}   gateway: {system.gateway}/docs")
        console.print(f"In another terminal:  [bold]. {shown(known)}[/]")
        console.print("Ctrl-C stops everything.")
        while True:
            system.check()
            await asyncio.sleep(1)


def shown(path: Path) -> str:
    """Return a path as it is typed from here."""
    return os.path.relpath(path)


def _begin(system: System, script: Script) -> dict[str, str]:
    made = provision(
        system.folder,
        parties_of(script),
        sandbox_url=system.sandbox,
        gateway_port=system.gateway_port,
    )
    system.environment |= made.environment
    system.environment["PRAKERJA_SANDBOX_PORT"] = str(system.sandbox_port)
    return dict(made.secrets)


def _write(path: Path, system: System) -> None:
    lines = [f"export {name}={shlex.quote(text)}" for name, text in system.environment.items()]
    ports = " ".join(str(getattr(system, f"{name}_port")) for name in PORTS)
    path.touch(mode=0o600)
    path.write_text("\n".join([f"# ports {ports}", *lines, ""]), encoding="utf-8")


def _read(path: Path, system: System) -> None:
    first, *lines = path.read_text(encoding="utf-8").splitlines()
    for name, port in zip(PORTS, first.removeprefix("# ports ").split(), strict=True):
        setattr(system, f"{name}_port", int(port))
    for line in lines:
        name, _, text = line.removeprefix("export ").partition("=")
        if name.startswith(OWN):
            system.environment[name] = shlex.split(text)[0] if text != "''" else ""


def main() -> int:
    """Run until Ctrl-C or SIGTERM."""
    console = Console()
    folder = Path(os.environ.get("FOLDER") or "var/up").resolve()
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        asyncio.run(up(folder, console))
    except NotReady as trouble:
        console.print(f"[red]{trouble}[/]")
        return 1
    except KeyboardInterrupt:
        console.print("Stopped.")
    return 0


if __name__ == "__main__":
    code = main()
    sys.stdout.flush()
    # The engine's SDK may crash while Python takes itself down (sdk-python issue 300).
    os._exit(code)
