"""Defects in what people settle, and in what is remembered of it."""

from tests.zoo.defect import Defect

_QUESTIONS = "records/open_questions.py"
_SETTLED = "tests/records/test_resolutions.py"
_AFTER_ALL = "tests/activities/test_paid_after_all.py"

DEFECTS = (
    Defect(
        name="any-approval-confirms",
        thought="Two people have looked at it, so they know.",
        file="records/ledger_queries.py",
        right=".where(proposals.c.outcome == Outcome.NOT_PAID)",
        wrong="",
        caught_by=f"{_SETTLED}::test_who_approved_paid_has_confirmed_no_return",
    ),
    Defect(
        name="late-approval-contradicts",
        thought="Two people say so, and they are right more often than a partner.",
        file=_QUESTIONS,
        right="if confirms and not agrees and intent.outcome != knew:",
        wrong="if confirms and not agrees and intent.outcome is None:",
        caught_by=f"{_SETTLED}::test_who_did_not_know_that_it_was_closed_contradicts_nothing",
    ),
    Defect(
        name="settled-too-soon-for-ever",
        thought="It was confirmed, and once is enough.",
        file=_QUESTIONS,
        right="return aged and not paid and intent.confirmed_at >= intent.proven_at",
        wrong="return True",
        caught_by=f"{_SETTLED}"
        "::test_what_was_settled_too_soon_after_a_refused_repeat_is_confirmed_once_more",
    ),
    Defect(
        name="said-return-reopens-a-proven-payment",
        thought="The partner's newest word is the best.",
        file="activities/payments.py",
        right="seen=proof, reopens=False)",
        wrong="seen=proof)",
        caught_by=f"{_AFTER_ALL}"
        "::test_a_return_that_is_only_said_does_not_overrule_what_two_people_know",
    ),
    Defect(
        name="books-remembered-for-ever",
        thought="The books have shown it once, and books do not lie.",
        file="records/bookings.py",
        right="standing = itertools.takewhile(lambda one: one.paid, reversed(_shown(requests)))",
        wrong="standing = filter(lambda one: one.paid, reversed(_shown(requests)))",
        caught_by=f"{_AFTER_ALL}"
        "::test_what_came_back_and_is_shown_again_is_held_until_it_is_taken_back",
    ),
    Defect(
        name="shown-again-and-forgotten",
        thought="It came back, so it is owed.",
        file="activities/earlier.py",
        right="return was_paid(requests, known)",
        wrong="return is_said_paid(requests, known)",
        caught_by=f"{_AFTER_ALL}"
        "::test_what_came_back_and_is_shown_again_is_held_until_it_is_taken_back",
    ),
    Defect(
        name="only-the-last-written-line-counts",
        thought="What was written last is the newest.",
        file="records/bookings.py",
        right="    return any(since is None or is_news(one, since) for one in standing)",
        wrong="    return any(since is None or is_news(one, since) for one in list(standing)[:1])",
        caught_by=f"{_AFTER_ALL}::test_what_a_slow_console_writes_last_hides_no_newer_credit",
    ),
    Defect(
        name="refused-and-forgotten",
        thought="Somebody else has closed it: they know what became of it.",
        file="engine/applying.py",
        right="            if finding.stands:\n",
        wrong="            if False:\n",
        caught_by="tests/engine/test_applied_statements.py"
        "::test_what_is_called_unpaid_after_the_comparison_is_known_to_be_credited",
    ),
    Defect(
        name="only-the-latest-line-is-news",
        thought="Books are written in order of time: what is new stands at their end.",
        file="records/ledger.py",
        right="new = [mark for mark in marks if mark not in known]",
        wrong="new = [mark for mark in marks[-1:] if mark not in known]",
        caught_by="tests/engine/test_applied_statements.py"
        "::test_every_new_line_of_the_books_is_kept_once_whatever_its_hour",
    ),
    Defect(
        name="approved-beside-newer-books",
        thought="The proposal is not a day old.",
        file=_QUESTIONS,
        right="any(each.paid for each in requests if each.sequence > seen)",
        wrong="any(each.paid for each in requests if each.sequence < 0)",
        caught_by=f"{_SETTLED}::test_what_books_have_shown_since_makes_a_denial_void",
    ),
    Defect(
        name="first-return-makes-the-second-good",
        thought="Each payment is judged for itself.",
        file="activities/earlier.py",
        right="if is_in_question(before, generations, requests) or",
        wrong="if is_in_question(before, [before], requests) or",
        caught_by=f"{_AFTER_ALL}"
        "::test_what_came_back_twice_is_paid_again_once_two_people_have_confirmed_the_first",
    ),
    Defect(
        name="paid-said-outlives-two-people",
        thought="The partner has said that it was paid.",
        file="records/bookings.py",
        right="request.answered_at >= since - HEARD_WITHIN",
        wrong="request.answered_at != since - HEARD_WITHIN",
        caught_by=f"{_AFTER_ALL}::test_a_word_of_paid_counts_no_more_once_two_people_know_better",
    ),
    Defect(
        name="yes-on-its-way-thrown-away",
        thought="Two people said so after the question.",
        file="records/bookings.py",
        right="since - HEARD_WITHIN\n",
        wrong="since\n",
        caught_by=f"{_AFTER_ALL}::test_a_yes_that_is_on_its_way_while_two_people_say_no_is_believed",
    ),
    Defect(
        name="line-of-before-the-letter-forgotten",
        thought="Two people have looked at these days.",
        file="domain/reconciliation.py",
        right="if booked.doubted or doubts or booked.reference in self._other_payment:",
        wrong="if booked.confirmed_at and entry.last.booked_at <= booked.confirmed_at:\n"
        "            return False\n"
        "        if booked.doubted or doubts or booked.reference in self._other_payment:",
        caught_by="tests/domain/test_reconciliation.py"
        "::test_money_that_two_people_called_gone_is_shown_whatever_its_day",
    ),
    Defect(
        name="paid-long-after-never-compared",
        thought="The daily statement has it, or had it.",
        file="domain/coverage.py",
        right="return sent or self.hold_the_end_of(booked)",
        wrong="return sent",
        caught_by="tests/domain/test_reconciliation.py"
        "::test_what_was_called_paid_long_after_it_was_sent_needs_a_longer_statement",
    ),
    Defect(
        name="refused-approval-forgotten",
        thought="It was refused, so nothing has happened.",
        file="engine/payouts.py",
        right='await Switches(engine.database).stop("all", by=by, ground=PAID_TWICE, at=at)',
        wrong="await Switches(engine.database).board()",
        caught_by="tests/engine/test_applied_statements.py"
        "::test_two_people_who_find_paid_what_another_may_have_paid_stop_everybody",
    ),
    Defect(
        name="told-by-the-answer-of-before",
        thought="The engine has accepted it, so the journey knows.",
        file="engine/payouts.py",
        right="if told in {Told.TOLD, Told.KNOWN} and intent.outcome is Outcome.REVERSED:",
        wrong="if told is Told.KNOWN and intent.outcome is Outcome.REVERSED:",
        caught_by="tests/engine/test_applied_statements.py"
        "::test_two_people_say_the_same_of_one_payment_a_second_time",
    ),
    Defect(
        name="parked-with-the-order-of-before",
        thought="An engineer says that it may go on, so it goes on.",
        file="workflows/asking.py",
        right="                await self.park(name, Reason.SYSTEM_ERROR)\n"
        "                if name in self._interrupted:",
        wrong="                await self.park(name, Reason.SYSTEM_ERROR)\n"
        "                if name in self._parked:",
        caught_by="tests/workflows/test_trouble.py"
        "::test_a_parked_payment_is_not_made_to_an_account_that_was_taken_back",
    ),
    Defect(
        name="two-numbers-repeated-without-end",
        thought="The answer is not clear yet, so it is asked for again.",
        file="activities/payouts.py",
        right="            if tells_of_another(sends):\n",
        wrong="            if not sends:\n",
        caught_by="tests/activities/test_their_own_reference.py"
        "::test_two_numbers_are_not_repeated_any_more",
    ),
)
