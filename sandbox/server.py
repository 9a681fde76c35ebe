"""The HTTP server, which lets a fault reach the connection itself."""

import asyncio

import uvicorn
from starlette.types import ASGIApp, Receive, Scope, Send
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
            await serve({**scope, TRANSPORT: transport}, receive, send)

        self.app = serve_with_transport


def server(application: ASGIApp, host: str, port: int) -> uvicorn.Server:
    """Return a server that writes no access log: paths of requests say who was asked about."""
    return uvicorn.Server(
        uvicorn.Config(
            application,
            host=host,
            port=port,
            http=OpenHandedProtocol,
            ws="none",
            lifespan="on",
            access_log=False,
            log_level="warning",
            timeout_graceful_shutdown=5,
        )
    )
