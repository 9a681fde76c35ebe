"""Wallets that take everybody for their owner: only our own claims can tell two people apart."""

import asyncio
from dataclasses import replace
from datetime import datetime
from typing import Any, cast

from domain.messages import AccountCheck, AccountField
from domain.ports import Beneficiary, Partners, PayoutChannel


def obliging(partners: Partners, at_once: int = 1) -> Partners:
    """Return the partners with channels that confirm every account, to so many in one instant."""
    channels = {
        code: cast("PayoutChannel", _Obliging(channel, asyncio.Barrier(at_once)))
        for code, channel in partners.channels.items()
    }
    return replace(partners, channels=channels)


class _Obliging:
    def __init__(self, channel: PayoutChannel, instant: asyncio.Barrier) -> None:
        self._channel = channel
        self._instant = instant

    def __getattr__(self, name: str) -> Any:
        return getattr(self._channel, name)

    async def check(self, beneficiary: Beneficiary, amount_idr: int, at: datetime) -> AccountCheck:
        """Say yes to whoever asks, once all who are to be answered have asked."""
        del beneficiary, amount_idr
        await self._instant.wait()
        return AccountCheck(passed=dict.fromkeys(AccountField, True), at=at)
