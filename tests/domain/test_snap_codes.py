"""The payment standard's codes: what they prove, and what a participant is told."""

from collections import Counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.reasons import GUIDANCE, Party, Reason
from domain.snap_codes import (
    LISTED,
    Cause,
    ResponseCode,
    StatusVerdict,
    TransferStatus,
    Verdict,
    meaning,
    reason_for,
    status_verdict,
)

# Typed from the standard a second time, by hand: how many cases each HTTP status has.
CASES_BY_STATUS = {
    200: 1,
    202: 1,
    400: 3,
    401: 5,
    403: 24,
    404: 20,
    405: 2,
    409: 2,
    429: 1,
    500: 3,
    504: 1,
}

# Also typed a second time: the only answers after which a new payment may be thought of.
NOT_PAID_CASES = {
    400: ("00", "01", "02"),
    401: ("00", "01", "02", "03", "04"),
    403: (
        *("01", "02", "03", "04", "05", "06", "07", "08", "09"),
        *("14", "15", "18", "19", "20", "23"),
    ),
    404: ("03", "08", "09", "11", "13", "16", "17"),
    405: ("00", "01"),
    429: ("00",),
}
NOT_PAID = {(http, case) for http, cases in NOT_PAID_CASES.items() for case in cases}
UNKNOWN = {(202, "00"), (500, "00"), (500, "01"), (500, "02"), (504, "00")}

# Whose trouble each code reports, by HTTP status and case: all 63 once more.
CASES_BY_CAUSE: dict[Cause, dict[int, str]] = {
    Cause.OK: {200: "00"},
    Cause.IN_PROGRESS: {202: "00"},
    Cause.OUR_REQUEST: {400: "00 01 02", 404: "13", 405: "00 01"},
    Cause.OUR_CREDENTIALS: {401: "00 01 02 03 04"},
    Cause.OUR_ACCOUNT: {403: "01 19", 404: "08 16 17"},
    Cause.OUR_FUNDS_OR_LIMIT: {403: "14 20"},
    Cause.BENEFICIARY_ACCOUNT: {403: "05 07 08 09 18", 404: "11"},
    Cause.BENEFICIARY_LIMIT: {403: "02 23"},
    Cause.ROUTE: {404: "03 09"},
    Cause.LATER: {403: "04 06", 429: "00"},
    Cause.FRAUD_HOLD: {403: "03"},
    Cause.READ_REASON: {403: "15"},
    Cause.EXPIRED: {403: "00"},
    Cause.SUSPENDED: {403: "16"},
    Cause.UNEXPECTED_HERE: {403: "10 11 12 13 17 21 22", 404: "05 06 07 12 14 15 19"},
    Cause.AMBIGUOUS: {404: "00 01 02 04 10"},
    Cause.SAME_REFERENCE_OTHER_PARAMETERS: {404: "18"},
    Cause.EXTERNAL_ID_REUSED: {409: "00"},
    Cause.REFERENCE_ALREADY_USED: {409: "01"},
    Cause.PROVIDER_ERROR: {500: "00 01 02"},
    Cause.TIMEOUT: {504: "00"},
}

BLAMELESS = {
    Cause.OUR_REQUEST,
    Cause.OUR_CREDENTIALS,
    Cause.OUR_ACCOUNT,
    Cause.OUR_FUNDS_OR_LIMIT,
    Cause.LATER,
    Cause.ROUTE,
    Cause.TIMEOUT,
    Cause.PROVIDER_ERROR,
    Cause.READ_REASON,
    Cause.UNKNOWN_CODE,
}

PAYOUT_SERVICES = ("15", "16", "17", "18", "37", "38", "43")
DETERMINISTIC = settings(deadline=None, derandomize=True)


def code(http: int, case: str, service: str = "38") -> ResponseCode:
    return ResponseCode(http=http, service=service, case=case)


def test_the_table_lists_the_63_codes_of_the_standard() -> None:
    assert len(LISTED) == 63
    assert dict(Counter(http for http, _ in LISTED)) == CASES_BY_STATUS


def test_the_cases_of_a_status_are_numbered_without_a_gap() -> None:
    expected = {
        (http, f"{case:02}") for http, count in CASES_BY_STATUS.items() for case in range(count)
    }

    assert set(LISTED) == expected


