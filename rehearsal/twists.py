"""The troubles that befall a crowd's people: with their account, with what others report of them.

A twist bends what a sensible person would do. What troubles an account does so on the day of an
incentive, for a trouble between two of them would try nothing. Other days count from the day of
buying: the course is over after two to five of them, the certificate is there after about nine.
"""

import random
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from domain.payouts import Channel

Told = dict[str, Any]
"""A person or an account as a story file tells it."""
NOBODYS_NIK = "9999990101900000"
LINKS_AFTER = 8
"""Days from buying."""
ASKS_AGAIN = (timedelta(), timedelta(days=8))
"""Who links an account looks again whether it is still linked: a portal may have been down, and a
wallet that could not be asked is refused."""


@dataclass(frozen=True, slots=True)
class Life:
    """What is told of one person so far, for a twist to bend."""

    chance: random.Random
    told: Told
    accounts: list[Told]
    promised: tuple[date, ...]
    """The days of the incentives, if all goes well."""

    def after(self, days: int) -> date:
        """Return the day so many days after the day of buying."""
        bought: date = self.told["bought_on"]
        return bought + timedelta(days=days)

    def spell(self, promised: tuple[date, ...]) -> tuple[date, date]:
        """Choose when a trouble begins and ends: over one of these days, once there was a link."""
        hit = self.chance.choice(promised)
        begins = hit - timedelta(days=self.chance.randint(1, 5))
        ends = hit + timedelta(days=self.chance.randint(3, 20))
        return max(begins, self.after(LINKS_AFTER + 1)), ends

    def links(self, *links: tuple[date, Told]) -> None:
        """Link accounts on these days; without any, the first account as soon as one would."""
        links = links or ((self.after(LINKS_AFTER), self.accounts[0]),)
        self.told["links"] = [
            {"at": day + again, "channel": account["channel"]}
            | ({"number": account["number"]} if "number" in account else {})
            for number, (day, account) in enumerate(links, start=1)
            # An account that is given up is not linked again after that.
            for again in (ASKS_AGAIN if number == len(links) else ASKS_AGAIN[:1])
        ]

    def links_later(self, day: date, account: Told) -> None:
        """Link the first account as soon as one would, and this one on a later day."""
        self.links((self.after(LINKS_AFTER), self.accounts[0]), (day, account))

    def other_channel(self) -> Told:
        """Open a second account at a channel where the person has none."""
        first = self.accounts[0]["channel"]
        others = [each for each in Channel if each not in {first, Channel.BNI}]
        self.accounts.append({"channel": self.chance.choice(others), "number": self.told["phone"]})
        return self.accounts[-1]


Bend = Callable[[Life], None]


@dataclass(frozen=True, slots=True)
class Twist:
    """One trouble, how frequent it is, and whether all is paid in spite of it."""

    name: str
    text: str
    share: float
    """Of all people."""
    bend: Bend
    pays: bool = True
    lives_to_survey: bool = False
    """Whether the first incentive comes on the day that a plain life would have it."""
    holds: bool = False
    """Whether the account is in trouble on the day of some incentive, which is held then."""


def _plain(life: Life) -> None:
    life.links()


def _changes(life: Life, **states: Any) -> None:  # noqa: ANN401 - of any field
    """Let the account be in another state for a while, over one of the first incentives."""
    life.links()
    first, until = life.spell(life.promised[:-1])
    life.accounts[0]["changes"] = [
        {"at": first, **{name: bad for name, (bad, _) in states.items()}},
        {"at": until, **{name: good for name, (_, good) in states.items()}},
    ]


def _suspended(life: Life) -> None:
    _changes(life, suspended=(True, False))


def _inactive(life: Life) -> None:
    _changes(life, active=(False, True))


def _full(life: Life) -> None:
    _changes(life, balance_idr=(9_900_000, 0))


def _monthly(life: Life) -> None:
    _changes(life, monthly_in_idr=(19_900_000, 0))


def _not_upgraded(life: Life) -> None:
    """Link before the wallet is upgraded, and again once it is."""
    upgraded, linked = life.spell(life.promised[:1])
    changes = [{"at": upgraded, "upgraded": True}]
    life.accounts[0] |= {"upgraded": False, "changes": changes}
    life.links_later(linked, life.accounts[0])


