"""The two people who settle what partners cannot tell, by the partners' own books.

A payment stays unclear when its partner neither answers for it nor still knows it: nobody may send
it again then, and no program decides. Nor may it be paid anew while its partner no longer knows one
before that it had refused. In production they read the partner's statement; here they read the
sandbox's ledger.
"""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from temporalio.service import RPCError

from domain.payouts import Outcome, TrancheKind
from domain.reasons import Reason
from engine.client import Engine
from engine.payouts import approve
from records.bookings import Intent, LedgerRefusal, OpenQuestion
from records.ledger import Ledger
from records.resolutions import Resolutions, Verdict
from rehearsal.evidence import Evidence, books

MAKER, CHECKER = "operator-maker", "operator-checker"
EVIDENCE = "the sandbox's ledger"
MOST = 1000
"""More unclear payments than this are no work for two people."""


class Operators:
    """They work on one system and write down each decision before it is carried out."""

    def __init__(self, engine: Engine, evidence: Evidence, sandbox: str, token: str) -> None:
        self._engine = engine
        self._evidence = evidence
        self._sandbox = sandbox
        self._token = token

    async def settle(self, cases: Iterable[Mapping[str, Any]]) -> int:
        """Settle every payment that is unclear now, or that holds a later one; return how many.

        `cases` are the case files as JSON. Raises `httpx.HTTPError` when the sandbox does not show
        its books.
        """
        questions: list[OpenQuestion | Intent] = [
            *await Resolutions(self._engine.database).open_questions(MOST),
            *await in_the_way(Ledger(self._engine.database), cases),
        ]
        if not questions:
            return 0
        rows = (await books(self._sandbox, self._token, ["ledger"]))["ledger"]
        booked: dict[tuple[str, str], datetime | None] = {}
        for row in rows:
            credited = (
                datetime.fromisoformat(row["claimed_at"]) if row["kind"] == "credit" else None
            )
            booked[row["channel"], row["reference"]] = credited
        for question in questions:
            await self._decide(question, booked.get((question.channel, question.reference)))
        return len(questions)

    async def _decide(self, question: OpenQuestion | Intent, booked_at: datetime | None) -> None:
        outcome: Verdict = Outcome.PAID if booked_at is not None else Outcome.NOT_PAID
        told = {"channel": question.channel, "reference": question.reference, "outcome": outcome}
        self._evidence.sent("settled", **told)
        resolutions, now = Resolutions(self._engine.database), self._engine.now()
        try:
            proposal = await resolutions.propose(
                question.reference,
                outcome,
                evidence=EVIDENCE,
                by=MAKER,
                at=now,
                booked_at=booked_at,
            )
            await approve(self._engine, proposal.id, proposal.digest, by=CHECKER, at=now)
        except (LedgerRefusal, RPCError) as trouble:
            # The payment became clear while they looked, or its journey cannot be told now and
            # will find the decision in the ledger by itself.
            self._evidence.sent("not_settled", **told, why=type(trouble).__name__)


async def in_the_way(ledger: Ledger, cases: Iterable[Mapping[str, Any]]) -> list[Intent]:
    """Return the closed payments of incentives that are held until two people know of them."""
    found: list[Intent] = []
    for case in cases:
        for tranche in case.get("tranches", []):
            if (tranche["reason"] or {}).get("code") != Reason.RECORDS_DISAGREE:
                continue
            journey, kind = case["participant"]["key"], TrancheKind(tranche["kind"])
            before = await ledger.generations(journey, kind, int(tranche["number"]))
            found += [
                each for each in before if each.outcome in {Outcome.NOT_PAID, Outcome.REVERSED}
            ]
    return found
