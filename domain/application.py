"""An application to start a participant's journey, checked field by field.

The gateway reads it from JSON, the starter from CSV and JSON lines. Every fault of an application
is named at once, and no message repeats a value: rejections can be logged and mailed.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final, Protocol, TypeVar

from domain.decrees import FIRST_DAY, LAST_DAY
from domain.identity import IdentityError, Nik, PersonName, Phone
from domain.rejections import Rejected, Rejection

__all__ = [
    "DIRECT",
    "FIELDS",
    "Application",
    "PartnersKnown",
    "Rejected",
    "Rejection",
    "parse_application",
]

DIRECT: Final = "direct"
"""The channel of a course that was bought at its provider, without a marketplace."""

FIELDS: Final = ("nik", "name", "phone", "wave", "voucher", "provider", "channel", "bought_on")
"""Every field of an application; all are required."""

_LONGEST_TEXT = 200
_LAST_WAVE = 999
_VOUCHER = re.compile(r"[A-Za-z0-9_-]{4,40}")
_WHOLE_NUMBER = re.compile(r"[0-9]{1,9}")
_ISO_DATE = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})")
# Somebody may have put a person's data where a field's name belongs.
_FIELD_NAME = re.compile(r"[a-z][a-z_]{0,29}")

_TEXTS: Final = {
    "MISSING": ("Isian ini wajib.", "This field is required."),
    "NOT_TEXT": (
        "Isian harus berupa teks dalam tanda kutip.",
        "The value must be text in quotes; numbers lose zeros and digits.",
    ),
    "TOO_LONG": (
        f"Isian paling panjang {_LONGEST_TEXT} karakter.",
        f"The value may have at most {_LONGEST_TEXT} characters.",
    ),
    "WAVE_NUMBER": (
        f"Gelombang adalah angka 1 sampai {_LAST_WAVE}.",
        f"A wave is a whole number from 1 to {_LAST_WAVE}.",
    ),
    "VOUCHER_FORM": (
        "Kode voucher: 4 sampai 40 huruf, angka, - atau _, tanpa spasi.",
        "A voucher code has 4 to 40 letters, digits, - or _, without spaces.",
    ),
    "UNKNOWN_PROVIDER": ("Lembaga pelatihan ini tidak terdaftar.", "No provider has this code."),
    "UNKNOWN_CHANNEL": (
        f"Tulis kode platform digital yang terdaftar, atau {DIRECT}.",
        f"Write the code of a registered marketplace, or {DIRECT}.",
    ),
    "DATE_FORM": (
        "Tulis tanggal sebagai tahun-bulan-hari, misalnya 2020-04-26.",
        "Write the date as year-month-day, for example 2020-04-26.",
    ),
    "IMPOSSIBLE_DATE": ("Tanggal ini tidak ada di kalender.", "The calendar has no such day."),
    "DATE_OUT_OF_RANGE": (
        f"Tanggal harus dari {FIRST_DAY} sampai {LAST_DAY}.",
        f"The date must lie between {FIRST_DAY} and {LAST_DAY}.",
    ),
}

_T = TypeVar("_T")


class PartnersKnown(Protocol):
    """Which codes are a training provider's or a marketplace's."""

    def is_provider(self, code: str) -> bool:
        """Say whether a training provider has this code."""
        ...

    def is_marketplace(self, code: str) -> bool:
        """Say whether a marketplace has this code."""
        ...


@dataclass(frozen=True, slots=True, repr=False)
class Application:
    """Who bought which course, where and when: all that a journey needs to start."""

    nik: Nik
    name: str
    phone: Phone
    wave: int
    voucher: str
    """Upper case."""
    provider: str
    """A training provider's code."""
    channel: str
    """A marketplace's code, or `DIRECT`."""
    bought_on: date
    """Jakarta day of the purchase."""

    @property
    def marketplace(self) -> str | None:
        """The marketplace's code; None when the course was bought directly."""
        return None if self.channel == DIRECT else self.channel

    def __repr__(self) -> str:
        return f"Application({self.nik.masked}, wave {self.wave})"


