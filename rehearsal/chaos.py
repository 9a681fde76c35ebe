"""`make chaos`: the whole system under random faults and kill -9, then healed, then judged.

Environment: `SEED` (a number, or several with commas, one run each; default from the clock),
`PEOPLE` (default 200), `SPEED` (programme days a second; default as this machine bears just now),
`FOLDER` (default var/chaos; one below it for each seed), `KEEP=1` (leave it running before the
judgement). Exit code: the auditor's, 0 all right, 1 a violation or a program that died of itself, 2
not to be decided; of several runs the worst.
"""

import asyncio
import os
import shutil
import signal
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

from rich.console import Console
from temporalio.runtime import LoggingConfig, Runtime, TelemetryConfig, TelemetryFilter

from domain.clock import Clock, at_hour
from domain.payouts import Channel
from engine.client import opened
from engine.commands import leave
from rehearsal.chaos_plan import FULL_SIZE, Plan, plan
from rehearsal.chaos_report import show
from rehearsal.evidence import Evidence, judged
from rehearsal.nemesis import WORKERS, Nemesis
from rehearsal.operators import Operators
from rehearsal.pace import SECONDS_A_DAY, chosen_speed
from rehearsal.play import Play
from rehearsal.provision import Provision, parties_of, provision
from rehearsal.rest import conclude, read_cases
from rehearsal.system import (
    System,
    empty_system,
    start_engine,
    start_parts,
    stopped_at_the_end,
    tell,
)
from settings import Settings

HEAD_START = timedelta(seconds=8)
"""Real time between the making of the clock and the first instant: programs start."""
REMEMBERED = ",".join(f"{channel}:400" for channel in Channel)
"""For how many days partners know a reference. On a slow machine a question may be asked weeks of
programme time late, and nobody could ever answer it."""
UNTIL_SETTLED = timedelta(days=7)
"""From healing: what is unclear then can no longer become clear by itself."""
UNTIL_PAID = timedelta(days=12)
"""From that on: everybody who can be paid is. The judge grants ten days."""
SITTINGS = (UNTIL_SETTLED, UNTIL_PAID)
"""When the two people sit down, each after the one before: in the second for whom could not be read
in the first."""
UNDECIDED, MISUSE, INTERRUPTED = 2, 64, 130


async def chaos(planned: Plan, folder: Path, console: Console, *, keep: bool) -> Path:
    """Live through a plan; return the folder with the evidence. Raises `NotReady`."""
    shutil.rmtree(folder, ignore_errors=True)
    begun = time.monotonic()
    with Evidence(folder / "evidence") as evidence:
        async with stopped_at_the_end(empty_system(folder)) as system:
            await start_engine(system)
            clock = Clock(
                real_start=datetime.now(UTC) + HEAD_START,
                programme_start=planned.script.world.starts,
                speed=planned.speed * SECONDS_A_DAY,
            )
            made = await _started(system, planned, clock, evidence)
            console.print(
                f"Living through it for {planned.minutes:.0f} minutes and some for the rest. "
                f"Watch the journeys at {system.ui}"
            )
            await _live(system, made, planned, clock, evidence, console)
            if keep:
                console.print("Still running. Ctrl-C stops everything and judges.")
                await _interrupted()
            # All is written down: nobody is owed a graceful end.
            for process in list(system.processes):
                await system.kill(process.name)
    console.print(f"That took {time.monotonic() - begun:.0f} seconds.")
    return evidence.folder


async def _started(system: System, planned: Plan, clock: Clock, evidence: Evidence) -> Provision:
    """Start all but the engine; when the clock's first instant comes, they are ready."""
    made = provision(
        system.folder,
        parties_of(planned.script),
        sandbox_url=system.sandbox,
        gateway_port=system.gateway_port,
        clock=str(clock),
    )
    system.environment |= made.environment
    system.environment["PRAKERJA_SANDBOX_PORT"] = str(system.sandbox_port)
    system.environment["PRAKERJA_SANDBOX_REMEMBERS_DAYS"] = REMEMBERED
    await start_parts(system, WORKERS)
    world = planned.world(dict(made.secrets))
    evidence.begin(clock, world, seed=planned.seed, people=planned.people, plan=planned.lines())
    await tell(system, world)
    return made


