"""When the same reference is sent again to a partner that cannot be asked about it."""

from datetime import datetime, timedelta

from activities.inquiries import AGED, GRACE, until_inquiry
from activities.numbers import last_silent, was_taken_since
from records.bookings import Request


def repeat_due(sends: list[Request]) -> datetime:
    """Return when a payment that nobody can ask about is sent again.

    Where its partner says no of a repeat that it took: once the send before cannot come in any
    more, since only a repeat after that speaks of both.
    """
    due = sends[-1].at + pause_after(sends, sends[-1].at)
    silent = last_silent(sends)
    if silent is None or not was_taken_since(sends, silent):
        return due
    return max(due, silent.at + AGED)


def pause_after(sends: list[Request], now: datetime) -> timedelta:
    """Return the pause that inquiries would have come to since the first send in doubt."""
    asked, due = 0, next((send.at for send in sends if not send.refused), sends[0].at)
    while (due := due + until_inquiry(asked)) <= now:
        asked += 1
    return max(GRACE, until_inquiry(asked))
