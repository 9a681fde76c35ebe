from datetime import date
from itertools import pairwise

import holidays

from domain.decrees import DECREES, FEASTS, FIRST_DAY, FREEZES, LAST_DAY, days_off_known

TODAY = date(2026, 11, 21)


def test_decrees_are_in_order_and_take_back_only_what_stood() -> None:
    assert [d.known_from for d in DECREES] == sorted(d.known_from for d in DECREES)
    days_off: set[date] = set()
    for decree in DECREES:
        assert set(decree.remove) <= days_off
        days_off -= set(decree.remove)
        added = [day for day, _ in decree.add]
        assert len(added) == len(set(added))
        assert not days_off & set(added)
        days_off |= set(added)
    assert min(days_off) >= FIRST_DAY
    assert max(days_off) <= LAST_DAY


def test_every_decree_but_the_law_itself_was_known_before_the_days_it_adds() -> None:
    for decree in DECREES[1:]:
        assert all(day > decree.known_from for day, _ in decree.add)


def test_every_code_has_a_name() -> None:
    assert {code.upper() for decree in DECREES for _, code in decree.add} <= set(FEASTS)


def test_2020_has_five_joint_decrees() -> None:
    of_2020 = [d.no for d in DECREES if d.no.startswith("SKB") and _touches(d.no, 2020)]

    assert of_2020 == [
        "SKB 728/2019",
        "SKB 174/2020",
        "SKB 391/2020",
        "SKB 440/2020",
        "SKB 744/2020",
    ]


def _touches(no: str, year: int) -> bool:
    (decree,) = [d for d in DECREES if d.no == no]
    return any(day.year == year for day in (*dict(decree.add), *decree.remove))


def test_freezes_do_not_overlap_and_end_after_they_begin() -> None:
    for earlier, later in pairwise(FREEZES):
        assert earlier.last < later.first
    assert all(freeze.first <= freeze.last for freeze in FREEZES)


# Days on which our table and the library disagree, and why. None at its version 0.109; an upgrade
# that changes a day asks its question here. 2027's Idul Fitri and Idul Adha are estimates in both.
EXPLAINED: dict[date, str] = {}


def test_the_final_calendars_of_2019_to_2027_are_those_of_the_holidays_library() -> None:
    years = range(2019, 2028)
    theirs_public = holidays.country_holidays("ID", years=years, categories=("public",))
    theirs_leave = holidays.country_holidays("ID", years=years, categories=("government",))
    theirs = dict.fromkeys(theirs_leave, "leave") | dict.fromkeys(theirs_public, "public")
    ours = {
        day: "leave" if code.islower() else "public"
        for day, code in days_off_known(TODAY).items()
        if day.year in years
    }

    differing = {day for day in ours.keys() | theirs if ours.get(day) != theirs.get(day)}
    assert differing == EXPLAINED.keys()