def parse_application(fields: Mapping[str, object], *, known: PartnersKnown) -> Application:
    """Read an application from untrusted fields.

    Text is trimmed, the voucher and the codes change to their own case; `wave` may be a number.
    Raises `Rejected` with every fault, in the order of `FIELDS`, unknown fields last.
    """
    form = _Form(fields)
    nik = form.read("nik", Nik.parse)
    name = form.read("name", lambda text: PersonName.parse(text).text)
    phone = form.read("phone", Phone.parse)
    wave = form.read("wave", _wave)
    voucher = form.read("voucher", _voucher)
    provider = form.read("provider", lambda text: _provider(text, known))
    channel = form.read("channel", lambda text: _channel(text, known))
    bought_on = form.read("bought_on", _bought_on)
    form.refuse_unknown_fields()
    if (
        form.faults
        or nik is None
        or name is None
        or phone is None
        or wave is None
        or voucher is None
        or provider is None
        or channel is None
        or bought_on is None
    ):
        raise Rejected(form.faults)
    return Application(
        nik=nik,
        name=name,
        phone=phone,
        wave=wave,
        voucher=voucher,
        provider=provider,
        channel=channel,
        bought_on=bought_on,
    )


class _Form:
    """Reads field after field and keeps the faults."""

    def __init__(self, fields: Mapping[str, object]) -> None:
        self._fields = fields
        self.faults: list[Rejection] = []

    def read(self, field: str, parse: Callable[[str], _T]) -> _T | None:
        """Return the parsed field; None after noting its fault."""
        try:
            return parse(_text(field, self._fields.get(field)))
        except IdentityError as fault:
            # The form's own name of the field: the parsers of identities know only their own.
            self._note(field, fault.rule, fault.message_id, fault.message_en)
            return None

    def refuse_unknown_fields(self) -> None:
        """Note fields that an application does not have: most are misspelt known ones."""
        unknown = {
            name if _FIELD_NAME.fullmatch(name) else "?"
            for name in self._fields
            if name not in FIELDS
        }
        for name in sorted(unknown):
            self._note(
                name,
                "UNKNOWN_FIELD",
                f"Kolom ini tidak dikenal; yang dikenal: {', '.join(FIELDS)}.",
                f"There is no such field; there are: {', '.join(FIELDS)}.",
            )

    def _note(self, field: str, rule: str, message_id: str, message_en: str) -> None:
        self.faults.append(Rejection(field=field, rule=rule, id=message_id, en=message_en))


def _text(field: str, value: object) -> str:
    """Return the trimmed text of a field; only a wave may be a number."""
    if field == "wave" and isinstance(value, int) and not isinstance(value, bool):
        # Kept near the range: Python refuses to write out an integer of thousands of digits.
        return str(max(0, min(value, _LAST_WAVE + 1)))
    if value is None or (isinstance(value, str) and not value.strip()):
        raise _fault(field, "MISSING")
    if not isinstance(value, str):
        # Spreadsheets and JSON numbers drop a leading zero or round the sixteenth digit.
        raise _fault(field, "NOT_TEXT")
    # A leading tab is a formula's mark and must still be seen by the name's own check.
    text = value.strip(" \r\n")
    if len(text) > _LONGEST_TEXT:
        raise _fault(field, "TOO_LONG")
    return text


def _wave(text: str) -> int:
    if _WHOLE_NUMBER.fullmatch(text) and 1 <= int(text) <= _LAST_WAVE:
        return int(text)
    raise _fault("wave", "WAVE_NUMBER")


def _voucher(text: str) -> str:
    # Checked before the change of case: some letters of other scripts become ASCII by it.
    if _VOUCHER.fullmatch(text):
        return text.upper()
    raise _fault("voucher", "VOUCHER_FORM")


def _provider(text: str, known: PartnersKnown) -> str:
    code = text.lower()
    if known.is_provider(code):
        return code
    raise _fault("provider", "UNKNOWN_PROVIDER")


def _channel(text: str, known: PartnersKnown) -> str:
    code = text.lower()
    if code == DIRECT or known.is_marketplace(code):
        return code
    raise _fault("channel", "UNKNOWN_CHANNEL")


def _bought_on(text: str) -> date:
    written = _ISO_DATE.fullmatch(text)
    if written is None:
        raise _fault("bought_on", "DATE_FORM")
    year, month, day = map(int, written.groups())
    try:
        bought_on = date(year, month, day)
    except ValueError:
        raise _fault("bought_on", "IMPOSSIBLE_DATE") from None
    if not FIRST_DAY <= bought_on <= LAST_DAY:
        raise _fault("bought_on", "DATE_OUT_OF_RANGE")
    return bought_on


def _fault(field: str, rule: str) -> IdentityError:
    return IdentityError(field, rule, *_TEXTS[rule])
