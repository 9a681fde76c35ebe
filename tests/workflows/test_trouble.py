"""Trouble of our own: told, and over by itself or with an engineer's word."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from temporalio.exceptions import ApplicationError

from domain.casefile import CaseFile
from domain.facts import FactKind, Statement
from domain.messages import AccountCheck, Resumption
from domain.payouts import Channel, TrancheStatus
from domain.ports import (
    Answer,
    Beneficiary,
    FactSource,
    Partners,
    PayoutChannel,
    Question,
    Transfer,
)
from domain.reasons import Party, Reason
from domain.stages import Stage
from tests.workflows.lives import account, somebody
from tests.workflows.rig import Rig, training
from workflows.participant_journey import ParticipantJourney

Change = Callable[[Partners], Partners]


@dataclass
class Breaking:
    """A training partner's adapter with a defect at one kind of fact, until it is healed."""

    code: str
    inner: FactSource
    error: Exception
    kind: FactKind
    healed: bool = False

    async def find(self, question: Question) -> Statement | None:
        if question.kind is self.kind and not self.healed:
            raise self.error
        return await self.inner.find(question)

    async def send_again(self, question: Question) -> None:
        await self.inner.send_again(question)


@dataclass
class BreakingChannel:
    """A payment partner's adapter whose check fails beyond repair, until it is healed."""

    inner: PayoutChannel
    error: Exception
    channel: Channel
    recovers_by_resend: bool
    status_delay: timedelta
    remembers: timedelta
    end_of_day: tuple[int, int] | None = None
    status_needs_their_reference: bool = False
    healed: bool = True

    async def check(self, beneficiary: Beneficiary, amount_idr: int, at: datetime) -> AccountCheck:
        if not self.healed:
            raise self.error
        return await self.inner.check(beneficiary, amount_idr, at)

    async def send(self, transfer: Transfer, external_id: str, at: datetime) -> Answer:
        return await self.inner.send(transfer, external_id, at)

    async def inquire(
        self, transfer: Transfer, sent_external_id: str, external_id: str, at: datetime
    ) -> Answer:
        return await self.inner.inquire(transfer, sent_external_id, external_id, at)


FINAL = ApplicationError("broken beyond retrying", non_retryable=True)


def breaks(code: str, error: Exception, kind: FactKind) -> tuple[Change, list[Breaking]]:
    """Return how to break one source, and where to find the broken one once it is in place."""
    broken: list[Breaking] = []

    def change(partners: Partners) -> Partners:
        broken.append(Breaking(code, partners.sources[code], error, kind))
        return replace(partners, sources={**partners.sources, code: broken[0]})

    return change, broken


async def test_a_defect_of_ours_is_told_and_over_by_itself_once_healed(rig: Rig) -> None:
    life = somebody()
    rig.counterparts.tell([life], [account(life)])
    change, broken = breaks("belajaria", RuntimeError("a defect"), FactKind.TRAINING_COMPLETED)

    async with rig.working(change):
        journey = await rig.enrol(life)
        await rig.until("2020-08-04")
        during = await rig.case(journey)
        broken[0].healed = True
        await rig.until("2020-08-09")
        after = await rig.case(journey)
    assert_our_trouble(during)
    assert during.stage is Stage.REDEEMED
    assert after.stage is Stage.CERTIFIED


async def test_what_escapes_an_activity_parks_the_case_until_an_engineer_says_resume(
    rig: Rig,
) -> None:
    life = somebody()
    rig.counterparts.tell([life], [account(life)])
    change, broken = breaks("belajaria", FINAL, FactKind.TRAINING_COMPLETED)

    async with rig.working(change):
        journey = await rig.enrol(life)
        await rig.until("2020-08-04")
        during = await rig.case(journey)
        broken[0].healed = True
        await rig.until("2020-08-06")
        parked = await rig.case(journey)
        await resume(rig, journey)
        resumed = await rig.case(journey)
        await rig.until("2020-08-09")
        after = await rig.case(journey)
    for case in (during, parked):
        assert_our_trouble(case)
        assert case.stage is Stage.REDEEMED
    assert resumed.reason is not None
    assert resumed.reason.code is not Reason.SYSTEM_ERROR
    assert after.stage is Stage.CERTIFIED


def breaking(broken: list[BreakingChannel]) -> Callable[[Partners], Partners]:
    """Put a DANA in the partners' place that fails for good until it is healed."""

    def change(partners: Partners) -> Partners:
        dana = partners.channels[Channel.DANA]
        told = (dana.channel, dana.recovers_by_resend, dana.status_delay, dana.remembers)
        broken.append(BreakingChannel(dana, FINAL, *told))
        return replace(partners, channels={**partners.channels, Channel.DANA: broken[0]})

    return change


async def test_a_parked_payment_is_told_and_paid_after_resume(august: Rig) -> None:
    life = somebody()
    august.counterparts.tell([life], [account(life, "ovo"), account(life, "dana")])
    broken: list[BreakingChannel] = []

    async with august.working(breaking(broken)):
        journey = await august.certify(life)
        await august.link(life, "dana")
        broken[0].healed = False
        await august.until("2020-08-12")
        during = await august.case(journey)
        broken[0].healed = True
        await resume(august, journey)
        await august.until("2020-08-13 12:00")
        after = await august.case(journey)
    assert_our_trouble(during)
    assert training(during)[0].status is not TrancheStatus.BERHASIL
    assert training(after)[0].status is TrancheStatus.BERHASIL
    assert len(august.counterparts.credits_of(life)) == 1


async def test_a_parked_payment_is_not_made_to_an_account_that_was_taken_back(
    august: Rig,
) -> None:
    """The phone is stolen while an engineer looks: after `resume` the order is another one."""
    life = somebody()
    august.counterparts.tell([life], [account(life, "ovo"), account(life, "dana")])
    broken: list[BreakingChannel] = []

    async with august.working(breaking(broken)):
        journey = await august.certify(life)
        await august.link(life, "dana")
        broken[0].healed = False
        await august.until("2020-08-12")
        await august.unlink(life)
        broken[0].healed = True
        await resume(august, journey)
        await august.until("2020-08-14 12:00")
        after = await august.case(journey)
    assert training(after)[0].status is not TrancheStatus.BERHASIL
    assert august.counterparts.credits_of(life) == []


async def resume(rig: Rig, journey: str) -> None:
    await rig.handle(journey).execute_update(ParticipantJourney.resume, Resumption(by="engineer-3"))


def assert_our_trouble(case: CaseFile) -> None:
    assert case.reason is not None
    assert case.reason.code is Reason.SYSTEM_ERROR
    assert (case.holder.party, case.holder.partner) == (Party.PMO, "pmo")
