"""Worlds whose promises do not follow from the rules."""

from tests.auditor.evidence_builder import Run, nik_of
from tests.auditor.evidence_person import at
from tests.auditor.mutation import Registry, breaks

DATES: Registry = []


def _everywhere(run: Run, number: int, tranche: int, day: str) -> None:
    """Promise another day, at the end and in every look."""
    cases = [run.cases[nik_of(number)]]
    cases += [look["case"] for look in run.looks if look["nik"] == nik_of(number)]
    for case in cases:
        shown = case["tranches"][tranche - 1]
        if shown["promised_for"] is not None:
            shown["promised_for"] = day


def _moves(run: Run, number: int, *moves: tuple[str, str, str, str]) -> None:
    """Let the second incentive of somebody be moved after it had been paid."""
    shown = run.tranche(number, tranche=2)
    names = ("original", "to", "reason", "told_at")
    shown["moved"] = [dict(zip(names, move, strict=True)) for move in moves]
    shown["promised_for"] = moves[-1][1]


@breaks(DATES, "I13")
def the_first_promise_is_a_day_late(run: Run) -> None:
    _everywhere(run, 2, 1, "2020-05-13")


@breaks(DATES, "I13")
def the_first_promise_is_a_day_early(run: Run) -> None:
    _everywhere(run, 2, 1, "2020-05-11")


@breaks(DATES, "I13")
def the_next_month_is_counted_in_place_of_thirty_days(run: Run) -> None:
    _everywhere(run, 2, 2, "2020-06-12")


@breaks(DATES, "I13")
def a_saturday_is_promised(run: Run) -> None:
    _everywhere(run, 2, 3, "2020-07-11")
    run.tranche(2, tranche=3)["moved"] = []


@breaks(DATES, "I13")
def the_day_changes_without_a_move(run: Run) -> None:
    run.tranche(2, tranche=2)["promised_for"] = "2020-06-12"


@breaks(DATES, "I13")
def one_look_showed_another_day(run: Run) -> None:
    run.looked(2, "2020-05-24")["tranches"][1]["promised_for"] = "2020-06-12"


@breaks(DATES, "I13")
def a_promise_was_taken_back_in_silence(run: Run) -> None:
    run.looked(2, "2020-05-24")["tranches"][1]["promised_for"] = None


@breaks(DATES, "I13")
def a_move_has_no_reason(run: Run) -> None:
    _moves(run, 2, ("2020-06-11", "2020-06-15", "", at("2020-05-20")))


@breaks(DATES, "I13")
def a_move_begins_at_a_day_that_was_not_promised(run: Run) -> None:
    why = "RESCHEDULED_AFTER_REPAIR"
    _moves(
        run,
        2,
        ("2020-06-11", "2020-06-15", why, at("2020-06-11")),
        ("2020-06-16", "2020-06-17", why, at("2020-06-15")),
    )


@breaks(DATES, "I13")
def a_decree_moves_what_no_decree_concerns(run: Run) -> None:
    _moves(run, 2, ("2020-06-11", "2020-06-15", "CALENDAR_AMENDED", at("2020-05-20")))


@breaks(DATES, "I13")
def a_decree_is_told_after_the_day_it_moves(run: Run) -> None:
    amended = ("2020-06-12", "2020-06-11", "CALENDAR_AMENDED", at("2020-06-15"))
    _everywhere(run, 2, 2, "2020-06-11")
    _moves(
        run, 2, ("2020-06-11", "2020-06-12", "RESCHEDULED_AFTER_REPAIR", at("2020-06-11")), amended
    )


@breaks(DATES, "I13")
def a_repair_moves_to_a_sunday(run: Run) -> None:
    _moves(run, 2, ("2020-06-11", "2020-06-14", "RESCHEDULED_AFTER_REPAIR", at("2020-06-11")))


@breaks(DATES, "I13")
def a_repair_moves_back_in_time(run: Run) -> None:
    _moves(run, 2, ("2020-06-11", "2020-06-10", "RESCHEDULED_AFTER_REPAIR", at("2020-06-09")))


@breaks(DATES, "I13")
def a_promise_ignores_the_calendar_that_everybody_had(run: Run) -> None:
    """The third survey counts a day of joint leave that every calendar knew."""
    shown = run.tranche(2, "survey", 3)
    shown["promised_for"] = "2020-08-24"


@breaks(DATES, "I13")
def nobody_can_say_when_a_day_was_promised(run: Run) -> None:
    case = run.cases[nik_of(2)]
    case["timeline"] = [line for line in case["timeline"] if "promised" not in line["event"]]
