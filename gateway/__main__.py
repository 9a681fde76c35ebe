"""`python -m gateway`: serve partners and portals, on loopback unless the settings say more."""

import asyncio
import logging
import signal
import sys

import uvicorn

from engine.client import opened
from engine.commands import Exit, leave
from gateway.app import create_app
from settings import Settings


async def serve(settings: Settings) -> None:
    """Serve until SIGINT or SIGTERM; requests under way are answered first."""
    async with opened(settings, lazy=True) as engine:
        app = create_app(engine, engine.register, settings)
        config = uvicorn.Config(
            app,
            host=settings.gateway_host,
            port=settings.gateway_port,
            # Ours names routes; uvicorn's would name addresses, and quote exceptions.
            access_log=False,
            log_config=None,
            server_header=False,
            timeout_graceful_shutdown=15,
        )
        # uvicorn raises the signal again once it has stopped; the records are closed after that.
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, lambda *_: None)
        await uvicorn.Server(config).serve()


def main() -> None:
    """Read the settings and serve."""
    logging.basicConfig(
        stream=sys.stderr,
        level=logging.INFO,
        format="%(asctime)s %(levelname)s %(name)s %(message)s",
    )
    asyncio.run(serve(Settings()))
    leave(Exit.DONE)


if __name__ == "__main__":
    main()
