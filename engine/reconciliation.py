"""Reconciling our ledger with a partner's statement, and applying what follows by itself."""

import hashlib
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from pydantic import BaseModel, ConfigDict

from domain.clock import Clock
from domain.findings import Booked, Break, Finding
from domain.payouts import Channel
from domain.reconciliation import Comparison
from domain.statements import StatementLine
from engine.applying import Applying, Done, Followed
from engine.client import Engine
from engine.payouts import PAID_TWICE
from records.booked import BookedPayments, pages
from records.keyring import Keyring
from records.switches import Switches

GROUND: Final = "RECONCILIATION"
"""Why a channel is stopped whose statement shows money that nobody ordered."""

Progress = Callable[[int, int], None]
"""Told how many references are read, of how many."""


class ChannelUnclear(ValueError):
    """The lines do not show whose statement it is: no reference of ours, or several channels'."""


class Report(BaseModel):
    """One reconciliation of one channel."""

    model_config = ConfigDict(frozen=True)

    channel: Channel
    first: date
    last: date
    """The last Jakarta day for which the statement is complete."""
    lines: int
    compared: int
    """References on either side."""
    agreed: int
    undecided: int
    """Paid references that may have been booked before or after these days."""
    intended_idr: int
    net_idr: int
    findings: list[Finding]
    alarming: bool
    """Whether money left that nobody ordered."""
    may_pay_again: bool
    """Whether money is booked of what we call unpaid: then every channel is stopped."""
    applied: bool
    stopped: bool = False
    """Whether the channel stands still now because of it."""
    all_stopped: bool = False
    """Whether every channel does."""
    followed: list[Followed] = []

    @property
    def counts(self) -> Counter[Break]:
        """How many findings there are of each kind."""
        return Counter(finding.code for finding in self.findings)


@dataclass(frozen=True, slots=True)
class Statement:
    """What a channel says it booked, complete for the Jakarta days from `first` to `last`."""

    lines: Sequence[StatementLine]
    first: date
    last: date
    channel: Channel | None = None
    """None for a file that does not say so: its references do."""

    @property
    def until(self) -> date:
        """The last Jakarta day of which it tells anything, though perhaps not all."""
        return max([self.last, *(Clock.day_of(line.booked_at) for line in self.lines)])

    @property
    def digest(self) -> str:
        """SHA-256 of all lines in any order: the evidence for what is settled by it."""
        texts = sorted(line.model_dump_json() for line in self.lines)
        return hashlib.sha256("\n".join(texts).encode()).hexdigest()


async def reconcile_with(
    engine: Engine,
    statement: Statement,
    *,
    apply: bool,
    by: str,
    at: datetime,
    progress: Progress = lambda _done, _all: None,
) -> Report:
    """Compare a statement with our ledger and, if asked, do what follows without a person.

    `at` is now, in programme time. The channel is stopped first if money left that nobody
    ordered. Applying the same statement again changes nothing. That the engine does not answer
    is part of the report. Raises `ChannelUnclear` and `RecordsUnavailable`.
    """
    read = _Reading(engine, progress)
    channel = statement.channel or await read.channel_of(statement)
    comparison = Comparison(
        await read.bookings(statement, channel),
        statement.lines,
        channel=channel,
        first=statement.first,
        last=statement.last,
    )
    report = _report(channel, statement, comparison, applied=apply)
    if not apply:
        return report
    if report.alarming:
        await Switches(engine.database).stop(channel, by=by, ground=GROUND, at=at)
    if comparison.may_pay_again:
        # The next payment may go through another channel, and be sent while journeys are told.
        await Switches(engine.database).stop("all", by=by, ground=PAID_TWICE, at=at)
    followed = await Applying(engine, statement.digest, channel, statement.until, by, at).apply(
        comparison
    )
    twice = any(one.done is Done.MAY_BE_PAID_TWICE for one in followed)
    stopped = report.alarming or twice
    every = twice or comparison.may_pay_again
    return report.model_copy(
        update={"stopped": stopped, "all_stopped": every, "followed": followed}
    )


def _report(
    channel: Channel, statement: Statement, comparison: Comparison, *, applied: bool
) -> Report:
    return Report(
        channel=channel,
        first=statement.first,
        last=statement.last,
        lines=len(statement.lines),
        compared=comparison.compared,
        agreed=comparison.compared - len({found.reference for found in comparison.findings}),
        undecided=len(comparison.undecided),
        intended_idr=comparison.intended_idr,
        net_idr=comparison.net_idr,
        findings=comparison.findings,
        alarming=comparison.alarming,
        may_pay_again=comparison.may_pay_again,
        applied=applied,
    )


class _Reading:
    """Reads our side of a statement page by page."""

    def __init__(self, engine: Engine, progress: Progress) -> None:
        keyring = Keyring.parse(engine.settings.keys.get_secret_value())
        self._booked = BookedPayments(engine.database, keyring)
        self._progress = progress

    async def channel_of(self, statement: Statement) -> Channel:
        references = {line.reference for line in statement.lines}
        channels = {
            booked.channel
            for page in pages(references)
            for booked in await self._booked.page(page)
            if booked.reference in references
        }
        if len(channels) != 1:
            raise ChannelUnclear(
                "The references do not show whose statement this is: name the channel."
            )
        return channels.pop()

    async def bookings(self, statement: Statement, channel: Channel) -> list[Booked]:
        named = {line.reference for line in statement.lines if line.account is not None}
        references = {line.reference for line in statement.lines}
        days = statement.first, statement.last
        references |= {*await self._booked.sent(channel, *days)}
        references |= {*await self._booked.paid_later(channel, *days)}
        found: dict[str, Booked] = {}
        read = 0
        for page in pages(references):
            for booked in await self._booked.page(page, with_account=named):
                found[booked.reference] = booked
            read += len(page)
            self._progress(read, len(references))
        return list(found.values())
