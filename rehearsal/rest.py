"""When a run is over: nothing moves any more, as far as anybody can see from outside.

Rest is judged by what cases say and by real time, never by how long a machine was expected to
take: a slow one comes to rest later. One that never does is not judged at all.
"""

import asyncio
from collections.abc import Mapping
from typing import Any

from domain.reasons import Party
from rehearsal.evidence import Evidence
from rehearsal.play import UNANSWERED, Play
from rehearsal.stories import check

UNDER_WAY = frozenset({"sedang_diproses", "belum_pasti", "dalam_pengecekan"})
STILL_SECONDS = 6.0
"""Nobody but participants can move anything, and nothing has changed for this long."""
LONG_STILL_SECONDS = 240.0
"""Somebody else should move something, but longer than any try may be lost with its worker."""
LOOKS_EVERY_SECONDS = 3.0
LIMIT_SECONDS = 900.0
Cases = dict[str, dict[str, Any]]


async def conclude(
    play: Play,
    evidence: Evidence,
    sandbox: str,
    token: str,
    minimum: Mapping[str, int],
    patience: float = LONG_STILL_SECONDS,
) -> Cases:
    """Wait for rest, then write down everything that a judge needs; return every case file.

    `minimum` and the errors are those of `Evidence.collect`; `patience` is for how many seconds
    nothing must change while not all is as it should be.
    """
    quiet, cases = await at_rest(play, patience)
    if quiet:
        evidence.at_rest(play.now())
    await evidence.collect(sandbox, token, cases, minimum)
    return cases


async def at_rest(play: Play, patience: float = LONG_STILL_SECONDS) -> tuple[bool, Cases]:
    """Wait until nothing moves; say whether it came to that, and return the cases as last read."""
    loop = asyncio.get_running_loop()
    begun, last, since = loop.time(), dict[str, Any](), loop.time()
    while True:
        cases = await read_cases(play)
        told = {nik: case.get("version") for nik, case in cases.items()}
        if told != last or not _all_answer(cases):
            last, since = told, loop.time()
        still = loop.time() - since
        if still >= (STILL_SECONDS if is_settled(play, cases) else patience):
            return True, cases
        if loop.time() - begun > LIMIT_SECONDS:
            return False, cases
        await asyncio.sleep(LOOKS_EVERY_SECONDS)


async def read_cases(play: Play) -> Cases:
    """Return every case file; one that cannot be had just now is as if the engine were stuck."""
    cases: Cases = {}
    for nik in play.niks():
        try:
            cases[nik] = await play.case(nik)
        except UNANSWERED:
            cases[nik] = {"version": 0}
    return cases


def _all_answer(cases: Cases) -> bool:
    return all(case.get("version") != 0 for case in cases.values())


def is_settled(play: Play, cases: Cases) -> bool:
    """Say whether nothing is under way, and everybody has what was expected or must act.

    A storm may have kept somebody from linking an account, say: that person will not do it now.
    """
    if not _all_answer(cases):
        return False
    expected = [each for each in play.script.checks() if each.at >= play.script.world.ends]
    unmet = [each for each in expected if check(each.expectation, cases.get(each.nik, {}))]
    return not any(_under_way(case) for case in cases.values()) and all(
        _waits_for_the_participant(cases.get(each.nik, {})) for each in unmet
    )


def _waits_for_the_participant(case: Mapping[str, Any]) -> bool:
    return bool(case) and case["holder"]["party"] == Party.PARTICIPANT


def _under_way(case: Mapping[str, Any]) -> bool:
    return any(tranche["status"] in UNDER_WAY for tranche in case.get("tranches", []))
