"""The sandbox, which plays every partner over real HTTP, and the one who tells it its world."""

import contextlib
import socket
import threading
from collections.abc import Iterator, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

import httpx
import uvicorn

from rehearsal.provision import Provision, provision
from sandbox.app import build
from sandbox.configuration import Configuration
from sandbox.server import server
from tests.workflows.lives import PARTIES, Life


class Counterparts:
    """All partners, told at each test what they will do."""

    def __init__(self, url: str, provided: Provision) -> None:
        self.provided = provided
        bearer = {"authorization": f"Bearer {provided.sandbox_token}"}
        self._http = httpx.Client(base_url=url, headers=bearer, trust_env=False, timeout=10)

    def tell(
        self,
        lives: Sequence[Life],
        accounts: Sequence[dict[str, Any]] = (),
        faults: Sequence[dict[str, Any]] = (),
        **parties: dict[str, Any],
    ) -> None:
        """Replace the world; `parties` says by code how a partner differs from the usual."""
        secrets = self.provided.secrets
        told: dict[str, list[dict[str, Any]]] = {"provider": [], "marketplace": [], "dashboard": []}
        for party in PARTIES:
            plan: dict[str, Any] = {"secret": secrets[f"partner:{party.code}"]}
            if party.role != "dashboard":
                plan |= {"code": party.code, "reviews": party.reviews}
            told[party.role].append(plan | parties.get(party.code, {}))
        world = {
            "providers": told["provider"],
            "marketplaces": told["marketplace"],
            "dashboard": told["dashboard"][0],
            "people": [life.as_told() for life in lives],
            "accounts": list(accounts),
            "faults": [{"name": f"fault-{n}", **fault} for n, fault in enumerate(faults, start=1)],
        }
        self._call("POST", "/_world", world)

    def credits_of(self, *lives: Life) -> list[dict[str, Any]]:
        """Return what was really credited to these people, in order."""
        niks = {life.nik.digits for life in lives}
        rows: list[dict[str, Any]] = self._call("GET", "/_ledger")
        return [row for row in rows if row["owner_nik"] in niks]

    def reverse(self, channel: str, reference: str, *, at: datetime) -> None:
        """Let a channel take a payment back."""
        headers = {"X-Programme-Time": at.isoformat()}
        body = {"channel": channel, "reference": reference}
        answer = self._http.post("/_reversals", json=body, headers=headers)
        assert answer.status_code == 200, answer.text

    def calls(self) -> list[dict[str, Any]]:
        """Return how often each channel was asked for what."""
        totals: list[dict[str, Any]] = self._call("GET", "/_calls")["totals"]
        return totals

    def fired(self) -> list[int]:
        """Return how often each fault of the world has struck."""
        return [fault["fired"] for fault in self._call("GET", "/_faults")]

    def close(self) -> None:
        """Hang up."""
        self._http.close()

    def _call(self, method: str, path: str, body: Any = None) -> Any:
        answer = self._http.request(method, path, json=body)
        assert answer.status_code == 200, answer.text
        return answer.json()


@contextlib.contextmanager
def counterparts(folder: Path) -> Iterator[Counterparts]:
    """Provision a system and run its sandbox, whose time is what each caller says."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        url = f"http://127.0.0.1:{listening.getsockname()[1]}"
        provided = provision(folder, PARTIES, sandbox_url=url, gateway_port=1, clock="caller")
        environment = {**provided.environment, "PRAKERJA_SANDBOX_GATEWAY": ""}
        configuration = Configuration.from_environment(environment)
        with _served(configuration, listening):
            told = Counterparts(url, provided)
            try:
                yield told
            finally:
                told.close()


@contextlib.contextmanager
def _served(configuration: Configuration, listening: socket.socket) -> Iterator[None]:
    """Serve in a thread of its own; SQLite connections live in the thread that made them."""
    built = threading.Event()
    running: list[uvicorn.Server] = []

    def serve() -> None:
        try:
            running.append(server(build(configuration), "127.0.0.1", 0))
        finally:
            built.set()
        running[0].run(sockets=[listening])

    thread = threading.Thread(target=serve)
    thread.start()
    built.wait()
    try:
        yield
    finally:
        for one in running:
            one.should_exit = True
        thread.join()
