"""Who a participant is: NIK, phone number and name, read from what people and partners type.

Nothing here ever repeats a value it refuses: an `IdentityError` and every `repr` can be logged.
"""

import calendar
import re
import unicodedata
from dataclasses import dataclass
from typing import Final, Self

from domain.names import Agreement, canonical, names_agree

__all__ = [
    "Agreement",
    "IdentityError",
    "Nik",
    "PersonName",
    "Phone",
    "looks_like_card_number",
    "mask_text",
    "names_agree",
    "plain_text",
]

REGION_UNKNOWN: Final = "REGION_UNKNOWN"

# Province codes of the Ministry of Home Affairs, up to the four Papuan provinces of 2022. The
# statistics office numbers provinces differently; its codes do not belong into a NIK.
_PROVINCES = frozenset(
    (*range(11, 20), 21, *range(31, 37), *range(51, 54), *range(61, 66), *range(71, 77))
) | {81, 82, *range(91, 97)}
_WOMEN = 40
_NIK_DIGITS = 16
_MONTHS = 12
_PHONE = re.compile(r"628\d{7,12}")
_LONGEST_NAME = 100

_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")
_INVISIBLE = ("Cc", "Cf", "Cs", "Zl", "Zp")
_EMAIL_IN_TEXT = re.compile(r"[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63})+")
_LONG_NUMBER_IN_TEXT = re.compile(r"(?<!\d)\d(?:[ .-]?\d){15}(?!\d)")
_PHONE_IN_TEXT = re.compile(r"(?<!\d)(?:\+?62|0)[ .-]?8(?:[ .-]?\d){7,12}(?!\d)")

# What people and spreadsheets put between digits, and full-width digits. Other scripts' digits
# are refused: nobody types them by accident.
_SEPARATORS: Final = " .-\u00a0\u2010\u2011\u2012\u2013\u2014\u2212\u3000\uff0d\uff0e"
_CLEAN = str.maketrans({chr(0xFF10 + n): str(n) for n in range(10)} | dict.fromkeys(_SEPARATORS))


_TEXTS: Final = {
    "NIK_NOT_DIGITS": ("NIK hanya berisi angka 0–9.", "A NIK has only the digits 0–9."),
    "NIK_LENGTH": ("NIK terdiri dari 16 angka.", "A NIK has 16 digits."),
    "CARD_NUMBER_NOT_NIK": (
        "Bukan NIK: tanggal lahir tidak mungkin. Salah ketik, atau nomor kartu (rahasia!).",
        "Not a NIK: no possible birth date. A typing error, or a card number (a secret!).",
    ),
    "PHONE_NOT_MOBILE": (
        "Nomor HP diawali 08 atau +628 dan terdiri dari 10 sampai 15 angka.",
        "A mobile number starts with 08 or +628 and has 10 to 15 digits.",
    ),
    "FORMULA": (
        "Isian tidak boleh diawali tanda =, +, -, @ atau tab.",
        "The text must not start with =, +, -, @ or a tab.",
    ),
    "EMPTY": ("Isian kosong.", "The text is empty."),
    "TOO_LONG": ("Isian terlalu panjang.", "The text is too long."),
    "CONTROL_CHARACTER": ("Isian memuat karakter tersembunyi.", "The text has hidden characters."),
}


class IdentityError(ValueError):
    """A value that cannot be what `field` should hold.

    `rule` is a stable code; the two messages explain it and never contain the value.
    """

    def __init__(self, field: str, rule: str, message_id: str, message_en: str) -> None:
        super().__init__(field, rule, message_id, message_en)
        self.field = field
        self.rule = rule
        self.message_id = message_id
        self.message_en = message_en

    def __str__(self) -> str:
        return f"{self.field}: {self.rule}: {self.message_en}"


