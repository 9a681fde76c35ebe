"""Statements beside a real ledger, what is applied, and what living journeys make of it."""

import sqlite3
from collections.abc import AsyncIterator, Callable
from contextlib import closing
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from temporalio.client import Client
from temporalio.service import RPCError, RPCStatusCode

from domain.clock import Clock
from domain.findings import Break, Consequence
from domain.payouts import Channel, Outcome, TrancheStatus
from domain.statements import StatementLine
from engine import applying
from engine.applying import Done
from engine.client import Engine, engine_of
from engine.codec import data_converter
from engine.payouts import Told, approve
from engine.reconciliation import ChannelUnclear, Report, Statement, reconcile_with
from records.bookings import PaidTwice
from records.database import Database
from records.resolutions import Proposal, Resolutions
from records.switches import Switches
from tests.engine.booked_payments import (
    FIRST,
    LAST,
    NOW,
    PROVEN,
    SENT,
    line,
    outcome_of,
    paid,
    payment_of,
    reference,
    sent,
)
from tests.engine.dana_statements import applied, asked, begun
from tests.workflows.counterparts import Counterparts
from tests.workflows.lives import account, at, somebody
from tests.workflows.rig import OwnTimeRig, fault, fresh, keyring_of, settings_of, training

BACK = ("credit", "reversal")
NOBODY_LISTENS = "127.0.0.1:1"


@pytest.fixture
async def engine(partners: Counterparts, empty: Path, tmp_path: Path) -> AsyncIterator[Engine]:
    """The records of a programme whose server does not answer."""
    settings = settings_of(partners.provided, Clock.live(), fresh(empty, tmp_path), "queue")
    database = Database.open(settings.records_url)
    converter = data_converter(keyring_of(partners.provided))
    client = await Client.connect(NOBODY_LISTENS, lazy=True, data_converter=converter)
    yield engine_of(settings, client, database)
    await database.close()


def statement(*lines: StatementLine, channel: Channel | None = Channel.OVO) -> Statement:
    return Statement(lines, FIRST, LAST, channel)


async def compared(engine: Engine, told: Statement, *, apply: bool = False) -> Report:
    return await reconcile_with(engine, told, apply=apply, by="siti", at=NOW)


async def test_both_sides_are_read_whole_however_many_pages_they_are(engine: Engine) -> None:
    serials = range(1, 1204)
    await paid(engine, *serials)
    seen: list[tuple[int, int]] = []
    told = statement(*(line(serial) for serial in serials if serial not in {7, 1203}), line(5000))

    report = await reconcile_with(
        engine, told, apply=False, by="siti", at=NOW, progress=lambda *step: seen.append(step)
    )

    found = {(finding.code, finding.reference) for finding in report.findings}
    assert found == {
        (Break.MISSING, reference(7)),
        (Break.MISSING, reference(1203)),
        (Break.EXTRA, reference(5000)),
    }
    assert (report.compared, report.agreed) == (1204, 1201)
    assert seen == [(500, 1204), (1000, 1204), (1204, 1204)]


async def test_a_look_changes_nothing(engine: Engine) -> None:
    await paid(engine, 1, outcome=None)
    report = await compared(engine, statement(line(1), line(2)))
    assert [finding.code for finding in report.findings] == [Break.SETTLES, Break.EXTRA]
    assert await outcome_of(engine, 1) is None
    assert report.alarming
    assert not report.stopped
    assert not (await Switches(engine.database).current(Channel.OVO)).stopped


