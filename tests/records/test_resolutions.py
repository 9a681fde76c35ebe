"""Two people settle what no partner can tell: never one alone, never by surprise, never twice."""

import asyncio
import threading
from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import Connection, insert, select
from sqlalchemy.exc import IntegrityError

from domain.payouts import Channel, Outcome, TrancheKind
from domain.ports import Answer
from records import ledger_rows
from records.bookings import (
    ClosedOtherwise,
    OpenQuestion,
    PaidTwice,
    SentMeanwhile,
    UnknownReference,
)
from records.database import Database
from records.decision_tables import approvals, proposals
from records.entitlements import locked_entitlement
from records.ledger import Ledger
from records.open_questions import BookedAtAnotherTime, NoOpenQuestion, TooEarly
from records.resolutions import (
    AlreadyApproved,
    Proposal,
    ProposalDiffers,
    ProposalExpired,
    Resolutions,
    SamePerson,
    UnknownProposal,
    Verdict,
)
from tests.records.payments import AT, REFUSED, intend, order, reference_of, requested
from tests.records.races import until_blocked

_REFERENCE = reference_of(order())
_PROPOSED = AT + timedelta(days=1)
"""As early as anybody can say that what was sent at `AT` never pays."""
_LATER = _PROPOSED + timedelta(hours=2)
_LETTER = "OVO letter of 15 June 2020"


@pytest.fixture
async def unclear(ledger: Ledger) -> str:
    """A reference under which something was sent that was never answered."""
    await requested(ledger, await intend(ledger, order()))
    return _REFERENCE


async def _propose(
    resolutions: Resolutions, outcome: Verdict = Outcome.PAID, *, by: str = "clerk"
) -> Proposal:
    return await resolutions.propose(_REFERENCE, outcome, evidence=_LETTER, by=by, at=_PROPOSED)


async def _outcome(ledger: Ledger, reference: str = _REFERENCE) -> Outcome | None:
    intent = await ledger.intent_of(reference)
    assert intent is not None
    return intent.outcome


async def _approved(database: Database) -> int:
    return await database.read(lambda connection: len(connection.execute(select(approvals)).all()))


@pytest.mark.parametrize("outcome", [Outcome.PAID, Outcome.NOT_PAID])
@pytest.mark.usefixtures("unclear")
async def test_what_one_proposes_and_another_approves_is_proven(
    resolutions: Resolutions, ledger: Ledger, outcome: Verdict
) -> None:
    proposal = await _propose(resolutions, outcome)
    proposed_only = await _outcome(ledger)
    approved = await resolutions.approve(proposal.id, proposal.digest, by="head", at=_LATER)

    assert proposed_only is None
    assert await _outcome(ledger) is outcome
    assert (proposal.reference, proposal.outcome) == (_REFERENCE, outcome)
    assert (proposal.by, proposal.evidence) == ("clerk", _LETTER)
    assert proposal.expires_at == _PROPOSED + timedelta(hours=24)
    assert approved == proposal.model_copy(update={"approved_by": "head", "approved_at": _LATER})


@pytest.mark.usefixtures("unclear")
async def test_the_time_in_the_partners_books_is_approved_and_kept_with_the_payment(
    resolutions: Resolutions, ledger: Ledger
) -> None:
    booked = AT + timedelta(minutes=3)
    told: dict[str, Any] = {"evidence": _LETTER, "by": "clerk", "at": _PROPOSED}

    without = await resolutions.propose(_REFERENCE, Outcome.PAID, **told)
    proposal = await resolutions.propose(_REFERENCE, Outcome.PAID, **told, booked_at=booked)
    await resolutions.approve(proposal.id, proposal.digest, by="head", at=_LATER)

    intent = await ledger.intent_of(_REFERENCE)
    assert intent is not None
    assert (intent.outcome, intent.booked_at, intent.proven_at) == (Outcome.PAID, booked, _LATER)
    assert proposal.digest != without.digest


@pytest.mark.parametrize(
    ("outcome", "booked"),
    [
        (Outcome.PAID, AT - timedelta(days=1)),
        (Outcome.PAID, _PROPOSED + timedelta(days=1)),
        (Outcome.NOT_PAID, AT),
    ],
    ids=["before it was decided", "in days to come", "never paid"],
)
@pytest.mark.usefixtures("unclear")
async def test_a_time_at_which_nobody_can_have_booked_it_is_refused(
    resolutions: Resolutions, outcome: Verdict, booked: datetime
) -> None:
    with pytest.raises(BookedAtAnotherTime):
        await resolutions.propose(
            _REFERENCE, outcome, evidence=_LETTER, by="clerk", at=_PROPOSED, booked_at=booked
        )


