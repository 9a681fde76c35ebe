"""Evidence that proves nothing: too quiet, cut, missing, or of a machine that was too slow."""

from tests.auditor.evidence_builder import Run, nik_of
from tests.auditor.evidence_person import at, real, reason
from tests.auditor.mutation import Registry, breaks, resort, unpay

QUIET: Registry = []
"""Worlds in which too little happened; the rule is the minimum that was missed."""
UNCLEAR: Registry = []
"""Worlds of which one rule cannot be judged."""


@breaks(QUIET, "bookings")
def nobody_was_paid(run: Run) -> None:
    run.ledger.clear()
    run.cases = {nik: case | {"tranches": []} for nik, case in run.cases.items()}
    for look in run.looks:
        look["case"]["tranches"] = []


@breaks(QUIET, "bookings")
def fewer_were_paid_than_was_asked_for(run: Run) -> None:
    run.minimum["bookings"] = 42


@breaks(QUIET, "firings")
def no_fault_fired(run: Run) -> None:
    for fault in run.faults:
        fault["fired"] = 0


@breaks(QUIET, "kinds")
def one_kind_of_fault_fired_often(run: Run) -> None:
    run.sent[:] = [line for line in run.sent if line["kind"] != "kill"]
    run.minimum["kills"] = 0
    for fault in run.faults:
        fault["fired"] = 100 if fault["fault"] == "garbled" else 0


@breaks(QUIET, "inquiries")
def nobody_inquired(run: Run) -> None:
    for call in run.calls["by_reference"]:
        call["inquiries"] = 0


@breaks(QUIET, "kills")
def nothing_was_killed(run: Run) -> None:
    run.sent[:] = [line for line in run.sent if line["kind"] != "kill"]


@breaks(QUIET, "looks")
def nobody_looked(run: Run) -> None:
    run.looks.clear()
    run.minimum["looks"] = 0


@breaks(QUIET, "troubled_states")
def nobody_was_ever_in_trouble(run: Run) -> None:
    run.looks[:] = [look for look in run.looks if look["asked_at"] < at("2020-05-20")]
    run.minimum["looks"] = 1


# The harness writes zeros: what a storm must hold is not for it to say.


@breaks(QUIET, "bookings")
def a_storm_in_which_few_were_paid(run: Run) -> None:
    run.minimum["bookings"] = 0
    del run.ledger[17:]


@breaks(QUIET, "firings")
def a_storm_in_which_few_faults_fired(run: Run) -> None:
    run.minimum["firings"] = 0
    run.faults[3]["fired"] = 3


@breaks(QUIET, "kinds")
def a_storm_of_few_kinds(run: Run) -> None:
    run.minimum["kinds"] = 0
    run.faults[0]["fired"] = 0


@breaks(QUIET, "inquiries")
def a_storm_in_which_nobody_inquired(run: Run) -> None:
    run.minimum["inquiries"] = 0
    nobody_inquired(run)


@breaks(QUIET, "troubled_states")
def a_storm_that_troubled_nobody(run: Run) -> None:
    run.minimum["troubled_states"] = 0
    run.looks[:] = [look for look in run.looks if look["nik"] == nik_of(1)] * 6


@breaks(QUIET, "looks")
def a_storm_with_few_looks(run: Run) -> None:
    run.minimum["looks"] = 0
    del run.looks[50:]


@breaks(QUIET, "kills")
def a_storm_without_kills(run: Run) -> None:
    run.minimum["kills"] = 0
    nothing_was_killed(run)


@breaks(QUIET, "kills of sandbox")
def a_storm_that_spared_a_program(run: Run) -> None:
    for line in run.sent:
        if line["kind"] == "kill" and line["target"] == "sandbox":
            line["target"] = "worker"


@breaks(QUIET, "people")
def a_storm_with_hardly_anybody(run: Run) -> None:
    gone = {nik_of(number) for number in (1, 2)}
    run.sent[:] = [line for line in run.sent if line.get("nik") not in gone]


@breaks(UNCLEAR, "I2")
def a_refusal_is_claimed_and_nothing_in_the_world_says_no(run: Run) -> None:
    run.faults[1]["fired"] = 0


@breaks(UNCLEAR, "I2")
def a_booking_whose_send_nobody_counted(run: Run) -> None:
    del run.calls["by_reference"][0]


@breaks(UNCLEAR, "I2")
def something_was_sent_for_whoever_cannot_be_asked(run: Run) -> None:
    a_case_could_not_be_asked_at_the_end(run)
    call = run.calls["by_reference"][0] | {"reference": "5" * 18}
    run.calls["by_reference"].append(call)


@breaks(UNCLEAR, "I6")
def a_booking_was_written_days_after_its_own_time(run: Run) -> None:
    run.row(3, tranche=2)["real_at"] = real(at("2020-07-16"))
    resort(run)
    for look in run.looks:
        if look["nik"] == nik_of(3) and look["asked_at"].startswith("2020-06-11"):
            look["case"]["tranches"][1] |= {"status": "dijadwalkan", "paid_at": None}


@breaks(UNCLEAR, "I7")
def a_reason_that_nothing_in_the_world_can_confirm(run: Run) -> None:
    held = {"status": "tertunda", "reason": reason("RECORDS_DISAGREE", "pmo")}
    unpay(run, 1).update(held)


@breaks(UNCLEAR, "I7")
def a_case_could_not_be_asked_at_the_end(run: Run) -> None:
    case = run.cases[nik_of(6)]
    stuck = {"steps": [], "tranches": [], "holdings": [], "timeline": [], "version": 0}
    run.cases[nik_of(6)] = case | stuck | {"reason": reason("SYSTEM_ERROR", "pmo")}


@breaks(UNCLEAR, "I6")
def nothing_was_booked_that_could_be_judged(run: Run) -> None:
    nobody_was_paid(run)


@breaks(UNCLEAR, "I13")
def the_world_goes_on_beyond_the_typed_calendar(run: Run) -> None:
    for line in run.sent:
        if line["kind"] == "world":
            line["document"]["people"][1]["certificate"]["published"] = at("2021-12-30")
