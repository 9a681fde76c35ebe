"""How fast this machine is just now, so that a programme day is given the real time that it needs.

A day that is too short for the machine proves nothing: what should take an hour takes weeks, and
partners, deadlines and the judge's patience are over before the system had its turn.
"""

import subprocess
import sys
from statistics import median

SECONDS_A_DAY = 86_400
"""A speed is given in programme days a second, and a clock's in seconds a second."""
CORES = 2
ROUNDS = 15
"""Others come and go within seconds: three rounds found 1.6 and 3.5 one right after the other."""
CALM_SECONDS = 0.2
"""What one round takes on two cores that nobody else uses (Python 3.11, x86-64 of 2023)."""
CALMEST, SLOWEST = 1.4, 8.0
"""A machine that others share and that is found calm seldom is for all the minutes of a storm."""
FASTEST, PEOPLE_DAYS_A_SECOND = 2.0, 70.0
"""On two free cores one worker keeps up with 70 people at a day a second, and two with 140. No day
is shorter than half a second: the hours in which money is paid must not pass between two looks."""
_LOOP = """
import time
begun = time.perf_counter()
total = 0
for number in range({rounds}):
    total += number * number % 7
print(time.perf_counter() - begun)
"""
_ROUND = 2_000_000


def usual_speed(people: int, workers: int) -> float:
    """Return the programme days a second that up to two workers bear on two free cores."""
    return min(FASTEST, PEOPLE_DAYS_A_SECOND * workers / max(people, 1))


def bearable_speed(people: int, workers: int) -> float:
    """Return the programme days a second that they bear on this machine just now."""
    return usual_speed(people, workers) / slowness()


def slowness() -> float:
    """Return how many times longer work may take than on two free cores."""
    found = median(_seconds() for _ in range(ROUNDS))
    return min(max(found / CALM_SECONDS, CALMEST), SLOWEST)


def _seconds() -> float:
    """Return how long a piece of work takes when each core does one."""
    command = [sys.executable, "-I", "-c", _LOOP.format(rounds=_ROUND)]
    working = [subprocess.Popen(command, stdout=subprocess.PIPE) for _ in range(CORES)]
    return max(float(each.communicate()[0]) for each in working)