@pytest.mark.parametrize("name", ["clerk", "Clerk", "CLERK", "clerk ", "\tClerk\n"])
@pytest.mark.usefixtures("unclear")
async def test_nobody_approves_the_own_proposal(
    resolutions: Resolutions, ledger: Ledger, database: Database, name: str
) -> None:
    proposal = await _propose(resolutions)

    with pytest.raises(SamePerson):
        await resolutions.approve(proposal.id, proposal.digest, by=name, at=_LATER)
    assert await _outcome(ledger) is None
    assert await _approved(database) == 0


@pytest.mark.parametrize(
    "names",
    [
        {"proposed_by": "clerk", "by": "clerk"},
        {"proposed_by": "clerk", "by": "Clerk"},
        {"proposed_by": "somebody", "by": "clerk"},
        {"proposed_by": "somebody", "by": "head"},
    ],
)
@pytest.mark.usefixtures("unclear")
async def test_the_database_itself_wants_two_people(
    resolutions: Resolutions, database: Database, names: dict[str, str]
) -> None:
    """Whatever a program does: these rows go past all of our code."""
    proposal = await _propose(resolutions)
    row = insert(approvals).values(proposal=proposal.id, at=AT, **names)

    with pytest.raises(IntegrityError):
        await database.write(lambda connection: connection.execute(row))


@pytest.mark.usefixtures("unclear")
async def test_a_proposal_counts_once(
    resolutions: Resolutions, ledger: Ledger, database: Database
) -> None:
    proposal = await _propose(resolutions)
    await resolutions.approve(proposal.id, proposal.digest, by="head", at=_LATER)

    again = await resolutions.approve(
        proposal.id, proposal.digest, by="Head ", at=_LATER + timedelta(days=20)
    )
    assert (again.approved_by, again.approved_at) == ("head", _LATER)
    with pytest.raises(AlreadyApproved):
        await resolutions.approve(proposal.id, proposal.digest, by="director", at=_LATER)
    row = insert(approvals).values(proposal=proposal.id, proposed_by="clerk", by="director", at=AT)
    with pytest.raises(IntegrityError):
        await database.write(lambda connection: connection.execute(row))
    assert await _outcome(ledger) is Outcome.PAID


@pytest.mark.usefixtures("unclear")
async def test_an_approval_names_exactly_what_was_proposed(
    resolutions: Resolutions, ledger: Ledger
) -> None:
    paid = await _propose(resolutions)
    unpaid = await _propose(resolutions, Outcome.NOT_PAID)
    other_person = await _propose(resolutions, by="trainee")

    assert len({paid.digest, unpaid.digest, other_person.digest}) == 3
    for digest in (unpaid.digest, other_person.digest, paid.digest.upper(), ""):
        with pytest.raises(ProposalDiffers):
            await resolutions.approve(paid.id, digest, by="head", at=_LATER)
    assert await _outcome(ledger) is None


@pytest.mark.usefixtures("unclear")
async def test_a_proposal_lasts_a_day(resolutions: Resolutions, ledger: Ledger) -> None:
    proposal = await _propose(resolutions)

    over = proposal.at + timedelta(hours=24)
    with pytest.raises(ProposalExpired):
        await resolutions.approve(proposal.id, proposal.digest, by="head", at=over)
    assert await _outcome(ledger) is None
    last = over - timedelta(microseconds=1)
    await resolutions.approve(proposal.id, proposal.digest, by="head", at=last)


