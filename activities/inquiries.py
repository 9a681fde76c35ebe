"""When a payment partner is asked what became of a payment.

Sources: DANA retries at 5, 10, 20, 40 and 60 seconds; Midtrans wants ten minutes before an
inquiry; Ayoconnect fifteen before "not found" may be believed.
"""

from datetime import timedelta

INQUIRIES = tuple(timedelta(seconds=seconds) for seconds in (5, 10, 20, 40, 60, 600, 900))
"""The pauses after a send; then hourly for a day, then daily."""
HOURLY = 24
GRACE = timedelta(minutes=15)
"""So long after a send, "not found" proves nothing: the send may be on its way."""
QUIET = timedelta(hours=4)
"""So long an accepted payment may take before the case says that its outcome is open."""


def until_inquiry(inquiries: int) -> timedelta:
    """Return the time until the next inquiry, after so many since the last send."""
    if inquiries < len(INQUIRIES):
        return INQUIRIES[inquiries]
    return timedelta(hours=1 if inquiries - len(INQUIRIES) < HOURLY else 24)
