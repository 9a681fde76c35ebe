"""Defects of processes: one beside another, one that slept, one that is stopped or cancelled."""

from tests.zoo.defect import Defect

_HOLDING = "tests/activities/test_holding_back.py"
_SIGNS = "tests/activities/test_signs_of_life.py"

DEFECTS = (
    Defect(
        name="sent-beside-its-successor",
        thought="A payment has one worker: the engine sees to that.",
        file="activities/payments.py",
        right='request = await self._request(intent, "send", now, seen)',
        wrong='request = await self._request(intent, "send", now)',
        caught_by="tests/money/test_two_at_once.py"
        "::test_two_workers_with_one_tranche_pay_it_once[dana]",
    ),
    Defect(
        name="closed-over-another-workers-send",
        thought="We have the answer in hand, so it can be closed.",
        file="activities/payments.py",
        right="at=now, seen=proof, reopens=False)",
        wrong="at=now, reopens=False)",
        caught_by="tests/activities/test_proofs.py"
        "::test_a_payment_is_closed_as_unpaid_or_sent_by_another_process_but_never_both",
    ),
    Defect(
        name="slept-and-sent",
        thought="Nobody stops a process between two lines.",
        file="partners/wire.py",
        right="        if tries.is_over():\n"
        "            # This process slept: what it wants to send may have been settled by others.\n"
        '            raise NotSent("the time of this try is over")\n',
        wrong="",
        caught_by="tests/partners/test_wire.py::test_a_try_whose_time_is_over_sends_nothing",
    ),
    Defect(
        name="try-without-an-end",
        thought="The engine ends what takes too long.",
        file="activities/patience.py",
        right="    tries.begin(TRY_SECONDS)\n",
        wrong="",
        caught_by="tests/activities/test_slept_tries.py"
        "::test_a_try_may_begin_requests_for_minutes_and_not_for_ever",
    ),
    Defect(
        name="try-cut-off-by-a-cancellation",
        thought="Who is cancelled stops at once.",
        file="activities/patience.py",
        right="return await asyncio.shield(task)",
        wrong="return await task",
        caught_by=f"{_SIGNS}::test_a_cancelled_try_ends_what_it_has_begun",
    ),
    Defect(
        name="heard-without-a-trace",
        thought="The engine keeps what a task has heard, so nothing has to be written for it.",
        file="workflows/traces.py",
        right="        self._owed = True\n",
        wrong="        self._owed = False\n",
        caught_by="tests/workflows/test_traces.py"
        "::test_what_is_parked_before_a_resumption_goes_on_with_it",
    ),
    Defect(
        name="cancelled-and-gone",
        thought="Who cancels a case wants it gone.",
        file="workflows/participant_journey.py",
        right="return await asyncio.shield(life)",
        wrong="return await life",
        caught_by="tests/workflows/test_cancellations.py"
        "::test_a_journey_that_waits_for_its_voucher_is_not_cancelled_either",
    ),
    Defect(
        name="stop-read-before-the-check-only",
        thought="The stop was read a moment ago.",
        file="records/ledger_rows.py",
        right="        if (stop := switch_of(connection, channel)).stopped:\n"
        '            raise PayoutsStopped(f"{channel}: {stop.ground}")\n',
        wrong="",
        caught_by="tests/activities/test_paid_after_all.py"
        "::test_a_stop_holds_a_try_that_had_looked_before_it",
    ),
    Defect(
        name="broken-sum-held-quietly",
        thought="The ledger refused it, so nothing more needs to be done.",
        file="activities/payouts.py",
        right='            await self._payments.stop_all("BEYOND_ENTITLEMENT", now)\n',
        wrong="",
        caught_by=f"{_HOLDING}::test_more_than_a_participant_is_entitled_to_stops_every_payout",
    ),
    Defect(
        name="paid-twice-held-quietly",
        thought="It is written down, and people read what is written.",
        file="activities/earlier.py",
        right="        except PaidTwice:\n"
        '            await self._payments.stop_all("PAID_TWICE", now)\n',
        wrong="        except PaidTwice:\n",
        caught_by="tests/activities/test_paid_after_all.py"
        "::test_an_unclear_second_generation_is_not_sent_again_and_all_stops_once_the_first_was_paid",
    ),
)
