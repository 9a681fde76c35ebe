"""A process that has imported everything and forks: a worker that can be killed costs 50 ms.

    python -m tests.money.zygote PLACE [ERRAND]

That errand it runs itself: what was loaded and compiled for it, all that it forks have. Then it
reads one `Errand` a line, forks a process that runs it, waits for its death and writes one `Report`
a line. It has no thread of its own when it forks, and leaves nothing open before.
"""

import asyncio
import gc
import os
import signal
import subprocess
import sys
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from datetime import datetime
from functools import partial
from pathlib import Path
from types import TracebackType
from typing import Self

from pydantic import BaseModel, ConfigDict
from sqlalchemy import Engine

from domain.messages import PayoutOrder
from partners.wire import open_client
from records.database import Database
from records.engines import engine_for
from tests.money.steps import Announce, unheard
from tests.money.till import Begun, Place, Till, opened_on

OpenTill = Callable[[Announce], AbstractAsyncContextManager[Till]]
ROOT = Path(__file__).parents[2]
READY = "ready\n"


class Errand(BaseModel):
    """Pay a tranche, from this instant on; die at the nth step, counted from 0, if one is named."""

    model_config = ConfigDict(frozen=True)

    order: PayoutOrder
    now: datetime
    dies_at: int | None = None


class Report(BaseModel):
    """What a process did: the steps it came to, and how it ended."""

    model_config = ConfigDict(frozen=True)

    steps: list[str]
    order: PayoutOrder
    """The order of its last try, and that try's programme time."""
    now: datetime
    killed: bool = False
    trouble: str = ""

    @property
    def paid(self) -> bool:
        """Whether it ended because everything was done."""
        return not self.killed and not self.trouble


class Zygote:
    """The forking process, seen from the test: begun at once, ready when it is entered."""

    def __init__(self, place: Place, first: Errand | None = None) -> None:
        told = [each.model_dump_json() for each in (place, first) if each is not None]
        self._popen = subprocess.Popen(
            [sys.executable, "-m", "tests.money.zygote", *told],
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def __enter__(self) -> Self:
        assert self._popen.stdout is not None
        assert self._popen.stdout.readline() == READY, "a zygote could not begin"
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._popen.communicate()

    def begin(self, errand: Errand) -> None:
        """Have a process begin; its report must be read before the next one."""
        assert self._popen.stdin is not None
        print(errand.model_dump_json(), file=self._popen.stdin, flush=True)

    def report(self) -> Report:
        """Wait for the end of the process and return its report."""
        assert self._popen.stdout is not None
        return Report.model_validate_json(self._popen.stdout.readline())

    def run(self, errand: Errand) -> Report:
        """Have a process run to its end."""
        self.begin(errand)
        return self.report()


def _forked(open_till: OpenTill, errand: Errand) -> Report:
    """Run an errand in a process of its own and return what it left."""
    told, telling = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(told)
        try:
            asyncio.run(_errand(open_till, errand, telling))
        except BaseException as error:  # noqa: BLE001 - the process ends here, whatever happened
            os.write(telling, f"trouble {error!r}\n".encode())
        os._exit(0)
    os.close(telling)
    with os.fdopen(told) as lines:
        heard = lines.read().splitlines()
    _, status = os.waitpid(child, 0)
    killed = os.WIFSIGNALED(status) and os.WTERMSIG(status) == signal.SIGKILL
    return _reported(errand, heard, killed=killed)


def _reported(errand: Errand, heard: list[str], *, killed: bool) -> Report:
    told: dict[str, list[str]] = {"step": [], "try": [], "trouble": []}
    for line in heard:
        kind, _, text = line.partition(" ")
        told[kind].append(text)
    last = Errand.model_validate_json(told["try"][-1]) if told["try"] else errand
    trouble = told["trouble"][-1] if told["trouble"] else ""
    return Report(
        steps=told["step"], order=last.order, now=last.now, killed=killed, trouble=trouble
    )


async def _errand(open_till: OpenTill, errand: Errand, telling: int) -> None:
    begun = Begun(errand.order, errand.now)
    steps = 0

    async def announce(step: str) -> None:
        nonlocal steps
        os.write(telling, f"step {step}\n".encode())
        if steps == errand.dies_at:
            last = Errand(order=begun.order, now=begun.now)
            os.write(telling, f"try {last.model_dump_json()}\n".encode())
            os.kill(os.getpid(), signal.SIGKILL)
        steps += 1

    async with open_till(announce) as till:
        await till.work_off(errand.order, errand.now, begun)


async def _paid(engine: Engine, place: Place, errand: Errand) -> None:
    async with (
        open_client() as http,
        opened_on(Database(engine, writers=1), place, place.partners(http), unheard) as till,
    ):
        await till.work_off(errand.order, errand.now)


def main() -> None:
    """Fork for every line until there is none."""
    place = Place.model_validate_json(sys.argv[1])
    engine = engine_for(place.url, connections=2)
    for errand in sys.argv[2:]:
        asyncio.run(_paid(engine, place, Errand.model_validate_json(errand)))
    # Never closed: nothing is ever opened with them but by the forked.
    partners, database = place.partners(open_client()), Database(engine, writers=1)
    open_till = partial(opened_on, database, place, partners)
    # What all share need not be looked through, nor copied, by each that collects its garbage.
    gc.freeze()
    sys.stdout.write(READY)
    sys.stdout.flush()
    for line in sys.stdin:
        report = _forked(open_till, Errand.model_validate_json(line))
        sys.stdout.write(f"{report.model_dump_json()}\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
