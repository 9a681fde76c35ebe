"""What a SNAP BI reply says about the money of one reference.

Replies carry no signature, so what they repeat must be ours: another reference, amount or account
makes the whole reply worthless. "Not paid" comes from the allow-list in `domain.snap_codes`, and
whatever is not understood is unknown.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from domain.payouts import Outcome
from domain.ports import Answer, Beneficiary, Transfer
from domain.reasons import Reason
from domain.snap_codes import (
    Cause,
    Meaning,
    ResponseCode,
    StatusVerdict,
    Verdict,
    meaning,
    reason_for,
    status_verdict,
)
from partners.documents import NotADocument, read
from partners.snap import bodies
from partners.snap.profiles import Profile
from partners.wire import Reply

UNKNOWN = Answer(outcome=Outcome.UNKNOWN, cause=Reason.UNKNOWN_OUTCOME)
"""Nobody knows. The one answer to everything odd."""

_REFERENCE = re.compile(r"[!-~]{1,64}", re.ASCII)
_TRANSACTION_NOT_FOUND = "01"
_NOT_FOUND_HTTP = 404
_ECHOED_ACCOUNTS = ("customerNumber", "beneficiaryAccountNo", "accountNo")


class Garbled(Exception):
    """The reply is not one of the standard for this call. The message repeats nothing of it."""


@dataclass(frozen=True, slots=True)
class Reading:
    """A reply with a code; its fields are not shown in a `repr`."""

    code: ResponseCode
    meaning: Meaning
    of_this_call: bool
    """Its code agrees with the HTTP status and with the service that was called."""
    fields: Mapping[str, Any] = field(repr=False)
    retry_after: timedelta | None = None
    """The wait that the channel asked for."""

    @property
    def reason(self) -> Reason:
        """What the participant is told when the call ends with this code."""
        return reason_for(self.code, _table(self.fields.get("additionalInfo")))


def understood(reply: Reply, service: str) -> Reading:
    """Read a reply to a call of this service. Raises `Garbled` if it has no response code."""
    try:
        fields = read(reply.body)
        code = ResponseCode.parse(fields.get("responseCode"))
    except (NotADocument, ValueError):
        raise Garbled(f"HTTP {reply.status} without a response code") from None
    return Reading(
        code=code,
        meaning=meaning(code, sent_http=reply.status, service=service),
        of_this_call=(code.http, code.service) == (reply.status, service),
        fields=fields,
        retry_after=reply.retry_after,
    )


def contradicts(
    fields: Mapping[str, Any], reference: str, beneficiary: Beneficiary, amount_idr: int
) -> bool:
    """Say whether a reply repeats another reference, amount or account than ours.

    All of them are optional in the standard: what is not repeated is not a contradiction.
    """
    references = [fields.get("partnerReferenceNo"), fields.get("originalPartnerReferenceNo")]
    accounts = [fields.get(name) for name in _ECHOED_ACCOUNTS]
    return (
        any(_told(text) and text != reference for text in references)
        or any(_told(text) and not _same_account(text, beneficiary.number) for text in accounts)
        # Text against text: 600000, 600000.0 and "600000.001" are other amounts.
        or (_told(told := fields.get("amount")) and not _same_amount(told, amount_idr))
        or (_told(told := fields.get("currency")) and told != bodies.CURRENCY)
    )


def of_transfer(reply: Reply, transfer: Transfer, profile: Profile) -> Answer:
    """Read the reply to a money call (service 17 or 38)."""
    try:
        reading = understood(reply, profile.transfer.service)
    except Garbled:
        return UNKNOWN
    code, fields = str(reading.code), reading.fields
    verdict, cause, _ = reading.meaning
    to_nobody = cause in {Cause.OK, Cause.IN_PROGRESS} and _lacks_account(fields, profile)
    if to_nobody or contradicts(
        fields, transfer.reference, transfer.beneficiary, transfer.amount_idr
    ):
        return UNKNOWN.model_copy(update={"code": code})
    theirs = _partner_reference(fields.get("referenceNo")) if reading.of_this_call else None
    if verdict is Verdict.PAID_IF_FINAL and profile.sync_final and theirs:
        return Answer(outcome=Outcome.PAID, code=code, partner_reference=theirs)
    # A final answer must name their reference; without it the status inquiry decides. 202 says
    # that the order stands, which is as much as a 200 that is not final.
    if cause is Cause.IN_PROGRESS or (verdict is Verdict.PAID_IF_FINAL and not profile.sync_final):
        return Answer(outcome=Outcome.ACCEPTED, code=code, partner_reference=theirs)
    if verdict is Verdict.NOT_PAID:
        refused, reason = Outcome.NOT_PAID, reading.reason
        return Answer(outcome=refused, cause=reason, code=code, partner_reference=theirs)
    unlisted = cause is Cause.UNKNOWN_CODE and reading.of_this_call
    reason = Reason.UNKNOWN_PARTNER_CODE if unlisted else Reason.UNKNOWN_OUTCOME
    return Answer(outcome=Outcome.UNKNOWN, cause=reason, code=code, partner_reference=theirs)


def of_status(reply: Reply, transfer: Transfer, profile: Profile) -> Answer:
    """Read the reply to a status inquiry (service 36 or 39).

    A successful response code says only that the inquiry worked; any other, "not found" apart,
    proves nothing about the payment. The verdict is `latestTransactionStatus`.
    """
    try:
        reading = understood(reply, profile.status.service)
    except Garbled:
        return UNKNOWN
    code, fields = reading.code, reading.fields
    unknown = UNKNOWN.model_copy(update={"code": str(code)})
    if contradicts(
        fields, transfer.reference, transfer.beneficiary, transfer.amount_idr
    ) or _is_of_another(fields, transfer, profile):
        return unknown
    if reading.of_this_call and (code.http, code.case) == (_NOT_FOUND_HTTP, _TRANSACTION_NOT_FOUND):
        return unknown.model_copy(update={"not_found": True})
    status = fields.get("latestTransactionStatus")
    if reading.meaning.cause is not Cause.OK or not isinstance(status, str):
        return unknown
    answer = _of_transaction_status(status, fields, unknown)
    # Of what a bank does not know it can name no account; all else would be about nobody's.
    return unknown if _lacks_account(fields, profile) and not answer.not_found else answer


def _lacks_account(fields: Mapping[str, Any], profile: Profile) -> bool:
    """Say whether a bank leaves out to whom: mandatory in the answers of services 17 and 36."""
    return profile.bank and not _told(fields.get("beneficiaryAccountNo"))


def _is_of_another(fields: Mapping[str, Any], transfer: Transfer, profile: Profile) -> bool:
    """Say whether a status tells of another service, or of another reference of theirs."""
    service, theirs = fields.get("serviceCode"), fields.get("originalReferenceNo")
    asked = transfer.partner_reference
    return (_told(service) and service != profile.transfer.service) or (
        asked is not None and _told(theirs) and theirs != asked
    )


def _of_transaction_status(status: str, fields: Mapping[str, Any], unknown: Answer) -> Answer:
    theirs = _partner_reference(fields.get("originalReferenceNo"))
    match status_verdict(status):
        case StatusVerdict.PAID:
            return Answer(
                outcome=Outcome.PAID,
                code=status,
                partner_reference=theirs,
                carried_out=_partner_reference(fields.get("originalExternalId")),
            )
        case StatusVerdict.RETURNED:
            outcome, cause = Outcome.REVERSED, Reason.REVERSED_BY_PARTNER
        case StatusVerdict.NOT_PAID:
            outcome, cause = Outcome.NOT_PAID, _stated_cause(fields)
        case StatusVerdict.PENDING:
            outcome, cause = Outcome.UNKNOWN, Reason.PAYOUT_IN_PROGRESS
        case StatusVerdict.NOT_FOUND:
            return unknown.model_copy(update={"code": status, "not_found": True})
        case StatusVerdict.UNKNOWN:
            return unknown.model_copy(update={"cause": Reason.UNKNOWN_PARTNER_CODE})
    return Answer(outcome=outcome, cause=cause, code=status, partner_reference=theirs)


def _stated_cause(fields: Mapping[str, Any]) -> Reason:
    """Find why a payment was refused: service 36 may repeat the code of the transfer."""
    try:
        previous = ResponseCode.parse(fields.get("previousResponseCode"))
    except ValueError:
        return Reason.CAUSE_NOT_GIVEN
    refused = meaning(previous, sent_http=previous.http, service=previous.service)
    if refused.verdict is not Verdict.NOT_PAID:
        return Reason.CAUSE_NOT_GIVEN
    return reason_for(previous, _table(fields.get("additionalInfo")))


def _told(value: object) -> bool:
    """Say whether an optional field says anything: absent, null and "" do not."""
    return value is not None and value != ""


def _same_account(told: object, ours: str) -> bool:
    if not isinstance(told, str):
        return False
    told, ours = canonical(told), canonical(ours)
    # Some channels mask the account that they repeat: a star says nothing.
    return len(told) == len(ours) and all(a in {"*", b} for a, b in zip(told, ours, strict=True))


def _same_amount(told: object, amount_idr: int) -> bool:
    ours = bodies.amount(amount_idr)
    return isinstance(told, dict) and told == {name: ours.get(name) for name in ("value", *told)}


def canonical(account: str) -> str:
    """Write 08..., +628... and 628... alike."""
    account = account.removeprefix("+")
    return f"62{account[1:]}" if account.startswith("08") else account


def _partner_reference(value: object) -> str | None:
    return value if isinstance(value, str) and _REFERENCE.fullmatch(value) else None


def _table(value: object) -> Mapping[str, object] | None:
    return value if isinstance(value, dict) else None
