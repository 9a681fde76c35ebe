"""Payment partners with somebody beside the wire, who notes what is sent over it."""

from collections import defaultdict
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any, cast

from domain.ports import Answer, Partners, PayoutChannel, Transfer


@dataclass
class Sends:
    """The account numbers to which money was sent under each reference."""

    accounts: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))

    def beside(self, partners: Partners) -> Partners:
        """Return the partners with every channel overheard."""
        channels = {
            code: cast("PayoutChannel", _Overheard(channel, self))
            for code, channel in partners.channels.items()
        }
        return replace(partners, channels=channels)


class _Overheard:
    def __init__(self, channel: PayoutChannel, sends: Sends) -> None:
        self._channel = channel
        self._sends = sends

    def __getattr__(self, name: str) -> Any:
        return getattr(self._channel, name)

    async def send(self, transfer: Transfer, external_id: str, at: datetime) -> Answer:
        self._sends.accounts[transfer.reference].append(transfer.beneficiary.number)
        return await self._channel.send(transfer, external_id, at)
