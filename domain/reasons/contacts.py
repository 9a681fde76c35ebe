"""The published help lines a text may send a participant to (as printed in 2020 and 2021)."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType


@dataclass(frozen=True, slots=True)
class Contact:
    """An organisation's public help line; numbers are written as a caller in Indonesia dials."""

    organisation: str
    phone: str
    email: str | None = None

    def __str__(self) -> str:
        """Write the contact as a text shows it: "OVO 1500696"."""
        return f"{self.organisation} {self.phone}"


PRAKERJA = Contact("Prakerja", "0800 150 3001", "info@prakerja.go.id")
DUKCAPIL = Contact("Dukcapil", "1500-537")

# BCA joined after the published list; until its line is published by the programme, Prakerja's
# own line answers for it.
CHANNEL_CONTACTS: Mapping[str, Contact] = MappingProxyType(
    {
        "bni": Contact("BNI", "1500046"),
        "ovo": Contact("OVO", "1500696"),
        "linkaja": Contact("LinkAja", "150911"),
        "gopay": Contact("GoPay", "(021) 50849000", "customerservice@gojek.com"),
        "dana": Contact("DANA", "1500445"),
    }
)
"""By payout channel, in lower case."""
