"""The evidence of one run: seven files and two logs in a folder."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from pathlib import Path

from auditor.casefiles import Case, Tranche, TrancheKey, read_case
from auditor.chain import Row, read_row
from auditor.harness import Sent, read_sent
from auditor.reading import Node, as_node, as_nodes, read_document, read_lines
from auditor.world import Account, read_account

MINIMA = ("bookings", "firings", "kinds", "inquiries", "troubled_states", "looks", "kills")


@dataclass(frozen=True, slots=True)
class Note:
    """A line of what people and partners did; `status` is the HTTP status they were answered."""

    at: datetime
    asked_at: datetime
    who: str
    did: str
    answer: str

    @property
    def accepted(self) -> bool:
        """Say whether it was answered with a 2xx."""
        return self.answer[:1] == "2" and self.answer[:3].isdecimal()


@dataclass(frozen=True, slots=True)
class Fault:
    """A declared fault and how often it struck."""

    fault: str
    kind: tuple[str, str]
    """The fault and what makes it another kind of fault: its code, form or status."""
    partner: str | None
    operation: str | None
    account: str | None
    start: datetime | None
    end: datetime | None
    fired: int


@dataclass(frozen=True, slots=True)
class Calls:
    """How often partners got a reference: to be paid, and to be asked about."""

    sends: int
    inquiries: int


@dataclass(frozen=True, slots=True)
class Look:
    """A case as it was shown at an instant."""

    nik: str
    asked_at: datetime
    """Programme time."""
    real_at: datetime
    """Wall clock of the answer."""
    case: Case


@dataclass(frozen=True)
class Evidence:
    """Everything that the judge may know."""

    chain: list[Node]
    rows: list[Row]
    faults: list[Fault]
    accounts: dict[tuple[str, str], Account]
    calls: dict[tuple[str, str], Calls]
    """By channel and reference."""
    refusals: dict[str, list[datetime]]
    """When partners themselves refused to pay a reference; programme time."""
    notes: list[Note]
    sent: Sent
    looks: list[Look]
    cases: dict[str, Case | None]
    minimum: dict[str, int]

    @cached_property
    def looks_of(self) -> dict[str, list[Look]]:
        """The looks at each person, in order of their answers."""
        found: dict[str, list[Look]] = {}
        for look in sorted(self.looks, key=lambda look: look.real_at):
            found.setdefault(look.nik, []).append(look)
        return found

    def is_after(self, later: Look, earlier: Look) -> bool:
        """Whether a look was asked for once another was answered; else nothing orders the two.

        Two people who look at the same time may get their answers in either order.
        """
        return self.sent.clock.programme(earlier.real_at) <= later.asked_at

    @cached_property
    def named_by(self) -> dict[str, set[TrancheKey]]:
        """The tranches that case files, at the end or before, name under each reference."""
        found: dict[str, set[TrancheKey]] = {}
        for nik, case in self.shown():
            for tranche in case.tranches:
                for reference in tranche.references:
                    key = TrancheKey(nik, tranche.kind, tranche.number)
                    found.setdefault(reference, set()).add(key)
        return found

    @cached_property
    def rows_of(self) -> dict[TrancheKey, list[Row]]:
        """The ledger's rows of each tranche, as far as exactly one tranche names them."""
        found: dict[TrancheKey, list[Row]] = {}
        for row in self.rows:
            keys = self.named_by.get(row.reference, set())
            if len(keys) == 1:
                found.setdefault(next(iter(keys)), []).append(row)
        return found

    @cached_property
    def tranches(self) -> dict[TrancheKey, Tranche]:
        """The tranches as shown at the end."""
        return {
            TrancheKey(nik, tranche.kind, tranche.number): tranche
            for nik, case in self.cases.items()
            if case is not None
            for tranche in case.tranches
        }

    def calls_of(self, reference: str) -> Calls:
        """Return how often partners got a reference, all channels together."""
        found = [calls for (_, named), calls in self.calls.items() if named == reference]
        return Calls(sum(each.sends for each in found), sum(each.inquiries for each in found))

    def refused_before(self, reference: str, at: datetime) -> int:
        """Return how often partners had themselves refused to pay a reference by an instant."""
        return sum(each < at for each in self.refusals.get(reference, []))

    def shown(self) -> Iterator[tuple[str, Case]]:
        """Iterate over every case that was ever shown, those of the end included."""
        yield from ((look.nik, look.case) for look in self.looks)
        yield from ((nik, case) for nik, case in self.cases.items() if case is not None)

    def answering(self, nik: str) -> Case | None:
        """Return the case at the end; None if there is none or it could not be asked."""
        case = self.cases.get(nik)
        return case if case is not None and case.answers else None


def read_evidence(folder: Path) -> Evidence:
    """Read the folder. Raises `BadEvidence` for the first thing that cannot be believed."""
    chain = _listed(folder, "ledger.json")
    calls = _object(folder, "calls.json")
    minimum = _object(folder, "minimum.json")
    accounts = [read_account(node) for node in _listed(folder, "accounts.json")]
    cases = _object(folder, "cases.json")
    return Evidence(
        chain=chain,
        rows=[read_row(node) for node in chain],
        faults=[_fault(node) for node in _listed(folder, "faults.json")],
        accounts={(account.channel, account.number): account for account in accounts},
        calls={
            (node.text("channel"), node.text("reference")): Calls(
                node.whole("sends"), node.whole("inquiries")
            )
            for node in calls.nodes("by_reference")
        },
        refusals=_refusals(calls),
        notes=[_note(node) for node in _listed(folder, "acts.json")],
        sent=read_sent(read_lines(folder / "sent.jsonl")),
        looks=list(_looks(folder)),
        cases={nik: read_case(cases.node(nik)) for nik in cases.value},
        minimum={name: minimum.whole(name) for name in MINIMA},
    )


def _refusals(calls: Node) -> dict[str, list[datetime]]:
    found: dict[str, list[datetime]] = {}
    for node in calls.nodes("refusals"):
        found.setdefault(node.text("reference"), []).append(node.instant("at"))
    return found


def _looks(folder: Path) -> Iterator[Look]:
    for line in read_lines(folder / "looks.jsonl"):
        nik, asked_at, real_at = line.text("nik"), line.instant("asked_at"), line.instant("real_at")
        case = read_case(line.node("case"))
        if case is not None:
            yield Look(nik, asked_at, real_at, case)


def _note(node: Node) -> Note:
    at, asked_at = node.instant("at"), node.instant("asked_at")
    return Note(at, asked_at, node.text("who"), node.text("did"), node.text("answer"))


def _fault(node: Node) -> Fault:
    fault = node.text("fault")
    args = node.maybe_node("args")
    trait = {"code": "code", "garbled": "form", "lies_about_status": "status"}.get(fault)
    detail = args.maybe_text(trait) if args is not None and trait is not None else None
    return Fault(
        fault=fault,
        kind=(fault, detail or ""),
        partner=node.maybe_text("partner"),
        operation=node.maybe_text("operation"),
        account=node.maybe_text("account"),
        start=node.maybe_instant("from"),
        end=node.maybe_instant("to"),
        fired=node.whole("fired"),
    )


def _listed(folder: Path, name: str) -> list[Node]:
    return as_nodes(read_document(folder / name), name)


def _object(folder: Path, name: str) -> Node:
    return as_node(read_document(folder / name), name)
