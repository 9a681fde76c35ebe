"""A programme that lives through half a year in a second: engine, worker, records, partners."""

import contextlib
import shutil
from collections.abc import AsyncIterator, Callable, Collection, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

from temporalio.client import Client, WorkflowHandle
from temporalio.service import RPCError
from temporalio.testing import WorkflowEnvironment

from domain.casefile import CaseFile, Tranche
from domain.clock import Clock
from domain.messages import LinkAnswer, Receipt
from domain.payouts import Channel, TrancheKind
from domain.ports import Partners
from engine import messages
from engine.client import Engine, engine_of
from engine.enrolment import enrol
from partners.directory import load
from partners.wire import open_client
from records.database import Database
from records.keyring import Keyring
from records.ledger import Ledger, Request
from rehearsal.provision import Provision
from settings import Settings
from tests.workflows.counterparts import Counterparts
from tests.workflows.lives import START, USUAL_FACTS, Life, at
from tests.workflows.servers import skip
from worker import Kind, activities_of, working
from workflows.participant_journey import ParticipantJourney

Handle = WorkflowHandle[ParticipantJourney, CaseFile]


def settings_of(provided: Provision, clock: Clock, records: Path, queue: str) -> Settings:
    """Return the settings of one test."""
    told = provided.environment
    return Settings.model_validate(
        {
            "records_url": f"sqlite:///{records}",
            "keys": told["PRAKERJA_KEYS"],
            "peppers": told["PRAKERJA_PEPPERS"],
            "partners_file": told["PRAKERJA_PARTNERS_FILE"],
            "partner_secrets": told["PRAKERJA_PARTNER_SECRETS"],
            "snap_key_file": told["PRAKERJA_SNAP_KEY_FILE"],
            "PRAKERJA_CLOCK": str(clock),
            "task_queue": queue,
        }
    )


def keyring_of(provided: Provision) -> Keyring:
    """Return the keys under which the engine stores everything."""
    return Keyring.parse(provided.environment["PRAKERJA_KEYS"])


def unchanged(partners: Partners) -> Partners:
    """Return the partners as the register names them."""
    return partners


