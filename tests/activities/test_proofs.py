"""When a payment counts as made or not made: by proof, whoever found it and whenever."""

import contextlib
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import pytest

from activities.proofs import NOT_THE_OWNER
from domain.messages import Settled, Settlement
from domain.payouts import Outcome
from domain.ports import Answer, Transfer
from domain.reasons import Reason
from records.bookings import Action, ReferenceClosed, Request
from records.ledger import Ledger
from tests.activities.bank import NOT_FOUND, PAID, REFUSED, SILENCE, Bank
from tests.activities.conftest import Desk
from tests.activities.leavings import (
    PAYDAY,
    UNCLEAR,
    intent_of,
    left,
    reference_of,
    requested,
    sends,
    told,
)

FRAUD = Answer(outcome=Outcome.NOT_PAID, cause=Reason.FRAUD_SUSPECTED, code="4033803")
NOT_SENT = Answer(outcome=Outcome.NOT_PAID, cause=Reason.CHANNEL_DOWN)


async def refused_by_status_after_silence(desk: Desk) -> None:
    """Close the first generation as not paid although one send of it was never answered."""
    desk.bank.sends, desk.bank.inquiries = [SILENCE], [REFUSED]
    await desk.settle(PAYDAY)
    closed = await desk.settle("2020-08-13 09:20", told=UNCLEAR)
    assert told(closed) == (Settled.NOT_PAID, Reason.ACCOUNT_INACTIVE)
    desk.bank.heard.clear()
    desk.bank.transfers.clear()


@pytest.mark.parametrize("action", ["send", "inquire"])
async def test_a_recorded_yes_that_was_not_closed_is_told_as_paid_without_a_word(
    desk: Desk, action: Action
) -> None:
    await left(desk, None if action == "inquire" else PAID)
    if action == "inquire":
        await requested(desk, PAID, action=action, when="2020-08-13 09:01")

    assert told(await desk.settle("2020-08-13 09:02")) == (Settled.PAID, None)
    assert desk.bank.heard == []
    assert (await intent_of(desk)).outcome is Outcome.PAID


@pytest.mark.parametrize("later", ["2020-08-13 09:02", "2020-08-14 09:00"])
async def test_a_recorded_no_that_was_not_closed_is_closed_with_its_cause(
    desk: Desk, later: str
) -> None:
    await left(desk, FRAUD)

    assert told(await desk.settle(later)) == (Settled.NOT_PAID, Reason.FRAUD_SUSPECTED)
    assert desk.bank.heard == []
    assert (await intent_of(desk)).outcome is Outcome.NOT_PAID


async def test_a_status_is_no_proof_while_the_send_may_be_on_its_way(desk: Desk) -> None:
    desk.bank.sends, desk.bank.inquiries = [SILENCE], [REFUSED]
    await desk.settle(PAYDAY)

    early = await desk.settle("2020-08-13 09:14", told=UNCLEAR)
    open_still = (await intent_of(desk)).outcome
    late = await desk.settle("2020-08-13 09:16", told=UNCLEAR)

    assert isinstance(early, timedelta)
    assert open_still is None
    assert told(late) == (Settled.NOT_PAID, Reason.ACCOUNT_INACTIVE)
    assert sends(desk) == 1


@pytest.mark.parametrize("answer", [REFUSED, NOT_FOUND])
async def test_a_next_generation_is_sent_after_a_second_no_about_the_first(
    desk: Desk, answer: Answer
) -> None:
    await refused_by_status_after_silence(desk)
    desk.bank.inquiries, desk.bank.sends = [answer], [PAID]

    assert told(await desk.settle("2020-08-14 09:00", generation=2)) == (Settled.PAID, None)
    assert desk.bank.money_calls() == ["inquire", "send"]
    assert [t.reference for t in desk.bank.transfers] == [reference_of(1), reference_of(2)]


async def test_a_next_generation_is_not_sent_while_nobody_answers_about_the_first(
    desk: Desk,
) -> None:
    await refused_by_status_after_silence(desk)
    desk.bank.inquiries, desk.bank.sends = [SILENCE], [PAID]

    held = await desk.settle("2020-08-14 09:00", generation=2)
    again = await desk.settle("2020-08-14 12:00", generation=2, told=Reason.CHANNEL_DOWN)

    assert told(held) == (Settled.HELD, Reason.CHANNEL_DOWN)
    assert isinstance(again, timedelta)
    assert sends(desk) == 0
    assert await desk.ledger.intent_of(reference_of(2)) is None


