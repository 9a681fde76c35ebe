"""The activities' names, for workflows: importing them loads no network and no database."""

AWAIT_FACT = "await_fact"
CHECK_LINK = "check_link"
SETTLE_TRANCHE = "settle_tranche"
ARCHIVE_CASE = "archive_case"

LATER = "LATER"
"""Type of the failure by which an activity waits: no trouble, only the delay of its next try."""
