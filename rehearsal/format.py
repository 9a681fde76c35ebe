"""The format of a story file, as models: what a stranger may write, and nothing else.

`examples/README.md` explains it. What a person leaves open is filled in by `rehearsal.course`.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Annotated, Literal, TypeAlias

from pydantic import (
    AwareDatetime,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    StringConstraints,
)

from domain.facts import FactKind, Site
from domain.payouts import Channel, TrancheStatus
from domain.reasons import Party, Reason
from domain.stages import Stage
from rehearsal.moments import Day, When, WhenOrEnd, WhenOrNever, beginning, ending

DIRECT = "direct"
"""Instead of a marketplace: bought at the provider itself."""
DASHBOARD = "pmo"
"""The code under which the programme's dashboard is named in faults and expectations."""


def _hooks(value: object) -> object:
    words: Mapping[object, list[FactKind]] = {"all": list(FactKind), "none": []}
    return words.get(value, value) if isinstance(value, str) else value


Code: TypeAlias = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9-]{1,35}$")]
"""Small letters, digits and hyphens: the name of a partner or of a story."""
Digits: TypeAlias = Annotated[str, StringConstraints(pattern=r"^[0-9]{8,16}$")]
Voucher: TypeAlias = Annotated[str, StringConstraints(pattern=r"^[A-Z0-9_-]{4,40}$")]
Hooks: TypeAlias = Annotated[list[FactKind], BeforeValidator(_hooks)]


class _Written(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)


class Period(_Written):
    """A run of days, first and last included; given times, the last one is its end."""

    first: When
    last: When

    @property
    def begins(self) -> datetime:
        """The first instant inside."""
        return beginning(self.first)

    @property
    def ends(self) -> datetime:
        """The first instant after it."""
        return ending(self.last)


class Partner(_Written):
    """Whoever reports about participants, and when it cannot be reached."""

    code: Code
    name: str = ""
    """As people know it; left out, the code with a capital letter."""
    reviews: bool = True
    """False where the site has no reviews at all."""
    down: list[Period] = []


class Provider(Partner):
    """A training provider and how it behaves towards everybody."""

    reports_after_hours: int = Field(default=24, ge=0)
    signs_spaced: bool = False
    """Sends its redeem calls spaced though signed compact, as the published Python sample does."""


class Marketplace(Partner):
    """A digital platform that sells courses and passes reports on."""

    forwards_after_hours: int = Field(default=24, ge=0)


class Dashboard(_Written):
    """The programme office's side: receipts and certificates."""

    receives_after_hours: int = Field(default=4, ge=0)
    publishes_after_hours: int = Field(default=48, ge=0)
    closed: list[Period] = []


class FaultArguments(_Written):
    """What some faults need to know."""

    code: Annotated[str, StringConstraints(pattern=r"^[0-9]{7}$")] | None = None
    seconds: float | None = Field(default=None, gt=0)
    status: Annotated[str, StringConstraints(pattern=r"^0[0-7]$")] | None = None
    fact: FactKind | None = None
    form: Literal["cut", "html", "empty", "other_reference"] | None = None


class Fault(_Written):
    """A partner's fault. In a story it meets that story's people only; in the world, everybody."""

    fault: Literal[
        "unavailable",
        "slow",
        "resets",
        "books_then_drops_answer",
        "drops_before_booking",
        "code",
        "garbled",
        "forgets_reference",
        "duplicate_hook",
        "lost_hook",
        "late_hook",
        "lies_about_status",
    ]
    partner: Code
    who: str = ""
    operation: Literal["facts", "check", "send", "inquire", "hook", "token"] | None = None
    first: When | None = None
    last: When | None = None
    times: int | None = Field(default=None, ge=1)
    args: FaultArguments = FaultArguments()


class World(_Written):
    """Where and when the stories play."""

    starts: AwareDatetime
    ends: AwareDatetime
    scheme: str
    dashboard: Dashboard = Dashboard()
    provider: list[Provider] = Field(min_length=1)
    marketplace: list[Marketplace] = []
    fault: list[Fault] = []


class Rates(_Written):
    """When a person reviews the course on each site."""

    marketplace: WhenOrNever | None = None
    provider: WhenOrNever | None = None


class Rejection(_Written):
    """The programme office refuses the report until the provider has corrected it."""

    reason: Literal["VOUCHER_MISMATCH", "REPORT_REJECTED"]
    until: When


