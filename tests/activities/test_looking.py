"""Looking for facts: which words are news, and since when a trouble lasts."""

from datetime import timedelta
from typing import Any

import pytest

from activities.facts import LOOK_EVERY, TELL_TROUBLE_AFTER, TROUBLE_AGAIN, news_of
from domain.clock import Clock
from domain.facts import Fact, FactKind, Source
from domain.messages import Sighting, Wanted
from domain.ports import PartnerUnavailable
from domain.reasons import Reason
from records.inbox import Inbox
from records.keyring import Keyring
from tests.activities.conftest import JOURNEY, Desk
from tests.activities.lookout import Lookout, right, wrong
from tests.workflows.lives import at

DOWN = PartnerUnavailable("no answer")
NOT_FIRST, INCOMPLETE = Reason.NOT_FIRST_TRAINING, Reason.TRAINING_INCOMPLETE


@pytest.fixture
def lookout(desk: Desk) -> Lookout:
    """A wait for a fact of the desk's participant."""
    return Lookout(desk.people, Inbox(desk.ledger._database, Keyring({"k1": bytes(32)})))


def fact(receipt: str, held_by: Reason | None = None, *, version: int = 1) -> Fact:
    return Fact(
        kind=FactKind.TRAINING_COMPLETED,
        at=at("2020-08-02"),
        source=Source.PUSH,
        partner="belajaria",
        receipt=receipt,
        voucher_version=version,
        held_by=held_by,
    )


def found(sighting: Sighting | timedelta) -> str:
    assert isinstance(sighting, Sighting), sighting
    assert sighting.fact is not None
    return sighting.fact.receipt


async def test_what_happened_while_the_answer_was_on_its_way_keeps_its_date(
    lookout: Lookout,
) -> None:
    nine, ten = at("2020-08-01 09:00"), at("2020-08-01 10:00")
    lookout.clock = Clock(real_start=nine, programme_start=nine, speed=86_400)
    lookout.informant.words = [right("r1", "2020-08-01 10:00")]
    lookout.informant.takes_seconds = 0.05  # an hour and twelve minutes

    sighting = await lookout.look("2020-08-01 09:00")

    assert isinstance(sighting, Sighting)
    assert sighting.fact is not None
    assert sighting.fact.at == ten


async def test_an_outage_is_told_with_its_begin_once_it_has_lasted(lookout: Lookout) -> None:
    lookout.informant.words = [DOWN]

    assert await lookout.look("2020-08-01 00:00") == TROUBLE_AGAIN
    assert await lookout.look("2020-08-01 11:59") == TROUBLE_AGAIN
    assert await lookout.look("2020-08-01 12:00") == Sighting(
        trouble=Reason.PROVIDER_DOWN, since=at("2020-08-01 00:00")
    )


async def test_a_blip_months_after_another_is_no_outage_of_months(lookout: Lookout) -> None:
    lookout.informant.words = [DOWN, None, DOWN]

    assert await lookout.look("2020-08-01 09:00") == TROUBLE_AGAIN
    assert await lookout.look("2020-08-01 13:00") == LOOK_EVERY
    assert await lookout.look("2020-11-01 13:00") == TROUBLE_AGAIN


@pytest.mark.parametrize("kind", [FactKind.REPORT_SENT, FactKind.TRAINING_COMPLETED])
async def test_a_defect_of_ours_is_told_whoever_owes_the_fact(
    lookout: Lookout, kind: FactKind
) -> None:
    lookout.informant.words = [RuntimeError("a defect")]

    assert await lookout.look("2020-08-01 00:00", kind) == TROUBLE_AGAIN
    assert await lookout.look("2020-08-01 12:00", kind) == Sighting(
        trouble=Reason.SYSTEM_ERROR, since=at("2020-08-01 00:00")
    )
    assert isinstance(
        await lookout.look("2020-08-01 16:00", kind, told=Reason.SYSTEM_ERROR), timedelta
    )


