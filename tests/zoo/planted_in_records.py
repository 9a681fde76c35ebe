"""Defects in what is kept: the ledger's rules, who decides, what is remembered, what is shown."""

from tests.zoo.defect import Defect

_LEDGER = "tests/records/test_ledger.py"
_RESOLUTIONS = "tests/records/test_resolutions.py"

_ROWS = "records/ledger_rows.py"
_DECISIONS = "records/resolutions.py"

DEFECTS = (
    Defect(
        name="ledger-takes-any-generation",
        thought="Whoever orders a generation has looked at the one before.",
        file=_ROWS,
        right="if before is None or not follows or before.outcome not in _UNPAID:",
        wrong="if before is None or not follows:",
        caught_by=f"{_LEDGER}::test_no_generation_follows_one_that_may_have_paid[sqlite-None]",
    ),
    Defect(
        name="database-takes-any-generation",
        thought="The program looks for the proof already.",
        file="records/migrations/versions/0001_first.py",
        right="        *([replaces] if on_sqlite else []),\n",
        wrong="",
        caught_by="tests/records/test_open_generations.py"
        "::test_the_database_itself_refuses_a_generation_after_one_that_is_not_closed",
    ),
    Defect(
        name="sent-under-a-closed-reference",
        thought="Nobody sends what is closed.",
        file=_ROWS,
        right="    if intent.outcome is not None:\n"
        '        raise ReferenceClosed(f"{intent.reference} is {intent.outcome}")\n',
        wrong="",
        caught_by=f"{_LEDGER}::test_nothing_is_sent_under_a_closed_reference",
    ),
    Defect(
        name="entitlement-unread",
        thought="A journey orders only what its scheme pays.",
        file=_ROWS,
        right="    if live + order.amount_idr > entitled:",
        wrong="    if order.amount_idr > entitled:",
        caught_by="tests/records/test_entitlements.py"
        "::test_everything_that_the_programme_pays_fits_and_one_rupiah_more_does_not",
    ),
    Defect(
        name="external-id-by-utc-day",
        thought="A day is a day.",
        file=_ROWS,
        right='"day": Clock.day_of(at), "external_id": external_id}',
        wrong='"day": at.date(), "external_id": external_id}',
        caught_by=f"{_LEDGER}::test_an_external_id_is_new_for_its_channel_and_jakarta_day",
    ),
    Defect(
        name="approved-by-one-person",
        thought="Names are compared, and these two differ.",
        file=_DECISIONS,
        right="if by.lower() == row.by.lower():",
        wrong="if by == row.by:",
        caught_by=f"{_RESOLUTIONS}::test_nobody_approves_the_own_proposal",
    ),
    Defect(
        name="approval-of-whatever-it-says-now",
        thought="The number of the proposal says what is approved.",
        file=_DECISIONS,
        right="if row.digest != digest:",
        wrong="if not row.digest:",
        caught_by=f"{_RESOLUTIONS}::test_an_approval_names_exactly_what_was_proposed",
    ),
    Defect(
        name="event-id-forgotten",
        thought="A partner repeats an event within five minutes or never.",
        file="records/inbox.py",
        right="        if not insert_new(\n            connection,\n            events,\n",
        wrong="        from datetime import timedelta\n"
        "        from sqlalchemy import delete\n"
        "        old = arrival.at - timedelta(minutes=5)\n"
        "        connection.execute(delete(events).where(events.c.at < old))\n"
        "        if not insert_new(\n            connection,\n            events,\n",
        caught_by="tests/records/test_repeated_events.py"
        "::test_an_event_is_known_again_however_late_it_is_repeated",
    ),
    Defect(
        name="nik-in-the-workflow-id",
        thought="The NIK is unique, and operators find the case by it.",
        file="records/claims.py",
        right="proposed = _new_journey()",
        wrong='proposed = f"journey-{nik.digits}"',
        caught_by="tests/records/test_records_canaries.py"
        "::test_no_personal_data_is_in_the_file_or_its_write_ahead_log",
    ),
)
