"""Every call that the money path makes to what lies outside it, announced before and after.

Production code knows nothing of this: the ledger, the people and the channels are given to it
inside a wrapper that tells somebody where the process stands, and that somebody may end it.
"""

import inspect
from collections.abc import Awaitable, Callable
from dataclasses import replace
from typing import Any, cast

from activities.payments import Payments
from activities.payouts import PayoutActivities
from domain.clock import Clock
from domain.ports import Partners, PayoutChannel
from records.claims import Claims
from records.database import Database
from records.keyring import Peppers
from records.ledger import Ledger
from records.people import People
from records.switches import Switches

Announce = Callable[[str], Awaitable[None]]
"""Hears `before ledger.intend`, `after channel.send` and so on."""

CALLS = (
    "ledger.intent",
    "ledger.intent_of",
    "ledger.generations",
    "ledger.intend",
    "ledger.requests",
    "ledger.new_external_id",
    "ledger.attempt",
    "ledger.answer",
    "ledger.close",
    "ledger.found_paid",
    "people.get",
    "people.account",
    "claims.claim_account",
    "switches.current",
    "channel.check",
    "channel.send",
    "channel.inquire",
)
"""Every call under which a process can die while it pays; `test_await_coverage` keeps it whole."""
PEPPERS = Peppers({"p1": bytes(32)})
STOPPING = "switches.stop"
"""Only a breach of the sum rule comes to it: that one pays nobody."""

WAITS = "before telling the engine to wait"
ENDS = "before telling the engine what became of it"
TELLING = (WAITS, ENDS)
"""A try is over, and the engine does not know yet."""


class Announced:
    """A port whose asynchronous calls are announced; everything else is the port's own."""

    def __init__(self, name: str, port: object, announce: Announce) -> None:
        self._name = name
        self._port = port
        self._announce = announce

    def __getattr__(self, name: str) -> Any:
        own = getattr(self._port, name)
        if not inspect.iscoroutinefunction(own):
            return own
        step = f"{self._name}.{name}"

        async def announced(*args: Any, **named: Any) -> Any:
            await self._announce(f"before {step}")
            result = await own(*args, **named)
            await self._announce(f"after {step}")
            return result

        return announced


def announced_channels(partners: Partners, announce: Announce) -> Partners:
    """Return the partners with their channels announced."""
    channels = {
        code: cast("PayoutChannel", Announced("channel", channel, announce))
        for code, channel in partners.channels.items()
    }
    return replace(partners, channels=channels)


def payouts_of(
    partners: Partners, people: People, database: Database, announce: Announce
) -> PayoutActivities:
    """Return the payout activity of production, every port of it announced."""
    payments = Payments(
        announced_channels(partners, announce),
        cast("People", Announced("people", people, announce)),
        cast("Claims", Announced("claims", Claims(database, PEPPERS), announce)),
        cast("Ledger", Announced("ledger", Ledger(database), announce)),
        cast("Switches", Announced("switches", Switches(database), announce)),
    )
    return PayoutActivities(payments, Clock.live())


async def unheard(_: str) -> None:
    """Let a step pass."""
