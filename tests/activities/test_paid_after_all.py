"""A payment that was called unpaid and paid later: asked about before each later one is sent."""

import itertools
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import pytest
from sqlalchemy import Connection, insert

from domain.messages import AccountCheck, Settled, Settlement
from domain.payouts import Outcome
from domain.ports import Answer, Beneficiary, Transfer
from domain.reasons import Reason
from records.decision_tables import approvals
from records.resolutions import Resolutions, Verdict
from tests.activities.bank import NOT_FOUND, PAID, REFUSED, REVERSED, SILENCE, Bank
from tests.activities.conftest import ORDER, Desk
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
from tests.workflows.lives import at, days

FAILED = Answer(outcome=Outcome.NOT_PAID, cause=Reason.CAUSE_NOT_GIVEN, code="06")
PENDING = Answer(outcome=Outcome.UNKNOWN, cause=Reason.PAYOUT_IN_PROGRESS, code="03")
BUSY = Answer(outcome=Outcome.NOT_PAID, cause=Reason.CHANNEL_DOWN, code="4033806")
TWO_WEEKS = days(*(f"2020-08-{day}" for day in range(13, 28)))
FIRST, SECOND = reference_of(1), reference_of(2)


@dataclass
class Books(Bank):
    """A bank that answers by reference, where it has something to say about one."""

    about: dict[str, Answer] = field(default_factory=dict)

    async def inquire(
        self, transfer: Transfer, sent_external_id: str, external_id: str, at: datetime
    ) -> Answer:
        answer = await super().inquire(transfer, sent_external_id, external_id, at)
        return self.about.get(transfer.reference, answer)


async def called_failed(desk: Desk) -> Books:
    """Close the first payment as not made: no answer, and a status "failed" 16 minutes later."""
    return await called(desk, FAILED, "2020-08-13 09:16", Reason.CAUSE_NOT_GIVEN)


async def called_returned(desk: Desk) -> Books:
    """Close the first payment as returned: no answer, and a status "came back" half a day later."""
    return await called(desk, REVERSED, "2020-08-13 21:00", Reason.REVERSED_BY_PARTNER)


async def called(desk: Desk, status: Answer, when: str, reason: Reason) -> Books:
    bank = desk.bank = Books(sends=[SILENCE], inquiries=[status])
    await desk.settle(PAYDAY)
    closed = await desk.settle(when, told=UNCLEAR)
    assert told(closed) == (Settled.NOT_PAID, reason)
    bank.heard.clear()
    return bank


async def pay(desk: Desk, when: str, generation: int, reason: Reason | None = None) -> Settlement:
    """Let a later generation be tried, and return what is told."""
    settled = await desk.settle(when, generation=generation, open_days=TWO_WEEKS, told=reason)
    assert isinstance(settled, Settlement), settled
    return settled


def is_first_paid(settled: Settlement) -> bool:
    return (settled.result, settled.reference) == (Settled.PAID, FIRST)


async def test_what_a_partner_has_once_called_paid_outlives_its_memory(desk: Desk) -> None:
    bank = await called_failed(desk)
    bank.about, bank.sends = {FIRST: PAID}, [PAID]

    found = await pay(desk, "2020-08-14 09:00", 2)
    bank.about, bank.inquiries = {}, [NOT_FOUND]
    after_a_week = await pay(desk, "2020-08-24 09:00", 2)

    assert is_first_paid(found)
    assert is_first_paid(after_a_week)
    assert sends(desk) == 0


async def test_a_first_payment_is_asked_about_while_its_account_is_held(desk: Desk) -> None:
    bank = await called_failed(desk)
    bank.about, bank.objection = {FIRST: PAID}, Reason.WALLET_LIMIT_MONTHLY

    found = await pay(desk, "2020-08-14 09:00", 2)

    assert is_first_paid(found)
    assert (await intent_of(desk)).outcome is Outcome.PAID


async def test_not_found_by_a_partner_that_may_have_forgotten_is_no_proof(desk: Desk) -> None:
    """It was silent for as long as it could know: seven days, less one."""
    bank = await called_failed(desk)
    bank.inquiries, bank.sends = [SILENCE], [PAID]
    await pay(desk, "2020-08-14 09:00", 2)
    bank.inquiries = [NOT_FOUND]

    held = await pay(desk, "2020-08-19 09:00", 2, Reason.CHANNEL_DOWN)

    assert told(held) == (Settled.HELD, Reason.RECORDS_DISAGREE)
    assert sends(desk) == 0