@dataclass
class Rig:
    """Everything of one test. Call `tell`, then `enrol` while `working`, then let time pass."""

    env: WorkflowEnvironment
    engine: Engine
    counterparts: Counterparts
    begun: list[str] = field(default_factory=list)

    @property
    def ledger(self) -> Ledger:
        """The records' own ledger."""
        return Ledger(self.engine.database)

    @contextlib.asynccontextmanager
    async def working(
        self,
        change: Callable[[Partners], Partners] = unchanged,
        *,
        only: Collection[Kind] = tuple(Kind),
        max_cached_workflows: int = 100,
    ) -> AsyncIterator[None]:
        """Run a worker whose partners may be changed, or one that serves one kind only."""
        engine, settings = self.engine, self.engine.settings
        async with open_client() as http:
            key = Path(settings.snap_key_file).read_bytes()  # noqa: ASYNC240 - a small file
            secrets = settings.named(settings.partner_secrets)
            partners = change(load(settings.partners_file, secrets, key, http))
            async with working(
                engine.client,
                settings.task_queue,
                activities_of(engine, partners),
                only=only,
                max_cached_workflows=max_cached_workflows,
            ):
                yield

    async def enrol(self, life: Life, *, on: datetime | None = None) -> str:
        """Enrol somebody, now or as if on an earlier day, and return the journey.

        The server skips no time while a journey waits for a worker: enrol while `working`.
        """
        application = life.application(self.engine.register)
        enrolled = await enrol(self.engine, application, at=on or await self.now())
        self.begun.append(enrolled.journey)
        return enrolled.journey

    async def certify(self, life: Life) -> str:
        """Enrol somebody whose partners have pushed everything up to the certificate.

        Returns once the four incentives are promised.
        """
        journey = await self.enrol(life, on=START)
        for fact in USUAL_FACTS:
            await self.engine.inbox.record_fact(journey, fact, at=fact.at)
        # The first look came before these facts; the next finds them all.
        await self.pass_time(timedelta(days=1))
        return journey

    async def link(
        self, life: Life, channel: str = "dana", number: str | None = None
    ) -> LinkAnswer:
        """Name an account in the portal."""
        return await messages.link_account(
            self.engine,
            life.nik,
            Channel(channel),
            number or life.number(channel),
            at=await self.now(),
        )

    async def unlink(self, life: Life) -> Receipt:
        """Take the account back."""
        return await messages.unlink_account(self.engine, life.nik)

    @classmethod
    async def real_now(cls, env: WorkflowEnvironment) -> datetime:
        """Return what the engine takes for the real time before anybody is enrolled."""
        return await env.get_current_time()

    async def now(self) -> datetime:
        """Return programme time."""
        return self.engine.settings.clock.programme(await self.env.get_current_time())

    async def until(self, text: str) -> None:
        """Let time pass until `at(text)`."""
        ahead = at(text) - await self.now()
        assert ahead > timedelta(), f"{text} is over"
        await self.pass_time(ahead)

    async def pass_time(self, duration: timedelta) -> None:
        """Let so much time pass."""
        await skip(self.env, duration)

    def handle(self, journey: str) -> Handle:
        """Return the engine's handle of a journey."""
        return self.engine.client.get_workflow_handle_for(ParticipantJourney.run, journey)

    async def case(self, journey: str) -> CaseFile:
        """Ask the live journey for its case file."""
        return await self.handle(journey).query(ParticipantJourney.case_file, await self.now())

    async def archived(self, journey: str) -> CaseFile:
        """Return the case file of a closed journey."""
        case = await self.engine.cases.find(journey)
        assert case is not None, await self.case(journey)
        return case

    async def requests(self, journey: str, number: int) -> list[Request]:
        """Return the requests about the latest generation of a training tranche."""
        intent = await self.ledger.intent(journey, TrancheKind.TRAINING, number)
        return await self.ledger.requests(intent.reference) if intent else []

    async def stop(self) -> None:
        """End the journeys that a test leaves open."""
        for journey in self.begun:
            with contextlib.suppress(RPCError):
                await self.engine.client.get_workflow_handle(journey).terminate()


class OwnTimeRig(Rig):
    """A programme of one journey on the server where each journey has a time of its own."""

    @classmethod
    async def real_now(cls, env: WorkflowEnvironment, handle: Handle | None = None) -> datetime:
        return await env.get_current_time(handle) if handle else datetime.now(UTC)

    async def now(self) -> datetime:
        handle = self.handle(self.begun[-1]) if self.begun else None
        real = await self.real_now(self.env, handle)
        return self.engine.settings.clock.programme(real)

    async def pass_time(self, duration: timedelta) -> None:
        # It also returns when the journey is over before that.
        await self.env.fast_forward(self.handle(self.begun[-1]), duration)


def training(case: CaseFile) -> list[Tranche]:
    """Return the training incentives of a case."""
    return [tranche for tranche in case.tranches if tranche.kind is TrancheKind.TRAINING]


@contextlib.asynccontextmanager
async def rigged(
    env: WorkflowEnvironment,
    client: Client,
    counterparts: Counterparts,
    records: Path,
    *,
    start: datetime = START,
    speed: float = 1,
    kind: type[Rig] = Rig,
) -> AsyncIterator[Rig]:
    """Put one test's programme together; its clock begins at `start`."""
    clock = Clock(real_start=await kind.real_now(env), programme_start=start, speed=speed)
    settings = settings_of(counterparts.provided, clock, records, f"queue-{uuid4()}")
    database = Database.open(settings.records_url)
    rig = kind(env, engine_of(settings, client, database), counterparts)
    try:
        yield rig
    finally:
        await rig.stop()
        await database.close()


def fresh(template: Path, folder: Path) -> Path:
    """Return a migrated, empty copy of the records."""
    return Path(shutil.copy(template, folder / "records.db"))


def fault(name: str, partner: str, **told: Any) -> dict[str, Any]:
    """Return a fault as the sandbox reads it."""
    return {"fault": name, "partner": partner, **told}


def only_sends(requests: Sequence[Request]) -> list[Request]:
    """Return the requests that asked for money."""
    return [request for request in requests if request.action == "send"]
