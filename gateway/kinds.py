"""Every kind of refusal of our own contract: its status, its stable code and its two texts."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of refusal: its HTTP status, its code and what it says."""

    status: int
    code: str
    title: str
    id: str
    en: str


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
ALREADY_TAKEN = Kind(
    409,
    "ALREADY_TAKEN",
    "The NIK or the voucher is enrolled with other data",
    "NIK atau voucher ini sudah terdaftar dengan data lain.",
    "A NIK has one journey and a voucher one participant; the named fields differ.",
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
