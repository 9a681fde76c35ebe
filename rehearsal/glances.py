"""Looks at people's cases through a whole run: what must always be true is looked at all the time.

Half of them at anybody at any time; the others when somebody would look, soon after the certificate
should be there and after each day for which money was promised. Then there is most to explain, and
a small crowd's few troubles are hardly missed.
"""

import random
from dataclasses import dataclass
from datetime import datetime, timedelta

from domain.clock import at_hour
from rehearsal.course import course_of, scheme_of
from rehearsal.format import Person, World
from rehearsal.stories import Script

MOST_A_DAY = 4
PEOPLE_A_LOOK = 12
"""A day brings a look for so many people: at each of few, four would be most of a storm's work."""
SOON = timedelta(days=2)
"""Within so long after money should have come, people look."""


@dataclass(frozen=True, slots=True)
class Glance:
    """A look at a case that expects nothing and is only written down."""

    at: datetime
    nik: str


def glances(chance: random.Random, script: Script) -> tuple[Glance, ...]:
    """Return looks from a script's first day to its last, in order of time."""
    world = script.world
    people = [person for story in script.stories for person in story.person]
    seconds = int((world.ends - world.starts).total_seconds())
    number = min(max(len(people) // PEOPLE_A_LOOK, 1), MOST_A_DAY) * seconds // 86_400
    curious = [
        Glance(at + timedelta(seconds=chance.randrange(int(SOON.total_seconds()))), person.nik)
        for person in people
        for at in _looked_for(person, world)
    ]
    curious = chance.sample(curious, min(len(curious), number // 2))
    anytime = [
        Glance(
            world.starts + timedelta(seconds=chance.randrange(seconds)), chance.choice(people).nik
        )
        for _ in range(number - len(curious))
    ]
    return tuple(sorted((*curious, *anytime), key=lambda look: look.at))


def _looked_for(person: Person, world: World) -> list[datetime]:
    """Return when a person begins to look for the certificate and for each incentive."""
    course, (opens, _) = course_of(person, world), scheme_of(world).pay_hours
    certified = [course.certified] if course.certified else []
    looked_for = [*certified, *(at_hour(day, opens) for day in course.promised)]
    return [at for at in looked_for if at + SOON < world.ends]