async def test_who_owes_a_fact_and_is_down_is_not_excused(lookout: Lookout) -> None:
    lookout.informant.words = [DOWN]
    await lookout.look("2020-08-01 00:00", FactKind.REPORT_SENT)

    later = f"{at('2020-08-01 00:00') + 2 * TELL_TROUBLE_AFTER:%Y-%m-%d %H:%M}"
    assert await lookout.look(later, FactKind.REPORT_SENT) == LOOK_EVERY


async def test_the_same_objection_is_no_news_under_whatever_receipt(lookout: Lookout) -> None:
    lookout.informant.words = [wrong("w-1", "2020-08-02"), wrong("w-2", "2020-08-03")]

    assert found(await lookout.look("2020-08-02 13:00")) == "w-1"
    assert await lookout.look("2020-08-03 13:00", objection=NOT_FIRST) == LOOK_EVERY


async def test_another_objection_is_news(lookout: Lookout) -> None:
    lookout.informant.words = [wrong("w-1", "2020-08-02"), wrong("w-2", "2020-08-03", INCOMPLETE)]
    await lookout.look("2020-08-02 13:00")

    assert found(await lookout.look("2020-08-03 13:00", objection=NOT_FIRST)) == "w-2"


async def test_words_that_stand_are_news_after_any_objection(lookout: Lookout) -> None:
    lookout.informant.words = [wrong("w-1", "2020-08-02"), right("r-1", "2020-08-03")]
    await lookout.look("2020-08-02 13:00")

    assert found(await lookout.look("2020-08-03 13:00", objection=NOT_FIRST)) == "r-1"
    assert found(await lookout.look("2020-08-04 13:00", objection=NOT_FIRST)) == "r-1"
    assert lookout.informant.asked == 2


async def test_pushed_words_are_heard_before_the_partner_may_be_asked_again(
    lookout: Lookout,
) -> None:
    told: dict[str, Any] = {"objection": NOT_FIRST, "ask_from": at("2020-08-03 13:00")}
    assert await lookout.look("2020-08-02 13:00", **told) == timedelta(days=1)

    await lookout.inbox.record_fact(JOURNEY, fact("pushed"), at=at("2020-08-02 14:00"))
    assert found(await lookout.look("2020-08-02 14:00", **told)) == "pushed"
    assert lookout.informant.asked == 0


async def test_what_was_said_of_an_earlier_voucher_counts_no_more(lookout: Lookout) -> None:
    await lookout.inbox.record_fact(JOURNEY, fact("stands"), at=at("2020-08-02"))
    await lookout.inbox.record_fact(JOURNEY, fact("held", NOT_FIRST), at=at("2020-08-02"))
    await lookout.people.correct_voucher(JOURNEY, "KODE-BARU")

    assert await lookout.look("2020-08-03") == LOOK_EVERY
    assert lookout.informant.asked == 1


@pytest.mark.parametrize(
    ("facts", "objection", "news"),
    [
        ([], None, None),
        ([fact("a", NOT_FIRST)], None, "a"),
        ([fact("a", NOT_FIRST)], NOT_FIRST, None),
        ([fact("a", NOT_FIRST), fact("b", NOT_FIRST)], NOT_FIRST, None),
        ([fact("a", NOT_FIRST), fact("b", INCOMPLETE)], NOT_FIRST, "b"),
        ([fact("a", NOT_FIRST)], INCOMPLETE, "a"),
        ([fact("s"), fact("a", NOT_FIRST)], NOT_FIRST, "s"),
        ([fact("s"), fact("a", INCOMPLETE)], NOT_FIRST, "s"),
        ([fact("s", version=2)], None, None),
        ([fact("s", version=2), fact("a", NOT_FIRST)], None, "a"),
        ([fact("a", NOT_FIRST), fact("b", INCOMPLETE, version=2)], NOT_FIRST, None),
    ],
)
def test_news_is_what_stands_or_the_latest_objection_if_it_is_another(
    facts: list[Fact], objection: Reason | None, news: str | None
) -> None:
    wanted = Wanted(journey=JOURNEY, kind=FactKind.TRAINING_COMPLETED, objection=objection)

    told = news_of(facts, wanted, 1)

    assert (told and told.receipt) == news
