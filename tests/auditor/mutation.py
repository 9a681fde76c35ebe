"""How a correct world is made wrong in one place, and what the judge must say of it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from tests.auditor.evidence_builder import Run, nik_of
from tests.auditor.evidence_person import Json, real, seal

Change = Callable[[Run], None]


@dataclass(frozen=True)
class Mutant:
    """A named change of a correct world, and the rule that must be found broken."""

    name: str
    rule: str
    change: Change


Registry = list[Mutant]


def breaks(registry: Registry, rule: str) -> Callable[[Change], Change]:
    """Enter a change into a registry under its own name."""

    def enter(change: Change) -> Change:
        registry.append(Mutant(change.__name__, rule, change))
        return change

    return enter


def insert(run: Run, row: Mapping[str, object], **news: object) -> Json:
    """Book a copy of a row with some news, in its place by the wall clock; return it."""
    fresh: Json = dict(row) | news
    run.ledger.append(fresh)
    resort(run)
    return fresh


def resort(run: Run) -> None:
    """Seal the ledger anew in order of the wall clock."""
    run.ledger.sort(key=lambda row: str(row["real_at"]))
    seal(run.ledger)


def rebook(run: Run, number: int, when: str, kind: str = "training", tranche: int = 1) -> Json:
    """Book a payment at another instant, and let the case say so."""
    row = run.row(number, kind, tranche)
    row |= {"claimed_at": when, "real_at": real(when)}
    shown = run.tranche(number, kind, tranche)
    shown["paid_at"] = when
    for attempt in shown["attempts"]:
        attempt["sent_at"] = when
    resort(run)
    return row


def plan_of(run: Run, number: int) -> Json:
    """Return what the world was told of a person."""
    world = next(line for line in run.sent if line["kind"] == "world")
    people: list[Json] = world["document"]["people"]
    return next(person for person in people if person["nik"] == nik_of(number))


def cases_of(run: Run, number: int) -> list[Json]:
    """Return a person's case at the end and at every look."""
    looks = [look["case"] for look in run.looks if look["nik"] == nik_of(number)]
    return [run.cases[nik_of(number)], *looks]


def hide(run: Run, number: int, kind: str, tranche: int) -> None:
    """Take an incentive out of the case at the end."""
    shown = run.cases[nik_of(number)]["tranches"]
    shown.remove(run.tranche(number, kind, tranche))


def unpay(run: Run, number: int, kind: str = "training", tranche: int = 4) -> Json:
    """Take a payment out of the ledger, the case and the looks; return what the case shows."""
    named = run.tranche(number, kind, tranche)["reference"]
    run.ledger[:] = [row for row in run.ledger if row["reference"] != named]
    resort(run)
    blank = {"status": "dijadwalkan", "paid_at": None, "reference": None, "channel": None}
    for case in cases_of(run, number):
        for shown in case["tranches"]:
            if shown["reference"] == named:
                shown.update(blank | {"attempts": [], "reason": None})
    return run.tranche(number, kind, tranche)