@pytest.mark.parametrize("paid", [True, False], ids=["booked", "taken back"])
@pytest.mark.usefixtures("unclear")
async def test_what_books_have_shown_since_makes_a_denial_void(
    resolutions: Resolutions, ledger: Ledger, *, paid: bool
) -> None:
    """Proposed in the morning, credited at noon, in the statement of the next morning."""
    await ledger.close(_REFERENCE, Outcome.NOT_PAID, at=AT)
    await ledger.shown(_REFERENCE, paid=True, until=AT.date(), at=AT)
    proposal = await _propose(resolutions, Outcome.NOT_PAID)
    line = "a credit of ten minutes later"
    until = _PROPOSED.date()
    await ledger.shown(_REFERENCE, paid=paid, until=until, at=_LATER, marks=[line])
    if paid:
        await ledger.shown(_REFERENCE, paid=False, until=until, at=_LATER)
        await ledger.shown(_REFERENCE, paid=True, until=until, at=_LATER, marks=[line])

    approval = resolutions.approve(proposal.id, proposal.digest, by="head", at=_LATER)
    if paid:
        with pytest.raises(ClosedOtherwise):
            await approval
    else:
        await approval


@pytest.mark.usefixtures("unclear")
async def test_nobody_denies_what_its_partner_has_just_said(
    resolutions: Resolutions, ledger: Ledger
) -> None:
    """The process that heard it died before it closed the payment."""
    [request] = await ledger.requests(_REFERENCE)
    await ledger.answer(request, Answer(outcome=Outcome.PAID), at=AT)
    with pytest.raises(ClosedOtherwise):
        await _propose(resolutions, Outcome.NOT_PAID)
    await _propose(resolutions, Outcome.PAID)


@pytest.mark.usefixtures("unclear")
async def test_a_yes_to_a_question_of_before_makes_a_denial_void(
    resolutions: Resolutions, ledger: Ledger
) -> None:
    """Asked, then proposed, then answered; and the process died before it closed the payment."""
    await ledger.close(_REFERENCE, Outcome.NOT_PAID, at=AT)
    asked = await ledger.attempt(_REFERENCE, Channel.OVO, "7" * 19, "inquire", at=_PROPOSED)
    proposal = await _propose(resolutions, Outcome.NOT_PAID)
    await ledger.answer(asked, Answer(outcome=Outcome.PAID), at=_PROPOSED)
    with pytest.raises(ClosedOtherwise):
        await resolutions.approve(proposal.id, proposal.digest, by="head", at=_LATER)


@pytest.mark.usefixtures("unclear")
async def test_two_people_deny_what_books_have_shown_in_another_sum(
    resolutions: Resolutions, ledger: Ledger
) -> None:
    """It was taken back since: they know that, and the ledger never calls it paid."""
    await ledger.shown(_REFERENCE, paid=True, until=AT.date(), at=AT)
    proposal = await _propose(resolutions, Outcome.NOT_PAID)
    await resolutions.approve(proposal.id, proposal.digest, by="head", at=_LATER)
    assert await _outcome(ledger) is Outcome.NOT_PAID


async def test_a_proposal_that_was_never_made_is_unknown(resolutions: Resolutions) -> None:
    with pytest.raises(UnknownProposal):
        await resolutions.approve(1, "0" * 64, by="head", at=AT)


@pytest.mark.parametrize(
    ("outcome", "sent_at", "refusal"),
    [
        (Outcome.PAID, _LATER, SentMeanwhile),
        (Outcome.NOT_PAID, _LATER, TooEarly),
        # Recorded after the proposal by a process whose time is that of its beginning.
        (Outcome.NOT_PAID, AT, SentMeanwhile),
    ],
)
@pytest.mark.usefixtures("unclear")
async def test_what_was_sent_since_makes_a_proposal_void(
    resolutions: Resolutions,
    ledger: Ledger,
    database: Database,
    outcome: Verdict,
    sent_at: datetime,
    refusal: type[Exception],
) -> None:
    proposal = await _propose(resolutions, outcome)
    await requested(ledger, await intend(ledger, order()), at=sent_at)

    with pytest.raises(refusal):
        await resolutions.approve(proposal.id, proposal.digest, by="head", at=_LATER)
    assert await _outcome(ledger) is None
    assert await _approved(database) == 0


@pytest.mark.usefixtures("unclear")
async def test_nobody_says_not_paid_within_a_day_of_a_send(
    resolutions: Resolutions, ledger: Ledger
) -> None:
    verdict: Verdict = Outcome.NOT_PAID
    told: dict[str, Any] = {"evidence": _LETTER, "by": "clerk"}
    within = _PROPOSED - timedelta(microseconds=1)

    with pytest.raises(TooEarly):
        await resolutions.propose(_REFERENCE, verdict, **told, at=within)
    await resolutions.propose(_REFERENCE, Outcome.PAID, **told, at=within)
    # What was refused is not on its way.
    await requested(ledger, await intend(ledger, order()), REFUSED, at=within)
    proposal = await resolutions.propose(_REFERENCE, verdict, **told, at=_PROPOSED)

    assert proposal.outcome is Outcome.NOT_PAID
    assert await _outcome(ledger) is None


