"""What partners do wrong in a run, made from a seed: a random subset of what partners can do wrong.

Only what a system can survive: each fault ends before the run does, and none makes the truth
unknowable. So nobody forgets a reference that they have promised to remember, calls a payment
failed that they have made, or takes money back without a word: from such partners only a statement
helps, and no run has one. A wrong "not found" is told a few times and not for days.
"""

import random
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from domain.payouts import Channel
from rehearsal.cast import Json

FEW = 2
SEVERAL = (4, 12)
SHORTEST_DAYS, LONGEST_DAYS = 15, 45
FIRST_DAYS = timedelta(days=45)
"""In which everybody enrols, learns and is certified."""
FIRST_MONEY = timedelta(days=14)
"""Before that nobody is paid, and hardly any account asked about."""
BANK_SERVICES = {"38": "17", "39": "36", "37": "15"}
"""SNAP BI service numbers of a wallet's top-up, its status and its account inquiry, at a bank."""


@dataclass(frozen=True, slots=True)
class Wrong:
    """One thing that can go wrong; `code` is that of a wallet, for one channel only."""

    fault: str
    operation: str
    args: Json = field(default_factory=dict)
    rare: bool = False
    """It costs much, or misleads: a few times is enough."""

    @property
    def is_early(self) -> bool:
        """Say whether it strikes on the way to the certificate."""
        return self.operation in {"facts", "hook"}


def _codes(operation: str, *codes: str, rare: bool = False) -> tuple[Wrong, ...]:
    return tuple(Wrong("code", operation, {"code": code}, rare) for code in codes)


def _forms(operation: str, *forms: str, rare: bool = False) -> tuple[Wrong, ...]:
    return tuple(Wrong("garbled", operation, {"form": form}, rare) for form in forms)


MONEY = (
    *(Wrong("books_then_drops_answer", "send"), Wrong("drops_before_booking", "send")),
    *(Wrong("unavailable", "send"), Wrong("unavailable", "inquire"), Wrong("unavailable", "check")),
    *(Wrong("resets", "send"), Wrong("resets", "inquire"), Wrong("slow", "send", {"seconds": 0.4})),
    # Unclear, refused for now, refused for good, and one that no list has.
    *_codes("send", "5043800", "5003800", "5003801", "5003802", "4093801", "4043818", "4043802"),
    *_codes("send", "4033805", "4033818", "4033806", "4293800", "4033816", "4013801", "4993877"),
    *_codes("inquire", "5043900", "5003900", "4043900"),
    *_codes("check", "5043700", "4033718"),
    *_forms("send", "cut", "html", "empty", "other_reference", "other_amount", "float_amount"),
    *_forms("send", "duplicate_keys", "unknown_code", "wrong_http", "other_account", "redirect"),
    *_forms("send", "gzip_bomb", "huge", "redirect_inside", rare=True),
    *_forms("inquire", "cut", "html", "empty", "other_reference", "duplicate_keys"),
    Wrong("lies_about_status", "inquire", {"status": "07"}, rare=True),
    Wrong("lies_about_status", "inquire", {"status": "03"}),
    Wrong("end_of_day", "inquire", {"says": "cut_off", "from_hour": 20, "to_hour": 8}),
    *(Wrong("unavailable", "token"), Wrong("resets", "token")),
)
NEWS = (
    *(Wrong("lost_hook", "hook"), Wrong("late_hook", "hook"), Wrong("duplicate_hook", "hook")),
    *(Wrong("unavailable", "facts"), Wrong("resets", "facts")),
    Wrong("slow", "facts", {"seconds": 0.3}),
    *_forms("facts", "cut", "html", "empty"),
)


def storm(chance: random.Random, people: int, first: datetime, last: datetime) -> tuple[Json, ...]:
    """Return the faults of a run as `POST /_world` takes them, none outside the two instants."""
    chosen = [
        *chance.sample(MONEY, min(len(MONEY), 8 + people // 12)),
        *chance.sample(NEWS, min(len(NEWS), 4 + people // 60)),
    ]
    return tuple(
        _fault(chance, f"{wrong.fault}-{number}", wrong, people, (first, last))
        for number, wrong in enumerate(chosen, start=1)
    )


def shown(faults: Iterable[Json]) -> list[str]:
    """Return one line for each fault, for people to read."""
    return [
        f"{fault['name']:<28} {fault['partner'] or 'anybody':<10} {fault['operation']:<8}"
        f" {fault['from'][:10]} to {fault['to'][:10]}, {fault['times']} times"
        f"{''.join(f', {name} {value}' for name, value in fault['args'].items())}"
        for fault in faults
    ]


def _fault(
    chance: random.Random,
    name: str,
    wrong: Wrong,
    people: int,
    span: tuple[datetime, datetime],
) -> Json:
    begins, ends = _window(chance, wrong, span)
    partner, args = _partner(chance, wrong, people)
    return {
        "name": name,
        "fault": wrong.fault,
        "partner": partner,
        "operation": wrong.operation,
        "from": begins.isoformat(),
        "to": ends.isoformat(),
        "times": FEW if wrong.rare else chance.randint(*SEVERAL),
        "args": args,
    }


def _window(
    chance: random.Random, wrong: Wrong, span: tuple[datetime, datetime]
) -> tuple[datetime, datetime]:
    """Return when a fault lasts, whole hours: news go wrong early, money once it is paid."""
    first, last = span
    if wrong.is_early:
        return first, min(first + FIRST_DAYS, last)
    first += FIRST_MONEY
    hours = int((last - first - timedelta(days=SHORTEST_DAYS)) / timedelta(hours=1))
    begins = first + timedelta(hours=chance.randint(0, max(hours, 0)))
    length = timedelta(days=chance.randint(SHORTEST_DAYS, LONGEST_DAYS))
    return begins, min(begins + length, last)


def _partner(chance: random.Random, wrong: Wrong, people: int) -> tuple[str | None, Json]:
    """Choose whom it strikes: one channel, or in a small crowd and by chance, anybody."""
    tokens = [Channel.OVO, Channel.GOPAY, Channel.BNI]
    channels = tokens if wrong.operation == "token" else list(Channel)
    alone = chance.choice(channels).value
    everybody = chance.random() < 0.5  # noqa: PLR2004 - one in two
    if wrong.is_early or everybody or people < 60:  # noqa: PLR2004 - too few at one channel
        return None, wrong.args
    code = wrong.args.get("code")
    if alone == Channel.BNI and code:
        return alone, {"code": f"{code[:3]}{BANK_SERVICES[code[3:5]]}{code[5:]}"}
    return alone, wrong.args
