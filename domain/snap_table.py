"""The response codes of the national payment standard (SNAP BI), read for a money call.

The standard lists 63 codes, the same for every service. The verdicts are ours, for services 17,
18, 38 and 43: "not paid" is a short allow-list, and everything else has to be asked about.
"""

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType
from typing import NamedTuple


class Verdict(StrEnum):
    """What one answer proves about the money of one request."""

    PAID_IF_FINAL = "paid_if_final"
    """Paid, where the provider says that its synchronous answer is final."""
    UNKNOWN = "unknown"
    NOT_PAID = "not_paid"
    """Not paid by this request; the reference is unpaid only if every earlier request was."""
    INQUIRE = "inquire"
    """The code has a plain meaning, but not about the money: ask, and tell an engineer."""


class Cause(StrEnum):
    """Whose trouble a code reports, and so what happens next."""

    OK = "ok"
    IN_PROGRESS = "in_progress"
    OUR_REQUEST = "our_request"
    OUR_CREDENTIALS = "our_credentials"
    OUR_ACCOUNT = "our_account"
    OUR_FUNDS_OR_LIMIT = "our_funds_or_limit"
    BENEFICIARY_ACCOUNT = "beneficiary_account"
    BENEFICIARY_LIMIT = "beneficiary_limit"
    ROUTE = "route"
    LATER = "later"
    FRAUD_HOLD = "fraud_hold"
    READ_REASON = "read_reason"
    EXPIRED = "expired"
    SUSPENDED = "suspended"
    UNEXPECTED_HERE = "unexpected_here"
    AMBIGUOUS = "ambiguous"
    SAME_REFERENCE_OTHER_PARAMETERS = "same_reference_other_parameters"
    EXTERNAL_ID_REUSED = "external_id_reused"
    REFERENCE_ALREADY_USED = "reference_already_used"
    PROVIDER_ERROR = "provider_error"
    TIMEOUT = "timeout"
    UNKNOWN_CODE = "unknown_code"


class Meaning(NamedTuple):
    """How a code is read; `note` is a few words for an engineer."""

    verdict: Verdict
    cause: Cause
    note: str


# Short names, so that a row of the table stays a row.
_IF_FINAL, _UNKNOWN = Verdict.PAID_IF_FINAL, Verdict.UNKNOWN
_NOT_PAID, _INQUIRE = Verdict.NOT_PAID, Verdict.INQUIRE

