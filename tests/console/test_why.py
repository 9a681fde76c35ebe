from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from console.why import explain
from domain.casefile import CaseFile, Step
from domain.clock import at_hour
from domain.facts import FactKind, Site, Source
from domain.payouts import TrancheKind, TrancheStatus
from domain.reasons import Party, Reason
from domain.stages import Stage
from tests.console.casefiles import TODAY, WORKDAYS, at, case, cases, shown, tranche


def done(kind: FactKind, day: int, site: Site | None = None) -> Step:
    return Step(step=kind, site=site, state="done", at=at(day), source=Source.PUSH)


REPORTED_DIRECTLY = [
    done(FactKind.VOUCHER_REDEEMED, 1),
    done(FactKind.TRAINING_COMPLETED, 2),
    done(FactKind.REVIEW_SUBMITTED, 3, Site.PROVIDER),
]


def test_the_provider_owes_the_report_and_everything_after_it_is_listed_without_a_turn() -> None:
    why = explain(
        case(
            Stage.RATED,
            Reason.REPORT_NOT_SENT_LP,
            due=at(20),
            steps=[*REPORTED_DIRECTLY, Step(step=FactKind.REPORT_SENT, state="awaited")],
        ),
        TODAY,
        WORKDAYS,
    )

    (now,) = why.now
    assert (now.code, now.holder, now.since) == ("report.sent", Party.PROVIDER, at(1))
    assert now.due == at(20)
    later = [(condition.code, condition.since) for condition in why.later]
    # Bought directly: nobody forwards the report.
    assert later == [("report.received", None), ("certificate.published", None)]


def test_a_course_bought_at_a_marketplace_has_its_report_forwarded() -> None:
    steps = [Step(step=FactKind.REVIEW_SUBMITTED, site=site, state="awaited") for site in Site]
    why = explain(case(Stage.LEARNED, Reason.RATING_MISSING_DP, steps=steps), TODAY, WORKDAYS)

    assert [(condition.code, condition.site) for condition in why.now] == [
        ("review.submitted", Site.MARKETPLACE),
        ("review.submitted", Site.PROVIDER),
    ]
    assert "report.forwarded" in [condition.code for condition in why.later]


def test_the_gain_of_a_report_sent_today_is_the_time_until_its_due_day() -> None:
    why = explain(
        case(
            Stage.RATED,
            Reason.REPORT_NOT_SENT_LP,
            due=at(20),
            steps=[*REPORTED_DIRECTLY, Step(step=FactKind.REPORT_SENT, state="awaited")],
        ),
        TODAY,
        WORKDAYS,
    )

    # Certificate today: the fifth payday after 14 May, the closure until 25 May not counted.
    assert why.earliest_payout == WORKDAYS.add(TODAY, 5, "payouts")
    assert why.decisive is not None
    assert why.decisive.condition.code == "report.sent"
    assert why.decisive.payout_if_now is not None
    assert why.decisive.payout_otherwise is not None
    assert why.earliest_payout < why.decisive.payout_if_now <= why.decisive.payout_otherwise


def test_an_overdue_fact_has_no_date_to_be_expected_on() -> None:
    steps = [*REPORTED_DIRECTLY, Step(step=FactKind.REPORT_SENT, state="awaited")]
    late = case(Stage.RATED, Reason.REPORT_NOT_SENT_LP, due=at(12), steps=steps, overdue=True)
    why = explain(late, TODAY, WORKDAYS)

    assert why.now[0].overdue
    assert why.decisive is not None
    assert why.decisive.payout_otherwise is None


def test_one_repair_is_one_condition_and_names_every_incentive_it_releases() -> None:
    hold = shown(Reason.KYC_REQUIRED)
    why = explain(
        case(
            Stage.CERTIFIED,
            Reason.KYC_REQUIRED,
            tranches=[
                tranche(1, TrancheStatus.TERTUNDA, promised_for=date(2020, 5, 12), reason=hold),
                tranche(2, TrancheStatus.TERTUNDA, promised_for=date(2020, 6, 12), reason=hold),
                tranche(3, TrancheStatus.DIJADWALKAN, promised_for=date(2020, 7, 13)),
            ],
        ),
        TODAY,
        WORKDAYS,
    )

    assert [(c.code, c.tranches) for c in why.now] == [
        ("KYC_REQUIRED", (1, 2)),
        ("WAITING_FOR_DATE", (3,)),
    ]
    assert why.now[0].remedy == hold.remedy
    # Repaired today, the late incentive is paid on the next payday instead of none before July.
    assert why.decisive is not None
    assert why.decisive.condition.code == "KYC_REQUIRED"
    assert why.decisive.payout_if_now == why.earliest_payout == WORKDAYS.add(TODAY, 1, "payouts")
    assert why.decisive.payout_otherwise == date(2020, 7, 13)


