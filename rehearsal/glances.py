"""Looks at random people at random instants: what must always be true is looked at all the time."""

import random
from dataclasses import dataclass
from datetime import datetime, timedelta

from rehearsal.stories import Script

MOST_A_DAY = 4
PEOPLE_A_LOOK = 12
"""A day brings a look for so many people: at each of few, four would be most of a storm's work."""


@dataclass(frozen=True, slots=True)
class Glance:
    """A look at a case that expects nothing and is only written down."""

    at: datetime
    nik: str


def glances(chance: random.Random, script: Script) -> tuple[Glance, ...]:
    """Return looks from a script's first day to its last, in order of time."""
    world = script.world
    seconds = int((world.ends - world.starts).total_seconds())
    people = [person.nik for story in script.stories for person in story.person]
    a_day = min(max(len(people) // PEOPLE_A_LOOK, 1), MOST_A_DAY)
    looks = [
        Glance(world.starts + timedelta(seconds=chance.randrange(seconds)), chance.choice(people))
        for _ in range(a_day * seconds // 86_400)
    ]
    return tuple(sorted(looks, key=lambda look: look.at))