@pytest.mark.parametrize(
    ("ours", "kinds", "code", "after"),
    [
        (None, ["credit"], Break.SETTLES, Outcome.PAID),
        (Outcome.NOT_PAID, ["credit"], Break.PAID_LATE, Outcome.PAID),
        (Outcome.PAID, ["credit", "reversal"], Break.REVERSED, Outcome.REVERSED),
        (None, ["credit", "reversal"], Break.REVERSED, Outcome.REVERSED),
    ],
)
async def test_what_follows_is_recorded_once_although_no_journey_can_be_told(
    engine: Engine, ours: Outcome | None, kinds: list[str], code: Break, after: Outcome
) -> None:
    await paid(engine, 1, outcome=ours)
    told = statement(*(line(1, kind) for kind in kinds))

    first = await compared(engine, told, apply=True)
    again = await compared(engine, told, apply=True)

    assert [finding.code for finding in first.findings] == [code]
    (followed,) = first.followed
    assert (followed.done, followed.told) == (Done.RECORDED, Told.UNREACHABLE)
    assert await outcome_of(engine, 1) is after
    assert again.findings == []
    # A paid journey does not look again: it is told of a return until it has heard.
    assert [one.done for one in again.followed] == ([Done.ALREADY] * (after is Outcome.REVERSED))


@pytest.mark.parametrize("silent", [Break.MISSING, Break.STILL_OPEN])
async def test_silence_of_a_statement_closes_nothing(engine: Engine, silent: Break) -> None:
    ours = Outcome.PAID if silent is Break.MISSING else None
    await paid(engine, 1, outcome=ours)
    report = await compared(engine, statement(), apply=True)
    assert [finding.code for finding in report.findings] == [silent]
    assert report.followed == []
    assert await outcome_of(engine, 1) is ours
    assert not report.stopped


async def test_what_was_called_paid_weeks_after_its_send_is_among_what_is_compared(
    engine: Engine,
) -> None:
    """Refused, asked about before the next was sent, and then called paid: perhaps wrongly."""
    await payment_of(engine, somebody(), proven=at("2020-09-04 09:00"))
    morning = Statement([], date(2020, 8, 22), date(2020, 9, 4), Channel.OVO)
    [found] = (await compared(engine, morning, apply=True)).findings
    assert found.code is Break.MISSING
    assert (found.consequence, found.since) == (Consequence.LONGER_STATEMENT, SENT.date())
    next_month = Statement([], date(2020, 9, 5), date(2020, 9, 20), Channel.OVO)
    assert (await compared(engine, next_month, apply=True)).compared == 0


@pytest.mark.parametrize(
    "lines",
    [[line(1), line(2)], [line(1), line(1)], [line(1, amount_idr=606_001)]],
    ids=["extra", "twice", "more than one percent beyond"],
)
async def test_money_that_nobody_ordered_stops_the_channel_once(
    engine: Engine, lines: list[StatementLine]
) -> None:
    await paid(engine, 1)
    report = await compared(engine, statement(*lines), apply=True)
    await compared(engine, statement(*lines), apply=True)
    switch = await Switches(engine.database).current(Channel.OVO)
    other = await Switches(engine.database).current(Channel.DANA)
    assert report.stopped
    assert (switch.stopped, switch.ground, switch.since) == (True, "RECONCILIATION", NOW)
    assert not other.stopped


def meanwhile(engine: Engine, statement: str) -> Callable[[int, int], None]:
    """Let another process write of the first payment once our side of a comparison is read."""

    def write(*_read: int) -> None:
        path = engine.settings.records_url.removeprefix("sqlite:///")
        with closing(sqlite3.connect(path, isolation_level=None)) as other_process:
            other_process.execute(statement, [reference(1)])

    return write


async def test_what_is_called_unpaid_after_the_comparison_is_known_to_be_credited(
    engine: Engine,
) -> None:
    """Else the next payment would leave before the next statement."""
    await paid(engine, 1, outcome=None)
    report = await reconcile_with(
        engine,
        statement(line(1)),
        apply=True,
        by="siti",
        at=NOW,
        progress=meanwhile(
            engine,
            "INSERT INTO payout_closings"
            " (reference, journey, kind, number, generation, outcome, at)"
            " VALUES (?, 'journey-1', 'training', 1, 1, 'reversed',"
            " '2020-08-14 03:00:00.000000')",
        ),
    )

    assert [one.done for one in report.followed] == [Done.CHANGED_MEANWHILE]
    assert any(request.paid for request in await engine.ledger.requests(reference(1)))


