"""What the gateway answers when it refuses: RFC 9457 problem details, with texts in two languages.

Every refusal is a `Problem` of one `Kind`. Nothing of a refused value is ever repeated.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from pydantic import BaseModel, ConfigDict, Field, ValidationError
from starlette.responses import JSONResponse

MEDIA_TYPE: Final = "application/problem+json"
RETRY_AFTER_SECONDS: Final = 5
_TYPE_PREFIX: Final = "urn:prakerja:problem:"


class Texts(BaseModel):
    """One sentence in Indonesian and in English."""

    model_config = ConfigDict(frozen=True)

    id: str
    en: str


class Fault(BaseModel):
    """What is wrong with one field."""

    model_config = ConfigDict(frozen=True)

    field: str
    rule: str
    texts: Texts


class ProblemDetails(BaseModel):
    """The body of every refusal (RFC 9457) except those of the redeem API, which has its own."""

    model_config = ConfigDict(frozen=True, title="Problem")

    type: str
    title: str
    status: int
    detail: str
    code: str
    """Stable; never renamed."""
    field: str | None = None
    """The first field at fault."""
    rule: str | None = None
    """The rule that it breaks."""
    texts: Texts
    errors: list[Fault] = Field(default_factory=list)
    """Every field at fault."""


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of refusal: its HTTP status, its code and what it says."""

    status: int
    code: str
    title: str
    id: str
    en: str


