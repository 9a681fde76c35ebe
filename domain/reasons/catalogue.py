"""The complete catalogue, and the questions asked of it."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from domain.reasons.codes import Reason
from domain.reasons.contacts import CHANNEL_CONTACTS, Contact
from domain.reasons.guidance import Guidance
from domain.reasons.placeholders import Language, Value, words
from domain.reasons.texts import ENTRIES

GUIDANCE: Mapping[Reason, Guidance] = MappingProxyType({entry.reason: entry for entry in ENTRIES})
"""Guidance for every reason there is."""


@dataclass(frozen=True, slots=True)
class Wording:
    """What a participant reads about a held case, in one language."""

    title: str
    explanation: str
    remedy: str


def guidance(reason: Reason) -> Guidance:
    """Look up what the catalogue holds for a reason."""
    return GUIDANCE[reason]


def contact_for(reason: Reason, channel: str | None = None) -> Contact:
    """Name the help line to call: the bank's or wallet's own where it can repair the cause.

    `channel` is the payout channel in any case ("OVO"). A channel without a published line, and
    a cause that the channel cannot repair, lead to the catalogue's contact.
    """
    entry = GUIDANCE[reason]
    if channel is None or not entry.ask_channel:
        return entry.contact
    return CHANNEL_CONTACTS.get(channel.casefold(), entry.contact)


def render(reason: Reason, language: Language, **values: Value) -> Wording:
    """Say a reason in one language, with the values of this case filled in.

    A missing value becomes a generic word.

    Raises:
        KeyError: a value that no text may mention.
        TypeError: a value of the wrong kind, such as an instant instead of a day.

    """
    entry = GUIDANCE[reason]
    known = words(values, language)
    if language == "id":
        texts = (entry.title_id, entry.explanation_id, entry.remedy_id)
    else:
        texts = (entry.title_en, entry.explanation_en, entry.remedy_en)
    title, explanation, remedy = (text.format_map(known) for text in texts)
    return Wording(title, explanation, remedy)
