"""What a bank or wallet does: looks at the account, books, and tells the status.

It pays as often as it is asked under different references. The same reference with the same bytes
is the same transfer for as long as the profile remembers it, and the ledger row is on the disk
before the answer is decided.
"""

from dataclasses import dataclass
from datetime import datetime

from sandbox.accounts import Holding, holding
from sandbox.faults import Faults, Occasion
from sandbox.ledger import Booking, Entry
from sandbox.memory import Memory
from sandbox.numbers import canonical
from sandbox.orders import Call, Refused, account_field, rupiah
from sandbox.references import Refusal, number_of_refused
from sandbox.statements import Statements
from sandbox.transfers import SETTLES_AFTER, Earlier, Transfers

_LONGEST_SHOWN = 3
_DESCRIPTIONS = {"00": "success", "03": "pending", "04": "refunded", "06": "failed"}
Body = dict[str, object]


@dataclass(frozen=True, slots=True)
class Reply:
    """HTTP status and case of an answer, and its fields besides the code."""

    http: int
    case: str
    body: Body


class Teller:
    """The counter of every channel."""

    def __init__(
        self, memory: Memory, transfers: Transfers, statements: Statements, faults: Faults
    ) -> None:
        self._memory = memory
        self._transfers = transfers
        self._statements = statements
        self._faults = faults

    def serve(self, call: Call, occasion: Occasion) -> Reply:
        """Answer one request. Raises `Refused`."""
        self._transfers.settle(call.now)
        match call.endpoint.task:
            case "inquiry":
                return self._inquiry(call)
            case "owner":
                return self._owner(call)
            case "transfer":
                return self._transfer(call, occasion)
            case "status":
                return self._status(call, occasion)
            case "statement":
                return Reply(200, "00", self._statements.page(call))

    def held(self, channel: str, number: str, at: datetime) -> Holding | None:
        """Return an account as it is at an instant; None if there is no such account."""
        account = self._memory.accounts.get((channel, number))
        return holding(account, at, self._transfers.came_in) if account else None

    def _inquiry(self, call: Call) -> Reply:
        if not call.profile.is_bank:
            call.amount_idr()
        owner = self._usable(call, call.account())
        name = _masked(owner.name) if call.profile.masks_names else owner.name
        body: Body = {"partnerReferenceNo": call.body.get("partnerReferenceNo", "")}
        if call.profile.is_bank:
            body |= {
                "beneficiaryAccountName": name,
                "beneficiaryAccountNo": owner.number,
                "beneficiaryAccountStatus": "Rekening aktif",
                "beneficiaryAccountType": "S",
                "currency": "IDR",
            }
        else:
            body |= {"customerNumber": call.text("customerNumber"), "customerName": name}
        if call.channel == "dana" and owner.balance_cap_idr is not None:
            room = max(0, owner.balance_cap_idr - owner.balance_idr)
            body |= {"minAmount": rupiah(1), "maxAmount": rupiah(room)}
        return Reply(200, "00", body | {"additionalInfo": {}})

    def _owner(self, call: Call) -> Reply:
        amount_idr = call.amount_idr()
        owner = self.held(call.channel, call.account(), call.now)
        if owner is None:
            raise Refused(404, "11")
        same_name = " ".join(call.text("name").split()).casefold()
        body: Body = {
            "active": owner.active and not owner.suspended,
            "upgraded": owner.upgraded,
            "nikMatch": call.text("nik") == owner.nik,
            "nameMatch": same_name == " ".join(owner.name.split()).casefold(),
            "phoneMatch": canonical(call.text("phoneNo")) == canonical(owner.phone),
            "roomBalance": owner.has_room(amount_idr),
            "roomMonthly": owner.has_room_this_month(amount_idr),
        }
        return Reply(200, "00", body)

    def _transfer(self, call: Call, occasion: Occasion) -> Reply:
        reference, number, amount_idr = call.reference(), call.account(), call.amount_idr()
        call.check_transfer()
        earlier = self._transfers.earlier(call, reference, occasion)
        if earlier is not None:
            return self._repeated(call, earlier)
        try:
            owner = self._usable(call, number)
            _check_room(owner, amount_idr)
            entry = _credit(call, reference, owner, amount_idr)
            if self._transfers.books_late(entry, call.now, occasion):
                raise Refused(403, "18")  # noqa: TRY301 - a refusal like the others, and remembered
        except Refused as refused:
            code = f"{refused.http}{call.endpoint.service}{refused.case}"
            refusal = Refusal(call.now, call.sha256, code, refused.result)
            self._transfers.refuse(call.channel, reference, refusal)
            raise _numbered(call, reference, refused) from None
        return self._booked(call, self._transfers.book(entry, call.now, occasion))

    def _repeated(self, call: Call, earlier: Earlier) -> Reply:
        first, at = earlier
        if first.request_sha256 != call.sha256:
            raise Refused(404, "18")
        if isinstance(first, Refusal):
            refused = Refused(int(first.code[:3]), first.code[-2:], result=first.result)
            raise _numbered(call, call.reference(), refused)
        is_final = call.profile.sync_final or call.now - at >= SETTLES_AFTER
        if is_final and call.profile.repeats_conflict:
            raise Refused(409, "01")
        return self._booked(call, first)

    def _booked(self, call: Call, booking: Booking) -> Reply:
        field = account_field(call)
        body: Body = {
            "referenceNo": booking.reference_no,
            "partnerReferenceNo": booking.reference,
            field: call.text(field),
            "amount": rupiah(booking.amount),
            "additionalInfo": {},
        }
        if call.profile.is_bank:
            body |= {
                "currency": "IDR",
                "sourceAccountNo": call.text("sourceAccountNo"),
                "transactionDate": call.text("transactionDate"),
            }
        return Reply(int(call.profile.accepted), "00", body)

    def _status(self, call: Call, occasion: Occasion) -> Reply:
        reference = call.text("originalPartnerReferenceNo")
        service = "17" if call.profile.is_bank else "38"
        if call.text("serviceCode") != service:
            raise Refused(400, "01", "serviceCode")
        wants_number = call.profile.asked_by_its_number
        number = call.text("originalReferenceNo") if wants_number else None
        earlier = self._transfers.earlier(call, reference, occasion)
        if earlier and number and not self._transfers.is_its_number(call, reference, number):
            raise Refused(404, "01")
        status = self._transfers.status(call, earlier)
        lie = self._faults.strike("lies_about_status", occasion)
        if lie is not None:
            status = lie.args.status
        elif status == "07" and call.profile.not_found_is_code:
            raise Refused(404, "01")
        body: Body = {
            "originalPartnerReferenceNo": reference,
            "serviceCode": service,
            "latestTransactionStatus": status,
            "transactionStatusDesc": _DESCRIPTIONS.get(status, "unknown"),
            "additionalInfo": {},
        }
        if call.profile.is_bank and status != "07":
            # Mandatory, also where the transfer has failed.
            body["beneficiaryAccountNo"] = self._transfers.account_of(call.channel, reference) or ""
        if earlier is not None and isinstance(earlier[0], Booking) and status != "07":
            booking = earlier[0]
            body |= {
                "originalReferenceNo": number or booking.reference_no,
                "originalExternalId": booking.external_id,
                "amount": rupiah(booking.amount),
            }
            if call.profile.is_bank:
                body |= {
                    "beneficiaryAccountNo": booking.account,
                    "currency": "IDR",
                    "referenceNumber": booking.reference_no,
                }
        return Reply(200, "00", body)

    def _usable(self, call: Call, number: str) -> Holding:
        """Return the account if money may go to it. Raises `Refused`."""
        owner = self.held(call.channel, number, call.now)
        is_dana = call.channel == "dana"
        if owner is None:
            if is_dana:
                raise Refused(403, "05", result="PAYEE_USER_NOT_EXIST")
            raise Refused(404, "11")
        if owner.suspended:
            if call.profile.is_bank:
                raise Refused(403, "18")
            raise Refused(403, "05", result="PAYEE_USER_STATUS_DISABLE" if is_dana else None)
        if not owner.active:
            raise Refused(403, "18")
        return owner


def _credit(call: Call, reference: str, owner: Holding, amount_idr: int) -> Entry:
    return Entry(
        claimed_at=call.claimed_at,
        service=call.endpoint.service,
        reference=reference,
        external_id=call.external_id,
        channel=call.channel,
        account=owner.number,
        owner_nik=owner.nik,
        amount=amount_idr,
        kind="credit",
        request_sha256=call.sha256,
    )


def _numbered(call: Call, reference: str, refused: Refused) -> Refused:
    """Give a refusal the number of its order, where the channel is asked by it."""
    if call.profile.asked_by_its_number:
        refused.number = number_of_refused(call.channel, reference)
    return refused


def _check_room(owner: Holding, amount_idr: int) -> None:
    """Check that the account can take the amount whole. Raises `Refused`."""
    if not owner.has_room(amount_idr):
        raise Refused(403, "02")
    if not owner.has_room_this_month(amount_idr):
        raise Refused(403, "23")


def _masked(name: str) -> str:
    shown = [min(_LONGEST_SHOWN, (len(word) + 1) // 2) for word in name.split()]
    return " ".join(
        word[:letters] + "*" * min(_LONGEST_SHOWN, len(word) - letters)
        for word, letters in zip(name.split(), shown, strict=True)
    )
