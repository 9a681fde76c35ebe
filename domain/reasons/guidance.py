"""What the catalogue holds for one reason."""

from dataclasses import dataclass

from domain.reasons.codes import Party, Reason, Retry
from domain.reasons.contacts import PRAKERJA, Contact


@dataclass(frozen=True, slots=True, kw_only=True)
class Guidance:
    """Who holds a case for a reason, who repairs it, and what the participant is told.

    `holder` is the usual holder; where a journey knows which site owes the next step, its own
    holder counts. In the texts "kami" (we) is the programme's operator, PMO, and names in braces
    are those of `domain.reasons.placeholders`. `remedy_id` fits one SMS once it is filled in.
    `ask_channel` sends the participant to the bank or wallet rather than to `contact`.
    `pages_engineer` marks trouble on our side that a person on call must see.
    """

    reason: Reason
    holder: Party
    repaired_by: Party
    retry: Retry
    title_id: str
    title_en: str
    explanation_id: str
    explanation_en: str
    remedy_id: str
    remedy_en: str
    contact: Contact = PRAKERJA
    ask_channel: bool = False
    pages_engineer: bool = False
