"""Nothing personal is in what the engine's server keeps: histories, its whole database."""

import asyncio
from pathlib import Path

from tests.workflows.lives import account, somebody
from tests.workflows.rig import Rig


async def test_no_personal_data_reaches_the_engines_server(august: Rig, server_file: Path) -> None:
    life = somebody()
    wrong = account(life, "ovo", name="Joko Bukanpemilik", nik="9988774503900000")
    august.counterparts.tell([life], [account(life), wrong])

    async with august.working():
        journey = await august.certify(life)
        assert not (await august.link(life, "ovo")).accepted
        assert (await august.link(life)).accepted
        await august.until("2020-08-13 20:00")
        history = (await august.handle(journey).fetch_history()).to_json()
    assert len(august.counterparts.credits_of(life)) == 1

    kept = await asyncio.to_thread(
        lambda: b"".join(file.read_bytes() for file in server_file.parent.iterdir())
    )
    canaries = [life.nik.digits, life.phone, life.phone[2:], life.voucher, *life.name.split()]
    assert [canary for canary in canaries if canary in history] == []
    assert [canary for canary in canaries if canary.encode() in kept] == []
    assert journey.encode() in kept
