"""Whole lives, from the voucher to the archive."""

from collections import Counter
from datetime import date
from itertools import pairwise

from domain.casefile import CaseFile
from domain.facts import FactKind, Site, Source
from domain.payouts import TrancheStatus
from domain.reasons import Party, Reason
from domain.stages import Stage
from tests.workflows.lives import account, at, days, direct_buyer, somebody
from tests.workflows.rig import Rig, training


def assert_holdings_cover_the_life(case: CaseFile, closed: str) -> None:
    holdings = case.holdings
    for earlier, later in pairwise(holdings):
        assert earlier.until == later.since
        assert earlier.since < later.since
    assert holdings[0].since == case.timeline[0].at
    assert holdings[-1].until is None
    assert holdings[-1].party is Party.NOBODY
    assert case.timeline[-1].event == Stage.CLOSED
    assert case.timeline[-1].at.date() == date.fromisoformat(closed)


async def test_a_course_from_a_marketplace_is_paid_in_seven_credits_and_archived(rig: Rig) -> None:
    life = somebody()
    rig.counterparts.tell([life], [account(life)])

    async with rig.working():
        journey = await rig.enrol(life)
        await rig.until("2020-08-03")
        assert (await rig.link(life)).accepted
        await rig.until("2020-12-20")

        case = await rig.archived(journey)
        described = await rig.handle(journey).describe()
    assert case.stage is Stage.CLOSED
    stages = [line.event for line in case.timeline if line.event in set(Stage)]
    assert stages == list(Stage)
    done = Counter((step.step, step.site, step.state, step.source) for step in case.steps)
    assert set(done.values()) == {1, 3}
    assert {(state, source) for _, _, state, source in done} == {("done", Source.PULL)}
    assert {step.step for step in case.steps} == set(FactKind)
    assert {step.site for step in case.steps} == {None, *Site}
    assert [tranche.promised_for for tranche in training(case)] == days(
        "2020-08-13", "2020-09-14", "2020-10-12", "2020-11-11"
    )
    credited = rig.counterparts.credits_of(life)
    assert [row["amount"] for row in credited].count(600_000) == 4
    assert [row["amount"] for row in credited].count(50_000) == 3
    assert len({row["reference"] for row in credited}) == len(credited) == 7
    for tranche in case.tranches:
        assert tranche.status is TrancheStatus.BERHASIL
        assert tranche.paid_at is not None
        assert tranche.paid_at.date() == tranche.promised_for
        assert len(tranche.attempts) == 1
    assert {t.reference for t in case.tranches} == {row["reference"] for row in credited}
    assert {(t.channel, t.paid, t.paid_idr) for t in await rig.ledger.totals()} == {
        ("dana", 7, 2_550_000)
    }
    assert_holdings_cover_the_life(case, "2020-12-07")
    assert described.history_length <= 160


async def test_a_history_of_a_whole_life_is_small(rig: Rig) -> None:
    life = somebody()
    rig.counterparts.tell([life], [account(life)])

    async with rig.working():
        journey = await rig.enrol(life)
        await rig.until("2020-08-03")
        await rig.link(life)
        await rig.until("2020-12-20")

        history = await rig.handle(journey).fetch_history()
    written = sum(event.ByteSize() for event in history.events)
    assert len(history.events) <= 160
    assert written <= 60_000


async def test_a_course_bought_at_its_provider_has_one_review_and_no_forwarding(rig: Rig) -> None:
    life = direct_buyer()
    rig.counterparts.tell([life], [account(life, "bni")])

    async with rig.working():
        journey = await rig.enrol(life)
        assert (await rig.link(life, "bni")).accepted
        await rig.until("2020-12-20")

        case = await rig.archived(journey)
    assert FactKind.REPORT_FORWARDED not in {step.step for step in case.steps}
    assert [s.site for s in case.steps if s.step is FactKind.REVIEW_SUBMITTED] == [Site.PROVIDER]
    assert Party.MARKETPLACE not in {holding.party for holding in case.holdings}
    assert len(rig.counterparts.credits_of(life)) == 7
    assert [tranche.promised_for for tranche in training(case)] == days(
        "2020-08-12", "2020-09-11", "2020-10-12", "2020-11-10"
    )
    assert_holdings_cover_the_life(case, "2020-12-07")


async def test_a_case_tells_on_the_way_whose_turn_it_is_and_until_when(rig: Rig) -> None:
    life = somebody()
    rig.counterparts.tell([life], [account(life)])
    expected = {
        "2020-07-29": (Party.PARTICIPANT, Reason.AWAITING_REDEEM, "2020-08-28 23:59:59"),
        "2020-08-01": (Party.PARTICIPANT, Reason.AWAITING_TRAINING, "2020-10-28 09:00"),
        "2020-08-03": (Party.PROVIDER, Reason.REPORT_NOT_SENT_LP, "2020-08-11 23:59:59"),
        "2020-08-04": (Party.MARKETPLACE, Reason.REPORT_NOT_FORWARDED_DP, "2020-08-04 23:59:59"),
        "2020-08-06": (Party.PMO, Reason.CERT_NOT_PUBLISHED, "2020-08-13 23:59:59"),
        "2020-08-08": (Party.NOBODY, Reason.WAITING_FOR_DATE, "2020-08-13 09:00"),
    }

    async with rig.working():
        journey = await rig.enrol(life)
        await rig.link(life)
        for day, (party, reason, due) in expected.items():
            await rig.until(day)
            case = await rig.case(journey)
            assert (case.holder.party, case.holder.due) == (party, at(due)), day
            assert case.reason is not None
            assert case.reason.code == reason
            assert not case.holder.overdue
