"""The names in braces that a text may hold, how their values are spelled, and words without one."""

from collections.abc import Mapping
from datetime import date, datetime
from types import MappingProxyType
from typing import Literal

Language = Literal["id", "en"]
"""Indonesian or English."""

Value = str | int | date
"""A ready text, an amount in whole rupiah, or a day in Asia/Jakarta."""

_GENERIC: Mapping[str, Mapping[Language, str]] = MappingProxyType(
    {
        "partner": {"id": "mitra pembayaran", "en": "the payment partner"},
        "site": {"id": "situs pelatihan", "en": "the training site"},
        "date": {"id": "tanggal yang akan kami kabarkan", "en": "a date we will tell you"},
        "day": {"id": "hari libur", "en": "a day off"},
        "amount": {"id": "insentif Anda", "en": "your incentive"},
        "field": {"id": "lihat dasbor Prakerja", "en": "see your Prakerja dashboard"},
        "channel": {"id": "bank/dompet digital", "en": "bank or wallet"},
        "upgrade": {"id": "akun terverifikasi", "en": "a verified account"},
    }
)

PLACEHOLDERS = frozenset(_GENERIC)
"""The only names that may stand in braces in a text."""

CHANNEL_NAMES: Mapping[str, str] = MappingProxyType(
    {
        "bni": "BNI",
        "bca": "BCA",
        "ovo": "OVO",
        "gopay": "GoPay",
        "linkaja": "LinkAja",
        "dana": "DANA",
    }
)
"""How each bank and wallet writes its own name, by channel in lower case."""

UPGRADE_NAMES: Mapping[str, str] = MappingProxyType(
    {
        "ovo": "OVO Premier",
        "gopay": "GoPay Plus",
        "linkaja": "LinkAja Full Service",
        "dana": "DANA Premium",
    }
)
"""What each wallet calls an account with KTP and selfie accepted, by channel in lower case."""

_MONTHS_ID = (
    *("Januari", "Februari", "Maret", "April", "Mei", "Juni"),
    *("Juli", "Agustus", "September", "Oktober", "November", "Desember"),
)
_MONTHS_EN = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)
_DAYS_ID = ("Senin", "Selasa", "Rabu", "Kamis", "Jumat", "Sabtu", "Minggu")
_DAYS_EN = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


def words(values: Mapping[str, Value], language: Language) -> dict[str, str]:
    """Give every placeholder a word: its value where there is one, else a generic word.

    A missing `partner` is named by its `channel`, a missing `upgrade` by the channel's own name
    for it.

    Raises:
        KeyError: a name that is not one of `PLACEHOLDERS`.
        TypeError: a value of a kind that its placeholder cannot spell.

    """
    if unknown := sorted(values.keys() - PLACEHOLDERS):
        raise KeyError(f"not a placeholder: {', '.join(unknown)}")
    spelled = {name: _spell(name, value, language) for name, value in values.items()}
    if channel := spelled.get("channel"):
        spelled.setdefault("partner", channel)
        if upgrade := UPGRADE_NAMES.get(channel.casefold()):
            spelled.setdefault("upgrade", upgrade)
    return {name: generic[language] for name, generic in _GENERIC.items()} | spelled


def _spell(name: str, value: Value, language: Language) -> str:
    match value:
        case str() if name in {"channel", "partner"}:
            return CHANNEL_NAMES.get(value.casefold(), value)
        case str():
            return value
        # An instant has another day in another zone; the caller must choose the day.
        case date() if name in {"date", "day"} and not isinstance(value, datetime):
            return _day(value, language) if name == "day" else _date(value, language)
        case int() if name == "amount" and not isinstance(value, bool):
            return _rupiah(value, language)
        case _:
            raise TypeError(f"{name} cannot be spelled from {type(value).__name__}")


def _day(day: date, language: Language) -> str:
    return (_DAYS_ID if language == "id" else _DAYS_EN)[day.weekday()]


def _date(day: date, language: Language) -> str:
    months = _MONTHS_ID if language == "id" else _MONTHS_EN
    return f"{_day(day, language)}, {day.day} {months[day.month - 1]} {day.year}"


def _rupiah(amount_idr: int, language: Language) -> str:
    grouped = f"{amount_idr:,}"
    return f"Rp{grouped.replace(',', '.') if language == 'id' else grouped}"
