"""Whether an account may receive an amount: two replies merged into one `AccountCheck`.

The account inquiry (service 15 or 37) is the standard's. It knows neither NIK nor upgrade level,
so an owner confirmation follows, which is invented.
"""

from dataclasses import dataclass
from datetime import datetime

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from domain.messages import AccountCheck, AccountField
from domain.names import Agreement, names_agree
from domain.ports import PartnerContract, PartnerUnavailable
from domain.reasons import Reason
from domain.snap_codes import Cause, Verdict
from partners.snap.answers import Reading

_OUR_TROUBLE = frozenset(
    {Cause.OUR_REQUEST, Cause.OUR_CREDENTIALS, Cause.OUR_ACCOUNT, Cause.OUR_FUNDS_OR_LIMIT}
)
_ABNORMAL = frozenset({Reason.ACCOUNT_SUSPENDED, Reason.ACCOUNT_INACTIVE})


class Confirmation(BaseModel):
    """The owner confirmation's answer. None: the channel does not say."""

    model_config = ConfigDict(frozen=True, strict=True, hide_input_in_errors=True)

    active: bool | None = None
    upgraded: bool | None = None
    nik_match: bool | None = Field(default=None, alias="nikMatch")
    name_match: bool | None = Field(default=None, alias="nameMatch")
    phone_match: bool | None = Field(default=None, alias="phoneMatch")
    room_balance: bool | None = Field(default=None, alias="roomBalance")
    room_monthly: bool | None = Field(default=None, alias="roomMonthly")


@dataclass(frozen=True, slots=True, repr=False)
class Inquiry:
    """What the account inquiry told: the holder's name, or why it refused."""

    name: str | None = None
    refused: Reason | None = None


def of_inquiry(reading: Reading) -> Inquiry:
    """Read the answer to an account inquiry. Raises as `settled`."""
    if settled(reading):
        return Inquiry(refused=reading.reason)
    fields = reading.fields
    name = fields.get("customerName") or fields.get("beneficiaryAccountName")
    return Inquiry(name=name if isinstance(name, str) else None)


def of_confirmation(reading: Reading) -> Confirmation | None:
    """Read the owner confirmation; None if the channel knows no such account.

    Raises:
        PartnerUnavailable: the channel cannot tell now.
        PartnerContract: the answer is outside the contract.
    """
    if settled(reading):
        if reading.reason is Reason.ACCOUNT_NOT_FOUND:
            return None
        raise PartnerContract(f"owner confirmation: {reading.code}")
    try:
        return Confirmation.model_validate(reading.fields)
    except ValidationError as error:
        names = ", ".join(str(one["loc"][0]) for one in error.errors() if one["loc"])
        raise PartnerContract(f"owner confirmation: not true or false: {names}") from None


def settled(reading: Reading) -> bool:
    """Say whether the channel refused because of the account; False if it answered in full.

    Raises:
        PartnerUnavailable: it neither answered nor refused: later, unknown, in progress.
        PartnerContract: it refused because of us.
    """
    verdict, cause, _ = reading.meaning
    if cause is Cause.OK:
        return False
    if cause in _OUR_TROUBLE:
        raise PartnerContract(f"our request was refused: {reading.code}")
    if cause is Cause.LATER or verdict is not Verdict.NOT_PAID:
        raise PartnerUnavailable(f"no usable answer: {reading.code}", reading.retry_after)
    return True


def missing(at: datetime) -> AccountCheck:
    """Return the check of an account that does not exist."""
    passed: dict[AccountField, bool | None] = dict.fromkeys(AccountField)
    passed[AccountField.EXISTS] = False
    return AccountCheck(passed=passed, reason=Reason.ACCOUNT_NOT_FOUND, at=at)


def merged(
    inquiry: Inquiry, told: Confirmation, *, our_name: str, bank: bool, at: datetime
) -> AccountCheck:
    """Merge both answers; the reason is the first thing to repair.

    Raises `PartnerUnavailable` where both are silent about the owner: silence is not consent.
    """
    room_balance = False if inquiry.refused is Reason.WALLET_LIMIT_BALANCE else told.room_balance
    named = _name_passed(inquiry, told, our_name)
    if inquiry.refused is None and (told.active is None or (told.nik_match, named) == (None, None)):
        # Money goes to nobody of whom the channel says neither the NIK nor the name.
        raise PartnerUnavailable("the channel does not say whose account it is, or if it is open")
    passed: dict[AccountField, bool | None] = {
        AccountField.EXISTS: True,
        AccountField.ACTIVE: False if inquiry.refused in _ABNORMAL else told.active,
        # A bank account has no level: its owner was identified when it was opened.
        AccountField.UPGRADED: None if bank else told.upgraded,
        AccountField.NAME: named,
        AccountField.PHONE: told.phone_match,
        AccountField.NIK: told.nik_match,
        AccountField.ROOM: _both(room_balance, told.room_monthly),
    }
    return AccountCheck(
        passed=passed,
        reason=_first_reason(passed, inquiry.refused, room_balance),
        at=at,
    )


def _first_reason(
    passed: dict[AccountField, bool | None], refused: Reason | None, room_balance: bool | None
) -> Reason | None:
    name_differs = passed[AccountField.NAME] is False
    # Whose it is comes first: an account that is not the participant's is not theirs to repair.
    found: list[tuple[bool, Reason]] = [
        (passed[AccountField.NIK] is False and name_differs, Reason.ACCOUNT_NOT_OWN),
        (passed[AccountField.NIK] is False, Reason.NIK_MISMATCH),
        (passed[AccountField.PHONE] is False, Reason.PHONE_MISMATCH),
        # The NIK says who the owner is; a name counts only where the channel keeps it silent.
        (passed[AccountField.NIK] is None and name_differs, Reason.NAME_MISMATCH),
        (passed[AccountField.ACTIVE] is False, _inactive(refused)),
        (passed[AccountField.UPGRADED] is False, Reason.KYC_REQUIRED),
        (room_balance is False, Reason.WALLET_LIMIT_BALANCE),
        (passed[AccountField.ROOM] is False, Reason.WALLET_LIMIT_MONTHLY),
    ]
    repairs = [reason for fails, reason in found if fails]
    return repairs[0] if repairs else refused


def _inactive(refused: Reason | None) -> Reason:
    if refused in _ABNORMAL:
        return refused
    # "Do not honor" alone is open; with "not active" beside it, it is a suspension.
    return Reason.ACCOUNT_INACTIVE if refused is None else Reason.ACCOUNT_SUSPENDED


def _name_passed(inquiry: Inquiry, told: Confirmation, our_name: str) -> bool | None:
    if told.name_match is not None or inquiry.name is None:
        return told.name_match
    return names_agree(our_name, inquiry.name) is not Agreement.DIFFERENT


def _both(first: bool | None, second: bool | None) -> bool | None:
    """Join two answers: one "no" is a no, and silence beside a "yes" is silence."""
    if first is False or second is False:
        return False
    return True if first and second else None
