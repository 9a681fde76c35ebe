"""SNAP BI requests as this side reads them, and the answers it gives."""

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from sandbox.numbers import canonical
from sandbox.profiles import Endpoint, Profile

MESSAGES = {
    "20000": "Successful",
    "20200": "Request In Progress",
    "40000": "Bad Request",
    "40001": "Invalid Field Format",
    "40002": "Invalid Mandatory Field",
    "40100": "Unauthorized",
    "40101": "Invalid Token (B2B)",
    "40103": "Token Not Found (B2B)",
    "40302": "Exceeds Transaction Amount Limit",
    "40305": "Do Not Honor",
    "40318": "Inactive Card/Account/Customer",
    "40323": "Account Limit Exceed",
    "40401": "Transaction Not Found",
    "40411": "Invalid Card/Account/Customer",
    "40418": "Inconsistent Request",
    "40900": "Conflict",
    "40901": "Duplicate partnerReferenceNo",
}
"""The standard's short words by HTTP status and case."""
_AMOUNT = re.compile(r"[1-9]\d{0,12}\.00", re.ASCII)
_INSTANT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\+07:00", re.ASCII)
_LONGEST_NOTES = 100
_LONGEST_REFERENCE = 64


class Refused(Exception):
    """The request is answered with a code that is no success."""

    def __init__(self, http: int, case: str, field: str = "", result: str | None = None) -> None:
        super().__init__(f"{http} {case} {field}".rstrip())
        self.http, self.case, self.field = http, case, field
        self.result = result
        """DANA's `additionalInfo.resultMsg`."""
        self.number: str | None = None
        """`referenceNo` of the refused order, where the channel gives it one."""


@dataclass(frozen=True, slots=True)
class Call:
    """One authenticated request to a channel. Its body holds personal data: no repr."""

    profile: Profile
    endpoint: Endpoint
    raw: bytes = field(repr=False)
    body: Mapping[str, object] = field(repr=False)
    external_id: str
    claimed_at: str
    now: datetime

    @property
    def channel(self) -> str:
        """Return the channel's code."""
        return self.profile.channel

    @property
    def sha256(self) -> str:
        """Return the hash of the bytes received."""
        return hashlib.sha256(self.raw).hexdigest()

    def text(self, name: str, *, longest: int = 255) -> str:
        """Return a mandatory text. Raises `Refused` 400xx02, or 400xx01 if too long."""
        value = self.body.get(name)
        if not isinstance(value, str) or not value:
            raise Refused(400, "02", name)
        if len(value) > longest:
            raise Refused(400, "01", name)
        return value

    def group(self, name: str) -> Mapping[str, object]:
        """Return an object of the body, empty if it is not there."""
        value = self.body.get(name)
        return value if isinstance(value, dict) else {}

    def amount_idr(self) -> int:
        """Return the amount in rupiah. Raises `Refused`."""
        amount = self.group("amount")
        value, currency = amount.get("value"), amount.get("currency")
        if not isinstance(value, str) or not isinstance(currency, str):
            raise Refused(400, "02", "amount")
        if currency != "IDR" or not _AMOUNT.fullmatch(value):
            raise Refused(400, "01", "amount")
        return int(value.removesuffix(".00"))

    def reference(self) -> str:
        """Return `partnerReferenceNo`. Raises `Refused`."""
        return self.text("partnerReferenceNo", longest=_LONGEST_REFERENCE)

    def account(self) -> str:
        """Return the account in its canonical form. Raises `Refused` if not in the dialect's."""
        name = account_field(self)
        number = self.text(name, longest=34)
        start = "08" if self.profile.local_phone else "628"
        if not number.isascii() or not number.isdecimal():
            raise Refused(400, "01", name)
        if not self.profile.is_bank and not number.startswith(start):
            raise Refused(400, "01", name)
        return canonical(number)

    def check_transfer(self) -> None:
        """Check what the dialect wants in a transfer beyond the standard. Raises `Refused`."""
        if self.profile.is_bank:
            self.text("sourceAccountNo", longest=19)
            if self.body.get("feeType", "OUR") != "OUR":
                raise Refused(400, "01", "feeType")
        has_date = self.profile.is_bank or "transactionDate" in self.body
        if has_date and not is_instant(self.text("transactionDate")):
            raise Refused(400, "01", "transactionDate")
        extras = self.group("additionalInfo")
        for name, value in (self.profile.extras or {}).items():
            if extras.get(name) != value:
                raise Refused(400, "02", name)
        if self.channel == "dana" and self.group("feeAmount").get("value") != "0.00":
            raise Refused(400, "02", "feeAmount")
        if self.channel == "gopay" and len(str(self.body.get("notes", ""))) > _LONGEST_NOTES:
            raise Refused(400, "01", "notes")


def account_field(call: Call) -> str:
    """Return under which name the request carries the account.

    A bank's own services say `beneficiaryAccountNo`, the owner confirmation `accountNo`, wallets
    always `customerNumber`.
    """
    if not call.profile.is_bank:
        return "customerNumber"
    return "accountNo" if call.endpoint.task == "owner" else "beneficiaryAccountNo"


def is_instant(text: str) -> bool:
    """Tell whether a text is an instant as SNAP BI writes it here: seconds, `+07:00`."""
    return _INSTANT.fullmatch(text) is not None


def rupiah(amount_idr: int) -> dict[str, str]:
    """Write an amount as SNAP BI does."""
    return {"value": f"{amount_idr}.00", "currency": "IDR"}
