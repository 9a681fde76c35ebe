"""An account as it is at an instant: its plan, its changes, and what was credited since.

People spend: money that came in is gone from the balance seven days later, so that wallets do not
fill up by themselves. Limits are those of 2020 (PBI 20/6/PBI/2018): balance 2 million before the
upgrade and 10 million after it, 20 million incoming a month; bank accounts have none.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

from sandbox.clock import JAKARTA
from sandbox.plans import Account

SPENT_AFTER = timedelta(days=7)
MONTHLY_CAP_IDR = 20_000_000
CAP_BEFORE_UPGRADE_IDR = 2_000_000
CAP_AFTER_UPGRADE_IDR = 10_000_000


class Income(Protocol):
    """Tells what was credited to an account after one instant until another (the ledger)."""

    def __call__(self, channel: str, account: str, after: datetime, until: datetime) -> int:
        """Return rupiah."""
        ...


@dataclass(frozen=True, slots=True)
class Holding:
    """An account at one instant; amounts in rupiah, caps None where there are none."""

    channel: str
    number: str
    name: str
    nik: str
    phone: str
    upgraded: bool
    active: bool
    suspended: bool
    balance_idr: int
    balance_cap_idr: int | None
    monthly_in_idr: int
    monthly_cap_idr: int | None

    def has_room(self, amount_idr: int) -> bool:
        """Tell whether the balance may grow by the amount."""
        return self.balance_cap_idr is None or self.balance_idr + amount_idr <= self.balance_cap_idr

    def has_room_this_month(self, amount_idr: int) -> bool:
        """Tell whether the month's income may grow by the amount."""
        cap = self.monthly_cap_idr
        return cap is None or self.monthly_in_idr + amount_idr <= cap


def holding(account: Account, at: datetime, came_in: Income) -> Holding:
    """Return the account as it is at an instant."""
    changes = sorted((c for c in account.changes if c.at <= at), key=lambda change: change.at)
    state = account.model_dump(exclude={"changes"})
    counted_from = at - SPENT_AFTER
    for change in changes:
        new = change.model_dump(exclude={"at"}, exclude_none=True)
        if "balance_idr" in new:
            counted_from = max(counted_from, change.at)
        state |= new
    own = (account.channel, account.number)
    month = at.astimezone(JAKARTA).replace(day=1, hour=0, minute=0, second=0, microsecond=0)
    is_bank = account.channel == "bni"
    usual_cap = CAP_AFTER_UPGRADE_IDR if state["upgraded"] else CAP_BEFORE_UPGRADE_IDR
    cap: int | None = state["balance_cap_idr"]
    return Holding(
        channel=account.channel,
        number=account.number,
        name=state["name"],
        nik=state["nik"],
        phone=state["phone"],
        upgraded=is_bank or state["upgraded"],
        active=state["active"],
        suspended=state["suspended"],
        balance_idr=state["balance_idr"] + came_in(*own, counted_from, at),
        balance_cap_idr=None if is_bank else usual_cap if cap is None else cap,
        monthly_in_idr=state["monthly_in_idr"]
        + came_in(*own, month - timedelta(microseconds=1), at),
        monthly_cap_idr=None if is_bank else MONTHLY_CAP_IDR,
    )
