"""One process that pays: real records, real adapters over real HTTP, the real activity.

It is told the programme time of each try, as the engine would tell it, and waits for nobody.
"""

import contextlib
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
from pydantic import BaseModel, ConfigDict
from temporalio.exceptions import ApplicationError
from temporalio.testing import ActivityEnvironment

from activities.names import LATER
from activities.payouts import PayoutActivities
from domain.messages import PayoutOrder, Settled, Settlement
from domain.payouts import Channel, TrancheKind
from domain.ports import Partners
from partners.directory import load
from partners.wire import open_client
from records.database import Database
from records.keyring import Keyring
from records.ledger import Ledger
from records.people import People
from records.person import Person
from rehearsal.provision import Provision
from tests.money.steps import ENDS, WAITS, Announce, payouts_of, unheard
from tests.workflows.lives import START, Life, days
from tests.workflows.rig import unchanged

Change = Callable[[Partners], Partners]
OPEN_DAYS = days("2020-08-13", "2020-08-14", "2020-08-18", "2020-08-19")
TRIES = 60
"""More than any story here needs."""


class Place(BaseModel):
    """Where a process finds the records and the partners: what a worker reads from settings."""

    model_config = ConfigDict(frozen=True)

    records: Path
    register_file: Path
    secrets: dict[str, str]
    snap_key: Path
    keys: str

    @classmethod
    def of(cls, provided: Provision, records: Path) -> "Place":
        """Return the place of a provisioned system."""
        told = provided.environment
        return cls(
            records=records,
            register_file=Path(told["PRAKERJA_PARTNERS_FILE"]),
            secrets=dict(provided.secrets),
            snap_key=Path(told["PRAKERJA_SNAP_KEY_FILE"]),
            keys=told["PRAKERJA_KEYS"],
        )

    @property
    def url(self) -> str:
        """The records' address."""
        return f"sqlite:///{self.records}"

    def partners(self, http: httpx.AsyncClient) -> Partners:
        """Return the adapters of production."""
        return load(self.register_file, self.secrets, self.snap_key.read_bytes(), http)


@dataclass
class Till:
    """A process that settles orders one try after the other."""

    ledger: Ledger
    people: People
    activities: PayoutActivities
    announce: Announce
    heartbeats: list[Any] = field(default_factory=list)

    async def settle(self, order: PayoutOrder, now: datetime) -> Settlement | timedelta:
        """Make one try; return what it tells, or the wait it asks for."""
        env = ActivityEnvironment()
        env.info = replace(env.info, started_time=now, heartbeat_details=self.heartbeats)
        env.on_heartbeat = self._beat
        try:
            settled = await env.run(self.activities.settle_tranche, order)
        except ApplicationError as wait:
            if wait.type != LATER or wait.next_retry_delay is None:
                raise
            await self.announce(WAITS)
            return wait.next_retry_delay
        await self.announce(ENDS)
        return settled

    async def work_off(
        self, order: PayoutOrder, now: datetime, begun: "Begun | None" = None
    ) -> list[Settlement]:
        """Try until the tranche is paid; return what the journey would be told meanwhile.

        What the journey would order anew is ordered anew; `begun` follows the try that runs.
        """
        told: list[Settlement] = []
        for _ in range(TRIES):
            if begun is not None:
                begun.order, begun.now = order, now
            settled = await self.settle(order, now)
            if isinstance(settled, timedelta):
                now += settled
                continue
            told.append(settled)
            if settled.result is Settled.PAID:
                return told
            order, now = ordered_anew(order, settled, now)
        raise AssertionError(f"not paid after {TRIES} tries: {order}")

    def _beat(self, *details: Any) -> None:
        self.heartbeats = list(details)


@dataclass
class Begun:
    """The try that a process is in: what its successor goes on with."""

    order: PayoutOrder
    now: datetime


def ordered_anew(
    order: PayoutOrder, settled: Settlement, now: datetime
) -> tuple[PayoutOrder, datetime]:
    """Return the journey's next order after a settlement, and when it is tried."""
    if settled.result is Settled.NOT_PAID:
        later = now + timedelta(days=1)
        anew = {"generation": order.generation + 1, "told": None, "pay_at": later}
        return order.model_copy(update=anew), later
    # What the journey is told already is waited out by the next try.
    return order.model_copy(update={"told": settled.reason}), now


@contextlib.asynccontextmanager
async def opened(
    place: Place, announce: Announce = unheard, *, change: Change = unchanged
) -> AsyncIterator[Till]:
    """Open a till whose partners may be changed."""
    async with (
        open_client() as http,
        opened_with(place, change(place.partners(http)), announce) as till,
    ):
        yield till


@contextlib.asynccontextmanager
async def two_adapters(place: Place) -> AsyncIterator[tuple[Partners, Partners]]:
    """Open the partners twice, as two processes do: to be shared by tills one after the other."""
    async with open_client() as one, open_client() as other:
        yield place.partners(one), place.partners(other)


@contextlib.asynccontextmanager
async def opened_with(place: Place, partners: Partners, announce: Announce) -> AsyncIterator[Till]:
    """Open the records and put a till together."""
    async with opened_on(Database.open(place.url), place, partners, announce) as till:
        yield till


@contextlib.asynccontextmanager
async def opened_on(
    database: Database, place: Place, partners: Partners, announce: Announce
) -> AsyncIterator[Till]:
    """Put a till together on records that are closed with it."""
    people = People(database, Keyring.parse(place.keys))
    payouts = payouts_of(partners, people, database, announce)
    try:
        yield Till(Ledger(database), people, payouts, announce)
    finally:
        await database.close()


def journey_of(life: Life) -> str:
    """Return the journey of a life that was enrolled here."""
    return f"journey-{life.serial:04d}"


async def enrol(till: Till, life: Life, *channels: str, entitled_idr: int = 2_550_000) -> None:
    """Record a participant with an own account at each of these channels."""
    journey = journey_of(life)
    person = Person(
        journey=journey,
        nik=life.nik.digits,
        name=life.name,
        phone=life.phone,
        wave=7,
        provider=life.provider,
        marketplace=life.marketplace,
        voucher=life.voucher,
        bought_on=START.date(),
        enrolled_at=START,
    )
    await till.people.add(person)
    await till.ledger.entitle(journey, entitled_idr, at=START)
    for channel in channels:
        await till.people.add_account(journey, Channel(channel), life.number(channel), at=START)


def order_of(life: Life, channel: str, pay_at: datetime, **differently: Any) -> PayoutOrder:
    """Return the order of a first tranche to a first account."""
    order = PayoutOrder(
        journey=journey_of(life),
        kind=TrancheKind.TRAINING,
        number=1,
        generation=1,
        amount_idr=600_000,
        link=1,
        channel=Channel(channel),
        check_at=pay_at - timedelta(days=2),
        pay_at=pay_at,
        open_days=OPEN_DAYS,
        pay_hours=(9, 23),
    )
    return order.model_copy(update=differently)
