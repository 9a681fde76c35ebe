"""Worlds in which a second reference left too early, though perhaps only one was ever booked."""

from tests.auditor.evidence_builder import Run, fault
from tests.auditor.evidence_person import Json, at, real, reference
from tests.auditor.mutation import Registry, breaks, resort

SENDS: Registry = []
FIRST = reference(4, "training", 4)
"""Refused on 10 August; the second reference left on the 11th and was paid."""


def unclear(run: Run, inquiries: int = 0) -> None:
    """Let nobody know what became of the first send, which was asked about so many times."""
    run.tranche(4, tranche=4)["attempts"][0] |= {"outcome": "unknown", "cause": "UNKNOWN_OUTCOME"}
    call = next(each for each in run.calls["by_reference"] if each["reference"] == FIRST)
    call["inquiries"] = inquiries


def refused(run: Run, when: str, named: str = FIRST) -> None:
    """Let the partner's own book say when it refused a send."""
    run.calls["refusals"].append({"channel": "dana", "reference": named, "at": when})


def settled(run: Run, outcome: str, when: str, kind: str = "settled", **more: str) -> None:
    """Let two people settle the first send."""
    told = {"real_at": real(when), "kind": kind, "channel": "dana", "reference": FIRST}
    run.sent.append(told | {"outcome": outcome} | more)


def sent(run: Run, number: int, tranche: int, generation: int, when: str) -> Json:
    """Send an incentive once more, without any booking; return the new attempt."""
    attempts = run.tranche(number, tranche=tranche)["attempts"]
    named = reference(number, "training", tranche, generation)
    attempt: Json = dict(attempts[-1]) | {"reference": named, "sent_at": when}
    attempts.append(attempt | {"outcome": "unknown"})
    call = {"channel": "dana", "reference": named, "sends": 1, "inquiries": 3}
    run.calls["by_reference"].append(call)
    return attempt


@breaks(SENDS, "I2")
def a_second_reference_left_while_nobody_had_asked_about_the_first(run: Run) -> None:
    unclear(run)


@breaks(SENDS, "I2")
def a_second_reference_left_and_no_inquiry_can_have_said_no(run: Run) -> None:
    unclear(run, inquiries=5)


@breaks(SENDS, "I2")
def a_refusal_of_the_second_send_was_taken_for_one_of_the_first(run: Run) -> None:
    unclear(run)
    attempts = run.tranche(4, tranche=4)["attempts"]
    attempts.insert(1, attempts[0] | {"outcome": "not_paid", "sent_at": at("2020-08-10", 11)})


@breaks(SENDS, "I2")
def a_denial_that_never_fired_was_believed(run: Run) -> None:
    unclear(run, inquiries=5)
    run.faults.append(fault("denies", "lies_about_status", 0, "dana", status="06"))


@breaks(SENDS, "I2")
def a_partner_that_would_have_denied_it_was_never_asked(run: Run) -> None:
    unclear(run)
    run.faults.append(fault("denies", "lies_about_status", 1, "dana", status="06"))


@breaks(SENDS, "I2")
def people_settled_the_first_only_after_the_second_had_left(run: Run) -> None:
    unclear(run, inquiries=5)
    settled(run, "not_paid", at("2020-08-25"))


@breaks(SENDS, "I2")
def people_had_settled_the_first_as_paid(run: Run) -> None:
    unclear(run, inquiries=5)
    settled(run, "paid", at("2020-08-10", 20))


@breaks(SENDS, "I2")
def the_partner_refused_the_first_only_after_the_second_had_left(run: Run) -> None:
    unclear(run, inquiries=5)
    refused(run, at("2020-08-25"))


@breaks(SENDS, "I2")
def the_partner_refused_it_and_nobody_asked_what_became_of_it(run: Run) -> None:
    unclear(run)
    refused(run, at("2020-08-10", 20))


@breaks(SENDS, "I2")
def the_partner_refused_one_send_of_two(run: Run) -> None:
    unclear(run, inquiries=5)
    attempts = run.tranche(4, tranche=4)["attempts"]
    attempts.insert(1, attempts[0] | {"sent_at": at("2020-08-10", 11)})
    refused(run, at("2020-08-10", 20))


@breaks(SENDS, "I2")
def the_partner_refused_another_reference(run: Run) -> None:
    unclear(run, inquiries=5)
    refused(run, at("2020-08-10", 20), reference(4, "training", 3))


@breaks(SENDS, "I2")
def the_partner_refused_the_first_and_paid_it_once_the_second_had_left(run: Run) -> None:
    unclear(run, inquiries=5)
    refused(run, at("2020-08-10", 20))
    later = at("2020-08-12")
    run.row(4, tranche=4).update(reference=FIRST, claimed_at=later, real_at=real(later))
    resort(run)


@breaks(SENDS, "I2")
def our_own_books_had_refused_what_people_settled(run: Run) -> None:
    unclear(run, inquiries=5)
    settled(run, "not_paid", at("2020-08-10", 20))
    settled(run, "not_paid", at("2020-08-10", 20), "not_settled", why="TooEarly")


@breaks(SENDS, "I2")
def a_reference_was_sent_that_no_case_names(run: Run) -> None:
    call = {"channel": "ovo", "reference": "6" * 18, "sends": 1, "inquiries": 0}
    run.calls["by_reference"].append(call)


@breaks(SENDS, "I2")
def the_first_reference_was_sent_again_after_the_second_had_paid(run: Run) -> None:
    attempts = run.tranche(4, tranche=4)["attempts"]
    attempts.append(attempts[0] | {"sent_at": at("2020-08-12")})


@breaks(SENDS, "I2")
def another_reference_was_sent_for_what_was_paid(run: Run) -> None:
    sent(run, 2, 4, 2, at("2020-08-12"))


@breaks(SENDS, "I2")
def another_reference_was_sent_before_the_money_came_back(run: Run) -> None:
    sent(run, 5, 1, 3, at("2020-05-15"))


@breaks(SENDS, "I2")
def a_third_reference_was_sent_while_the_second_was_under_way(run: Run) -> None:
    sent(run, 1, 4, 2, at("2020-08-09"))


@breaks(SENDS, "I2")
def a_send_that_a_look_had_shown_is_not_in_the_case_any_more(run: Run) -> None:
    unclear(run)
    attempts = run.looked(4, "2020-08-12")["tranches"][3]["attempts"]
    attempts[0] |= {"outcome": "unknown"}
    del run.tranche(4, tranche=4)["attempts"][0]
