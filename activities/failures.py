"""The one table from trouble to what the engine and the participant are told.

An adapter says what the wire did; here that becomes a reason. Nothing is thrown away: what is in
no row is our own error, told as such, and it pages an engineer.
"""

import logging

from domain.ports import PartnerContract, PartnerUnavailable
from domain.reasons import Party, Reason

logger = logging.getLogger("activities")

UNAVAILABLE: dict[Party, Reason] = {
    Party.PROVIDER: Reason.PROVIDER_DOWN,
    Party.MARKETPLACE: Reason.MARKETPLACE_DOWN,
    Party.PMO: Reason.DASHBOARD_DOWN,
    Party.PAYMENT_PARTNER: Reason.CHANNEL_DOWN,
}


def reason_of(trouble: Exception, asked: Party) -> Reason:
    """Return the reason that an exception has for a participant."""
    match trouble:
        case PartnerUnavailable(retry_after=asked_for) if asked_for is not None:
            return Reason.PAYOUT_QUEUED
        case PartnerUnavailable():
            return UNAVAILABLE[asked]
        case PartnerContract():
            logger.error("%s rejects what we send: %s", asked, trouble)
            return Reason.OUR_REQUEST_REJECTED
        case _:
            # The type and the place, not the text: a text may quote what it could not read.
            logger.error("unexpected %s", type(trouble).__name__, exc_info=False)
            return Reason.SYSTEM_ERROR
