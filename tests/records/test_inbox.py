"""Events: what was acknowledged is never lost, what was said twice counts once."""

import asyncio
import itertools
import random
import subprocess
import sys
from collections import Counter
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import func, select

from domain.facts import Fact, FactKind, Site, Source
from domain.reasons import Reason
from records.database import Database
from records.inbox import Accepted, Arrival, Inbox
from records.keyring import Keyring
from records.people import People, Person
from records.person_keys import Forgotten
from records.quarantine import Quarantine
from records.tables import events

_AT = datetime(2020, 5, 1, 3, tzinfo=UTC)
_ROOT = Path(__file__).parents[2]


def _fact(receipt: str = "r1", *, hours: int = 0, held_by: Reason | None = None) -> Fact:
    return Fact(
        kind=FactKind.TRAINING_COMPLETED,
        at=_AT + timedelta(hours=hours),
        source=Source.PUSH,
        partner="belajaria",
        receipt=receipt,
        held_by=held_by,
    )


def _arrival(webhook_id: str = "msg_1", body: bytes = b"{}", partner: str = "belajaria") -> Arrival:
    return Arrival(webhook_id=webhook_id, partner=partner, body=body, at=_AT)


@pytest.fixture
def quarantine(database: Database, keyring: Keyring) -> Quarantine:
    return Quarantine(database, keyring)


async def test_an_accepted_event_is_a_fact_and_waits_for_the_relay(inbox: Inbox) -> None:
    accepted = await inbox.accept(_arrival(), journey="journey-a", fact=_fact())

    assert accepted is Accepted.NEW
    assert await inbox.facts_of("journey-a", FactKind.TRAINING_COMPLETED) == [_fact()]
    [event] = await inbox.undelivered(10)
    assert (event.journey, event.fact) == ("journey-a", _fact())


async def test_the_same_event_again_changes_nothing(inbox: Inbox) -> None:
    await inbox.accept(_arrival(), journey="journey-a", fact=_fact())

    again = await inbox.accept(_arrival(), journey="journey-a", fact=_fact())

    assert again is Accepted.SAME
    assert len(await inbox.undelivered(10)) == 1


async def test_the_same_id_with_another_body_is_a_conflict_and_leaves_no_fact(inbox: Inbox) -> None:
    await inbox.accept(_arrival(), journey="journey-a", fact=_fact())

    other = await inbox.accept(_arrival(body=b"[]"), journey="journey-a", fact=_fact("r2"))

    assert other is Accepted.CONFLICT
    assert await inbox.facts_of("journey-a", FactKind.TRAINING_COMPLETED) == [_fact()]


async def test_partners_do_not_share_their_ids(inbox: Inbox) -> None:
    await inbox.accept(_arrival(), journey="journey-a", fact=_fact())

    other = await inbox.accept(_arrival(partner="pasarilmu"), journey="journey-b", fact=_fact("r2"))

    assert other is Accepted.NEW


async def test_of_many_deliveries_at_once_one_is_new(inbox: Inbox) -> None:
    accepted = await asyncio.gather(
        *(inbox.accept(_arrival(), journey="journey-a", fact=_fact()) for _ in range(20))
    )

    assert Counter(accepted) == {Accepted.NEW: 1, Accepted.SAME: 19}


async def test_a_fact_that_is_known_is_not_told_again(inbox: Inbox) -> None:
    assert await inbox.record_fact("journey-a", _fact(), at=_AT)
    assert not await inbox.record_fact("journey-a", _fact(), at=_AT)

    accepted = await inbox.accept(_arrival(), journey="journey-a", fact=_fact())

    assert accepted is Accepted.NEW
    assert await inbox.undelivered(10) == []


async def test_an_event_without_a_fact_is_kept_and_told_to_nobody(inbox: Inbox) -> None:
    assert await inbox.accept(_arrival()) is Accepted.NEW
    assert await inbox.accept(_arrival()) is Accepted.SAME
    assert await inbox.undelivered(10) == []