async def test_a_first_generation_that_was_paid_after_all_is_told_and_no_other_is_sent(
    desk: Desk,
) -> None:
    await refused_by_status_after_silence(desk)
    desk.bank.inquiries, desk.bank.sends = [PAID], [PAID]

    found = await desk.settle("2020-08-14 09:00", generation=2)
    again = await desk.settle("2020-08-14 12:00", generation=2)

    assert told(found) == told(again) == (Settled.PAID, None)
    assert isinstance(found, Settlement)
    assert found.reference == reference_of(1)
    assert sends(desk) == 0


@pytest.mark.parametrize("doubt", sorted(NOT_THE_OWNER))
async def test_what_was_never_booked_is_not_sent_again_while_the_owner_is_in_doubt(
    desk: Desk, doubt: Reason
) -> None:
    desk.bank.sends, desk.bank.inquiries = [SILENCE], [NOT_FOUND]
    await desk.settle(PAYDAY)
    desk.bank.objection = doubt

    assert isinstance(await desk.settle("2020-08-13 10:00", told=UNCLEAR), timedelta)
    assert sends(desk) == 1
    assert (await intent_of(desk)).outcome is None


async def test_a_suspended_account_is_asked_to_refuse_what_was_never_booked(desk: Desk) -> None:
    desk.bank.sends, desk.bank.inquiries = [SILENCE, REFUSED], [NOT_FOUND, REFUSED]
    await desk.settle(PAYDAY)
    desk.bank.objection = Reason.ACCOUNT_SUSPENDED

    refused = await desk.settle("2020-08-13 10:00", told=UNCLEAR)
    proven = await desk.settle("2020-08-13 10:30", told=UNCLEAR)

    assert isinstance(refused, timedelta)
    assert told(proven) == (Settled.NOT_PAID, Reason.ACCOUNT_INACTIVE)
    assert sends(desk) == 2
    assert {transfer.reference for transfer in desk.bank.transfers} == {reference_of(1)}


class Overtaken(Ledger):
    """The ledger of a process that is overtaken by another, which sends after a reading."""

    after: int = 0
    """After which of our readings of the requests the other tries to send; 0 is never."""

    async def requests(self, reference: str) -> list[Request]:
        found = await super().requests(reference)
        self.after -= 1
        if self.after == 0:
            last = found[-1]
            external_id = await self.new_external_id(last.channel, last.at)
            with contextlib.suppress(ReferenceClosed):
                await self.attempt(reference, last.channel, external_id, "send", at=last.at)
        return found


@pytest.mark.parametrize("after", [1, 2, 3])
async def test_a_payment_is_closed_as_unpaid_or_sent_by_another_process_but_never_both(
    desk: Desk, after: int
) -> None:
    await left(desk, NOT_SENT)
    overtaken = Overtaken(desk.ledger._database)
    overtaken.after = after
    desk.ledger = overtaken

    # Another account was linked since, and the refused payment to the first is closed.
    await desk.settle("2020-08-13 10:00", link=2)

    on_its_way = [r for r in await desk.ledger.requests(reference_of(1)) if r.answer is None]
    closed = (await intent_of(desk)).outcome is Outcome.NOT_PAID
    assert closed is not bool(on_its_way)


@dataclass
class Overlapped(Bank):
    """A bank that another process sends to while we ask it."""

    desk: Desk = field(kw_only=True)

    async def inquire(
        self, transfer: Transfer, sent_external_id: str, external_id: str, at: datetime
    ) -> Answer:
        await requested(self.desk, None, when=f"{at:%Y-%m-%d %H:%M:%S}")
        return await super().inquire(transfer, sent_external_id, external_id, at)


async def test_a_no_from_before_another_processes_send_is_no_proof(desk: Desk) -> None:
    await left(desk, SILENCE)
    desk.bank = Overlapped(inquiries=[REFUSED], desk=desk)

    settled = await desk.settle("2020-08-13 10:00", told=UNCLEAR)

    assert isinstance(settled, timedelta)
    assert (await intent_of(desk)).outcome is None
