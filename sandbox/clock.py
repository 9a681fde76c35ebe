"""Programme time: the real one, a rehearsal's faster one, or whatever instant the caller names."""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

JAKARTA = ZoneInfo("Asia/Jakarta")


class BadInstant(ValueError):
    """A text that should be an ISO 8601 instant with an offset is none."""


def instant(text: str) -> datetime:
    """Read an ISO 8601 instant with an offset, as Jakarta time. Raises `BadInstant`."""
    try:
        moment = datetime.fromisoformat(text)
    except ValueError as trouble:
        raise BadInstant("an instant is written in ISO 8601") from trouble
    if moment.tzinfo is None:
        raise BadInstant("an instant needs its offset from UTC")
    return moment.astimezone(JAKARTA)


def iso(moment: datetime) -> str:
    """Write an instant as SNAP BI does: Jakarta time in whole seconds, `+07:00`."""
    return moment.astimezone(JAKARTA).isoformat(timespec="seconds")


def sortable(moment: datetime) -> str:
    """Write an instant so that texts sort as instants do: Jakarta time in microseconds."""
    return moment.astimezone(JAKARTA).isoformat(timespec="microseconds")


@dataclass(slots=True)
class Clock:
    """Programme time as a linear function of real time, or the callers' own time."""

    real_start: datetime
    programme_start: datetime
    speed: float
    follows_caller: bool = False
    """With a following clock nobody acts by themselves: time moves only when somebody says so."""
    _latest: datetime = field(default=datetime.min.replace(tzinfo=UTC), repr=False)

    @classmethod
    def parse(cls, text: str) -> "Clock":
        """Read `PRAKERJA_CLOCK`: empty, `caller`, or `real_start|programme_start|speed`.

        Raises:
            ValueError: neither of the three forms, or a speed that does not go forward.
        """
        if not text or text == "caller":
            now = datetime.now(UTC)
            return cls(now, now, 1.0, follows_caller=bool(text))
        parts = text.split("|")
        if len(parts) != 3:  # noqa: PLR2004 - the three parts named above
            raise ValueError("a clock is written real_start|programme_start|speed")
        speed = float(parts[2])
        if not speed > 0:
            raise ValueError("a clock's speed is more than 0")
        return cls(instant(parts[0]), instant(parts[1]), speed)

    def now(self, caller: str | None = None) -> datetime:
        """Return the programme's now, in Jakarta time.

        `caller` is the instant a request carries. Only a following clock looks at it, and for a
        request without one takes the latest instant any caller has named. Raises `BadInstant`.
        """
        if self.follows_caller:
            if caller is None:
                return self._latest.astimezone(JAKARTA) if self._latest.year > 1 else _real_now()
            moment = instant(caller)
            self._latest = max(self._latest, moment)
            return moment
        return self.programme(datetime.now(UTC))

    def programme(self, real: datetime) -> datetime:
        """Return the programme's time at a real instant."""
        return (self.programme_start + (real - self.real_start) * self.speed).astimezone(JAKARTA)

    def real_seconds_until(self, moment: datetime) -> float:
        """Return the real seconds until a programme instant; 0 if it has passed."""
        left: timedelta = moment - self.programme(datetime.now(UTC))
        return max(0.0, left.total_seconds() / self.speed)


def _real_now() -> datetime:
    return datetime.now(JAKARTA)
