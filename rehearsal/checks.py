"""What a story expects, when it is looked at, and how a case file differs from it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from domain.payouts import TrancheKind, TrancheStatus
from rehearsal.cast import person_named
from rehearsal.format import Expectation, Story, World
from rehearsal.moments import instant

CHECK_HOUR = 12


@dataclass(frozen=True)
class Check:
    """One expectation, the instant at which it must hold, and whose case file must show it."""

    at: datetime
    story: str
    nik: str
    expectation: Expectation


def checks_of(world: World, stories: Iterable[Story]) -> list[Check]:
    """Return every check in the order of its instant; `end` is the world's end."""
    checks = [
        Check(
            at=world.ends if expected.at == "end" else instant(expected.at, CHECK_HOUR),
            story=story.id,
            nik=person_named(story, expected.who).nik,
            expectation=expected,
        )
        for story in stories
        for expected in story.expect
    ]
    return sorted(checks, key=lambda check: check.at)


def check(expectation: Expectation, case_file: Mapping[str, Any]) -> list[str]:
    """Compare a case file's JSON with what is expected; an empty list means that it agrees.

    Whoever has no case file is shown as `{}`.
    """
    if not case_file:
        return ["there is no case file"]
    found = _case(case_file) | _totals(case_file)
    expected: dict[str, object] = {
        "stage": expectation.stage,
        "holder": expectation.holder,
        "partner": expectation.partner,
        "overdue": expectation.overdue,
        "tranches": expectation.tranches,
        "surveys": expectation.surveys,
        "paid_idr": expectation.paid_idr,
    }
    differences: list[str] = []
    payment = _payment_wanted(expectation)
    if payment is None:
        expected["reason"] = expectation.reason
    else:
        differences = _payment_differences(expectation, payment, case_file)
    return _differences("", expected, found) + differences


def _case(case_file: Mapping[str, Any]) -> dict[str, object]:
    holder = case_file.get("holder") or {}
    return {
        "stage": case_file.get("stage"),
        "holder": holder.get("party"),
        "partner": holder.get("partner"),
        "overdue": holder.get("overdue"),
        "reason": _code(case_file),
    }


def _totals(case_file: Mapping[str, Any]) -> dict[str, object]:
    return {
        "tranches": [row["status"] for row in _rows(case_file, TrancheKind.TRAINING)],
        "surveys": [row["status"] for row in _rows(case_file, TrancheKind.SURVEY)],
        "paid_idr": sum(
            row["amount_idr"]
            for kind in TrancheKind
            for row in _rows(case_file, kind)
            if row["status"] == TrancheStatus.BERHASIL
        ),
    }


def _rows(case_file: Mapping[str, Any], kind: TrancheKind) -> list[Mapping[str, Any]]:
    rows = [row for row in case_file.get("tranches") or [] if row["kind"] == kind]
    return sorted(rows, key=lambda row: int(row["number"]))


def _payment_wanted(expectation: Expectation) -> tuple[TrancheKind, int] | None:
    if expectation.tranche is not None:
        return TrancheKind.TRAINING, expectation.tranche
    if expectation.survey is not None:
        return TrancheKind.SURVEY, expectation.survey
    return None


def _payment_differences(
    expectation: Expectation, payment: tuple[TrancheKind, int], case_file: Mapping[str, Any]
) -> list[str]:
    kind, number = payment
    name = f"{'tranche' if kind is TrancheKind.TRAINING else 'survey'} {number}"
    row = next((row for row in _rows(case_file, kind) if row["number"] == number), None)
    if row is None:
        return [f"{name}: expected, but the case file has no such payment"]
    found = {
        "status": row["status"],
        "reason": _code(row),
        "promised_for": row.get("promised_for"),
        "channel": row.get("channel"),
    }
    expected = {
        "status": expectation.status,
        "reason": expectation.reason,
        "promised_for": expectation.promised_for and expectation.promised_for.isoformat(),
        "channel": expectation.channel,
    }
    moves = [move["reason"] for move in row.get("moved") or []]
    causes = [attempt.get("cause") for attempt in row.get("attempts") or []]
    return [
        *_differences(f"{name} ", expected, found),
        *_missing(f"{name} moved_reason", expectation.moved_reason, moves),
        *_missing(f"{name} cause", expectation.cause, causes),
    ]


def _code(holds_reason: Mapping[str, Any]) -> object:
    reason = holds_reason.get("reason")
    return reason["code"] if reason else None


def _differences(
    prefix: str, expected: Mapping[str, object], found: Mapping[str, object]
) -> list[str]:
    return [
        f"{prefix}{key}: expected {_shown(value)}, found {_shown(found[key])}"
        for key, value in expected.items()
        if value is not None and value != found[key]
    ]


def _missing(name: str, expected: str | None, found: list[Any]) -> list[str]:
    if expected is None or expected in found:
        return []
    return [f"{name}: expected {expected}, found {_shown(found)}"]


def _shown(value: object) -> str:
    if isinstance(value, list):
        return "[" + ", ".join(str(each) for each in value) + "]"
    return "nothing" if value is None else str(value)
