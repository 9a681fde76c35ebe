"""All lines of a statement about one reference, read as one account of what happened to it."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import UTC
from itertools import accumulate

from domain.statements import StatementLine

_SHOWN_DIGITS = 3
"""How many last digits of a masked number must be shown to tell two accounts apart."""


class Entry:
    """Credits and reversals of one reference in the order in which they were booked."""

    def __init__(self, lines: Iterable[StatementLine], *, whole: bool) -> None:
        """Read the lines; `whole` if nothing can have been booked before the first of them."""
        # A statement may come in any order. Of one instant, the credit came first.
        self._lines = sorted(
            lines,
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
        """Whether more than one credit stands after the last line."""
        return self._standing > 1

    def went_to(self, account: str) -> bool:
        """Whether every credit that names an account names this one."""
        return all(
            line.account is None or same_account(account, line.account)
            for line in self._lines
            if line.kind == "credit"
        )


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
