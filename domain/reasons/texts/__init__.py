"""The catalogue's texts, one module for each part of a participant's way."""

from domain.reasons.guidance import Guidance
from domain.reasons.texts import (
    account,
    calendar,
    identity,
    learning,
    limits,
    payment,
    redemption,
    reporting,
    trouble,
)

ENTRIES: tuple[Guidance, ...] = (
    *redemption.ENTRIES,
    *learning.ENTRIES,
    *reporting.ENTRIES,
    *account.ENTRIES,
    *limits.ENTRIES,
    *identity.ENTRIES,
    *payment.ENTRIES,
    *trouble.ENTRIES,
    *calendar.ENTRIES,
)
"""One entry for each reason."""
