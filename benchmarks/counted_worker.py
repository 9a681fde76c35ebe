"""A worker in a process of its own, so that its CPU time can be told from everybody else's.

    python -m benchmarks.counted_worker journeys LIVES NOTES
    python -m benchmarks.counted_worker floor LIVES NOTES PLANS

It is the project's worker, or one for the floor with the same settings. When told to stop it
writes down, in NOTES, which calls it made; PLANS are such notes of an earlier run.
"""

import asyncio
import signal
import sys
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from pathlib import Path

from temporalio.client import Client
from temporalio.worker import PollerBehaviorAutoscaling, Worker
from temporalio.worker.workflow_sandbox import SandboxedWorkflowRunner, SandboxRestrictions

from benchmarks import floor
from benchmarks.calls import Notebook, Notes
from benchmarks.lives import lives
from domain.ports import Partners
from engine.client import Engine, opened
from partners.directory import load
from partners.wire import open_client
from settings import Settings
from worker import activities_of, working

Working = AbstractAsyncContextManager[object]
"""Works while it is entered."""

READY = "worker: ready"


def floor_id(life: int) -> str:
    """Return the id of a floor workflow; as long as a journey's own."""
    return f"floor-{life:032}"


async def work(make: Callable[[Engine, Client, Partners], Working], notes: Path) -> None:
    """Work until SIGTERM, then write the notes."""
    stopped = asyncio.Event()
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, stopped.set)
    settings, notebook = Settings(), Notebook()
    key = await asyncio.to_thread(Path(settings.snap_key_file).read_bytes)
    async with opened(settings) as engine, open_client() as http:
        secrets = settings.named(settings.partner_secrets)
        partners = notebook.watching(load(settings.partners_file, secrets, key, http))
        async with make(engine, notebook.watched(engine.client), partners):
            print(READY, flush=True)
            await stopped.wait()
    await asyncio.to_thread(notes.write_text, notebook.notes.model_dump_json(), "utf-8")


def journeys(engine: Engine, client: Client, partners: Partners) -> Working:
    """Make the project's workers."""
    return working(client, engine.settings.task_queue, activities_of(engine, partners))


def floor_for(count: int, plans: Path) -> Callable[[Engine, Client, Partners], Working]:
    """Return what makes a worker of the floor, from the notes of the run before."""
    made = Notes.model_validate_json(plans.read_text("utf-8"))
    people = {life.number: life for life in lives(count)}
    floor.plans.update({number: made.calls[floor_id(number)] for number in people})

    def worker(engine: Engine, client: Client, partners: Partners) -> Worker:
        activities = floor.FloorActivities(partners, people, engine.settings.clock)
        return Worker(
            client,
            task_queue=engine.settings.task_queue,
            workflows=[floor.Floor],
            activities=[activities.call],
            # As the project's own worker, so that only what the workflow does differs.
            workflow_runner=SandboxedWorkflowRunner(
                restrictions=SandboxRestrictions.default.with_passthrough_modules(
                    "domain", "activities", "benchmarks"
                )
            ),
            build_id="floor",
            max_cached_workflows=2000,
            workflow_task_poller_behavior=PollerBehaviorAutoscaling(
                minimum=2, maximum=20, initial=5
            ),
        )

    return worker


def main(kind: str, count: str, notes: str, plans: str = "") -> None:
    """Work as told on the command line."""
    make = journeys if kind == "journeys" else floor_for(int(count), Path(plans))
    asyncio.run(work(make, Path(notes)))


if __name__ == "__main__":
    main(*sys.argv[1:])
