"""Which fault of a partner can be the cause of which reason that is shown.

Response codes are those of SNAP BI: three digits of HTTP, two of the service, two of the case
(`docs/partner-api.md`; the national standard lists the cases). A fault that never fired causes
nothing.
"""

from auditor.evidence import Fault

MONEY = frozenset({"check", "send", "inquire", "token"})
"""The operations on a payment's way; faults of any other keep no money back."""
_NEWS = ("lost_hook", "late_hook", "duplicate_hook", "statement_")
_ANSWERS = frozenset({"code", "garbled"})
_UNUSABLE = frozenset({"40305", "40307", "40308", "40309", "40316", "40318"})
CASES = {
    "ACCOUNT_NOT_FOUND": frozenset({"40411"}),
    "ACCOUNT_INACTIVE": _UNUSABLE,
    "ACCOUNT_SUSPENDED": _UNUSABLE,
    "PHONE_EXPIRED": _UNUSABLE,
    "WALLET_LIMIT_BALANCE": frozenset({"40302", "40323"}),
    "WALLET_LIMIT_MONTHLY": frozenset({"40302", "40323"}),
    "ACCOUNT_LIMIT_DAILY": frozenset({"40302", "40323"}),
    "FRAUD_SUSPECTED": frozenset({"40303"}),
}
"""Reasons that a partner's code alone can be the cause of, with HTTP and case of these codes."""
_ANY: tuple[frozenset[str], frozenset[str] | None] = (MONEY, None)
_OF_PARTNER: dict[str, tuple[frozenset[str], frozenset[str] | None]] = {
    "UNKNOWN_OUTCOME": (frozenset({"send", "inquire", "token"}), None),
    "CHANNEL_DOWN": _ANY,
    "CHANNEL_INCIDENT": _ANY,
    "PARTNER_TIMEOUT": _ANY,
    "SYSTEM_ERROR": _ANY,
    "PAYOUT_IN_PROGRESS": _ANY,
    "CAUSE_NOT_GIVEN": (MONEY - {"token"}, _ANSWERS | {"lies_about_status"}),
    "UNKNOWN_PARTNER_CODE": (MONEY - {"token"}, _ANSWERS),
    "OUR_REQUEST_REJECTED": (MONEY, _ANSWERS),
    "PAYOUT_QUEUED": (MONEY, frozenset({"code", "too_many", "end_of_day"})),
}
"""Operations, and kinds of fault (None: any), that can be the cause of a partner's reason."""
_NO_ANSWER = "5"
_FAILED = frozenset({"05", "06"})
"""Of SNAP BI's `latestTransactionStatus`: cancelled, failed."""


def can_cause(fault: Fault, code: str) -> bool:
    """Say whether a fault that fired can be the cause of a reason."""
    if not fault.fired or fault.fault.startswith(_NEWS):
        return False
    if code in CASES:
        told = f"{fault.kind[1][:3]}{fault.kind[1][5:]}"
        return (
            fault.fault == "code"
            and fault.operation in {None, "check", "send"}
            and told in CASES[code]
        )
    operations, kinds = _OF_PARTNER.get(code, (frozenset[str](), None))
    return (fault.operation is None or fault.operation in operations) and (
        kinds is None or fault.fault in kinds
    )


def says_no(fault: Fault) -> bool:
    """Say whether a fault that fired makes a partner call a payment not paid.

    Codes with HTTP 5xx and 409 are no answer about the money (`docs/money.md`).
    """
    if not fault.fired or fault.operation not in {None, "send", "inquire"}:
        return False
    if fault.fault == "code":
        return not fault.kind[1].startswith((_NO_ANSWER, "409"))
    return fault.fault in {"too_many", "end_of_day", "credits_late"} or denies(fault)


def denies(fault: Fault) -> bool:
    """Say whether a fault that fired makes an inquiry call a payment failed, or cancelled.

    "Not found" and codes are no such answer: after them the same reference is sent again.
    """
    lies = fault.fault == "lies_about_status" and fault.kind[1] in _FAILED
    return bool(fault.fired) and (lies or fault.fault == "credits_late")
