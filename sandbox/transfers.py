"""The transfers of every channel: the paid ones in the ledger, the refused ones beside it."""

from dataclasses import replace
from datetime import datetime, timedelta

from sandbox.faults import Faults, Occasion
from sandbox.ledger import Booking, Entry, Ledger
from sandbox.orders import Call
from sandbox.references import References, Refusal, number_of_refused

SETTLES_AFTER = timedelta(hours=1)
"""How long a transfer is pending where an accepted one is not final."""
Earlier = tuple[Booking | Refusal, datetime]
"""What became of an earlier transfer, and the programme time it was decided at."""


class Transfers:
    """What a channel has done under a reference, for as long as it remembers it."""

    def __init__(self, ledger: Ledger, references: References, faults: Faults) -> None:
        self._ledger = ledger
        self._references = references
        self._faults = faults
        self.came_in = ledger.came_in
        self.refuse = references.refuse
        self.account_of = references.account_of
        self.settle = ledger.settle

    def book(self, entry: Entry, at: datetime, occasion: Occasion) -> Booking:
        """Pay; if a fault wants it, the money will be taken back later."""
        fault = self._faults.strike("reverses", occasion)
        if fault is not None:
            # Planned first: a sandbox killed here has planned what will be dropped as groundless.
            later = at + timedelta(days=fault.args.after_days)
            self._ledger.plan(replace(entry, kind="reversal"), later)
        return self._ledger.append(entry, at)

    def books_late(self, entry: Entry, at: datetime, occasion: Occasion) -> bool:
        """Tell whether a fault refuses the transfer, though the money will arrive later."""
        fault = self._faults.strike("credits_late", occasion)
        if fault is not None:
            self._ledger.plan(entry, at + timedelta(days=fault.args.after_days))
        return fault is not None

    def reverse(self, channel: str, reference: str, at: datetime) -> Booking | None:
        """Take a paid transfer back; None if nothing is booked under the reference."""
        found = self._ledger.latest(channel, reference, "credit")
        if found is None:
            return None
        paid, _ = found
        entry = Entry(
            claimed_at=paid.claimed_at,
            service=paid.service,
            reference=reference,
            external_id=paid.external_id,
            channel=channel,
            account=paid.account,
            owner_nik=paid.owner_nik,
            amount=paid.amount,
            kind="reversal",
            request_sha256=paid.request_sha256,
        )
        return self._ledger.append(entry, at)

    def status(self, call: Call, earlier: Earlier | None) -> str:
        """Return SNAP BI's `latestTransactionStatus` of what `earlier` returned."""
        if earlier is None:
            return "07"
        first, at = earlier
        age = call.now - at
        if age < call.profile.hidden_for:
            return "07"
        if isinstance(first, Refusal):
            return "06"
        reversal = self._ledger.latest(call.channel, first.reference, "reversal")
        if reversal is not None and reversal[0].seq > first.seq:
            return "04"
        return "00" if call.profile.sync_final or age >= SETTLES_AFTER else "03"

    def is_its_number(self, call: Call, reference: str, number: str) -> bool:
        """Tell whether an order under the reference was answered with this number."""
        paid = self._ledger.latest(call.channel, reference, "credit")
        if paid is not None and number == paid[0].reference_no:
            return True
        return number == number_of_refused(call.channel, reference)

    def earlier(self, call: Call, reference: str, occasion: Occasion) -> Earlier | None:
        """Return what the channel remembers of a reference, unless a fault makes it forget."""
        found: Earlier | None = self._ledger.latest(call.channel, reference, "credit")
        refusal = self._references.refusal(call.channel, reference)
        if found is None and refusal is not None:
            found = refusal, refusal.at
        if found is None or call.now - found[1] >= call.profile.remembers:
            return None
        return None if self._faults.strike("forgets_reference", occasion) else found