async def test_the_relay_sees_events_in_order_until_they_are_delivered(inbox: Inbox) -> None:
    for number in range(5):
        await inbox.accept(_arrival(f"msg_{number}"), journey="journey-a", fact=_fact(f"r{number}"))
    first, second, *_ = await inbox.undelivered(2)

    await inbox.delivered(first.sequence, at=_AT)
    await inbox.delivered(first.sequence, at=_AT)

    left = await inbox.undelivered(10)
    assert [event.fact.receipt for event in left] == ["r1", "r2", "r3", "r4"]
    past = await inbox.undelivered(10, after=second.sequence)
    assert [event.fact.receipt for event in past] == ["r2", "r3", "r4"]


async def test_a_step_is_completed_by_its_earliest_acceptable_fact_in_whatever_order_they_came(
    inbox: Inbox,
) -> None:
    told = [
        _fact("late", hours=5),
        _fact("held", hours=1, held_by=Reason.TRAINING_INCOMPLETE),
        _fact("early", hours=2),
        _fact("held-2", hours=3, held_by=Reason.TRAINING_INCOMPLETE),
    ]
    order = random.Random(2020)  # noqa: S311 - a shuffle that is the same each time
    for journey in ("journey-a", "journey-b", "journey-c"):
        order.shuffle(told)
        for fact in told + told:
            await inbox.record_fact(journey, fact, at=_AT)

        found = await inbox.facts_of(journey, FactKind.TRAINING_COMPLETED)
        assert [fact.receipt for fact in found] == ["early", "late", "held", "held-2"]
        left = await inbox.facts_of(
            journey, FactKind.TRAINING_COMPLETED, excluding=["early", "late", "held"]
        )
        assert [fact.receipt for fact in left] == ["held-2"]
        first = await inbox.fact_of(journey, FactKind.TRAINING_COMPLETED, refused=["early"])
        assert first == _fact("late", hours=5)
        everything = [fact.receipt for fact in told]
        assert await inbox.fact_of(journey, FactKind.TRAINING_COMPLETED, refused=everything) is None


async def test_sites_and_surveys_are_different_steps(inbox: Inbox) -> None:
    def review(site: Site) -> Fact:
        return _fact().model_copy(update={"kind": FactKind.REVIEW_SUBMITTED, "site": site})

    def survey(number: int) -> Fact:
        return _fact().model_copy(update={"kind": FactKind.SURVEY_COMPLETED, "survey": number})

    for fact in (review(Site.PROVIDER), review(Site.MARKETPLACE), survey(1), survey(2)):
        assert await inbox.record_fact("journey-a", fact, at=_AT)

    for site in Site:
        found = await inbox.facts_of("journey-a", FactKind.REVIEW_SUBMITTED, site)
        assert found == [review(site)]
    assert await inbox.fact_of("journey-a", FactKind.SURVEY_COMPLETED, survey=2) == survey(2)
    assert await inbox.fact_of("journey-a", FactKind.SURVEY_COMPLETED, survey=3) is None
    assert await inbox.fact_of("journey-b", FactKind.SURVEY_COMPLETED, survey=2) is None


async def test_the_first_words_under_a_receipt_stand(inbox: Inbox) -> None:
    await inbox.record_fact("journey-a", _fact(hours=1), at=_AT)

    assert not await inbox.record_fact("journey-a", _fact(hours=2), at=_AT)
    assert await inbox.facts_of("journey-a", FactKind.TRAINING_COMPLETED) == [_fact(hours=1)]


async def test_a_quarantined_event_waits_for_a_person_and_counts_for_nobody(
    inbox: Inbox, quarantine: Quarantine
) -> None:
    arrival = _arrival(body=b'{"voucher_code": "UNKNOWN"}')
    assert await inbox.accept(arrival, quarantine="UNKNOWN_VOUCHER") is Accepted.NEW
    assert await inbox.accept(arrival, quarantine="UNKNOWN_VOUCHER") is Accepted.SAME

    [waiting] = await quarantine.waiting(10)
    assert (waiting.partner, waiting.webhook_id, waiting.reason, waiting.at) == (
        "belajaria",
        "msg_1",
        "UNKNOWN_VOUCHER",
        _AT,
    )
    assert await quarantine.body(waiting.sequence) == arrival.body
    assert await inbox.undelivered(10) == []


