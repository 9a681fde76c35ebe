"""Run journeys: the one file that joins the activities to the partners.

    python worker.py

Settings come from the environment (`settings.py`); Temporal's address from its profile.
"""

import argparse
import asyncio
import logging
import os
import signal
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

from temporalio.client import Client
from temporalio.common import WorkerDeploymentVersion
from temporalio.worker import (
    PollerBehaviorAutoscaling,
    Worker,
    WorkerDeploymentConfig,
)
from temporalio.worker.workflow_sandbox import SandboxedWorkflowRunner, SandboxRestrictions

from activities.cases import CaseActivities
from activities.facts import FactActivities
from activities.links import LinkActivities
from activities.payments import Payments
from activities.payouts import PayoutActivities
from domain.clock import Clock
from domain.ports import Partners
from engine.client import Engine, opened
from partners.directory import load
from partners.wire import open_client
from records.ledger import Ledger
from settings import Settings
from workflows.participant_journey import ParticipantJourney

BUILD = os.environ.get("PRAKERJA_BUILD", "development")
"""Name of this build in the engine; given explicitly, or the SDK hashes every loaded module."""

SHUTDOWN = timedelta(seconds=180)
"""As long as a try to pay may take: a payment under way is finished, not left unclear."""


def activities_of(engine: Engine, partners: Partners) -> list[Callable[..., object]]:
    """Return every activity, wired to the records and the partners."""
    clock: Clock = engine.settings.clock
    payments = Payments(partners, engine.people, Ledger(engine.database))
    return [
        FactActivities(partners, engine.people, engine.inbox, clock).await_fact,
        PayoutActivities(payments, clock).settle_tranche,
        LinkActivities(partners, engine.people, engine.claims, clock).check_link,
        CaseActivities(engine.cases, clock).archive_case,
    ]


def worker_for(
    client: Client,
    task_queue: str,
    activities: list[Callable[..., object]],
    *,
    max_cached_workflows: int = 2000,
) -> Worker:
    """Make a worker of journeys and their activities."""
    return Worker(
        client,
        task_queue=task_queue,
        workflows=[ParticipantJourney],
        activities=activities,
        workflow_runner=SandboxedWorkflowRunner(
            # Ours is deterministic by lint and replay tests; loading it anew for every journey
            # would cost four times the work.
            restrictions=SandboxRestrictions.default.with_passthrough_modules(
                "domain", "activities.names", "workflows"
            )
        ),
        deployment_config=WorkerDeploymentConfig(
            version=WorkerDeploymentVersion(deployment_name="prakerja", build_id=BUILD),
            use_worker_versioning=False,
        ),
        max_cached_workflows=max_cached_workflows,
        workflow_task_poller_behavior=PollerBehaviorAutoscaling(minimum=2, maximum=20, initial=5),
        graceful_shutdown_timeout=SHUTDOWN,
    )


async def run(settings: Settings) -> None:
    """Work until SIGTERM or Ctrl-C, then finish what is under way."""
    stopped = asyncio.Event()
    loop = asyncio.get_running_loop()
    for name in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(name, stopped.set)
    async with opened(settings) as engine, open_client() as http:
        partners = load(
            settings.partners_file,
            settings.named(settings.partner_secrets),
            await asyncio.to_thread(Path(settings.snap_key_file).read_bytes),
            http,
        )
        activities = activities_of(engine, partners)
        async with worker_for(engine.client, settings.task_queue, activities):
            print("worker: ready", flush=True)
            await stopped.wait()


def main() -> None:
    """Read the settings and work."""
    argparse.ArgumentParser(prog="worker.py", description=__doc__).parse_args()
    logging.basicConfig(level=logging.WARNING, format="%(asctime)s %(name)s %(message)s")
    asyncio.run(run(Settings()))


if __name__ == "__main__":
    main()
