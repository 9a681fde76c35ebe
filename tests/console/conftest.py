from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from temporalio.client import Client

from domain.clock import Clock
from engine.client import Engine, engine_of
from engine.codec import data_converter
from records.database import Database
from tests.console.desk import NOBODY_LISTENS, Desk
from tests.engine.booked_payments import NOW
from tests.workflows.conftest import empty, partners
from tests.workflows.counterparts import Counterparts
from tests.workflows.rig import fresh, keyring_of, settings_of

__all__ = ["empty", "partners"]


@pytest.fixture
def clock() -> Clock:
    """It is 25 August 2020."""
    return Clock(real_start=datetime.now(UTC), programme_start=NOW)


@pytest.fixture
async def books(
    partners: Counterparts, empty: Path, tmp_path: Path, clock: Clock
) -> AsyncIterator[Engine]:
    """The records behind the desk; Temporal does not answer."""
    settings = settings_of(partners.provided, clock, fresh(empty, tmp_path), "queue")
    database = Database.open(settings.records_url)
    converter = data_converter(keyring_of(partners.provided))
    client = await Client.connect(NOBODY_LISTENS, lazy=True, data_converter=converter)
    yield engine_of(settings, client, database)
    await database.close()


@pytest.fixture
def money_desk(partners: Counterparts, books: Engine) -> Desk:
    """A desk with every payment channel, without Temporal."""
    return Desk(
        {
            **partners.provided.environment,
            "PRAKERJA_RECORDS_URL": books.settings.records_url,
            "PRAKERJA_CLOCK": str(books.settings.clock),
            "PRAKERJA_TASK_QUEUE": books.settings.task_queue,
            "TEMPORAL_ADDRESS": NOBODY_LISTENS,
        }
    )
