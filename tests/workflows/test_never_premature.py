"""`gagal` is shown to nobody whose money may still come: one guarded method, whatever happens."""

import ast
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.clock import JAKARTA, Clock
from domain.decrees import DECREES
from domain.messages import Enrolment, LinkAnswer, LinkRequest, Settled, Settlement
from domain.payouts import Channel, TrancheKind, TrancheStatus
from domain.promises import tranche_promises
from domain.reasons import Reason, Retry, guidance
from domain.scheme import SCHEME_2020
from domain.workdays import workdays_known
from workflows.memory import Memory
from workflows.orders import after_refusal, order_for, repaired_day
from workflows.telling import told
from workflows.tranches import PrematureFailure, TrancheMemory

START = datetime(2020, 4, 27, 8, tzinfo=JAKARTA)
DUE = datetime(2020, 9, 14, 9, tzinfo=JAKARTA)
KNOWN_ON = sorted(
    {decree.known_from for decree in DECREES if decree.known_from >= date(2020, 1, 1)}
)
ACCOUNT = LinkRequest(link=1, channel=Channel.DANA)

instants = st.integers(-5000, 5000).map(lambda hours: DUE + timedelta(hours=hours))
settlements = st.builds(
    Settlement,
    result=st.sampled_from([result for result in Settled if result is not Settled.PAID]),
    reason=st.sampled_from(Reason),
)


def memory_of(known_on: date) -> Memory:
    workdays = workdays_known(known_on, date(2020, 3, 1), date(2021, 12, 31))
    return Memory(
        Enrolment(
            journey="journey-of-a-test",
            wave=1,
            provider="belajaria",
            scheme=SCHEME_2020,
            workdays=workdays,
            clock=Clock.live(),
            enrolled_at=START,
            redeem_by=START + timedelta(days=30),
        )
    )


@given(
    at=instants,
    due=instants,
    reason=st.sampled_from(Reason),
    status=st.sampled_from(
        [status for status in TrancheStatus if status is not TrancheStatus.GAGAL]
    ),
    promised=st.none() | st.just(DUE.date()),
    in_flight=st.booleans(),
    may_be_sent=st.booleans(),
)
@settings(deadline=None, derandomize=True, max_examples=400)
def test_an_incentive_ends_without_money_only_when_none_can_come_any_more(
    at: datetime,
    due: datetime,
    reason: Reason,
    status: TrancheStatus,
    promised: date | None,
    *,
    in_flight: bool,
    may_be_sent: bool,
) -> None:
    tranche = TrancheMemory(TrancheKind.TRAINING, 1, 600_000, status=status)
    tranche.day = promised
    tranche.in_flight = ACCOUNT if in_flight else None
    tranche.may_be_sent = ACCOUNT if may_be_sent else None
    may_end = (
        at >= due
        and promised is None
        and not in_flight
        and not may_be_sent
        and status not in {TrancheStatus.BERHASIL, TrancheStatus.DIKEMBALIKAN}
        and guidance(reason).retry is Retry.NEVER
    )
    try:
        tranche.fail(reason, due=due, at=at)
    except PrematureFailure:
        assert not may_end
        assert tranche.status is status
    else:
        assert may_end
        assert (tranche.status, tranche.reason) == (TrancheStatus.GAGAL, reason)


@pytest.mark.parametrize("reason", [r for r in Reason if guidance(r).retry is Retry.NEVER])
def test_the_guard_lets_the_programmes_own_end_through(reason: Reason) -> None:
    tranche = TrancheMemory(TrancheKind.SURVEY, 1, 50_000)
    tranche.fail(reason, due=DUE, at=DUE)
    assert tranche.over


@given(
    known_on=st.sampled_from(KNOWN_ON),
    certified=st.integers(10, 120),
    happenings=st.lists(st.tuples(st.integers(1, 400), settlements), max_size=12),
)
@settings(deadline=None, derandomize=True, max_examples=150)
def test_no_answer_of_a_partner_at_any_time_under_any_calendar_says_gagal(
    known_on: date, certified: int, happenings: list[tuple[int, Settlement]]
) -> None:
    memory = memory_of(known_on)
    now = START + timedelta(days=certified)
    promise, *_ = tranche_promises(now, memory.enrolment.scheme, memory.workdays)
    tranche = memory.tranches[0]
    memory.promised(tranche, promise, now)
    memory.linked(ACCOUNT, LinkAnswer(accepted=True), now)
    for hours, settlement in happenings:
        now += timedelta(hours=hours)
        order_for(memory, tranche, ACCOUNT, tranche.reason, now)
        memory.settled(tranche, settlement, now)
        if settlement.result is Settled.NOT_PAID:
            after_refusal(memory, tranche, now)
        if settlement.result in {Settled.CLEAR, Settled.MISSED}:
            day = repaired_day(memory, tranche, now)
            memory.rescheduled(tranche, day, Reason.RESCHEDULED_AFTER_REPAIR, now)
        shown = told(memory, now + timedelta(minutes=1)).tranches[0]
        assert shown.status is not TrancheStatus.GAGAL
        if shown.status not in {TrancheStatus.DIJADWALKAN, TrancheStatus.BELUM_DIPROSES}:
            assert shown.reason is not None
            assert shown.reason.since is not None
            assert shown.reason.remedy.id
            assert shown.reason.remedy.en


def test_nothing_but_the_guarded_method_says_gagal() -> None:
    root = Path(__file__).parents[2]
    saying = {
        str(path.relative_to(root))
        for folder in ("workflows", "activities", "domain", "engine")
        for path in (root / folder).rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Attribute) and node.attr == "GAGAL"
    }
    assert saying == {"workflows/tranches.py"}


@given(minutes=st.lists(st.integers(0, 600), min_size=300, max_size=300))
@settings(deadline=None, derandomize=True, max_examples=40)
def test_an_account_that_changes_with_each_look_does_not_fill_the_history(
    minutes: list[int],
) -> None:
    tranche = TrancheMemory(TrancheKind.TRAINING, 1, 600_000)
    now, heard = START, 0
    for pause in minutes:
        if now >= START + timedelta(days=60):
            break
        heard += 1
        now += tranche.hear(now) + timedelta(minutes=pause)
    assert heard <= 80


def test_news_after_a_quiet_time_are_answered_at_once() -> None:
    tranche = TrancheMemory(TrancheKind.TRAINING, 1, 600_000)
    assert tranche.hear(START) == timedelta()
    assert tranche.hear(START + timedelta(minutes=1)) == timedelta(minutes=10)
    assert tranche.hear(START + timedelta(days=3)) == timedelta()
