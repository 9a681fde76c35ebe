"""The world as it was told to the partners: who they are, who the people are, what accounts do."""

from dataclasses import dataclass
from datetime import datetime

from auditor.reading import Node

Window = tuple[datetime, datetime]
"""From an instant until before another."""


def canonical(number: str) -> str:
    """Return a phone number as 628..., however it was written; other numbers as they are."""
    digits = number.replace(" ", "").replace("-", "").removeprefix("+")
    return f"62{digits[1:]}" if digits.startswith("08") else digits


def moved_out(windows: tuple[Window, ...], at: datetime) -> datetime:
    """Return the first instant from `at` on that lies in no window."""
    for start, end in sorted(windows):
        if start <= at < end:
            at = end
    return at


@dataclass(frozen=True, slots=True)
class Partner:
    """A provider, a marketplace or the programme office, and its habits."""

    code: str
    reviews: bool
    down: tuple[Window, ...]
    habits_hours: dict[str, float]


@dataclass(frozen=True, slots=True)
class Link:
    """An account that somebody names in the portal."""

    at: datetime
    channel: str
    number: str


@dataclass(frozen=True, slots=True)
class Plan:
    """What one person was going to do, and what was going to be done about them."""

    nik: str
    name: str
    phone: str
    vouchers: frozenset[str]
    provider: str
    marketplace: str | None
    redeems: datetime | None
    finishes: datetime | None
    progress_percent: int
    rates: dict[str, datetime | None]
    report: Node
    certificate: Node
    surveys: tuple[datetime, ...]
    links: tuple[Link, ...]


@dataclass(frozen=True, slots=True)
class Change:
    """From an instant on, an account is different in what is named."""

    at: datetime
    news: dict[str, object]


@dataclass(frozen=True, slots=True)
class Account:
    """A wallet or bank account as declared, and its changes in order."""

    channel: str
    number: str
    traits: dict[str, object]
    changes: tuple[Change, ...]

    def at(self, instant: datetime) -> dict[str, object]:
        """Return the traits at an instant."""
        state = dict(self.traits)
        for change in self.changes:
            if change.at <= instant:
                state |= change.news
        return state


@dataclass(frozen=True, slots=True)
class World:
    """Everything that was told."""

    providers: dict[str, Partner]
    marketplaces: dict[str, Partner]
    office: Partner | None
    people: dict[str, Plan]


def read_world(document: Node, more_people: list[Node]) -> World:
    """Read the world document. Raises `BadEvidence`."""
    office = document.maybe_node("dashboard")
    people = [_plan(node) for node in [*document.nodes("people"), *more_people]]
    return World(
        providers=_partners(document.nodes("providers")),
        marketplaces=_partners(document.nodes("marketplaces")),
        office=None if office is None else _partner(office, "pmo", "closed"),
        people={plan.nik: plan for plan in people},
    )


def read_account(node: Node) -> Account:
    """Read one declared account with its changes. Raises `BadEvidence`."""
    traits: dict[str, object] = {
        "nik": node.text("nik"),
        "name": node.text("name"),
        "phone": node.maybe_text("phone") or "",
        "upgraded": node.flag("upgraded", default=True),
        "active": node.flag("active", default=True),
        "suspended": node.flag("suspended", default=False),
        "balance_idr": node.maybe_whole("balance_idr") or 0,
        "balance_cap_idr": node.maybe_whole("balance_cap_idr"),
        "monthly_in_idr": node.maybe_whole("monthly_in_idr") or 0,
    }
    changes = [
        Change(
            change.instant("at"),
            {
                key: value
                for key, value in change.value.items()
                if key in traits and value is not None
            },
        )
        for change in node.nodes("changes")
    ]
    return Account(
        channel=node.text("channel"),
        number=canonical(node.text("number")),
        traits=traits,
        changes=tuple(sorted(changes, key=lambda change: change.at)),
    )


def _partners(nodes: list[Node]) -> dict[str, Partner]:
    return {node.text("code"): _partner(node, node.text("code"), "down") for node in nodes}


def _partner(node: Node, code: str, absent: str) -> Partner:
    return Partner(
        code=code,
        reviews=node.flag("reviews", default=True),
        down=tuple((window.instant("from"), window.instant("to")) for window in node.nodes(absent)),
        habits_hours={name: node.number(name, default) for name, default in _HABITS.items()},
    )


_HABITS = {
    "reports_after_hours": 24.0,
    "forwards_after_hours": 24.0,
    "receives_after_hours": 4.0,
    "publishes_after_hours": 48.0,
}
"""What partners do where the world names no other time, in hours after the step before."""


def _plan(node: Node) -> Plan:
    rates = node.maybe_node("rates")
    corrected = {fix.text("voucher") for fix in node.nodes("corrections")}
    return Plan(
        nik=node.text("nik"),
        name=node.text("name"),
        phone=node.maybe_text("phone") or "",
        vouchers=frozenset({node.text("voucher"), *corrected}),
        provider=node.text("provider"),
        marketplace=node.maybe_text("marketplace"),
        redeems=node.maybe_instant("redeems"),
        finishes=node.maybe_instant("finishes"),
        progress_percent=100
        if node.value.get("progress_percent") is None
        else node.whole("progress_percent"),
        rates={
            site: None if rates is None else rates.maybe_instant(site)
            for site in ("provider", "marketplace")
        },
        report=node.maybe_node("report") or Node({}, node.where),
        certificate=node.maybe_node("certificate") or Node({}, node.where),
        surveys=tuple(node.instants("surveys")),
        links=tuple(
            sorted(
                (
                    Link(link.instant("at"), link.text("channel"), canonical(link.text("number")))
                    for link in node.nodes("links")
                ),
                key=lambda link: link.at,
            )
        ),
    )
