"""Fictitious people, their accounts and partners, in the words of the sandbox's world."""

import itertools
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from domain.application import Application, parse_application
from domain.clock import JAKARTA
from domain.facts import Fact, FactKind, Site, Source
from domain.identity import Nik
from partners.register import Register
from rehearsal.provision import Party

PARTIES = (
    Party("belajaria", "provider", "Belajaria"),
    Party("kampusmaju", "provider", "Kampus Maju", reviews=False),
    Party("pasarilmu", "marketplace", "Pasar Ilmu"),
    Party("pmo", "dashboard", "PMO"),
)
START = datetime(2020, 7, 29, 8, tzinfo=JAKARTA)
"""A Wednesday. A life of defaults is certified on Thursday 6 August and paid from the 13th on."""

IDLE: Mapping[str, Any] = {"redeems": None, "finishes": None, "rates": {}}
"""A plan of which partners know nothing when asked."""

_numbers = itertools.count(1)


def at(text: str) -> datetime:
    """Read `2020-08-13 09:00` as Jakarta time; without an hour it is noon."""
    day, _, hour = text.partition(" ")
    return datetime.fromisoformat(f"{day}T{hour or '12:00'}").replace(tzinfo=JAKARTA)


def window(begins: str, ends: str) -> dict[str, str]:
    """Return a stretch of time as the sandbox reads it."""
    return {"from": at(begins).isoformat(), "to": at(ends).isoformat()}


def account(
    life: "Life", channel: str = "dana", number: str | None = None, **differently: Any
) -> dict[str, Any]:
    """Return an account of a person's own, or one that differs in what is named."""
    return {
        "channel": channel,
        "number": number or life.number(channel),
        "name": life.name,
        "nik": life.nik.digits,
        "phone": life.phone,
        **differently,
    }


@dataclass(frozen=True)
class Life:
    """One person. Redeems the day after buying, finishes on a Sunday, rates within two hours."""

    serial: int
    name: str = "Siti Contohwati"
    provider: str = "belajaria"
    marketplace: str | None = "pasarilmu"
    plan: Mapping[str, Any] = field(default_factory=dict)

    @property
    def nik(self) -> Nik:
        """Nobody's: the region is not assigned and the serial is 0000."""
        return Nik(f"99{self.serial:04d}4503900000")

    @property
    def phone(self) -> str:
        """Nobody's."""
        return f"628120000{self.serial:04d}"

    @property
    def voucher(self) -> str:
        """The code on the receipt."""
        return f"KODE-{self.serial:04d}"

    def number(self, channel: str) -> str:
        """Return the person's own account at a channel."""
        return f"00000{self.serial:05d}" if channel == "bni" else self.phone

    def application(self, register: Register) -> Application:
        """Return what a portal would send."""
        fields = {
            "nik": self.nik.digits,
            "name": self.name,
            "phone": self.phone,
            "wave": "7",
            "voucher": self.voucher,
            "provider": self.provider,
            "channel": self.marketplace or "direct",
            "bought_on": START.date().isoformat(),
        }
        return parse_application(fields, known=register)

    def as_told(self) -> dict[str, Any]:
        """Return the person as the sandbox reads it; instants of `plan` may be `at` texts."""
        usual = {
            "redeems": "2020-07-30 09:00",
            "finishes": "2020-08-02 09:00",
            "rates": {"provider": "2020-08-02 10:00", "marketplace": "2020-08-02 11:00"},
            "surveys": ["2020-09-15", "2020-10-15", "2020-11-16"],
        }
        if self.marketplace is None:
            usual["rates"] = {"provider": "2020-08-02 10:00"}
        told: dict[str, Any] = _dated({**usual, **self.plan})
        who = {"nik": self.nik.digits, "name": self.name, "phone": self.phone}
        return {
            **who,
            "voucher": self.voucher,
            "provider": self.provider,
            "marketplace": self.marketplace,
            **told,
        }


def somebody(**plan: Any) -> Life:
    """Return a new person who bought at a marketplace and lives as `plan` says."""
    return Life(next(_numbers), plan=plan)


def direct_buyer(provider: str = "belajaria", **plan: Any) -> Life:
    """Return a new person who bought at the provider itself."""
    return Life(next(_numbers), provider=provider, marketplace=None, plan=plan)


def _dated(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _dated(part) for name, part in value.items()}
    if isinstance(value, list | tuple):
        return [_dated(part) for part in value]
    if isinstance(value, str) and value[:2] == "20" and value[4:5] == "-":
        return at(value).isoformat()
    return value


def days(*texts: str) -> list[date]:
    """Read dates."""
    return [date.fromisoformat(text) for text in texts]


USUAL_FACTS = [
    Fact(kind=kind, site=site, at=at(when), source=Source.PUSH, partner=partner, receipt=f"r-{n}")
    for n, (kind, site, when, partner) in enumerate(
        [
            (FactKind.VOUCHER_REDEEMED, None, "2020-07-30 09:00", "belajaria"),
            (FactKind.TRAINING_COMPLETED, None, "2020-08-02 09:00", "belajaria"),
            (FactKind.REVIEW_SUBMITTED, Site.PROVIDER, "2020-08-02 10:00", "belajaria"),
            (FactKind.REVIEW_SUBMITTED, Site.MARKETPLACE, "2020-08-02 11:00", "pasarilmu"),
            (FactKind.REPORT_SENT, None, "2020-08-03 11:00", "belajaria"),
            (FactKind.REPORT_FORWARDED, None, "2020-08-04 11:00", "pasarilmu"),
            (FactKind.REPORT_RECEIVED, None, "2020-08-04 15:00", "pmo"),
            (FactKind.CERTIFICATE_PUBLISHED, None, "2020-08-06 15:00", "pmo"),
        ]
    )
]
"""What a life of defaults comes to, as its partners push it."""
