"""A payment channel on a real socket that answers with whatever bytes a test wants."""

import asyncio
import contextlib
import socket
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass, field

import httpx
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey

from domain.payouts import Channel
from domain.ports import Answer
from partners.snap.core import SnapChannel
from partners.snap.credentials import Credentials
from partners.snap.profiles import PROFILES, Profile
from partners.snap.tokens import Tokens
from partners.wire import Limits, Wire, open_client
from tests.partners.payment_partner import AT, CLIENT_SECRET, EXTERNAL_ID, transfer

Speak = Callable[[asyncio.StreamWriter], Awaitable[None]]
_TOKEN = b'{"accessToken":"token-1","tokenType":"Bearer","expiresIn":"900"}'


def http(body: bytes, status: int = 200, *headers: str) -> bytes:
    """Write an HTTP answer with a true Content-Length."""
    lines = [f"HTTP/1.1 {status} x", f"Content-Length: {len(body)}", *headers]
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + body


def saying(raw: bytes) -> Speak:
    """Say these bytes and hang up."""

    async def speak(writer: asyncio.StreamWriter) -> None:
        writer.write(raw)
        await writer.drain()

    return speak


@dataclass
class PaymentSocket:
    """What is said next, and the adapter that hears it; `heard` counts requests but tokens."""

    adapter: SnapChannel
    profile: Profile
    speak: Speak = field(default_factory=lambda: saying(b""))
    heard: int = 0
    serving: set[asyncio.Task[None]] = field(default_factory=set)

    async def send(self) -> Answer:
        return await self.adapter.send(transfer(self.profile.channel), EXTERNAL_ID, AT)

    async def inquire(self) -> Answer:
        order = transfer(self.profile.channel)
        return await self.adapter.inquire(order, EXTERNAL_ID, "2501150940000000007", AT)

    def answer(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Serve one connection; what never ends is ended with the socket."""
        task = asyncio.create_task(self._serve(reader, writer))
        self.serving.add(task)
        task.add_done_callback(self.serving.discard)

    async def close(self) -> None:
        for task in self.serving:
            task.cancel()
        await asyncio.gather(*self.serving, return_exceptions=True)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            head = (await reader.readuntil(b"\r\n\r\n")).decode()
            length = next(
                int(line.partition(":")[2])
                for line in head.split("\r\n")
                if line.lower().startswith("content-length:")
            )
            await reader.readexactly(length)
            if self.profile.token_path and f"{self.profile.token_path} " in head:
                await saying(http(_TOKEN, 200, "Connection: close"))(writer)
            else:
                self.heard += 1
                await self.speak(writer)
        except (ConnectionError, asyncio.IncompleteReadError):
            pass  # the caller has had enough, which is what most tests want
        finally:
            writer.close()
            with contextlib.suppress(ConnectionError):
                await writer.wait_closed()


@contextlib.asynccontextmanager
async def payment_socket(
    channel: Channel, key: RSAPrivateKey, limits: Limits | None = None
) -> AsyncIterator[PaymentSocket]:
    """Serve a channel on a free port and give its adapter the client of production."""
    profile = PROFILES[channel]
    credentials = Credentials(
        client_key="prakerja",
        partner_id="prakerja",
        channel_id="95221",
        client_secret=CLIENT_SECRET,
        private_key=key,
        source_account="0115476117",
    )
    async with open_client() as client:
        wire = Wire(client, limits)
        free = socket.create_server(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{free.getsockname()[1]}"
        path = profile.token_path
        tokens = Tokens(httpx.URL(url + path), credentials, wire) if path else None
        line = PaymentSocket(SnapChannel(profile, url, credentials, wire, tokens), profile)
        async with await asyncio.start_server(line.answer, sock=free):
            try:
                yield line
            finally:
                await line.close()
