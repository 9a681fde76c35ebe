"""A partner that is asked by its own reference: it is learnt from its answers, or by repeating."""

import itertools
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import pytest

from activities.inquiries import GRACE, QUIET
from domain.messages import Settled, Settlement
from domain.payouts import Outcome
from domain.ports import Answer, Transfer
from domain.reasons import Reason
from records.resolutions import Resolutions
from tests.activities.bank import ACCEPTED, PAID, REFUSED, REVERSED, SILENCE, Bank
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

NAMED = ACCEPTED.model_copy(update={"partner_reference": "dis-1"})
FAILED = Answer(outcome=Outcome.NOT_PAID, cause=Reason.CAUSE_NOT_GIVEN, code="06")
PENDING = Answer(outcome=Outcome.UNKNOWN, cause=Reason.PAYOUT_IN_PROGRESS, code="03")
PASSING = Answer(outcome=Outcome.NOT_PAID, cause=Reason.CHANNEL_DOWN, code="4033806")
CONFLICT = Answer(outcome=Outcome.UNKNOWN, code="4093800")
ALWAYS: dict[str, Any] = {
    "open_days": days(*(f"2020-08-{day}" for day in range(13, 32))),
    "pay_hours": (0, 24),
}


def numbered(answer: Answer, number: str) -> Answer:
    return answer.model_copy(update={"partner_reference": number})


@dataclass
class Aggregator(Bank):
    """Durianpay, to which our OVO profile owes its rules: it refuses a question without its id."""

    recovers_by_resend: bool = True
    status_needs_their_reference: bool = True

    async def inquire(
        self, transfer: Transfer, sent_external_id: str, external_id: str, at: datetime
    ) -> Answer:
        assert transfer.partner_reference is not None, "asked without its own reference"
        return await super().inquire(transfer, sent_external_id, external_id, at)


async def watched(desk: Desk, since: str, until: str, **differently: Any) -> list[timedelta]:
    """Let a payment that is known to be unclear be tried until then; return the waits."""
    now, waits = at(since), list[timedelta]()
    while now < at(until):
        wait = await desk.settle(f"{now:%Y-%m-%d %H:%M:%S}", told=UNCLEAR, **differently)
        assert isinstance(wait, timedelta), wait
        now, waits = now + wait, [*waits, wait]
    return waits


async def asked_with(desk: Desk) -> list[str | None]:
    """Return what was sent and asked with, in order: None with a send."""
    return [transfer.partner_reference for transfer in desk.bank.transfers]


async def test_what_the_transfer_was_answered_with_is_asked_with(desk: Desk) -> None:
    desk.bank = Aggregator(sends=[NAMED], inquiries=[PENDING, PAID])

    await desk.settle(PAYDAY)
    await desk.settle("2020-08-13 09:00:05")
    settled = await desk.settle("2020-08-13 09:30")

    assert told(settled) == (Settled.PAID, None)
    assert await asked_with(desk) == [None, "dis-1", "dis-1"]
    assert sends(desk) == 1


async def test_who_can_be_asked_by_ours_is_asked_by_ours_alone(desk: Desk) -> None:
    """A partner may number each request: by a number it may answer for another one."""
    desk.bank.sends, desk.bank.inquiries = [NAMED], [PAID]
    await desk.settle(PAYDAY)

    await desk.settle("2020-08-13 09:30")

    assert await asked_with(desk) == [None, None]


async def test_the_reference_of_the_send_that_was_accepted_last_counts(desk: Desk) -> None:
    await left(desk, NAMED)
    await requested(desk, numbered(ACCEPTED, "dis-2"), action="send", when="2020-08-13 09:20")
    for late, answer in enumerate([REFUSED, PENDING, CONFLICT], 30):
        named = numbered(answer, f"dis-{late}")
        await requested(desk, named, action="send", when=f"2020-08-13 09:{late}")
    await requested(desk, numbered(PENDING, "dis-9"), action="inquire", when="2020-08-13 09:40")
    desk.bank = Aggregator(inquiries=[PAID])

    assert told(await desk.settle("2020-08-13 10:00")) == (Settled.PAID, None)
    assert await asked_with(desk) == ["dis-2"]