class Report(_Written):
    """How a person's report deviates from its usual way."""

    sent: When | None = None
    forwarded: When | None = None
    received: When | None = None
    mail_lost: bool = False
    rejected: Rejection | None = None
    never: bool = False


class Certificate(_Written):
    """How a person's certificate deviates from the usual."""

    published: When | None = None
    name: str | None = None
    """The name it wrongly bears, until `reissued`."""
    reissued: When | None = None
    never: bool = False


class Link(_Written):
    """A person links a payout account."""

    at: When
    channel: Channel
    number: Digits | None = None
    """Left out: the person's account at that channel."""


class Correction(_Written):
    """A person corrects the voucher code in the portal; left out, to the true one."""

    at: When
    voucher: Voucher | None = None


class Waiver(_Written):
    """A clerk decides that a fact is not asked for."""

    at: When
    fact: FactKind
    site: Site | None = None
    ground: str
    by: str


class Person(_Written):
    """One person and what they do. What is left out they do sensibly (`rehearsal.course`)."""

    who: str = ""
    """A name for this person within the story, needed only when there are several."""
    name: str
    nik: Digits
    phone: Digits
    wave: int = Field(default=1, ge=1)
    bought_on: Day
    provider: Code
    marketplace: Code
    voucher: Voucher | None = None
    enrols: list[When] | None = None
    enrols_with_voucher: Voucher | None = None
    """The wrong code on the application."""
    redeems: WhenOrNever | None = None
    finishes: WhenOrNever | None = None
    progress_percent: int = Field(default=100, ge=0, le=100)
    stars: int = Field(default=5, ge=1, le=5)
    rates: Rates = Rates()
    report: Report = Report()
    certificate: Certificate = Certificate()
    surveys: list[When] | None = None
    links: list[Link] | None = None
    unlinks: list[When] = []
    corrections: list[Correction] = []
    waivers: list[Waiver] = []
    hooks: Hooks = list(FactKind)
    """Which facts partners push; the others can only be found by asking."""


class AccountChange(_Written):
    """What becomes true of an account at a moment."""

    at: When
    upgraded: bool | None = None
    active: bool | None = None
    suspended: bool | None = None
    name: str | None = None
    nik: Digits | None = None
    phone: Digits | None = None
    balance_idr: int | None = Field(default=None, ge=0)
    monthly_in_idr: int | None = Field(default=None, ge=0)


class Account(_Written):
    """A bank account or wallet. What is left out is as the person's own data say."""

    channel: Channel
    who: str = ""
    number: Digits | None = None
    """Left out: the person's phone number."""
    name: str | None = None
    nik: Digits | None = None
    phone: Digits | None = None
    upgraded: bool = True
    active: bool = True
    suspended: bool = False
    balance_idr: int = Field(default=0, ge=0)
    balance_cap_idr: int | None = Field(default=None, ge=0)
    monthly_in_idr: int = Field(default=0, ge=0)
    """What comes in every month from elsewhere."""
    changes: list[AccountChange] = []


class Expectation(_Written):
    """What the case file must show at noon of a day, or at the end. Only what is written counts.

    With `tranche` or `survey` the fields from `status` on, and `reason`, are about that payment.
    """

    at: WhenOrEnd
    who: str = ""
    stage: Stage | None = None
    holder: Party | None = None
    partner: str | None = None
    overdue: bool | None = None
    reason: Reason | None = None
    tranche: int | None = Field(default=None, ge=1)
    survey: int | None = Field(default=None, ge=1)
    status: TrancheStatus | None = None
    promised_for: Day | None = None
    moved_reason: Reason | None = None
    channel: Channel | None = None
    cause: Reason | None = None
    """Why one of the attempts to pay moved no money."""
    tranches: list[TrancheStatus] | None = None
    surveys: list[TrancheStatus] | None = None
    paid_idr: int | None = Field(default=None, ge=0)


class Story(_Written):
    """One course of events and what must come of it."""

    id: Code
    title: str
    tells: list[int] = []
    """Numbers in `examples/points.toml` of the facts and complaints that it retells."""
    text: str
    person: list[Person] = Field(min_length=1)
    account: list[Account] = []
    fault: list[Fault] = []
    expect: list[Expectation] = Field(min_length=1)


class StoryFile(_Written):
    """A whole file."""

    world: World
    story: list[Story] = Field(min_length=1)
