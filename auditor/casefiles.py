"""A participant's case file as the support interface shows it, read strictly."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import NamedTuple

from auditor.reading import Node

PAID, FAILED, UNSURE = "berhasil", "gagal", "belum_pasti"
HELD = frozenset({"tertunda", "belum_pasti", "gagal", "dikembalikan"})
"""Statuses under which somebody waits for money: each must be explained."""


class TrancheKey(NamedTuple):
    """One incentive of one participant."""

    nik: str
    kind: str
    number: int


@dataclass(frozen=True, slots=True)
class Why:
    """The reason shown for a case or a tranche."""

    code: str
    holder: str
    remedies: tuple[str, str]
    """In Indonesian and in English, as shown; empty where nothing stands."""
    since: datetime | None
    next_action_at: datetime | None
    """Until when the holder must act, or when the system looks again."""


@dataclass(frozen=True, slots=True)
class Move:
    """A date that was moved."""

    original: date
    to: date
    reason: str
    told_at: datetime


@dataclass(frozen=True, slots=True)
class Attempt:
    """One send as the case shows it."""

    reference: str
    outcome: str
    """What this send was answered; what inquiries or people found out later is not told here."""
    sent_at: datetime


@dataclass(frozen=True, slots=True)
class Tranche:
    """One incentive as the case shows it."""

    kind: str
    number: int
    amount_idr: int
    status: str
    promised_for: date | None
    moves: tuple[Move, ...]
    paid_at: datetime | None
    channel: str | None
    reference: str | None
    attempts: tuple[Attempt, ...]
    reason: Why | None

    @property
    def first_promise(self) -> date | None:
        """The date before any move; a planned day that was closed counts as one."""
        return self.moves[0].original if self.moves else self.promised_for

    @property
    def references(self) -> set[str]:
        """Every reference under which the case says that the tranche was sent."""
        named = {attempt.reference for attempt in self.attempts}
        return named | ({self.reference} if self.reference else set())


@dataclass(frozen=True, slots=True)
class Step:
    """One step of the journey as the case shows it."""

    step: str
    site: str | None
    survey: int | None
    state: str
    at: datetime | None
    source: str | None
    """`push`, `pull` or `waived`."""


@dataclass(frozen=True, slots=True)
class Holding:
    """A period in which one party had the case."""

    party: str
    since: datetime
    until: datetime | None


@dataclass(frozen=True, slots=True)
class Event:
    """A line of the timeline."""

    at: datetime
    event: str


@dataclass(frozen=True, slots=True)
class Case:
    """A case file."""

    stage: str
    holder: str
    holder_since: datetime | None
    holder_due: datetime | None
    reason: Why | None
    steps: tuple[Step, ...]
    tranches: tuple[Tranche, ...]
    holdings: tuple[Holding, ...]
    events: tuple[Event, ...]
    account_channel: str | None
    version: int

    @property
    def answers(self) -> bool:
        """False where the engine could not ask the journey: such a case tells nothing."""
        return self.version > 0

    @property
    def enrolled_at(self) -> datetime | None:
        """When the journey began, by its own word."""
        return self.events[0].at if self.events else None


def read_case(node: Node) -> Case | None:
    """Read a case file; None for an empty one. Raises `BadEvidence`."""
    if not node.value:
        return None
    holder = node.node("holder")
    return Case(
        stage=node.text("stage"),
        holder=holder.maybe_text("party") or "",
        holder_since=holder.maybe_instant("since"),
        holder_due=holder.maybe_instant("due"),
        reason=_why(node),
        steps=tuple(
            Step(
                step.text("step"),
                step.maybe_text("site"),
                step.maybe_whole("survey"),
                step.text("state"),
                step.maybe_instant("at"),
                step.maybe_text("source"),
            )
            for step in node.nodes("steps")
        ),
        tranches=tuple(_tranche(tranche) for tranche in node.nodes("tranches")),
        holdings=tuple(
            Holding(each.text("party"), each.instant("since"), each.maybe_instant("until"))
            for each in node.nodes("holdings")
        ),
        events=tuple(
            Event(line.instant("at"), line.text("event")) for line in node.nodes("timeline")
        ),
        account_channel=node.maybe_text("account_channel"),
        version=node.whole("version"),
    )


def _tranche(node: Node) -> Tranche:
    return Tranche(
        kind=node.text("kind"),
        number=node.whole("number"),
        amount_idr=node.whole("amount_idr"),
        status=node.text("status"),
        promised_for=_day(node, "promised_for") if node.value.get("promised_for") else None,
        moves=tuple(
            Move(
                _day(move, "original"),
                _day(move, "to"),
                move.maybe_text("reason") or "",
                move.instant("told_at"),
            )
            for move in node.nodes("moved")
        ),
        paid_at=node.maybe_instant("paid_at"),
        channel=node.maybe_text("channel"),
        reference=node.maybe_text("reference"),
        attempts=tuple(
            Attempt(attempt.text("reference"), attempt.text("outcome"), attempt.instant("sent_at"))
            for attempt in node.nodes("attempts")
        ),
        reason=_why(node),
    )


def _why(node: Node) -> Why | None:
    reason = node.maybe_node("reason")
    if reason is None:
        return None
    remedy = reason.maybe_node("remedy")
    told = ("", "") if remedy is None else tuple(remedy.maybe_text(key) or "" for key in _TONGUES)
    return Why(
        code=reason.maybe_text("code") or "",
        holder=reason.maybe_text("holder") or "",
        remedies=(told[0], told[1]),
        since=reason.maybe_instant("since"),
        next_action_at=reason.maybe_instant("next_action_at"),
    )


_TONGUES = ("id", "en")


def _day(node: Node, key: str) -> date:
    try:
        return date.fromisoformat(node.text(key))
    except ValueError:
        raise node.bad(key, "no day") from None