@pytest.mark.parametrize("first", [None, SILENCE, ACCEPTED], ids=["killed", "lost", "unnamed"])
async def test_without_its_reference_the_same_payment_is_repeated_and_then_asked_about(
    desk: Desk, first: Answer | None
) -> None:
    """`ACCEPTED` without a reference is also what a ledger of before holds."""
    await left(desk, first)
    desk.bank = Aggregator(sends=[NAMED], inquiries=[PAID])

    early = await desk.settle("2020-08-13 09:14:59", told=UNCLEAR)
    assert early == timedelta(seconds=1)
    assert desk.bank.heard == []
    accepted = await desk.settle("2020-08-13 09:15", told=UNCLEAR)
    assert accepted == timedelta(seconds=5)
    settled = await desk.settle("2020-08-13 09:15:05", told=UNCLEAR)

    assert told(settled) == (Settled.PAID, None)
    assert desk.bank.money_calls() == ["send", "inquire"]
    assert {one.reference for one in desk.bank.transfers} == {reference_of(1)}
    assert await asked_with(desk) == [None, "dis-1"]


async def test_it_is_told_as_unclear_while_nobody_can_ask(desk: Desk) -> None:
    await left(desk, SILENCE)
    desk.bank = Aggregator()

    assert told(await desk.settle("2020-08-13 09:00:05")) == (Settled.UNKNOWN, UNCLEAR)
    assert desk.bank.heard == []


async def test_in_three_silent_days_the_same_reference_is_repeated_ever_less_often(
    desk: Desk,
) -> None:
    desk.bank = Aggregator(sends=[SILENCE])
    await desk.settle(PAYDAY, **ALWAYS)

    waits = await watched(desk, "2020-08-13 09:00:05", "2020-08-16 09:00", **ALWAYS)

    repeats = [r.at for r in await desk.ledger.requests(reference_of(1))]
    pauses = [after - before for before, after in itertools.pairwise(repeats)]
    assert 45 <= len(repeats) <= 50
    assert len(waits) <= len(repeats) + 1
    assert pauses == sorted(pauses)
    assert (pauses[0], pauses[-1]) == (GRACE, timedelta(hours=1, minutes=45))
    assert "inquire" not in desk.bank.heard
    assert {one.reference for one in desk.bank.transfers} == {reference_of(1)}
    assert len(await desk.ledger.intents(9)) == 1


async def test_it_is_repeated_no_longer_than_the_partner_remembers(desk: Desk) -> None:
    desk.bank = Aggregator(sends=[SILENCE], remembers=timedelta(days=7))
    await desk.settle(PAYDAY, **ALWAYS)

    waits = await watched(desk, "2020-08-13 09:00:05", "2020-08-30 09:00", **ALWAYS)

    requests = await desk.ledger.requests(reference_of(1))
    assert max(r.at for r in requests) < at("2020-08-19 09:00")
    assert waits[-1] == timedelta(days=1)
    assert (await intent_of(desk)).outcome is None


@pytest.mark.parametrize("answer", [REFUSED, FAILED, REVERSED])
async def test_the_number_of_a_refused_repeat_is_no_proof_against_the_first(
    desk: Desk, answer: Answer
) -> None:
    """The first may have paid under a number of its own: only an accepted repeat tells it."""
    await left(desk, SILENCE)
    desk.bank = Aggregator(
        sends=[numbered(REFUSED, "dis-2"), NAMED], inquiries=[answer, answer, PAID]
    )

    await desk.settle("2020-08-13 09:15", told=UNCLEAR)
    await desk.settle("2020-08-13 09:20", told=UNCLEAR)
    assert (await intent_of(desk)).outcome is None
    await desk.settle("2020-08-13 10:30", told=UNCLEAR)
    settled = await desk.settle("2020-08-13 10:50", told=UNCLEAR)

    assert told(settled) == (Settled.PAID, None)
    assert await asked_with(desk) == [None, "dis-2", "dis-2", None, "dis-1"]


