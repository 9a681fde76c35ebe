import shutil
from collections.abc import AsyncIterator
from dataclasses import dataclass, field, replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from temporalio.exceptions import ApplicationError
from temporalio.testing import ActivityEnvironment

from activities.names import LATER
from activities.payments import Payments
from activities.payouts import PayoutActivities
from domain.clock import Clock
from domain.messages import PayoutOrder, Settlement
from domain.payouts import Channel, TrancheKind
from domain.ports import Partners
from records.claims import Claims
from records.database import Database, migrate
from records.keyring import Keyring, Peppers
from records.ledger import Ledger
from records.people import People
from records.person import Person
from records.switches import Switches
from tests.activities.bank import Bank
from tests.workflows.lives import START, Life, at, days

JOURNEY = "journey-of-a-test"
ORDER = PayoutOrder(
    journey=JOURNEY,
    kind=TrancheKind.TRAINING,
    number=1,
    generation=1,
    amount_idr=600_000,
    link=1,
    channel=Channel.DANA,
    check_at=at("2020-08-11 09:00"),
    pay_at=at("2020-08-13 09:00"),
    open_days=days("2020-08-13", "2020-08-14", "2020-08-18"),
    pay_hours=(9, 23),
)
ENTITLED_IDR = 2_550_000
"""Four tranches and three surveys."""


@dataclass
class Desk:
    """The payout activity with real records, run as the engine would run it."""

    ledger: Ledger
    people: People
    claims: Claims
    switches: Switches
    bank: Bank = field(default_factory=Bank)
    heartbeats: list[Any] = field(default_factory=list)

    async def settle(self, when: str, **differently: Any) -> Settlement | timedelta:
        """Make one try at a programme instant; return the settlement, or the wait it asks for.

        A later generation is ordered for that very day, unless the test says for which.
        """
        if differently.get("generation", 1) > 1:
            differently.setdefault("pay_at", at(f"{when[:10]} 09:00"))
        partners = Partners(sources={}, channels={Channel.DANA: self.bank})
        payments = Payments(partners, self.people, self.claims, self.ledger, self.switches)
        activities = PayoutActivities(payments, Clock.live())
        env = ActivityEnvironment()
        env.info = replace(env.info, started_time=at(when), heartbeat_details=self.heartbeats)
        env.on_heartbeat = self._heard
        try:
            return await env.run(activities.settle_tranche, ORDER.model_copy(update=differently))
        except ApplicationError as wait:
            if wait.type != LATER or wait.next_retry_delay is None:
                raise
            return wait.next_retry_delay

    def _heard(self, *details: Any) -> None:
        self.heartbeats = list(details)


@pytest.fixture(scope="session")
def empty_records(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("activities") / "records.db"
    migrate(f"sqlite:///{path}")
    return path


@pytest.fixture
async def desk(empty_records: Path, tmp_path: Path) -> AsyncIterator[Desk]:
    """One participant with two accounts at the same channel; nothing was paid yet."""
    path = shutil.copy(empty_records, tmp_path / "records.db")
    database = Database.open(f"sqlite:///{path}")
    people = People(database, Keyring({"k1": bytes(32)}))
    life = Life(1)
    person = Person(
        journey=JOURNEY,
        nik=life.nik.digits,
        name=life.name,
        phone=life.phone,
        wave=1,
        provider=life.provider,
        marketplace=life.marketplace,
        voucher=life.voucher,
        bought_on=START.date(),
        enrolled_at=START,
    )
    await people.add(person)
    for number in (life.phone, "6281200008888"):
        await people.add_account(JOURNEY, Channel.DANA, number, at=START)
    ledger = Ledger(database)
    await ledger.entitle(JOURNEY, ENTITLED_IDR, at=START)
    claims = Claims(database, Peppers({"p1": bytes(32)}))
    yield Desk(ledger, people, claims, Switches(database))
    await database.close()
