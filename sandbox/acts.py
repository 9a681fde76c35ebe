"""What a person, and the partners beside that person, will do at the gateway, and when."""

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime

from sandbox.chronicle import Chronicle
from sandbox.clock import iso
from sandbox.lives import Person
from sandbox.memory import Memory
from sandbox.world import Happening, moved_out, voucher_at

PORTAL = "/v1/participants"
ACCOUNT = ("account", "account/unlink")
"""Who wants another account, or none, no longer tries to link the one before."""


@dataclass(frozen=True, slots=True)
class Redeem:
    """The provider redeems the person's voucher."""


@dataclass(frozen=True, slots=True)
class Push:
    """A partner pushes a fact."""

    happening: Happening


@dataclass(frozen=True, slots=True)
class PortalCall:
    """The person does something in the portal."""

    path: str
    content: dict[str, object] = field(repr=False)


@dataclass(frozen=True, slots=True)
class Act:
    """One deed; its key is the same for ever, so that it is done once."""

    key: str
    due: datetime
    person: Person = field(repr=False)
    deed: Redeem | Push | PortalCall
    until: datetime | None = None
    """From then on the person wants something else instead."""


def next_act(person: Person, memory: Memory, chronicle: Chronicle) -> Act | None:
    """Return the person's earliest act that is not over, due when it is next to be tried."""
    waiting = []
    for act in _acts(person, memory, chronicle):
        progress = memory.progress.get(act.key)
        if progress is None:
            waiting.append((act.due, act))
        elif not progress.over:
            waiting.append((progress.again_at or act.due, act))
    if not waiting:
        return None
    due, act = min(waiting, key=lambda one: one[0])
    return replace(act, due=due)


def _acts(person: Person, memory: Memory, chronicle: Chronicle) -> Iterator[Act]:
    redeems_at = chronicle.redeems_at(person)
    if redeems_at is not None and memory.redeemed_at(person.nik) is None:
        yield Act(f"redeem {person.nik}", redeems_at, person, Redeem())
    for happening in chronicle.of(person):
        if person.hooks == "all" or happening.fact in person.hooks:
            key = f"push {happening.receipt}"
            yield Act(key, pushed_from(memory, happening, happening.at), person, Push(happening))
    yield from _portal_calls(person)


def pushed_from(memory: Memory, happening: Happening, at: datetime) -> datetime:
    """Return the first instant from `at` on at which the partner is up and can push."""
    partners = {**memory.providers, **memory.marketplaces}
    partner = partners.get(happening.partner)
    return at if partner is None else moved_out(partner.down, at)


def _portal_calls(person: Person) -> Iterator[Act]:
    calls: list[tuple[datetime, str, dict[str, object]]] = [
        *((link.at, "account", link.model_dump(exclude={"at"})) for link in person.links),
        *((at, "account/unlink", {}) for at in person.unlinks),
        *((fix.at, "voucher", fix.model_dump(exclude={"at"})) for fix in person.corrections),
        *((waiver.at, "waiver", waiver.model_dump(exclude={"at"})) for waiver in person.waivers),
    ]
    wishes = sorted(at for at, path, _ in calls if path in ACCOUNT)
    for at, path, content in calls:
        call = PortalCall(f"{PORTAL}/{path}", {"nik": person.nik, **content})
        # The digest tells two waivers of the same minute apart.
        digest = hashlib.sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()[:12]
        until = next((wish for wish in wishes if path in ACCOUNT and wish > at), None)
        yield Act(f"portal {person.nik} {path} {iso(at)} {digest}", at, person, call, until)


def describe(act: Act) -> tuple[str, str]:
    """Return who does an act and what it is, for the log."""
    voucher = voucher_at(act.person, act.due)
    match act.deed:
        case Redeem():
            return act.person.provider, f"redeemed {voucher}"
        case Push(happening):
            return happening.partner, f"pushed {happening.fact} of {voucher}"
        case PortalCall(path):
            return f"participant of {voucher}", f"called {path}"
