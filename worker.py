"""Run journeys: the one file that joins the activities to the partners.

    python worker.py [--only journeys,payouts]

Each payment channel has a task queue of its own: no partner that hangs takes a place from another,
and a worker may serve one kind only. Settings come from the environment (`settings.py`); Temporal's
address from its profile.
"""

import argparse
import asyncio
import logging
import os
import signal
from collections.abc import AsyncIterator, Callable, Collection, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from datetime import timedelta
from enum import StrEnum
from pathlib import Path

from temporalio.client import Client
from temporalio.common import WorkerDeploymentVersion
from temporalio.runtime import LoggingConfig, Runtime, TelemetryConfig, TelemetryFilter
from temporalio.worker import (
    PollerBehaviorAutoscaling,
    Worker,
    WorkerDeploymentConfig,
)
from temporalio.worker.workflow_sandbox import SandboxedWorkflowRunner, SandboxRestrictions

from activities.cases import CaseActivities
from activities.facts import FactActivities
from activities.links import LinkActivities
from activities.patience import BEAT_SECONDS
from activities.payments import Payments
from activities.payouts import PayoutActivities
from domain.clock import Clock
from domain.payouts import Channel
from domain.ports import Partners
from engine.client import Engine, opened
from engine.fresh_copies import FreshCopies
from partners.directory import load
from partners.wire import open_client
from records.switches import Switches
from settings import Settings
from workflows.participant_journey import ParticipantJourney
from workflows.policies import payouts_queue

BUILD = os.environ.get("PRAKERJA_BUILD", "development")
"""Name of this build in the engine; given explicitly, or the SDK hashes every loaded module."""

DEPLOYMENT = WorkerDeploymentConfig(
    version=WorkerDeploymentVersion(deployment_name="prakerja", build_id=BUILD),
    use_worker_versioning=False,
)

SHUTDOWN = timedelta(seconds=180)
"""As long as a try to pay may take: a payment under way is finished, not left unclear."""


BEATS = timedelta(seconds=BEAT_SECONDS)
"""A sign of life is passed on at once, not saved up."""

PAYOUTS_AT_ONCE = 20
"""Calls to one channel from one worker at the same time."""


class Kind(StrEnum):
    """What a worker can serve."""

    JOURNEYS = "journeys"
    """Workflows, facts, links and the archive."""
    PAYOUTS = "payouts"


Activities = Mapping[Kind, Sequence[Callable[..., object]]]


def activities_of(engine: Engine, partners: Partners) -> Activities:
    """Return every activity by kind, wired to the records and the partners."""
    clock: Clock = engine.settings.clock
    payments = Payments(
        partners, engine.people, engine.claims, engine.ledger, Switches(engine.database)
    )
    return {
        Kind.JOURNEYS: [
            FactActivities(partners, engine.people, engine.inbox, clock).await_fact,
            LinkActivities(partners, engine.people, engine.claims, clock).check_link,
            CaseActivities(engine.cases, clock).archive_case,
        ],
        Kind.PAYOUTS: [PayoutActivities(payments, clock).settle_tranche],
    }


@asynccontextmanager
async def working(
    client: Client,
    task_queue: str,
    activities: Activities,
    *,
    only: Collection[Kind] = tuple(Kind),
    max_cached_workflows: int = 2000,
) -> AsyncIterator[None]:
    """Work on journeys and payouts, or on one of them, while the block runs."""
    workers: list[Worker] = []
    if Kind.JOURNEYS in only:
        found = activities[Kind.JOURNEYS]
        workers.append(of_journeys(client, task_queue, found, max_cached_workflows))
    if Kind.PAYOUTS in only:
        paying = activities[Kind.PAYOUTS]
        workers += [_of_payouts(client, task_queue, paying, channel) for channel in Channel]
    async with AsyncExitStack() as stack:
        for worker in workers:
            await stack.enter_async_context(worker)
        try:
            yield
        finally:
            # All at once: one that still drains must not leave the others beginning payments.
            await asyncio.gather(*(worker.shutdown() for worker in workers))


def of_journeys(
    client: Client,
    task_queue: str,
    activities: Sequence[Callable[..., object]],
    max_cached_workflows: int,
) -> Worker:
    """Make a worker for workflows, facts, links and the archive."""
    fresh = FreshCopies()
    worker = Worker(
        client,
        task_queue=task_queue,
        workflows=[ParticipantJourney],
        activities=activities,
        interceptors=[fresh],
        workflow_runner=SandboxedWorkflowRunner(
            # Ours is deterministic by lint and replay tests; loading it anew for every journey
            # would cost four times the work.
            restrictions=SandboxRestrictions.default.with_passthrough_modules(
                "domain", "activities.names", "workflows"
            )
        ),
        deployment_config=DEPLOYMENT,
        max_cached_workflows=max_cached_workflows,
        max_heartbeat_throttle_interval=BEATS,
        workflow_task_poller_behavior=PollerBehaviorAutoscaling(minimum=2, maximum=20, initial=5),
        graceful_shutdown_timeout=SHUTDOWN,
    )
    fresh.keep_fresh(worker)
    return worker


def _of_payouts(
    client: Client,
    task_queue: str,
    activities: Sequence[Callable[..., object]],
    channel: Channel,
) -> Worker:
    return Worker(
        client,
        task_queue=payouts_queue(task_queue, channel),
        activities=activities,
        deployment_config=DEPLOYMENT,
        # Of this many calls at once none keeps another channel waiting.
        max_concurrent_activities=PAYOUTS_AT_ONCE,
        max_heartbeat_throttle_interval=BEATS,
        graceful_shutdown_timeout=SHUTDOWN,
    )


async def run(settings: Settings, only: Collection[Kind]) -> None:
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
        async with working(engine.client, settings.task_queue, activities, only=only):
            print("worker: ready", flush=True)
            await stopped.wait()


def main() -> None:
    """Read the settings and work."""
    parser = argparse.ArgumentParser(prog="worker.py", description="Run journeys and payouts.")
    parser.add_argument("--only", default=",".join(Kind), help="journeys, payouts, or both")
    chosen = parser.parse_args().only.split(",")
    if unknown := sorted(set(chosen) - set(Kind)):
        parser.error(f"--only takes {', '.join(Kind)}, not {', '.join(unknown)}")
    # The SDK's own warnings: of each look that a push has overtaken, and with texts of failures.
    quiet = LoggingConfig(filter=TelemetryFilter(core_level="ERROR", other_level="ERROR"))
    Runtime.set_default(Runtime(telemetry=TelemetryConfig(logging=quiet)))
    logging.basicConfig(level=logging.WARNING, format="%(asctime)s %(name)s %(message)s")
    asyncio.run(run(Settings(), [Kind(name) for name in chosen]))


if __name__ == "__main__":
    main()
