"""Days and hours of the programme, and programme time from the wall clock."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, timezone

JAKARTA = timezone(timedelta(hours=7), "WIB")
"""UTC+7 all year round; every day of the programme is a day there."""

LAG_SECONDS = 3.0
"""Real seconds by which an honest record may be behind what happened: processes share a machine."""
SETTLING_SECONDS = 30.0
"""Real seconds in which a system of which something was killed must go on."""


def day_of(instant: datetime) -> date:
    """Return the Jakarta day of an instant."""
    return instant.astimezone(JAKARTA).date()


def at_hour(day: date, hour: int) -> datetime:
    """Return a full hour of a Jakarta day."""
    return datetime.combine(day, time(hour), tzinfo=JAKARTA)


@dataclass(frozen=True, slots=True)
class ProgrammeClock:
    """Programme time = `programme_start` + (real time - `real_start`) x `speed`."""

    real_start: datetime
    programme_start: datetime
    speed: float

    def programme(self, real: datetime) -> datetime:
        """Return the programme's time at an instant of the wall clock."""
        since = real.astimezone(UTC) - self.real_start
        return (self.programme_start + since * self.speed).astimezone(JAKARTA)

    def lag(self, seconds: float = LAG_SECONDS) -> timedelta:
        """Return how much programme time passes in some real seconds."""
        return timedelta(seconds=seconds) * self.speed
