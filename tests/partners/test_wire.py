import asyncio
import gzip
import socket
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta

import httpx
import pytest

from domain import tries
from partners.wire import Limits, NoAnswer, NotSent, Reply, Wire, open_client

AT = datetime(2020, 5, 1, 3, 0, tzinfo=UTC)
SHORT = Limits(connect_s=0.2, total_s=0.2)

Spoken = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]


@asynccontextmanager
async def listening(speak: Spoken) -> AsyncIterator[str]:
    """Serve one kind of behaviour on a real socket."""

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            await speak(reader, writer)
        except ConnectionError:
            pass
        finally:
            writer.close()

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    async with server:
        yield f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/x"


async def post(url: str, limits: Limits | None = None) -> Reply:
    async with open_client() as http:
        return await Wire(http, limits).post(httpx.URL(url), b"{}", {}, at=AT)


def saying(raw: bytes) -> Spoken:
    async def speak(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"{}")
        writer.write(raw)
        await writer.drain()

    return speak


async def test_a_closed_port_means_not_sent() -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        # Bound and not listening: nobody else can answer there.
        url = f"http://127.0.0.1:{free.getsockname()[1]}/x"
        with pytest.raises(NotSent, match="ConnectError"):
            await post(url)


async def test_a_name_that_does_not_resolve_means_not_sent() -> None:
    with pytest.raises(NotSent):
        await post("http://nobody.invalid/x")


