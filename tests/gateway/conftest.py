"""The whole gateway over a real database; the engine's client is real too, and finds no server."""

import base64
import os
import shutil
from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest
from temporalio.client import Client

from engine.client import Engine, engine_of
from engine.codec import data_converter
from gateway.app import create_app
from records.database import Database, migrate
from records.keyring import Keyring
from records.quarantine import Quarantine
from settings import Settings
from tests.gateway.door import BASE, PARTNERS, REDEEM_KEYS, SECRETS, TOKEN, WALLET_SECRET, Door

NOBODY_LISTENS = "127.0.0.1:1"


@pytest.fixture(scope="session")
def empty_records(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("gateway") / "records.db"
    migrate(f"sqlite:///{path}")
    return path


@pytest.fixture
def settings(tmp_path: Path, empty_records: Path) -> Settings:
    shutil.copy(empty_records, tmp_path / "records.db")
    (tmp_path / "partners.toml").write_text(PARTNERS)
    named = {f"partner:{code}": secret for code, secret in SECRETS.items()}
    named |= {f"redeem:{code}": key for code, key in REDEEM_KEYS.items()}
    named |= {"snap:ovo": WALLET_SECRET}
    return Settings.model_validate(
        {
            "records_url": f"sqlite:///{tmp_path / 'records.db'}",
            "keys": f"k1:{base64.urlsafe_b64encode(os.urandom(32)).decode()}",
            "peppers": f"p1:{base64.urlsafe_b64encode(os.urandom(32)).decode()}",
            "partners_file": str(tmp_path / "partners.toml"),
            "partner_secrets": ",".join(f"{name}={secret}" for name, secret in named.items()),
            "client_tokens": f"other=another-token,portal={TOKEN}",
        }
    )


@pytest.fixture
async def engine(settings: Settings) -> AsyncIterator[Engine]:
    converter = data_converter(Keyring.parse(settings.keys.get_secret_value()))
    client = await Client.connect(NOBODY_LISTENS, lazy=True, data_converter=converter)
    database = Database.open(settings.records_url)
    yield engine_of(settings, client, database)
    await database.close()


@pytest.fixture
async def door(engine: Engine, settings: Settings) -> AsyncIterator[Door]:
    app = create_app(engine, engine.register, settings, relaying=False)
    keyring = Keyring.parse(settings.keys.get_secret_value())
    transport = httpx.ASGITransport(app)
    async with httpx.AsyncClient(transport=transport, base_url=BASE) as http:
        yield Door(app, engine, http, Quarantine(engine.database, keyring))
