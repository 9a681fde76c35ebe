"""Defects in paying anew: what has to be known of every earlier payment before a later one."""

from tests.zoo.defect import Defect

_SETTLING = "tests/activities/test_settling.py"
_PROOFS = "tests/activities/test_proofs.py"
_ENDS = "tests/activities/test_end_of_orders.py"
_AFTER_ALL = "tests/activities/test_paid_after_all.py"
_TAKEN_BACK = "tests/activities/test_returns_taken_back.py"

_EARLIER = "activities/earlier.py"
_NUMBERS = "activities/numbers.py"

DEFECTS = (
    Defect(
        name="generation-without-proof",
        thought="The journey orders a new generation only when it is right.",
        file="activities/proofs.py",
        right="if intent.outcome not in UNPAID or intent.proven_at is None:\n"
        "        return False\n",
        wrong="if intent.proven_at is None:\n        return order.generation > intent.generation\n",
        caught_by=f"{_SETTLING}::test_no_other_generation_is_sent_while_the_first_is_open",
    ),
    Defect(
        name="new-reference-when-the-channel-was-down",
        thought="It was refused, so the next try is a new payment.",
        file="activities/payouts.py",
        right="if sends and (cause := last_cause(sends)) not in PASSING:",
        wrong="if sends and (cause := last_cause(sends)):",
        caught_by=f"{_ENDS}::test_after_its_open_days_an_order_with_refused_sends_is_missed",
    ),
    Defect(
        name="silence-about-the-first-is-a-no",
        thought="Whatever does not say paid is not paid.",
        file=_EARLIER,
        right="if answer.outcome in UNPAID or (answer.not_found and believed):",
        wrong="if answer.outcome is not Outcome.PAID:",
        caught_by=f"{_PROOFS}"
        "::test_a_next_generation_is_not_sent_while_nobody_answers_about_the_first",
    ),
    Defect(
        name="first-no-believed-for-ever",
        thought="The partner has said no, so it need not be asked again.",
        file=_EARLIER,
        right="if aged and (not sending or any(request.at == now for request in requests)):",
        wrong="if aged:",
        caught_by=f"{_AFTER_ALL}::test_a_second_generation_is_not_repeated_once_the_first_was_paid",
    ),
    Defect(
        name="first-no-believed-at-once",
        thought="Who is owed money should not wait half a day for a second no.",
        file="activities/inquiries.py",
        right="AGED = timedelta(hours=12)",
        wrong="AGED = timedelta(minutes=15)",
        caught_by=f"{_AFTER_ALL}::test_a_no_is_not_believed_before_half_a_day_has_passed",
    ),
    Defect(
        name="young-no-taken-for-an-aged-one",
        thought="A no in the ledger is a no, whenever it was said.",
        file=_EARLIER,
        right="        and request.at >= ripe\n",
        wrong="",
        caught_by=f"{_AFTER_ALL}::test_not_found_by_a_partner_that_may_have_forgotten_is_no_proof",
    ),
    Defect(
        name="forgetful-partner-believed",
        thought="The partner does not know the first reference, so it never paid it.",
        file=_EARLIER,
        right="believed = aged or not forgotten",
        wrong="believed = True",
        caught_by=f"{_AFTER_ALL}::test_not_found_by_a_partner_that_may_have_forgotten_is_no_proof",
    ),
    Defect(
        name="paid-forgotten-after-a-return",
        thought="It came back once; what its partner says now is asked for anew each time.",
        file=_EARLIER,
        right="return was_paid(requests, known)",
        wrong="return is_shown_paid(requests, known)",
        caught_by="tests/activities/test_returns_taken_back.py"
        "::test_a_return_that_its_partner_takes_back_is_for_two_people",
    ),
    Defect(
        name="returned-and-paid-beside-another",
        thought="It came back, so that the other payment is the only one.",
        file=_EARLIER,
        right="if await self._is_another_under_way(order, before):",
        wrong="if False:",
        caught_by="tests/activities/test_returns_taken_back.py"
        "::test_a_return_taken_back_while_the_second_is_under_way_stops_all_channels",
    ),
    Defect(
        name="doubtful-credit-of-an-open-payment-dropped",
        thought="It is open: its partner will say what became of it.",
        file="domain/reconciliation.py",
        right="if (booked.outcome is not Outcome.PAID or booked.doubted)",
        wrong="if (booked.outcome in {Outcome.NOT_PAID, Outcome.REVERSED} or booked.doubted)",
        caught_by="tests/domain/test_reconciliation.py"
        "::test_a_doubtful_credit_of_an_open_payment_is_kept",
    ),
    Defect(
        name="only-the-generation-before-asked",
        thought="The generations before that one were asked about when it was sent.",
        file=_EARLIER,
        right="if each.generation < generation):",
        wrong="if each.generation == generation - 1):",
        caught_by=f"{_AFTER_ALL}::test_a_third_generation_asks_about_the_first_as_well",
    ),
    Defect(
        name="paid-answer-ignored-after-a-settlement",
        thought="Two people have settled it, and the partner says the same if it is asked.",
        file=_EARLIER,
        right="elif is_said_paid(requests, before.confirmed_at):",
        wrong="elif before.outcome is None and is_said_paid(requests, before.confirmed_at):",
        caught_by=f"{_AFTER_ALL}"
        "::test_a_yes_that_is_on_its_way_while_two_people_say_no_is_believed",
    ),
    Defect(
        name="journey-and-ledger-count-alike",
        thought="The next generation is the last one and one more.",
        file="activities/proofs.py",
        right="return order.generation > intent.generation and",
        wrong="return order.generation == intent.generation + 1 and",
        caught_by=f"{_AFTER_ALL}::test_a_journey_that_has_counted_further_than_the_ledger_is_paid",
    ),
    Defect(
        name="next-begun-under-the-order-of-the-last",
        thought="It is proven not paid, and the order is for a later generation.",
        file="activities/proofs.py",
        right=" and intent.proven_at < order.pay_at",
        wrong="",
        caught_by=f"{_AFTER_ALL}"
        "::test_a_journey_ahead_of_the_ledger_hears_of_each_end_before_the_next_is_begun",
    ),
    Defect(
        name="yes-told-over-a-return",
        thought="We have the partner's yes in hand, so that is what is told.",
        file="activities/payments.py",
        right="return (stands and stands.outcome) or outcome",
        wrong="return outcome",
        caught_by=f"{_AFTER_ALL}"
        "::test_a_return_that_was_recorded_during_an_inquiry_is_told_and_not_its_yes",
    ),
    Defect(
        name="return-that-was-only-said",
        thought="It came back, the partner says so: there is nothing else to ask.",
        file=_EARLIER,
        right="if before.confirmed_at is None and any(map(_says_returned, requests)):",
        wrong="if before.outcome is not Outcome.REVERSED:",
        caught_by=f"{_TAKEN_BACK}::test_a_return_that_its_partner_takes_back_is_for_two_people",
    ),
    Defect(
        name="no-of-the-order-before-the-silent-one",
        thought="It took the order and says that it has failed, so nothing was paid.",
        file=_NUMBERS,
        right="_is_taken(send) and send.at >= silent.at + AGED for send in sends",
        wrong="_is_taken(send) for send in sends",
        caught_by="tests/activities/test_numbers.py"
        "::test_a_no_is_believed_in_no_world_in_which_another_order_may_pay",
    ),
    Defect(
        name="repeat-answers-for-what-is-still-on-its-way",
        thought="The repeat was taken, so the first send is known to them.",
        file=_NUMBERS,
        right="send.at >= silent.at + AGED for",
        wrong="send.at > silent.at for",
        caught_by="tests/activities/test_numbers.py"
        "::test_a_no_is_believed_in_no_world_in_which_another_order_may_pay",
    ),
    Defect(
        name="number-in-an-error-ignored",
        thought="An error proves nothing, so nothing in it counts.",
        file=_NUMBERS,
        right=" or accepted or answer.partner_reference:",
        wrong=":",
        caught_by="tests/activities/test_their_own_reference.py"
        "::test_a_no_about_one_send_proves_nothing_while_another_may_pay",
    ),
    Defect(
        name="returned-and-forgotten",
        thought="It was paid once; that it came back is between the person and the bank.",
        file="workflows/incentives.py",
        right="return tranche.returned and not tranche.pursued",
        wrong="return tranche.returned and not tranche.pursued and not tranche.attempts",
        caught_by="tests/workflows/test_returned_money.py"
        "::test_money_that_comes_back_is_paid_again_under_a_reference_of_its_own",
    ),
)