@dataclass(frozen=True, slots=True, repr=False)
class Nik:
    """The national identity number: region (6), day, month and year of birth, serial (4).

    Women's days are counted from 41. There is no check digit, so a NIK that passes may still not
    exist: only the civil registry (Dukcapil) knows. `digits` must be canonical; what people type
    goes through `parse`.
    """

    digits: str

    def __post_init__(self) -> None:
        _check_nik(self.digits)

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read a NIK as typed. Raises `IdentityError` with a rule of `NIK_...`.

        A 16-digit number without a possible date gets `CARD_NUMBER_NOT_NIK`.
        """
        return cls(_digits(text))

    @property
    def masked(self) -> str:
        """The form for screens and logs: `3273**********01`."""
        return f"{self.digits[:4]}{'*' * 10}{self.digits[-2:]}"

    def warnings(self) -> tuple[str, ...]:
        """Return `REGION_UNKNOWN` if the region is not assigned; regions are split every year."""
        province, regency, district = (int(self.digits[n : n + 2]) for n in (0, 2, 4))
        known = province in _PROVINCES and regency > 0 and district > 0
        return () if known else (REGION_UNKNOWN,)

    def __repr__(self) -> str:
        return f"Nik({self.masked})"


def looks_like_card_number(digits: str) -> bool:
    """Say whether 16 ASCII digits must be something else than a NIK, such as a card number.

    Both numbers have 16 digits. The layout of the card's is not published; the assumption is that
    it carries no date of birth. The limit: a card number whose digits 7 to 12 happen to form a
    date, about one in fourteen, cannot be told from a NIK by looking at it.
    """
    return _is_number(digits) and len(digits) == _NIK_DIGITS and not _has_birth_date(digits)


@dataclass(frozen=True, slots=True, repr=False)
class Phone:
    """An Indonesian mobile number, `628...` (E.164 without the plus)."""

    digits: str

    def __post_init__(self) -> None:
        if not (_is_number(self.digits) and _PHONE.fullmatch(self.digits)):
            raise _refused("phone", "PHONE_NOT_MOBILE")

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read `08...`, `62...` or `+62...`, with spaces or dashes. Raises `IdentityError`."""
        digits = _digits(text).removeprefix("+")
        return cls(f"62{digits[1:]}" if digits.startswith("08") else digits)

    @property
    def local(self) -> str:
        """The number as people write it: `08...`."""
        return f"0{self.digits[2:]}"

    @property
    def masked(self) -> str:
        """The form for screens and logs: `628*******680`."""
        return f"{self.digits[:3]}{'*' * (len(self.digits) - 6)}{self.digits[-3:]}"

    def __repr__(self) -> str:
        return f"Phone({self.masked})"


@dataclass(frozen=True, slots=True, repr=False)
class PersonName:
    """A name as its bearer writes it."""

    text: str

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read a name of up to 100 characters. Raises `IdentityError` as `plain_text` does."""
        return cls(" ".join(plain_text(text, "name", _LONGEST_NAME).split()))

    @property
    def canonical(self) -> str:
        """The form in which names are compared; see `names.canonical`."""
        return canonical(self.text)

    @property
    def masked(self) -> str:
        """The form for screens: `SI** NU*******`, at most two letters of each word."""
        return " ".join(_masked_word(word) for word in self.text.split())

    def __repr__(self) -> str:
        return f"PersonName({self.masked})"


def plain_text(value: str, field: str, max_length: int) -> str:
    """Return free text, trimmed and in composed form, if it is safe to store, show and export.

    Raises `IdentityError` with rule `FORMULA` (a spreadsheet would run it), `EMPTY`, `TOO_LONG`
    or `CONTROL_CHARACTER` (also marks that hide or reverse text).
    """
    if value.lstrip(" ").startswith(_FORMULA_STARTS):
        raise _refused(field, "FORMULA")
    text = value.strip()
    if not text:
        raise _refused(field, "EMPTY")
    if len(text) > max_length:
        raise _refused(field, "TOO_LONG")
    if any(unicodedata.category(char) in _INVISIBLE for char in text):
        raise _refused(field, "CONTROL_CHARACTER")
    return unicodedata.normalize("NFC", text)


def mask_text(text: str) -> str:
    """Redact e-mail addresses, 16-digit numbers and mobile numbers from a text for logs."""
    text = _EMAIL_IN_TEXT.sub("[e-mail]", text)
    text = _LONG_NUMBER_IN_TEXT.sub("[16 digits]", text)
    return _PHONE_IN_TEXT.sub("[phone]", text)


def _refused(field: str, rule: str) -> IdentityError:
    return IdentityError(field, rule, *_TEXTS[rule])


def _check_nik(digits: str) -> None:
    if digits and not _is_number(digits):
        raise _refused("nik", "NIK_NOT_DIGITS")
    if len(digits) != _NIK_DIGITS:
        raise _refused("nik", "NIK_LENGTH")
    if looks_like_card_number(digits):
        raise _refused("nik", "CARD_NUMBER_NOT_NIK")


def _has_birth_date(digits: str) -> bool:
    """Say whether digits 7 to 12 are a day that some century has: 29-02 needs a leap year."""
    day, month, year = int(digits[6:8]), int(digits[8:10]), int(digits[10:12])
    if day > _WOMEN:
        day -= _WOMEN
    # 2000 + yy is a leap year exactly when one of 19yy and 20yy is.
    return 1 <= month <= _MONTHS and 1 <= day <= calendar.monthrange(2000 + year, month)[1]


def _digits(text: str) -> str:
    return text.strip().translate(_CLEAN)


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdigit()


def _masked_word(word: str) -> str:
    """Show two letters of a word, and of a short one so few that some stay hidden."""
    shown = min(2, max(len(word) - 2, 0))
    return word[:shown] + "*" * (len(word) - shown)