async def test_two_people_confirm_the_no_of_a_partner_that_may_have_forgotten(desk: Desk) -> None:
    """Otherwise nothing but a statement could ever end it, and a statement never proves a no."""
    bank = await called_failed(desk)
    bank.inquiries, bank.sends = [NOT_FOUND], [PAID]
    held = await pay(desk, "2020-08-19 09:00", 2)
    resolutions, noon = Resolutions(desk.ledger._database), at("2020-08-19 12:00")
    proposal = await resolutions.propose(
        FIRST, Outcome.NOT_PAID, evidence="DANA letter 12", by="siti", at=noon
    )
    still_held = await pay(desk, "2020-08-19 13:00", 2)
    await resolutions.approve(proposal.id, proposal.digest, by="budi", at=noon)

    paid = await pay(desk, "2020-08-20 09:00", 2)

    assert told(held) == told(still_held) == (Settled.HELD, Reason.RECORDS_DISAGREE)
    assert (paid.result, paid.reference) == (Settled.PAID, SECOND)
    assert sends(desk) == 1


async def test_nothing_is_asked_while_the_bank_closes_its_books(desk: Desk) -> None:
    bank = await called_failed(desk)
    bank.end_of_day = (23, 8)

    waits = await desk.settle("2020-08-14 02:00", generation=2, open_days=TWO_WEEKS)

    assert waits == timedelta(hours=6)
    assert bank.heard == []


async def test_an_aged_no_about_the_first_is_believed_after_the_partner_has_forgotten(
    desk: Desk,
) -> None:
    bank = await called_failed(desk)
    bank.objection = Reason.WALLET_LIMIT_MONTHLY
    await pay(desk, "2020-08-14 09:00", 2)
    bank.objection, bank.inquiries, bank.sends = None, [NOT_FOUND], [PAID]

    paid = await pay(desk, "2020-08-24 09:00", 2)

    assert (paid.result, paid.reference) == (Settled.PAID, SECOND)
    assert bank.money_calls() == ["inquire", "inquire", "send"]


async def test_a_refusal_that_was_closed_late_has_not_aged_by_that(desk: Desk) -> None:
    """It was closed for a new account 13 hours after the send, and nobody had asked since."""
    bank = desk.bank = Books(sends=[BUSY])
    await desk.settle(PAYDAY)
    closed = await desk.settle("2020-08-13 22:00", link=2, told=Reason.CHANNEL_DOWN)
    bank.heard.clear()
    bank.objection, bank.inquiries, bank.sends = Reason.WALLET_LIMIT_MONTHLY, [SILENCE], [PAID]
    unsure = await desk.settle("2020-08-14 09:00", generation=2, link=2, open_days=TWO_WEEKS)
    bank.objection, bank.inquiries = None, [NOT_FOUND]

    forgotten = await desk.settle("2020-08-24 09:00", generation=2, link=2, open_days=TWO_WEEKS)

    assert told(closed) == (Settled.NOT_PAID, Reason.ACCOUNT_CHANGED_IN_FLIGHT)
    assert told(unsure) == (Settled.HELD, Reason.CHANNEL_DOWN)
    assert told(forgotten) == (Settled.HELD, Reason.RECORDS_DISAGREE)
    assert sends(desk) == 0


async def test_a_no_is_not_believed_before_half_a_day_has_passed(desk: Desk) -> None:
    bank = await called_failed(desk)
    bank.sends = [PAID]

    evening = at("2020-08-13 20:00")
    waits = await desk.settle("2020-08-13 20:59", generation=2, pay_at=evening)
    paid = await desk.settle("2020-08-13 21:00", generation=2, pay_at=evening)

    assert waits == timedelta(minutes=1)
    assert isinstance(paid, Settlement)
    assert paid.result is Settled.PAID
    assert bank.money_calls() == ["inquire", "send"]


async def test_a_third_generation_asks_about_the_first_as_well(desk: Desk) -> None:
    bank = await called_failed(desk)
    bank.sends = [REFUSED]
    refused = await pay(desk, "2020-08-14 09:00", 2)
    bank.heard.clear()
    bank.about, bank.sends = {FIRST: PAID}, [PAID]

    found = await pay(desk, "2020-08-18 09:00", 3)

    assert refused.result is Settled.NOT_PAID
    assert is_first_paid(found)
    assert sends(desk) == 0


