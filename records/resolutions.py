"""What became of a payment that its partner cannot tell: one person proposes, another approves."""

import hashlib
import json
from datetime import datetime, timedelta
from typing import Any, Final, Literal

from pydantic import BaseModel, ConfigDict
from sqlalchemy import Connection, Row, insert, select

from domain.identity import mask_text
from domain.payouts import Outcome
from records import ledger_queries, ledger_rows
from records.bookings import Intent, LedgerRefusal, OpenQuestion
from records.database import Database
from records.decision_tables import approvals, proposals
from records.entitlements import locked_entitlement
from records.inserts import insert_new
from records.ledger_queries import journey_of
from records.open_questions import refuse_unless_open, refuse_unless_possible

Verdict = Literal[Outcome.PAID, Outcome.NOT_PAID]
"""What people can settle: whether the money is with the participant."""

VALID_FOR: Final = timedelta(hours=24)
"""Programme time until a proposal is too old to be approved."""
_LONGEST_EVIDENCE: Final = 200


class UnknownProposal(LedgerRefusal):
    """There is no proposal of this number."""


class ProposalDiffers(LedgerRefusal):
    """The digest belongs to another proposal: look at it again before it is approved."""


class ProposalExpired(LedgerRefusal):
    """The proposal is older than a day: propose it again."""


class SamePerson(LedgerRefusal):
    """Whoever proposes cannot approve: it takes a second person."""


class AlreadyApproved(LedgerRefusal):
    """The proposal has been approved, and each counts once."""


class Proposal(BaseModel):
    """What one person takes for proven about a reference."""

    model_config = ConfigDict(frozen=True, from_attributes=True)

    id: int
    digest: str
    """SHA-256 in hex of reference, outcome, evidence, proposer and booking: what is approved."""
    reference: str
    outcome: Outcome
    evidence: str
    """Name of the statement or letter, numbers of people masked."""
    booked_at: datetime | None = None
    """When the partner booked it, by the evidence."""
    by: str
    at: datetime
    """Programme time."""
    expires_at: datetime
    approved_by: str | None = None
    approved_at: datetime | None = None


