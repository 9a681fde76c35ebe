"""What our command lines share: settings, a connection that fails in one sentence, a safe exit."""

import os
import sys
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from enum import IntEnum
from typing import NoReturn

from pydantic import ValidationError
from temporalio.service import RPCError, RPCStatusCode

from engine.client import Engine, RecordsMissing, opened
from engine.settled_answers import StillMoving
from records.database import RecordsUnavailable
from settings import Settings


class Exit(IntEnum):
    """Exit codes of the command lines."""

    DONE = 0
    UNKNOWN = 1
    """Nobody has this NIK."""
    MISUSE = 2
    """The command line, the header, the NIK or a setting is wrong."""
    SOME_REJECTED = 3
    UNREACHABLE = 4
    """Temporal, the records or a busy case do not answer."""
    TOO_MANY = 5
    """The operator has looked too often."""


class Misconfigured(Exception):
    """A setting is missing or wrong; the sentence names it and never its value."""


class Unreachable(Exception):
    """Temporal, the records or a busy case do not answer; the sentence says what to do."""


_NO_ENGINE = (
    "Temporal does not answer. Start it (make up), or set TEMPORAL_ADDRESS to a server that runs."
)
_MOVING = "The case is moving on just now. Ask again in a moment."
_NO_RECORDS = "The records database does not answer. Check PRAKERJA_RECORDS_URL, then try again."
_NO_ANSWER = {RPCStatusCode.UNAVAILABLE, RPCStatusCode.DEADLINE_EXCEEDED, RPCStatusCode.CANCELLED}


def read_settings() -> Settings:
    """Read the settings from the environment. Raises `Misconfigured`."""
    try:
        return Settings()
    except ValidationError as error:
        prefix = Settings.model_config.get("env_prefix", "")
        names = [str(fault["loc"][0]) for fault in error.errors() if fault["loc"]]
        wrong = ", ".join(
            (name if name.startswith(prefix) else f"{prefix}{name}").upper() for name in names
        )
        raise Misconfigured(
            f"Set {wrong} in the environment; after `make up`: . var/up/env"
        ) from None


@asynccontextmanager
async def reached(settings: Settings, *, lazy: bool = False) -> AsyncIterator[Engine]:
    """Open the engine. Raises `Misconfigured` or `Unreachable`, also from inside the block.

    A lazy one needs Temporal only from its first call on.
    """
    async with AsyncExitStack() as stack:
        try:
            opening = opened(settings, lazy=lazy, makes_records=False)
            engine = await stack.enter_async_context(opening)
        except RuntimeError as error:
            # The SDK says so when nobody answers at the address.
            raise Unreachable(_NO_ENGINE) from error
        except RecordsUnavailable as error:
            raise Unreachable(_NO_RECORDS) from error
        except RecordsMissing as error:
            raise Misconfigured(f"PRAKERJA_RECORDS_URL: {error}.") from error
        except (OSError, ValueError) as error:
            raise Misconfigured(f"A setting or a file it names is wrong: {error}") from error
        try:
            yield engine
        except StillMoving as error:
            raise Unreachable(_MOVING) from error
        except RecordsUnavailable as error:
            raise Unreachable(_NO_RECORDS) from error
        except RPCError as error:
            if error.status in _NO_ANSWER:
                raise Unreachable(_NO_ENGINE) from error
            raise


def leave(code: int) -> NoReturn:
    """End the process at once, everything printed.

    Short programs crash now and then while Python takes down the SDK's threads (issue 300 of
    temporalio/sdk-python); the exit code would be lost with them.
    """
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(code)