async def test_a_send_after_the_comparison_keeps_a_return_from_being_recorded(
    engine: Engine,
) -> None:
    await paid(engine, 1, outcome=None)
    told = statement(line(1), line(1, "reversal"))

    report = await reconcile_with(
        engine,
        told,
        apply=True,
        by="siti",
        at=NOW,
        progress=meanwhile(
            engine,
            "INSERT INTO payout_attempts (reference, channel, day, external_id, action, at)"
            " VALUES (?, 'ovo', '2020-08-13', '9', 'send',"
            " '2020-08-13 03:00:00.000000')",
        ),
    )
    assert [one.done for one in report.followed] == [Done.CHANGED_MEANWHILE]
    assert report.followed[0].for_people
    assert await outcome_of(engine, 1) is None


async def test_a_late_credit_beside_a_later_send_is_left_to_people_and_stops_every_channel(
    engine: Engine,
) -> None:
    refused = await payment_of(engine, somebody(), Outcome.NOT_PAID)
    await sent(engine, refused.journey, generation=2)
    late = line(0, reference=refused.reference)

    report = await compared(engine, statement(late), apply=True)
    intent = await engine.ledger.intent_of(refused.reference)

    assert {finding.code for finding in report.findings} == {Break.PAID_LATE, Break.STILL_OPEN}
    assert [one.done for one in report.followed] == [Done.MAY_BE_PAID_TWICE]
    assert report.followed[0].for_people
    assert report.followed[0].told is None
    assert intent is not None
    assert intent.outcome is Outcome.NOT_PAID
    # The later payment may go through any of them.
    assert report.stopped
    for channel in Channel:
        switch = await Switches(engine.database).current(channel)
        assert (switch.stopped, switch.ground) == (True, "PAID_TWICE")


async def test_a_late_credit_of_what_was_called_unpaid_after_the_statement_stops_its_channel(
    engine: Engine,
) -> None:
    the_day_after = PROVEN + timedelta(days=1)
    unpaid = await payment_of(engine, somebody(), Outcome.NOT_PAID, proven=the_day_after)
    late = line(0, reference=unpaid.reference)

    report = await compared(engine, Statement([late], FIRST, SENT.date(), Channel.OVO), apply=True)

    assert [finding.consequence for finding in report.findings] == [Consequence.LONGER_STATEMENT]
    assert report.stopped
    assert (await Switches(engine.database).current(Channel.OVO)).stopped


async def test_a_credit_of_a_day_before_the_send_closes_nothing_and_stops_its_channel(
    engine: Engine,
) -> None:
    """Their dates are wrong, or their money left before anybody had asked: neither may go on."""
    unpaid = await payment_of(engine, somebody(), Outcome.NOT_PAID)
    early = line(0, reference=unpaid.reference, booked_at=SENT - timedelta(days=1))

    report = await compared(engine, statement(early), apply=True)

    assert [finding.code for finding in report.findings] == [Break.BEFORE_SENT]
    assert report.followed == []
    assert report.stopped
    assert (await Switches(engine.database).current(Channel.OVO)).stopped


@pytest.mark.parametrize("ours", [Outcome.PAID, None])
async def test_a_second_credit_that_is_taken_back_pays_nobody_again(
    engine: Engine, ours: Outcome | None
) -> None:
    """Credited twice, and the partner takes one back: a week later the window lacks the first."""
    await paid(engine, 1, outcome=ours)
    first, second = line(1), line(1, booked_at=SENT + timedelta(days=1))
    back = line(1, "reversal", booked_at=SENT + timedelta(days=4))

    twice = await compared(engine, statement(first, second))
    mended = await compared(engine, statement(first, second, back))
    after = Statement([second, back], SENT.date() + timedelta(days=1), LAST, Channel.OVO)
    short = await compared(engine, after, apply=True)

    assert [finding.code for finding in twice.findings] == [Break.TWICE]
    assert Break.REVERSED not in {finding.code for finding in mended.findings}
    assert not mended.alarming
    assert [finding.consequence for finding in short.findings] == [Consequence.LONGER_STATEMENT]
    assert short.followed == []
    assert await outcome_of(engine, 1) is ours