def _anothers_account(life: Life) -> None:
    """Link an account of somebody else, and later the own one."""
    life.accounts[0] |= {"nik": NOBODYS_NIK, "name": "Orang Lain"}
    _, linked = life.spell(life.promised[:1])
    life.links_later(linked, life.other_channel())


def _recycled(life: Life) -> None:
    """Lose the account's number to a new owner, and link another account."""
    lost, linked = life.spell(life.promised[1:-1])
    new_owner = {"nik": NOBODYS_NIK, "name": "Pemilik Baru"}
    life.accounts[0]["changes"] = [{"at": lost, **new_owner}]
    life.links_later(linked, life.other_channel())


def _unlinked(life: Life) -> None:
    unlinked, linked = life.spell(life.promised[:-1])
    life.told["unlinks"] = [unlinked]
    life.links_later(linked, life.accounts[0])


def _relinked(life: Life) -> None:
    other = life.other_channel()
    life.links_later(life.after(life.chance.randint(18, 60)), other)


def _rates_late(life: Life) -> None:
    life.links()
    life.told["rates"] = _rated(life.told, life.after(life.chance.randint(10, 25)))


def _never_rates(life: Life) -> None:
    life.links()
    life.told["rates"] = _rated(life.told, "never")


def _rated(told: Told, when: date | str) -> Told:
    """Return the sites on which the person can rate: the trouble is always with one that exists."""
    told["provider"] = "kelasrakyat"
    shop = {} if told["marketplace"] == "direct" else {"marketplace": when}
    return {"provider": when} | shop


def _mail_lost(life: Life) -> None:
    life.links()
    life.told["report"] = {"mail_lost": True}


def _rejected(life: Life) -> None:
    life.links()
    until = life.after(life.chance.randint(14, 24))
    life.told["report"] = {"rejected": {"reason": "REPORT_REJECTED", "until": until}}


def _wrong_name(life: Life) -> None:
    life.links()
    reissued = life.after(life.chance.randint(20, 34))
    life.told["certificate"] = {"name": "Nama Keliru", "reissued": reissued}


def _pull_only(life: Life) -> None:
    life.links()
    life.told["hooks"] = "none"


def _never_finishes(life: Life) -> None:
    life.told["finishes"] = "never"


def _never_links(life: Life) -> None:
    life.told["links"] = []


PLAIN = Twist("plain", "A sensible life.", 1.0, _plain, lives_to_survey=True)
TWISTS = (
    Twist("suspended", "The account is suspended for a while.", 0.04, _suspended, holds=True),
    Twist("inactive", "The account is inactive for a while.", 0.03, _inactive, holds=True),
    Twist("full wallet", "The wallet has no room for a while.", 0.03, _full, holds=True),
    Twist("monthly limit", "The month's limit is used up for a while.", 0.03, _monthly, holds=True),
    Twist("not upgraded", "The wallet is upgraded only later.", 0.04, _not_upgraded, holds=True),
    Twist(
        "another's account",
        "At first somebody else's account.",
        0.04,
        _anothers_account,
        holds=True,
    ),
    Twist("recycled number", "The number gets a new owner.", 0.04, _recycled, holds=True),
    Twist("unlinked", "The account is unlinked and linked again.", 0.04, _unlinked, holds=True),
    Twist("relinked", "Another account between two incentives.", 0.05, _relinked),
    Twist("rates late", "The reviews are written weeks later.", 0.02, _rates_late),
    Twist("mail lost", "The report never reaches the office.", 0.02, _mail_lost),
    Twist("report rejected", "The office refuses the report at first.", 0.02, _rejected),
    Twist("wrong name", "The certificate bears another name at first.", 0.02, _wrong_name),
    Twist("pull only", "Nobody pushes anything.", 0.04, _pull_only, lives_to_survey=True),
    Twist("never finishes", "The course is never finished.", 0.01, _never_finishes, pays=False),
    Twist("never rates", "No review is ever written.", 0.01, _never_rates, pays=False),
    Twist("never links", "No account is ever linked.", 0.015, _never_links, pays=False),
)