async def test_the_number_of_a_refused_repeat_can_tell_that_it_was_paid(desk: Desk) -> None:
    await left(desk, SILENCE)
    desk.bank = Aggregator(sends=[numbered(REFUSED, "dis-2")], inquiries=[PAID])

    await desk.settle("2020-08-13 09:15", told=UNCLEAR)
    settled = await desk.settle("2020-08-13 09:31", told=UNCLEAR)

    assert told(settled) == (Settled.PAID, None)
    assert sends(desk) == 1


@pytest.mark.parametrize(
    "guard",
    [
        {"finish_only": True},
        {"pay_hours": (9, 10)},
        {"open_days": days("2020-08-13")},
    ],
    ids=["without an account", "after hours", "after its days"],
)
async def test_nothing_is_repeated_that_must_not_be_sent(desk: Desk, guard: dict[str, Any]) -> None:
    await left(desk, SILENCE)
    desk.bank = Aggregator(sends=[PAID])

    await desk.settle("2020-08-14 00:00", told=UNCLEAR, **guard)

    assert list(desk.bank.money_calls()) == []


@pytest.mark.parametrize("stopped", [False, True])
async def test_under_a_stop_or_without_an_account_it_is_waited_for_ever_more_patiently(
    desk: Desk, stopped: bool
) -> None:
    await left(desk, SILENCE)
    desk.bank = Aggregator(sends=[PAID])
    if stopped:
        await desk.switches.stop("all", by="rina", ground="DRILL", at=at(PAYDAY))

    since, until = "2020-08-13 09:00:05", "2020-08-16 09:00"
    waits = await watched(desk, since, until, finish_only=not stopped, **ALWAYS)

    assert desk.bank.heard == []
    assert waits[0] == timedelta(minutes=14, seconds=55)
    assert waits[-1] == timedelta(hours=1, minutes=45)
    assert len(waits) <= 52


async def test_it_is_not_repeated_while_the_owner_is_in_doubt_and_the_owner_seldom_asked(
    desk: Desk,
) -> None:
    await left(desk, SILENCE)
    desk.bank = Aggregator(sends=[PAID], objection=Reason.ACCOUNT_NOT_OWN)

    await watched(desk, "2020-08-13 09:00:05", "2020-08-16 09:00", **ALWAYS)

    assert set(desk.bank.heard) == {"check"}
    assert len(desk.bank.heard) <= 50


async def test_it_is_not_repeated_before_the_generation_before_was_asked_about(desk: Desk) -> None:
    first = REFUSED.model_copy(update={"partner_reference": "dis-0"})
    desk.bank = Aggregator(sends=[first], inquiries=[FAILED])
    await desk.settle(PAYDAY)
    desk.bank.sends = [SILENCE]
    second: dict[str, Any] = {"generation": 2, **ALWAYS}
    await desk.settle("2020-08-14 09:00", **second)
    assert desk.bank.money_calls() == ["send", "inquire", "send"]
    desk.bank.inquiries, desk.bank.sends = [PAID], [PAID]

    await desk.settle("2020-08-14 09:20", told=UNCLEAR, **second)

    assert sends(desk) == 2
    assert (await desk.switches.current(ORDER.channel, ORDER.journey)).stopped


async def test_who_accepts_for_ever_without_a_reference_is_told_after_the_usual_quiet(
    desk: Desk,
) -> None:
    desk.bank = Aggregator(sends=[ACCEPTED])
    now, heard = at(PAYDAY), await desk.settle(PAYDAY, **ALWAYS)
    while isinstance(heard, timedelta):
        now += heard
        heard = await desk.settle(f"{now:%Y-%m-%d %H:%M:%S}", **ALWAYS)

    assert told(heard) == (Settled.UNKNOWN, UNCLEAR)
    assert QUIET <= now - at(PAYDAY) <= QUIET + timedelta(hours=1)
    assert sends(desk) > 2


