"""What a journey remembers of one incentive, and the one way in which it can end without money."""

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from domain.casefile import Move
from domain.messages import LinkRequest
from domain.payouts import Attempt, Channel, TrancheKind, TrancheStatus
from domain.reasons import Reason, Retry, guidance

QUIET = timedelta(days=2)
FIRST_PAUSE = timedelta(minutes=5)
LONGEST_PAUSE = timedelta(days=1)
NONE = timedelta()


class PrematureFailure(Exception):
    """An incentive was to be called `gagal` although money may still come. A bug of ours."""


@dataclass(slots=True)
class TrancheMemory:
    """What is known of one incentive."""

    kind: TrancheKind
    number: int
    amount_idr: int
    status: TrancheStatus = TrancheStatus.BELUM_DIPROSES
    planned: date | None = None
    """The day before it was moved off closed days; a repair makes a new one."""
    day: date | None = None
    calendar_version: str | None = None
    moves: list[Move] = field(default_factory=list)
    reason: Reason | None = None
    since: datetime | None = None
    """Since when the reason stands, or the last one if there is none now."""
    pursued: bool = False
    """True while somebody is paying it."""
    owed_anew: bool = False
    """True from a return until the next generation is made."""
    not_before: datetime | None = None
    """Until then nobody looks, since the last news came one upon the other."""
    heard_at: datetime | None = None
    news: int = 0
    """How many things in a row were heard of it without a quiet time between them."""
    generation: int = 1
    ordered: LinkRequest | None = None
    """The account of the latest order."""
    in_flight: LinkRequest | None = None
    """The account of a payment whose outcome is not known: no other may be used meanwhile."""
    may_be_sent: LinkRequest | None = None
    """The account of an order that was interrupted when it may already have been carried out."""
    paid_at: datetime | None = None
    channel: Channel | None = None
    reference: str | None = None
    attempts: list[Attempt] = field(default_factory=list)

    @property
    def name(self) -> str:
        """How the tranche is called in the engine and in the timeline."""
        return f"{self.kind}-{self.number}"

    @property
    def paid(self) -> bool:
        """Say whether the money has arrived."""
        return self.status is TrancheStatus.BERHASIL

    @property
    def returned(self) -> bool:
        """Say whether the money arrived, went back, and is owed again."""
        return self.status is TrancheStatus.DIKEMBALIKAN

    @property
    def over(self) -> bool:
        """Say whether nothing is left to do: paid, or never to be paid by a programme rule."""
        return self.paid or self.status is TrancheStatus.GAGAL

    def hear(self, at: datetime) -> timedelta:
        """Take note of news; return the time to leave until the next, ever more if they go on.

        Somebody whose account changes its state with each look must not fill the history.
        """
        quiet = self.heard_at is None or at - self.heard_at >= QUIET
        self.news = 0 if quiet else self.news + 1
        self.heard_at = at
        return min(FIRST_PAUSE * (1 << min(self.news, 20)), LONGEST_PAUSE) if self.news else NONE

    def fail(self, reason: Reason, *, due: datetime, at: datetime) -> None:
        """Say that the incentive is never paid: the only way to `gagal`.

        `due` is the instant until which it could have come true, `at` is now. Raises
        `PrematureFailure` before `due`, once a payday was promised, while a payment's outcome may
        be open, when it is paid, and for a reason after which anybody tries again.
        """
        if at < due:
            raise PrematureFailure(f"{self.name} is due at {due}")
        if self.day is not None or self.pursued:
            raise PrematureFailure(f"{self.name} is promised: it is paid, however long it takes")
        if self.in_flight is not None or self.may_be_sent is not None:
            raise PrematureFailure(f"{self.name} may have been sent")
        if self.paid or self.returned:
            raise PrematureFailure(f"{self.name} was paid")
        if guidance(reason).retry is not Retry.NEVER:
            raise PrematureFailure(f"{self.name} is tried again after {reason}")
        self.status, self.reason, self.since = TrancheStatus.GAGAL, reason, at
