"""Partners that say what cannot stand, again and again: what it costs, and what it never does."""

import itertools
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

import pytest

from domain.facts import Fact, FactKind, Source, Statement
from domain.payouts import TrancheKind, TrancheStatus
from domain.ports import FactSource, Partners, Question
from domain.reasons import Reason
from domain.stages import Stage
from engine.messages import correct_voucher, deliver
from tests.workflows.lives import IDLE, START, account, at, somebody
from tests.workflows.rig import Rig, training
from tests.workflows.steps import orders_of, pending

TRAINING, REDEEMED = FactKind.TRAINING_COMPLETED, FactKind.VOUCHER_REDEEMED


@dataclass
class Stubborn:
    """A provider that answers each question about a training with new, wrong words."""

    inner: FactSource
    objections: Sequence[Reason]
    code: str = "belajaria"
    words: Iterator[int] = field(default_factory=lambda: iter(range(100)))

    async def find(self, question: Question) -> Statement | None:
        if question.kind is not TRAINING:
            return await self.inner.find(question)
        number = next(self.words, None)
        if number is None:
            return None
        return Statement(
            kind=TRAINING,
            voucher=question.voucher,
            partner=self.code,
            at=question.at,
            receipt=f"wrong-{number}",
            rejected=self.objections[number % len(self.objections)],
        )

    async def send_again(self, question: Question) -> None:
        await self.inner.send_again(question)


@pytest.mark.parametrize(
    "objections",
    [
        [Reason.NOT_FIRST_TRAINING],
        [Reason.NOT_FIRST_TRAINING, Reason.TRAINING_INCOMPLETE],
    ],
)
async def test_wrong_words_under_ever_new_receipts_cost_at_most_one_order_a_day(
    rig: Rig, objections: Sequence[Reason]
) -> None:
    life = somebody()
    rig.counterparts.tell([life], [account(life)])

    def change(partners: Partners) -> Partners:
        stubborn = Stubborn(partners.sources["belajaria"], objections)
        return replace(partners, sources={**partners.sources, "belajaria": stubborn})

    async with rig.working(change):
        journey = await rig.enrol(life)
        await rig.until("2020-08-10")
        case = await rig.case(journey)
        orders = await orders_of(rig, journey, TRAINING)
    assert case.stage is Stage.REDEEMED
    assert case.reason is not None
    assert case.reason.code in objections
    # Redeemed on 30 July and asked about from then on.
    assert orders <= 13


def said(
    receipt: str, when: datetime, objection: Reason | None = None, *, version: int = 1
) -> Fact:
    return Fact(
        kind=REDEEMED,
        at=when,
        source=Source.PUSH,
        partner="belajaria",
        receipt=receipt,
        voucher_version=version,
        held_by=objection,
    )


async def pushed(rig: Rig, journey: str, fact: Fact) -> bool:
    """Record and deliver a fact while the journey waits for its kind, between two looks."""
    await pending(rig, journey, fact.kind, tries=1)
    await rig.engine.inbox.record_fact(journey, fact, at=await rig.now())
    return await deliver(rig.engine, journey, fact)


async def test_an_objection_that_was_stated_is_not_delivered_again(august: Rig) -> None:
    life = somebody(**IDLE)
    august.counterparts.tell([life])
    first, second = Reason.VOUCHER_WRONG_COURSE, Reason.VOUCHER_CANCELLED
    moments = (at(f"2020-08-01 0{hour}:00") for hour in itertools.count(1))

    async with august.working():
        journey = await august.enrol(life, on=START)
        assert await pushed(august, journey, said("a", next(moments), first)) is True
        for receipt in "bcd":
            assert await pushed(august, journey, said(receipt, next(moments), first)) is False
        assert await orders_of(august, journey, REDEEMED) == 2
        assert await pushed(august, journey, said("e", next(moments), second)) is True
        assert await pushed(august, journey, said("f", next(moments))) is True
        case = await august.case(journey)
    assert case.stage is Stage.REDEEMED
    heard = [line.reason for line in case.timeline if line.event == REDEEMED]
    assert heard == [first, second, None]


async def test_what_was_said_of_an_earlier_voucher_is_not_delivered(august: Rig) -> None:
    life = somebody(**IDLE)
    august.counterparts.tell([life])

    async with august.working():
        journey = await august.enrol(life, on=START)
        await pending(august, journey, REDEEMED)
        await correct_voucher(august.engine, life.nik, "KODE-YANG-LAIN", at=await august.now())
        early, late = at("2020-08-01"), at("2020-08-02")
        assert await pushed(august, journey, said("old", early)) is False
        old = await august.case(journey)
        assert await pushed(august, journey, said("new", late, version=2)) is True
        new = await august.case(journey)
    assert old.stage is Stage.ENROLLED
    assert new.stage is Stage.REDEEMED


async def test_a_survey_that_was_answered_before_the_programme_is_paid_like_any_other(
    august: Rig,
) -> None:
    life = somebody(surveys=[])
    august.counterparts.tell([life], [account(life)])
    survey = Fact(
        kind=FactKind.SURVEY_COMPLETED,
        survey=1,
        at=at("2001-01-01"),
        source=Source.PUSH,
        partner="pmo",
        receipt="survey-1",
    )

    async with august.working():
        journey = await august.certify(life)
        await august.engine.inbox.record_fact(journey, survey, at=await august.now())
        await august.link(life)
        await august.until("2020-08-31")
        case = await august.case(journey)
    first = training(case)[0]
    paid = next(tranche for tranche in case.tranches if tranche.kind is TrancheKind.SURVEY)
    assert first.paid_at is not None
    assert paid.status is TrancheStatus.BERHASIL
    assert paid.paid_at is not None
    assert paid.paid_at > first.paid_at
    amounts = [row["amount"] for row in august.counterparts.credits_of(life)]
    assert amounts == [600_000, 50_000]