def test_only_the_allow_list_says_not_paid() -> None:
    by_verdict = {
        verdict: {key for key, read in LISTED.items() if read.verdict is verdict}
        for verdict in Verdict
    }

    assert by_verdict[Verdict.NOT_PAID] == NOT_PAID
    assert by_verdict[Verdict.UNKNOWN] == UNKNOWN
    assert by_verdict[Verdict.PAID_IF_FINAL] == {(200, "00")}
    assert len(by_verdict[Verdict.INQUIRE]) == 63 - len(NOT_PAID) - len(UNKNOWN) - 1


def test_every_code_has_the_cause_that_its_words_give() -> None:
    typed = {
        (http, case): cause
        for cause, by_status in CASES_BY_CAUSE.items()
        for http, cases in by_status.items()
        for case in cases.split()
    }

    assert {key: read.cause for key, read in LISTED.items()} == typed


def test_a_reference_that_was_used_before_is_asked_about_and_never_called_unpaid() -> None:
    same = meaning(code(404, "18"), sent_http=404, service="38")
    used = meaning(code(409, "01"), sent_http=409, service="38")

    assert (same.verdict, same.cause) == (Verdict.INQUIRE, Cause.SAME_REFERENCE_OTHER_PARAMETERS)
    assert (used.verdict, used.cause) == (Verdict.INQUIRE, Cause.REFERENCE_ALREADY_USED)


def test_a_code_is_read_from_its_seven_digits_and_written_back() -> None:
    parsed = ResponseCode.parse("4033805")

    assert parsed == ResponseCode(http=403, service="38", case="05")
    assert str(parsed) == "4033805"


@DETERMINISTIC
@given(st.from_regex(r"[0-9]{7}", fullmatch=True))
def test_every_seven_ascii_digits_are_a_code(text: str) -> None:
    assert str(ResponseCode.parse(text)) == text


@pytest.mark.parametrize(
    "text",
    [
        *("", "403380", "40338055", " 4033805", "4033805\n", "403380x", "+033805", "403.805"),
        *("４０３３８０５", "٤٠٣٣٨٠٥", "²033805"),
        *(4033805, 4033805.0, None, b"4033805", ["4033805"]),
    ],
)
def test_anything_but_seven_ascii_digits_is_refused(text: object) -> None:
    with pytest.raises(ValueError, match="seven digits"):
        ResponseCode.parse(text)


@DETERMINISTIC
@given(
    st.integers(0, 999),
    st.from_regex(r"[0-9]{2}", fullmatch=True),
    st.from_regex(r"[0-9]{2}", fullmatch=True),
    st.integers(100, 599),
)
def test_a_code_that_is_unlisted_or_disagrees_with_its_response_proves_nothing(
    http: int, service: str, case: str, sent_http: int
) -> None:
    read = meaning(code(http, case, service), sent_http=sent_http, service="38")

    if http == sent_http and service == "38" and (http, case) in LISTED:
        assert read == LISTED[http, case]
    else:
        assert (read.verdict, read.cause) == (Verdict.UNKNOWN, Cause.UNKNOWN_CODE)


def test_no_listed_code_counts_under_another_status_or_for_another_service() -> None:
    believed = [
        (http, case)
        for http, case in LISTED
        if meaning(code(http, case), sent_http=502, service="38").verdict is not Verdict.UNKNOWN
        or meaning(code(http, case, "17"), sent_http=http, service="38").verdict
        is not Verdict.UNKNOWN
    ]

    assert believed == []


@pytest.mark.parametrize("service", PAYOUT_SERVICES)
def test_every_listed_code_has_a_reason_in_the_catalogue(service: str) -> None:
    told = {key: reason_for(code(*key, service)) for key in LISTED}

    assert set(told.values()) <= set(GUIDANCE)
    assert Reason.UNKNOWN_PARTNER_CODE not in told.values()


@pytest.mark.parametrize("service", PAYOUT_SERVICES)
def test_trouble_that_is_not_the_participants_is_never_laid_at_their_door(service: str) -> None:
    told = {key: GUIDANCE[reason_for(code(*key, service))] for key in LISTED}
    blamed = {k for k, t in told.items() if Party.PARTICIPANT in {t.holder, t.repaired_by}}

    assert not {key for key in blamed if LISTED[key].cause in BLAMELESS}
    assert blamed <= NOT_PAID


