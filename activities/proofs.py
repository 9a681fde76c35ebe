"""What the ledger's rows prove about a payment, and what a reason says about its account."""

from activities.sends import last_cause
from domain.messages import PayoutOrder
from domain.payouts import Outcome
from domain.reasons import Reason
from records.bookings import Intent, Request

UNPAID = frozenset({Outcome.NOT_PAID, Outcome.REVERSED})
PASSING = frozenset(
    {
        Reason.CHANNEL_DOWN,
        Reason.OUR_REQUEST_REJECTED,
        Reason.CHANNEL_INCIDENT,
        Reason.PAYOUT_QUEUED,
    }
)
"""Refusals that say nothing of the account: the same reference is sent again."""
NOT_THE_OWNER = frozenset(
    {
        Reason.ACCOUNT_NOT_OWN,
        Reason.ACCOUNT_ALREADY_USED,
        Reason.ANOTHER_OWNER_NOW,
        Reason.NIK_MISMATCH,
        Reason.NAME_MISMATCH,
        Reason.PHONE_MISMATCH,
    }
)
"""Objections under which nothing may be sent again: it could reach somebody else."""


def replaces(order: PayoutOrder, intent: Intent) -> bool:
    """Say whether the order is for a generation after a payment that is proven not made.

    The journey may be ahead: it counts what it was told, the ledger what was begun. What ended
    after the order's hour was made under this very order, and its end is told first.
    """
    if intent.outcome not in UNPAID or intent.proven_at is None:
        return False
    return order.generation > intent.generation and intent.proven_at < order.pay_at


def why_unpaid(intent: Intent, requests: list[Request]) -> Reason:
    """Return why a closed payment moved no money, or moved it back."""
    if intent.outcome is Outcome.REVERSED:
        return Reason.REVERSED_BY_PARTNER
    return last_cause(requests)
