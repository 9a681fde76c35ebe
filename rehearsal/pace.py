"""How fast this machine is just now, so that a programme day is given the real time that it needs.

A day that is too short for the machine proves nothing: what should take an hour takes weeks, and
partners, deadlines and the judge's patience are over before the system had its turn.
"""

import subprocess
import sys
from collections.abc import Sequence
from statistics import median

from rich.console import Console

SECONDS_A_DAY = 86_400
"""A speed is given in programme days a second, and a clock's in seconds a second."""
CORES = 2
ROUNDS = 15
"""Others come and go within seconds: three rounds found 1.6 and 3.5 one right after the other."""
CALM_SECONDS = 0.2
"""What one round takes on two cores that nobody else uses (Python 3.11, x86-64 of 2023)."""
CALMEST, SLOWEST = 1.4, 8.0
"""A machine that others share and that is found calm seldom is for all the minutes of a storm."""
FASTEST, PEOPLE_DAYS_A_SECOND = CALMEST, 70.0
"""On two free cores one worker keeps up with 70 people at a day a second, and two with 140. No day
is shorter than a second, however few they are: what is a little late would be days late."""
LEAST_SPEED, MOST_SPEED = 0.001, 100.0
_LOOP = """
import time
begun = time.perf_counter()
total = 0
for number in range({rounds}):
    total += number * number % 7
print(time.perf_counter() - begun)
"""
_ROUND = 2_000_000


def chosen_speed(asked: str, people: int, workers: int, console: Console) -> float:
    """Return the programme days a second that are asked for, else those that the machine bears.

    Raises ValueError for a text that is no speed.
    """
    if asked:
        return _speed(asked)
    with console.status("Measuring how fast this machine is just now ..."):
        slowness = slowness_of([_seconds() for _ in range(ROUNDS)])
    return bearable_speed(people, workers, slowness)


def bearable_speed(people: int, workers: int, slowness: float = 1.0) -> float:
    """Return the programme days a second that up to two workers bear on two cores."""
    return min(FASTEST, PEOPLE_DAYS_A_SECOND * workers / max(people, 1)) / slowness


def slowness_of(rounds: Sequence[float]) -> float:
    """Return how many times longer work may take than on two free cores; `rounds` in seconds."""
    return min(max(median(rounds) / CALM_SECONDS, CALMEST), SLOWEST)


def _speed(text: str) -> float:
    try:
        speed = float(text)
    except ValueError:
        speed = 0.0
    if not LEAST_SPEED <= speed <= MOST_SPEED:
        raise ValueError(
            f"SPEED is a number of days a second from {LEAST_SPEED:g} to {MOST_SPEED:g}, "
            "such as 1 or 0.5"
        )
    return speed


def _seconds() -> float:
    """Return how long a piece of work takes when each core does one."""
    command = [sys.executable, "-I", "-c", _LOOP.format(rounds=_ROUND)]
    working = [subprocess.Popen(command, stdout=subprocess.PIPE) for _ in range(CORES)]
    return max(float(each.communicate()[0]) for each in working)
