"""`make up`: the same system without stories, on the real clock, until Ctrl-C.

What it keeps (`var/up`: keys, records, engine) is there again the next time; delete the folder to
begin anew. `FOLDER` names another place. `START=2020-05-12` lets that day begin now instead, and
`SPEED=1` lets a day pass in a second.
"""

import asyncio
import os
import shlex
import signal
from datetime import UTC, date, datetime
from pathlib import Path

from rich.console import Console

from domain.clock import Clock, at_hour
from engine.commands import leave
from rehearsal.pace import SECONDS_A_DAY
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
MORNING = 8
PORTS = ("temporal", "ui", "sandbox", "gateway")


async def up(folder: Path, console: Console) -> None:
    """Start everything, say how to reach it, and wait."""
    async with stopped_at_the_end(empty_system(folder)) as system:
        known = folder / "env"
        script = load(STORIES)
        first_time = not known.exists()
        clock = _clock(os.environ.get("START"), os.environ.get("SPEED"))
        if not first_time and clock:
            raise NotReady(
                f"{shown(folder)} already lives on its own clock: delete it, or choose FOLDER="
            )
        if first_time:
            secrets = _begin(system, script, clock)
        else:
            _read(known, system)
        with console.status("Starting Temporal, sandbox, gateway and worker ..."):
            await start_engine(system)
            await start_parts(system)
            if first_time:
                # The sandbox knows its partners; the people come by enrolment.
                await tell_world(system, Script(world=script.world, stories=()), secrets)
                # Last: a start that was broken off is begun anew.
                _write(known, system)
        console.print(f"Temporal: {system.ui}   gateway: {system.gateway}/openapi.json")
        today = Clock.parse(system.environment["PRAKERJA_CLOCK"]).programme(datetime.now(UTC))
        console.print(f"It is {today:%A %d %B %Y, %H:%M} in Jakarta.")
        console.print(f"In another terminal:  [bold]. {shown(known)}[/]")
        console.print("Ctrl-C stops everything.")
        while True:
            system.check()
            await asyncio.sleep(1)


def shown(path: Path) -> str:
    """Return a path as it is typed from here."""
    return os.path.relpath(path)


def _begin(system: System, script: Script, clock: str) -> dict[str, str]:
    made = provision(
        system.folder,
        parties_of(script),
        sandbox_url=system.sandbox,
        gateway_port=system.gateway_port,
        clock=clock,
    )
    system.environment |= made.environment
    system.environment["PRAKERJA_SANDBOX_PORT"] = str(system.sandbox_port)
    return dict(made.secrets)


def _clock(start: str | None, days_a_second: str | None) -> str:
    """Return the setting of the clock; empty for the real one. Raises `NotReady`."""
    if not start and not days_a_second:
        return ""
    now = datetime.now(UTC)
    try:
        begins = at_hour(date.fromisoformat(start), MORNING) if start else now
        speed = float(days_a_second) * SECONDS_A_DAY if days_a_second else 1.0
        return str(Clock(real_start=now, programme_start=begins, speed=speed))
    except ValueError:
        raise NotReady("START is a day such as 2020-05-12, SPEED a number of days") from None


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
    for name in (signal.SIGINT, signal.SIGTERM):
        signal.signal(name, signal.default_int_handler)
    try:
        asyncio.run(up(folder, console))
    except NotReady as trouble:
        console.print(f"[red]{trouble}[/]")
        return 1
    except KeyboardInterrupt:
        console.print("Stopped.")
    return 0


if __name__ == "__main__":
    leave(main())
