"""A sandbox that runs, and a gateway beside it that answers as a test wants."""

import contextlib
import json
import socket
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from sandbox.app import build
from sandbox.configuration import Configuration
from sandbox.server import server
from tests.sandbox.sandbox_rig import KEY, SNAP_SECRETS, TOKEN, Rig


class Gateway:
    """Hears what people and partners say; answers as the test's function says."""

    def __init__(self) -> None:
        self.heard: list[tuple[str, dict[str, str], bytes]] = []
        self.answer: Callable[[str, dict[str, Any]], tuple[int, Any]] = _accept

    def paths(self) -> list[str]:
        return [path.rpartition("/")[2] for path, _, _ in self.heard]

    def bodies(self, path: str) -> list[dict[str, Any]]:
        return [json.loads(raw) for at, _, raw in self.heard if at.endswith(path)]

    async def serve(self, request: Request) -> Response:
        raw = await request.body()
        self.heard.append((request.url.path, dict(request.headers), raw))
        status, body = self.answer(request.url.path, json.loads(raw))
        return JSONResponse(body, status)


def _accept(path: str, _: dict[str, Any]) -> tuple[int, Any]:
    if "redeem-code" in path:
        return 200, {"success": True, "message": "", "data": {"redeem_at": None}}
    return (202 if path == "/v1/events" else 200), {"accepted": True}


@contextlib.contextmanager
def running_gateway() -> Iterator[tuple[Gateway, str]]:
    gateway = Gateway()
    application = Starlette(routes=[Route("/{path:path}", gateway.serve, methods=["POST"])])
    config = uvicorn.Config(application, log_level="warning", access_log=False)
    with _served(uvicorn.Server(config)) as url:
        yield gateway, url


@contextlib.contextmanager
def running_sandbox(file: Path, gateway: str = "", clock: str = "caller") -> Iterator[Rig]:
    configuration = Configuration(
        token=TOKEN,
        file=file,
        clock=clock,
        gateway=gateway,
        portal_token="portal-token",
        snap_secrets=SNAP_SECRETS,
        snap_public_key=KEY.public_key(),
        remembers_days={"bni": 7},
    )
    with _served(lambda: server(build(configuration), "127.0.0.1", 0)) as url:
        rig = Rig(url)
        try:
            yield rig
        finally:
            rig.http.close()


@contextlib.contextmanager
def _served(made: uvicorn.Server | Callable[[], uvicorn.Server]) -> Iterator[str]:
    """Serve in a thread of its own; SQLite connections live in the thread that made them."""
    listening = socket.create_server(("127.0.0.1", 0))
    started = threading.Event()
    running: list[uvicorn.Server] = []
    broken: list[Exception] = []

    def serve() -> None:
        try:
            one = made if isinstance(made, uvicorn.Server) else made()
        except Exception as trouble:  # noqa: BLE001 - raised in the test's own thread
            broken.append(trouble)
            started.set()
            return
        running.append(one)
        started.set()
        one.run(sockets=[listening])

    thread = threading.Thread(target=serve)
    thread.start()
    started.wait()
    try:
        if broken:
            raise broken[0]
        yield f"http://127.0.0.1:{listening.getsockname()[1]}"
    finally:
        for one in running:
            one.should_exit = True
        thread.join()
        listening.close()