@pytest.mark.usefixtures("unclear")
async def test_a_space_after_a_name_makes_no_second_person(
    resolutions: Resolutions, ledger: Ledger
) -> None:
    spaced = await _propose(resolutions, by="siti ")
    plain = await _propose(resolutions, by="siti")

    assert spaced.by == plain.by == "siti"
    assert spaced.digest == plain.digest
    for proposal, name in ((spaced, "siti"), (plain, "siti "), (plain, " Siti")):
        with pytest.raises(SamePerson):
            await resolutions.approve(proposal.id, proposal.digest, by=name, at=_LATER)
    assert await _outcome(ledger) is None


@pytest.mark.usefixtures("unclear")
async def test_what_was_asked_since_does_not(resolutions: Resolutions, ledger: Ledger) -> None:
    proposal = await _propose(resolutions)
    await requested(ledger, await intend(ledger, order()), action="inquire", at=_LATER)

    await resolutions.approve(proposal.id, proposal.digest, by="head", at=_LATER)

    assert await _outcome(ledger) is Outcome.PAID


@pytest.mark.parametrize(
    ("proven", "refusal"), [(Outcome.PAID, NoOpenQuestion), (Outcome.NOT_PAID, ClosedOtherwise)]
)
@pytest.mark.usefixtures("unclear")
async def test_what_was_proven_meanwhile_is_not_settled_by_people(
    resolutions: Resolutions,
    ledger: Ledger,
    database: Database,
    proven: Outcome,
    refusal: type[Exception],
) -> None:
    proposal = await _propose(resolutions)
    await ledger.close(_REFERENCE, proven, at=_LATER)

    with pytest.raises(refusal):
        await resolutions.approve(proposal.id, proposal.digest, by="head", at=_LATER)
    assert await _outcome(ledger) is proven
    assert await _approved(database) == 0


@pytest.mark.usefixtures("unclear")
async def test_of_two_opposite_proposals_one_counts(
    resolutions: Resolutions, ledger: Ledger, database: Database
) -> None:
    paid = await _propose(resolutions)
    unpaid = await _propose(resolutions, Outcome.NOT_PAID, by="trainee")

    results = await asyncio.gather(
        *(resolutions.approve(one.id, one.digest, by="head", at=_LATER) for one in (paid, unpaid)),
        return_exceptions=True,
    )

    assert sorted(type(one).__name__ for one in results) == ["ClosedOtherwise", "Proposal"]
    [settled] = [one for one in results if isinstance(one, Proposal)]
    assert await _outcome(ledger) is settled.outcome
    assert await _approved(database) == 1


@pytest.mark.parametrize(
    ("proven", "refusal"), [(Outcome.PAID, NoOpenQuestion), (Outcome.REVERSED, ClosedOtherwise)]
)
@pytest.mark.usefixtures("unclear")
async def test_what_is_proven_is_not_proposed(
    resolutions: Resolutions, ledger: Ledger, proven: Outcome, refusal: type[Exception]
) -> None:
    await ledger.close(_REFERENCE, proven, at=AT)

    with pytest.raises(refusal):
        await _propose(resolutions)


@pytest.mark.usefixtures("unclear")
async def test_two_people_confirm_once_what_a_partner_has_called_unpaid(
    resolutions: Resolutions, ledger: Ledger
) -> None:
    await ledger.close(_REFERENCE, Outcome.NOT_PAID, at=AT)
    told: dict[str, Any] = {"evidence": _LETTER, "by": "clerk"}
    with pytest.raises(TooEarly):
        await resolutions.propose(_REFERENCE, Outcome.NOT_PAID, **told, at=AT)

    proposal = await _propose(resolutions, Outcome.NOT_PAID)
    await resolutions.approve(proposal.id, proposal.digest, by="head", at=_LATER)

    intent = await ledger.intent_of(_REFERENCE)
    assert intent is not None
    assert (intent.outcome, intent.proven_at) == (Outcome.NOT_PAID, AT)
    assert intent.confirmed_at == _LATER
    with pytest.raises(NoOpenQuestion):
        await _propose(resolutions, Outcome.NOT_PAID, by="trainee")


