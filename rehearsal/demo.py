"""`make demo`: start everything, live through the stories, show and judge what came of it.

Environment: `STORIES` (file, default examples/2020.toml), `ONLY` (ids, comma-separated), `SPEED`
(programme days a second; default as this machine bears just now), `KEEP=1` (leave it running),
`FOLDER` (default var/demo).
The evidence of the run is judged by `python -m auditor`, a program of its own. Exit code 0 only if
every story ended as expected and the auditor found nothing.
"""

import asyncio
import os
import shutil
import signal
from datetime import UTC, datetime, timedelta
from pathlib import Path

from rich.console import Console

from domain.clock import Clock
from engine.client import opened
from engine.commands import leave
from rehearsal import report as reports
from rehearsal.display import Display
from rehearsal.evidence import Evidence, judged
from rehearsal.pace import SECONDS_A_DAY, chosen_speed
from rehearsal.play import Play
from rehearsal.provision import Provision, parties_of, provision
from rehearsal.rest import conclude
from rehearsal.stories import Script, StoryError, load
from rehearsal.system import (
    NotReady,
    System,
    empty_system,
    start_engine,
    start_parts,
    stopped_at_the_end,
    tell_world,
)
from settings import Settings

HEAD_START = timedelta(seconds=25)
"""Real time between the making of the clock and the stories' first instant: programs start."""
WORKERS = 1
SETTLE_SECONDS = 3.0
PATIENCE_SECONDS = 10.0
"""How long nothing must change at the end where a story leaves something open."""
MISUSE = 2


async def demo(script: Script, folder: Path, speed: float, console: Console, *, keep: bool) -> bool:
    """Run a rehearsal; say whether all went as told."""
    shutil.rmtree(folder, ignore_errors=True)
    async with stopped_at_the_end(empty_system(folder)) as system:
        with console.status("Starting Temporal, sandbox, gateway and worker ..."):
            world = script.world
            clock = Clock(
                real_start=datetime.now(UTC) + HEAD_START,
                programme_start=world.starts,
                speed=speed * SECONDS_A_DAY,
            )
            made = _provision(script, system, clock)
            system.environment |= made.environment
            system.environment["PRAKERJA_SANDBOX_PORT"] = str(system.sandbox_port)
            await start_engine(system)
            await start_parts(system, WORKERS)
            await tell_world(system, script, made.secrets)
        minutes = (world.ends - world.starts) / timedelta(days=speed) / 60
        console.print(
            f"Living from {world.starts:%d %B %Y} to {world.ends:%d %B %Y} in {minutes:.0f} "
            f"minutes, {speed:.3g} day(s) a second, {len(script.stories)} stories. "
            f"Watch the journeys at {system.ui}"
        )
        right = await _live(system, made, script, clock, console)
        if keep:
            await _keep(system, console)
        return right


async def _live(
    system: System, made: Provision, script: Script, clock: Clock, console: Console
) -> bool:
    os.environ |= system.environment
    folder = system.folder
    async with opened(Settings()) as engine:
        with Evidence(folder / "evidence") as evidence:
            evidence.begin(clock, script.world_json(made.secrets))
            play = Play(script, engine, system.gateway, made.portal_token, clock, evidence=evidence)
            display = Display(play, system.sandbox, made.sandbox_token, console)
            shown = asyncio.create_task(display.run())
            try:
                await play.run()
                # The stories end here; for the auditor, what is under way comes to rest after them.
                await asyncio.sleep(SETTLE_SECONDS)
                await play.look_at_the_end()
            finally:
                shown.cancel()
                await asyncio.gather(shown, return_exceptions=True)
            system.check()
            with console.status("What was under way at the last instant comes to rest ..."):
                sandbox, token = system.sandbox, made.sandbox_token
                least = reports.least(script)
                cases = await conclude(play, evidence, sandbox, token, least, PATIENCE_SECONDS)
    told = reports.report(script, cases, play.seen)
    reports.write(cases, folder / "cases.json")
    reports.show(console, script, cases, told)
    audited = await asyncio.to_thread(judged, evidence.folder)
    reports.write(told | {"auditor_exit": audited}, folder / "report.json")
    console.print(f"Report: {folder / 'report.json'}  Evidence: {evidence.folder}")
    return audited == 0 and reports.succeeded(told)


def _provision(script: Script, system: System, clock: Clock) -> Provision:
    return provision(
        system.folder,
        parties_of(script),
        sandbox_url=system.sandbox,
        gateway_port=system.gateway_port,
        clock=str(clock),
    )


async def _keep(system: System, console: Console) -> None:
    console.print(f"Still running. Temporal: {system.ui}  Gateway: {system.gateway}/openapi.json")
    console.print("Ctrl-C stops everything.")
    await asyncio.Event().wait()


def main() -> int:
    """Read the environment and run."""
    console = Console()
    path = Path(os.environ.get("STORIES") or "examples/2020.toml")
    try:
        script = load(path)
        only = [name.strip() for name in os.environ.get("ONLY", "").split(",") if name.strip()]
        script = script.only(only) if only else script
        people = len(script.applications())
        speed = chosen_speed(os.environ.get("SPEED", ""), people, WORKERS, console)
    except OSError as trouble:
        console.print(f"[red]{path} cannot be read: {trouble.strerror}[/]")
        return MISUSE
    except (StoryError, ValueError, KeyError) as trouble:
        console.print(f"[red]{trouble.args[0] if trouble.args else trouble}[/]")
        return MISUSE
    folder = Path(os.environ.get("FOLDER") or "var/demo").resolve()
    keep = os.environ.get("KEEP") == "1"
    for name in (signal.SIGINT, signal.SIGTERM):
        signal.signal(name, signal.default_int_handler)
    try:
        return 0 if asyncio.run(demo(script, folder, speed, console, keep=keep)) else 1
    except NotReady as trouble:
        console.print(f"[red]{trouble}[/]")
        return 1
    except KeyboardInterrupt:
        console.print("Stopped.")
        return 130


if __name__ == "__main__":
    leave(main())
