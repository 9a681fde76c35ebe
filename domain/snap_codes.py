"""What a partner's answer in the national payment standard (SNAP BI) means: money, and reason.

An answer is read twice: `meaning` says what it proves about the money, `reason_for` what the
participant is told when the payment does not go on.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from typing import Self

from domain.reasons import Reason
from domain.snap_table import LISTED, Cause, Meaning, Verdict

__all__ = [
    "LISTED",
    "Cause",
    "Meaning",
    "ResponseCode",
    "StatusVerdict",
    "TransferStatus",
    "Verdict",
    "meaning",
    "reason_for",
    "status_verdict",
]


@dataclass(frozen=True, slots=True)
class ResponseCode:
    """Seven digits: the HTTP status, the service's two digits and the case's two digits."""

    http: int
    service: str
    case: str

    @classmethod
    def parse(cls, text: object) -> Self:
        """Read the code as a partner sent it.

        Raises:
            ValueError: anything but a text of exactly seven ASCII digits.

        """
        if not isinstance(text, str) or not re.fullmatch("[0-9]{7}", text):
            raise ValueError("a response code is a text of seven digits")
        return cls(http=int(text[:3]), service=text[3:5], case=text[5:])

    def __str__(self) -> str:
        """Write the seven digits."""
        return f"{self.http:03}{self.service}{self.case}"


_UNLISTED = Meaning(Verdict.UNKNOWN, Cause.UNKNOWN_CODE, "not a code of this call")


def meaning(code: ResponseCode, *, sent_http: int, service: str) -> Meaning:
    """Read the code of a money call.

    `sent_http` is the status of the HTTP response itself, `service` the two digits of the call
    made. A code that is not listed, or that disagrees with either, proves nothing.
    """
    if code.http != sent_http or code.service != service:
        return _UNLISTED
    return LISTED.get((code.http, code.case), _UNLISTED)


_REASON_BY_CAUSE: Mapping[Cause, Reason] = MappingProxyType(
    {
        Cause.OK: Reason.PAYOUT_IN_PROGRESS,
        Cause.IN_PROGRESS: Reason.PAYOUT_IN_PROGRESS,
        Cause.OUR_REQUEST: Reason.OUR_REQUEST_REJECTED,
        Cause.OUR_CREDENTIALS: Reason.OUR_REQUEST_REJECTED,
        Cause.OUR_ACCOUNT: Reason.OUR_REQUEST_REJECTED,
        Cause.OUR_FUNDS_OR_LIMIT: Reason.OUR_REQUEST_REJECTED,
        # Without more words neither of these two says that the participant has to act.
        Cause.BENEFICIARY_ACCOUNT: Reason.CAUSE_NOT_GIVEN,
        Cause.BENEFICIARY_LIMIT: Reason.OUR_REQUEST_REJECTED,
        Cause.ROUTE: Reason.CHANNEL_NOT_SUPPORTED,
        Cause.LATER: Reason.CHANNEL_DOWN,
        Cause.FRAUD_HOLD: Reason.FRAUD_SUSPECTED,
        # Mandiri answers a wrong date or currency of ours with the same code as a rejection.
        Cause.READ_REASON: Reason.CAUSE_NOT_GIVEN,
        Cause.TIMEOUT: Reason.PARTNER_TIMEOUT,
        Cause.UNKNOWN_CODE: Reason.UNKNOWN_PARTNER_CODE,
    }
)

_REASON_BY_CASE: Mapping[tuple[int, str], Reason] = MappingProxyType(
    {
        # Both only ask us to go slower; 403-06, the cut-off, is the channel's own pause.
        (403, "04"): Reason.PAYOUT_QUEUED,
        (429, "00"): Reason.PAYOUT_QUEUED,
        (403, "07"): Reason.ACCOUNT_SUSPENDED,
        (403, "08"): Reason.ACCOUNT_INACTIVE,
        (403, "09"): Reason.ACCOUNT_INACTIVE,
        (403, "18"): Reason.ACCOUNT_INACTIVE,
        # The standard counts this limit by the day, so it is gone on another day. A wallet may use
        # the code for its monthly limit too: then the check before the next send says so. Read
        # the other way round, a limit of one day would cost somebody up to a month.
        (403, "23"): Reason.ACCOUNT_LIMIT_DAILY,
        (404, "11"): Reason.ACCOUNT_NOT_FOUND,
    }
)

# DANA's `additionalInfo.resultMsg`, which tells apart what 403-05 "Do Not Honor" mixes.
_STATED_REASONS: Mapping[str, Reason] = MappingProxyType(
    {
        "PAYEE_USER_NOT_EXIST": Reason.ACCOUNT_NOT_FOUND,
        "PAYEE_USER_STATUS_DISABLE": Reason.ACCOUNT_SUSPENDED,
    }
)

_WALLET_SERVICES = frozenset({"37", "38"})


def reason_for(code: ResponseCode, additional: Mapping[str, object] | None = None) -> Reason:
    """Choose what the participant is told when a payment or an account check ends in `code`.

    `additional` is the answer's `additionalInfo`. A code that is open to two readings never
    blames the participant; one that is not listed is our own problem.
    """
    listed = LISTED.get((code.http, code.case), _UNLISTED)
    if listed.cause is Cause.BENEFICIARY_ACCOUNT:
        for value in (additional or {}).values():
            if isinstance(value, str) and value in _STATED_REASONS:
                return _STATED_REASONS[value]
    # A wallet has a ceiling that an incentive can pass. A bank account has none: there the
    # limit is one agreed for our transfers.
    if (code.http, code.case) == (403, "02") and code.service in _WALLET_SERVICES:
        return Reason.WALLET_LIMIT_BALANCE
    if reason := _REASON_BY_CASE.get((code.http, code.case)):
        return reason
    return _REASON_BY_CAUSE.get(listed.cause, Reason.UNKNOWN_OUTCOME)


class TransferStatus(StrEnum):
    """`latestTransactionStatus` of services 36 and 39, and of notifications."""

    SUCCESS = "00"
    INITIATED = "01"
    PAYING = "02"
    PENDING = "03"
    REFUNDED = "04"
    CANCELED = "05"
    FAILED = "06"
    NOT_FOUND = "07"


class StatusVerdict(StrEnum):
    """What a status says about the money of one reference."""

    PAID = "paid"
    PENDING = "pending"
    NOT_PAID = "not_paid"
    RETURNED = "returned"
    """The money was sent and has come back."""
    NOT_FOUND = "not_found"
    """No proof of anything while a request may still be on its way."""
    UNKNOWN = "unknown"


_STATUS_VERDICTS: Mapping[str, StatusVerdict] = MappingProxyType(
    {
        TransferStatus.SUCCESS: StatusVerdict.PAID,
        TransferStatus.INITIATED: StatusVerdict.PENDING,
        TransferStatus.PAYING: StatusVerdict.PENDING,
        TransferStatus.PENDING: StatusVerdict.PENDING,
        TransferStatus.REFUNDED: StatusVerdict.RETURNED,
        TransferStatus.CANCELED: StatusVerdict.NOT_PAID,
        TransferStatus.FAILED: StatusVerdict.NOT_PAID,
        TransferStatus.NOT_FOUND: StatusVerdict.NOT_FOUND,
    }
)


def status_verdict(value: str) -> StatusVerdict:
    """Read a status as the standard defines it; a value outside the standard is unknown."""
    return _STATUS_VERDICTS.get(value, StatusVerdict.UNKNOWN)
