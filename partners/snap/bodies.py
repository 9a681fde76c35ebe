"""Request bodies of SNAP BI services 12, 15, 17, 36 to 39, and of the owner confirmation.

The body of a transfer derives from the `Transfer` alone, so that each attempt under a reference
sends the same bytes: other bytes would be answered with "inconsistent request".
"""

import re
import unicodedata
from collections.abc import Mapping
from datetime import datetime

from domain.clock import JAKARTA
from domain.ports import Beneficiary, Transfer
from partners.snap.profiles import Profile

CURRENCY = "IDR"
_NOTE = "Insentif Kartu Prakerja"
_LONGEST_NAME = 100
# Letters that do not decompose into a Latin letter and a mark.
_LETTERS = str.maketrans(
    {"ß": "ss", "æ": "ae", "Æ": "AE", "ø": "o", "Ø": "O", "ł": "l", "Ł": "L", "đ": "d", "Đ": "D"}
    | dict.fromkeys("’‘ʼ`´", "'")
)

Body = dict[str, object]


def timestamp(at: datetime) -> str:
    """Write an instant as every provider seen accepts it: seconds, +07:00."""
    return at.astimezone(JAKARTA).isoformat(timespec="seconds")


def amount(amount_idr: int) -> dict[str, str]:
    """Write whole rupiah as the standard's amount object."""
    return {"value": f"{amount_idr}.00", "currency": CURRENCY}


def plain_name(name: str) -> str:
    """Write a name in ASCII without signs that JSON writers escape in different ways."""
    letters = unicodedata.normalize("NFKD", name.translate(_LETTERS)).encode("ascii", "ignore")
    return " ".join(re.sub(r"[^A-Za-z0-9 .,'-]", " ", letters.decode()).split())[:_LONGEST_NAME]


def inquiry(
    profile: Profile, beneficiary: Beneficiary, amount_idr: int, reference: str, at: datetime
) -> Body:
    """Return the body of an account inquiry, service 15 or 37."""
    if profile.bank:
        return {"partnerReferenceNo": reference, "beneficiaryAccountNo": beneficiary.number}
    return {
        "partnerReferenceNo": reference,
        "customerNumber": _account(profile, beneficiary),
        "amount": amount(amount_idr),
        "transactionDate": timestamp(at),
        "additionalInfo": dict(profile.additional),
    }


def confirmation(
    profile: Profile, beneficiary: Beneficiary, amount_idr: int, reference: str
) -> Body:
    """Return the body of the owner confirmation, an invented service."""
    return {
        "partnerReferenceNo": reference,
        "accountNo" if profile.bank else "customerNumber": _account(profile, beneficiary),
        "nik": beneficiary.nik,
        "name": plain_name(beneficiary.name),
        "phoneNo": _phone(profile, beneficiary.phone),
        "amount": amount(amount_idr),
    }


def transfer(profile: Profile, order: Transfer, source_account: str | None) -> Body:
    """Return the body of a transfer, service 17 or 38."""
    if profile.bank:
        return {
            "partnerReferenceNo": order.reference,
            "amount": amount(order.amount_idr),
            "beneficiaryAccountNo": order.beneficiary.number,
            "currency": CURRENCY,
            "feeType": "OUR",
            "remark": order.reference,
            "sourceAccountNo": source_account,
            "transactionDate": timestamp(order.ordered_at),
        }
    fee: Mapping[str, object] = {"feeAmount": amount(0)} if profile.tells_fee else {}
    return {
        "partnerReferenceNo": order.reference,
        "customerNumber": _account(profile, order.beneficiary),
        "customerName": plain_name(order.beneficiary.name),
        "amount": amount(order.amount_idr),
        **fee,
        "transactionDate": timestamp(order.ordered_at),
        "notes": _NOTE,
        "additionalInfo": dict(profile.additional),
    }


def status(profile: Profile, order: Transfer, sent_external_id: str) -> Body:
    """Return the body of a status inquiry, service 36 or 39, with every id that we hold."""
    theirs = {"originalReferenceNo": order.partner_reference} if order.partner_reference else {}
    return {
        "originalPartnerReferenceNo": order.reference,
        **theirs,
        "originalExternalId": sent_external_id,
        "serviceCode": profile.transfer.service,
    }


def history(reference: str, start: datetime, end: datetime, page: int, size: int) -> Body:
    """Return the body of a request for a page of the statement, service 12; pages count from 0."""
    return {
        "partnerReferenceNo": reference,
        "fromDateTime": timestamp(start),
        "toDateTime": timestamp(end),
        # The standard's table says number, its sample text.
        "pageSize": str(size),
        "pageNumber": str(page),
    }


def _account(profile: Profile, beneficiary: Beneficiary) -> str:
    return beneficiary.number if profile.bank else _phone(profile, beneficiary.number)


def _phone(profile: Profile, number: str) -> str:
    return f"0{number.removeprefix('62')}" if profile.local_phone else number
