"""Whose turn it is when payouts queue up, and how many may begin: as the engine really does it.

On a server whose queues have one part each. By default they have four: each keeps the order and a
quarter of the limit, and four that had little to do may begin at once. What is asserted here is
what the engine makes of our priorities and limits, not how it spreads them.
"""

import contextlib
from collections.abc import AsyncIterator
from datetime import timedelta
from itertools import groupby
from pathlib import Path

import pytest
from temporalio.testing import TimeSkippingConfig, WorkflowEnvironment

from domain.payouts import Channel
from engine.codec import data_converter
from engine.enrolment import WAVE
from engine.payouts import set_rate
from tests.workflows.counterparts import Counterparts
from tests.workflows.lives import at
from tests.workflows.queued import EACH, Till, in_waves, queue_up
from tests.workflows.rig import OwnTimeRig, Rig, fresh, keyring_of, rigged
from tests.workflows.servers import BINARIES
from workflows.participant_journey import STAGE
from workflows.policies import turn_of

pytestmark = pytest.mark.timeout(240)
WAVES = (15, 13, 7, 4, 1)
"""The newest come first into the queue; 15 and 13 share a step of priority."""
PER_SECOND = 0.5
AT_ONCE = 2
"""The engine's bucket may hold one start ahead: the second was measured 1.0 s after the first, all
others 2.0 s after each other."""
IN_ONE_PART = (
    "frontend.WorkflowTimeSkippingEnabled=true",
    "matching.numTaskqueueReadPartitions=1",
    "matching.numTaskqueueWritePartitions=1",
)


@contextlib.asynccontextmanager
async def server(partners: Counterparts) -> AsyncIterator[WorkflowEnvironment]:
    """Run a real server whose queues are whole."""
    async with await WorkflowEnvironment.start_time_skipping_v2(
        ts_config=TimeSkippingConfig(enabled=False),
        data_converter=data_converter(keyring_of(partners.provided)),
        search_attributes=[STAGE, WAVE],
        dev_server_existing_path=str(BINARIES / "temporal"),
        dev_server_log_level="error",
        dev_server_startup_timeout=timedelta(seconds=60),
        dev_server_extra_args=[
            part for value in IN_ONE_PART for part in ("--dynamic-config-value", value)
        ],
    ) as env:
        yield env


@pytest.fixture(scope="module")
async def whole(partners: Counterparts) -> AsyncIterator[WorkflowEnvironment]:
    async with server(partners) as env:
        yield env


@pytest.fixture
async def august(
    whole: WorkflowEnvironment, partners: Counterparts, empty: Path, tmp_path: Path
) -> AsyncIterator[Rig]:
    """As elsewhere: a programme of one's own from 7 August 2020 on."""
    begins, records = at("2020-08-07 08:00"), fresh(empty, tmp_path)
    async with rigged(whole, whole.client, partners, records, start=begins, kind=OwnTimeRig) as rig:
        yield rig


async def test_payouts_of_an_older_wave_that_came_later_begin_before_those_of_a_newer_one(
    august: Rig,
) -> None:
    till, lives = Till(), in_waves(WAVES)
    journeys = await queue_up(august, lives, Channel.DANA)

    async with till.one_at_a_time(august, Channel.DANA):
        await till.until(len(lives) * EACH)

    wave_of = dict(zip(journeys, WAVES, strict=True))
    steps = [turn_of(wave_of[journey]).priority_key or 0 for journey, _ in till.begun]
    assert [step for step, _ in groupby(steps)] == sorted(set(steps)), steps


async def test_no_more_payouts_begin_than_the_queue_of_the_channel_lets_through(
    august: Rig,
) -> None:
    """A slow machine can only make it longer; only without the limit could it be shorter."""
    till, lives = Till(), in_waves([1, 2])
    await queue_up(august, lives, Channel.DANA)
    await set_rate(august.engine, Channel.DANA, PER_SECOND, by="a test")

    async with till.one_at_a_time(august, Channel.DANA):
        await till.until(len(lives) * EACH)

    begun = [second for _, second in till.begun]
    assert begun[-1] - begun[0] >= (len(begun) - AT_ONCE) / PER_SECOND, begun
