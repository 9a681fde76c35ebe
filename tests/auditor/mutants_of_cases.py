"""Worlds whose case files are wrong, at the end or at one look."""

from tests.auditor.evidence_builder import Run, nik_of
from tests.auditor.evidence_person import at, real, reason
from tests.auditor.mutation import Registry, breaks, plan_of, resort, unpay

CASES: Registry = []


def _excused(run: Run, code: str, holder: str = "participant") -> None:
    """Leave a fourth incentive unpaid, with a reason."""
    held = {"status": "tertunda", "reason": reason(code, holder)}
    unpay(run, 1).update(held)


@breaks(CASES, "I7")
def a_suspension_is_the_excuse_and_there_was_none(run: Run) -> None:
    _excused(run, "ACCOUNT_SUSPENDED")


@breaks(CASES, "I7")
def a_missing_account_is_the_excuse_and_one_is_linked(run: Run) -> None:
    _excused(run, "ACCOUNT_NOT_LINKED")


@breaks(CASES, "I7")
def a_full_wallet_is_the_excuse_and_it_is_empty(run: Run) -> None:
    _excused(run, "WALLET_LIMIT_BALANCE")


@breaks(CASES, "I7")
def the_partner_is_the_excuse_and_nothing_is_wrong_with_it(run: Run) -> None:
    _excused(run, "UNKNOWN_OUTCOME", "payment_partner")


@breaks(CASES, "I7")
def the_deadline_is_the_excuse_and_it_has_not_come(run: Run) -> None:
    held = {"status": "belum_diproses", "reason": reason("DEADLINE_PASSED", "nobody")}
    unpay(run, 1, "survey", 2).update(held)


@breaks(CASES, "I7")
def the_case_waits_for_a_certificate_that_is_there(run: Run) -> None:
    case = run.cases[nik_of(6)]
    case["steps"] = [step for step in case["steps"] if step["step"] != "survey.completed"]
    case["steps"][-1] |= {"state": "awaited", "at": None}


@breaks(CASES, "I7")
def a_case_is_closed_early_and_does_not_say_why(run: Run) -> None:
    run.cases[nik_of(2)]["steps"][2] |= {"state": "awaited", "at": None}


# What was acknowledged.


@breaks(CASES, "I8")
def an_acknowledged_event_left_no_trace(run: Run) -> None:
    steps = run.cases[nik_of(6)]["steps"]
    steps[:] = [step for step in steps if step["step"] != "certificate.published"]


@breaks(CASES, "I8")
def a_step_stands_twice(run: Run) -> None:
    steps = run.cases[nik_of(2)]["steps"]
    steps.append(dict(steps[1]))


@breaks(CASES, "I8")
def a_certificate_is_dated_before_anybody_published_it(run: Run) -> None:
    run.cases[nik_of(2)]["steps"][-4]["at"] = at("2020-04-20")


@breaks(CASES, "I8")
def an_acknowledged_account_is_not_in_the_case(run: Run) -> None:
    run.cases[nik_of(2)]["account_channel"] = None


@breaks(CASES, "I8")
def an_acknowledged_waiver_left_no_trace(run: Run) -> None:
    who, did = "participant of VOUCHER-2", "called /v1/participants/waiver"
    when = at("2020-04-28")
    act = {"seq": 99, "at": when, "asked_at": when, "who": who, "did": did, "answer": "200 {}"}
    run.acts.append(act)


@breaks(CASES, "I9")
def an_enrolled_person_is_not_found(run: Run) -> None:
    run.cases[nik_of(2)] = {}


@breaks(CASES, "I9")
def an_enrolled_person_was_never_looked_for(run: Run) -> None:
    del run.cases[nik_of(2)]


# Paid is paid.


@breaks(CASES, "I10")
def paid_is_shown_and_nothing_was(run: Run) -> None:
    row = run.row(2, tranche=4)
    run.ledger.remove(row)
    resort(run)


@breaks(CASES, "I10")
def money_came_and_the_case_does_not_know(run: Run) -> None:
    held = reason("UNKNOWN_OUTCOME", "payment_partner")
    run.tranche(2, tranche=4).update({"status": "belum_pasti", "reason": held, "paid_at": None})


@breaks(CASES, "I10")
def another_day_is_shown_than_that_of_the_payment(run: Run) -> None:
    run.tranche(2, tranche=4)["paid_at"] = at("2020-08-11")


@breaks(CASES, "I10")
def the_utc_day_is_shown(run: Run) -> None:
    row = run.row(2, tranche=4)
    row |= {"claimed_at": "2020-08-09T17:30:00+00:00"}
    run.tranche(2, tranche=4)["paid_at"] = "2020-08-09T16:30:00+00:00"
    resort(run)


@breaks(CASES, "I10")
def another_channel_is_shown_than_paid(run: Run) -> None:
    run.tranche(2, tranche=4)["channel"] = "bni"


@breaks(CASES, "I10")
def another_reference_is_shown_than_was_paid(run: Run) -> None:
    run.tranche(2, tranche=4)["reference"] = "1" * 18


@breaks(CASES, "I10")
def another_amount_is_shown(run: Run) -> None:
    run.tranche(2, tranche=4)["amount_idr"] = 500_000


@breaks(CASES, "I10")
def paid_was_shown_in_one_look_before_the_money_came(run: Run) -> None:
    shown = run.looked(3, "2020-06-05")["tranches"][1]
    shown |= {"status": "berhasil", "reference": run.tranche(3, tranche=2)["reference"]}


