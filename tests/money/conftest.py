import asyncio
import contextlib
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
from temporalio.testing import WorkflowEnvironment

from domain.payouts import Channel
from tests.money.payments import First, Payment, tell
from tests.money.till import Place
from tests.money.zygote import Zygote
from tests.workflows.conftest import august, empty, partners, real, rig, skipping
from tests.workflows.counterparts import Counterparts
from tests.workflows.lives import at, somebody
from tests.workflows.rig import Rig, fresh, rigged

__all__ = ["august", "empty", "partners", "real", "rig", "skipping"]
OTHERS_ARE_OVER = 10 * 60
"""From this minute of the payday on nobody else begins a payment."""


@pytest.fixture(scope="session")
def place(partners: Counterparts, empty: Path, tmp_path_factory: pytest.TempPathFactory) -> Place:
    """Records that all processes of these tests share, as workers do."""
    return Place.of(partners.provided, fresh(empty, tmp_path_factory.mktemp("money")))


@pytest.fixture(scope="session")
def zygotes(partners: Counterparts, place: Place) -> Iterator[list[Zygote]]:
    """Four, since a process that pays mostly waits for a disk or a partner."""
    firsts = [
        Payment(somebody(), Channel.DANA, First.ANSWERED, minute)
        for minute in range(OTHERS_ARE_OVER, OTHERS_ARE_OVER + 4)
    ]
    with asyncio.Runner() as runner:
        runner.run(tell(partners, place, firsts))
    begun = [Zygote(place, first.errand) for first in firsts]
    with contextlib.ExitStack() as stack:
        yield [stack.enter_context(zygote) for zygote in begun]


@pytest.fixture
async def eve(
    skipping: WorkflowEnvironment, partners: Counterparts, empty: Path, tmp_path: Path
) -> AsyncIterator[Rig]:
    """A programme of many journeys at once, from the day after a usual certificate on."""
    begins = at("2020-08-07 08:00")
    records = fresh(empty, tmp_path)
    async with rigged(skipping, skipping.client, partners, records, start=begins) as rig:
        yield rig
