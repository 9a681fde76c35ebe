import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress

import pytest
from temporalio.service import RPCError, RPCStatusCode

from domain.facts import Fact
from gateway.calls import EngineUnreachable
from gateway.metrics import Metrics
from gateway.relay import Deliver, Relay
from tests.gateway.door import BUDI, SITI, Door, event

Made = Callable[[Deliver], Relay]


@pytest.fixture
def made(door: Door) -> Made:
    return lambda deliver: Relay(door.engine.inbox, deliver, Metrics(), now=door.engine.now)


@asynccontextmanager
async def running(relay: Relay) -> AsyncIterator[None]:
    task = asyncio.create_task(relay.run())
    try:
        yield
    finally:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task


async def accept(door: Door, count: int) -> None:
    for number in range(count):
        pushed = event(receipt=f"receipt-{number}")
        assert (await door.push(pushed, webhook_id=f"event-{number}")).status_code == 202


def unreachable() -> RPCError:
    return RPCError("no connection", RPCStatusCode.UNAVAILABLE, b"")


@pytest.mark.parametrize("awaited", [True, False])
async def test_every_accepted_event_is_delivered_once(
    door: Door, made: Made, awaited: bool
) -> None:
    journey = await door.record()
    await accept(door, 20)
    told: list[tuple[str, str]] = []

    async def deliver(to: str, fact: Fact) -> bool:
        told.append((to, fact.receipt))
        return awaited

    relay = made(deliver)
    await relay.drain()
    await relay.drain()
    assert sorted(told) == sorted((journey, f"receipt-{number}") for number in range(20))
    assert not await door.engine.inbox.undelivered(1)


async def test_what_the_engine_did_not_take_stays_until_it_does(door: Door, made: Made) -> None:
    await door.record()
    await accept(door, 3)
    down = True

    async def deliver(_to: str, _fact: Fact) -> bool:
        if down:
            raise unreachable()
        return True

    relay = made(deliver)
    with pytest.raises(EngineUnreachable):
        await relay.drain()
    assert len(await door.engine.inbox.undelivered(9)) == 3
    down = False
    await relay.drain()
    assert not await door.engine.inbox.undelivered(1)


async def test_a_running_relay_comes_back_after_an_outage(door: Door, made: Made) -> None:
    await door.record()
    await accept(door, 1)
    tries = 0
    taken = asyncio.Event()

    async def deliver(_to: str, _fact: Fact) -> bool:
        nonlocal tries
        tries += 1
        if tries == 1:
            raise unreachable()
        taken.set()
        return True

    async with running(made(deliver)):
        await taken.wait()
    assert tries == 2


async def test_an_event_that_cannot_be_told_does_not_stop_the_others(
    door: Door, made: Made
) -> None:
    stuck = await door.record()
    await door.record(**BUDI)
    await door.push(event())
    await door.push(event(voucher_code=BUDI["voucher"]), webhook_id="event-2")
    tries = 0

    async def deliver(to: str, _fact: Fact) -> bool:
        nonlocal tries
        if to == stuck:
            tries += 1
            raise LookupError(SITI["name"])
        return True

    relay = made(deliver)
    await relay.drain()
    await relay.drain()
    (left,) = await door.engine.inbox.undelivered(9)
    assert left.journey == stuck
    assert tries == 1, "it is put off, not asked at once again"


async def test_being_stopped_in_the_middle_loses_nothing(door: Door, made: Made) -> None:
    await door.record()
    await accept(door, 2)
    begun = asyncio.Event()

    async def deliver(_to: str, _fact: Fact) -> bool:
        begun.set()
        return await asyncio.Future[bool]()

    async with running(made(deliver)):
        await begun.wait()
    assert len(await door.engine.inbox.undelivered(9)) == 2


async def test_a_nudge_wakes_an_idle_relay(door: Door, made: Made) -> None:
    await door.record()
    taken: asyncio.Queue[str] = asyncio.Queue()

    async def deliver(_to: str, fact: Fact) -> bool:
        await taken.put(fact.receipt)
        return True

    relay = made(deliver)
    async with running(relay):
        for number in range(3):
            await door.push(event(receipt=f"r-{number}"), webhook_id=f"event-{number}")
            relay.nudge()
            assert await taken.get() == f"r-{number}"


async def test_two_relays_at_once_leave_nothing_behind(door: Door, made: Made) -> None:
    await door.record()
    await accept(door, 20)
    told: set[str] = set()

    async def deliver(_to: str, fact: Fact) -> bool:
        told.add(fact.receipt)
        return True

    await asyncio.gather(made(deliver).drain(), made(deliver).drain())
    assert len(told) == 20
    assert not await door.engine.inbox.undelivered(1)
