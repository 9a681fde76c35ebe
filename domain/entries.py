"""All lines of a statement about one reference, read as one account of what happened to it."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from itertools import accumulate

from domain.statements import StatementLine

_Told = tuple[str, datetime, int, str | None]

_SHOWN_DIGITS = 3
"""How many last digits of a masked number must be shown to tell two accounts apart."""


class Entry:
    """Credits and reversals of one reference in the order in which they were booked."""

    def __init__(self, lines: Iterable[StatementLine], *, whole: bool) -> None:
        """Read the lines; `whole` if nothing can have been booked before the first of them."""
        told = list(lines)
        # A statement may come in any order. Of one instant, the credit came first.
        self._lines = sorted(
            _without_repeats(told),
            key=lambda line: (
                line.booked_at,
                line.kind != "credit",
                line.amount_idr,
                line.partner_reference or "",
            ),
        )
        self.credits = sum(line.kind == "credit" for line in self._lines)
        self.reversals = len(self._lines) - self.credits
        steps = [1 if line.kind == "credit" else -1 for line in self._lines]
        counts = list(accumulate(steps, initial=0))
        # What is taken back here without a credit was credited before the statement begins. Where
        # it is whole, the two are only stamped in another order than they happened.
        opening = 0 if whole else -min(counts)
        self._standing = opening + counts[-1]
        # Told again with its credit, nobody can say whether one stands: people must look.
        given = [_told(line) for line in self._lines if line.kind == "credit"]
        self._unclear = len(told) > len(self._lines) and len(given) > len(set(given))

    @property
    def first(self) -> StatementLine:
        """The oldest line."""
        return self._lines[0]

    @property
    def last(self) -> StatementLine:
        """The newest line."""
        return self._lines[-1]

    @property
    def marks(self) -> tuple[str, ...]:
        """What tells each credit from the others, in any statement of these books; oldest first."""
        return tuple(self._marked())

    def _marked(self) -> Iterator[str]:
        alike: Counter[str] = Counter()
        for line in (each for each in self._lines if each.kind == "credit"):
            booked_at = line.booked_at.astimezone(UTC)
            mark = f"{booked_at:%Y-%m-%dT%H:%M:%S} {line.amount_idr}"
            alike[mark] += 1
            yield f"{mark} {alike[mark]}"

    @property
    def net_idr(self) -> int:
        """Credits less reversals, in whole rupiah."""
        return sum(
            line.amount_idr if line.kind == "credit" else -line.amount_idr for line in self._lines
        )

    @property
    def amounts(self) -> set[int]:
        """Every amount that stands in a line."""
        return {line.amount_idr for line in self._lines}

    @property
    def credited(self) -> bool:
        """Whether the money is at the participant after the last line."""
        return self._standing > 0

    @property
    def returned(self) -> bool:
        """Whether the money was credited and taken back."""
        return self._standing <= 0

    @property
    def twice(self) -> bool:
        """Whether more than one credit stands after the last line, or a repeat may hide that."""
        return self._standing > 1 or (self.credited and self._unclear)

    def is_anothers(self, account: str) -> bool:
        """Whether the money is at another account than this, or was taken back from another.

        Where it went to another and came back, it is over. A credit here and a reversal there are
        two payments' lines: ours still stands.
        """
        went_here, came_from_here = self._name("credit", account), self._name("reversal", account)
        return (went_here and not came_from_here) or (self.credited and not went_here)

    def _name(self, kind: str, account: str) -> bool:
        """Say whether every line of a kind that names an account names this one."""
        return all(
            line.account is None or same_account(account, line.account)
            for line in self._lines
            if line.kind == kind
        )


def _without_repeats(lines: Iterable[StatementLine]) -> Iterator[StatementLine]:
    """Leave out a reversal that is told again, as by two exports in one file that overlap.

    Counted twice it would take back a credit that still stands, and that would be paid again. A
    credit told again is counted: at worst that is a false alarm.
    """
    seen: set[_Told] = set()
    for line in lines:
        told = _told(line)
        if line.kind == "credit" or not line.partner_reference or told not in seen:
            yield line
        seen.add(told)


def _told(line: StatementLine) -> _Told:
    """Return what is the same where a partner tells one line again; it may mask the account."""
    return line.kind, line.booked_at, line.amount_idr, line.partner_reference


def same_account(ours: str, theirs: str) -> bool:
    """Say whether a statement's way to write an account can mean ours.

    A wallet's number may begin with 0, 62 or +62, a bank's with a 0 of its own; a masked number is
    compared by its last digits.
    """
    masked = re.search(r"[*xX•]", theirs)
    shown = re.sub(r"\D", "", re.split(r"[*xX•]", theirs)[-1])
    if masked:
        return len(shown) < _SHOWN_DIGITS or ours.endswith(shown)
    return shown == ours or (ours.startswith("62") and shown == f"0{ours[2:]}")
