"""What the partners' ledger says about the money, beside what the case files say.

The ledger is the sandbox's: what it booked, for whom, and when it was told to.
"""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from domain.clock import Clock


@dataclass(frozen=True, slots=True)
class LedgerVerdict:
    """Counts over the ledger; all but `credits` must be zero."""

    credits: int
    doubles: int
    early: int
    wrong_owner: int
    unexplained: int
    """Credits that no case file names, or paid tranches without their credit."""

    @property
    def right(self) -> bool:
        """Say whether nothing is wrong."""
        return not (self.doubles or self.early or self.wrong_owner or self.unexplained)


def judge(
    rows: Sequence[Mapping[str, Any]], cases: Mapping[str, Mapping[str, Any]]
) -> LedgerVerdict:
    """Compare the ledger's rows with the case files, which are keyed by NIK."""
    paid = {
        str(tranche["reference"]): (nik, tranche)
        for nik, case in cases.items()
        for tranche in case.get("tranches", [])
        if tranche["status"] == "berhasil"
    }
    net: Counter[str] = Counter()
    credits_of: dict[str, list[Mapping[str, Any]]] = defaultdict(list)
    for row in rows:
        credit = row["kind"] == "credit"
        net[str(row["reference"])] += 1 if credit else -1
        if credit:
            credits_of[str(row["reference"])].append(row)
    booked = {reference for reference, count in net.items() if count > 0}
    early = wrong_owner = 0
    for reference, (nik, tranche) in paid.items():
        for row in credits_of[reference]:
            early += _day(row["claimed_at"]) < date.fromisoformat(tranche["promised_for"])
            wrong_owner += row["owner_nik"] != nik
    return LedgerVerdict(
        credits=sum(row["kind"] == "credit" for row in rows),
        doubles=sum(count > 1 for count in net.values()),
        early=early,
        wrong_owner=wrong_owner,
        unexplained=len(booked ^ set(paid)),
    )


def _day(instant: str) -> date:
    return Clock.day_of(datetime.fromisoformat(instant))
