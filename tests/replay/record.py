"""Record the histories that later versions must replay: `python -m tests.replay.record`.

Run by hand when the journey has changed in a way that old histories cannot follow and none of
them is open any more. Every history is encrypted under the public key of `tests.replay.keys`.
"""

import asyncio
import tempfile
from base64 import urlsafe_b64encode
from collections.abc import Awaitable, Callable
from dataclasses import replace
from pathlib import Path

from records.database import migrate
from tests.replay.keys import TEST_ONLY
from tests.workflows.counterparts import counterparts
from tests.workflows.lives import IDLE, Life, account, at, direct_buyer, somebody
from tests.workflows.rig import OwnTimeRig, Rig, fault, fresh, rigged
from tests.workflows.servers import real_server

HISTORIES = Path(__file__).with_name("histories")
AUGUST = at("2020-08-07 08:00")

Told = Callable[[Rig, Life], Awaitable[None]]


async def direct(rig: Rig, life: Life) -> None:
    """Bought at the provider: asked for everything until the first incentive."""
    rig.counterparts.tell([life], [account(life)])
    await rig.enrol(life)
    await rig.link(life)
    await rig.until("2020-08-12 20:00")


async def marketplace(rig: Rig, life: Life) -> None:
    """Bought at a marketplace: four incentives and the first survey."""
    rig.counterparts.tell([life], [account(life)])
    await rig.certify(life)
    await rig.link(life)
    await rig.until("2020-11-12 20:00")


async def held(rig: Rig, life: Life) -> None:
    """A certificate in another name, issued again."""
    rig.counterparts.tell([life], [account(life)])
    await rig.enrol(life)
    await rig.until("2020-08-22 20:00")


async def relinked(rig: Rig, life: Life) -> None:
    """Linked, suspended, taken back, linked elsewhere and paid."""
    changes = [{"at": at("2020-08-10").isoformat(), "suspended": True}]
    rig.counterparts.tell([life], [account(life, changes=changes), account(life, "bni")])
    await rig.certify(life)
    await rig.link(life)
    await rig.until("2020-08-12 20:00")
    await rig.unlink(life)
    await rig.link(life, "bni")
    await rig.until("2020-08-14 20:00")


async def unclear(rig: Rig, life: Life) -> None:
    """The first answer of the bank was lost, the second payment was refused once."""
    lost = fault("books_then_drops_answer", "dana", operation="send", times=1, account=life.phone)
    refused = fault(
        "code",
        "dana",
        operation="send",
        times=1,
        account=life.phone,
        args={"code": "4033818"},
        **{"from": at("2020-09-14 08:00").isoformat()},
    )
    rig.counterparts.tell([life], [account(life)], [lost, refused])
    await rig.certify(life)
    await rig.link(life)
    await rig.until("2020-09-16 20:00")


async def missed_deadline(rig: Rig, life: Life) -> None:
    """The voucher was never used."""
    rig.counterparts.tell([life])
    await rig.enrol(life, on=at("2020-07-07 08:00"))
    await rig.until("2020-09-01 20:00")


SHAPES: dict[Told, Life] = {
    direct: direct_buyer(),
    marketplace: somebody(),
    held: somebody(certificate={"name": "Joko Sembarang", "reissued": "2020-08-20 10:00"}),
    relinked: somebody(),
    unclear: somebody(),
    missed_deadline: somebody(**IDLE),
}


async def record(folder: Path) -> None:
    """Live each shape on a real server and write its history."""
    template = folder / "empty.db"
    migrate(f"sqlite:///{template}")
    key = f"replay:{urlsafe_b64encode(bytes(range(32))).decode()}"
    with counterparts(folder / "counterparts") as told:
        keyed = {**told.provided.environment, "PRAKERJA_KEYS": key}
        told.provided = replace(told.provided, environment=keyed)
        async with real_server(TEST_ONLY) as env:
            for live, life in SHAPES.items():
                records = fresh(template, folder)
                async with rigged(
                    env, env.client, told, records, start=AUGUST, kind=OwnTimeRig
                ) as rig:
                    await write(rig, live, life)


async def write(rig: Rig, live: Told, life: Life) -> None:
    """Live one shape and keep its history."""
    async with rig.working():
        await live(rig, life)
        history = await rig.handle(rig.begun[0]).fetch_history()
    name = f"{live.__name__}.json"
    text = history.to_json()
    await asyncio.to_thread((HISTORIES / name).write_text, text + "\n")
    print(f"{name}: {len(history.events)} events, {len(text)} bytes")  # noqa: T201 - run by hand


if __name__ == "__main__":
    HISTORIES.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        asyncio.run(record(Path(folder)))
