"""Fictitious people who are all paid on one day, and the partners that they meet.

Everybody has reached the certificate before the benchmark begins: the records hold their facts,
and all that is left to wait for is the first payday. Lives and partners are those of
`benchmarks.lives`.
"""

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from benchmarks.lives import BEGINS, Life, world
from domain.application import Application
from domain.clock import Clock, at_hour
from domain.facts import Fact, FactKind
from domain.payouts import Channel
from domain.promises import tranche_promises
from domain.scheme import SCHEME_2020
from domain.workdays import workdays_known

WAVES = 15
"""Three to each of the five steps in which the engine keeps payouts in order."""
_SEED = 2020


@dataclass(frozen=True, slots=True)
class Till:
    """One channel on this payday: who is paid there, how fast it pays, and how fast we ask."""

    channel: Channel
    people: int
    takes: float
    """Transfers a real second that the channel takes; beyond that it answers 429."""
    limit: float | None
    """Payouts a real second that our queue lets begin; None: as many as there are."""


@dataclass(frozen=True, slots=True)
class Payee:
    """One person, with the wave that decides the place in the queue."""

    life: Life
    wave: int

    @property
    def application(self) -> Application:
        """What the person has enrolled with."""
        return replace(self.life.application, wave=self.wave)

    @property
    def facts(self) -> list[Fact]:
        """Everything up to the certificate, as partners would have pushed it."""
        return [fact for fact in self.life.pushes if fact.kind is not FactKind.SURVEY_COMPLETED]


def payees(tills: Sequence[Till]) -> list[Payee]:
    """Return everybody, till after till, each wave as often as another and in no order."""
    chance = random.Random(_SEED)  # noqa: S311 - a dealt order, no secret
    channels = [till.channel for till in tills for _ in range(till.people)]
    waves = [1 + place % WAVES for place in range(len(channels))]
    chance.shuffle(waves)
    return [
        Payee(Life(number, BEGINS, channel), wave)
        for number, (channel, wave) in enumerate(zip(channels, waves, strict=True), start=1)
    ]


def payday() -> datetime:
    """Return when money may first leave on the day that all are promised."""
    certified = Life(1, BEGINS, Channel.DANA).at(FactKind.CERTIFICATE_PUBLISHED)
    bought = Clock.day_of(BEGINS)
    workdays = workdays_known(bought, bought, Clock.day_of(certified).replace(month=12))
    first = tranche_promises(certified, SCHEME_2020, workdays)[0]
    return at_hour(first.day, SCHEME_2020.pay_hours[0])


def world_of(
    people: Sequence[Payee], tills: Sequence[Till], secrets: Mapping[str, str]
) -> dict[str, Any]:
    """Return the document that the sandbox plays from: nobody is slow but the tills."""
    faults = [
        {
            "name": till.channel,
            "fault": "too_many",
            "partner": till.channel,
            "operation": "send",
            "args": {"per_second": till.takes},
        }
        for till in tills
    ]
    return world([payee.life for payee in people], secrets) | {"faults": faults}
