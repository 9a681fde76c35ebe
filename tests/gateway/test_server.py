"""Over real sockets: what only an HTTP server sees."""

import asyncio
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

import httpx
import pytest
import uvicorn
from fastapi import FastAPI

from engine.client import Engine
from gateway.app import create_app
from settings import Settings
from tests.gateway.door import Door


@asynccontextmanager
async def served(app: FastAPI) -> AsyncIterator[int]:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        config = uvicorn.Config(app, access_log=False, log_config=None, lifespan="on")
        server = uvicorn.Server(config)
        serving = asyncio.create_task(server.serve([listening]))
        yield listening.getsockname()[1]
        server.should_exit = True
        await serving


@pytest.fixture
async def port(engine: Engine, settings: Settings) -> AsyncIterator[int]:
    async with served(create_app(engine, engine.register, settings)) as port:
        yield port


async def exchanged(port: int, raw: bytes) -> bytes:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(raw)
    await writer.drain()
    answer = await reader.read(4096)
    writer.close()
    await writer.wait_closed()
    return answer


@pytest.mark.parametrize(
    ("path", "status"), [(b"/v1/events", b"413"), (b"/v1/participants", b"401")]
)
async def test_a_body_without_end_is_cut_off(port: int, path: bytes, status: bytes) -> None:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    answer = asyncio.create_task(reader.read(4096))
    writer.write(b"POST " + path + b" HTTP/1.1\r\nhost: x\r\ntransfer-encoding: chunked\r\n\r\n")
    with suppress(ConnectionError):
        while True:
            writer.write(b"400\r\n" + b" " * 1024 + b"\r\n")
            await writer.drain()
    assert (await answer).split(b" ", 2)[1] == status
    writer.close()


@pytest.mark.parametrize(
    "lines",
    [
        b"content-length: 2\r\ncontent-length: 3\r\n\r\n{}",
        b"content-length: 2\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\n",
        b"webhook-id: a\rb\r\ncontent-length: 2\r\n\r\n{}",
        b"content-length: -2\r\n\r\n{}",
        b"content-length: 2\r\n\r\n{}",
    ],
)
async def test_a_request_that_two_servers_may_read_differently_gets_nowhere(
    port: int, lines: bytes
) -> None:
    answer = await exchanged(port, b"POST /v1/events HTTP/1.1\r\nhost: x\r\n" + lines)
    assert answer.split(b" ", 2)[1] in {b"400", b"401", b"413"}


async def test_it_keeps_answering_while_the_relay_finds_no_engine(door: Door, port: int) -> None:
    async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}") as http:
        assert (await http.get("/healthz")).status_code == 200
    assert not await door.engine.inbox.undelivered(1)
