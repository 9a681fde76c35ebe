"""Why a participant's case is held, who repairs it, and how that is said.

`Reason` is the catalogue of causes. `GUIDANCE` gives each of them a holder, a repairer, a retry
rule, a contact, and a title, an explanation and a remedy in Indonesian and in English.
"""

from domain.reasons.catalogue import GUIDANCE, Wording, contact_for, guidance, render
from domain.reasons.codes import Party, Reason, Retry, party_name
from domain.reasons.contacts import CHANNEL_CONTACTS, DUKCAPIL, PRAKERJA, Contact
from domain.reasons.guidance import Guidance
from domain.reasons.placeholders import (
    CHANNEL_NAMES,
    PLACEHOLDERS,
    UPGRADE_NAMES,
    Language,
    Value,
)

__all__ = [
    "CHANNEL_CONTACTS",
    "CHANNEL_NAMES",
    "DUKCAPIL",
    "GUIDANCE",
    "PLACEHOLDERS",
    "PRAKERJA",
    "UPGRADE_NAMES",
    "Contact",
    "Guidance",
    "Language",
    "Party",
    "Reason",
    "Retry",
    "Value",
    "Wording",
    "contact_for",
    "guidance",
    "party_name",
    "render",
]
