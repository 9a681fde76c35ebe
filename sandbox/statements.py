"""The account statement of a channel: SNAP BI service 12, transaction history list.

Page size, order and longest stretch are the standard's (SNAP Developer Site, Riwayat Transaksi).
INVENTED: that each line names our reference, the channel's own and the account, all three in its
`additionalInfo`, and the number of all lines in the answer's.
"""

from collections.abc import Iterator
from datetime import datetime, timedelta

from sandbox.clock import instant, iso
from sandbox.faults import Faults, Occasion
from sandbox.ledger import Booking, Ledger
from sandbox.orders import Call, Refused, is_instant, rupiah

LARGEST_PAGE = 50
LONGEST_STRETCH = timedelta(days=31)
_PAGE_DIGITS = 6
_KINDS = {"credit": "PAYMENT", "reversal": "REFUND"}
Line = dict[str, object]


class Statements:
    """What was booked, as a channel tells it: the latest first."""

    def __init__(self, ledger: Ledger, faults: Faults) -> None:
        self._ledger = ledger
        self._faults = faults

    def page(self, call: Call) -> dict[str, object]:
        """Return one page of a stretch of time, both ends included. Raises `Refused`."""
        start, end = _instant(call, "fromDateTime"), _instant(call, "toDateTime")
        size = _whole(call, "pageSize", otherwise=10)
        if not start <= end <= start + LONGEST_STRETCH:
            raise Refused(400, "01", "toDateTime")
        if not 1 <= size <= LARGEST_PAGE:
            raise Refused(400, "01", "pageSize")
        first = size * _whole(call, "pageNumber", otherwise=0)
        lines = [
            line
            for booked_at, line in self._lines(call.channel)
            if start <= booked_at.replace(microsecond=0) <= end
        ]
        return {
            "partnerReferenceNo": call.body.get("partnerReferenceNo", ""),
            "detailData": lines[first : first + size],
            "additionalInfo": {"totalRecord": len(lines)},
        }

    def _lines(self, channel: str) -> Iterator[tuple[datetime, Line]]:
        """Return every line of a channel; faults choose theirs from the first line ever."""
        booked = self._ledger.booked(channel)[::-1]
        occasions = [
            Occasion(channel, "statement", at, account=row.account, service="12")
            for row, at in booked
        ]
        omitted = self._faults.struck("statement_omits", occasions)
        doubled = self._faults.struck("statement_doubles", occasions)
        wrong = self._faults.struck("statement_wrong_amount", occasions)
        for place in reversed(range(len(booked))):
            row, at = booked[place]
            amount_idr = row.amount // 10 if place in wrong else row.amount
            times = 0 if place in omitted else 2 if place in doubled else 1
            for _ in range(times):
                yield at, _line(row, at, amount_idr)


def _line(row: Booking, at: datetime, amount_idr: int) -> Line:
    return {
        "dateTime": iso(at),
        "amount": rupiah(amount_idr),
        "remark": row.reference,
        "status": "SUCCESS",
        "type": _KINDS[row.kind],
        "additionalInfo": {
            "partnerReferenceNo": row.reference,
            "referenceNo": row.reference_no,
            "accountNo": row.account,
        },
    }


def _instant(call: Call, name: str) -> datetime:
    text = call.text(name)
    if not is_instant(text):
        raise Refused(400, "01", name)
    return instant(text)


def _whole(call: Call, name: str, *, otherwise: int) -> int:
    """Read a number: the standard's table calls it one, its sample writes it as text."""
    text = str(call.body.get(name, otherwise))
    if not (text.isascii() and text.isdecimal() and len(text) <= _PAGE_DIGITS):
        raise Refused(400, "01", name)
    return int(text)