async def test_a_released_event_goes_to_its_journey_once(
    inbox: Inbox, quarantine: Quarantine, people: People, person: Person
) -> None:
    await people.add(person)
    await inbox.accept(_arrival(), quarantine="UNKNOWN_VOUCHER")
    [waiting] = await quarantine.waiting(10)

    released = await asyncio.gather(
        *(quarantine.release(waiting.sequence, person.journey, _fact(), at=_AT) for _ in range(5))
    )

    assert sum(released) == 1
    assert await quarantine.waiting(10) == []
    assert [event.fact for event in await inbox.undelivered(10)] == [_fact()]
    assert await inbox.facts_of(person.journey, FactKind.TRAINING_COMPLETED) == [_fact()]
    await people.forget(person.journey, at=_AT)
    with pytest.raises(Forgotten):
        await quarantine.body(waiting.sequence)


async def test_an_event_that_never_came_has_no_body(quarantine: Quarantine) -> None:
    with pytest.raises(LookupError, match="no event 7"):
        await quarantine.body(7)


async def test_the_body_of_a_persons_event_is_forgotten_with_the_person(
    inbox: Inbox, quarantine: Quarantine, people: People, person: Person
) -> None:
    await people.add(person)
    await inbox.accept(_arrival(body=b"Siti"), journey=person.journey, fact=_fact())
    [event] = await inbox.undelivered(1)
    assert await quarantine.body(event.sequence) == b"Siti"

    await people.forget(person.journey, at=_AT)
    later = _arrival("msg_2", b"Siti again")
    assert await inbox.accept(later, journey=person.journey, fact=_fact("r2")) is Accepted.NEW

    for sequence in (event.sequence, event.sequence + 1):
        with pytest.raises(Forgotten):
            await quarantine.body(sequence)


_ACCEPT_UNTIL_KILLED = """
import asyncio, itertools, sys
from datetime import UTC, datetime
from domain.facts import Fact, FactKind, Source
from records.database import Database
from records.inbox import Arrival, Inbox
from records.keyring import Keyring

async def main():
    inbox = Inbox(Database.open(sys.argv[1]), Keyring({"k1": bytes(range(32))}))
    at = datetime(2020, 5, 1, tzinfo=UTC)

    async def accept(number):
        arrival = Arrival(webhook_id=f"msg_{number}", partner="belajaria", body=b"{}", at=at)
        fact = Fact(
            kind=FactKind.TRAINING_COMPLETED, at=at, source=Source.PUSH,
            partner="belajaria", receipt=f"r{number}",
        )
        await inbox.accept(arrival, journey=f"journey-{number}", fact=fact)
        print(number, flush=True)

    for start in itertools.count(step=8):
        await asyncio.gather(*(accept(number) for number in range(start, start + 8)))

asyncio.run(main())
"""


def _acknowledged_before_a_kill(url: str) -> set[int]:
    with subprocess.Popen(
        [sys.executable, "-c", _ACCEPT_UNTIL_KILLED, url],
        cwd=_ROOT,
        text=True,
        stdout=subprocess.PIPE,
    ) as process:
        assert process.stdout is not None
        acknowledged = {int(line) for line in itertools.islice(process.stdout, 60)}
        process.kill()
        return acknowledged | {int(line) for line in process.stdout if line.endswith("\n")}


async def test_what_was_acknowledged_before_a_kill_is_there_after_it(
    url: str, inbox: Inbox, database: Database
) -> None:
    acknowledged = await asyncio.to_thread(_acknowledged_before_a_kill, url)

    waiting = {event.journey for event in await inbox.undelivered(10_000)}
    assert waiting >= {f"journey-{number}" for number in acknowledged}
    for journey in waiting:
        assert len(await inbox.facts_of(journey, FactKind.TRAINING_COMPLETED)) == 1
    count = select(func.count()).select_from(events)
    assert await database.read(lambda connection: connection.scalar(count)) == len(waiting)
