"""The payout ledger: decisions, requests, answers and outcomes, each a row that never changes.

`ledger_rows` writes, `ledger_queries` reads.
"""

import itertools
import secrets
from collections.abc import Sequence
from datetime import date, datetime
from typing import Final

from domain.clock import JAKARTA, Clock
from domain.messages import PayoutOrder
from domain.payouts import Channel, Outcome, TrancheKind
from domain.ports import Answer
from records import entitlements, ledger_queries, ledger_rows
from records.bookings import (
    BOOKS,
    Action,
    Intent,
    Request,
    Total,
    UnknownReference,
    is_shown_paid,
    last_shown,
)
from records.database import Database

__all__ = ["Action", "Intent", "Ledger", "Request", "Total"]

_SEQUENCE_SIZE: Final = 10**7


class Ledger:
    """What was decided, tried, heard and proven about every payment. Times are programme time."""

    def __init__(self, database: Database) -> None:
        self._database = database
        # Two processes start at different places: they seldom draw the same number.
        self._numbers = itertools.count(secrets.randbelow(_SEQUENCE_SIZE))

    async def entitle(self, journey: str, amount_idr: int, *, at: datetime) -> bool:
        """Record all that a participant may ever be paid, in rupiah; say whether it is new.

        Raises `EntitlementDiffers` for another amount than the recorded one and `UnknownPerson`
        for a journey that nobody was enrolled with.
        """
        return await self._database.write(
            lambda connection: entitlements.entitle(connection, journey, amount_idr, at)
        )

    async def intend(self, order: PayoutOrder, reference: str, *, at: datetime) -> Intent:
        """Record the decision to pay, or return it as it was first recorded.

        Raises `IntentDiffers` if the reference stands for another payment, `GenerationLive`
        unless the generation before is proven unpaid, `NotEntitled` for a journey without an
        entitlement, and `BeyondEntitlement` when all that it was paid or may still be is more.
        """
        return await self._database.write(
            lambda connection: ledger_rows.intend(connection, order, reference, at)
        )

    async def new_external_id(self, channel: Channel, at: datetime) -> str:
        """Return 19 digits for X-EXTERNAL-ID: Jakarta time (12) and a sequence (7).

        The standard asks for a number that the channel has not seen on that Jakarta day.
        """
        while True:
            number = next(self._numbers) % _SEQUENCE_SIZE
            drawn = f"{at.astimezone(JAKARTA):%y%m%d%H%M%S}{number:07d}"
            if not await self._is_taken(channel, drawn, at):
                return drawn

    async def attempt(
        self,
        reference: str,
        channel: Channel,
        external_id: str,
        action: Action,
        *,
        at: datetime,
        seen: int | None = None,
    ) -> Request:
        """Record a request before its first byte is sent.

        `seen` is the latest send that the caller knows of, 0 for none: a send is refused with
        `SentMeanwhile` if another process has sent since, so that two which each believe the other
        dead never send side by side. Raises `UnknownReference`, `ExternalIdTaken`, `IntentDiffers`
        for another channel, and for a send `PayoutsStopped`, and `ReferenceClosed` once the outcome
        of the reference is proven, or that the payment was made under another one.
        """
        return await self._database.write(
            lambda connection: ledger_rows.attempt(
                connection, reference, channel, external_id, action, at, seen
            )
        )

    async def answer(self, request: Request, answer: Answer, *, at: datetime) -> None:
        """Record what came back. Raises `AlreadyAnswered` for a second answer."""
        await self._database.write(
            lambda connection: ledger_rows.answer(connection, request, answer, at)
        )

    async def close(
        self,
        reference: str,
        outcome: Outcome,
        *,
        at: datetime,
        seen: int | None = None,
        booked_at: datetime | None = None,
        reopens: bool = True,
    ) -> bool:
        """Record a proven outcome: paid, not paid or reversed; say whether it is news.

        `seen` is the last request that the proof is about: if another process has sent since,
        nothing is proven. `booked_at` is the time in the partner's books, where they were seen.
        A return `reopens` what is recorded as paid, unless it is only said.
        Raises `SentMeanwhile`, `ClosedOtherwise` if the opposite is recorded, `UnknownReference`,
        and ValueError for an outcome that proves nothing.
        """
        return await self._database.write(
            lambda connection: ledger_rows.close(
                connection, reference, outcome, at, seen, booked_at, reopens=reopens
            )
        )

    async def found_paid(
        self, reference: str, *, at: datetime, booked_at: datetime | None = None
    ) -> bool:
        """Record that what was closed as not paid was paid after all; say whether it is news.

        A later generation that was never sent is closed as not paid with it. Raises `PaidTwice` if
        one was sent and not refused, `ClosedOtherwise` if the payment came back, and
        `UnknownReference`. An open reference is closed as paid. `booked_at` is as with `close`.
        """
        return await self._database.write(
            lambda connection: ledger_rows.found_paid(connection, reference, at, booked_at)
        )

    async def shown(
        self,
        reference: str,
        *,
        paid: bool,
        until: date,
        at: datetime,
        marks: Sequence[str] = (),
    ) -> None:
        """Record whether a partner's books, up to a Jakarta day, show a payment that is in doubt.

        As answers, so that it counts whenever the incentive is to be paid again. Repeatable: what
        a further statement has shown stands, and each credit (`marks`, oldest first) counts once:
        two people who know better since have known of it. Raises `UnknownReference`.
        """
        intent = await self.intent_of(reference)
        if intent is None:
            raise UnknownReference(reference)
        requests = await self.requests(reference)
        last = last_shown(requests)
        if last is not None and last.books_of is not None and last.books_of > until:
            return
        outcome = Outcome.PAID if paid else Outcome.REVERSED
        for line in _untold(requests, intent.confirmed_at, marks if paid else (), paid=paid):
            external_id = await self.new_external_id(intent.channel, at)
            request = await self.attempt(reference, intent.channel, external_id, "inquire", at=at)
            code = f"{BOOKS}{until} {line}".rstrip()
            await self.answer(request, Answer(outcome=outcome, code=code), at=at)

    async def intent_of(self, reference: str) -> Intent | None:
        """Return the intent of a reference."""
        return await self._database.read(
            lambda connection: ledger_queries.find_intent(connection, reference)
        )

    async def intent(self, journey: str, kind: TrancheKind, number: int) -> Intent | None:
        """Return the generation of a payment that counts: one that is paid, else the latest."""
        return await self._database.read(
            lambda connection: ledger_queries.latest_intent(connection, journey, kind, number)
        )

    async def generations(self, journey: str, kind: TrancheKind, number: int) -> list[Intent]:
        """Return every generation of a payment, the first one first."""
        return await self._database.read(
            lambda connection: ledger_queries.generations_of(connection, journey, kind, number)
        )

    async def intents(self, limit: int, *, after: str = "") -> list[Intent]:
        """Return intents in the order of their references, those past `after`: for audits."""
        return await self._database.read(
            lambda connection: ledger_queries.intents_after(connection, after, limit)
        )

    async def requests(self, reference: str) -> list[Request]:
        """Return every request made under a reference, in order, with its answer."""
        return await self._database.read(
            lambda connection: ledger_queries.requests_of(connection, reference)
        )

    async def totals(self) -> list[Total]:
        """Return the sums of every channel that was ever chosen for a payment."""
        return await self._database.read(ledger_queries.totals)

    async def _is_taken(self, channel: Channel, external_id: str, at: datetime) -> bool:
        return await self._database.read(
            lambda connection: ledger_queries.is_taken(
                connection, channel, external_id, Clock.day_of(at)
            )
        )


def _untold(
    requests: Sequence[Request], confirmed_at: datetime | None, marks: Sequence[str], *, paid: bool
) -> Sequence[str]:
    """Return what is not known of what a statement shows: its credits; "" where it names none."""
    last = last_shown(requests)
    if not paid:
        said = any(request.paid for request in requests)
        return [""] if (said if last is None else last.paid) else []
    known = {request.books_mark for request in requests if request.paid}
    new = [mark for mark in marks if mark not in known]
    if not new and (last is None or not last.paid or not marks):
        # The money is there again, or nothing tells of when.
        return [] if is_shown_paid(requests, confirmed_at) else list(marks[-1:]) or [""]
    return new
