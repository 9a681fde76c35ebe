"""Defects in reading statements: what a line proves, and what it does not."""

from tests.zoo.defect import Defect

_TESTS = "tests/domain/test_reconciliation.py"
_FILE = "domain/reconciliation.py"

DEFECTS = (
    Defect(
        name="any-taking-back-is-a-return",
        thought="The partner has taken the money back: there it stands.",
        file="domain/coverage.py",
        right="if begun is None or sent is None or not self.is_whole(booked):",
        wrong="if begun is None or sent is None:",
        caught_by=f"{_TESTS}"
        "::test_what_was_taken_back_may_be_a_second_credit_while_the_first_is_not_in_sight",
    ),
    Defect(
        name="anothers-return-is-ours",
        thought="The reversal bears our reference, so it is our money that came back.",
        file="domain/entries.py",
        right="return (went_here and not came_from_here) or (self.credited and not went_here)",
        wrong="return self.credited and not went_here",
        caught_by=f"{_TESTS}"
        "::test_a_return_ends_what_went_elsewhere_and_not_what_another_gave_back",
    ),
    Defect(
        name="return-of-one-of-two-sends",
        thought="A line after the last send is about the last send.",
        file="domain/coverage.py",
        right="return self._last - _day(sent) > POSTED_WITHIN",
        wrong="return sent <= entry.last.booked_at",
        caught_by=f"{_TESTS}"
        "::test_what_was_sent_twice_is_returned_once_both_would_stand_in_the_statement",
    ),
    Defect(
        name="credit-of-yesterday",
        thought="The reference is ours, so the money is ours.",
        file="domain/coverage.py",
        right="begun is not None and _day(entry.first.booked_at) < _day(begun)",
        wrong="begun is None",
        caught_by=f"{_TESTS}::test_a_credit_of_a_day_before_the_first_send_proves_nothing",
    ),
    Defect(
        name="second-credit-hidden-by-a-late-settlement",
        thought="It was closed on that day, so its credit is of that day.",
        file=_FILE,
        right="known = booked.booked_at or booked.closed_at",
        wrong="known = booked.closed_at",
        caught_by=f"{_TESTS}::test_a_credit_days_after_the_one_in_their_books"
        "_is_a_second_one_however_late_we_learned",
    ),
    Defect(
        name="doubtful-credit-stops-its-channel-alone",
        thought="It is that channel's statement, so it is that channel's trouble.",
        file="domain/findings.py",
        right="return unpaid and self.stands and not self.consequence.automatic",
        wrong="return False",
        caught_by=f"{_TESTS}::test_a_doubtful_credit_of_what_we_call_unpaid_stops_every_channel",
    ),
    Defect(
        name="lines-counted-for-money",
        thought="As many credits as reversals: it has come back.",
        file="domain/findings.py",
        right="return unpaid and self.stands and not",
        wrong="return unpaid and self.credits > self.reversals and not",
        caught_by=f"{_TESTS}"
        "::test_a_credit_after_a_return_that_the_statement_half_shows_stops_every_channel",
    ),
    Defect(
        name="told-first-and-stopped-after",
        thought="First what is certain is recorded and told, then what is not is stopped.",
        file="engine/reconciliation.py",
        right="    if comparison.may_pay_again:\n        # The next payment may",
        wrong="    if False:\n        # The next payment may",
        caught_by="tests/engine/test_applied_statements.py"
        "::test_everybody_is_stopped_before_anybody_is_told",
    ),
    Defect(
        name="return-told-once",
        thought="Another reference was made for it, so the journey has heard.",
        file=_FILE,
        right="paid = {one.tranche for one in self._all.values() if one.outcome is Outcome.PAID}",
        wrong="paid = {one.tranche for one in self._all.values() if one.generation > 1}",
        caught_by=f"{_TESTS}::test_a_return_is_told_again_unless_the_incentive_is_paid_anew",
    ),
)
