"""From a payday to its figures: pure, nothing here measures."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from statistics import StatisticsError, correlation, fmean
from typing import Any

from pydantic import BaseModel, ConfigDict

from benchmarks.payday.people import Payee, Till
from benchmarks.payday.worker import Send
from domain.scheme import SCHEME_2020
from workflows.policies import turn_of

Credit = Mapping[str, Any]
"""A row of the partners' ledger, as the sandbox tells it."""


@dataclass(frozen=True, slots=True)
class Happened:
    """What is known of one channel when the day is over."""

    people: Sequence[Payee]
    credits: Sequence[Credit]
    """In the order in which they were booked."""
    sends: Sequence[Send]
    """Those that were answered: a killed worker noted nothing of those that were open."""
    asked_to_pay: int
    inquiries: int
    refused: int
    limit: float | None
    begins: datetime
    """The payday's first instant, in real time."""


class Line(BaseModel):
    """The figures of one channel; seconds are real ones."""

    model_config = ConfigDict(frozen=True)

    channel: str
    people: int
    takes_a_second: float
    limit_a_second: float | None
    limit_at_the_end: float | None
    """As the engine tells it: a worker that comes back must find it."""
    paid_once: int
    """People with one credit of the whole amount, and no other."""
    credits: int
    seconds: float | None
    """From the payday's first instant to the last credit."""
    sends: int
    refused: int
    """Sends that were answered with 429."""
    inquiries: int
    in_flight: int
    """The most transfers that were open at the same time."""
    in_a_second: int
    """The most transfers that were begun within one second."""
    order: float | None
    """Rank correlation of steps of priority with the order of the credits: 1 means the oldest
    waves first."""
    mean_place: dict[int, int]
    """Mean place in the order of the credits, by step of priority."""


def line_of(till: Till, happened: Happened) -> Line:
    """Return the figures of one channel."""
    priorities = {
        payee.application.nik.digits: turn_of(payee.wave).priority_key or 0
        for payee in happened.people
    }
    rows = [row for row in happened.credits if row["kind"] == "credit"]
    whole = [row["owner_nik"] for row in rows if row["amount"] == SCHEME_2020.tranche_idr]
    times, owners = Counter(whole), Counter(row["owner_nik"] for row in happened.credits)
    steps = [priorities[row["owner_nik"]] for row in rows]
    ended = max((datetime.fromisoformat(row["real_at"]) for row in rows), default=None)
    return Line(
        channel=till.channel,
        people=till.people,
        takes_a_second=till.takes,
        limit_a_second=till.limit,
        limit_at_the_end=happened.limit,
        paid_once=sum(times[nik] == owners[nik] == 1 for nik in priorities),
        credits=len(rows),
        seconds=ended and round((ended - happened.begins).total_seconds(), 1),
        sends=happened.asked_to_pay,
        refused=happened.refused,
        inquiries=happened.inquiries,
        in_flight=in_flight(happened.sends),
        in_a_second=in_a_second(happened.sends),
        order=order_of(steps),
        mean_place=mean_places(steps),
    )


def in_flight(sends: Iterable[Send]) -> int:
    """Return the most transfers that were open at one instant."""
    changes = [change for send in sends for change in ((send.begun, 1), (send.ended, -1))]
    most = now_open = 0
    # One that ends at the instant at which another begins is not open beside it.
    for _, change in sorted(changes):
        now_open += change
        most = max(most, now_open)
    return most


def in_a_second(sends: Iterable[Send]) -> int:
    """Return the most transfers that were begun within any one second."""
    begun = sorted(send.begun for send in sends)
    most = first = 0
    for last, at in enumerate(begun):
        while at - begun[first] >= 1.0:
            first += 1
        most = max(most, last - first + 1)
    return most


def order_of(steps: Sequence[int]) -> float | None:
    """Return the rank correlation (Spearman) of steps with their places; None if all are equal."""
    try:
        return round(correlation(ranks(steps), [*map(float, range(len(steps)))]), 3)
    except StatisticsError:
        return None


def ranks(values: Sequence[int]) -> list[float]:
    """Return each value's rank from 1; equal values share the mean of theirs."""
    places: dict[int, list[int]] = {}
    for place, value in enumerate(sorted(values), start=1):
        places.setdefault(value, []).append(place)
    return [fmean(places[value]) for value in values]


def mean_places(steps: Sequence[int]) -> dict[int, int]:
    """Return the mean place of each step."""
    places: dict[int, list[int]] = {}
    for place, step in enumerate(steps, start=1):
        places.setdefault(step, []).append(place)
    return {step: round(fmean(places[step])) for step in sorted(places)}
