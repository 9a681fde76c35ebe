"""The payout ledger: decisions, attempts, answers and outcomes, each a row that never changes.

`ledger_rows` writes, `ledger_queries` reads.
"""

import itertools
import secrets
from collections.abc import Callable
from datetime import datetime

from domain.clock import JAKARTA
from domain.messages import PayoutOrder
from domain.payouts import Outcome, TrancheKind
from domain.ports import Answer
from records import ledger_queries, ledger_rows
from records.bookings import Action, Intent, RecordedAttempt, Total
from records.database import Database

_SEQUENCE_SIZE = 10**7
_sequence = itertools.count(secrets.randbelow(_SEQUENCE_SIZE))


def new_external_id(at: datetime) -> str:
    """Return 19 digits for the X-EXTERNAL-ID header: Jakarta time (12) and a sequence (7).

    A process repeats itself only after ten million ids in one second of programme time; where two
    processes meet, `Ledger.attempt` draws again.
    """
    return f"{at.astimezone(JAKARTA):%y%m%d%H%M%S}{next(_sequence) % _SEQUENCE_SIZE:07d}"


class Ledger:
    """What was decided, tried, heard and proven about every payment."""

    def __init__(
        self, database: Database, *, external_ids: Callable[[datetime], str] = new_external_id
    ) -> None:
        self._database = database
        self._external_ids = external_ids

    async def intend(self, order: PayoutOrder, reference: str, *, at: datetime) -> Intent:
        """Record the decision to pay, or return it as it was first recorded.

        `at` is programme time. Raises `IntentDiffers` if the reference stands for another payment
        and `GenerationLive` unless the generation before is closed as not paid or reversed.
        """
        return await self._database.write(
            lambda connection: ledger_rows.intend(connection, order, reference, at)
        )

    async def attempt(self, reference: str, action: Action, *, at: datetime) -> RecordedAttempt:
        """Record a request before it is sent, under a new external id.

        The id is unique for its channel and the Jakarta day of `at`. Raises `UnknownReference`,
        and for a send `ReferenceClosed`.
        """
        return await self._database.write(
            lambda connection: ledger_rows.attempt(
                connection, reference, action, at, self._external_ids
            )
        )

    async def answer(self, attempt: RecordedAttempt, answer: Answer, *, at: datetime) -> None:
        """Record what came back. Raises `AlreadyAnswered` for a second answer."""
        await self._database.write(
            lambda connection: ledger_rows.answer(connection, attempt, answer, at)
        )

    async def close(self, reference: str, outcome: Outcome, *, at: datetime) -> bool:
        """Record a proven outcome: paid, not paid or reversed; say whether it is news.

        Raises `ClosedOtherwise` if the opposite is recorded, `UnknownReference`, and ValueError
        for an outcome that proves nothing.
        """
        return await self._database.write(
            lambda connection: ledger_rows.close(connection, reference, outcome, at)
        )

    async def intent(self, journey: str, kind: TrancheKind, number: int) -> Intent | None:
        """Return the latest generation of a payment."""
        return await self._database.read(
            lambda connection: ledger_queries.latest_intent(connection, journey, kind, number)
        )

    async def intents(self, limit: int, *, after: str = "") -> list[Intent]:
        """Return intents in the order of their references, those past `after`: for audits."""
        return await self._database.read(
            lambda connection: ledger_queries.intents_after(connection, after, limit)
        )

    async def attempts(self, reference: str) -> list[RecordedAttempt]:
        """Return every request made under a reference, in order, with its answer."""
        return await self._database.read(
            lambda connection: ledger_queries.attempts_of(connection, reference)
        )

    async def totals(self) -> list[Total]:
        """Return the sums of every channel that was ever chosen for a payment."""
        return await self._database.read(ledger_queries.totals)