async def test_a_failed_tls_handshake_means_not_sent() -> None:
    async def speak(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.read(1)
        writer.write(b"HTTP/1.1 400 no TLS here\r\n\r\n")

    async with listening(speak) as url:
        with pytest.raises(NotSent, match="ConnectError"):
            await post(url.replace("http:", "https:"))


@pytest.mark.parametrize("left_s", [60.0, -1.0])
async def test_a_try_whose_time_is_over_sends_nothing(left_s: float) -> None:
    """As in a process that was stopped between its record of the send and the first byte."""
    connections = 0

    async def speak(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        nonlocal connections
        connections += 1
        await saying(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}")(reader, writer)

    async def a_try(url: str) -> Reply:
        tries.begin(left_s)
        return await post(url)

    async with listening(speak) as url:
        if left_s > 0:
            assert (await asyncio.create_task(a_try(url))).status == 200
        else:
            with pytest.raises(NotSent, match="over"):
                await asyncio.create_task(a_try(url))
    assert connections == (left_s > 0)


async def test_a_partner_that_hears_and_never_answers_leaves_the_outcome_open() -> None:
    heard = asyncio.Event()
    over = asyncio.Event()

    async def speak(reader: asyncio.StreamReader, _: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"{}")
        heard.set()
        await over.wait()

    async with listening(speak) as url:
        with pytest.raises(NoAnswer):
            await post(url, SHORT)
        assert heard.is_set()
        over.set()


async def test_the_limit_holds_for_an_answer_that_drips() -> None:
    over = asyncio.Event()

    async def speak(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"{}")
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n")
        while not over.is_set():
            writer.write(b" ")
            await writer.drain()
            # Each byte comes well within a read time-out of its own.
            await asyncio.sleep(0.01)

    async with listening(speak) as url:
        with pytest.raises(NoAnswer, match="TimeoutError"):
            await post(url, SHORT)
        over.set()


@pytest.mark.parametrize(
    "raw",
    [
        pytest.param(b"", id="closed without an answer"),
        pytest.param(b"HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n{", id="cut body"),
        pytest.param(b"not HTTP at all\r\n\r\n", id="not HTTP"),
        pytest.param(b"HTTP/1.1 200 OK\r\n\r\n" + b"x" * 65_537, id="one byte too long"),
    ],
)
async def test_an_answer_that_is_not_whole_leaves_the_outcome_open(raw: bytes) -> None:
    async with listening(saying(raw)) as url:
        with pytest.raises(NoAnswer):
            await post(url)


async def test_a_packed_body_is_not_unpacked() -> None:
    packed = gzip.compress(b"{}")
    head = f"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: {len(packed)}\r\n\r\n"
    async with listening(saying(head.encode() + packed)) as url:
        with pytest.raises(NoAnswer, match="packed"):
            await post(url)


async def test_a_body_of_fifty_megabytes_is_not_read_to_its_end() -> None:
    written = 0

    async def speak(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        nonlocal written
        await reader.readuntil(b"{}")
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 50000000\r\n\r\n")
        while written < 50_000_000:
            writer.write(b"x" * 65_536)
            written += 65_536
            await writer.drain()

    async with listening(speak) as url:
        with pytest.raises(NoAnswer, match="above the limit"):
            await post(url)
    assert written < 50_000_000


async def test_a_body_at_the_limit_is_read() -> None:
    async with listening(saying(b"HTTP/1.1 200 OK\r\n\r\n" + b"x" * 65_536)) as url:
        assert len((await post(url)).body) == 65_536


async def test_a_redirect_is_a_reply_and_is_not_followed() -> None:
    raw = b"HTTP/1.1 307 Go\r\nLocation: http://169.254.169.254/\r\nContent-Length: 0\r\n\r\n"
    async with listening(saying(raw)) as url:
        assert await post(url) == Reply(307, b"")


@pytest.mark.parametrize(
    ("status", "header", "wait"),
    [
        (429, "30", timedelta(seconds=30)),
        (503, "30", timedelta(seconds=30)),
        (429, " 30 ", timedelta(seconds=30)),
        (429, "0", timedelta(0)),
        (429, "3600", timedelta(hours=1)),
        (429, "3601", timedelta(hours=1)),
        (429, "999999999", timedelta(hours=1)),
        (200, "30", None),
        (500, "30", None),
        (429, "", None),
        (429, "-1", None),
        (429, "1.5", None),
        (429, "1e3", None),
        (429, "9999999999", None),
        (429, "٣٠", None),
        (429, "30, 60", None),
        (429, "Wed, 21 Oct 2026 07:28:00 GMT", None),
    ],
)
async def test_a_wait_is_read_in_seconds_and_never_beyond_an_hour(
    status: int, header: str, wait: timedelta | None
) -> None:
    head = f"HTTP/1.1 {status} x\r\nRetry-After: {header}\r\nContent-Length: 0\r\n\r\n"
    async with listening(saying(head.encode())) as url:
        assert (await post(url)).retry_after == wait


async def test_exactly_our_bytes_and_headers_are_sent() -> None:
    seen: list[httpx.Request] = []

    def answer(request: httpx.Request) -> httpx.Response:
        seen.append(request)
        return httpx.Response(200, headers={"set-cookie": "a=b"}, content=b"{}")

    transport = httpx.MockTransport(answer)
    async with httpx.AsyncClient(transport=transport, headers={"x-extra": "1"}) as http:
        for _ in range(2):
            await Wire(http).post(httpx.URL("https://x.test/p"), b'{ "a":1}', {"X-A": "b"}, at=AT)
    assert dict(seen[1].headers) == {
        "host": "x.test",
        "content-type": "application/json",
        "accept": "application/json",
        "accept-encoding": "identity",
        "x-programme-time": "2020-05-01T10:00:00+07:00",
        "x-a": "b",
        "content-length": "8",
    }
    assert seen[1].content == b'{ "a":1}'


async def test_trouble_does_not_repeat_what_was_sent() -> None:
    def answer(request: httpx.Request) -> httpx.Response:
        raise httpx.ReadError("3273014101900000", request=request)

    async with httpx.AsyncClient(transport=httpx.MockTransport(answer)) as http:
        with pytest.raises(NoAnswer) as trouble:
            await Wire(http).post(httpx.URL("https://x.test"), b"3273014101900000", {}, at=AT)
    assert "3273" not in str(trouble.value)
    assert trouble.value.__cause__ is None
    assert "3273" not in repr(Reply(200, b"3273014101900000"))


async def test_a_cancelled_call_stays_cancelled() -> None:
    started = asyncio.Event()

    async def answer(_: httpx.Request) -> httpx.Response:
        started.set()
        await asyncio.Event().wait()
        raise AssertionError

    async with httpx.AsyncClient(transport=httpx.MockTransport(answer)) as http:
        call = asyncio.create_task(Wire(http).post(httpx.URL("https://x.test"), b"", {}, at=AT))
        await started.wait()
        call.cancel()
        with pytest.raises(asyncio.CancelledError):
            await call
