"""Our ledger beside a partner's statement: every reference on which the two differ is a finding.

Pure. The statement is evidence of what the partner booked; what it leaves out proves nothing
while the partner's books for the day may still be open.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import date
from functools import cached_property
from typing import Final

from domain.coverage import POSTED_WITHIN, Coverage
from domain.entries import Entry
from domain.findings import Booked, Break, Consequence, Finding, Shown, Tranche
from domain.payouts import Channel, Outcome
from domain.statements import StatementLine

TOLERATED_PERCENT: Final = 101
"""A channel that booked more than this share of what we asked for is stopped."""

_Judgement = tuple[Break, Consequence]


class Comparison:
    """A statement of one channel that is complete from `first` to `last`, beside our ledger.

    `bookings` are all references that we sent to the channel in these days, those of the lines,
    and the other generations of their incentives, whatever their channel. Both days are Jakarta
    days; with `last` before `first` the statement is complete for no day at all.
    """

    def __init__(
        self,
        bookings: Iterable[Booked],
        lines: Iterable[StatementLine],
        *,
        channel: Channel,
        first: date,
        last: date,
    ) -> None:
        by_reference: defaultdict[str, list[StatementLine]] = defaultdict(list)
        for line in lines:
            by_reference[line.reference].append(line)
        self._all = {booked.reference: booked for booked in bookings}
        self._days = Coverage(self._all.values(), first, last)
        self._entries = {
            reference: Entry(those, whole=self._days.is_whole(self._all.get(reference)))
            for reference, those in by_reference.items()
        }
        self._ours = {
            reference: booked
            for reference, booked in self._all.items()
            if booked.channel is channel
            and booked.first_sent_at is not None
            and (reference in self._entries or self._days.concern(booked))
        }
        self._other_payment = self._second_payments()

    @cached_property
    def findings(self) -> list[Finding]:
        """Every difference, by reference and then by kind."""
        references = sorted(self._ours.keys() | self._entries.keys())
        return [finding for reference in references for finding in self._judge(reference)]

    @property
    def compared(self) -> int:
        """How many references stand on either side."""
        return len(self._ours.keys() | self._entries.keys())

    @property
    def intended_idr(self) -> int:
        """All that we sent to the channel under the references compared."""
        return sum(booked.amount_idr for booked in self._ours.values())

    @property
    def net_idr(self) -> int:
        """All that the channel booked, credits less reversals."""
        return sum(entry.net_idr for entry in self._entries.values())

    @property
    def alarming(self) -> bool:
        """Whether the channel must be stopped: money left that nobody ordered."""
        beyond = self.net_idr * 100 > self.intended_idr * TOLERATED_PERCENT
        return beyond or any(finding.stops for finding in self.findings)

    @property
    def may_pay_again(self) -> bool:
        """Whether money is booked of what we call unpaid, and nothing corrects that.

        The next generation may leave through any channel.
        """
        return any(finding.may_pay_again for finding in self.findings)

    @property
    def undecided(self) -> list[str]:
        """Paid references without a line that may have been booked outside these days."""
        return sorted(
            booked.reference
            for booked in self._ours.values()
            if booked.outcome is Outcome.PAID
            and booked.reference not in self._entries
            and not self._days.covers(booked)
            and not self._days.is_said_late(booked)
        )

    @property
    def known_returns(self) -> list[Booked]:
        """References that came back, by our ledger, and whose incentive is not paid anew.

        Also those that no line shows: two people know of them. And earlier ones of the same
        incentive: an engine from a backup may know none of them.
        """
        paid = {one.tranche for one in self._all.values() if one.outcome is Outcome.PAID}
        back = {
            reference: one
            for reference, one in sorted(self._all.items())
            if one.outcome is Outcome.REVERSED and one.tranche not in paid
        }
        seen = {one.tranche for one in back.values() if self._is_known_gone(one)}
        return [one for one in back.values() if one.tranche in seen]

    def _is_known_gone(self, booked: Booked) -> bool:
        entry = self._entries.get(booked.reference)
        gone = booked.confirmed_at is not None or entry is None or entry.returned
        return booked.reference in self._ours and gone

    @property
    def shown(self) -> dict[str, Shown]:
        """References that anybody calls unpaid or returned: whether money stands all the same.

        Of what is open, only lines that are in doubt: it may be called unpaid later. Nothing is
        said of what follows by itself, of money that is somewhere else, or of a return that the
        statement does not hold whole.
        """
        return {
            reference: Shown(entry.credited, entry.marks)
            for reference, booked in sorted(self._ours.items())
            if (booked.outcome is not Outcome.PAID or booked.doubted)
            and (entry := self._entries.get(reference)) is not None
            and (self._stands_beside(booked, entry) or self._is_gone(booked, entry))
        }

    def _is_gone(self, booked: Booked, entry: Entry) -> bool:
        if booked.outcome is None:
            return False
        doubts = set(self._doubts(booked, entry))
        if entry.net_idr == 0:
            doubts.discard(Break.WRONG_AMOUNT)
        return entry.returned and not doubts and self._days.is_over(booked, entry)

    def _stands_beside(self, booked: Booked, entry: Entry) -> bool:
        """Whether money is there that is not ours to correct: beside another payment, or again."""
        doubts = set(self._doubts(booked, entry))
        if not entry.credited or Break.WRONG_ACCOUNT in doubts:
            return False
        if booked.doubted or doubts or booked.reference in self._other_payment:
            return True
        late = booked.outcome is Outcome.NOT_PAID and not self._days.is_current(booked)
        return late or self._is_back(booked, entry)

    def _is_back(self, booked: Booked, entry: Entry) -> bool:
        """Whether what had come back was credited again."""
        again = booked.outcome is Outcome.REVERSED and entry.credited
        return again and self._days.is_current(booked) and not self._is_coming_back(booked, entry)

    def _judge(self, reference: str) -> Iterator[Finding]:
        booked, entry = self._ours.get(reference), self._entries.get(reference)
        if booked is None:
            yield self._found(Break.EXTRA, Consequence.ASK_PARTNER, reference)
            return
        wrong = [(code, Consequence.ASK_PARTNER) for code in self._wrong(booked, entry)]
        # Nothing follows by itself from a booking that is itself in doubt.
        for code, consequence in wrong or self._outcome(booked, entry):
            yield self._found(code, consequence, reference)

    def _wrong(self, booked: Booked, entry: Entry | None) -> list[Break]:
        if entry is None:
            return []
        doubts = list(self._doubts(booked, entry))
        second = booked.reference in self._other_payment and Break.TWICE not in doubts
        return [*doubts, Break.TWICE] if second else doubts

    def _doubts(self, booked: Booked, entry: Entry) -> Iterator[Break]:
        if entry.amounts != {booked.amount_idr}:
            yield Break.WRONG_AMOUNT
        if booked.account is not None and entry.is_anothers(booked.account):
            yield Break.WRONG_ACCOUNT
        if self._days.is_older_than_the_send(booked, entry):
            yield Break.BEFORE_SENT
        if entry.twice or self._credited_again(booked, entry):
            yield Break.TWICE

    @staticmethod
    def _credited_again(booked: Booked, entry: Entry) -> bool:
        """Whether this credit came so long after the one we know that the first stands elsewhere.

        Two credits that lie further apart than statements reach are never seen side by side.
        """
        known = booked.booked_at or booked.closed_at
        if booked.outcome is not Outcome.PAID or known is None or entry.reversals:
            return False
        return entry.last.booked_at - known > POSTED_WITHIN

    def _outcome(self, booked: Booked, entry: Entry | None) -> list[_Judgement]:
        if entry is None:
            return self._without_lines(booked)
        if booked.outcome is None and entry.credited:
            return [(Break.SETTLES, Consequence.CLOSE_AS_PAID)]
        if booked.outcome is None:
            over = self._days.knows_every_send(booked) and self._days.is_over(booked, entry)
            return [(Break.REVERSED, self._returned(current=over))]
        if entry.credited is (booked.outcome is Outcome.PAID):
            return []
        return self._contradicted(booked, entry)

    def _contradicted(self, booked: Booked, entry: Entry) -> list[_Judgement]:
        current = self._days.is_current(booked)
        if booked.outcome is Outcome.PAID:
            over = current and self._days.is_over(booked, entry)
            return [(Break.REVERSED, self._returned(current=over))]
        if booked.outcome is Outcome.NOT_PAID:
            follows = Consequence.CORRECT_TO_PAID
            return [(Break.PAID_LATE, follows if current else Consequence.LONGER_STATEMENT)]
        # A return that we learned of later lies beyond the end of the statement, and one that was
        # only said may not have been booked yet.
        soon = self._is_coming_back(booked, entry)
        return [(Break.PAID_LATE, Consequence.ASK_PARTNER)] if current and not soon else []

    def _is_coming_back(self, booked: Booked, entry: Entry) -> bool:
        """Whether a return that was only said may yet be booked; not that of a later credit."""
        said = (
            booked.outcome is Outcome.REVERSED and not booked.confirmed_at and not entry.reversals
        )
        before = booked.closed_at is None or entry.last.booked_at <= booked.closed_at
        return said and before and not self._days.is_booked_by_now(booked)

    @staticmethod
    def _returned(*, current: bool) -> Consequence:
        return Consequence.CLOSE_AS_RETURNED if current else Consequence.LONGER_STATEMENT

    def _without_lines(self, booked: Booked) -> list[_Judgement]:
        if booked.outcome is Outcome.PAID and self._days.covers(booked):
            return [(Break.MISSING, Consequence.ASK_PARTNER)]
        if booked.outcome is Outcome.PAID and self._days.is_said_late(booked):
            return [(Break.MISSING, Consequence.LONGER_STATEMENT)]
        if booked.outcome is None and booked.may_have_moved:
            return [(Break.STILL_OPEN, Consequence.KEEP_ASKING)]
        return []

    def _second_payments(self) -> dict[str, str]:
        """Map each reference by which an incentive was paid again to the one that stands."""
        by_tranche: defaultdict[Tranche, list[Booked]] = defaultdict(list)
        for booked in self._all.values():
            if self._stands(booked):
                by_tranche[booked.tranche].append(booked)
        second: dict[str, str] = {}
        for those in by_tranche.values():
            kept = min(those, key=lambda b: (b.outcome is not Outcome.PAID, b.generation))
            second |= {b.reference: kept.reference for b in those if b is not kept}
        return second

    def _stands(self, booked: Booked) -> bool:
        """Whether the money is at the participant, by the statement or else by our ledger."""
        entry = self._entries.get(booked.reference) if booked.reference in self._ours else None
        if entry is None:
            return booked.outcome is Outcome.PAID
        unpaid = booked.outcome in {Outcome.NOT_PAID, Outcome.REVERSED}
        if self._is_coming_back(booked, entry):
            return False
        return entry.credited and not (unpaid and not self._days.is_current(booked))

    def _found(self, code: Break, consequence: Consequence, reference: str) -> Finding:
        booked, entry = self._ours.get(reference), self._entries.get(reference)
        ours = booked and {
            "journey": booked.journey,
            "kind": booked.kind,
            "number": booked.number,
            "generation": booked.generation,
            "ours": booked.outcome,
            "our_amount_idr": booked.amount_idr,
            "last_send": booked.last_send,
        }
        theirs = entry and {
            "credits": entry.credits,
            "reversals": entry.reversals,
            "net_idr": entry.net_idr,
            "booked_at": entry.last.booked_at,
            "marks": entry.marks,
            "partner_reference": entry.last.partner_reference,
            "stands": entry.credited,
        }
        other = self._other_payment.get(reference) if code is Break.TWICE else None
        late = consequence is Consequence.LONGER_STATEMENT and not self._days.is_whole(booked)
        since = self._days.since(booked) if booked is not None and late else None
        follows = {"consequence": consequence, "other": other, "since": since}
        return Finding(code=code, reference=reference, **follows, **(ours or {}), **(theirs or {}))
