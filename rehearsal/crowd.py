"""A crowd of fictitious people made from a seed: who they are, what they do, what comes of it.

Everybody is a story of one person, so that the crowd is told to the sandbox, enrolled and checked
exactly as the written stories are. Most do what sensible people do; the rest meet with one of the
troubles of `rehearsal.twists`.
"""

import random
from datetime import date, datetime, timedelta
from itertools import accumulate, pairwise
from math import floor
from typing import Any

from domain.clock import JAKARTA, Clock, at_hour
from domain.payouts import Channel, TrancheStatus
from domain.promises import end_of
from rehearsal.course import calendar_of, course_of, scheme_of
from rehearsal.format import (
    DIRECT,
    Dashboard,
    Expectation,
    Marketplace,
    Period,
    Person,
    Provider,
    Story,
    World,
)
from rehearsal.stories import Script
from rehearsal.twists import PLAIN, TWISTS, Life, Twist

FIRST_DAY = date(2020, 4, 27)
"""A Monday in the programme's first weeks: Eid and its decrees fall into the crowd's way."""
LAST_TO_ENROL = timedelta(days=42)
CALM = timedelta(days=20)
"""From the last expected payday until the end: what the last faults delayed is made up for."""
SCHEME = "2020"
SURVEYED = 3
"""Every third person fills the surveys."""

GIVEN = "Adi Bayu Citra Dewi Eka Fajar Gita Hari Indah Joko Kartika Lestari Mega Nanda Putri Rizki"
FAMILY = "Anggraini Basuki Cahyono Darmawan Firmansyah Gunawan Halim Iskandar Kusuma Nugroho Utami"
NOBODYS_REGION = 990_000
"""No region of Indonesia begins with 99, and no serial number is 0000."""


def crowd(chance: random.Random, people: int) -> Script:
    """Return a world with so many people in it, and what is expected of each at the end."""
    world = _world(chance, FIRST_DAY + timedelta(days=365))
    twists = _dealt(chance, people)
    stories = tuple(_story(chance, index, people, world, twists[index]) for index in range(people))
    world = world.model_copy(update={"ends": end_of(last_payday(world, stories)) + CALM})
    return Script(world=world, stories=stories)


def last_payday(world: World, stories: tuple[Story, ...]) -> date:
    """Return the latest day on which anybody is expected to be paid."""
    days = [Clock.day_of(world.starts)]
    for story in stories:
        course = course_of(story.person[0], world)
        days += course.paydays
        # A survey is paid five working days after its answer.
        days += [calendar_of(at).add(Clock.day_of(at), 5, "payouts") for at in course.surveys]
    return max(days)


def twist_of(story: Story) -> str:
    """Return the trouble that a story's person meets with."""
    return story.title


def _world(chance: random.Random, ends: date) -> World:
    down = FIRST_DAY + timedelta(days=chance.randint(6, 25))
    length = timedelta(days=chance.randint(2, 9))
    return World(
        starts=datetime(FIRST_DAY.year, FIRST_DAY.month, FIRST_DAY.day, 8, tzinfo=JAKARTA),
        ends=at_hour(ends, 12),
        scheme=SCHEME,
        dashboard=Dashboard(
            receives_after_hours=chance.randint(2, 12),
            publishes_after_hours=chance.randint(24, 60),
            # Services were closed around Eid.
            closed=[Period(first=date(2020, 5, 21), last=date(2020, 5, 25))],
        ),
        provider=[
            Provider(code="kelasrakyat", name="Kelas Rakyat"),
            Provider(code="kampusmaju", name="Kampus Maju", reviews=False),
            Provider(
                code="belajaria",
                reports_after_hours=chance.randint(24, 72),
                signs_spaced=True,
                down=[Period(first=down, last=down + length)],
            ),
        ],
        marketplace=[
            Marketplace(code="pasarilmu", name="Pasar Ilmu"),
            Marketplace(
                code="tokokursus",
                name="Toko Kursus",
                forwards_after_hours=chance.randint(12, 48),
            ),
        ],
    )


def _dealt(chance: random.Random, people: int) -> list[Twist]:
    """Deal the twists as evenly as so few people allow; the others live plainly.

    The shares lie end to end, those that hold an incentive first, and a comb with a tooth for each
    person goes over them. So each kind, and all that hold together, are met as frequently as
    their share says, rounded up or down: of ten people, two or three have an incentive held.
    """
    kinds = sorted(chance.sample(TWISTS, len(TWISTS)), key=lambda twist: not twist.holds)
    offset = chance.random()
    ends = accumulate(people * twist.share for twist in kinds)
    teeth = [0, *(floor(end - offset) + 1 for end in ends)]
    met = [after - before for before, after in pairwise(teeth)]
    dealt = [twist for twist, number in zip(kinds, met, strict=True) for _ in range(number)]
    dealt += [PLAIN] * (people - len(dealt))
    chance.shuffle(dealt)
    return dealt


def _story(chance: random.Random, index: int, people: int, world: World, twist: Twist) -> Story:
    """Make one person: channels evenly, ways of buying evenly, the twist as dealt."""
    channel = tuple(Channel)[index % len(Channel)]
    bought = FIRST_DAY + min(timedelta(days=people // 3), LAST_TO_ENROL) * index / people
    provider = world.provider[index % len(world.provider)]
    marketplaces = [DIRECT, *(each.code for each in world.marketplace)]
    told: dict[str, Any] = {
        "name": f"{chance.choice(GIVEN.split())} {chance.choice(FAMILY.split())}",
        "nik": _nik(chance, index),
        "phone": f"628120000{index:04}",
        "wave": 1 + index * 3 // people,
        "bought_on": bought,
        "provider": provider.code,
        "marketplace": marketplaces[index // 3 % len(marketplaces)],
        "finishes": bought + timedelta(days=chance.randint(2, 5)),
        "stars": chance.randint(1, 5),
        "surveys": None if index % SURVEYED == 0 and twist.lives_to_survey else [],
    }
    accounts = [
        {"channel": channel, "number": f"99{index:08}"}
        if channel is Channel.BNI
        else {"channel": channel}
    ]
    promised = course_of(Person.model_validate(told), world).promised
    twist.bend(Life(chance, told, accounts, promised))
    person = Person.model_validate(told)
    return Story.model_validate(
        {
            "id": f"crowd-{index + 1:04}",
            "title": twist.name,
            "text": twist.text,
            "person": [person],
            "account": accounts,
            "expect": [_expected(world, twist)],
        }
    )


def _expected(world: World, twist: Twist) -> Expectation:
    tranches = scheme_of(world).tranches
    if twist.pays:
        return Expectation(at="end", tranches=[TrancheStatus.BERHASIL] * tranches)
    return Expectation(at="end", paid_idr=0)


def _nik(chance: random.Random, index: int) -> str:
    """Return a NIK that nobody has; women's day of birth is written plus 40."""
    day = chance.randint(1, 28) + chance.choice((0, 40))
    born = f"{day:02}{chance.randint(1, 12):02}{chance.randint(70, 99)}"
    return f"{NOBODYS_REGION + index}{born}0000"
