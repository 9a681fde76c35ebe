"""What follows from a reconciliation without a person: first the ledger, then the journey."""

import asyncio
from datetime import date, datetime
from enum import StrEnum
from typing import Final

from pydantic import BaseModel, ConfigDict

from domain.findings import Booked, Break, Consequence, Finding
from domain.messages import Resolution, Returned
from domain.payouts import Channel, Outcome, TrancheKind
from domain.reconciliation import Comparison
from engine.client import Engine
from engine.payouts import Told, stop_paid_twice, tell_resolved, tell_returned
from records.bookings import LedgerRefusal, PaidTwice

AT_ONCE: Final = 8
"""Findings that are applied at the same time."""


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


class Applying:
    """Does what follows from findings without a person: first the ledger, then the journey."""

    def __init__(
        self,
        engine: Engine,
        evidence: str,
        channel: Channel,
        until: date,
        by: str,
        at: datetime,
    ) -> None:
        self._engine = engine
        self._by = by
        self._at = at
        self._evidence = evidence
        self._until = until
        self._source = f"statement:{channel}"
        self._at_once = asyncio.Semaphore(AT_ONCE)

    async def apply(self, comparison: Comparison) -> list[Followed]:
        """Record and tell what is certain. Raises `RecordsUnavailable`."""
        ledger = self._engine.ledger
        findings = [found for found in comparison.findings if found.consequence.automatic]
        done = await asyncio.gather(*(self._record(finding) for finding in findings))
        for reference, shown in comparison.shown.items():
            # Should the other payment come back, people must know what became of this one.
            await ledger.shown(
                reference,
                paid=shown.paid,
                until=self._until,
                at=self._at,
                marks=shown.marks,
            )
        both = zip(findings, done, strict=True)
        followed = await asyncio.gather(*(self._followed(finding, one) for finding, one in both))
        known = await asyncio.gather(*(self._tell_again(b) for b in comparison.known_returns))
        return [*followed, *(one for one in known if one.told not in {Told.TOLD, Told.KNOWN})]

    async def _followed(self, finding: Finding, done: Done) -> Followed:
        told = None
        if done in {Done.RECORDED, Done.ALREADY}:
            async with self._at_once:
                told = await self._tell(finding)
        return Followed(code=finding.code, reference=finding.reference, done=done, told=told)

    async def _record(self, finding: Finding) -> Done:
        async with self._at_once:
            return await self._recorded(finding)

    async def _recorded(self, finding: Finding) -> Done:
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
            await stop_paid_twice(
                self._engine,
                reference,
                until=self._until,
                by=self._by,
                at=self._at,
                marks=finding.marks,
            )
            return Done.MAY_BE_PAID_TWICE
        except LedgerRefusal:
            if finding.stands:
                # Before the next payment it must be known; the next statement settles it.
                await ledger.shown(
                    reference, paid=True, until=self._until, at=self._at, marks=finding.marks
                )
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