async def test_what_was_refused_without_a_number_waits_for_two_people(desk: Desk) -> None:
    """Nobody can ask about it, and a partner has paid before what it had refused."""
    desk.bank = Aggregator(sends=[REFUSED])
    await desk.settle(PAYDAY)
    desk.bank.sends = [PAID]
    second: dict[str, Any] = {"generation": 2, **ALWAYS}

    held = await desk.settle("2020-08-14 09:30", **second)
    resolutions, noon = Resolutions(desk.ledger._database), at("2020-08-14 12:00")
    proposal = await resolutions.propose(
        reference_of(1), Outcome.NOT_PAID, evidence="Durianpay letter 3", by="siti", at=noon
    )
    await resolutions.approve(proposal.id, proposal.digest, by="budi", at=noon)
    paid = await desk.settle("2020-08-15 09:30", told=Reason.RECORDS_DISAGREE, **second)

    assert told(held) == (Settled.HELD, Reason.RECORDS_DISAGREE)
    assert told(paid) == (Settled.PAID, None)
    assert desk.bank.transfers[-1].reference == reference_of(2)
    assert "inquire" not in desk.bank.heard


async def test_what_two_people_settled_keeps_no_later_payment_waiting(desk: Desk) -> None:
    """No repeat ever brought a number: it cannot be asked about any more than before."""
    await left(desk, SILENCE)
    desk.bank = Aggregator(sends=[PAID])
    resolutions, later = Resolutions(desk.ledger._database), at("2020-08-14 12:00")
    proposal = await resolutions.propose(
        reference_of(1), Outcome.NOT_PAID, evidence="Durianpay letter 4", by="siti", at=later
    )
    await resolutions.approve(proposal.id, proposal.digest, by="budi", at=later)

    paid = await desk.settle("2020-08-15 09:30", generation=2, **ALWAYS)

    assert told(paid) == (Settled.PAID, None)
    assert "inquire" not in desk.bank.heard


async def test_what_never_left_keeps_no_later_payment_waiting(desk: Desk) -> None:
    never_left = Answer(outcome=Outcome.NOT_PAID, cause=Reason.CHANNEL_DOWN)
    desk.bank = Aggregator(sends=[never_left])
    await desk.settle(PAYDAY)
    await desk.settle("2020-08-13 12:00", link=2, told=Reason.CHANNEL_DOWN)
    desk.bank.sends = [PAID]

    paid = await desk.settle("2020-08-14 09:30", generation=2, link=2)

    assert told(paid) == (Settled.PAID, None)
    assert "inquire" not in desk.bank.heard


async def test_what_was_refused_after_it_had_a_number_is_asked_about_first(desk: Desk) -> None:
    desk.bank = Aggregator(sends=[numbered(REFUSED, "dis-1")], inquiries=[PAID])
    await desk.settle(PAYDAY)

    paid = await desk.settle("2020-08-14 09:30", generation=2)

    assert isinstance(paid, Settlement)
    assert (told(paid), paid.reference) == ((Settled.PAID, None), reference_of(1))
    assert sends(desk) == 1


@pytest.mark.parametrize(
    "first",
    [NAMED, numbered(PASSING, "dis-1"), PASSING],
    ids=["accepted", "refused with a number", "refused without one"],
)
async def test_a_no_about_one_of_two_numbers_is_no_proof(desk: Desk, first: Answer) -> None:
    """The partner numbers each request: the other one may still pay."""
    await left(desk, first)
    await requested(desk, numbered(ACCEPTED, "dis-2"), action="send", when="2020-08-13 09:20")
    desk.bank = Aggregator(sends=[SILENCE], inquiries=[FAILED])

    for minute in (40, 59):
        await desk.settle(f"2020-08-13 09:{minute}", told=UNCLEAR)
    assert (await intent_of(desk)).outcome is None
    assert len(await desk.ledger.intents(9)) == 1


async def test_a_no_that_was_asked_by_a_refused_number_does_not_age(desk: Desk) -> None:
    await left(desk, SILENCE)
    await requested(desk, numbered(REFUSED, "dis-2"), action="send", when="2020-08-13 09:20")
    await requested(desk, FAILED, action="inquire", when="2020-08-14 09:00")
    await desk.ledger.close(reference_of(1), Outcome.NOT_PAID, at=at("2020-08-14 10:00"))
    desk.bank = Aggregator(sends=[PAID], inquiries=[FAILED])

    held = await desk.settle("2020-08-17 09:00", generation=2, **ALWAYS)

    assert told(held) == (Settled.HELD, Reason.RECORDS_DISAGREE)
    assert sends(desk) == 0


