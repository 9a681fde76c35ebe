"""Payouts that wait in a channel's queue while nobody pays, and who begins them one by one."""

import asyncio
import contextlib
import time
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import timedelta

from temporalio import activity
from temporalio.api.enums.v1 import TaskQueueType
from temporalio.api.taskqueue.v1 import TaskQueue
from temporalio.api.workflowservice.v1 import DescribeTaskQueueRequest
from temporalio.exceptions import ApplicationError, ApplicationErrorCategory
from temporalio.worker import Worker

from activities.names import LATER, SETTLE_TRANCHE
from domain.application import Application
from domain.messages import PayoutOrder, Settlement
from domain.payouts import Channel
from partners.register import Register
from tests.workflows.lives import Life, account, somebody
from tests.workflows.rig import Rig
from worker import Kind
from workflows.policies import payouts_queue

EACH = 4
"""Incentives of one participant: all are ordered at once, and each asks when its day is."""
NOT_AGAIN = timedelta(days=1)
"""Real time until a payout is begun once more: nobody waits for it here."""


@dataclass(frozen=True)
class InWave(Life):
    """Somebody of a wave of one's own."""

    wave: int = 7

    def application(self, register: Register) -> Application:
        return replace(super().application(register), wave=self.wave)


def in_waves(waves: Sequence[int]) -> list[InWave]:
    """Return new people, one of each of these waves."""
    return [InWave(somebody().serial, plan={"surveys": []}, wave=wave) for wave in waves]


@dataclass
class Till:
    """Notes each payout that begins, and when; makes none."""

    begun: list[tuple[str, float]] = field(default_factory=list)
    """Journey and second of the machine's own clock, in order."""

    @activity.defn(name=SETTLE_TRANCHE)
    async def note(self, order: PayoutOrder) -> Settlement:
        """Note a payout and have it wait for a day."""
        self.begun.append((order.journey, time.monotonic()))
        raise ApplicationError(
            "noted",
            type=LATER,
            next_retry_delay=NOT_AGAIN,
            category=ApplicationErrorCategory.BENIGN,
        )

    @contextlib.asynccontextmanager
    async def one_at_a_time(self, rig: Rig, channel: Channel) -> AsyncIterator[None]:
        """Begin payouts of a channel one after the other while the block runs."""
        settings = rig.engine.settings
        async with Worker(
            rig.engine.client,
            task_queue=payouts_queue(settings.task_queue, channel),
            activities=[self.note],
            max_concurrent_activities=1,
        ):
            yield

    async def until(self, begun: int) -> None:
        """Wait until so many payouts have begun; the suite's limit is the only one."""
        while len(self.begun) < begun:  # noqa: ASYNC110 - a worker's thread of events is not ours
            await asyncio.sleep(0.05)


async def queue_up(rig: Rig, lives: Sequence[Life], channel: Channel) -> list[str]:
    """Have everybody's payouts queue up in this order, while nobody pays; return the journeys."""
    rig.counterparts.tell(lives, [account(life, channel) for life in lives])
    async with rig.working(only=[Kind.JOURNEYS]):
        journeys = []
        for life in lives:
            journeys.append(await rig.certify(life))
            assert (await rig.link(life, channel)).accepted
        await _queued(rig, channel, EACH * len(journeys))
    return journeys


async def _queued(rig: Rig, channel: Channel, number: int) -> None:
    """Wait until so many payouts are in the queue: an order is on its way to it for a while."""
    queue = TaskQueue(name=payouts_queue(rig.engine.settings.task_queue, channel))
    request = DescribeTaskQueueRequest(
        namespace=rig.engine.client.namespace,
        task_queue=queue,
        task_queue_type=TaskQueueType.TASK_QUEUE_TYPE_ACTIVITY,
        report_stats=True,
    )
    described = rig.engine.client.workflow_service.describe_task_queue
    while (await described(request)).stats.approximate_backlog_count < number:  # noqa: ASYNC110 - the server's count
        await asyncio.sleep(0.05)
