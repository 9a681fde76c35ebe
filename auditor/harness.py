"""What the harness wrote down before each of its acts (`sent.jsonl`)."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime

from auditor.moments import ProgrammeClock
from auditor.reading import BadEvidence, Node
from auditor.world import World, read_world

_FILE = "sent.jsonl"
_UNHEARD = frozenset({"RPCError"})
"""The decision stands in the books; only the journey could not be told of it just then."""


@dataclass(slots=True)
class Enrolment:
    """What was tried to enrol one NIK, and what was answered."""

    body: Node
    tried_at: datetime
    """Wall clock of the first try."""
    acked_at: datetime | None = None
    """Wall clock of the first answer that accepted it; None: nobody promised anything."""

    @property
    def acked(self) -> bool:
        """Say whether the gateway accepted the enrolment."""
        return self.acked_at is not None

    @property
    def bought_on(self) -> date:
        """The day of purchase. Raises `BadEvidence`."""
        try:
            return date.fromisoformat(self.body.text("bought_on"))
        except ValueError:
            raise self.body.bad("bought_on", "no day") from None


@dataclass(frozen=True, slots=True)
class Settled:
    """A decision of the operators about a payment of which nobody could tell."""

    reference: str
    outcome: str
    real_at: datetime


@dataclass(frozen=True, slots=True)
class Turn:
    """A program was killed, was started again, or died though nobody had killed it."""

    kind: str
    """`kill`, `started` or `died`."""
    target: str
    real_at: datetime
    ready: bool | None
    """Of one that died: whether it had been at work; None where the log does not say."""
    said: str


@dataclass(slots=True)
class Sent:
    """The harness's log."""

    clock: ProgrammeClock
    world: World
    seed: int
    quiet_at: datetime
    """Programme time from which nothing was under way any more."""
    enrolments: dict[str, Enrolment] = field(default_factory=dict)
    may_know: list[tuple[datetime, date]] = field(default_factory=list)
    """From a wall-clock instant on a journey may hold the calendar known on a day..."""
    must_know: list[tuple[datetime, date]] = field(default_factory=list)
    """...and from another one on it must."""
    turns: list[Turn] = field(default_factory=list)
    """In order of the wall clock."""
    settled: list[Settled] = field(default_factory=list)
    is_storm: bool = False
    """Whether it was a rehearsal that must prove something about faults and kills."""

    @property
    def kills(self) -> list[str]:
        """The programs that were killed."""
        return [turn.target for turn in self.turns if turn.kind == "kill"]


def read_sent(lines: Iterable[Node]) -> Sent:
    """Read the log. Raises `BadEvidence`."""
    by_kind: dict[str, list[Node]] = {}
    for line in lines:
        line.instant("real_at")
        by_kind.setdefault(line.text("kind"), []).append(line)
    clock = _only(by_kind, "clock")
    speed = clock.number("speed")
    if speed <= 0:
        raise clock.bad("speed", "not more than 0")
    people = [person for line in by_kind.get("people", []) for person in line.nodes("people")]
    sent = Sent(
        clock=ProgrammeClock(clock.instant("real_start"), clock.instant("programme_start"), speed),
        world=read_world(_only(by_kind, "world").node("document"), people),
        seed=_only(by_kind, "seed").whole("seed"),
        quiet_at=_only(by_kind, "quiet").instant("programme_at"),
        may_know=[(line.instant("real_at"), _day(line)) for line in by_kind.get("amend", [])],
        must_know=[(line.instant("real_at"), _day(line)) for line in by_kind.get("amended", [])],
    )
    _enrolments(sent, by_kind)
    sent.turns = sorted(_turns(by_kind), key=lambda turn: turn.real_at)
    sent.settled = list(_settled(by_kind))
    options = _only(by_kind, "seed").maybe_node("options")
    # A demonstration has no seed's plan, kills nothing and heals nothing; whatever does is a storm.
    planned = options is not None and "plan" in options.value
    sent.is_storm = planned or bool(by_kind.get("kill") or by_kind.get("heal"))
    return sent


def _turns(by_kind: dict[str, list[Node]]) -> Iterator[Turn]:
    for kind in ("kill", "started", "died"):
        for line in by_kind.get(kind, []):
            ready = None if line.value.get("ready") is None else line.flag("ready", default=False)
            said = line.maybe_text("said") or ""
            yield Turn(kind, line.text("target"), line.instant("real_at"), ready, said)


def _settled(by_kind: dict[str, list[Node]]) -> Iterator[Settled]:
    """Return the decisions that were taken; one that our own ledger refused was not."""
    refused = {
        (line.text("reference"), line.text("outcome"))
        for line in by_kind.get("not_settled", [])
        if line.text("why") not in _UNHEARD
    }
    for line in by_kind.get("settled", []):
        reference, outcome = line.text("reference"), line.text("outcome")
        if (reference, outcome) not in refused:
            yield Settled(reference, outcome, line.instant("real_at"))


def _enrolments(sent: Sent, by_kind: dict[str, list[Node]]) -> None:
    for line in by_kind.get("enrol", []):
        nik = line.text("nik")
        if nik not in sent.enrolments:
            sent.enrolments[nik] = Enrolment(line.node("body"), line.instant("real_at"))
    for line in by_kind.get("answer", []):
        enrolment = sent.enrolments.get(line.text("nik"))
        if enrolment is None:
            raise BadEvidence(line.where, "an answer to nobody's enrolment")
        accepted = line.whole("status") // 100 == 2  # noqa: PLR2004 - HTTP's own
        if accepted and not enrolment.acked:
            enrolment.acked_at = line.instant("real_at")


def _only(by_kind: dict[str, list[Node]], kind: str) -> Node:
    lines = by_kind.get(kind, [])
    if len(lines) != 1:
        raise BadEvidence(_FILE, f"holds {len(lines)} lines of kind `{kind}` in place of one")
    return lines[0]


def _day(line: Node) -> date:
    try:
        return date.fromisoformat(line.text("day"))
    except ValueError:
        raise line.bad("day", "no day") from None
