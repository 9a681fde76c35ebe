from collections.abc import AsyncIterator
from datetime import date, timedelta
from pathlib import Path

import pytest
from temporalio.client import Client

from console.lookup import LOOKS_AN_HOUR, Look, TooManyLooks, UnknownNik, look_up
from domain.casefile import ParticipantShown
from domain.identity import Nik
from domain.reasons import Reason
from domain.stages import Stage
from engine.client import Engine, engine_of
from records.database import Database, migrate
from records.person import Person
from records.person_keys import Forgotten
from settings import Settings
from tests.console.casefiles import at, case
from tests.console.desk import NOBODY_LISTENS, PARTNERS, secret

NIK = Nik.parse("3273024104950000")
STRANGER = Nik.parse("3273024104960000")
LOOK = Look(operator="clerk", purpose="ticket 7", at=at(14))


@pytest.fixture
async def engine(tmp_path: Path) -> AsyncIterator[Engine]:
    """Return an engine with one closed and archived case; no server is needed to read it."""
    (tmp_path / "partners.toml").write_text(PARTNERS)
    settings = Settings.model_validate(
        {
            "records_url": f"sqlite:///{tmp_path / 'records.db'}",
            "keys": secret(),
            "peppers": secret(),
            "partners_file": str(tmp_path / "partners.toml"),
        }
    )
    migrate(settings.records_url)
    database = Database.open(settings.records_url)
    engine = engine_of(settings, await Client.connect(NOBODY_LISTENS, lazy=True), database)
    claimed = await engine.claims.claim_person(NIK, at=at(1))
    person = Person(
        journey=claimed.journey,
        nik=NIK.digits,
        name="Siti Contoh",
        phone="6281200000001",
        wave=2,
        provider="belajaria",
        voucher="CONTOH-0001",
        bought_on=date(2020, 5, 1),
        enrolled_at=at(1),
    )
    await engine.people.add(person)
    closed = case(Stage.CLOSED, Reason.DEADLINE_PASSED).model_copy(
        update={"participant": ParticipantShown(key=claimed.journey, wave=2)}
    )
    await engine.cases.archive(claimed.journey, closed, at=at(13))
    yield engine
    await database.close()


async def test_a_look_shows_a_masked_person_and_is_recorded_with_its_purpose(
    engine: Engine,
) -> None:
    found = await look_up(engine, NIK, LOOK)

    assert found.case.participant.nik == NIK.masked
    assert "Contoh" not in found.case.participant.name
    (record,) = await engine.lookups.recent(10)
    assert (record.operator, record.purpose, record.journey, record.revealed) == (
        "clerk",
        "ticket 7",
        found.journey,
        False,
    )


async def test_revealing_is_a_second_recorded_act(engine: Engine) -> None:
    look = Look(operator="clerk", purpose="ticket 7", at=at(14), reveal=True)
    found = await look_up(engine, NIK, look)

    assert (found.case.participant.nik, found.case.participant.name) == (NIK.digits, "Siti Contoh")
    assert [record.revealed for record in await engine.lookups.recent(10)] == [True, False]


async def test_of_a_forgotten_person_nothing_is_left_to_show_and_the_look_is_recorded(
    engine: Engine,
) -> None:
    journey = await engine.claims.find_by_nik(NIK)
    assert journey is not None
    await engine.people.forget(journey, at=at(14))

    with pytest.raises(Forgotten):
        await look_up(engine, NIK, LOOK)
    assert len(await engine.lookups.recent(10)) == 1


async def test_a_look_for_nobody_is_recorded_too(engine: Engine) -> None:
    with pytest.raises(UnknownNik):
        await look_up(engine, STRANGER, LOOK)
    (record,) = await engine.lookups.recent(10)
    assert record.journey is None


async def test_an_operator_who_copies_niks_stops_at_the_hourly_budget(engine: Engine) -> None:
    for _ in range(LOOKS_AN_HOUR):
        await engine.lookups.record("clerk", "ticket 7", at=LOOK.at)

    with pytest.raises(TooManyLooks):
        await look_up(engine, NIK, LOOK)
    other = Look(operator="another clerk", purpose="ticket 8", at=LOOK.at)
    assert (await look_up(engine, NIK, other)).case.stage is Stage.CLOSED
    later = Look(operator="clerk", purpose="ticket 9", at=LOOK.at + timedelta(hours=1, minutes=1))
    assert (await look_up(engine, NIK, later)).case.stage is Stage.CLOSED
