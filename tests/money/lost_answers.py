"""Everybody's first send of every tranche is booked, and its answer is lost.

    nice -n 10 .venv/bin/python -m tests.money.lost_answers             # 500 people, 2,000 payments
    nice -n 10 .venv/bin/python -m tests.money.lost_answers --people 40
    nice -n 10 .venv/bin/python -m tests.money.lost_answers --tills     # without the engine

The whole system but the gateway: journeys on the server that skips time, a worker, the records,
the sandbox over real HTTP; or, with `--tills`, the payout activity with all that is below it.
Prints what came of it. Exit code 1, and each broken promise in words, unless everybody got exactly
four credits, no payment had a second reference, and nobody was ever shown `gagal`: with 500 people
that is exactly 2,000 credits. `LOST_ANSWERS_PEOPLE=500 pytest tests/money/test_lost_answers.py` is
the same by the tests.
"""

import argparse
import asyncio
import sys
import tempfile
import time
from collections import Counter
from collections.abc import AsyncIterator, Iterable, Sequence
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from domain.casefile import CaseFile
from domain.payouts import Channel
from records.database import migrate
from records.ledger import Request
from tests.money.lost_figures import Figures
from tests.money.till import Place, Till, enrol, opened, order_of
from tests.workflows.counterparts import Counterparts, counterparts
from tests.workflows.lives import START, USUAL_FACTS, Life, account, at, somebody, window
from tests.workflows.rig import Rig, fault, keyring_of, rigged, training
from tests.workflows.servers import skipping_server

PAYDAYS = ("2020-08-13", "2020-09-14", "2020-10-12", "2020-11-11")
AT_ONCE = 4
"""So many updates and queries are under way at a time."""


Known = Sequence[tuple[Life, str]]
"""People and the channel of each."""


def lives_of(people: int) -> list[tuple[Life, str]]:
    """Return new people, evenly over the channels."""
    every = list(Channel)
    return [(somebody(surveys=[]), every[number % len(every)]) for number in range(people)]


def world_of(lives: Known) -> tuple[list[Life], list[dict[str, Any]], list[dict[str, Any]]]:
    """Return people, accounts and faults as the sandbox is told of them."""
    accounts = [account(life, channel) for life, channel in lives]
    return [life for life, _ in lives], accounts, faults_of(lives)


def faults_of(lives: Known) -> list[dict[str, Any]]:
    """Lose the answer to the first send of each tranche; be deaf to inquiries until ten."""
    deaf = [
        fault("unavailable", channel, operation="inquire", **morning(day))
        for channel in Channel
        for day in PAYDAYS
    ]
    lost = [
        fault(
            "books_then_drops_answer", channel, operation="send", times=1, **on(day, life, channel)
        )
        for life, channel in lives
        for day in PAYDAYS
    ]
    return [*lost, *deaf]


def morning(day: str) -> dict[str, str]:
    """Return the hour in which nobody answers inquiries: the fourth leaves after half past nine."""
    return window(f"{day} 09:00", f"{day} 10:00")


def on(day: str, life: Life, channel: str) -> dict[str, str]:
    """Return the one account and the payday, and the days until the next tranche."""
    ends = f"{date.fromisoformat(day) + timedelta(days=7)}"
    return {**window(f"{day} 00:00", f"{ends} 00:00"), "account": life.number(channel)}


async def live_through(rig: Rig, people: int) -> Figures:
    """Let so many people live to their fourth tranche."""
    figures, lives = Figures(people), lives_of(people)
    rig.counterparts.tell(*world_of(lives))
    async with rig.working():
        journeys = await certified(rig, [life for life, _ in lives])
        answers = await each(rig.link(life, channel) for life, channel in lives)
        assert all(answer.accepted for answer in answers)
        assert await paydays(rig, journeys) == set(PAYDAYS)
        for number, day in enumerate(PAYDAYS):
            for hour, statuses in (("09:45", figures.while_unclear), ("20:00", figures.afterwards)):
                await rig.until(f"{day} {hour}")
                cases = await each(rig.case(journey) for journey in journeys)
                statuses.update(training(case)[number].status for case in cases)
                figures.seen.update(t.status for case in cases for t in training(case))
        for case in cases:
            count(figures, case)
        for journey in journeys:
            for number in range(1, len(PAYDAYS) + 1):
                count_actions(figures, await rig.requests(journey, number))
    count_partners(figures, rig.counterparts, lives)
    return figures