@pytest.mark.parametrize(
    ("proven", "said", "then"),
    [
        (Outcome.NOT_PAID, Outcome.PAID, Outcome.PAID),
        (Outcome.PAID, Outcome.NOT_PAID, Outcome.REVERSED),
    ],
    ids=["called unpaid, was paid", "called paid, was never booked"],
)
@pytest.mark.usefixtures("unclear")
async def test_two_people_correct_what_a_partner_has_called_otherwise(
    resolutions: Resolutions, ledger: Ledger, proven: Outcome, said: Verdict, then: Outcome
) -> None:
    await ledger.close(_REFERENCE, proven, at=AT)

    proposal = await _propose(resolutions, said)
    before = await _outcome(ledger)
    await resolutions.approve(proposal.id, proposal.digest, by="head", at=_LATER)

    assert before is proven
    assert await _outcome(ledger) is then


@pytest.mark.usefixtures("unclear")
async def test_two_people_confirm_once_that_money_came_back(
    resolutions: Resolutions, ledger: Ledger
) -> None:
    await ledger.close(_REFERENCE, Outcome.REVERSED, at=AT)

    proposal = await _propose(resolutions, Outcome.NOT_PAID)
    await resolutions.approve(proposal.id, proposal.digest, by="head", at=_LATER)

    intent = await ledger.intent_of(_REFERENCE)
    assert intent is not None
    assert (intent.outcome, intent.confirmed_at) == (Outcome.REVERSED, _LATER)
    with pytest.raises(NoOpenQuestion):
        await _propose(resolutions, Outcome.NOT_PAID, by="trainee")


async def test_a_payment_is_not_found_paid_by_people_once_another_may_have_been(
    resolutions: Resolutions, ledger: Ledger
) -> None:
    await requested(ledger, await intend(ledger, order()))
    await ledger.close(_REFERENCE, Outcome.NOT_PAID, at=AT)
    await requested(ledger, await intend(ledger, order(generation=2)))

    proposal = await _propose(resolutions, Outcome.PAID)
    with pytest.raises(PaidTwice):
        await resolutions.approve(proposal.id, proposal.digest, by="head", at=_LATER)
    assert await _outcome(ledger) is Outcome.NOT_PAID


async def test_what_cannot_have_paid_is_no_question(
    resolutions: Resolutions, ledger: Ledger
) -> None:
    with pytest.raises(UnknownReference):
        await _propose(resolutions)
    intent = await intend(ledger, order())
    with pytest.raises(NoOpenQuestion):
        await _propose(resolutions)
    await requested(ledger, intent, REFUSED)
    with pytest.raises(NoOpenQuestion):
        await _propose(resolutions)


@pytest.mark.usefixtures("unclear")
async def test_a_proposal_names_its_evidence_and_no_persons_number(
    resolutions: Resolutions, database: Database
) -> None:
    named = "letter about 9971084507900000, phone 0812-0000-0001 " + "x" * 300

    proposal = await resolutions.propose(
        _REFERENCE, Outcome.PAID, evidence=named, by="clerk", at=AT
    )

    assert proposal.evidence.startswith("letter about [16 digits], phone [phone]")
    assert len(proposal.evidence) == 200
    kept = await database.read(
        lambda each: each.execute(select(proposals.c.evidence)).scalars().all()
    )
    assert kept == [proposal.evidence]
    with pytest.raises(ValueError, match="names its evidence"):
        await resolutions.propose(_REFERENCE, Outcome.PAID, evidence=" ", by="clerk", at=AT)


