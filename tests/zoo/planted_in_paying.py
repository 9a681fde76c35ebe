"""Defects in paying one tranche: the name of a payment, when it is asked, when it is sent again."""

from tests.zoo.defect import Defect

_NAMES = "tests/activities/test_payment_names.py"
_SETTLING = "tests/activities/test_settling.py"
_PROOFS = "tests/activities/test_proofs.py"
_ENDS = "tests/activities/test_end_of_orders.py"
_HOLDING = "tests/activities/test_holding_back.py"
_TROUBLE = "tests/activities/test_own_trouble.py"

_PAYOUTS = "activities/payouts.py"
_PAYMENTS = "activities/payments.py"
_READINESS = "activities/readiness.py"
_REFERENCE = "reference = payment_reference(order.journey, order.kind, order.number, generation)"
_SENT = (
    "        transfer = transfer_of(intent, beneficiary)\n"
    "        answer = await self.channel_of(intent).send(transfer, request.external_id, now)\n"
)

DEFECTS = (
    Defect(
        name="reference-from-the-attempt",
        thought="Each try is a request of its own, so each has a reference of its own.",
        file=_PAYMENTS,
        right=_REFERENCE,
        wrong="from temporalio import activity\n"
        "        tried = generation + activity.info().attempt - 1\n"
        "        reference = payment_reference(order.journey, order.kind, order.number, tried)",
        caught_by=f"{_NAMES}::test_a_payment_has_one_name_in_every_run_and_attempt",
    ),
    Defect(
        name="reference-from-the-run",
        thought="The engine's run id is unique, so no two payments can meet.",
        file=_PAYMENTS,
        right=_REFERENCE,
        wrong="from temporalio import activity\n"
        "        run = str(activity.info().workflow_run_id)\n"
        "        reference = payment_reference(run, order.kind, order.number, generation)",
        caught_by=f"{_NAMES}::test_a_payment_has_one_name_in_every_run_and_attempt",
    ),
    Defect(
        name="time-in-the-reference",
        thought="With the minute in it a reference can never have been used before.",
        file=_PAYMENTS,
        right=_REFERENCE,
        wrong='name = f"{order.journey}/{now:%d%H%M}"\n'
        "        reference = payment_reference(name, order.kind, order.number, generation)",
        caught_by=f"{_NAMES}::test_a_payment_has_one_name_at_every_instant",
    ),
    Defect(
        name="silence-means-not-sent",
        thought="No answer is recorded, so the request never left.",
        file=_PAYOUTS,
        right="if all(send.refused for send in sends):",
        wrong="if all(send.refused or send.answer is None for send in sends):",
        caught_by=f"{_SETTLING}::test_a_try_that_follows_a_killed_one_asks_and_does_not_send",
    ),
    Defect(
        name="refire-without-asking",
        thought="The reference is the same, so sending once more can do no harm.",
        file=_PAYOUTS,
        right="if channel.recovers_by_resend and once and unanswered and now - last.at >= GRACE:",
        wrong="if unanswered:",
        caught_by=f"{_SETTLING}::test_not_found_proves_nothing_while_a_send_may_be_on_its_way",
    ),
    Defect(
        name="new-reference-on-a-time-out",
        thought="A partner that gives an error has not paid: close it and pay anew.",
        file=_PAYOUTS,
        right="case Outcome.NOT_PAID if proven:",
        wrong="case Outcome.NOT_PAID | Outcome.UNKNOWN if proven or not inquired:",
        caught_by=f"{_SETTLING}::test_a_refusal_after_a_lost_answer_says_nothing_of_the_first_send",
    ),
    Defect(
        name="not-found-believed-at-once",
        thought="The partner does not know it, so it was not booked.",
        file=_PAYOUTS,
        right="if answer.not_found and now - last.at >= GRACE + channel.status_delay:",
        wrong="if answer.not_found:",
        caught_by=f"{_SETTLING}::test_not_found_proves_nothing_while_a_send_may_be_on_its_way",
    ),
    Defect(
        name="failed-status-believed-at-once",
        thought="The status says failed, and the partner must know.",
        file=_PAYOUTS,
        right="proven = now - sends[-1].at >= GRACE if inquired else",
        wrong="proven = True if inquired else",
        caught_by=f"{_PROOFS}::test_a_status_is_no_proof_while_the_send_may_be_on_its_way",
    ),
    Defect(
        name="refusal-after-silence-believed",
        thought="The last answer counts: it says not paid.",
        file=_PAYOUTS,
        right="if inquired else all(send.refused for send in sends)",
        wrong="if inquired else sends[-1].refused",
        caught_by=f"{_SETTLING}::test_a_refusal_after_a_lost_answer_says_nothing_of_the_first_send",
    ),
    Defect(
        name="relink-moves-what-was-sent",
        thought="The participant has a new account, so everything goes there.",
        file=_PAYOUTS,
        right="return await self._continue(order, intent, now)",
        wrong='now_linked = intent.model_copy(update={"link": order.link})\n'
        "            return await self._continue(order, now_linked, now)",
        caught_by=f"{_SETTLING}"
        "::test_a_payment_under_way_keeps_its_account_when_the_order_names_another",
    ),
    Defect(
        name="owner-checked-at-linking-only",
        thought="The account was checked when it was linked.",
        file=_READINESS,
        right="objection = await self._payments.objection("
        "order.journey, link, order.amount_idr, now)\n",
        wrong="objection: Reason | None = None\n",
        caught_by=f"{_SETTLING}::test_on_the_day_the_account_is_checked_and_paid_once",
    ),
    Defect(
        name="resent-whoever-owns-the-account-now",
        thought="It is the account of the first send, which was checked then.",
        file=_PAYOUTS,
        right="if await self._payments.may_be_anothers(intent, now):",
        wrong="if await self._payments.may_be_anothers(intent, now) is None:",
        caught_by=f"{_PROOFS}"
        "::test_what_was_never_booked_is_not_sent_again_while_the_owner_is_in_doubt",
    ),
    Defect(
        name="an-owner-that-nobody-names",
        thought="Its channel has refused the look, so the money will be refused as well.",
        file=_PAYMENTS,
        right="return unnamed or lacks in NOT_THE_OWNER",
        wrong="return lacks in NOT_THE_OWNER",
        caught_by=f"{_SETTLING}"
        "::test_what_was_never_booked_is_not_sent_again_to_an_account_gone_bad",
    ),
    Defect(
        name="forgotten-reference-sent-again",
        thought="The partner does not know the reference, so it can be sent again.",
        file=_PAYOUTS,
        right="if now - sends[0].at >= channel.remembers - MARGIN or order.finish_only:",
        wrong="if order.finish_only:",
        caught_by=f"{_ENDS}::test_what_a_partner_may_have_forgotten_is_never_sent_again",
    ),
    Defect(
        name="memory-counted-from-the-last-send",
        thought="Each send reminds the partner of the reference.",
        file=_PAYOUTS,
        right="if now - sends[0].at >= channel.remembers - MARGIN or order.finish_only:",
        wrong="if now - sends[-1].at >= channel.remembers - MARGIN or order.finish_only:",
        caught_by="tests/activities/test_forgetful_partners.py"
        "::test_a_send_again_does_not_renew_the_partners_memory",
    ),
    Defect(
        name="stop-ignored",
        thought="Operators stop the worker when they want no payouts.",
        file=_READINESS,
        right="if switch.stopped or opens >= closes:",
        wrong="if opens >= closes:",
        caught_by=f"{_HOLDING}"
        "::test_a_stop_holds_a_payment_with_its_reason_and_asks_the_partner_nothing",
    ),
    Defect(
        name="asked-while-the-books-are-closed",
        thought="An inquiry moves no money, so it is right at any hour.",
        file=_PAYOUTS,
        right="if closed_for := until_books_open(channel.end_of_day, now):",
        wrong="if closed_for := until_books_open(None, now):",
        caught_by=f"{_HOLDING}::test_nothing_is_asked_while_the_bank_closes_its_books",
    ),
    Defect(
        name="retry-after-ignored",
        thought="Our own pauses are long enough for everybody.",
        file="activities/holds.py",
        right="raise later(self._clock, pause + spread_of(order), real=asked_for)",
        wrong="raise later(self._clock, pause + spread_of(order))",
        caught_by=f"{_HOLDING}"
        "::test_a_partner_that_is_asked_too_often_is_left_alone_as_long_as_it_says",
    ),
    Defect(
        name="asked-every-second",
        thought="The sooner we know, the better.",
        file="activities/inquiries.py",
        right="    if inquiries < len(INQUIRIES):\n        return INQUIRIES[inquiries]",
        wrong="    if inquiries < 10**9:\n        return timedelta(seconds=1)",
        caught_by="tests/activities/test_inquiring.py"
        "::test_a_partner_that_never_books_is_asked_ever_less_often",
    ),
    Defect(
        name="own-defect-swallowed",
        thought="Whatever went wrong, the channel will be back later.",
        file="activities/failures.py",
        right="return Reason.SYSTEM_ERROR",
        wrong="return UNAVAILABLE[asked]",
        caught_by=f"{_TROUBLE}"
        "::test_a_ledger_that_cannot_write_is_waited_out_for_an_hour_before_it_is_told",
    ),
    Defect(
        name="sent-before-it-is-written",
        thought="First pay, then keep the books: so the books hold what was paid.",
        file=_PAYMENTS,
        right='        request = await self._request(intent, "send", now, seen)\n' + _SENT,
        wrong="        transfer = transfer_of(intent, beneficiary)\n"
        "        external_id = await self._ledger.new_external_id(intent.channel, now)\n"
        "        answer = await self.channel_of(intent).send(transfer, external_id, now)\n"
        '        request = await self._request(intent, "send", now, seen)\n',
        caught_by=f"{_TROUBLE}"
        "::test_a_ledger_that_cannot_write_is_waited_out_for_an_hour_before_it_is_told",
    ),
    Defect(
        name="other-content-under-the-same-reference",
        thought="The date of a transfer is the date on which it is sent.",
        file=_PAYMENTS,
        right=_SENT,
        wrong="        transfer = transfer_of(intent, beneficiary)"
        '.model_copy(update={"ordered_at": now})\n'
        "        answer = await self.channel_of(intent)"
        ".send(transfer, request.external_id, now)\n",
        caught_by=f"{_SETTLING}::test_not_found_proves_nothing_while_a_send_may_be_on_its_way",
    ),
)