async def test_a_second_generation_is_not_repeated_once_the_first_was_paid(desk: Desk) -> None:
    bank = await called_failed(desk)
    bank.sends = [BUSY]
    await pay(desk, "2020-08-14 09:00", 2)
    assert sends(desk) == 1
    bank.about, bank.sends = {FIRST: PAID}, [PAID]

    found = await pay(desk, "2020-08-18 09:30", 2, Reason.CHANNEL_DOWN)

    assert is_first_paid(found)
    assert sends(desk) == 1
    assert (await intent_of(desk, 2)).outcome is Outcome.NOT_PAID


async def test_a_second_generation_that_was_only_meant_is_not_sent_once_the_first_was_paid(
    desk: Desk,
) -> None:
    """A process was killed between the intent of the second and its send."""
    bank = await called_failed(desk)
    second = ORDER.model_copy(update={"generation": 2})
    await desk.ledger.intend(second, SECOND, at=at("2020-08-14 09:00"))
    bank.about, bank.sends = {FIRST: PAID}, [PAID]

    found = await pay(desk, "2020-08-18 09:30", 2)

    assert is_first_paid(found)
    assert sends(desk) == 0


async def test_an_unclear_second_generation_is_not_sent_again_and_all_stops_once_the_first_was_paid(
    desk: Desk,
) -> None:
    bank = await called_failed(desk)
    bank.sends = [SILENCE]
    await pay(desk, "2020-08-14 09:00", 2)
    bank.about, bank.sends = {FIRST: PAID, SECOND: NOT_FOUND}, [PAID]

    await desk.settle("2020-08-14 09:20", generation=2, told=UNCLEAR, open_days=TWO_WEEKS)

    switch = await desk.switches.current(ORDER.channel)
    assert sends(desk) == 1
    assert (switch.stopped, switch.ground) == (True, "PAID_TWICE")


@pytest.mark.parametrize("asking", [(1, 2), (2, 1)], ids=["itself first", "the next first"])
async def test_a_yes_that_came_after_two_people_had_said_no_is_believed(
    desk: Desk, asking: tuple[int, int]
) -> None:
    await left(desk, None)
    next_day = at("2020-08-14 09:00")
    resolutions = Resolutions(desk.ledger._database)
    proposal = await resolutions.propose(
        FIRST, Outcome.NOT_PAID, evidence="DANA letter 12", by="siti", at=next_day
    )
    await resolutions.approve(proposal.id, proposal.digest, by="budi", at=next_day)
    [send] = await desk.ledger.requests(FIRST)
    await desk.ledger.answer(send, PAID, at=next_day)
    desk.bank.inquiries, desk.bank.sends = [NOT_FOUND], [PAID]

    heard = [await pay(desk, "2020-08-14 10:00", generation) for generation in asking]

    assert all(map(is_first_paid, heard))
    assert desk.bank.heard == []


async def test_a_journey_that_has_counted_further_than_the_ledger_is_paid(desk: Desk) -> None:
    """Failed, found paid, came back: a journey counts three payments where the ledger has two."""
    bank = await called_failed(desk)
    await desk.ledger.found_paid(FIRST, at=at("2020-08-13 12:00"))
    await desk.ledger.close(FIRST, Outcome.REVERSED, at=at("2020-08-18 12:00"))
    bank.inquiries, bank.sends = [REVERSED], [PAID]

    paid = await pay(desk, "2020-08-19 09:00", 3)
    again = await pay(desk, "2020-08-20 09:00", 3)

    assert (paid.result, paid.reference) == (Settled.PAID, SECOND)
    assert again == paid
    assert sends(desk) == 1


@dataclass
class Returning(Bank):
    """A bank whose statement of a return is recorded while we ask it."""

    desk: Desk = field(kw_only=True)

    async def inquire(
        self, transfer: Transfer, sent_external_id: str, external_id: str, at: datetime
    ) -> Answer:
        await self.desk.ledger.close(transfer.reference, Outcome.REVERSED, at=at)
        return await super().inquire(transfer, sent_external_id, external_id, at)


