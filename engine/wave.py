"""Enrolling a wave: many rows at once, at a chosen rate, each with a verdict of its own."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass

from domain.application import Rejected, Rejection, parse_application
from domain.rows import Row, Unreadable
from engine.client import Engine
from engine.enrolment import enrol

AT_ONCE = 8
"""Rows under way at the same time: enough to hide the waits, few enough to leave others room."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """What became of one row."""

    row: Row | Unreadable
    new: bool = False
    """True when this call began the journey; False with no faults means it existed."""
    faults: tuple[Rejection, ...] = ()


async def enrol_rows(
    engine: Engine, rows: Iterator[Row | Unreadable], *, rate: float | None = None
) -> AsyncIterator[Verdict]:
    """Enrol row by row and yield the verdicts as they come, not in the order of the rows.

    `rate` is the most rows per second that are begun. A row that is rejected harms no other.
    Raises `RPCError` or `RecordsUnavailable` when nothing more can be enrolled; whoever runs the
    same rows again enrols nobody twice.
    """
    pace = _Pace(rate)
    reading: asyncio.Task[Row | Unreadable | None] | None = asyncio.create_task(
        _next_row(rows, pace)
    )
    pending: set[asyncio.Task[Verdict]] = set()
    try:
        while reading is not None or pending:
            open_for_more = reading is not None and len(pending) < AT_ONCE
            watched = {*pending, reading} if open_for_more and reading else pending
            await asyncio.wait(watched, return_when=asyncio.FIRST_COMPLETED)
            for task in [task for task in pending if task.done()]:
                pending.discard(task)
                yield task.result()
            if open_for_more and reading is not None and reading.done():
                row = reading.result()
                reading = None if row is None else asyncio.create_task(_next_row(rows, pace))
                if row is not None:
                    pending.add(asyncio.create_task(_verdict(engine, row)))
    finally:
        for task in pending:
            task.cancel()
        if reading is not None:
            reading.cancel()


class _Pace:
    """Lets a row begin every 1/rate seconds; time that was not used is not made up for."""

    def __init__(self, rate: float | None) -> None:
        self._gap = 1 / rate if rate else 0.0
        self._next = 0.0

    async def wait(self) -> None:
        now = asyncio.get_running_loop().time()
        begins = max(now, self._next)
        self._next = begins + self._gap
        if begins > now:
            await asyncio.sleep(begins - now)


async def _next_row(rows: Iterator[Row | Unreadable], pace: _Pace) -> Row | Unreadable | None:
    # Standard input may be slow: it is read in a thread, so that rows under way go on.
    row = await asyncio.to_thread(next, rows, None)
    if row is not None:
        await pace.wait()
    return row


async def _verdict(engine: Engine, row: Row | Unreadable) -> Verdict:
    if isinstance(row, Unreadable):
        return Verdict(row, faults=(row.rejection,))
    try:
        application = parse_application(row.fields, known=engine.register)
        enrolled = await enrol(engine, application)
    except Rejected as rejected:
        return Verdict(row, faults=rejected.rejections)
    return Verdict(row, new=enrolled.new)
