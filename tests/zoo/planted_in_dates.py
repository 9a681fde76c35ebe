"""Defects in days and in journeys: what is due when, and what a case is told about it."""

from tests.zoo.defect import Defect

_WORKDAYS = "tests/domain/test_workdays.py"
_PREMATURE = "tests/workflows/test_never_premature.py"
_ENDS = "tests/workflows/test_guarded_ends.py"

DEFECTS = (
    Defect(
        name="due-by-the-utc-day",
        thought="The servers run on UTC.",
        file="domain/clock.py",
        right="return _aware(instant).astimezone(JAKARTA).date()",
        wrong="return _aware(instant).astimezone(UTC).date()",
        caught_by="tests/domain/test_clock.py::test_a_jakarta_day_begins_at_17_00_utc",
    ),
    Defect(
        name="saturday-is-a-working-day",
        thought="Banks send money on Saturdays too.",
        file="domain/workdays.py",
        right="if day.weekday() >= _SATURDAY:",
        wrong="if day.weekday() > _SATURDAY:",
        caught_by=f"{_WORKDAYS}"
        "::test_the_saturday_payout_of_12_september_2020_rolls_to_monday_and_says_why",
    ),
    Defect(
        name="paid-on-the-very-day-only",
        thought="The job runs every day, so it compares with today.",
        file="domain/promises.py",
        right="return local.date() in days and opens <= local.hour < closes",
        wrong="return local.date() == days[0] and opens <= local.hour < closes",
        caught_by="tests/activities/test_settling.py"
        "::test_a_refused_payment_is_closed_and_the_next_generation_is_another",
    ),
    Defect(
        name="paid-at-any-hour",
        thought="The day is right, and that is what was promised.",
        file="domain/promises.py",
        right="return local.date() in days and opens <= local.hour < closes",
        wrong="return local.date() in days and opens <= local.hour",
        caught_by="tests/activities/test_settling.py"
        "::test_no_money_leaves_at_night_or_on_a_closed_day",
    ),
    Defect(
        name="failed-on-a-server-error",
        thought="A channel that is down has failed to pay.",
        file="workflows/memory.py",
        right="TrancheStatus.DIKEMBALIKAN if came_back else TrancheStatus.TERTUNDA\n",
        wrong='TrancheStatus("gagal" if reason is Reason.CHANNEL_DOWN else "tertunda")\n',
        caught_by=f"{_PREMATURE}"
        "::test_no_answer_of_a_partner_at_any_time_under_any_calendar_says_gagal",
    ),
    Defect(
        name="failed-while-unknown",
        thought="After the deadline it is over, whatever is still open.",
        file="workflows/tranches.py",
        right="if self.in_flight is not None or self.may_be_sent is not None:",
        wrong="if self.in_flight is not None:",
        caught_by=f"{_ENDS}::test_an_incentive_does_not_end_while_a_payment_may_be_under_way",
    ),
    Defect(
        name="failed-before-it-is-due",
        thought="Nobody asks for the end of a survey before it is over.",
        file="workflows/tranches.py",
        right="if at < due:",
        wrong="if at.date() < due.date():",
        caught_by=f"{_ENDS}::test_an_incentive_does_not_end_an_instant_before_it_is_due",
    ),
    Defect(
        name="calendar-of-the-code-in-a-journey",
        thought="The table in the code is the newest, so it is the best.",
        file="workflows/memory.py",
        right="        self.workdays = enrolment.workdays\n",
        wrong="        from domain.workdays import workdays_known\n"
        "        given = enrolment.workdays\n"
        "        self.workdays = workdays_known(given.last, given.first, given.last)\n",
        caught_by="tests/workflows/test_given_calendars.py"
        "::test_a_journey_counts_days_by_the_calendar_that_it_was_given",
    ),
    Defect(
        name="machine-clock-in-a-journey",
        thought="Now is now.",
        file="workflows/participant_journey.py",
        right="return self._enrolment.clock.programme(workflow.now())",
        wrong="return self._enrolment.clock.programme(datetime.now().astimezone())",
        caught_by="tests/replay/test_replay.py::test_a_recorded_history_is_followed_to_its_end[direct]",
    ),
    Defect(
        name="wait-added-to-running-journeys",
        thought="A short pause before the first payment gives the certificate time to settle.",
        file="workflows/participant_journey.py",
        right="        await self._incentives.pay_all()\n",
        wrong="        await asyncio.sleep(60)\n        await self._incentives.pay_all()\n",
        caught_by="tests/replay/test_replay.py::test_a_recorded_history_is_followed_to_its_end[direct]",
    ),
    Defect(
        name="word-trusted-over-the-ledger",
        thought="We are told that it is paid, so it is paid.",
        file="workflows/paying.py",
        right="            tranche.may_be_sent = tranche.may_be_sent or tranche.ordered\n"
        "        self._asking.interrupt(tranche.name)\n",
        wrong="            from domain.payouts import TrancheStatus\n"
        "            tranche.status, tranche.reason = TrancheStatus.BERHASIL, None\n"
        "        self._asking.interrupt(tranche.name)\n",
        caught_by="tests/workflows/test_words_and_the_ledger.py"
        "::test_a_word_about_a_payment_counts_only_as_far_as_the_ledger_bears_it_out",
    ),
    Defect(
        name="told-of-the-day-it-was-sent-last",
        thought="Paid is paid: the answer came today.",
        file="activities/paid_days.py",
        right="while await self._is_open(intent, requests, now):",
        wrong="while False:",
        caught_by="tests/activities/test_paid_days.py"
        "::test_the_send_that_the_partner_names_is_when_the_money_went[0-2020-08-13]",
    ),
    Defect(
        name="looked-up-while-it-moves",
        thought="A query is consistent: the engine says so.",
        file="engine/settled_answers.py",
        right="        if after == before:\n",
        wrong="        if after != (None, 0):\n",
        caught_by="tests/engine/test_looked_up_copies.py"
        "::test_what_no_task_has_done_is_told_to_nobody",
    ),
)
