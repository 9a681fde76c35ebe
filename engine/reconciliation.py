"""Reconciling our ledger with a partner's statement, and applying what follows by itself."""

import asyncio
import hashlib
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Final

from pydantic import BaseModel, ConfigDict

from domain.findings import Booked, Break, Consequence, Finding
from domain.messages import Resolution, Returned
from domain.payouts import Channel, Outcome, TrancheKind
from domain.reconciliation import Comparison
from domain.statements import StatementLine
from engine.client import Engine
from engine.payouts import Told, tell_resolved, tell_returned
from records.booked import BookedPayments, pages
from records.bookings import LedgerRefusal, PaidTwice
from records.keyring import Keyring
from records.switches import Switches

GROUND: Final = "RECONCILIATION"
"""Why a channel is stopped whose statement shows money that nobody ordered."""
PAID_TWICE: Final = "PAID_TWICE"
"""Why all are stopped: two references of one incentive have paid, or may have."""
AT_ONCE: Final = 8
"""Findings that are applied at the same time."""

Progress = Callable[[int, int], None]
"""Told how many references are read, of how many."""


class ChannelUnclear(ValueError):
    """The lines do not show whose statement it is: no reference of ours, or several channels'."""


class Done(StrEnum):
    """What the ledger made of a finding that is applied."""

    RECORDED = "RECORDED"
    ALREADY = "ALREADY"
    """It said so before."""
    MAY_BE_PAID_TWICE = "MAY_BE_PAID_TWICE"
    """A later reference of the same incentive may have paid as well: people must find out."""
    CHANGED_MEANWHILE = "CHANGED_MEANWHILE"
    """The ledger has moved on since it was compared: reconcile again."""


class Followed(BaseModel):
    """What became of one finding that is applied without a person."""

    model_config = ConfigDict(frozen=True)

    code: Break
    reference: str
    done: Done
    told: Told | None = None
    """None when the ledger refused and nobody was told."""

    @property
    def for_people(self) -> bool:
        """Whether somebody must see to it."""
        refused = self.done in {Done.MAY_BE_PAID_TWICE, Done.CHANGED_MEANWHILE}
        return refused or (self.told is not None and self.told.for_people)


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
    applied: bool
    stopped: bool = False
    """Whether the channel stands still now because of it."""
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
    report = Report(
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
        applied=apply,
    )
    if not apply:
        return report
    if report.alarming:
        await Switches(engine.database).stop(channel, by=by, ground=GROUND, at=at)
    followed = await _Applying(engine, statement, channel, by, at).apply(comparison)
    twice = any(one.done is Done.MAY_BE_PAID_TWICE for one in followed)
    if twice or comparison.may_pay_again:
        # The later payment may go through another channel.
        await Switches(engine.database).stop("all", by=by, ground=PAID_TWICE, at=at)
    stopped = report.alarming or twice
    return report.model_copy(update={"stopped": stopped, "followed": followed})


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
        references |= set(await self._booked.sent(channel, statement.first, statement.last))
        found: dict[str, Booked] = {}
        read = 0
        for page in pages(references):
            for booked in await self._booked.page(page, with_account=named):
                found[booked.reference] = booked
            read += len(page)
            self._progress(read, len(references))
        return list(found.values())


class _Applying:
    """Does what follows from findings without a person: first the ledger, then the journey."""

    def __init__(
        self, engine: Engine, statement: Statement, channel: Channel, by: str, at: datetime
    ) -> None:
        self._engine = engine
        self._by = by
        self._at = at
        self._evidence = statement.digest
        self._source = f"statement:{channel}"
        self._at_once = asyncio.Semaphore(AT_ONCE)

    async def apply(self, comparison: Comparison) -> list[Followed]:
        findings = [found for found in comparison.findings if found.consequence.automatic]
        followed = await asyncio.gather(*(self._follow(finding) for finding in findings))
        known = await asyncio.gather(*(self._tell_again(b) for b in comparison.known_returns))
        return [*followed, *(one for one in known if one.told not in {Told.TOLD, Told.KNOWN})]

    async def _follow(self, finding: Finding) -> Followed:
        async with self._at_once:
            done = await self._record(finding)
            told = None
            if done in {Done.RECORDED, Done.ALREADY}:
                told = await self._tell(finding)
            return Followed(code=finding.code, reference=finding.reference, done=done, told=told)

    async def _record(self, finding: Finding) -> Done:
        ledger, reference = self._engine.ledger, finding.reference
        try:
            match finding.consequence:
                case Consequence.CORRECT_TO_PAID:
                    news = await ledger.found_paid(
                        reference, at=self._at, booked_at=finding.booked_at
                    )
                case Consequence.CLOSE_AS_PAID:
                    news = await ledger.close(
                        reference, Outcome.PAID, at=self._at, booked_at=finding.booked_at
                    )
                case _:
                    # A send since the comparison may be booked again: then nothing is proven.
                    news = await ledger.close(
                        reference, Outcome.REVERSED, at=self._at, seen=finding.last_send
                    )
        except PaidTwice:
            return Done.MAY_BE_PAID_TWICE
        except LedgerRefusal:
            return Done.CHANGED_MEANWHILE
        return Done.RECORDED if news else Done.ALREADY

    async def _tell(self, finding: Finding) -> Told:
        journey, kind, number = _incentive(finding)
        if finding.ours is Outcome.PAID:
            return await self._tell_returned(journey, kind, number, finding.reference)
        paid = finding.consequence is not Consequence.CLOSE_AS_RETURNED
        resolution = Resolution(
            kind=kind,
            number=number,
            reference=finding.reference,
            outcome=Outcome.PAID if paid else Outcome.REVERSED,
            evidence=self._evidence,
            proposed_by=self._source,
            approved_by=self._by,
        )
        told = await tell_resolved(self._engine, journey, resolution)
        if told is Told.KNOWN and not paid:
            # It has heard "paid" since the two were compared.
            return await self._tell_returned(journey, kind, number, finding.reference)
        return told

    async def _tell_again(self, booked: Booked) -> Followed:
        """Tell of a return that the ledger has, should the journey have missed it."""
        async with self._at_once:
            told = await self._tell_returned(
                booked.journey, booked.kind, booked.number, booked.reference
            )
            return Followed(
                code=Break.REVERSED, reference=booked.reference, done=Done.ALREADY, told=told
            )

    async def _tell_returned(
        self, journey: str, kind: TrancheKind, number: int, reference: str
    ) -> Told:
        returned = Returned(kind=kind, number=number, reference=reference)
        return await tell_returned(self._engine, journey, returned)


def _incentive(finding: Finding) -> tuple[str, TrancheKind, int]:
    if finding.journey is None or finding.kind is None or finding.number is None:
        raise ValueError(f"nothing can follow from {finding.reference}: it is none of ours")
    return finding.journey, finding.kind, finding.number
