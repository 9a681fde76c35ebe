"""`make demo`: start everything, live through the stories, show and judge what came of it.

Environment: `STORIES` (file, default examples/2020.toml), `ONLY` (ids, comma-separated), `SPEED`
(programme days a second, default 1), `KEEP=1` (leave it running), `FOLDER` (default var/demo).
Exit code 0 only if every story ended as expected and the partners' ledger is right.
"""

import asyncio
import os
import shutil
import signal
from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx
from rich.console import Console

from domain.clock import Clock
from engine.client import opened
from engine.commands import leave
from rehearsal import report as reports
from rehearsal.display import Display
from rehearsal.play import Play
from rehearsal.provision import Provision, parties_of, provision
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
from rehearsal.verdict import judge
from settings import Settings

SECONDS_A_DAY = 86_400
HEAD_START = timedelta(seconds=25)
"""Real time between the making of the clock and the stories' first instant: programs start."""
SETTLE_SECONDS = 3.0
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
            await start_parts(system)
            await tell_world(system, script, made.secrets)
        console.print(
            f"Living from {world.starts:%d %B %Y} to {world.ends:%d %B %Y}, "
            f"{speed:g} day(s) a second, {len(script.stories)} stories. "
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
    async with opened(Settings()) as engine:
        play = Play(script, engine, system.gateway, made.portal_token, clock)
        display = Display(play, system.sandbox, made.sandbox_token, console)
        shown = asyncio.create_task(display.run())
        try:
            await play.run()
            # What was under way at the last instant comes to rest.
            await asyncio.sleep(SETTLE_SECONDS)
        finally:
            shown.cancel()
            await asyncio.gather(shown, return_exceptions=True)
        system.check()
        cases = await play.look_at_the_end()
        verdict = judge(await _ledger(system, made), cases)
    told = reports.report(script, cases, play.seen, verdict)
    reports.write(told, system.folder / "report.json")
    reports.write(cases, system.folder / "cases.json")
    reports.show(console, script, cases, told)
    console.print(f"Report: {system.folder / 'report.json'}")
    return reports.succeeded(told, verdict)


def _provision(script: Script, system: System, clock: Clock) -> Provision:
    return provision(
        system.folder,
        parties_of(script),
        sandbox_url=system.sandbox,
        gateway_port=system.gateway_port,
        clock=str(clock),
    )


async def _ledger(system: System, made: Provision) -> list[dict[str, object]]:
    async with httpx.AsyncClient(trust_env=False, timeout=30) as http:
        answer = await http.get(
            f"{system.sandbox}/_ledger",
            params={"from": 0},
            headers={"Authorization": f"Bearer {made.sandbox_token}"},
        )
    rows: list[dict[str, object]] = answer.raise_for_status().json()
    return rows


async def _keep(system: System, console: Console) -> None:
    console.print(f"Still running. Temporal: {system.ui}  Gateway: {system.gateway}/openapi.json")
    console.print("Ctrl-C stops everything.")
    await asyncio.Event().wait()


def _speed(text: str) -> float:
    try:
        speed = float(text)
    except ValueError:
        speed = 0.0
    if not 0 < speed < float("inf"):
        raise ValueError("SPEED is a number of days a second, such as 1 or 0.5")
    return speed


def main() -> int:
    """Read the environment and run."""
    console = Console()
    path = Path(os.environ.get("STORIES") or "examples/2020.toml")
    try:
        script = load(path)
        only = [name.strip() for name in os.environ.get("ONLY", "").split(",") if name.strip()]
        script = script.only(only) if only else script
        speed = _speed(os.environ.get("SPEED") or "1")
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
