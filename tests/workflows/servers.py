"""The two servers on which time can be skipped."""

import contextlib
import sys
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

from temporalio.api.enums.v1 import IndexedValueType
from temporalio.api.operatorservice.v1 import AddSearchAttributesRequest
from temporalio.api.testservice.v1 import SleepRequest
from temporalio.service import ConnectConfig, ServiceClient
from temporalio.testing import TimeSkippingConfig, WorkflowEnvironment

from engine.codec import data_converter
from engine.enrolment import WAVE
from records.keyring import Keyring
from rehearsal.system import TIMER_PRECISION
from workflows.participant_journey import STAGE

BINARIES = Path(sys.executable).parent
LONGEST = timedelta(hours=1)
"""Of real time: so long the server may take to let time pass; the tests have shorter limits."""


@contextlib.asynccontextmanager
async def skipping_server(keyring: Keyring) -> AsyncIterator[WorkflowEnvironment]:
    """Run the server that skips time while everybody waits."""
    env = await WorkflowEnvironment.start_time_skipping(
        data_converter=data_converter(keyring),
        test_server_existing_path=str(BINARIES / "temporal-test-server"),
        # Five seconds by default: too short for a machine that is busy otherwise.
        test_server_startup_timeout=timedelta(seconds=60),
    )
    async with env:
        kinds = {
            "Stage": IndexedValueType.INDEXED_VALUE_TYPE_KEYWORD,
            "Wave": IndexedValueType.INDEXED_VALUE_TYPE_INT,
        }
        await env.client.operator_service.add_search_attributes(
            AddSearchAttributesRequest(namespace=env.client.namespace, search_attributes=kinds)
        )
        yield env


async def skip(env: WorkflowEnvironment, duration: timedelta) -> None:
    """Let so much time pass on the server that skips it, however long the machine needs for that.

    `env.sleep` gives up after a time-out of its own, and asks on a connection that its client cuts
    when a ping stays unanswered for fifteen real seconds: a server with a payday at hand does both.
    """
    target = env.client.service_client.config.target_host
    patient = await ServiceClient.connect(ConnectConfig(target_host=target, keep_alive_config=None))
    request = SleepRequest()
    request.duration.FromTimedelta(duration)
    await patient.test_service.unlock_time_skipping_with_sleep(request, timeout=LONGEST)


@contextlib.asynccontextmanager
async def real_server(
    keyring: Keyring, file: Path | None = None
) -> AsyncIterator[WorkflowEnvironment]:
    """Run the server of a developer's machine, which can skip the time of one workflow.

    Slower than the other, and needed where an activity's id is used again after a cancellation:
    the other server takes the id for used.
    """
    env = await WorkflowEnvironment.start_time_skipping_v2(
        ts_config=TimeSkippingConfig(enabled=False),
        data_converter=data_converter(keyring),
        search_attributes=[STAGE, WAVE],
        dev_server_existing_path=str(BINARIES / "temporal"),
        dev_server_database_filename=str(file) if file else None,
        dev_server_log_level="error",
        dev_server_startup_timeout=timedelta(seconds=60),
        dev_server_extra_args=[
            *("--dynamic-config-value", "frontend.WorkflowTimeSkippingEnabled=true"),
            *("--dynamic-config-value", TIMER_PRECISION),
        ],
    )
    async with env:
        yield env