async def test_a_return_that_was_recorded_during_an_inquiry_is_told_and_not_its_yes(
    desk: Desk,
) -> None:
    await left(desk, SILENCE)
    desk.bank = Returning(inquiries=[PAID], desk=desk)

    settled = await desk.settle("2020-08-13 10:00", told=UNCLEAR)

    assert told(settled) == (Settled.NOT_PAID, Reason.REVERSED_BY_PARTNER)
    assert (await intent_of(desk)).outcome is Outcome.REVERSED


@dataclass
class Stopping(Bank):
    """A bank that an operator stops while it checks an account."""

    desk: Desk = field(kw_only=True)

    async def check(self, beneficiary: Beneficiary, amount_idr: int, at: datetime) -> AccountCheck:
        await self.desk.switches.stop("all", by="siti", ground="DRILL", at=at)
        return await super().check(beneficiary, amount_idr, at)


async def test_a_stop_holds_a_try_that_had_looked_before_it(desk: Desk) -> None:
    desk.bank = Stopping(sends=[PAID], desk=desk)

    settled = await desk.settle(PAYDAY)

    assert told(settled) == (Settled.HELD, Reason.PAYOUTS_STOPPED)
    assert sends(desk) == 0
    assert await desk.ledger.requests(FIRST) == []


async def test_the_day_in_the_partners_books_is_told_as_the_day_of_payment(desk: Desk) -> None:
    """Of two sends that were not answered only the partner knows which one it carried out."""
    await left(desk, SILENCE)
    await requested(desk, SILENCE, action="send", when="2020-08-17 09:00")
    booked = at("2020-08-13 09:01")
    await desk.ledger.close(FIRST, Outcome.PAID, at=at("2020-08-20 12:00"), booked_at=booked)

    settled = await desk.settle("2020-08-20 12:01", told=UNCLEAR)

    assert isinstance(settled, Settlement)
    assert (settled.result, settled.paid_at) == (Settled.PAID, booked)


async def test_a_return_that_is_told_right_after_a_repeat_may_be_that_of_the_first(
    desk: Desk,
) -> None:
    await left(desk, SILENCE)
    await requested(desk, SILENCE, action="send", when="2020-08-13 09:20")
    desk.bank = Books(inquiries=[REVERSED])

    early = await desk.settle("2020-08-13 21:19", told=UNCLEAR)
    open_still = (await intent_of(desk)).outcome
    late = await desk.settle("2020-08-13 21:20", told=UNCLEAR, pay_hours=(0, 24))

    assert isinstance(early, timedelta)
    assert open_still is None
    assert told(late) == (Settled.NOT_PAID, Reason.REVERSED_BY_PARTNER)


async def test_a_return_that_books_have_shown_is_not_asked_about(desk: Desk) -> None:
    """Many a partner's status stays what it was when the money is taken back."""
    bank = desk.bank = Books(sends=[PAID])
    await desk.settle(PAYDAY)
    await desk.ledger.close(FIRST, Outcome.REVERSED, at=at("2020-08-13 18:00"))
    bank.about, bank.sends = {FIRST: PAID}, [PAID]
    bank.heard.clear()

    settled = await pay(desk, "2020-08-14 09:00", 2)

    assert (settled.result, settled.reference) == (Settled.PAID, SECOND)
    assert list(bank.money_calls()) == ["send"]


async def shown(desk: Desk, *, paid: bool, when: str) -> None:
    """Read a statement up to the day before, in which the first payment stands or has come back."""
    yesterday = at(when).date() - timedelta(days=1)
    await desk.ledger.shown(FIRST, paid=paid, until=yesterday, at=at(when))


async def denied(desk: Desk, when: str) -> int:
    """Let one person propose that the first payment is not with the participant."""
    proposal = await Resolutions(desk.ledger._database).propose(
        FIRST, Outcome.NOT_PAID, evidence="DANA letter 7", by="siti", at=at(when)
    )
    return proposal.id


async def approved(desk: Desk, proposal: int, when: str) -> None:
    """Let another approve it as if nothing that was said since had been heard yet."""
    await desk.ledger._database.write(lambda c: _approved(c, proposal, at(when)))


def _approved(connection: Connection, proposal: int, when: datetime) -> None:
    row = {"proposal": proposal, "proposed_by": "siti", "by": "budi", "at": when}
    connection.execute(insert(approvals).values(row))