_ROWS = (
    (200, "00", _IF_FINAL, Cause.OK, "done"),
    (202, "00", _UNKNOWN, Cause.IN_PROGRESS, "accepted, still being processed"),
    (400, "00", _NOT_PAID, Cause.OUR_REQUEST, "request could not be read"),
    (400, "01", _NOT_PAID, Cause.OUR_REQUEST, "a field has the wrong form"),
    (400, "02", _NOT_PAID, Cause.OUR_REQUEST, "a mandatory field is missing"),
    (401, "00", _NOT_PAID, Cause.OUR_CREDENTIALS, "not authorised"),
    (401, "01", _NOT_PAID, Cause.OUR_CREDENTIALS, "access token invalid or expired"),
    (401, "02", _NOT_PAID, Cause.OUR_CREDENTIALS, "customer token invalid or expired"),
    (401, "03", _NOT_PAID, Cause.OUR_CREDENTIALS, "access token not known"),
    (401, "04", _NOT_PAID, Cause.OUR_CREDENTIALS, "customer token not known"),
    (403, "00", _INQUIRE, Cause.EXPIRED, "transaction expired"),
    (403, "01", _NOT_PAID, Cause.OUR_ACCOUNT, "we may not use this function"),
    (403, "02", _NOT_PAID, Cause.BENEFICIARY_LIMIT, "amount above a limit"),
    (403, "03", _NOT_PAID, Cause.FRAUD_HOLD, "fraud suspected"),
    (403, "04", _NOT_PAID, Cause.LATER, "too many transactions for now"),
    (403, "05", _NOT_PAID, Cause.BENEFICIARY_ACCOUNT, "account or user in an abnormal state"),
    (403, "06", _NOT_PAID, Cause.LATER, "cut-off, closed at this time"),
    (403, "07", _NOT_PAID, Cause.BENEFICIARY_ACCOUNT, "card blocked"),
    (403, "08", _NOT_PAID, Cause.BENEFICIARY_ACCOUNT, "card expired"),
    (403, "09", _NOT_PAID, Cause.BENEFICIARY_ACCOUNT, "account dormant"),
    (403, "10", _INQUIRE, Cause.UNEXPECTED_HERE, "token limit must be set"),
    (403, "11", _INQUIRE, Cause.UNEXPECTED_HERE, "one-time code blocked"),
    (403, "12", _INQUIRE, Cause.UNEXPECTED_HERE, "one-time code expired"),
    (403, "13", _INQUIRE, Cause.UNEXPECTED_HERE, "one-time code sent to the card's holder"),
    (403, "14", _NOT_PAID, Cause.OUR_FUNDS_OR_LIMIT, "our balance is too small"),
    (403, "15", _NOT_PAID, Cause.READ_REASON, "not permitted, see the message"),
    (403, "16", _INQUIRE, Cause.SUSPENDED, "transaction suspended"),
    (403, "17", _INQUIRE, Cause.UNEXPECTED_HERE, "above the token's limit"),
    (403, "18", _NOT_PAID, Cause.BENEFICIARY_ACCOUNT, "account, card or customer inactive"),
    (403, "19", _NOT_PAID, Cause.OUR_ACCOUNT, "we are blocked"),
    (403, "20", _NOT_PAID, Cause.OUR_FUNDS_OR_LIMIT, "our limit of the day is used up"),
    (403, "21", _INQUIRE, Cause.UNEXPECTED_HERE, "token limit may not be set"),
    (403, "22", _INQUIRE, Cause.UNEXPECTED_HERE, "token limit out of range"),
    (403, "23", _NOT_PAID, Cause.BENEFICIARY_LIMIT, "account's limit of the day is used up"),
    (404, "00", _INQUIRE, Cause.AMBIGUOUS, "transaction in an invalid state"),
    (404, "01", _INQUIRE, Cause.AMBIGUOUS, "transaction not found"),
    (404, "02", _INQUIRE, Cause.AMBIGUOUS, "invalid routing, or no connection to the switch"),
    (404, "03", _NOT_PAID, Cause.ROUTE, "bank not served by the switch"),
    (404, "04", _INQUIRE, Cause.AMBIGUOUS, "transaction cancelled"),
    (404, "05", _INQUIRE, Cause.UNEXPECTED_HERE, "not registered for card registration"),
    (404, "06", _INQUIRE, Cause.UNEXPECTED_HERE, "one-time code must be requested"),
    (404, "07", _INQUIRE, Cause.UNEXPECTED_HERE, "registration journey not found"),
    (404, "08", _NOT_PAID, Cause.OUR_ACCOUNT, "we are unknown or in an abnormal state"),
    (404, "09", _NOT_PAID, Cause.ROUTE, "no issuer for the account"),
    (404, "10", _INQUIRE, Cause.AMBIGUOUS, "step out of order"),
    (404, "11", _NOT_PAID, Cause.BENEFICIARY_ACCOUNT, "no such account, card or customer"),
    (404, "12", _INQUIRE, Cause.UNEXPECTED_HERE, "bill blocked or not found"),
    (404, "13", _NOT_PAID, Cause.OUR_REQUEST, "amount not accepted"),
    (404, "14", _INQUIRE, Cause.UNEXPECTED_HERE, "bill already paid"),
    (404, "15", _INQUIRE, Cause.UNEXPECTED_HERE, "one-time code wrong"),
    (404, "16", _NOT_PAID, Cause.OUR_ACCOUNT, "our partner id not found"),
    (404, "17", _NOT_PAID, Cause.OUR_ACCOUNT, "our terminal not found"),
    (404, "18", _INQUIRE, Cause.SAME_REFERENCE_OTHER_PARAMETERS, "reference used, other content"),
    (404, "19", _INQUIRE, Cause.UNEXPECTED_HERE, "bill expired"),
    (405, "00", _NOT_PAID, Cause.OUR_REQUEST, "function not supported"),
    (405, "01", _NOT_PAID, Cause.OUR_REQUEST, "operation not allowed now"),
    (409, "00", _INQUIRE, Cause.EXTERNAL_ID_REUSED, "external id used twice in a day"),
    # The standard: "already succeeded". Durianpay and Midtrans: merely "already created".
    (409, "01", _INQUIRE, Cause.REFERENCE_ALREADY_USED, "reference used before, perhaps paid"),
    (429, "00", _NOT_PAID, Cause.LATER, "too many requests"),
    # The standard says of 500-01 "retry"; the banks say to inquire first, and they hold the money.
    (500, "00", _UNKNOWN, Cause.PROVIDER_ERROR, "general error"),
    (500, "01", _UNKNOWN, Cause.PROVIDER_ERROR, "internal error"),
    (500, "02", _UNKNOWN, Cause.PROVIDER_ERROR, "error behind the provider"),
    (504, "00", _UNKNOWN, Cause.TIMEOUT, "the issuer did not answer in time"),
)

LISTED: Mapping[tuple[int, str], Meaning] = MappingProxyType(
    {(http, case): Meaning(verdict, cause, note) for http, case, verdict, cause, note in _ROWS}
)
"""The standard's codes by HTTP status and case; the same for every service."""