async def after_a_no(desk: Desk, *known: tuple[str, Answer | None]) -> Aggregator:
    """Leave these sends, let the partner say no of what is asked, and look at the next minutes."""
    (first, answer), *more = known
    await left(desk, answer, when=f"2020-08-13 {first}")
    for time, answer in more:
        await requested(desk, answer, when=f"2020-08-13 {time}")
    bank = desk.bank = Aggregator(sends=[numbered(ACCEPTED, "dis-1")], inquiries=[FAILED])
    last = at(f"2020-08-13 {known[-1][0]}")
    for minutes in (16, 35, 60):
        when = f"{last + timedelta(minutes=minutes):%Y-%m-%d %H:%M}"
        await desk.settle(when, told=UNCLEAR, **ALWAYS)
    return bank


TIMED_OUT = Answer(outcome=Outcome.UNKNOWN, code="5043800", partner_reference="dis-0")
DISBELIEVED = Answer(outcome=Outcome.UNKNOWN, code="2023800")


@pytest.mark.parametrize(
    "known",
    [
        [("09:00", numbered(ACCEPTED, "dis-1")), ("09:16", SILENCE)],
        [("09:00", numbered(ACCEPTED, "dis-1")), ("09:16", None)],
        [("09:00", SILENCE), ("09:16", numbered(ACCEPTED, "dis-1"))],
        [("09:00", TIMED_OUT), ("09:16", numbered(ACCEPTED, "dis-1"))],
        [("09:00", TIMED_OUT), ("23:30", numbered(ACCEPTED, "dis-1"))],
        [("09:00", DISBELIEVED), ("23:30", numbered(ACCEPTED, "dis-1"))],
    ],
    ids=[
        "the repeat's answer was lost",
        "killed in the repeat",
        "the first may still come in",
        "a time-out named another number",
        "and half a day is no proof against a number",
        "nor against one that was not read",
    ],
)
async def test_a_no_about_one_send_proves_nothing_while_another_may_pay(
    desk: Desk, known: list[tuple[str, Answer | None]]
) -> None:
    await after_a_no(desk, *known)
    assert (await intent_of(desk)).outcome is None


async def test_half_a_day_after_the_silent_send_a_repeat_brings_the_answer_for_both(
    desk: Desk,
) -> None:
    """Until then no repeat is sent: it could be overtaken as well."""
    await after_a_no(desk, ("09:00", SILENCE), ("09:16", NAMED))
    assert sends(desk) == 0
    settled, now = None, at("2020-08-13 10:30")
    while not isinstance(settled, Settlement):
        settled = await desk.settle(f"{now:%Y-%m-%d %H:%M:%S}", told=UNCLEAR, **ALWAYS)
        now += settled if isinstance(settled, timedelta) else timedelta()

    assert told(settled) == (Settled.NOT_PAID, Reason.CAUSE_NOT_GIVEN)
    (*_, repeat) = [r.at for r in await desk.ledger.requests(reference_of(1)) if r.action == "send"]
    assert at("2020-08-13 21:00") <= repeat <= at("2020-08-13 23:00")
    assert sends(desk) == 1


async def test_what_a_limit_turned_away_without_a_number_is_no_second_order(desk: Desk) -> None:
    busy = Answer(outcome=Outcome.NOT_PAID, cause=Reason.PAYOUT_QUEUED, code="4293800")
    await after_a_no(desk, ("09:00", busy), ("09:16", NAMED))
    assert (await intent_of(desk)).outcome is Outcome.NOT_PAID


async def test_a_number_that_only_a_conflict_names_is_asked_with(desk: Desk) -> None:
    await left(desk, SILENCE)
    await requested(desk, numbered(CONFLICT, "dis-1"), when="2020-08-13 09:16")
    desk.bank = Aggregator(inquiries=[PAID])
    assert told(await desk.settle("2020-08-13 09:20", told=UNCLEAR)) == (Settled.PAID, None)
    assert await asked_with(desk) == ["dis-1"]


async def test_two_numbers_are_not_repeated_any_more(desk: Desk) -> None:
    """No repeat can ever speak of both, and each could be an order of its own."""
    await after_a_no(desk, ("09:00", numbered(PASSING, "dis-0")), ("09:16", NAMED))
    assert sends(desk) == 0
    assert (await intent_of(desk)).outcome is None
