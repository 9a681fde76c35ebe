"""A try gives signs of life, ends what it began, and never sends beside another one."""

import asyncio
from datetime import datetime, timedelta

from temporalio.activity import ActivityCancellationDetails
from temporalio.testing import ActivityEnvironment

from activities.patience import to_its_end
from domain.messages import AccountCheck, Settled
from domain.ports import Beneficiary
from tests.activities.bank import PAID, SILENCE, Bank
from tests.activities.conftest import Desk
from tests.activities.leavings import PAYDAY, UNCLEAR, sends, told


async def test_a_cancelled_try_ends_what_it_has_begun() -> None:
    env, begun, go_on = ActivityEnvironment(), asyncio.Event(), asyncio.Event()

    async def work() -> str:
        begun.set()
        await go_on.wait()
        return "paid"

    running = asyncio.create_task(env.run(_alive, work()))
    await begun.wait()
    env.cancel(ActivityCancellationDetails(cancel_requested=True))
    await asyncio.sleep(0)
    assert not running.done()
    go_on.set()

    assert await running == "paid"


async def test_a_worker_that_must_end_now_takes_its_try_with_it() -> None:
    env, begun, ended = ActivityEnvironment(), asyncio.Event(), asyncio.Event()

    async def work() -> str:
        begun.set()
        try:
            await asyncio.Event().wait()
        finally:
            ended.set()
        return "paid"

    running = asyncio.create_task(env.run(_alive, work()))
    await begun.wait()
    env.cancel(ActivityCancellationDetails(worker_shutdown=True))
    await asyncio.wait({running})

    assert running.cancelled()
    assert ended.is_set()


async def test_of_two_tries_that_each_take_the_other_for_dead_one_sends(desk: Desk) -> None:
    class Overtaken(Bank):
        """While the first try asks about the account, a second one does it all."""

        async def check(
            self, beneficiary: Beneficiary, amount_idr: int, at: datetime
        ) -> AccountCheck:
            if "check" not in self.heard:
                self.heard.append("check")
                self.overtaker = await desk.settle(PAYDAY)
            return await super().check(beneficiary, amount_idr, at)

    # Nothing is proven by the first send: only that it was made keeps the other one back.
    desk.bank = bank = Overtaken(sends=[SILENCE], inquiries=[PAID])
    overtaken = await desk.settle(PAYDAY)
    after = await desk.settle("2020-08-13 09:05")

    assert told(bank.overtaker) == (Settled.UNKNOWN, UNCLEAR)
    assert isinstance(overtaken, timedelta)
    assert told(after) == (Settled.PAID, None)
    assert sends(desk) == 1


async def _alive(work: object) -> object:
    return await to_its_end(work)  # type: ignore[arg-type]  # a coroutine made by the test
