"""One NIK one journey, one voucher and one account one participant: whoever asks, however often."""

import asyncio
import re
import subprocess
import sys
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import func, select

from domain.identity import Nik
from domain.payouts import Channel
from records.claims import ClaimedByAnother, Claims
from records.database import Database
from records.keyring import Peppers
from records.tables import claims as claims_table

_AT = datetime(2020, 4, 20, tzinfo=UTC)
_NIK = Nik("9901014503900000")
_ROOT = Path(__file__).parents[2]
_OLD, _NEW, _NEWEST = bytes(32), bytes([1]) * 32, bytes([2]) * 32


async def test_a_person_gets_one_journey_for_ever(claims: Claims) -> None:
    first = await claims.claim_person(_NIK, at=_AT)
    again = await claims.claim_person(Nik.parse("9901 0145-0390.0000"), at=_AT)

    assert re.fullmatch(r"journey-[a-z2-7]{20}", first.journey)
    assert (first.new, again.new) == (True, False)
    assert again.journey == first.journey == await claims.find_by_nik(_NIK)


async def test_two_persons_get_two_journeys(claims: Claims) -> None:
    first = await claims.claim_person(_NIK, at=_AT)
    other = await claims.claim_person(Nik("9901014503910000"), at=_AT)

    assert first.journey != other.journey


async def test_a_hundred_claims_at_once_make_one_journey(claims: Claims) -> None:
    claimed = await asyncio.gather(*(claims.claim_person(_NIK, at=_AT) for _ in range(100)))

    assert len({claim.journey for claim in claimed}) == 1
    assert Counter(claim.new for claim in claimed) == {True: 1, False: 99}


_CLAIM_TWENTY_FIVE_TIMES = """
import asyncio, sys
from datetime import UTC, datetime
from domain.identity import Nik
from records.claims import Claims
from records.database import Database
from records.keyring import Peppers

async def main():
    database = Database.open(sys.argv[1])
    claims = Claims(database, Peppers({name: bytes([int(name)]) * 32 for name in sys.argv[2]}))
    at = datetime.now(UTC)
    print("ready", flush=True)
    sys.stdin.readline()
    claimed = await asyncio.gather(
        *(claims.claim_person(Nik("9901014503900000"), at=at) for _ in range(25))
    )
    for claim in claimed:
        print(claim.journey, claim.new)
    await database.close()

asyncio.run(main())
"""


def _waiting_process(url: str, peppers: str) -> subprocess.Popen[str]:
    """Start a process that has done all but claim, and waits for a line."""
    process = subprocess.Popen(
        [sys.executable, "-c", _CLAIM_TWENTY_FIVE_TIMES, url, peppers],
        cwd=_ROOT,
        text=True,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "ready\n"
    return process


async def test_claims_in_three_processes_make_one_journey_while_peppers_are_rolled_out(
    url: str,
) -> None:
    processes = [_waiting_process(url, peppers) for peppers in ("1", "21", "321")]
    outputs = await asyncio.gather(
        *(asyncio.to_thread(process.communicate, "go\n", 60) for process in processes)
    )

    claimed = [line.split() for output, _ in outputs for line in output.splitlines()]
    assert len(claimed) == 75
    assert len({journey for journey, _ in claimed}) == 1
    assert Counter(new for _, new in claimed) == {"True": 1, "False": 74}


async def test_a_claim_outlives_the_rotation_of_its_pepper(database: Database) -> None:
    before = Claims(database, Peppers({"p1": _OLD}))
    during = Claims(database, Peppers({"p2": _NEW, "p1": _OLD}))
    after = Claims(database, Peppers({"p3": _NEWEST, "p2": _NEW}))
    journey = (await before.claim_person(_NIK, at=_AT)).journey

    assert await during.find_by_nik(_NIK) == journey
    assert (await during.claim_person(_NIK, at=_AT)).journey == journey
    assert await after.find_by_nik(_NIK) == journey
    assert not (await after.claim_person(_NIK, at=_AT)).new


async def test_a_person_claimed_under_the_new_pepper_is_known_under_the_old(
    database: Database,
) -> None:
    """A process that has not been restarted yet must not start the person again."""
    journey = await Claims(database, Peppers({"p2": _NEW, "p1": _OLD})).claim_person(_NIK, at=_AT)

    assert await Claims(database, Peppers({"p1": _OLD})).find_by_nik(_NIK) == journey.journey


async def test_a_voucher_serves_one_participant(claims: Claims) -> None:
    await claims.claim_voucher("CONTOH-0001", "journey-a", at=_AT)
    await claims.claim_voucher(" contoh-0001", "journey-a", at=_AT)

    with pytest.raises(ClaimedByAnother) as refusal:
        await claims.claim_voucher("CONTOH-0001", "journey-b", at=_AT)
    assert refusal.value.owner == "journey-a"
    assert "journey-a" not in str(refusal.value)
    assert await claims.find_by_voucher("contoh-0001") == "journey-a"


async def test_of_fifty_races_for_a_voucher_each_has_one_winner(claims: Claims) -> None:
    async def race(voucher: str) -> list[bool]:
        results = await asyncio.gather(
            *(claims.claim_voucher(voucher, f"journey-{n}", at=_AT) for n in range(3)),
            return_exceptions=True,
        )
        assert {type(result) for result in results} == {type(None), ClaimedByAnother}
        return [result is None for result in results]

    races = await asyncio.gather(*(race(f"CONTOH-{n}") for n in range(50)))
    assert {sum(race) for race in races} == {1}


async def test_a_voucher_noted_in_error_can_be_given_to_its_owner(
    claims: Claims, database: Database
) -> None:
    await claims.claim_voucher("CONTOH-0001", "journey-a", at=_AT)

    assert not await claims.release_voucher("CONTOH-0001", "journey-b")
    assert await claims.release_voucher("CONTOH-0001", "journey-a")
    assert not await claims.release_voucher("CONTOH-0001", "journey-a")
    await claims.claim_voucher("CONTOH-0001", "journey-b", at=_AT)

    assert await claims.find_by_voucher("CONTOH-0001") == "journey-b"
    count = select(func.count()).select_from(claims_table)
    assert await database.read(lambda connection: connection.scalar(count)) == 1


async def test_an_account_serves_one_participant(claims: Claims) -> None:
    await claims.claim_account(Channel.OVO, "6281200000001", "journey-a", at=_AT)
    await claims.claim_account(Channel.OVO, "6281200000001", "journey-a", at=_AT)
    await claims.claim_account(Channel.GOPAY, "6281200000001", "journey-b", at=_AT)

    with pytest.raises(ClaimedByAnother):
        await claims.claim_account(Channel.OVO, "6281200000001", "journey-b", at=_AT)


async def test_a_voucher_and_an_account_with_the_same_text_do_not_meet(claims: Claims) -> None:
    await claims.claim_voucher("9901014503900000", "journey-a", at=_AT)

    assert await claims.find_by_nik(_NIK) is None
