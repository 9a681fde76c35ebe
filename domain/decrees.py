"""Indonesia's days off 2019-2027 as decreed, with the day each decree became known.

The table has two times: the day that is off, and the day from which people could know it. A
promise made in October 2020 rests on days that a decree of 1 December took back, so both are
needed to say why a date moved.

Sources: the joint decrees (SKB) of the ministers of religion, manpower and administrative reform,
cited here by the first of their three numbers, and the presidential decrees (Keppres) on polling
days, as published by the cabinet secretariat and the press. A day is known from the day of
signing. For 2027 the Islamic dates are estimates that the moon may still move, and the decree's
number is not known here. Each year's decree appears in the autumn before it: seen from earlier,
only the days fixed by law are known, and the table says no more than that.
"""

from dataclasses import dataclass
from datetime import date
from typing import Final, Literal

FEASTS: Final = {
    "TM": "Tahun Baru Masehi",
    "IM": "Tahun Baru Imlek",
    "MI": "Isra Mikraj",
    "NY": "Hari Suci Nyepi",
    "WY": "Wafat Yesus Kristus",
    "KP": "Kebangkitan Yesus Kristus",
    "BU": "Hari Buruh Internasional",
    "WS": "Hari Raya Waisak",
    "KY": "Kenaikan Yesus Kristus",
    "PA": "Hari Lahir Pancasila",
    "IF": "Hari Raya Idul Fitri",
    "IA": "Hari Raya Idul Adha",
    "TI": "Tahun Baru Islam",
    "MN": "Maulid Nabi Muhammad",
    "RI": "Hari Kemerdekaan",
    "NT": "Hari Raya Natal",
    "PU": "Hari Pemungutan Suara",
}
"""Names by code. In lower case a code is the joint leave (cuti bersama) of that feast."""

FIRST_DAY: Final = date(2019, 1, 1)
LAST_DAY: Final = date(2030, 12, 31)
"""The table's span. After 2027 only the days fixed by law are known yet."""


@dataclass(frozen=True, slots=True)
class Decree:
    """One amendment of the calendar: days with their codes in `FEASTS`, and days taken back."""

    no: str
    known_from: date
    add: tuple[tuple[date, str], ...] = ()
    remove: tuple[date, ...] = ()


@dataclass(frozen=True, slots=True)
class Freeze:
    """A pause of the programme itself, both days included.

    `scope` says what stood still: `payouts` only, or `all` of PMO's work.
    """

    name: str
    first: date
    last: date
    known_from: date
    scope: Literal["payouts", "all"]
    note: str


def days_off_known(as_of: date) -> dict[date, str]:
    """Return every day off, with its code, that the decrees known on `as_of` leave standing."""
    days: dict[date, str] = {}
    for decree in DECREES:
        if decree.known_from <= as_of:
            for day in decree.remove:
                del days[day]
            days.update(decree.add)
    return days


def _days(year: int, text: str) -> tuple[tuple[date, str], ...]:
    return tuple((_day(year, word), word[4:]) for word in text.split())


def _day(year: int, word: str) -> date:
    return date(year, int(word[:2]), int(word[2:4]))


def _dates(year: int, text: str) -> tuple[date, ...]:
    return tuple(_day(year, word) for word in text.split())


# Days fixed by law: Keppres 251/1967 (1 January, 17 August, 25 December), 24/2013 (1 May) and
# 24/2016 (1 June). The yearly decrees repeat them; they are left out there.
_FIXED = tuple(
    entry
    for year in range(FIRST_DAY.year, LAST_DAY.year + 1)
    for entry in _days(year, "0101TM 0501BU 0601PA 0817RI 1225NT")
)

