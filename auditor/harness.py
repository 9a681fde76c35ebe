"""What the harness wrote down before each of its acts (`sent.jsonl`)."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime

from auditor.moments import ProgrammeClock
from auditor.reading import BadEvidence, Node
from auditor.world import World, read_world

_FILE = "sent.jsonl"


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
    kills: list[str] = field(default_factory=list)


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
        kills=[line.text("target") for line in by_kind.get("kill", [])],
        may_know=[(line.instant("real_at"), _day(line)) for line in by_kind.get("amend", [])],
        must_know=[(line.instant("real_at"), _day(line)) for line in by_kind.get("amended", [])],
    )
    _enrolments(sent, by_kind)
    return sent


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
