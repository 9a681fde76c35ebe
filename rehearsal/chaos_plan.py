"""All that a chaos run does, made from its seed: the same seed, the same people, faults and kills.

Each part draws from a stream of its own, so that a change of one leaves the others as they were.
"""

import random
from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from domain.clock import Clock
from rehearsal import nemesis, storm
from rehearsal.cast import Json
from rehearsal.crowd import CALM, crowd, twist_of
from rehearsal.glances import Glance, glances
from rehearsal.nemesis import Kill
from rehearsal.stories import Script

FULL_SIZE = 200
"""People in a run whose minimum counts are the whole ones."""
KILLS_OF_EACH = 3
"""Of each kind of program, in a run of full size."""
FIRST_KILL = timedelta(days=6)
LAST_KILL_BEFORE_HEALING = timedelta(days=20)
FIRST_FAULT = timedelta(days=3)


@dataclass(frozen=True, slots=True)
class Plan:
    """One run before it begins."""

    seed: int
    people: int
    speed: float
    """Programme days a real second."""
    script: Script
    faults: tuple[Json, ...]
    kills: tuple[Kill, ...]
    glances: tuple[Glance, ...]
    heal: datetime
    """From then on nothing goes wrong any more."""
    minimum: dict[str, int]

    @property
    def minutes(self) -> float:
        """How long it is lived through, in minutes of real time."""
        world = self.script.world
        return (world.ends - world.starts) / timedelta(days=self.speed) / 60

    @property
    def months(self) -> list[date]:
        """The first day of each Jakarta month that begins while it is lived through."""
        world = self.script.world
        first, last = Clock.day_of(world.starts), Clock.day_of(world.ends)
        days = (first + timedelta(days=after) for after in range(1, (last - first).days))
        return [day for day in days if day.day == 1]

    def lines(self) -> list[str]:
        """Return everything that the seed decided, for people to read."""
        world = self.script.world
        twists = Counter(map(twist_of, self.script.stories))
        dealt = ", ".join(f"{number} {name}" for name, number in twists.most_common())
        return [
            f"SEED={self.seed} PEOPLE={self.people} SPEED={self.speed:g}",
            f"{world.starts:%d %b %Y} to {world.ends:%d %b %Y}, healed on {self.heal:%d %b}",
            f"people: {dealt}",
            *(f"fault: {line}" for line in storm.shown(self.faults)),
            *(f"kill:  {kill}" for kill in self.kills),
            f"looks: {len(self.glances)}, from {self.glances[0].at:%d %b %H:%M}",
            f"too quiet below: {', '.join(f'{n} {name}' for name, n in self.minimum.items())}",
        ]

    def world(self, secrets: dict[str, str]) -> dict[str, Any]:
        """Return the document for the sandbox: the crowd, and the storm over it."""
        document = self.script.world_json(secrets)
        return document | {"faults": [*document["faults"], *self.faults]}


def plan(seed: int, people: int, speed: float) -> Plan:
    """Decide everything about a run; `speed` is programme days a second and changes nothing else.

    Raises ValueError for too few people, too many, or a speed that does not go forward.
    """
    if not 0 < speed < float("inf"):
        raise ValueError("SPEED is a number of days a second, such as 0.5")
    if not 5 <= people < 10_000:  # noqa: PLR2004 - one at each channel; four digits of a phone
        raise ValueError("PEOPLE is a number from 5 to 9999")
    script = crowd(_stream(seed, "crowd"), people)
    world = script.world
    heal = world.ends - CALM
    each = max(1, KILLS_OF_EACH * people // FULL_SIZE)
    kills = nemesis.kills(
        _stream(seed, "nemesis"), each, world.starts + FIRST_KILL, heal - LAST_KILL_BEFORE_HEALING
    )
    looks = glances(_stream(seed, "looks"), script)
    return Plan(
        seed=seed,
        people=people,
        speed=speed,
        script=script,
        faults=storm.storm(_stream(seed, "storm"), people, world.starts + FIRST_FAULT, heal),
        kills=kills,
        glances=looks,
        heal=heal,
        minimum=_minimum(people, len(kills), len(looks)),
    )


def _stream(seed: int, name: str) -> random.Random:
    return random.Random(f"{seed}/{name}")  # noqa: S311 - must be repeatable, keeps no secret


def _minimum(people: int, kills: int, looks: int) -> dict[str, int]:
    """Return below which counts a run proves nothing; the smaller, the less can be asked of it."""
    share = min(1.0, people / FULL_SIZE)
    return {
        "bookings": int(3.5 * people),
        "firings": max(10, int(150 * share)),
        "kinds": max(8, min(15, int(4 + people / 10))),
        "inquiries": int(0.5 * people),
        "troubled_states": max(2, int(20 * share)),
        "looks": looks // 2,
        "kills": kills,
    }