async def confirmed(desk: Desk, when: str, outcome: Verdict = Outcome.NOT_PAID) -> None:
    """Let two people settle whether the first payment is with the participant: not, by default."""
    resolutions = Resolutions(desk.ledger._database)
    proposal = await resolutions.propose(
        FIRST, outcome, evidence="DANA letter 7", by="siti", at=at(when)
    )
    await resolutions.approve(proposal.id, proposal.digest, by="budi", at=at(when))


async def called_there_again(desk: Desk) -> Books:
    """Let the first payment come back, books show it as paid, and two people know better."""
    bank = desk.bank = Books(sends=[PAID])
    await desk.settle(PAYDAY)
    await desk.ledger.close(FIRST, Outcome.REVERSED, at=at("2020-08-13 18:00"))
    await shown(desk, paid=True, when="2020-08-16 08:00")
    await confirmed(desk, "2020-08-17 12:00")
    return bank


@pytest.mark.parametrize("says", [SILENCE, PENDING, NOT_FOUND], ids=["nothing", "03", "forgotten"])
@pytest.mark.parametrize("first", [called_failed, called_returned], ids=["failed", "came back"])
async def test_what_two_people_know_keeps_no_payment_waiting_for_an_answer(
    desk: Desk, says: Answer, first: Callable[[Desk], Awaitable[Books]]
) -> None:
    """Else a status that is stuck, or a partner that is gone, would hold it for ever."""
    bank = await first(desk)
    bank.about, bank.sends = {FIRST: says}, [PAID]
    held = None
    if says is not NOT_FOUND:
        held = told(await pay(desk, "2020-08-14 09:00", 2))
    await confirmed(desk, "2020-08-14 12:00")

    settled = await pay(desk, "2020-08-24 09:00", 2, Reason.CHANNEL_DOWN)

    assert held in {None, (Settled.HELD, Reason.CHANNEL_DOWN)}
    assert (settled.result, settled.reference) == (Settled.PAID, SECOND)


async def test_what_came_back_and_was_forgotten_is_paid_anew(desk: Desk) -> None:
    """It was said half a day after the send: a partner that has forgotten since unsays nothing."""
    bank = await called_returned(desk)
    bank.about, bank.sends = {FIRST: NOT_FOUND}, [PAID]
    settled = await pay(desk, "2020-08-24 09:00", 2)
    assert (settled.result, settled.reference) == (Settled.PAID, SECOND)


async def test_what_books_have_shown_is_for_people_once_the_other_payment_has_come_back(
    desk: Desk,
) -> None:
    """Both were paid, and the later one came back: the first may have been taken back as well."""
    bank = await called_failed(desk)
    bank.sends = [PAID]
    await pay(desk, "2020-08-14 09:00", 2)
    for day in (17, 18):
        await shown(desk, paid=True, when=f"2020-08-{day} 08:00")
    await desk.ledger.close(SECOND, Outcome.REVERSED, at=at("2020-08-24 08:00"))
    bank.heard.clear()

    held = await pay(desk, "2020-08-25 09:00", 3)
    await confirmed(desk, "2020-08-25 12:00", Outcome.PAID)
    settled = await pay(desk, "2020-08-26 09:00", 3, Reason.RECORDS_DISAGREE)

    assert told(held) == (Settled.HELD, Reason.RECORDS_DISAGREE)
    assert is_first_paid(settled)
    assert bank.heard == []
    assert len([r for r in await desk.ledger.requests(FIRST) if r.paid]) == 1


async def test_what_came_back_and_is_shown_again_is_held_until_it_is_taken_back(
    desk: Desk,
) -> None:
    """Known from a statement: its status may say anything."""
    bank = desk.bank = Books(sends=[PAID])
    await desk.settle(PAYDAY)
    await desk.ledger.close(FIRST, Outcome.REVERSED, at=at("2020-08-13 18:00"))
    await shown(desk, paid=True, when="2020-08-14 08:00")
    bank.heard.clear()

    held = await pay(desk, "2020-08-14 09:00", 2)
    await shown(desk, paid=False, when="2020-08-18 08:00")
    settled = await pay(desk, "2020-08-18 09:00", 2, Reason.RECORDS_DISAGREE)

    assert told(held) == (Settled.HELD, Reason.RECORDS_DISAGREE)
    assert (settled.result, settled.reference) == (Settled.PAID, SECOND)
    assert list(bank.money_calls()) == ["send"]


