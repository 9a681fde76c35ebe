"""The one model in which a case is shown: live or closed, on the command line, by the gateway.

It holds no personal data of its own: `participant` is filled, masked, by whoever shows it.
"""

from datetime import date, datetime

from pydantic import BaseModel, ConfigDict

from domain.facts import FactKind, Site, Source
from domain.payouts import Attempt, Channel, TrancheKind, TrancheStatus
from domain.reasons import Party, Reason
from domain.stages import Stage


class _Shown(BaseModel):
    model_config = ConfigDict(frozen=True, hide_input_in_errors=True)


class Remedy(_Shown):
    """What to do, in both languages."""

    id: str
    en: str


class ParticipantShown(_Shown):
    """Who the case is about, masked."""

    key: str
    nik: str = ""
    name: str = ""
    wave: int


class Holder(_Shown):
    """Whose turn it is. Derived from what happened, never typed in."""

    party: Party
    partner: str | None = None
    since: datetime
    due: datetime | None = None
    working_days_left: int | None = None
    overdue: bool = False


class Holding(_Shown):
    """One past or present period of holding; periods neither overlap nor leave gaps."""

    party: Party
    partner: str | None = None
    reason: Reason | None = None
    since: datetime
    until: datetime | None = None
    due: datetime | None = None


class ReasonShown(_Shown):
    """Why the case does not move, and what moves it."""

    code: Reason
    holder: Party
    title: Remedy
    explanation: Remedy
    remedy: Remedy
    contact: str = ""
    since: datetime | None = None
    next_action_at: datetime | None = None
    """Until when the holder must act, or when we look again."""


class Step(_Shown):
    """One step of the journey as far as it is known."""

    step: FactKind
    site: Site | None = None
    survey: int | None = None
    state: str
    """`done`, `waived`, `held` or `awaited`."""
    at: datetime | None = None
    source: Source | None = None
    partner: str | None = None
    receipt: str | None = None


class Move(_Shown):
    """A promised date that was moved, and what for."""

    original: date
    to: date
    reason: Reason
    detail: str = ""
    told_at: datetime


class Tranche(_Shown):
    """One incentive: what was promised, what was tried, what is known."""

    number: int
    kind: TrancheKind
    amount_idr: int
    status: TrancheStatus
    promised_for: date | None = None
    calendar_version: str | None = None
    moved: list[Move] = []
    paid_at: datetime | None = None
    channel: Channel | None = None
    reference: str | None = None
    attempts: list[Attempt] = []
    reason: ReasonShown | None = None


class Happening(_Shown):
    """A line of the timeline."""

    at: datetime
    event: str
    party: Party
    reason: Reason | None = None
    detail: str = ""


class CaseFile(_Shown):
    """Everything that can be told about one participant's journey."""

    participant: ParticipantShown
    stage: Stage
    holder: Holder
    reason: ReasonShown | None = None
    steps: list[Step]
    tranches: list[Tranche]
    holdings: list[Holding]
    timeline: list[Happening]
    account_channel: Channel | None = None
    version: int
    """How many things have happened: two renderings with one version say the same."""