class Problem(Exception):
    """A request is refused. `rule` narrows the kind down, `faults` name the fields."""

    def __init__(
        self,
        kind: Kind,
        *,
        rule: str | None = None,
        texts: Texts | None = None,
        faults: Sequence[Fault] = (),
        headers: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(kind.code)
        self.kind = kind
        self.rule = rule
        self.texts = texts or Texts(id=kind.id, en=kind.en)
        self.faults = tuple(faults)
        self.headers = dict(headers or {})

    @classmethod
    def invalid(cls, error: ValidationError) -> "Problem":
        """Say which fields of a body break which rule; never with their values."""
        found = error.errors(include_url=False, include_context=False, include_input=False)
        return cls(INVALID, faults=[_fault(one["loc"], one["type"], one["msg"]) for one in found])

    @property
    def details(self) -> ProblemDetails:
        """The problem as it is sent."""
        first = self.faults[0] if self.faults else None
        return ProblemDetails(
            type=_TYPE_PREFIX + self.kind.code.lower().replace("_", "-"),
            title=self.kind.title,
            status=self.kind.status,
            detail=self.texts.en,
            code=self.kind.code,
            field=first.field if first else None,
            rule=self.rule or (first.rule if first else None),
            texts=self.texts,
            errors=list(self.faults),
        )

    def response(self, members: Mapping[str, object] | None = None) -> JSONResponse:
        """The HTTP answer, with extension members of a route's own."""
        headers = dict(self.headers)
        if self.kind is UNAVAILABLE:
            headers.setdefault("Retry-After", str(RETRY_AFTER_SECONDS))
        if self.kind is TOKEN_REFUSED:
            headers.setdefault("WWW-Authenticate", "Bearer")
        return JSONResponse(
            self.details.model_dump(exclude_none=True) | dict(members or {}),
            status_code=self.kind.status,
            headers=headers,
            media_type=MEDIA_TYPE,
        )


def _fault(place: tuple[int | str, ...], rule: str, english: str) -> Fault:
    # The name of an unknown field was written by the sender, who may have put a NIK there.
    field = "?" if rule == "extra_forbidden" else ".".join(str(part) for part in place)
    indonesian = _RULES_ID.get(rule, "Isian ini tidak sesuai bentuk yang diminta.")
    return Fault(field=field or "body", rule=rule.upper(), texts=Texts(id=indonesian, en=english))


_RULES_ID: Final = {
    "missing": "Isian wajib ini belum ada.",
    "extra_forbidden": "Ada isian yang tidak dikenal.",
    "enum": "Isian ini bukan salah satu pilihan yang tersedia.",
    "string_type": "Isian ini harus berupa teks.",
}

BODY_NOT_JSON = Kind(
    400,
    "BODY_NOT_JSON",
    "The body is not one strict JSON object",
    "Isi permintaan bukan satu objek JSON yang sah.",
    "Send one JSON object in UTF-8, without duplicate keys, NaN, Infinity or endless numbers.",
)
HEADER_INVALID = Kind(
    400,
    "HEADER_INVALID",
    "A header is missing or malformed",
    "Sebuah header tidak ada atau bentuknya salah.",
    "Send every required header once, in the documented form.",
)
SIGNATURE_REFUSED = Kind(
    401,
    "SIGNATURE_REFUSED",
    "The signature is refused",
    "Tanda tangan digital ditolak.",
    "Sign the exact bytes of the body with your own secret and a timestamp of the last 5 minutes.",
)
TOKEN_REFUSED = Kind(
    401,
    "TOKEN_REFUSED",
    "The access token is refused",
    "Token akses ditolak.",
    "Send 'Authorization: Bearer' with a token that was issued to you.",
)
NOT_YOUR_FACT = Kind(
    403,
    "NOT_YOUR_FACT",
    "This is not yours to state",
    "Fakta ini bukan wewenang Anda.",
    "A partner states its own facts only, about vouchers bought through it.",
)
NOT_FOUND = Kind(
    404, "NOT_FOUND", "There is nothing here", "Alamat ini tidak ada.", "No such address."
)
UNKNOWN_VOUCHER = Kind(
    404,
    "UNKNOWN_VOUCHER",
    "No participant has this voucher",
    "Kode voucher tidak dikenal.",
    "No participant has this voucher. Do not send the event again; it is kept for inspection.",
)
UNKNOWN_PARTICIPANT = Kind(
    404,
    "UNKNOWN_PARTICIPANT",
    "No participant has this NIK",
    "NIK ini tidak terdaftar.",
    "No participant is enrolled with this NIK.",
)
METHOD_NOT_ALLOWED = Kind(
    405,
    "METHOD_NOT_ALLOWED",
    "Another method is needed",
    "Metode HTTP tidak sesuai.",
    "Use the method named in the Allow header.",
)
BODY_TOO_SLOW = Kind(
    408,
    "BODY_TOO_SLOW",
    "The body did not arrive in time",
    "Isi permintaan tidak tiba tepat waktu.",
    "Send the whole body within 10 seconds.",
)
ID_REUSED = Kind(
    409,
    "ID_REUSED",
    "This webhook-id was used for another body",
    "webhook-id ini sudah dipakai untuk isi yang lain.",
    "An id names one body for ever. Use a new id for another event.",
)
OTHER_DATA = Kind(
    409,
    "OTHER_DATA",
    "This participant is enrolled with other data",
    "Peserta ini sudah terdaftar dengan data lain.",
    "The participant is enrolled already, and the named fields differ.",
)
ALREADY_CLAIMED = Kind(
    409,
    "ALREADY_CLAIMED",
    "This belongs to another participant",
    "Data ini sudah dipakai peserta lain.",
    "A voucher and a payout account serve one participant each.",
)
REFUSED = Kind(
    409,
    "REFUSED",
    "The participant's case does not allow this",
    "Kasus peserta tidak mengizinkan perubahan ini.",
    "The case does not allow this now; the rule says why.",
)
BODY_TOO_LARGE = Kind(
    413,
    "BODY_TOO_LARGE",
    "The body is too large",
    "Isi permintaan terlalu besar.",
    "A body has at most 65,536 bytes.",
)
NOT_JSON_TYPE = Kind(
    415,
    "NOT_JSON_TYPE",
    "Only plain JSON is read",
    "Hanya JSON tanpa kompresi yang diterima.",
    "Send Content-Type: application/json and no Content-Encoding.",
)
INVALID = Kind(
    422,
    "INVALID",
    "Some fields are wrong",
    "Beberapa isian salah.",
    "The named fields break the named rules; nothing was changed.",
)
INTERNAL = Kind(
    500,
    "INTERNAL",
    "Our own mistake",
    "Terjadi kesalahan pada sistem kami.",
    "The mistake is ours and is recorded. Send the same request again later.",
)
UNAVAILABLE = Kind(
    503,
    "UNAVAILABLE",
    "Not possible at this moment",
    "Sistem sedang tidak tersedia.",
    "Nothing is lost. Send the same request again after the time in Retry-After.",
)

KINDS: Final = (
    *(BODY_NOT_JSON, HEADER_INVALID, SIGNATURE_REFUSED, TOKEN_REFUSED, NOT_YOUR_FACT, NOT_FOUND),
    *(UNKNOWN_VOUCHER, UNKNOWN_PARTICIPANT, METHOD_NOT_ALLOWED, BODY_TOO_SLOW, ID_REUSED),
    *(OTHER_DATA, ALREADY_CLAIMED, REFUSED, BODY_TOO_LARGE, NOT_JSON_TYPE, INVALID, INTERNAL),
    UNAVAILABLE,
)
"""Every kind there is, by status."""

_BY_STATUS: Final = {kind.status: kind for kind in (NOT_FOUND, METHOD_NOT_ALLOWED)}


def of_status(status: int, headers: Mapping[str, str] | None) -> Problem:
    """Put a refusal of the web framework (no such route, wrong method) into our form."""
    return Problem(_BY_STATUS.get(status, INTERNAL), headers=headers)