@breaks(CASES, "I10")
def paid_was_taken_back_in_one_look_and_nothing_was_reversed(run: Run) -> None:
    held = reason("SYSTEM_ERROR", "pmo")
    run.looked(3, "2020-06-22")["tranches"][0] |= {"status": "tertunda", "reason": held}


# No failure too early.


@breaks(CASES, "I11")
def a_failure_was_shown_before_its_day_in_one_look(run: Run) -> None:
    failed = {"status": "gagal", "reason": reason("ACCOUNT_SUSPENDED", "participant")}
    run.looked(3, "2020-06-05")["tranches"][1] |= failed


@breaks(CASES, "I11")
def a_failure_was_shown_although_no_day_was_promised(run: Run) -> None:
    failed = {"status": "gagal", "reason": reason("ACCOUNT_SUSPENDED", "participant")}
    run.looked(3, "2020-04-29")["tranches"][0] |= failed


@breaks(CASES, "I11")
def a_failure_was_shown_while_nobody_knew(run: Run) -> None:
    run.looked(2, "2020-06-11")["tranches"][1]["status"] = "gagal"


@breaks(CASES, "I11")
def an_uncertainty_was_shown_and_nothing_was_sent(run: Run) -> None:
    unsure = {"status": "belum_pasti", "reason": reason("UNKNOWN_OUTCOME", "payment_partner")}
    run.looked(3, "2020-06-05")["tranches"][1] |= unsure


# Told why.


@breaks(CASES, "I12")
def the_reason_of_a_held_tranche_was_missing_in_one_look(run: Run) -> None:
    run.looked(3, "2020-07-14")["tranches"][2]["reason"] = None


@breaks(CASES, "I12")
def the_reason_had_no_code(run: Run) -> None:
    run.looked(3, "2020-07-14")["tranches"][2]["reason"]["code"] = ""


@breaks(CASES, "I12")
def nobody_held_a_tranche(run: Run) -> None:
    run.looked(3, "2020-07-14")["tranches"][2]["reason"]["holder"] = ""


@breaks(CASES, "I12")
def what_to_do_was_missing_in_english(run: Run) -> None:
    run.looked(3, "2020-07-14")["tranches"][2]["reason"]["remedy"]["en"] = " "


@breaks(CASES, "I12")
def what_to_do_was_missing_in_indonesian(run: Run) -> None:
    del run.looked(3, "2020-07-14")["tranches"][2]["reason"]["remedy"]["id"]


@breaks(CASES, "I12")
def an_open_case_had_no_reason(run: Run) -> None:
    run.looked(3, "2020-05-06")["reason"] = None


@breaks(CASES, "I12")
def an_open_case_had_no_holder(run: Run) -> None:
    run.looked(3, "2020-05-06")["holder"]["party"] = ""


@breaks(CASES, "I12")
def nobody_knew_since_when(run: Run) -> None:
    run.looked(3, "2020-05-06")["holder"]["since"] = None


@breaks(CASES, "I12")
def a_case_waited_for_a_date_that_was_not_told(run: Run) -> None:
    run.looked(3, "2020-05-06")["reason"]["next_action_at"] = None


@breaks(CASES, "I12")
def a_held_tranche_had_no_next_date(run: Run) -> None:
    run.looked(3, "2020-07-14")["tranches"][2]["reason"]["next_action_at"] = None


@breaks(CASES, "I12")
def a_held_tranche_was_held_since_nobody_knows_when(run: Run) -> None:
    run.looked(3, "2020-07-14")["tranches"][2]["reason"]["since"] = None


@breaks(CASES, "I12")
def the_holdings_have_a_gap(run: Run) -> None:
    run.looked(3, "2020-05-06")["holdings"][1]["since"] = at("2020-05-04", 11)


@breaks(CASES, "I12")
def the_holdings_overlap(run: Run) -> None:
    run.looked(3, "2020-05-06")["holdings"][0]["until"] = at("2020-05-04", 11)


@breaks(CASES, "I12")
def the_first_holding_begins_late(run: Run) -> None:
    run.looked(3, "2020-05-06")["holdings"][0]["since"] = at("2020-04-27", 10)


@breaks(CASES, "I12")
def the_holder_shown_is_not_the_last_holding(run: Run) -> None:
    run.looked(3, "2020-05-06")["holder"]["party"] = "pmo"


@breaks(CASES, "I12")
def a_payday_passed_long_ago_without_a_word(run: Run) -> None:
    look = next(
        each
        for each in run.looks
        if each["nik"] == nik_of(3) and each["asked_at"].startswith("2020-06-05")
    )
    late = at("2020-07-20")
    look |= {"asked_at": late, "real_at": real(late)}


@breaks(CASES, "I7")
def a_review_is_awaited_on_a_site_that_has_none(run: Run) -> None:
    world = next(line for line in run.sent if line["kind"] == "world")["document"]
    world["providers"][0]["reviews"] = False
    plan_of(run, 6)["rates"] = {"provider": None, "marketplace": None}
    case = run.cases[nik_of(6)]
    review = next(step for step in case["steps"] if step["step"] == "review.submitted")
    review |= {"state": "awaited", "at": None}
    case["steps"] = case["steps"][: case["steps"].index(review) + 1]