async def test_money_that_came_back_and_was_credited_again_stops_every_channel(
    engine: Engine,
) -> None:
    """The participant may have linked another one meanwhile."""
    await paid(engine, 1, outcome=Outcome.REVERSED)
    again = line(1, booked_at=SENT + timedelta(days=1))
    told = statement(line(1), line(1, "reversal", booked_at=SENT + timedelta(hours=6)), again)

    report = await compared(engine, told, apply=True)

    assert [finding.code for finding in report.findings] == [Break.PAID_LATE]
    assert report.stopped
    for channel in Channel:
        assert (await Switches(engine.database).current(channel)).stopped


async def test_everybody_is_stopped_before_anybody_is_told(
    engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Telling takes as long as the engine wants, and the next payment may leave meanwhile."""
    await paid(engine, 1, outcome=Outcome.REVERSED)
    await paid(engine, 2, outcome=None)
    again = line(1, booked_at=SENT + timedelta(days=1))
    back = line(1, "reversal", booked_at=SENT + timedelta(hours=6))

    async def busy(*_: Any) -> Told:
        assert (await Switches(engine.database).current(Channel.DANA)).stopped
        raise RPCError("no", RPCStatusCode.INTERNAL, b"")

    monkeypatch.setattr(applying, "tell_resolved", busy)
    with pytest.raises(RPCError):
        await compared(engine, statement(line(1), back, again, line(2)), apply=True)
    assert await outcome_of(engine, 2) is Outcome.PAID
    assert (await Switches(engine.database).current(Channel.GOPAY)).stopped


async def test_two_people_who_find_paid_what_another_may_have_paid_stop_everybody(
    engine: Engine,
) -> None:
    """Nothing is settled by that, but nothing of it is lost either."""
    refused = await payment_of(engine, somebody(), Outcome.NOT_PAID)
    await sent(engine, refused.journey, generation=2)
    resolutions, noon = Resolutions(engine.database), at("2020-08-20 12:00")
    proposal = await resolutions.propose(
        refused.reference, Outcome.PAID, evidence="OVO letter 4", by="siti", at=noon
    )

    with pytest.raises(PaidTwice):
        await approve(engine, proposal.id, proposal.digest, by="budi", at=noon)

    switch = await Switches(engine.database).current(Channel.GOPAY)
    assert (switch.stopped, switch.ground) == (True, "PAID_TWICE")
    assert any(request.paid for request in await engine.ledger.requests(refused.reference))


async def test_what_books_show_of_an_unpaid_one_beside_a_paid_one_is_kept(engine: Engine) -> None:
    refused = await payment_of(engine, somebody(), Outcome.NOT_PAID)
    anew = await sent(engine, refused.journey, generation=2)
    await engine.ledger.close(anew.reference, Outcome.PAID, at=PROVEN)

    both = [line(0, reference=one.reference) for one in (refused, anew)]
    report = await compared(engine, statement(*both), apply=True)

    assert [finding.code for finding in report.findings] == [Break.TWICE]
    assert any(request.paid for request in await engine.ledger.requests(refused.reference))


@pytest.mark.parametrize(
    ("hours", "amount_idr"),
    [(-1, 600_000), (-1, 1), (0, 600_000), (0, 1), (1, 600_000)],
    ids=["dated before it", "and of its sum", "of its second", "and of its sum too", "after it"],
)
async def test_every_new_line_of_the_books_is_kept_once_whatever_its_hour(
    engine: Engine, hours: int, amount_idr: int
) -> None:
    """Books that stamp all of a day alike, or post a credit a day late under its own hour."""
    refused = await payment_of(engine, somebody(), Outcome.NOT_PAID)
    anew = await sent(engine, refused.journey, generation=2)
    await engine.ledger.close(anew.reference, Outcome.PAID, at=PROVEN)
    stamped = SENT + timedelta(hours=5)
    told = [line(0, reference=anew.reference)]
    told.append(line(0, reference=refused.reference, amount_idr=1, booked_at=stamped))
    another = stamped + timedelta(hours=hours)
    more = line(0, reference=refused.reference, amount_idr=amount_idr, booked_at=another)
    kept = []
    for lines in (told, told, [*told, more], [more, *told], [more]):
        await compared(engine, statement(*lines), apply=True)
        requests = await engine.ledger.requests(refused.reference)
        kept.append(sum(request.paid for request in requests))

    assert kept == [1, 1, 2, 2, 2]


async def test_a_journey_that_heard_paid_meanwhile_is_told_of_the_return(
    august: OwnTimeRig, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Compared while nobody knew; then its own inquiry closed it as paid; then it was applied."""
    life = somebody()
    deaf = fault("unavailable", "dana", operation="inquire", to=at("2020-08-14 12:00").isoformat())
    lost = fault("books_then_drops_answer", "dana", operation="send", times=1)
    august.counterparts.tell([life], [account(life)], [lost, deaf])

    async with august.working():
        journey = await begun(august, life)
        await august.until("2020-08-14 08:00")
        unclear = training(await august.case(journey))[0]
        assert unclear.reference is not None
        august.counterparts.reverse("dana", unclear.reference, at=at("2020-08-13 15:00"))
        told = await asked(august, life, "2020-08-13", "2020-08-13")
        close = august.engine.ledger.close

        async def paid_first(*arguments: Any, **named: Any) -> bool:
            # The worker closes by the same ledger.
            monkeypatch.undo()
            await close(unclear.reference or "", Outcome.PAID, at=named["at"])
            await august.until("2020-08-15 12:00")
            return await close(*arguments, **named)

        monkeypatch.setattr(august.engine.ledger, "close", paid_first)
        report = await applied(august, told)
        heard = training(await august.case(journey))[0]
    assert [(one.code, one.told) for one in report.followed] == [(Break.REVERSED, Told.TOLD)]
    assert heard.status is TrancheStatus.DIKEMBALIKAN


async def test_an_account_is_compared_for_as_long_as_the_person_is_known(engine: Engine) -> None:
    intent = await payment_of(engine, somebody())
    right, wrong = (
        StatementLine(
            reference=intent.reference,
            kind="credit",
            amount_idr=intent.amount_idr,
            account=number,
            booked_at=SENT,
        )
        for number in ("081200000001", "081200000002")
    )

    agreed = await compared(engine, statement(right))
    differing = await compared(engine, statement(wrong))
    await engine.people.forget(intent.journey, at=NOW)
    forgotten = await compared(engine, statement(wrong))

    assert agreed.findings == []
    assert [finding.code for finding in differing.findings] == [Break.WRONG_ACCOUNT]
    assert forgotten.findings == []


async def test_the_channel_of_a_file_is_told_by_its_references(engine: Engine) -> None:
    await paid(engine, 1)
    report = await compared(engine, statement(line(1), channel=None))
    assert (report.channel, report.findings) == (Channel.OVO, [])
    with pytest.raises(ChannelUnclear):
        await compared(engine, statement(line(9), channel=None))


# Journeys that live.


async def test_a_statement_settles_what_no_inquiry_could(august: OwnTimeRig) -> None:
    life = somebody()
    lost = fault("books_then_drops_answer", "dana", operation="send", account=life.phone, times=1)
    deaf = fault("unavailable", "dana", operation="inquire", account=life.phone)
    august.counterparts.tell([life], [account(life)], [lost, deaf])

    async with august.working():
        journey = await begun(august, life)
        await august.until("2020-08-15 08:00")
        unclear = training(await august.case(journey))[0]
        report = await applied(august, await asked(august, life, "2020-08-13", "2020-08-14"))
        await august.until("2020-08-15 08:05")
        clear = training(await august.case(journey))[0]
    assert unclear.status is TrancheStatus.BELUM_PASTI
    assert [(one.code, one.told) for one in report.followed] == [(Break.SETTLES, Told.TOLD)]
    assert clear.status is TrancheStatus.BERHASIL
    assert clear.reference == unclear.reference


async def denied(rig: OwnTimeRig, reference: str, *, dies: bool = False) -> tuple[Proposal, Told]:
    """Let two people settle, by a letter of today, that a payment is not with the participant.

    The second one's console `dies` between the ledger and the journey, and is begun again.
    """
    now = await rig.now()
    resolutions = Resolutions(rig.engine.database)
    proposal = await resolutions.propose(
        reference, Outcome.NOT_PAID, evidence=f"DANA letter of {now:%d %B}", by="siti", at=now
    )
    if dies:
        await resolutions.approve(proposal.id, proposal.digest, by="budi", at=now)
    return await approve(rig.engine, proposal.id, proposal.digest, by="budi", at=now)


async def test_two_people_settle_what_nobody_could_prove(august: OwnTimeRig) -> None:
    life = somebody()
    lost = fault("drops_before_booking", "dana", operation="send", account=life.phone, times=1)
    deaf = fault("unavailable", "dana", operation="inquire", account=life.phone)
    august.counterparts.tell([life], [account(life)], [lost, deaf])

    async with august.working():
        journey = await begun(august, life)
        await august.until("2020-08-15 08:00")
        first = training(await august.case(journey))[0]
        assert first.reference is not None
        proposal, told = await denied(august, first.reference)
        await august.until("2020-08-15 08:05")
        owed = training(await august.case(journey))[0]
        happened = [line.detail for line in (await august.case(journey)).timeline]
    assert first.status is TrancheStatus.BELUM_PASTI
    assert told is Told.TOLD
    assert owed.status is TrancheStatus.TERTUNDA
    assert f"{first.reference} not_paid: siti, budi ({proposal.digest[:12]})" in happened
    assert august.counterparts.credits_of(life) == []


@pytest.mark.parametrize("dies", [False, True], ids=["at once", "told by the next approval"])
async def test_what_was_called_paid_and_never_booked_is_owed_once_two_people_say_so(
    august: OwnTimeRig, *, dies: bool
) -> None:
    life = somebody()
    august.counterparts.tell([life], [account(life)])

    async with august.working():
        journey = await begun(august, life)
        await august.until("2020-08-17 08:00")
        first = training(await august.case(journey))[0].reference
        assert first is not None
        _, told = await denied(august, first, dies=dies)
        owed = training(await august.case(journey))[0]
        await august.until("2020-08-31")
        paid_anew = training(await august.case(journey))[0]
    assert told is Told.TOLD
    assert owed.status is TrancheStatus.DIKEMBALIKAN
    assert paid_anew.status is TrancheStatus.BERHASIL
    assert paid_anew.reference != first


async def test_two_people_say_the_same_of_one_payment_a_second_time(august: OwnTimeRig) -> None:
    """Not paid, by a letter; then found in a statement; then never booked after all."""
    life = somebody()
    lost = fault("books_then_drops_answer", "dana", operation="send", times=1)
    deaf = fault("unavailable", "dana", operation="inquire", to=at("2020-08-20 12:00").isoformat())
    august.counterparts.tell([life], [account(life)], [lost, deaf])

    async with august.working():
        journey = await begun(august, life)
        await august.until("2020-08-14 12:00")
        reference = training(await august.case(journey))[0].reference
        assert reference is not None
        await denied(august, reference)
        await august.until("2020-08-15 08:00")
        await applied(august, await asked(august, life, "2020-08-13", "2020-08-14"))
        await august.until("2020-08-15 12:00")
        found = training(await august.case(journey))[0].status
        await august.until("2020-08-19 10:00")
        _, told = await denied(august, reference)
        owed = training(await august.case(journey))[0].status
    assert found is TrancheStatus.BERHASIL
    assert told is Told.TOLD
    assert owed is TrancheStatus.DIKEMBALIKAN


async def test_a_payment_taken_back_ten_days_later_is_owed_and_paid_once_more(
    august: OwnTimeRig,
) -> None:
    life = somebody()
    august.counterparts.tell([life], [account(life)])

    async with august.working():
        journey = await begun(august, life)
        await august.until("2020-08-14 08:00")
        first = training(await august.case(journey))[0]
        assert first.reference is not None
        august.counterparts.reverse("dana", first.reference, at=at("2020-08-23 10:00"))
        await august.until("2020-08-25 08:00")
        told = await asked(august, life, "2020-08-13", "2020-08-24")
        report = await applied(august, told)
        owed = training(await august.case(journey))[0]
        again = await applied(august, told)
        await august.until("2020-08-31")
        paid_anew = training(await august.case(journey))[0]
        later = await applied(august, told)
    assert [(one.code, one.told) for one in report.followed] == [(Break.REVERSED, Told.TOLD)]
    assert owed.status is TrancheStatus.DIKEMBALIKAN
    assert (again.findings, again.followed) == ([], [])
    assert (later.findings, later.followed) == ([], [])
    assert paid_anew.status is TrancheStatus.BERHASIL
    assert paid_anew.reference != first.reference
    kinds = [row["kind"] for row in august.counterparts.credits_of(life)]
    assert kinds == ["credit", "reversal", "credit"]


async def test_a_refusal_that_was_booked_after_all_is_corrected_and_nothing_is_sent_anew(
    august: OwnTimeRig,
) -> None:
    life = somebody()
    liar = fault(
        "credits_late",
        "dana",
        operation="send",
        account=life.phone,
        times=1,
        args={"after_days": 1},
    )
    august.counterparts.tell([life], [account(life)], [liar])

    async with august.working():
        journey = await begun(august, life)
        await august.until("2020-08-13 12:00")
        refused = training(await august.case(journey))[0]
        await august.unlink(life)
        await august.until("2020-08-16 08:00")
        report = await applied(august, await asked(august, life, "2020-08-13", "2020-08-15"))
        await august.until("2020-08-16 08:10")
        tranche = training(await august.case(journey))[0]
    assert refused.status is not TrancheStatus.BERHASIL
    assert [finding.code for finding in report.findings] == [Break.PAID_LATE]
    assert [(one.done, one.told) for one in report.followed] == [(Done.RECORDED, Told.TOLD)]
    assert tranche.status is TrancheStatus.BERHASIL
    assert tranche.paid_at is not None
    assert f"{tranche.paid_at:%Y-%m-%d}" == "2020-08-14", "the day in the partner's books"
    assert len(august.counterparts.credits_of(life)) == 1


async def test_a_return_that_no_journey_can_hear_stays_for_people(august: OwnTimeRig) -> None:
    await paid(august.engine, 901, 902)
    over = await august.engine.client.start_workflow("Over", id="journey-901", task_queue="none")
    await over.terminate()
    told = statement(*(line(serial, kind) for serial in (901, 902) for kind in BACK))

    report = await applied(august, told)
    again = await applied(august, told)

    assert [one.told for one in report.followed] == [Told.CLOSED, Told.NO_JOURNEY]
    assert [one.told for one in again.followed] == [Told.CLOSED, Told.NO_JOURNEY]
    assert all(one.for_people for one in [*report.followed, *again.followed])
    assert again.findings == []
