import asyncio

import pytest
from temporalio.client import WorkflowUpdateRPCTimeoutOrCancelledError
from temporalio.service import RPCError, RPCStatusCode

from gateway.calls import EngineUnreachable, NoLiveCase, reached


async def raising(error: Exception) -> None:
    raise error


async def test_an_answer_in_time_is_returned() -> None:
    async def answer() -> int:
        return 7

    assert await reached(answer()) == 7


async def test_a_call_without_an_answer_is_not_waited_for() -> None:
    with pytest.raises(EngineUnreachable):
        await reached(asyncio.Future[int](), seconds=0.01)


@pytest.mark.parametrize(
    "error",
    [
        *[
            RPCError("x", status, b"")
            for status in (
                RPCStatusCode.UNAVAILABLE,
                RPCStatusCode.DEADLINE_EXCEEDED,
                RPCStatusCode.RESOURCE_EXHAUSTED,
                RPCStatusCode.ABORTED,
                RPCStatusCode.CANCELLED,
            )
        ],
        WorkflowUpdateRPCTimeoutOrCancelledError(),
        RuntimeError("Failed client connect: refused"),
    ],
    ids=repr,
)
async def test_trouble_on_the_way_means_that_the_engine_is_out_of_reach(error: Exception) -> None:
    with pytest.raises(EngineUnreachable):
        await reached(raising(error))


async def test_a_journey_that_is_over_takes_no_changes() -> None:
    with pytest.raises(NoLiveCase):
        await reached(raising(RPCError("gone", RPCStatusCode.NOT_FOUND, b"")))


@pytest.mark.parametrize(
    "error",
    [
        RPCError("x", RPCStatusCode.INVALID_ARGUMENT, b""),
        RuntimeError("another thing"),
        LookupError("another thing"),
    ],
    ids=repr,
)
async def test_our_own_mistakes_are_not_taken_for_an_outage(error: Exception) -> None:
    with pytest.raises(type(error)):
        await reached(raising(error))
