"""Connecting to Temporal and to the records: what gateway, console, starter and worker share."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime

from temporalio.client import Client
from temporalio.envconfig import ClientConfig

from engine.codec import data_converter
from partners.register import Register
from records.cases import Cases
from records.claims import Claims
from records.database import Database, is_made, migrate
from records.inbox import Inbox
from records.keyring import Keyring, Peppers
from records.ledger import Ledger
from records.lookups import Lookups
from records.people import People
from settings import Settings


class RecordsMissing(Exception):
    """There are no records at the configured address."""


@dataclass(frozen=True, slots=True)
class Engine:
    """Everything that is needed to speak to journeys and about them."""

    settings: Settings
    client: Client
    database: Database
    claims: Claims
    people: People
    inbox: Inbox
    cases: Cases
    ledger: Ledger
    lookups: Lookups
    register: Register

    def now(self) -> datetime:
        """Return the present in programme time."""
        return self.settings.clock.programme(datetime.now(UTC))


async def connect(settings: Settings, *, lazy: bool = False) -> Client:
    """Connect to Temporal as its profile says (`TEMPORAL_ADDRESS`, ...); loopback by default.

    A lazy client connects at its first call. Raises `RuntimeError` when the server does not
    answer.
    """
    config = ClientConfig.load_client_connect_config()
    config.setdefault("target_host", "127.0.0.1:7233")
    keyring = Keyring.parse(settings.keys.get_secret_value())
    # The identity is stored in clear with every event: it names no machine and no person.
    return await Client.connect(
        **config, data_converter=data_converter(keyring), identity="prakerja", lazy=lazy
    )


@asynccontextmanager
async def opened(
    settings: Settings, *, lazy: bool = False, makes_records: bool = True
) -> AsyncIterator[Engine]:
    """Open the records and the connection; close the records at the end.

    `lazy` is for a door that must accept events while Temporal is down. Command lines do not make
    records: at a mistyped address they would enrol everybody a second time.

    Raises `RuntimeError` when Temporal does not answer, `RecordsUnavailable` and
    `RecordsMissing` for the database.
    """
    if makes_records:
        migrate(settings.records_url)
    elif not is_made(settings.records_url):
        raise RecordsMissing("no records at this address: a worker makes them when it starts")
    database = Database.open(settings.records_url)
    try:
        client = await connect(settings, lazy=lazy)
        yield engine_of(settings, client, database)
    finally:
        await database.close()


def engine_of(settings: Settings, client: Client, database: Database) -> Engine:
    """Put an engine together from a client and an open database."""
    keyring = Keyring.parse(settings.keys.get_secret_value())
    peppers = Peppers.parse(settings.peppers.get_secret_value())
    return Engine(
        settings=settings,
        client=client,
        database=database,
        claims=Claims(database, peppers),
        people=People(database, keyring),
        inbox=Inbox(database, keyring),
        cases=Cases(database, keyring),
        ledger=Ledger(database),
        lookups=Lookups(database),
        register=Register.load(settings.partners_file),
    )