async def test_open_questions_are_what_may_have_paid_the_oldest_first(
    resolutions: Resolutions, ledger: Ledger
) -> None:
    async def sent(number: int, hours: int, **changes: object) -> str:
        intent = await intend(ledger, order(number=number, **changes))
        await requested(ledger, intent, at=AT + timedelta(hours=hours))
        return intent.reference

    newer, older = await sent(1, 5), await sent(2, 3, channel=Channel.BNI)
    closed = await sent(3, 1)
    await ledger.close(closed, Outcome.PAID, at=AT)
    refused = await intend(ledger, order(number=4))
    await requested(ledger, refused, REFUSED)
    await intend(ledger, order(journey="journey-b"))
    again = await ledger.intent_of(older)
    assert again is not None
    for hours in (7, 6):
        await requested(ledger, again, action="inquire", at=AT + timedelta(hours=hours))
    await requested(ledger, again, REFUSED, at=AT)

    questions = await resolutions.open_questions(10)

    assert [question.reference for question in questions] == [older, newer]
    assert questions[0] == OpenQuestion(
        reference=older,
        journey="journey-a",
        kind=TrancheKind.TRAINING,
        number=2,
        generation=1,
        channel=Channel.BNI,
        amount_idr=600_000,
        first_sent_at=AT + timedelta(hours=3),
        last_asked_at=AT + timedelta(hours=7),
    )
    assert questions[1].last_asked_at is None
    assert await resolutions.open_questions(1) == questions[:1]


@pytest.mark.usefixtures("unclear")
async def test_who_did_not_know_that_it_was_closed_contradicts_nothing(
    resolutions: Resolutions, ledger: Ledger
) -> None:
    """Whatever the clocks say: a closing may be dated before it is written."""
    unpaid = await _propose(resolutions, Outcome.NOT_PAID)
    await ledger.close(_REFERENCE, Outcome.PAID, at=AT)

    with pytest.raises(ClosedOtherwise):
        await resolutions.approve(unpaid.id, unpaid.digest, by="head", at=_LATER)
    assert await _outcome(ledger) is Outcome.PAID


@pytest.mark.usefixtures("unclear")
async def test_who_approved_paid_has_confirmed_no_return(
    resolutions: Resolutions, ledger: Ledger
) -> None:
    paid = await _propose(resolutions, Outcome.PAID)
    await resolutions.approve(paid.id, paid.digest, by="head", at=_LATER)
    await ledger.close(_REFERENCE, Outcome.REVERSED, at=_LATER)

    intent = await ledger.intent_of(_REFERENCE)
    assert intent is not None
    assert intent.confirmed_at is None


async def test_what_was_settled_too_soon_after_a_refused_repeat_is_confirmed_once_more(
    resolutions: Resolutions, ledger: Ledger
) -> None:
    intent = await intend(ledger, order())
    await requested(ledger, intent)
    await requested(ledger, intent, REFUSED, at=_PROPOSED)
    soon = await _propose(resolutions, Outcome.NOT_PAID)
    await resolutions.approve(soon.id, soon.digest, by="head", at=_LATER)

    day_after = _LATER + timedelta(days=1)
    again = await resolutions.propose(
        _REFERENCE, Outcome.NOT_PAID, evidence=_LETTER, by="clerk", at=day_after
    )
    await resolutions.approve(again.id, again.digest, by="head", at=day_after)

    confirmed = await ledger.intent_of(_REFERENCE)
    assert confirmed is not None
    assert confirmed.confirmed_at == day_after
    with pytest.raises(NoOpenQuestion):
        await resolutions.propose(
            _REFERENCE, Outcome.NOT_PAID, evidence=_LETTER, by="trainee", at=day_after
        )


@pytest.mark.parametrize("kind", ["postgresql"])
@pytest.mark.usefixtures("unclear")
async def test_who_approves_paid_waits_for_who_finds_it_paid_and_neither_for_the_other(
    resolutions: Resolutions, ledger: Ledger, database: Database
) -> None:
    """Both lock the entitlement before the intent; in another order one of them would be killed."""
    await ledger.close(_REFERENCE, Outcome.NOT_PAID, at=AT)
    proposal = await _propose(resolutions, Outcome.PAID)
    begun, go_on = threading.Event(), threading.Event()

    def finding(connection: Connection) -> bool:
        locked_entitlement(connection, order().journey)
        begun.set()
        go_on.wait(30)
        return ledger_rows.found_paid(connection, _REFERENCE, AT)

    finder = asyncio.create_task(database.write(finding))
    await asyncio.to_thread(begun.wait, 30)
    approving = asyncio.create_task(
        resolutions.approve(proposal.id, proposal.digest, by="head", at=_LATER)
    )
    await until_blocked(database, approving)
    go_on.set()

    assert await finder
    with pytest.raises(NoOpenQuestion):
        await approving
    assert await _outcome(ledger) is Outcome.PAID
