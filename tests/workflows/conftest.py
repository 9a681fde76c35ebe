from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
from temporalio.testing import WorkflowEnvironment

from records.database import migrate
from tests.workflows.counterparts import Counterparts, counterparts
from tests.workflows.lives import at
from tests.workflows.rig import (
    OwnTimeRig,
    Rig,
    fresh,
    keyring_of,
    rigged,
)
from tests.workflows.servers import real_server, skipping_server


@pytest.fixture(scope="session")
def empty(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("journeys") / "records.db"
    migrate(f"sqlite:///{path}")
    return path


@pytest.fixture(scope="session")
def partners(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Counterparts]:
    with counterparts(tmp_path_factory.mktemp("counterparts")) as told:
        yield told


@pytest.fixture
async def skipping(partners: Counterparts) -> AsyncIterator[WorkflowEnvironment]:
    """A server for one test: what it left under way would keep time from being skipped."""
    async with skipping_server(keyring_of(partners.provided)) as env:
        yield env


@pytest.fixture
async def rig(
    skipping: WorkflowEnvironment, partners: Counterparts, empty: Path, tmp_path: Path
) -> AsyncIterator[Rig]:
    """A programme of one's own from 29 July 2020 on."""
    records = fresh(empty, tmp_path)
    async with rigged(skipping, skipping.client, partners, records) as rig:
        yield rig


@pytest.fixture(scope="session")
async def real(partners: Counterparts) -> AsyncIterator[WorkflowEnvironment]:
    async with real_server(keyring_of(partners.provided)) as env:
        yield env


@pytest.fixture
async def august(
    real: WorkflowEnvironment, partners: Counterparts, empty: Path, tmp_path: Path
) -> AsyncIterator[Rig]:
    """A programme of one's own from 7 August 2020 on, the day after a usual certificate."""
    records = fresh(empty, tmp_path)
    start = at("2020-08-07 08:00")
    async with rigged(real, real.client, partners, records, start=start, kind=OwnTimeRig) as rig:
        yield rig