class Resolutions:
    """Settles unclear payments by the word of two people. The ledger keeps both names."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def propose(
        self,
        reference: str,
        outcome: Verdict,
        *,
        evidence: str,
        by: str,
        at: datetime,
        booked_at: datetime | None = None,
    ) -> Proposal:
        """Record what a person takes for proven; it changes nothing until another one approves.

        `booked_at` is when the partner booked it; without it the latest send is told as the day.
        Raises `UnknownReference`, `ClosedOtherwise` if the opposite is proven, `NoOpenQuestion`,
        `BookedAtAnotherTime`,
        `TooEarly` for not paid within a day of the last send,
        and ValueError without evidence or for an outcome that people cannot settle.
        """
        if outcome not in (Outcome.PAID, Outcome.NOT_PAID):
            raise ValueError(f"people settle paid or not paid, not {outcome}")
        named = mask_text(evidence.strip())[:_LONGEST_EVIDENCE]
        if not named:
            raise ValueError("a proposal names its evidence")
        return await self._database.write(
            lambda connection: _propose(
                connection, reference, outcome, named, by.strip(), at, booked_at
            )
        )

    async def approve(self, proposal_id: int, digest: str, *, by: str, at: datetime) -> Proposal:
        """Settle the reference as proposed, as a second person who has seen `digest`.

        Repeatable by the same person: the journey may not have been told.
        Raises `UnknownProposal`, `ProposalDiffers`, `TooEarly`, `SamePerson`, `AlreadyApproved`,
        `ProposalExpired`, `SentMeanwhile` if anything was sent since, and what `propose` raises
        of an outcome that has been proven meanwhile. Nothing is written then.
        """
        return await self._database.write(
            lambda connection: _approve(connection, proposal_id, digest, by, at)
        )

    async def subject_of(self, proposal_id: int) -> str:
        """Return the reference that a proposal is about. Raises `UnknownProposal`."""
        row = await self._database.read(lambda connection: _found(connection, proposal_id))
        return str(row.reference)

    async def open_questions(self, limit: int) -> list[OpenQuestion]:
        """Return the payments that may have been made, without proof, the oldest first."""
        return await self._database.read(
            lambda connection: ledger_queries.open_questions(connection, limit)
        )


def _propose(
    connection: Connection,
    reference: str,
    outcome: Outcome,
    evidence: str,
    by: str,
    at: datetime,
    booked_at: datetime | None,
) -> Proposal:
    intent = ledger_rows.locked_intent(connection, reference)
    seen = ledger_queries.last_request(connection, reference)
    refuse_unless_open(connection, intent, outcome, at, knew=intent.outcome, seen=seen, known_at=at)
    if booked_at is not None:
        refuse_unless_possible(intent, outcome, booked_at, at)
    row = {
        "digest": _digest(reference, outcome, evidence, by, booked_at),
        "reference": reference,
        "outcome": outcome,
        "evidence": evidence,
        "seen": seen,
        "by": by,
        "at": at,
        "expires_at": at + VALID_FOR,
        "booked_at": booked_at,
        "knew": intent.outcome,
    }
    added = connection.execute(insert(proposals).values(row).returning(proposals))
    return Proposal.model_validate(added.one())


def _approve(
    connection: Connection, proposal_id: int, digest: str, by: str, at: datetime
) -> Proposal:
    row = _found(connection, proposal_id)
    if row.digest != digest:
        raise ProposalDiffers(f"proposal {proposal_id} has another digest")
    by = by.strip()
    if by.lower() == row.by.lower():
        raise SamePerson(f"{by} has proposed it: another person must approve")
    done = connection.execute(
        select(approvals.c.by, approvals.c.at).where(approvals.c.proposal == row.id)
    ).one_or_none()
    if done is not None and done.by.lower() == by.lower():
        proposal = Proposal.model_validate(row)
        return proposal.model_copy(update={"approved_by": done.by, "approved_at": done.at})
    if at >= row.expires_at:
        raise ProposalExpired(f"proposal {proposal_id} was to be approved within a day")
    if row.outcome == Outcome.PAID:
        # Taken before any lock on an intent, everywhere: it may be found paid after all.
        locked_entitlement(connection, journey_of(connection, row.reference))
    # As it stood before this approval, which confirms it.
    intent = ledger_rows.locked_intent(connection, row.reference)
    approval = {"proposal": row.id, "proposed_by": row.by, "by": by, "at": at}
    if not insert_new(connection, approvals, **approval):
        raise AlreadyApproved(f"proposal {proposal_id} has been approved before")
    outcome = Outcome(row.outcome)
    refuse_unless_open(
        connection, intent, outcome, at, knew=row.knew, seen=row.seen, known_at=row.at
    )
    _settle(connection, intent, outcome, at, row)
    proposal = Proposal.model_validate(row)
    return proposal.model_copy(update={"approved_by": by, "approved_at": at})


def _settle(
    connection: Connection, intent: Intent, outcome: Outcome, at: datetime, proposal: Row[Any]
) -> None:
    """Record what was not known, or was known wrongly; what it confirms stands already."""
    if intent.outcome is None:
        ledger_rows.close(
            connection, intent.reference, outcome, at, proposal.seen, proposal.booked_at
        )
    elif outcome is Outcome.PAID:
        ledger_rows.found_paid(connection, intent.reference, at, proposal.booked_at)
    elif intent.outcome is Outcome.PAID:
        ledger_rows.close(connection, intent.reference, Outcome.REVERSED, at, proposal.seen)


def _found(connection: Connection, proposal_id: int) -> Row[Any]:
    row = connection.execute(select(proposals).where(proposals.c.id == proposal_id)).one_or_none()
    if row is None:
        raise UnknownProposal(f"there is no proposal {proposal_id}")
    return row


def _digest(
    reference: str, outcome: Outcome, evidence: str, by: str, booked_at: datetime | None
) -> str:
    # As JSON no two different lists are the same text.
    said = [reference, outcome, evidence, by, booked_at and booked_at.isoformat()]
    return hashlib.sha256(json.dumps(said).encode()).hexdigest()
