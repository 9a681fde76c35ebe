"""What came of payments whose first answers were all lost, and whether it is what we promise."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field

from domain.payouts import TrancheStatus

TRANCHES = 4
"""Of each participant: one payday after the other."""
MOST_SENDS = 2
"""OVO's own rule repeats a send once; nobody else's reference is sent twice when it is booked."""


@dataclass
class Figures:
    """What came of it."""

    people: int
    credits: list[tuple[str, str]] = field(default_factory=list)
    """NIK and reference of every credit, by the partners' own ledger."""
    fired: int = 0
    """Answers that were lost."""
    while_unclear: Counter[TrancheStatus] = field(default_factory=Counter)
    afterwards: Counter[TrancheStatus] = field(default_factory=Counter)
    seen: Counter[TrancheStatus] = field(default_factory=Counter)
    """Every status of every tranche that anybody could see when somebody looked."""
    told: Counter[tuple[str, ...]] = field(default_factory=Counter)
    """What each tranche's timeline says became of it, in order."""
    references: Counter[int] = field(default_factory=Counter)
    """How many references a tranche had: of each number, how many tranches."""
    sends: Counter[int] = field(default_factory=Counter)
    inquiries: Counter[int] = field(default_factory=Counter)

    def lines(self) -> Iterator[str]:
        """Return the figures as they are printed."""
        yield f"credits: {len(self.credits)}, distinct: {len(set(self.credits))}"
        yield f"answers lost: {self.fired}"
        for name in ("while_unclear", "afterwards", "seen", "told", "references", "sends"):
            yield f"{name}: { {str(key): times for key, times in getattr(self, name).items()} }"

    def broken(self) -> list[str]:
        """Return each promise that was not kept, in words; nothing if all is well.

        Who lived whole journeys is looked at too; a till has no case file to look at.
        """
        due = self.people * TRANCHES
        niks = Counter(nik for nik, _ in self.credits)
        lived = bool(self.seen)
        told = ("promised", "unknown", "paid") if lived else ("unknown", "paid")
        promises = {
            "each first send loses its answer": self.fired == due,
            f"exactly {due} credits": len(self.credits) == len(set(self.credits)) == due,
            f"{TRANCHES} credits to each": [*niks.values()] == [TRANCHES] * self.people,
            "no second reference": self.references == {1: due},
            f"at most {MOST_SENDS} sends": max(self.sends, default=0) <= MOST_SENDS,
            f"each told {', '.join(told)}": self.told == {told: due},
            "nobody shown gagal": TrancheStatus.GAGAL not in self.seen,
            "each unclear at first": not lived
            or self.while_unclear == {TrancheStatus.BELUM_PASTI: due},
            "each paid afterwards": not lived or self.afterwards == {TrancheStatus.BERHASIL: due},
        }
        return [promise for promise, kept in promises.items() if not kept]