def test_our_own_trouble_pages_an_engineer() -> None:
    ours = [key for key, read in LISTED.items() if read.cause.startswith("our_")]

    assert len(ours) == 18
    assert {reason_for(code(*key)) for key in ours} == {Reason.OUR_REQUEST_REJECTED}
    assert GUIDANCE[Reason.OUR_REQUEST_REJECTED].pages_engineer


def test_a_code_nobody_knows_is_our_problem_and_pages_an_engineer() -> None:
    reason = reason_for(ResponseCode.parse("4193899"))

    assert reason is Reason.UNKNOWN_PARTNER_CODE
    assert GUIDANCE[reason].holder is Party.PMO
    assert GUIDANCE[reason].pages_engineer


@pytest.mark.parametrize(
    ("text", "additional", "reason"),
    [
        ("4033805", {"resultMsg": "PAYEE_USER_NOT_EXIST"}, Reason.ACCOUNT_NOT_FOUND),
        ("4033705", {"resultMsg": "PAYEE_USER_STATUS_DISABLE"}, Reason.ACCOUNT_SUSPENDED),
        ("4033805", {"resultMsg": "SOMETHING_NEW"}, Reason.CAUSE_NOT_GIVEN),
        ("4033805", {"resultMsg": None, "list": []}, Reason.CAUSE_NOT_GIVEN),
        ("4033805", None, Reason.CAUSE_NOT_GIVEN),
        ("5003800", {"resultMsg": "PAYEE_USER_NOT_EXIST"}, Reason.UNKNOWN_OUTCOME),
        ("4033802", None, Reason.WALLET_LIMIT_BALANCE),
        ("4033702", None, Reason.WALLET_LIMIT_BALANCE),
        ("4031702", None, Reason.OUR_REQUEST_REJECTED),
        ("4033823", None, Reason.ACCOUNT_LIMIT_DAILY),
        ("4031709", None, Reason.ACCOUNT_INACTIVE),
        ("4031818", None, Reason.ACCOUNT_INACTIVE),
        ("4041511", None, Reason.ACCOUNT_NOT_FOUND),
        ("4033803", None, Reason.FRAUD_SUSPECTED),
        ("4031706", None, Reason.CHANNEL_DOWN),
        ("4293800", None, Reason.PAYOUT_QUEUED),
        ("4031704", None, Reason.PAYOUT_QUEUED),
        ("4041803", None, Reason.CHANNEL_NOT_SUPPORTED),
        ("4033815", None, Reason.CAUSE_NOT_GIVEN),
        ("2003800", None, Reason.PAYOUT_IN_PROGRESS),
        ("2023800", None, Reason.PAYOUT_IN_PROGRESS),
        ("4043818", None, Reason.UNKNOWN_OUTCOME),
        ("4093801", None, Reason.UNKNOWN_OUTCOME),
        ("5043800", None, Reason.PARTNER_TIMEOUT),
    ],
)
def test_a_code_leads_to_the_reason_that_its_words_allow(
    text: str, additional: dict[str, object] | None, reason: Reason
) -> None:
    assert reason_for(ResponseCode.parse(text), additional) is reason


def test_a_status_is_final_only_where_the_standard_says_so() -> None:
    read = {status.value: status_verdict(status) for status in TransferStatus}

    assert read == {
        "00": StatusVerdict.PAID,
        "01": StatusVerdict.PENDING,
        "02": StatusVerdict.PENDING,
        "03": StatusVerdict.PENDING,
        "04": StatusVerdict.RETURNED,
        "05": StatusVerdict.NOT_PAID,
        "06": StatusVerdict.NOT_PAID,
        "07": StatusVerdict.NOT_FOUND,
    }


@pytest.mark.parametrize("value", ["", "0", "08", "09", "000", "00 ", "SUCCESS", "success", "-1"])
def test_a_status_outside_the_standard_is_unknown(value: str) -> None:
    assert status_verdict(value) is StatusVerdict.UNKNOWN