async def certified(rig: Rig, lives: Sequence[Life]) -> list[str]:
    """Enrol everybody, with everything pushed up to the certificate."""
    journeys = [await rig.enrol(life, on=START) for life in lives]
    for journey in journeys:
        for fact in USUAL_FACTS:
            await rig.engine.inbox.record_fact(journey, fact, at=fact.at)
    await rig.pass_time(timedelta(days=1))
    return journeys


async def paydays(rig: Rig, journeys: Sequence[str]) -> set[str]:
    """Return the days that were promised to anybody."""
    cases = await each(rig.case(journey) for journey in journeys)
    return {str(tranche.promised_for) for case in cases for tranche in training(case)}


async def each(asked: Iterable[Any]) -> list[Any]:
    """Ask everybody, a few at a time."""
    turn = asyncio.Semaphore(AT_ONCE)

    async def one(question: Any) -> Any:
        async with turn:
            return await question

    return await asyncio.gather(*(one(question) for question in asked))


def count(figures: Figures, case: CaseFile) -> None:
    """Count what the timeline tells of each tranche."""
    for tranche in training(case):
        name = f"training-{tranche.number} "
        events = [line.event for line in case.timeline if line.event.startswith(name)]
        figures.told[tuple(event.removeprefix(name) for event in events)] += 1
        figures.references[len({attempt.reference for attempt in tranche.attempts})] += 1


def count_actions(figures: Figures, requests: Sequence[Request]) -> None:
    """Count what was sent and asked for one tranche, by our own ledger."""
    actions = Counter(request.action for request in requests)
    figures.sends[actions["send"]] += 1
    figures.inquiries[actions["inquire"]] += 1


def count_partners(figures: Figures, partners: Counterparts, lives: Known) -> None:
    """Count what the partners say of it."""
    rows = partners.credits_of(*(life for life, _ in lives))
    figures.credits = [(row["owner_nik"], row["reference"]) for row in rows]
    figures.fired = sum(partners.fired()[: figures.people * len(PAYDAYS)])


async def at_tills(place: Place, partners: Counterparts, people: int) -> Figures:
    """Pay so many people four tranches without the engine: one process, many orders at once."""
    figures, lives = Figures(people), lives_of(people)
    partners.tell(*world_of(lives))
    turn = asyncio.Semaphore(AT_ONCE)

    async def paid(till: Till, life: Life, channel: str, number: int) -> None:
        begins = at(f"{PAYDAYS[number - 1]} 09:00")
        open_days = [begins.date(), begins.date() + timedelta(days=1)]
        order = order_of(life, channel, begins, number=number, open_days=open_days)
        async with turn:
            settled = await replace(till, heartbeats=[]).work_off(order, begins)
        figures.told[tuple(one.result.value for one in settled)] += 1
        figures.references[len({one.reference for one in settled})] += 1
        count_actions(figures, await till.ledger.requests(str(settled[-1].reference)))

    async with opened(place) as till:
        for life, channel in lives:
            await enrol(till, life, channel)
        for number in range(1, len(PAYDAYS) + 1):
            await asyncio.gather(*(paid(till, *one, number) for one in lives))
    count_partners(figures, partners, lives)
    return figures


@asynccontextmanager
async def programme(folder: Path, told: Counterparts) -> AsyncIterator[Rig]:
    """Put a programme together that begins the day after a usual certificate."""
    async with skipping_server(keyring_of(told.provided)) as env:
        begins = at("2020-08-07 08:00")
        async with rigged(env, env.client, told, folder / "records.db", start=begins) as rig:
            yield rig


async def run(people: int, *, tills: bool) -> int:
    """Live through it and print the figures; return the exit code."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        migrate(f"sqlite:///{folder / 'records.db'}")
        with counterparts(folder / "partners") as told:
            began = time.monotonic()
            if tills:
                place = Place.of(told.provided, folder / "records.db")
                figures = await at_tills(place, told, people)
            else:
                async with programme(folder, told) as rig:
                    figures = await live_through(rig, people)
    broken = figures.broken()
    verdict = [f"BROKEN: {promise}" for promise in broken] or ["every promise was kept"]
    lines = [f"{time.monotonic() - began:.0f} s", *figures.lines(), *verdict]
    sys.stdout.write("\n".join([*lines, ""]))
    return 1 if broken else 0


if __name__ == "__main__":
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--people", type=int, default=500)
    parser.add_argument("--tills", action="store_true", help="without the engine")
    told = parser.parse_args()
    sys.exit(asyncio.run(run(told.people, tills=told.tills)))
