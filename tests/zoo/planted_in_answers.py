"""Defects in reading what payment partners say: codes, echoes, statuses, owners."""

from tests.zoo.defect import Defect

_TRANSFERS = "tests/partners/test_snap_transfers.py"
_CHECKS = "tests/partners/test_snap_checks.py"
_CODES = "tests/domain/test_snap_codes.py"

_ANSWERS = "partners/snap/answers.py"
_CORE = "partners/snap/core.py"
_TABLE = "domain/snap_table.py"

DEFECTS = (
    Defect(
        name="holder-forgotten-at-once",
        thought="The confirmation came later, so it knows better.",
        file=_CORE,
        right="if told is None and inquiry.name:",
        wrong="if told is None and inquiry.refused and inquiry.name:",
        caught_by=f"{_CHECKS}"
        "::test_a_holder_that_the_inquiry_names_is_not_forgotten_by_the_confirmation",
    ),
    Defect(
        name="time-out-is-a-no",
        thought="Nothing came back, so nothing was paid.",
        file=_CORE,
        right="except NoAnswer:\n            return answers.UNKNOWN\n",
        wrong="except NoAnswer:\n"
        "            return Answer(outcome=Outcome.NOT_PAID, cause=Reason.CHANNEL_DOWN)\n",
        caught_by=f"{_TRANSFERS}::test_everything_odd_is_unknown",
    ),
    Defect(
        name="client-repeats-by-itself",
        thought="One more try costs nothing and saves a minute.",
        file=_CORE,
        right="except NoAnswer:\n            return answers.UNKNOWN\n",
        wrong="except NoAnswer:\n"
        "            try:\n"
        "                reply = await self._post("
        "self._profile.transfer, body, external_id, at, token)\n"
        "            except (NotSent, NoAnswer):\n"
        "                return answers.UNKNOWN\n",
        caught_by=f"{_TRANSFERS}::test_one_call_sends_money_at_most_once",
    ),
    Defect(
        name="server-error-is-a-no",
        thought="500 means that it failed.",
        file=_TABLE,
        right='(500, "00", _UNKNOWN, Cause.PROVIDER_ERROR',
        wrong='(500, "00", _NOT_PAID, Cause.PROVIDER_ERROR',
        caught_by=f"{_CODES}::test_only_the_allow_list_says_not_paid",
    ),
    Defect(
        name="conflict-is-a-no",
        thought="409 means that the request was refused.",
        file=_TABLE,
        right='(409, "01", _INQUIRE, Cause.REFERENCE_ALREADY_USED',
        wrong='(409, "01", _NOT_PAID, Cause.REFERENCE_ALREADY_USED',
        caught_by=f"{_CODES}"
        "::test_a_reference_that_was_used_before_is_asked_about_and_never_called_unpaid",
    ),
    Defect(
        name="allow-list-made-a-deny-list",
        thought="A code that is not in the table is an error like the others.",
        file="domain/snap_codes.py",
        right="_UNLISTED = Meaning(Verdict.UNKNOWN,",
        wrong="_UNLISTED = Meaning(Verdict.NOT_PAID,",
        caught_by=f"{_TRANSFERS}::test_a_code_outside_the_standard_is_unknown_and_our_problem",
    ),
    Defect(
        name="code-of-another-call-believed",
        thought="The code is in the body; the status line belongs to some proxy.",
        file="domain/snap_codes.py",
        right="if code.http != sent_http or code.service != service:",
        wrong="if code.service != service:",
        caught_by=f"{_TRANSFERS}::test_everything_odd_is_unknown",
    ),
    Defect(
        name="accepted-is-paid",
        thought="200 is 200.",
        file=_ANSWERS,
        right="if verdict is Verdict.PAID_IF_FINAL and profile.sync_final and theirs:",
        wrong="if verdict is Verdict.PAID_IF_FINAL and theirs:",
        caught_by=f"{_TRANSFERS}::test_a_success_is_paid_only_where_the_channel_says_it_is_final",
    ),
    Defect(
        name="status-07-is-a-no",
        thought="07 is listed among the final statuses of a failure.",
        file="domain/snap_codes.py",
        right="TransferStatus.NOT_FOUND: StatusVerdict.NOT_FOUND,",
        wrong="TransferStatus.NOT_FOUND: StatusVerdict.NOT_PAID,",
        caught_by=f"{_CODES}::test_a_status_is_final_only_where_the_standard_says_so",
    ),
    Defect(
        name="echoed-reference-unread",
        thought="It is the answer on our own connection, so it is about our request.",
        file=_ANSWERS,
        right="any(_told(text) and text != reference for text in references)\n        or any(",
        wrong="any(",
        caught_by=f"{_TRANSFERS}::test_everything_odd_is_unknown",
    ),
    Defect(
        name="echoed-amount-unread",
        thought="They book what we ask for.",
        file=_ANSWERS,
        right='        or (_told(told := fields.get("amount")) '
        "and not _same_amount(told, amount_idr))\n",
        wrong="",
        caught_by=f"{_TRANSFERS}::test_everything_odd_is_unknown",
    ),
    Defect(
        name="amount-read-as-a-float",
        thought="600000.0 and 600000.00 are the same number.",
        file=_ANSWERS,
        right="    ours = bodies.amount(amount_idr)\n"
        '    return isinstance(told, dict) and told == {name: ours.get(name) for name in ("value", '
        "*told)}",
        wrong='    return isinstance(told, dict) and float(told.get("value", 0)) == amount_idr',
        caught_by=f"{_TRANSFERS}::test_everything_odd_is_unknown",
    ),
    Defect(
        name="amount-written-as-a-float",
        thought="The partner's sample has a decimal point, so it is a decimal number.",
        file="partners/snap/bodies.py",
        right='"value": f"{amount_idr}.00"',
        wrong='"value": str(float(amount_idr))',
        caught_by=f"{_TRANSFERS}::test_a_transfer_to_bni_has_the_bytes_of_the_computed_vector",
    ),
    Defect(
        name="name-in-place-of-the-nik",
        thought="The name fits, so the account is theirs.",
        file="partners/snap/checks.py",
        right="        (passed[AccountField.NIK] is False, Reason.NIK_MISMATCH),\n",
        wrong="",
        caught_by=f"{_CHECKS}::test_the_first_thing_to_repair_is_the_reason",
    ),
    Defect(
        name="silence-is-consent",
        thought="The channel has nothing against the account.",
        file="partners/snap/checks.py",
        right="(told.active is None or (told.nik_match, named) == (None, None)):",
        wrong="told.active is False:",
        caught_by=f"{_CHECKS}::test_silence_about_the_owner_is_not_consent",
    ),
)
