"""A channel's own statement of account, asked for through its adapter."""

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from datetime import date, datetime
from pathlib import Path
from typing import Protocol, runtime_checkable

from domain.payouts import Channel
from domain.statements import StatementLine
from engine.reconciliation import Statement
from partners.directory import load
from partners.wire import open_client
from settings import Settings


@runtime_checkable
class StatementSource(Protocol):
    """A channel that can be asked what it booked."""

    channel: Channel

    async def statement(self, first: date, last: date, at: datetime) -> list[StatementLine]:
        """Return all lines of these Jakarta days. Raises as `domain.ports.FactSource.find`."""
        ...


@asynccontextmanager
async def sources_of(settings: Settings) -> AsyncIterator[Mapping[Channel, StatementSource]]:
    """Open the adapters of the channels in the register that give a statement.

    Raises OSError and ValueError for a register, a secret or a key that is missing or wrong.
    """
    key = await asyncio.to_thread(Path(settings.snap_key_file).read_bytes)
    secrets = settings.named(settings.partner_secrets)
    async with open_client() as http:
        channels = load(settings.partners_file, secrets, key, http).channels
        yield {code: one for code, one in channels.items() if isinstance(one, StatementSource)}


async def statement_of(
    source: StatementSource, first: date, last: date, *, at: datetime
) -> Statement:
    """Ask a channel what it booked from `first` to `last`, Jakarta days; `at` is now.

    Raises `PartnerUnavailable` and `PartnerContract`.
    """
    lines = await source.statement(first, last, at)
    return Statement(lines, first, last, source.channel)