async def _live(
    system: System,
    made: Provision,
    planned: Plan,
    clock: Clock,
    evidence: Evidence,
    console: Console,
) -> None:
    os.environ |= system.environment
    async with opened(Settings()) as engine:
        play = Play(
            planned.script,
            engine,
            system.gateway,
            made.portal_token,
            clock,
            evidence=evidence,
            glances=planned.glances,
        )
        nemesis = Nemesis(system, evidence, play.until)
        watch = asyncio.create_task(nemesis.watch())
        operators = Operators(engine, evidence, system.sandbox, made.sandbox_token)
        try:
            async with asyncio.TaskGroup() as tasks:
                tasks.create_task(play.run())
                tasks.create_task(_say_months(planned, play, evidence, console))
                await nemesis.run(planned.kills)
                settled = await _healed(planned, play, operators, evidence)
            token = made.sandbox_token
            cases = await conclude(play, evidence, system.sandbox, token, planned.minimum)
            play.check_at_the_end(cases)
        finally:
            watch.cancel()
            await asyncio.gather(watch, return_exceptions=True)
        if not watch.cancelled():
            watch.result()
        await nemesis.last_look()
        show(console, evidence, play, died=nemesis.died, settled=settled)


async def _say_months(planned: Plan, play: Play, evidence: Evidence, console: Console) -> None:
    """Say at the beginning of each month how far it is; these lines are few."""
    for month in planned.months:
        await play.until(at_hour(month, 0))
        console.print(
            f"{month:%d %B %Y}: {len(evidence.lines('kill'))} of {len(planned.kills)} kills so far",
            highlight=False,
        )


async def _healed(planned: Plan, play: Play, operators: Operators, evidence: Evidence) -> int:
    """Live on without faults until what they left open is settled and paid; return how many."""
    await play.until(planned.heal)
    evidence.sent("heal")
    settled = 0
    for wait in SITTINGS:
        await play.until(play.now() + wait)
        settled += await operators.settle((await read_cases(play)).values())
    return settled


async def _interrupted() -> None:
    stop = asyncio.Event()
    asyncio.get_running_loop().add_signal_handler(signal.SIGINT, stop.set)
    await stop.wait()


def _run(planned: Plan, folder: Path, console: Console, *, keep: bool) -> int:
    """Live through one plan and have it judged; return the exit code."""
    for line in planned.lines():
        console.print(line, highlight=False, markup=False)
    try:
        return judged(asyncio.run(chaos(planned, folder, console, keep=keep)), storm=True)
    except Exception:  # noqa: BLE001 - what breaks the run itself says nothing about the system
        console.print_exception()
        return UNDECIDED


def _quiet() -> None:
    """Keep the SDK from telling of each call that met a killed server."""
    quiet = LoggingConfig(filter=TelemetryFilter(core_level="ERROR", other_level="ERROR"))
    Runtime.set_default(Runtime(telemetry=TelemetryConfig(logging=quiet)))


def main() -> int:
    """Read the environment and run once for each seed."""
    console = Console()
    for name in (signal.SIGINT, signal.SIGTERM):
        signal.signal(name, signal.default_int_handler)
    _quiet()
    folder = Path(os.environ.get("FOLDER") or "var/chaos").resolve()
    keep = os.environ.get("KEEP") == "1"
    try:
        seeds = [int(text) for text in (os.environ.get("SEED") or f"{time.time():.0f}").split(",")]
        people = int(os.environ.get("PEOPLE") or FULL_SIZE)
        speed = chosen_speed(os.environ.get("SPEED", ""), people, WORKERS, console)
        plans = [plan(seed, people, speed) for seed in seeds]
    except ValueError as trouble:
        console.print(f"[red]SEED, PEOPLE and SPEED are numbers: {trouble}[/]")
        return MISUSE
    try:
        worst = max(
            _run(planned, folder / str(planned.seed), console, keep=keep) for planned in plans
        )
    except KeyboardInterrupt:
        console.print("Stopped.")
        return INTERRUPTED
    return worst


if __name__ == "__main__":
    leave(main())