@pytest.mark.parametrize("people", [False, True], ids=["the books", "two people"])
async def test_what_was_ever_paid_is_confirmed_again_once_another_payment_has_come_back(
    desk: Desk, *, people: bool
) -> None:
    """It was taken back by then: but what is known of it is older than the return."""
    bank = await called_failed(desk)
    bank.sends, bank.inquiries = [PAID], [FAILED]
    await pay(desk, "2020-08-14 09:00", 2)
    await shown(desk, paid=True, when="2020-08-17 08:00")
    if people:
        await confirmed(desk, "2020-08-18 08:00")
    else:
        await shown(desk, paid=False, when="2020-08-18 08:00")
    await desk.ledger.close(SECOND, Outcome.REVERSED, at=at("2020-08-24 08:00"))

    held = await pay(desk, "2020-08-25 09:00", 3)
    await confirmed(desk, "2020-08-25 12:00")
    settled = await pay(desk, "2020-08-26 09:00", 3, Reason.RECORDS_DISAGREE)

    assert told(held) == (Settled.HELD, Reason.RECORDS_DISAGREE)
    assert (settled.result, settled.reference) == (Settled.PAID, reference_of(3))


async def test_a_journey_ahead_of_the_ledger_hears_of_each_end_before_the_next_is_begun(
    desk: Desk,
) -> None:
    """It was told "failed", then "paid", then "came back" of the first: it counts three."""
    bank = desk.bank = Books(sends=[PAID, SILENCE], inquiries=[PENDING])
    await desk.settle(PAYDAY)
    await desk.ledger.close(FIRST, Outcome.REVERSED, at=at("2020-08-18 08:00"))
    order = {"generation": 3, "open_days": TWO_WEEKS, "told": UNCLEAR}
    monday, tuesday = at("2020-08-24 09:00"), at("2020-08-25 09:00")
    await desk.settle("2020-08-24 09:00", **order, pay_at=monday)
    await desk.ledger.close(SECOND, Outcome.NOT_PAID, at=at("2020-08-24 14:00"))
    bank.sends, bank.about = [PAID], {SECOND: FAILED}

    ended = await desk.settle("2020-08-24 21:30", **order, pay_at=monday)
    anew = await desk.settle("2020-08-25 09:00", **{**order, "generation": 4}, pay_at=tuesday)

    assert told(ended) == (Settled.NOT_PAID, Reason.CAUSE_NOT_GIVEN)
    assert isinstance(anew, Settlement)
    assert (anew.result, anew.reference) == (Settled.PAID, reference_of(3))
    assert sends(desk) == 3


async def test_what_came_back_twice_is_paid_again_once_two_people_have_confirmed_the_first(
    desk: Desk,
) -> None:
    bank = await called_returned(desk)
    bank.sends, bank.inquiries = [PAID], [REVERSED]
    second = await pay(desk, "2020-08-14 09:00", 2)
    await desk.ledger.close(SECOND, Outcome.REVERSED, at=at("2020-08-20 08:00"))

    held = await pay(desk, "2020-08-21 09:00", 3)
    await confirmed(desk, "2020-08-21 12:00")
    settled = await pay(desk, "2020-08-24 09:00", 3, Reason.RECORDS_DISAGREE)

    assert second.result is Settled.PAID
    assert told(held) == (Settled.HELD, Reason.RECORDS_DISAGREE)
    assert (settled.result, settled.reference) == (Settled.PAID, reference_of(3))


async def test_a_yes_that_is_on_its_way_while_two_people_say_no_is_believed(desk: Desk) -> None:
    """Its try began ten seconds before they approved: that is its time in the ledger."""
    resolutions = Resolutions(desk.ledger._database)
    await left(desk, SILENCE)
    proposal = await resolutions.propose(
        FIRST, Outcome.NOT_PAID, evidence="DANA letter 7", by="siti", at=at("2020-08-15 08:00")
    )

    class Slow(Books):
        async def inquire(
            self, transfer: Transfer, sent_external_id: str, external_id: str, at: datetime
        ) -> Answer:
            approved = at + timedelta(seconds=10)
            await resolutions.approve(proposal.id, proposal.digest, by="budi", at=approved)
            return await super().inquire(transfer, sent_external_id, external_id, at)

    desk.bank = Slow(inquiries=[PAID], remembers=timedelta(days=30))
    await desk.settle("2020-08-15 10:00", told=UNCLEAR)
    desk.bank = Books(sends=[PAID], inquiries=[NOT_FOUND], remembers=timedelta(days=30))

    assert is_first_paid(await pay(desk, "2020-08-18 09:00", 2))
    assert "send" not in desk.bank.heard


