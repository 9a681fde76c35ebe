"""The HTTP server, which lets a fault reach the connection itself."""

import asyncio

from starlette.types import Receive, Scope, Send
from uvicorn.protocols.http.h11_impl import H11Protocol

TRANSPORT = "sandbox.transport"
"""Key in a request's scope under which its connection is found."""


class OpenHandedProtocol(H11Protocol):
    """HTTP/1.1 whose requests know their connection, so that it can be cut without an answer."""

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]  # as the base class has it
        """Begin with a connection and show it to the application."""
        super().connection_made(transport)
        serve = self.app

        async def serve_with_transport(scope: Scope, receive: Receive, send: Send) -> None:
            await serve({**scope, TRANSPORT: transport}, receive, send)  # type: ignore[arg-type]  # our own key is added

        self.app = serve_with_transport  # type: ignore[assignment]  # the same interface
