"""The account statement that a channel gives: SNAP BI service 12, transaction history list.

The standard sets 50 lines a page and one month a request, the newest line first. INVENTED: each
line names our reference, the channel's own and the account in its `additionalInfo`, since the
standard has no field for them; and `totalRecord` in the answer's tells how many lines there are.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Literal

from domain.clock import JAKARTA, at_hour
from domain.ports import PartnerContract
from domain.statements import StatementLine
from partners.snap.answers import Reading
from partners.snap.checks import settled

PAGE_SIZE = 50
MOST_PAGES = 1000
"""Of one stretch: 50,000 lines in four weeks are more than a channel's share of the programme."""
_STRETCH = timedelta(days=28)
"""The shortest month: longer stretches may be refused."""
_SECOND = timedelta(seconds=1)

_AMOUNT = re.compile(r"([1-9][0-9]{0,12})\.00", re.ASCII)
_INSTANT = re.compile(r"20\d\d-\d\d-\d\dT\d\d:\d\d:\d\d[+-][01]\d:[0-5]\d", re.ASCII)
_REFERENCE = re.compile(r"[!-~]{1,64}", re.ASCII)
_ACCOUNT = re.compile(r"\+?[0-9*]{1,34}", re.ASCII)
# The standard's list of types is open ("etc."). Money to somebody's account has these names,
_CREDITS = frozenset({"PAYMENT", "DISBURSMENT", "SEND_MONEY"})
# and money into our own account is not about a payment of ours.
_OUR_OWN = frozenset({"TOP_UP", "RECEIVE_MONEY"})
_BOOKED = "SUCCESS"
_NOT_BOOKED = frozenset({"INIT", "CLOSED", "CANCELLED"})


@dataclass(frozen=True, slots=True)
class Page:
    """One page: its lines about payments, of all those on it, and how many there are in all."""

    lines: list[StatementLine]
    size: int
    total: int | None


def stretches(first: date, last: date, at: datetime) -> Iterator[tuple[datetime, datetime]]:
    """Cut whole Jakarta days into stretches that one request may cover, both ends included.

    They end before the second of `at`: while pages are read no new line may come in.
    """
    start = at_hour(first, 0)
    end = min(at_hour(last, 0) + timedelta(days=1), at.astimezone(JAKARTA).replace(microsecond=0))
    while start < end:
        following = min(start + _STRETCH, end)
        yield start, following - _SECOND
        start = following


def of_page(reading: Reading, reference: str, start: datetime, end: datetime) -> Page:
    """Read a page of the stretch that was asked for.

    Raises:
        PartnerUnavailable: the channel cannot tell now.
        PartnerContract: it refuses, or a line is not one of the contract. No line is ever guessed.
    """
    if settled(reading):
        raise PartnerContract(f"statement: {reading.code}")
    if reading.fields.get("partnerReferenceNo", reference) != reference:
        raise PartnerContract("statement: the answer to another question")
    told = reading.fields.get("detailData")
    if not isinstance(told, list) or len(told) > PAGE_SIZE:
        raise PartnerContract("statement: detailData: not a list of at most a page")
    found = (_line(line, start, end) for line in told)
    lines = [line for line in found if line is not None]
    return Page(lines=lines, size=len(told), total=_total(reading.fields))


def _line(told: object, start: datetime, end: datetime) -> StatementLine | None:
    """Read a line; None if it is not about money that reached or left somebody's account."""
    if not isinstance(told, dict):
        raise _broken("detailData")
    kind = _kind(told)
    if kind is None:
        return None
    booked_at = _instant(told.get("dateTime"))
    if not start <= booked_at <= end:
        raise _broken("dateTime")
    extra = told.get("additionalInfo")
    own = extra if isinstance(extra, dict) else {}
    account = _text(own, "accountNo", _ACCOUNT)
    reference = _text(own, "partnerReferenceNo", _REFERENCE)
    if reference is None:
        raise _broken("partnerReferenceNo")
    return StatementLine(
        reference=reference,
        kind=kind,
        amount_idr=_amount_idr(told.get("amount")),
        account=account,
        partner_reference=_text(own, "referenceNo", _REFERENCE),
        booked_at=booked_at,
    )


def _kind(told: Mapping[str, Any]) -> Literal["credit", "reversal"] | None:
    status, kind = told.get("status"), told.get("type")
    if not isinstance(status, str) or not isinstance(kind, str):
        raise _broken("status or type")
    if kind in _OUR_OWN or status in _NOT_BOOKED:
        return None
    if status != _BOOKED:
        raise _broken("status")
    if kind in _CREDITS:
        return "credit"
    if kind == "REFUND":
        return "reversal"
    raise _broken("type")


def _amount_idr(told: object) -> int:
    value = told.get("value") if isinstance(told, dict) and told.get("currency") == "IDR" else None
    found = _AMOUNT.fullmatch(value) if isinstance(value, str) else None
    if found is None:
        raise _broken("amount")
    return int(found[1])


def _instant(told: object) -> datetime:
    if not isinstance(told, str) or not _INSTANT.fullmatch(told):
        raise _broken("dateTime")
    try:
        return datetime.fromisoformat(told).astimezone(JAKARTA)
    except ValueError:
        raise _broken("dateTime") from None


def _text(fields: Mapping[str, Any], name: str, form: re.Pattern[str]) -> str | None:
    """Return an optional text: absent, null and "" are None; anything else must have its form."""
    told = fields.get(name)
    if told is None or told == "":
        return None
    if not isinstance(told, str) or not form.fullmatch(told):
        raise _broken(name)
    return told


def _total(fields: Mapping[str, Any]) -> int | None:
    extra = fields.get("additionalInfo")
    told = extra.get("totalRecord") if isinstance(extra, dict) else None
    return told if isinstance(told, int) and not isinstance(told, bool) else None


def _broken(name: str) -> PartnerContract:
    """Name the field and repeat nothing of the line."""
    return PartnerContract(f"statement: {name}: missing or wrong")
