"""A worker that slept in the middle of a try must not send what others have settled since."""

import time
from dataclasses import dataclass, field
from datetime import datetime

from activities.patience import TRY_SECONDS
from domain import tries
from domain.ports import Answer, Transfer
from tests.activities.bank import PAID, Bank
from tests.activities.conftest import Desk
from tests.activities.leavings import PAYDAY


@dataclass
class Watched(Bank):
    """A bank that notes until when the try that sends may begin requests."""

    ends: list[float | None] = field(default_factory=list)

    async def send(self, transfer: Transfer, external_id: str, at: datetime) -> Answer:
        self.ends.append(tries._ends.get())
        return await super().send(transfer, external_id, at)


async def test_a_try_may_begin_requests_for_minutes_and_not_for_ever(desk: Desk) -> None:
    desk.bank = bank = Watched(sends=[PAID])

    began = time.clock_gettime(tries._CLOCK)
    await desk.settle(PAYDAY)
    over = time.clock_gettime(tries._CLOCK)

    [ends] = bank.ends
    assert ends is not None
    assert began + TRY_SECONDS <= ends <= over + TRY_SECONDS
    assert tries._ends.get() is None, "the time of a try is the try's alone"
