"""The troubles that befall a crowd's people: with their account, with what others report of them.

A twist bends what a sensible person would do. Its days count from the day of buying: the course is
over after two to five of them, the certificate is there after about twelve, the first incentive
after about twenty, the fourth after about a hundred and ten.
"""

import random
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from domain.payouts import Channel

Told = dict[str, Any]
"""A person or an account as a story file tells it."""
Bend = Callable[[random.Random, Told, list[Told]], None]
NOBODYS_NIK = "9999990101900000"
ASKS_AGAIN = (timedelta(), timedelta(days=8))
"""Who links an account looks again whether it is still linked: a portal may have been down, and a
wallet that could not be asked is refused."""


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


def _after(told: Told, days: int) -> date:
    bought: date = told["bought_on"]
    return bought + timedelta(days=days)


def _plain(_chance: random.Random, told: Told, accounts: list[Told]) -> None:
    _links(told, (8, accounts[0]))


def _changes(chance: random.Random, told: Told, accounts: list[Told], **states: Any) -> None:  # noqa: ANN401 - of any field
    """Let the account be in another state for a while, from before some tranche."""
    _links(told, (8, accounts[0]))
    first = chance.randint(14, 80)
    until = first + chance.randint(4, 30)
    accounts[0]["changes"] = [
        {"at": _after(told, first), **{name: bad for name, (bad, _) in states.items()}},
        {"at": _after(told, until), **{name: good for name, (_, good) in states.items()}},
    ]


def _suspended(chance: random.Random, told: Told, accounts: list[Told]) -> None:
    _changes(chance, told, accounts, suspended=(True, False))


def _inactive(chance: random.Random, told: Told, accounts: list[Told]) -> None:
    _changes(chance, told, accounts, active=(False, True))


def _full(chance: random.Random, told: Told, accounts: list[Told]) -> None:
    _changes(chance, told, accounts, balance_idr=(9_900_000, 0))


def _monthly(chance: random.Random, told: Told, accounts: list[Told]) -> None:
    _changes(chance, told, accounts, monthly_in_idr=(19_900_000, 0))


def _not_upgraded(chance: random.Random, told: Told, accounts: list[Told]) -> None:
    """Link before the wallet is upgraded, and again once it is."""
    upgraded = chance.randint(12, 20)
    accounts[0] |= {
        "upgraded": False,
        "changes": [{"at": _after(told, upgraded), "upgraded": True}],
    }
    _links(told, (8, accounts[0]), (upgraded + chance.randint(1, 10), accounts[0]))


def _other_channel(chance: random.Random, told: Told, accounts: list[Told]) -> Told:
    """Open a second account at a channel where the person has none."""
    first = accounts[0]["channel"]
    other = chance.choice([each for each in Channel if each not in {first, Channel.BNI}])
    accounts.append({"channel": other, "number": told["phone"]})
    return accounts[-1]


def _links(told: Told, *links: tuple[int, Told]) -> None:
    told["links"] = [
        {"at": _after(told, days) + again, "channel": account["channel"]}
        | ({"number": account["number"]} if "number" in account else {})
        for number, (days, account) in enumerate(links, start=1)
        # An account that is given up is not linked again after that.
        for again in (ASKS_AGAIN if number == len(links) else ASKS_AGAIN[:1])
    ]


def _anothers_account(chance: random.Random, told: Told, accounts: list[Told]) -> None:
    """Link an account of somebody else, and later the own one."""
    accounts[0] |= {"nik": NOBODYS_NIK, "name": "Orang Lain"}
    own = _other_channel(chance, told, accounts)
    _links(told, (8, accounts[0]), (chance.randint(14, 30), own))


def _recycled(chance: random.Random, told: Told, accounts: list[Told]) -> None:
    """Lose the account's number to a new owner, and link another account."""
    lost = chance.randint(22, 70)
    new_owner = {"nik": NOBODYS_NIK, "name": "Pemilik Baru"}
    accounts[0]["changes"] = [{"at": _after(told, lost), **new_owner}]
    own = _other_channel(chance, told, accounts)
    _links(told, (8, accounts[0]), (lost + chance.randint(5, 25), own))


def _unlinked(chance: random.Random, told: Told, accounts: list[Told]) -> None:
    first = chance.randint(14, 60)
    told["unlinks"] = [_after(told, first)]
    _links(told, (8, accounts[0]), (first + chance.randint(5, 25), accounts[0]))


def _relinked(chance: random.Random, told: Told, accounts: list[Told]) -> None:
    other = _other_channel(chance, told, accounts)
    _links(told, (8, accounts[0]), (chance.randint(18, 60), other))


def _rates_late(chance: random.Random, told: Told, accounts: list[Told]) -> None:
    _links(told, (8, accounts[0]))
    told["rates"] = _rated(told, _after(told, chance.randint(10, 25)))


def _never_rates(_chance: random.Random, told: Told, accounts: list[Told]) -> None:
    _links(told, (8, accounts[0]))
    told["rates"] = _rated(told, "never")


def _rated(told: Told, when: date | str) -> Told:
    """Return the sites on which the person can rate: the trouble is always with one that exists."""
    told["provider"] = "kelasrakyat"
    shop = {} if told["marketplace"] == "direct" else {"marketplace": when}
    return {"provider": when} | shop


def _mail_lost(_chance: random.Random, told: Told, accounts: list[Told]) -> None:
    _links(told, (8, accounts[0]))
    told["report"] = {"mail_lost": True}


def _rejected(chance: random.Random, told: Told, accounts: list[Told]) -> None:
    _links(told, (8, accounts[0]))
    until = _after(told, chance.randint(14, 24))
    told["report"] = {"rejected": {"reason": "REPORT_REJECTED", "until": until}}


def _wrong_name(chance: random.Random, told: Told, accounts: list[Told]) -> None:
    _links(told, (8, accounts[0]))
    reissued = _after(told, chance.randint(20, 34))
    told["certificate"] = {"name": "Nama Keliru", "reissued": reissued}


def _pull_only(_chance: random.Random, told: Told, accounts: list[Told]) -> None:
    _links(told, (8, accounts[0]))
    told["hooks"] = "none"


def _never_finishes(_chance: random.Random, told: Told, _accounts: list[Told]) -> None:
    told["finishes"] = "never"


def _never_links(_chance: random.Random, told: Told, _accounts: list[Told]) -> None:
    told["links"] = []


PLAIN = Twist("plain", "A sensible life.", 1.0, _plain, lives_to_survey=True)
TWISTS = (
    Twist("suspended", "The account is suspended for a while.", 0.04, _suspended),
    Twist("inactive", "The account is inactive for a while.", 0.03, _inactive),
    Twist("full wallet", "The wallet has no room for a while.", 0.03, _full),
    Twist("monthly limit", "The month's limit is used up for a while.", 0.03, _monthly),
    Twist("not upgraded", "The wallet is upgraded only later.", 0.04, _not_upgraded),
    Twist("another's account", "At first somebody else's account.", 0.04, _anothers_account),
    Twist("recycled number", "The number gets a new owner.", 0.04, _recycled),
    Twist("unlinked", "The account is unlinked and linked again.", 0.04, _unlinked),
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
