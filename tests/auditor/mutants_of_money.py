"""Worlds whose ledger is wrong."""

from tests.auditor.evidence_builder import Run, nik_of
from tests.auditor.evidence_person import at, later, real, reference, seal
from tests.auditor.mutation import Registry, breaks, insert, plan_of, rebook, resort, unpay

MONEY: Registry = []

# The chain.


@breaks(MONEY, "I0")
def a_hash_is_edited(run: Run) -> None:
    run.ledger[7]["hash"] = "f" * 64


@breaks(MONEY, "I0")
def an_amount_is_edited_under_its_old_hash(run: Run) -> None:
    run.ledger[7]["amount"] += 1


@breaks(MONEY, "I0")
def a_row_is_removed(run: Run) -> None:
    del run.ledger[7]


@breaks(MONEY, "I0")
def two_rows_are_swapped(run: Run) -> None:
    run.ledger[7], run.ledger[8] = run.ledger[8], run.ledger[7]


@breaks(MONEY, "I0")
def the_first_row_is_gone(run: Run) -> None:
    del run.ledger[0]


@breaks(MONEY, "I0")
def the_middle_is_cut_out(run: Run) -> None:
    del run.ledger[10:30]


@breaks(MONEY, "I0")
def a_row_is_numbered_twice(run: Run) -> None:
    run.ledger[8]["seq"] = run.ledger[7]["seq"]


@breaks(MONEY, "I10")
def the_end_of_the_chain_is_cut_off(run: Run) -> None:
    del run.ledger[-3:]


# Once, and in full.


@breaks(MONEY, "I1")
def an_incentive_is_credited_twice_under_one_reference(run: Run) -> None:
    insert(run, run.row(2, tranche=3), real_at=real(at("2020-07-14")))


@breaks(MONEY, "I1")
def one_rupiah_less_is_paid(run: Run) -> None:
    run.row(2)["amount"] = 599_999
    seal(run.ledger)


@breaks(MONEY, "I1")
def a_survey_is_paid_like_a_training(run: Run) -> None:
    run.row(2, "survey")["amount"] = 600_000
    seal(run.ledger)


@breaks(MONEY, "I1")
def more_is_taken_back_than_was_paid(run: Run) -> None:
    reversal = next(row for row in run.ledger if row["kind"] == "reversal")
    insert(run, reversal, real_at=real(at("2020-05-21")))


@breaks(MONEY, "I1")
def a_payment_is_doubled_for_an_hour(run: Run) -> None:
    first = run.row(2)
    insert(run, first, real_at=real(at("2020-05-12", 11)))
    insert(run, first, real_at=real(at("2020-05-12", 12)), kind="reversal")


# One reference.


@breaks(MONEY, "I2")
def a_credit_stands_under_a_reference_that_no_case_names(run: Run) -> None:
    insert(run, run.row(2), reference="9" * 18, real_at=real(at("2020-05-13")))


@breaks(MONEY, "I2")
def the_refused_generation_was_paid_after_all(run: Run) -> None:
    first = reference(4, "training", 4)
    insert(run, run.row(4, tranche=4), reference=first, real_at=real(at("2020-08-12")))


@breaks(MONEY, "I2")
def two_incentives_name_one_reference(run: Run) -> None:
    run.tranche(2, tranche=2)["reference"] = run.tranche(2)["reference"]


# Whom.


@breaks(MONEY, "I3")
def somebody_unknown_is_paid(run: Run) -> None:
    stranger = {"owner_nik": "9902010101900000", "account": "628120000099"}
    insert(run, run.row(2), reference="8" * 18, **stranger)


@breaks(MONEY, "I3")
def somebody_whose_enrolment_was_refused_is_paid(run: Run) -> None:
    answer = next(line for line in run.sent if line["kind"] == "answer")
    answer["status"] = 409


@breaks(MONEY, "I3")
def somebody_gets_a_fifth_incentive(run: Run) -> None:
    insert(run, run.row(2), reference="7" * 18, real_at=real(at("2020-09-08")))


@breaks(MONEY, "I4")
def the_money_goes_to_a_neighbours_account(run: Run) -> None:
    neighbour = run.row(3)
    run.row(2).update({name: neighbour[name] for name in ("account", "channel", "owner_nik")})
    seal(run.ledger)


@breaks(MONEY, "I4")
def the_number_had_another_owner_by_then(run: Run) -> None:
    change = {"at": at("2020-06-01"), "nik": nik_of(3)}
    run.accounts[1]["changes"].append(change)


