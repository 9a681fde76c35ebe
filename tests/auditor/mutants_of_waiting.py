"""Worlds in which somebody waits for money, and what is said of it is no excuse."""

from tests.auditor.evidence_builder import Run, fault, nik_of
from tests.auditor.evidence_person import Json, at, moved, reason
from tests.auditor.mutation import Registry, breaks, cases_of, hide, unpay

WAITING: Registry = []
LATE = {"from": at("2020-07-01"), "to": at("2020-09-30")}
"""Until after the end."""


def excused(run: Run, code: str, since: str = "2020-08-10", **window: str) -> Json:
    """Leave a fourth incentive of a GoPay user unpaid; return a fault that lasted to the end."""
    why = reason(code, "payment_partner") | {"since": at(since)}
    unpay(run, 2).update({"status": "tertunda", "reason": why})
    run.faults.append(fault("to the end", "unavailable", 3) | (window or LATE))
    return run.faults[-1]


@breaks(WAITING, "I7")
def an_incentive_is_neither_paid_nor_shown(run: Run) -> None:
    unpay(run, 2)
    hide(run, 2, "training", 4)


@breaks(WAITING, "I7")
def an_incentive_was_never_shown_at_all(run: Run) -> None:
    unpay(run, 2)
    for case in cases_of(run, 2):
        case["tranches"] = [each for each in case["tranches"] if each["number"] != 4]


@breaks(WAITING, "I7")
def a_survey_is_neither_paid_nor_shown(run: Run) -> None:
    unpay(run, 2, "survey", 2)
    hide(run, 2, "survey", 2)


@breaks(WAITING, "I7")
def a_case_shows_no_incentive_at_all(run: Run) -> None:
    named = {shown["reference"] for shown in run.cases[nik_of(2)]["tranches"]}
    for number in range(1, 5):
        unpay(run, 2, tranche=number)
    for case in cases_of(run, 2):
        case["tranches"] = []
    run.ledger[:] = [row for row in run.ledger if row["reference"] not in named]


@breaks(WAITING, "I7")
def an_incentive_was_booked_and_is_not_shown_at_the_end(run: Run) -> None:
    hide(run, 2, "training", 4)


@breaks(WAITING, "I7")
def a_fault_that_never_fired_is_the_excuse(run: Run) -> None:
    excused(run, "UNKNOWN_OUTCOME")["fired"] = 0


@breaks(WAITING, "I7")
def a_fault_of_the_news_is_the_excuse(run: Run) -> None:
    excused(run, "UNKNOWN_OUTCOME").update({"fault": "lost_hook", "operation": None})


@breaks(WAITING, "I7")
def an_outage_is_the_excuse_for_a_suspended_account(run: Run) -> None:
    excused(run, "ACCOUNT_SUSPENDED")


@breaks(WAITING, "I7")
def an_outage_is_the_excuse_for_a_partners_suspicion(run: Run) -> None:
    excused(run, "FRAUD_SUSPECTED")


@breaks(WAITING, "I7")
def a_fault_of_checks_is_the_excuse_for_an_unknown_outcome(run: Run) -> None:
    excused(run, "UNKNOWN_OUTCOME")["operation"] = "check"


@breaks(WAITING, "I7")
def another_code_is_the_excuse_for_a_missing_account(run: Run) -> None:
    excused(run, "ACCOUNT_NOT_FOUND")
    run.faults[-1] |= {"fault": "code", "args": {"code": "4033805"}}


@breaks(WAITING, "I7")
def a_fault_that_was_over_before_the_reason_stood_is_the_excuse(run: Run) -> None:
    window = {"from": at("2020-09-05"), "to": at("2020-09-12")}
    excused(run, "UNKNOWN_OUTCOME", "2020-09-18", **window)


@breaks(WAITING, "I7")
def a_payout_is_put_off_for_ever_after_the_last_fault(run: Run) -> None:
    excused(run, "UNKNOWN_OUTCOME", **{"from": at("2020-07-01"), "to": at("2020-08-28")})
    day = moved("2020-08-10", "2020-10-15", "RESCHEDULED_AFTER_REPAIR", at("2020-08-29"))
    run.tranche(2, tranche=4).update({"promised_for": "2020-10-15", "moved": [day], "reason": None})


@breaks(WAITING, "I7")
def a_held_payout_is_put_off_for_ever_after_the_last_fault(run: Run) -> None:
    excused(run, "UNKNOWN_OUTCOME", **{"from": at("2020-07-01"), "to": at("2020-08-28")})
    run.tranche(2, tranche=4)["promised_for"] = "2020-10-15"


@breaks(WAITING, "I7")
def a_reversal_of_long_ago_is_the_excuse(run: Run) -> None:
    back = "2020-05-20"
    paid = run.tranche(5)["reference"]
    run.ledger[:] = [row for row in run.ledger if row["reference"] != paid]
    unpay(run, 5, tranche=1)
    why = reason("REVERSED_BY_PARTNER", "pmo") | {"since": at(back)}
    run.tranche(5).update({"status": "dikembalikan", "reason": why})


@breaks(WAITING, "I7")
def a_fault_that_never_fired_kept_the_certificate_secret(run: Run) -> None:
    case = run.cases[nik_of(6)]
    case["steps"] = [step for step in case["steps"] if step["step"] != "survey.completed"]
    case["steps"][-1] |= {"state": "awaited", "at": None}
    run.faults.append(fault("secret", "unavailable", 0) | {"partner": None, "operation": "facts"})
    run.faults[-1] |= LATE
