from datetime import date, datetime
from typing import Any

import pytest

from domain.casefile import (
    CaseFile,
    Holder,
    Move,
    ParticipantShown,
    ReasonShown,
    Remedy,
    Tranche,
)
from domain.clock import JAKARTA
from domain.payouts import Attempt, Channel, Outcome, TrancheKind, TrancheStatus
from domain.reasons import Party, Reason
from domain.stages import Stage
from rehearsal.stories import Expectation, check

NOON = datetime(2020, 9, 11, 12, tzinfo=JAKARTA)
WORDS = Remedy(id="Kata", en="Word")


def reason(code: Reason, holder: Party) -> ReasonShown:
    return ReasonShown(code=code, holder=holder, title=WORDS, explanation=WORDS, remedy=WORDS)


def tranche(number: int, status: TrancheStatus, **more: Any) -> Tranche:
    kind = more.pop("kind", TrancheKind.TRAINING)
    amount_idr = 600_000 if kind is TrancheKind.TRAINING else 50_000
    return Tranche(number=number, kind=kind, amount_idr=amount_idr, status=status, **more)


CASE = CaseFile(
    participant=ParticipantShown(key="journey-x", wave=3),
    stage=Stage.CERTIFIED,
    holder=Holder(party=Party.PARTICIPANT, since=NOON, overdue=False),
    reason=reason(Reason.KYC_REQUIRED, Party.PARTICIPANT),
    steps=[],
    tranches=[
        tranche(1, TrancheStatus.BERHASIL, channel=Channel.OVO),
        tranche(
            2,
            TrancheStatus.DIJADWALKAN,
            promised_for=date(2020, 9, 14),
            moved=[
                Move(
                    original=date(2020, 9, 12),
                    to=date(2020, 9, 14),
                    reason=Reason.NON_WORKING_DAY,
                    told_at=NOON,
                )
            ],
        ),
        tranche(
            3,
            TrancheStatus.TERTUNDA,
            reason=reason(Reason.ACCOUNT_INACTIVE, Party.PARTICIPANT),
            attempts=[
                Attempt(
                    reference="1",
                    external_id="2",
                    sent_at=NOON,
                    outcome=Outcome.NOT_PAID,
                    cause=Reason.ACCOUNT_INACTIVE,
                )
            ],
        ),
        tranche(1, TrancheStatus.BERHASIL, kind=TrancheKind.SURVEY),
    ],
    holdings=[],
    timeline=[],
    version=7,
).model_dump(mode="json")


def expected(**told: Any) -> Expectation:
    return Expectation.model_validate({"at": date(2020, 9, 11), **told})


@pytest.mark.parametrize(
    "told",
    [
        {"stage": "certified", "holder": "participant", "overdue": False},
        {"reason": "KYC_REQUIRED"},
        {"tranches": ["berhasil", "dijadwalkan", "tertunda"], "surveys": ["berhasil"]},
        {"paid_idr": 650_000},
        {"tranche": 1, "status": "berhasil", "channel": "ovo"},
        {
            "tranche": 2,
            "status": "dijadwalkan",
            "promised_for": date(2020, 9, 14),
            "moved_reason": "NON_WORKING_DAY",
        },
        {"tranche": 3, "reason": "ACCOUNT_INACTIVE", "cause": "ACCOUNT_INACTIVE"},
        {"survey": 1, "status": "berhasil"},
    ],
)
def test_a_case_that_is_as_told_has_no_differences(told: dict[str, Any]) -> None:
    assert check(expected(**told), CASE) == []


@pytest.mark.parametrize(
    ("told", "difference"),
    [
        ({"stage": "paid"}, "stage: expected paid, found certified"),
        ({"holder": "pmo"}, "holder: expected pmo, found participant"),
        ({"partner": "belajaria"}, "partner: expected belajaria, found nothing"),
        ({"overdue": True}, "overdue: expected True, found False"),
        ({"reason": "PHONE_MISMATCH"}, "reason: expected PHONE_MISMATCH, found KYC_REQUIRED"),
        (
            {"tranches": ["berhasil", "berhasil"]},
            "tranches: expected [berhasil, berhasil], found [berhasil, dijadwalkan, tertunda]",
        ),
        ({"paid_idr": 0}, "paid_idr: expected 0, found 650000"),
        (
            {"tranche": 1, "reason": "KYC_REQUIRED"},
            "tranche 1 reason: expected KYC_REQUIRED, found nothing",
        ),
        (
            {"tranche": 2, "promised_for": date(2020, 9, 12)},
            "tranche 2 promised_for: expected 2020-09-12, found 2020-09-14",
        ),
        (
            {"tranche": 1, "moved_reason": "PROGRAM_FREEZE"},
            "tranche 1 moved_reason: expected PROGRAM_FREEZE, found []",
        ),
        (
            {"tranche": 3, "cause": "CHANNEL_DOWN"},
            "tranche 3 cause: expected CHANNEL_DOWN, found [ACCOUNT_INACTIVE]",
        ),
        (
            {"survey": 2, "status": "berhasil"},
            "survey 2: expected, but the case file has no such payment",
        ),
    ],
)
def test_a_difference_names_what_was_expected_and_found(
    told: dict[str, Any], difference: str
) -> None:
    assert check(expected(**told), CASE) == [difference]


def test_nobody_without_a_case_file_agrees_with_anything() -> None:
    assert check(expected(paid_idr=0), {}) == ["there is no case file"]