# In order of `known_from`. 13 May 2021 was Idul Fitri and Ascension Day at once.
DECREES: Final = (
    Decree("Keppres 24/2016", date(2016, 6, 1), _FIXED),
    Decree(
        "SKB 617/2018",
        date(2018, 11, 2),
        _days(2019, "0205IM 0307NY 0403MI 0419WY 0519WS 0530KY 0605IF 0606IF 0811IA 0901TI 1109MN")
        + _days(2019, "0603if 0604if 0607if 1224nt"),
    ),
    Decree("Keppres 10/2019", date(2019, 4, 8), _days(2019, "0417PU")),
    # 2020 has five joint decrees, with the numbers .../01, .../01, .../02, .../03 and .../05 of the
    # third ministry (its 04 is the decree for 2021).
    Decree(
        "SKB 728/2019",
        date(2019, 8, 28),
        _days(2020, "0125IM 0322MI 0325NY 0410WY 0507WS 0521KY 0524IF 0525IF 0731IA 0820TI 1029MN")
        + _days(2020, "0522if 0526if 0527if 1224nt"),
    ),
    # The press reported the four added days and the signing on 9 March; the number is unconfirmed.
    Decree("SKB 174/2020", date(2020, 3, 9), _days(2020, "0528if 0529if 0821ti 1030mn")),
    Decree(
        "SKB 391/2020",
        date(2020, 4, 9),
        _days(2020, "1028mn 1228if 1229if 1230if 1231if"),
        _dates(2020, "0526 0527 0528 0529"),
    ),
    Decree("SKB 440/2020", date(2020, 5, 20), remove=_dates(2020, "0522")),
    Decree(
        "SKB 642/2020",
        date(2020, 9, 10),
        _days(2021, "0212IM 0311MI 0314NY 0402WY 0513IF 0514IF 0526WS 0720IA 0810TI 1019MN")
        + _days(2021, "0312mi 0512if 0517if 0518if 0519if 1224nt 1227nt"),
    ),
    Decree("Keppres 22/2020", date(2020, 11, 27), _days(2020, "1209PU")),
    Decree("SKB 744/2020", date(2020, 12, 1), remove=_dates(2020, "1228 1229 1230")),
    Decree("SKB 281/2021", date(2021, 2, 22), remove=_dates(2021, "0312 0517 0518 0519 1227")),
    Decree(
        "SKB 712/2021",
        date(2021, 6, 18),
        _days(2021, "0811TI 1020MN"),
        _dates(2021, "0810 1019 1224"),
    ),
    Decree(
        "SKB 963/2021",
        date(2021, 9, 22),
        _days(2022, "0201IM 0228MI 0303NY 0415WY 0502IF 0503IF 0516WS 0526KY 0709IA 0730TI 1008MN"),
    ),
    Decree("SKB 375/2022", date(2022, 4, 7), _days(2022, "0429if 0504if 0505if 0506if")),
    Decree("SKB 678/2022", date(2022, 7, 7), _days(2022, "0710IA"), _dates(2022, "0709")),
    Decree(
        "SKB 1066/2022",
        date(2022, 10, 11),
        _days(2023, "0122IM 0218MI 0322NY 0407WY 0422IF 0423IF 0518KY 0604WS 0629IA 0719TI 0928MN")
        + _days(2023, "0123im 0323ny 0421if 0424if 0425if 0426if 0602ws 1226nt"),
    ),
    Decree("SKB 327/2023", date(2023, 3, 29), _days(2023, "0419if 0420if"), _dates(2023, "0426")),
    Decree("SKB 624/2023", date(2023, 6, 16), _days(2023, "0628ia 0630ia")),
    Decree(
        "SKB 855/2023",
        date(2023, 9, 12),
        _days(2024, "0208MI 0210IM 0311NY 0329WY 0331KP 0410IF 0411IF 0509KY 0523WS 0617IA")
        + _days(2024, "0707TI 0916MN 0209im 0312ny 0408if 0409if 0412if 0415if 0510ky 0524ws")
        + _days(2024, "0618ia 1226nt"),
    ),
    Decree("Keppres 10/2024", date(2024, 2, 6), _days(2024, "0214PU")),
    Decree(
        "SKB 1017/2024",
        date(2024, 10, 14),
        _days(2025, "0127MI 0129IM 0329NY 0331IF 0401IF 0418WY 0420KP 0512WS 0529KY 0606IA")
        + _days(2025, "0627TI 0905MN 0128im 0328ny 0402if 0403if 0404if 0407if 0513ws 0530ky")
        + _days(2025, "0609ia 1226nt"),
    ),
    Decree("Keppres 33/2024", date(2024, 11, 21), _days(2024, "1127PU")),
    Decree("SKB 933/2025", date(2025, 8, 7), _days(2025, "0818ri")),
    Decree(
        "SKB 1497/2025",
        date(2025, 9, 19),
        _days(2026, "0116MI 0217IM 0319NY 0321IF 0322IF 0403WY 0405KP 0514KY 0527IA 0531WS")
        + _days(2026, "0616TI 0825MN 0216im 0318ny 0320if 0323if 0324if 0515ky 0528ia 1224nt"),
    ),
    # Number unknown; known at the latest on 17 September 2026. Estimates: Idul Fitri, Idul Adha.
    Decree(
        "SKB 2026 (2027)",
        date(2026, 9, 17),
        _days(2027, "0105MI 0206IM 0308NY 0310IF 0311IF 0326WY 0328KP 0506KY 0517IA 0520WS")
        + _days(2027, "0606TI 0815MN 1226MI 0205im 0309if 0312if 0315if 0325wy 0518ia 0519ws")
        + _days(2027, "1224nt"),
    ),
)

# Not here: payouts due from 9 June 2020 waited for an evaluation of unknown length. No first or
# last day was ever published, so nobody could have been promised a date from it.
FREEZES: Final = (
    Freeze(
        "Layanan PMO tutup",
        date(2020, 5, 21),
        date(2020, 5, 25),
        date(2020, 5, 21),
        "all",
        "Participants were told on 21 May that services were closed until 25 May 2020. The first "
        "day is an assumption: that of the notice, which opens the run of Eid days off.",
    ),
    Freeze(
        "Rekonsiliasi anggaran",
        date(2020, 12, 15),
        date(2021, 1, 4),
        date(2020, 12, 3),
        "payouts",
        "Announced by PMO on 3 December; payouts resumed on 5 January 2021. Those due from 15 to "
        "31 December were paid early, which a freeze does not say.",
    ),
    Freeze(
        "Libur Idul Fitri PMO",
        date(2021, 5, 11),
        date(2021, 5, 18),
        date(2021, 5, 11),
        "payouts",
        "Announced on 11 May; payouts resumed on 19 May 2021.",
    ),
)