async def test_a_return_that_two_people_confirm_beside_a_yes_is_held(desk: Desk) -> None:
    """Given again while they approve: they confirm it once more when it has come back."""
    bank = await called_returned(desk)
    proposal = await denied(desk, "2020-08-17 08:00")
    await requested(desk, PAID, action="inquire", when="2020-08-17 10:00")
    await approved(desk, proposal, "2020-08-17 10:00:20")
    bank.about, bank.sends = {FIRST: SILENCE}, [PAID]

    held = await pay(desk, "2020-08-18 09:00", 2)
    await confirmed(desk, "2020-08-18 12:00")
    settled = await pay(desk, "2020-08-19 09:00", 2, Reason.RECORDS_DISAGREE)

    assert told(held) == (Settled.HELD, Reason.RECORDS_DISAGREE)
    assert (settled.result, settled.reference) == (Settled.PAID, SECOND)


async def test_what_books_show_while_two_people_approve_is_held(desk: Desk) -> None:
    """A long file bears the time at which its command began."""
    desk.bank = Books(sends=[PAID])
    await desk.settle(PAYDAY)
    await desk.ledger.close(FIRST, Outcome.REVERSED, at=at("2020-08-13 18:00"))
    await approved(desk, await denied(desk, "2020-08-16 12:00"), "2020-08-17 08:00:20")
    await shown(desk, paid=True, when="2020-08-17 08:00")

    assert told(await pay(desk, "2020-08-18 09:00", 2)) == (Settled.HELD, Reason.RECORDS_DISAGREE)


async def test_a_word_of_paid_counts_no_more_once_two_people_know_better(desk: Desk) -> None:
    """Said while the second was under way; the books and two people know that it was not."""
    bank = await called_failed(desk)
    bank.sends, bank.about = [PAID], {FIRST: FAILED}
    await pay(desk, "2020-08-14 09:00", 2)
    await requested(desk, PAID, action="inquire", when="2020-08-15 09:00")
    await desk.ledger.close(SECOND, Outcome.REVERSED, at=at("2020-08-20 08:00"))
    held = await pay(desk, "2020-08-20 09:00", 3)
    await confirmed(desk, "2020-08-20 12:00")

    settled = await pay(desk, "2020-08-21 09:00", 3, Reason.RECORDS_DISAGREE)

    assert told(held) == (Settled.HELD, Reason.RECORDS_DISAGREE)
    assert (settled.result, settled.reference) == (Settled.PAID, reference_of(3))


async def test_what_books_show_of_it_and_nobody_could_correct_is_for_people(desk: Desk) -> None:
    """Another sum, or credited twice: it was kept, and the channel is stopped until they looked."""
    bank = await called_failed(desk)
    bank.sends, bank.about = [PAID], {FIRST: FAILED}
    await shown(desk, paid=True, when="2020-08-14 08:00")
    held = await pay(desk, "2020-08-14 09:00", 2)
    await confirmed(desk, "2020-08-14 12:00")

    settled = await pay(desk, "2020-08-18 09:00", 2, Reason.RECORDS_DISAGREE)

    assert told(held) == (Settled.HELD, Reason.RECORDS_DISAGREE)
    assert (settled.result, settled.reference) == (Settled.PAID, SECOND)


@pytest.mark.parametrize("says", [REVERSED, FAILED, SILENCE, PAID])
async def test_what_was_said_paid_beside_another_is_asked_anew_once_the_other_has_failed(
    desk: Desk, says: Answer
) -> None:
    """Both may have been paid, so one was to be taken back: perhaps this one."""
    bank = await called_failed(desk)
    bank.sends, bank.about = [SILENCE], {FIRST: FAILED, SECOND: NOT_FOUND}
    await pay(desk, "2020-08-14 09:00", 2)
    bank.about = {FIRST: PAID, SECOND: NOT_FOUND}
    await desk.settle("2020-08-14 09:20", generation=2, open_days=TWO_WEEKS, told=UNCLEAR)
    await desk.switches.start("all", by="siti", at=at("2020-08-17 13:00"))
    await desk.ledger.close(SECOND, Outcome.NOT_PAID, at=at("2020-08-17 14:00"))
    bank.about = {FIRST: says}

    settled = await pay(desk, "2020-08-18 09:00", 3)

    if says is PAID:
        assert is_first_paid(settled)
    else:
        assert told(settled) == (Settled.HELD, Reason.RECORDS_DISAGREE)
    assert sends(desk) == 1
    assert bank.heard[-1] == "inquire"


