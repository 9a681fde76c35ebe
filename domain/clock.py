"""Programme time as a fixed linear function of real time.

In production the two are the same. In rehearsal a day of the programme may last a second: then
everything that waits, from a payout to a working-day deadline, is compressed alike. Nothing here
reads the machine's clock; the present is always an argument.
"""

from datetime import UTC, date, datetime, time, timedelta
from typing import Self
from zoneinfo import ZoneInfo

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field

JAKARTA = ZoneInfo("Asia/Jakarta")
"""The programme's zone: UTC+7, no daylight saving. Every day of the programme is a Jakarta day."""

SHORTEST_WAIT = timedelta(milliseconds=50)
"""No timer is shorter: the engine's own timers are not more precise."""

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_FORM = "real start|programme start|speed"


class Clock(BaseModel):
    """Programme time = `programme_start` + (real time - `real_start`) x `speed`.

    Both starts are aware instants; `speed` is programme seconds per real second. Results are
    exact to the microsecond, so a round trip loses at most `speed` microseconds.
    """

    model_config = ConfigDict(frozen=True, hide_input_in_errors=True)

    real_start: AwareDatetime
    programme_start: AwareDatetime
    speed: float = Field(default=1.0, gt=0, allow_inf_nan=False)

    @classmethod
    def live(cls) -> Self:
        """Return the production clock: programme time is real time."""
        return cls(real_start=_EPOCH, programme_start=_EPOCH)

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read the setting `PRAKERJA_CLOCK`; an empty text is the live clock.

        The form is that of `str(clock)`: two ISO 8601 instants with offsets and a number, joined
        by `|`. Raises ValueError for anything else.
        """
        if not text.strip():
            return cls.live()
        parts = [part.strip() for part in text.split("|")]
        try:
            real_start, programme_start, speed = parts
            return cls(
                real_start=datetime.fromisoformat(real_start),
                programme_start=datetime.fromisoformat(programme_start),
                speed=float(speed),
            )
        except ValueError as error:
            raise ValueError(f"a clock is written {_FORM}, with offsets: {text!r}") from error

    def __str__(self) -> str:
        if self == type(self).live():
            return ""
        starts = f"{self.real_start.isoformat()}|{self.programme_start.isoformat()}"
        return f"{starts}|{repr(self.speed).removesuffix('.0')}"

    def programme(self, real_now: datetime) -> datetime:
        """Return the programme instant, in Jakarta, at an aware real instant."""
        since = _aware(real_now) - self.real_start
        return (self.programme_start + since * self.speed).astimezone(JAKARTA)

    def real(self, programme: datetime) -> datetime:
        """Return the real instant, in UTC, of an aware programme instant."""
        since = _aware(programme) - self.programme_start
        return (self.real_start + since / self.speed).astimezone(UTC)

    def programme_duration(self, real_seconds: float) -> timedelta:
        """Return how much programme time passes in so many real seconds."""
        return timedelta(seconds=real_seconds * self.speed)

    def real_duration(self, programme: timedelta) -> timedelta:
        """Turn a wait in programme time into the real wait: never below `SHORTEST_WAIT`.

        A wait whose end has already passed is the shortest wait, not a negative one.
        """
        return max(programme / self.speed, SHORTEST_WAIT)

    @staticmethod
    def day_of(instant: datetime) -> date:
        """Return the Jakarta day of an aware instant (16:59:59Z and 17:00:00Z are two days)."""
        return _aware(instant).astimezone(JAKARTA).date()


def at_hour(day: date, hour: int) -> datetime:
    """Return that full hour (0 to 23) of a Jakarta day as an aware instant."""
    return datetime.combine(day, time(hour), tzinfo=JAKARTA)


def _aware(instant: datetime) -> datetime:
    if instant.tzinfo is None:
        raise ValueError("an instant needs a zone")
    return instant
