"""One way to call the engine: with a time limit, and with one exception when it is out of reach."""

import asyncio
from collections.abc import Awaitable
from typing import Final, TypeVar

from temporalio.client import WorkflowUpdateRPCTimeoutOrCancelledError
from temporalio.service import RPCError, RPCStatusCode

TIME_LIMIT_SECONDS: Final = 15.0
"""Longer than the ten seconds for which a task waits for a worker that was killed with the case in
its memory, before another worker gets it."""

_Answer = TypeVar("_Answer")

_PASSING: Final = frozenset(
    {
        RPCStatusCode.ABORTED,
        RPCStatusCode.CANCELLED,
        RPCStatusCode.DEADLINE_EXCEEDED,
        # The journey's task fails at present: our trouble, and the same call succeeds afterwards.
        RPCStatusCode.FAILED_PRECONDITION,
        RPCStatusCode.RESOURCE_EXHAUSTED,
        RPCStatusCode.UNAVAILABLE,
    }
)
_NOT_CONNECTED: Final = "Failed client connect"


class EngineUnreachable(Exception):
    """The engine gave no answer in time. The call may or may not have had its effect."""


class NoLiveCase(Exception):
    """The participant's journey is over, or has not begun."""


async def reached(call: Awaitable[_Answer], seconds: float = TIME_LIMIT_SECONDS) -> _Answer:
    """Await a call of the engine.

    The client retries by itself for much longer than a partner waits, hence the limit. Raises
    `EngineUnreachable`, `NoLiveCase`, or what the call raises for its own reasons.
    """
    try:
        async with asyncio.timeout(seconds):
            return await call
    except (TimeoutError, WorkflowUpdateRPCTimeoutOrCancelledError):
        raise EngineUnreachable from None
    except RPCError as error:
        if error.status in _PASSING:
            raise EngineUnreachable from None
        if error.status is RPCStatusCode.NOT_FOUND:
            raise NoLiveCase from None
        raise
    except RuntimeError as error:
        # A client that connects on first use reports a refused connection in this way only.
        if str(error).startswith(_NOT_CONNECTED):
            raise EngineUnreachable from None
        raise