async def test_a_line_that_two_people_have_known_of_is_not_kept_again(desk: Desk) -> None:
    """The credit stays in the books for as long as statements reach back to it; others are new."""
    desk.bank = Books(sends=[PAID])
    await desk.settle(PAYDAY)
    await desk.ledger.close(FIRST, Outcome.REVERSED, at=at("2020-08-13 18:00"))
    first, second, third = "of the 13th", "of the 19th", "of the 12th, posted late"
    statements = {
        17: [first],
        19: [first],
        20: [first, second],
        21: [second],
        22: [third, first, second],
        23: [third, second],
    }
    kept = []
    for day, lines in statements.items():
        before = len(await desk.ledger.requests(FIRST))
        until, now = at(f"2020-08-{day - 1}").date(), at(f"2020-08-{day} 08:00")
        await desk.ledger.shown(FIRST, paid=True, until=until, at=now, marks=lines)
        kept.append(len(await desk.ledger.requests(FIRST)) - before)
        if day == 17:
            await confirmed(desk, "2020-08-18 12:00")

    assert kept == [1, 0, 1, 0, 1, 0]


async def test_a_return_that_is_only_said_does_not_overrule_what_two_people_know(
    desk: Desk,
) -> None:
    """They approve "paid" while the question is under way that is answered with "came back"."""
    await left(desk, SILENCE)

    class Slow(Books):
        async def inquire(
            self, transfer: Transfer, sent_external_id: str, external_id: str, at: datetime
        ) -> Answer:
            await desk.ledger.close(FIRST, Outcome.PAID, at=at)
            return await super().inquire(transfer, sent_external_id, external_id, at)

    desk.bank = Slow(inquiries=[REVERSED])
    settled = await desk.settle("2020-08-13 21:30", told=UNCLEAR)

    assert told(settled)[0] is Settled.PAID
    assert (await intent_of(desk)).outcome is Outcome.PAID


async def test_an_older_statement_unsays_nothing_and_says_nothing_new(desk: Desk) -> None:
    """A slice of last month, or the command repeated: what reaches further has been read."""
    bank = await called_failed(desk)
    bank.sends, bank.inquiries = [PAID], [FAILED]
    await pay(desk, "2020-08-14 09:00", 2)
    known = [await desk.ledger.requests(FIRST)]
    for paid, day, read in ((True, 17, 18), (False, 15, 19), (False, 20, 21), (True, 17, 22)):
        until, now = at(f"2020-08-{day}").date(), at(f"2020-08-{read} 08:00")
        await desk.ledger.shown(FIRST, paid=paid, until=until, at=now)
        known.append(await desk.ledger.requests(FIRST))

    assert [len(after) - len(before) for before, after in itertools.pairwise(known)] == [1, 0, 1, 0]


async def test_what_a_slow_console_writes_last_hides_no_newer_credit(desk: Desk) -> None:
    """Its command began hours ago, and its file writes the instants otherwise."""
    bank = await called_there_again(desk)
    until = at("2020-08-16").date()
    for now, mark in (("12:05", "the new credit"), ("08:00", "the new credit, to the minute")):
        then = at(f"2020-08-17 {now}")
        await desk.ledger.shown(FIRST, paid=True, until=until, at=then, marks=[mark])

    held = await pay(desk, "2020-08-18 09:00", 2)

    assert told(held) == (Settled.HELD, Reason.RECORDS_DISAGREE)
    assert bank.money_calls() == ["send"]


async def test_what_is_shown_again_after_two_people_knew_better_counts_again(desk: Desk) -> None:
    bank = await called_there_again(desk)
    await shown(desk, paid=True, when="2020-08-18 08:00")

    held = await pay(desk, "2020-08-18 09:00", 2)

    assert told(held) == (Settled.HELD, Reason.RECORDS_DISAGREE)
    assert bank.money_calls() == ["send"]