@breaks(MONEY, "I4")
def the_row_names_another_owner(run: Run) -> None:
    run.row(2)["owner_nik"] = nik_of(3)
    seal(run.ledger)


@breaks(MONEY, "I4")
def an_account_that_nobody_declared_is_paid(run: Run) -> None:
    run.row(2)["account"] = "628120000098"
    seal(run.ledger)


@breaks(MONEY, "I4")
def one_account_serves_two_people(run: Run) -> None:
    first = run.row(1)
    for row in run.ledger:
        if row["owner_nik"] == nik_of(6):
            row |= {"account": first["account"], "channel": first["channel"]}
    seal(run.ledger)


@breaks(MONEY, "I4")
def a_resend_went_to_another_account(run: Run) -> None:
    first = run.row(2)
    insert(run, first, kind="reversal", real_at=real(at("2020-05-13")))
    insert(run, first, account="628120000097", real_at=real(at("2020-05-14")))


# Not before it is owed.


@breaks(MONEY, "I5")
def money_without_any_certificate(run: Run) -> None:
    plan_of(run, 2)["certificate"]["never"] = True


@breaks(MONEY, "I5")
def the_certificate_came_after_the_money(run: Run) -> None:
    plan_of(run, 2)["certificate"]["published"] = at("2020-05-14")


@breaks(MONEY, "I5")
def money_although_the_voucher_was_never_redeemed(run: Run) -> None:
    run.acts[:] = [act for act in run.acts if act["did"] != "redeemed VOUCHER-2"]


@breaks(MONEY, "I5")
def money_for_a_course_that_was_never_finished(run: Run) -> None:
    plan_of(run, 2)["progress_percent"] = 90


@breaks(MONEY, "I5")
def money_without_the_review_that_was_asked(run: Run) -> None:
    plan_of(run, 2)["rates"]["provider"] = None


@breaks(MONEY, "I5")
def a_survey_is_paid_that_nobody_answered(run: Run) -> None:
    plan_of(run, 2)["surveys"] = plan_of(run, 2)["surveys"][:1]


# On its day, in its hours.


@breaks(MONEY, "I6")
def the_money_comes_a_day_early(run: Run) -> None:
    rebook(run, 2, at("2020-05-11"))


@breaks(MONEY, "I6")
def the_money_comes_on_a_sunday(run: Run) -> None:
    rebook(run, 3, at("2020-06-14"), tranche=2)


@breaks(MONEY, "I6")
def the_money_comes_on_a_public_holiday(run: Run) -> None:
    rebook(run, 3, at("2020-06-01"))


@breaks(MONEY, "I6")
def the_money_comes_on_joint_leave(run: Run) -> None:
    rebook(run, 3, at("2020-08-21"), tranche=4)


@breaks(MONEY, "I6")
def the_money_comes_at_three_in_the_morning(run: Run) -> None:
    rebook(run, 3, at("2020-06-11", 3), tranche=2)


@breaks(MONEY, "I6")
def the_money_comes_at_half_past_eleven_at_night(run: Run) -> None:
    rebook(run, 3, at("2020-06-11", 23, 30), tranche=2)


@breaks(MONEY, "I6")
def the_request_claims_a_day_that_had_not_come(run: Run) -> None:
    run.row(3, tranche=2)["real_at"] = real(at("2020-06-09"))
    resort(run)


@breaks(MONEY, "I6")
def the_money_comes_without_a_promise(run: Run) -> None:
    run.tranche(2).update({"promised_for": None, "moved": []})


# Nobody is forgotten.


@breaks(MONEY, "I7")
def a_tranche_is_forgotten_in_silence(run: Run) -> None:
    unpay(run, 2)


@breaks(MONEY, "I7")
def a_survey_is_forgotten_in_silence(run: Run) -> None:
    unpay(run, 2, "survey", 2)


@breaks(MONEY, "I7")
def the_payout_is_put_off_for_ever(run: Run) -> None:
    moved = {
        "original": "2020-08-10",
        "to": "2020-09-30",
        "reason": "RESCHEDULED_AFTER_REPAIR",
        "detail": "",
        "told_at": at("2020-08-11"),
    }
    unpay(run, 2).update({"promised_for": "2020-09-30", "moved": [moved]})


@breaks(MONEY, "I10")
def money_comes_back_and_the_case_does_not_say_so(run: Run) -> None:
    paid = run.row(2, tranche=4)
    insert(run, paid, kind="reversal", real_at=later(paid["real_at"], seconds=9))