def test_a_scheduled_incentive_waits_for_its_date_and_nothing_can_help() -> None:
    day = date(2020, 6, 12)
    scheduled = tranche(1, TrancheStatus.DIJADWALKAN, promised_for=day)
    waiting = case(
        Stage.CERTIFIED, Reason.WAITING_FOR_DATE, due=at_hour(day, 9), tranches=[scheduled]
    )
    why = explain(waiting, TODAY, WORKDAYS)

    assert [condition.holder for condition in why.now] == [Party.NOBODY]
    assert why.earliest_payout == day
    assert why.decisive is None


def test_a_survey_is_paid_five_working_days_after_its_answer_and_not_before_it_opens() -> None:
    paid = tranche(1, TrancheStatus.BERHASIL, paid_at=at(4))
    survey = tranche(1, TrancheStatus.BELUM_DIPROSES, kind=TrancheKind.SURVEY, amount_idr=50_000)
    steps = [Step(step=FactKind.SURVEY_COMPLETED, survey=n, state="awaited") for n in (1, 2)]
    why = explain(
        case(Stage.PAID, Reason.SURVEY_NOT_FILLED, steps=steps, tranches=[paid, survey]),
        TODAY,
        WORKDAYS,
    )

    assert [(c.code, c.survey, c.since is not None) for c in why.now] == [
        ("survey.completed", 1, True),
        ("survey.completed", 2, True),
    ]
    assert why.earliest_payout == WORKDAYS.add(date(2020, 6, 3), 5, "payouts")


def test_a_case_that_waits_for_an_engineer_says_so_first() -> None:
    scheduled = tranche(1, TrancheStatus.DIJADWALKAN, promised_for=date(2020, 6, 12))
    why = explain(case(Stage.CERTIFIED, Reason.SYSTEM_ERROR, tranches=[scheduled]), TODAY, WORKDAYS)

    assert [(c.code, c.holder) for c in why.now] == [
        ("SYSTEM_ERROR", Party.PMO),
        ("WAITING_FOR_DATE", Party.NOBODY),
    ]


def test_a_survey_that_missed_its_deadline_is_no_longer_missing() -> None:
    over = tranche(
        3,
        TrancheStatus.BELUM_DIPROSES,
        kind=TrancheKind.SURVEY,
        reason=shown(Reason.DEADLINE_PASSED),
    )
    why = explain(case(Stage.PAID, None, tranches=[over]), TODAY, WORKDAYS)

    assert [condition.holder for condition in why.now] == [Party.NOBODY]
    assert why.earliest_payout is None


def test_a_closed_case_misses_nothing() -> None:
    why = explain(case(Stage.CLOSED, Reason.DEADLINE_PASSED), TODAY, WORKDAYS)
    assert (why.now, why.later, why.earliest_payout, why.decisive) == ([], [], None, None)


@settings(deadline=None, derandomize=True, max_examples=300)
@given(cases, st.dates(date(2020, 4, 1), date(2021, 3, 31)))
def test_whatever_a_case_holds_an_open_one_names_who_has_it_and_what_is_missing(
    any_case: CaseFile, today: date
) -> None:
    why = explain(any_case, today, WORKDAYS)

    assert bool(why.now) is (any_case.stage is not Stage.CLOSED)
    for condition in why.now:
        assert condition.since is not None
        assert condition.holder in Party
        assert condition.missing.id
        assert condition.missing.en
    assert why.earliest_payout is None or why.earliest_payout >= today
    assert why.decisive is None or why.decisive.condition in why.now
    if why.now and any_case.reason is not None:
        assert why.now[0].title == any_case.reason.title
        assert why.now[0].holder is any_case.holder.party


@pytest.mark.parametrize("beyond", [1, 400])
def test_beyond_the_known_calendar_there_are_conditions_but_no_dates(beyond: int) -> None:
    waiting = case(Stage.REDEEMED, Reason.AWAITING_TRAINING)
    why = explain(waiting, WORKDAYS.last + timedelta(days=beyond), WORKDAYS)
    assert why.now
    assert why.earliest_payout is None
