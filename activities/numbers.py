"""Under which numbers of its own a partner holds a payment, and what it can say by them.

Some partners can be asked only by their own reference, and number each request anew.
"""

from activities.inquiries import AGED
from domain.payouts import Outcome
from domain.reasons import Reason
from records.bookings import Request


def speaks_for_all(sends: list[Request]) -> bool:
    """Say whether what a partner says by its number is about every send.

    It is no "no" for a send that it gave another number, or none. For a send without an answer a
    repeat answers: that is its own rule. The repeat must have been taken, and so late that the send
    was on its way no more.
    """
    if not _numbers(sends) or tells_of_another(sends):
        return False
    silent = last_silent(sends)
    return silent is None or any(_is_taken(send) and send.at >= silent.at + AGED for send in sends)


def tells_of_another(sends: list[Request]) -> bool:
    """Say whether a partner has given a send another number than the one to ask with, or none."""
    numbers = _numbers(sends)
    return len(numbers) > 1 or None in numbers


def their_reference(sends: list[Request]) -> str | None:
    """Return the partner's reference of a payment: of what it took, else refused, else named."""
    taken = _last_number([send for send in sends if _is_taken(send)])
    return taken or _last_number([send for send in sends if send.refused]) or _last_number(sends)


def last_silent(sends: list[Request]) -> Request | None:
    """Return the latest send of which no answer says whether it was taken or refused."""
    return next(
        (send for send in reversed(sends) if not _is_taken(send) and not send.refused), None
    )


def was_taken_since(sends: list[Request], silent: Request) -> bool:
    """Say whether a later send was taken, under a number to ask with."""
    later = [send for send in sends if send.at > silent.at and _is_taken(send)]
    return _last_number(later) is not None


def _is_taken(send: Request) -> bool:
    return send.answer is not None and send.answer.outcome in {Outcome.ACCEPTED, Outcome.PAID}


def _was_turned_away(send: Request) -> bool:
    """Whether a limit turned it away at the door, where nothing is numbered."""
    if (answer := send.answer) is None or not send.refused:
        return False
    return answer.cause is Reason.PAYOUT_QUEUED and answer.partner_reference is None


def _numbers(sends: list[Request]) -> set[str | None]:
    """Return under which numbers a partner has answered; None is one that it did not tell.

    An answer that proves nothing may still name a number. One that says 2xx and is disbelieved had
    a number that we do not know.
    """
    numbers: set[str | None] = set()
    for send in sends:
        if (answer := send.answer) is None or not send.arrived or _was_turned_away(send):
            continue
        accepted = answer.code is not None and answer.code.startswith("2")
        if answer.outcome is not Outcome.UNKNOWN or accepted or answer.partner_reference:
            numbers.add(answer.partner_reference)
    return numbers


def _last_number(sends: list[Request]) -> str | None:
    told = [send.answer.partner_reference for send in sends if send.answer is not None]
    return next((number for number in reversed(told) if number), None)
