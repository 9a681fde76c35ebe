"""When a payment partner is asked what became of a payment.

Sources: DANA retries at 5, 10, 20, 40 and 60 seconds; Midtrans wants ten minutes before an
inquiry; Ayoconnect fifteen before "not found" may be believed; BRI answers about payments of its
end of day from 08:00 on.
"""

from datetime import datetime, timedelta

from domain.clock import JAKARTA, Clock, at_hour

INQUIRIES = tuple(timedelta(seconds=seconds) for seconds in (5, 10, 20, 40, 60, 600, 900))
"""The pauses after a send; then hourly for half a day, then every `SLOW`, at last daily.

An outage of 72 hours so costs some fifty inquiries, and its end is seen within two hours.
"""
HOURLY = 12
SLOW = timedelta(hours=1, minutes=45)
"""With what a try itself takes, less than two hours pass between an outage's end and the money."""
SLOWLY = 90
GRACE = timedelta(minutes=15)
"""So long after a send, "not found" proves nothing: the send may be on its way."""
AGED = timedelta(hours=12)
"""So long after a send it is on its way no more: what is said, or repeated, then is about it."""
QUIET = timedelta(hours=4)
"""So long an accepted payment may take before the case says that its outcome is open."""


def until_inquiry(inquiries: int) -> timedelta:
    """Return the time until the next inquiry, after so many so far."""
    if inquiries < len(INQUIRIES):
        return INQUIRIES[inquiries]
    later = inquiries - len(INQUIRIES)
    if later < HOURLY:
        return timedelta(hours=1)
    return SLOW if later < HOURLY + SLOWLY else timedelta(days=1)


def until_books_open(end_of_day: tuple[int, int] | None, now: datetime) -> timedelta:
    """Return how long the provider still closes its books; zero when it can be asked.

    `end_of_day` holds two full Jakarta hours, the first before midnight and the second after it.
    """
    if end_of_day is None:
        return timedelta()
    closes, opens = end_of_day
    local, day = now.astimezone(JAKARTA), Clock.day_of(now)
    if local.hour >= closes:
        return at_hour(day + timedelta(days=1), opens) - now
    if local.hour < opens:
        return at_hour(day, opens) - now
    return timedelta()
