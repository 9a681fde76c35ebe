from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from temporalio.testing import WorkflowEnvironment

from tests.workflows.conftest import empty, partners
from tests.workflows.counterparts import Counterparts
from tests.workflows.lives import at
from tests.workflows.rig import OwnTimeRig, Rig, fresh, keyring_of, rigged
from tests.workflows.servers import real_server

__all__ = ["empty", "partners"]


@pytest.fixture(scope="session")
def server_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the engine's own server keeps everything."""
    return tmp_path_factory.mktemp("engine") / "temporal.db"


@pytest.fixture(scope="session")
async def filed(partners: Counterparts, server_file: Path) -> AsyncIterator[WorkflowEnvironment]:
    async with real_server(keyring_of(partners.provided), server_file) as env:
        yield env


@pytest.fixture
async def september(
    filed: WorkflowEnvironment, partners: Counterparts, empty: Path, tmp_path: Path
) -> AsyncIterator[Rig]:
    """A programme from 1 September 2020 on: a voucher bought in July has expired by then."""
    records = fresh(empty, tmp_path)
    start = at("2020-09-01 08:00")
    async with rigged(filed, filed.client, partners, records, start=start, kind=OwnTimeRig) as rig:
        yield rig


@pytest.fixture
async def august(
    filed: WorkflowEnvironment, partners: Counterparts, empty: Path, tmp_path: Path
) -> AsyncIterator[Rig]:
    """A programme from 7 August 2020 on, the day after a usual certificate."""
    records = fresh(empty, tmp_path)
    start = at("2020-08-07 08:00")
    async with rigged(filed, filed.client, partners, records, start=start, kind=OwnTimeRig) as rig:
        yield rig
