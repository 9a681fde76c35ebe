"""Record the histories that later versions must replay: `python -m tests.replay.record`.

Run by hand after a shape was added below: what is recorded already stays as it is. A history is
deleted only when the journey cannot follow it any more and none like it is open. Each is encrypted
under the public key of `tests.replay.keys`.
"""

import asyncio
import tempfile
from base64 import urlsafe_b64encode
from collections.abc import Awaitable, Callable
from dataclasses import replace
from pathlib import Path

from domain.messages import Resolution, Returned
from domain.payouts import Outcome, TrancheKind
from records.database import migrate
from tests.replay.keys import TEST_ONLY
from tests.workflows.counterparts import counterparts
from tests.workflows.lives import IDLE, Life, account, at, direct_buyer, somebody
from tests.workflows.rig import OwnTimeRig, Rig, fault, fresh, rigged, training
from tests.workflows.servers import real_server
from workflows.participant_journey import ParticipantJourney

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


async def traced(rig: Rig, life: Life) -> None:
    """As `relinked`, until it is closed; each task that only hears something leaves a trace."""
    await relinked(rig, life)
    await rig.until("2020-12-31 20:00")


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


async def returned(rig: Rig, life: Life) -> None:
    """The first incentive came back ten days later, and went out again."""
    rig.counterparts.tell([life], [account(life)])
    journey = await rig.certify(life)
    await rig.link(life)
    await rig.until("2020-08-23 12:00")
    reference = str(training(await rig.case(journey))[0].reference)
    rig.counterparts.reverse("dana", reference, at=await rig.now())
    await rig.ledger.close(reference, Outcome.REVERSED, at=await rig.now())
    came_back = Returned(kind=TrancheKind.TRAINING, number=1, reference=reference)
    await rig.handle(journey).execute_update(ParticipantJourney.payment_returned, came_back)
    await rig.until("2020-08-28 20:00")


async def resolved(rig: Rig, life: Life) -> None:
    """The bank never answered again, and two people proved that it had paid."""
    own = {"account": life.phone}
    lost = fault("books_then_drops_answer", "dana", operation="send", times=1, **own)
    deaf = fault("unavailable", "dana", operation="inquire", **own)
    rig.counterparts.tell([life], [account(life)], [lost, deaf])
    journey = await rig.certify(life)
    await rig.link(life)
    await rig.until("2020-08-20 12:00")
    reference = str(training(await rig.case(journey))[0].reference)
    await rig.ledger.close(reference, Outcome.PAID, at=await rig.now())
    resolution = Resolution(
        kind=TrancheKind.TRAINING,
        number=1,
        reference=reference,
        outcome=Outcome.PAID,
        evidence="0" * 64,
        proposed_by="rina",
        approved_by="budi",
    )
    await rig.handle(journey).execute_update(ParticipantJourney.payout_resolved, resolution)
    await rig.until("2020-08-21 20:00")


async def watched(rig: Rig, life: Life) -> None:
    """Everything was paid, or its deadline passed, and nothing came back for two weeks."""
    rig.counterparts.tell([life], [account(life)])
    await rig.certify(life)
    await rig.link(life)
    await rig.until("2020-12-31 20:00")


SHAPES: dict[Told, Life] = {
    direct: direct_buyer(),
    marketplace: somebody(),
    held: somebody(certificate={"name": "Joko Sembarang", "reissued": "2020-08-20 10:00"}),
    relinked: somebody(),
    traced: somebody(surveys=["2020-09-15"]),
    unclear: somebody(),
    missed_deadline: somebody(**IDLE),
    returned: somebody(),
    resolved: somebody(),
    watched: somebody(surveys=["2020-09-15"]),
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
                if file_of(live).exists():
                    continue
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
    text = history.to_json()
    await asyncio.to_thread(file_of(live).write_text, text + "\n")
    told = f"{live.__name__}: {len(history.events)} events, {len(text)} bytes"
    print(told)  # noqa: T201 - run by hand


def file_of(live: Told) -> Path:
    """Return where the history of a shape is kept."""
    return HISTORIES / f"{live.__name__}.json"


if __name__ == "__main__":
    HISTORIES.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        asyncio.run(record(Path(folder)))
