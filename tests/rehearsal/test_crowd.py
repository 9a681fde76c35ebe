"""A crowd is made of people who cannot exist, evenly spread, each with a life that makes sense."""

import random
from collections import Counter
from datetime import date
from pathlib import Path

import pytest

from domain.application import parse_application
from domain.clock import at_hour
from domain.identity import Nik
from domain.payouts import Channel
from partners.register import Register
from rehearsal.course import course_of
from rehearsal.crowd import CALM, crowd, twist_of
from rehearsal.format import DIRECT, Story, StoryFile
from rehearsal.provision import parties_of, provision
from rehearsal.rules import contradictions
from rehearsal.stories import Script
from rehearsal.twists import PLAIN, TWISTS

PEOPLE = 200
HELD = {twist.name for twist in TWISTS if twist.holds}


@pytest.fixture(scope="module", params=[1, 2, 3])
def script(request: pytest.FixtureRequest) -> Script:
    return crowd(random.Random(request.param), PEOPLE)  # noqa: S311 - repeatable


def test_nobody_in_it_can_exist(script: Script) -> None:
    for story in script.stories:
        person = story.person[0]

        assert Nik.parse(person.nik) == Nik(person.nik)
        assert person.nik.startswith("99")
        assert person.nik.endswith("0000")
        assert person.phone.startswith("628120000")


def test_nobody_is_there_twice(script: Script) -> None:
    people = [story.person[0] for story in script.stories]

    assert len(people) == PEOPLE
    assert len({person.nik for person in people}) == PEOPLE
    assert len({person.phone for person in people}) == PEOPLE
    assert len({story.id for story in script.stories}) == PEOPLE


def test_its_stories_contradict_neither_themselves_nor_each_other(script: Script) -> None:
    file = StoryFile(world=script.world, story=list(script.stories))

    assert contradictions(file, points=frozenset()) == []


def test_channels_are_used_evenly(script: Script) -> None:
    first = Counter(story.account[0].channel for story in script.stories)

    assert set(first) == set(Channel)
    assert max(first.values()) - min(first.values()) <= 1


def test_some_buy_directly_and_some_in_each_shop(script: Script) -> None:
    shops = Counter(story.person[0].marketplace for story in script.stories)

    assert set(shops) == {DIRECT, *(shop.code for shop in script.world.marketplace)}
    assert min(shops.values()) >= PEOPLE // 6


def test_most_live_plainly_and_every_trouble_is_met_by_somebody(script: Script) -> None:
    met = Counter(map(twist_of, script.stories))

    assert met[PLAIN.name] >= PEOPLE // 3
    assert {twist.name for twist in TWISTS if twist.share * PEOPLE >= 1} <= set(met)


def test_a_trouble_that_holds_falls_on_the_day_of_an_incentive(script: Script) -> None:
    for story in script.stories:
        if twist_of(story) in HELD:
            begins, ends = _spell(story)

            promised = course_of(story.person[0], script.world).promised
            assert any(begins <= day < ends for day in promised)


def _spell(story: Story) -> tuple[date, date]:
    """Return when the account's trouble begins, and when it is over or another account linked."""
    person, changes = story.person[0], story.account[0].changes
    assert person.links is not None
    begins = [*person.unlinks, *(change.at for change in changes), person.bought_on]
    ends = [*(change.at for change in changes[1:]), person.links[1].at]
    return begins[0], ends[0]


@pytest.mark.parametrize("seed", range(50))
def test_of_even_ten_people_two_or_three_have_an_incentive_held(seed: int) -> None:
    small = crowd(random.Random(seed), 10)  # noqa: S311 - repeatable
    met = [twist_of(story) for story in small.stories]

    assert sum(name in HELD for name in met) in {2, 3}
    assert met.count(PLAIN.name) >= 5


def test_almost_all_are_expected_to_be_paid_in_full(script: Script) -> None:
    expected = [story.expect[0] for story in script.stories]

    assert sum(each.tranches is not None for each in expected) >= 0.95 * PEOPLE
    assert all(each.tranches or each.paid_idr == 0 for each in expected)


def test_whoever_is_expected_to_be_paid_is_owed_it_before_the_calm(script: Script) -> None:
    for story in script.stories:
        course = course_of(story.person[0], script.world)
        if story.expect[0].tranches:
            assert len(course.paydays) == 4
            assert at_hour(course.paydays[-1], 23) <= script.world.ends - CALM


def test_an_account_is_linked_more_than_once(script: Script) -> None:
    """A portal that is down at the first time must not cost a life's worth of incentives."""
    for story in script.stories:
        links = story.person[0].links

        assert links is None or not links or len(links) >= 2


def test_the_gateway_s_rules_accept_every_application(script: Script, tmp_path: Path) -> None:
    made = provision(tmp_path, parties_of(script), sandbox_url="http://127.0.0.1:1", gateway_port=1)
    register = Register.load(made.folder / "partners.toml")
    for told in script.applications():
        fields = {name: value for name, value in told.items() if name != "enrol_at"}

        assert parse_application(fields, known=register).nik == Nik(told["nik"])
