"""The world as it is told to the sandbox: partners, people and what they will do, accounts, faults.

Plans are data and never change by themselves; what came of them is in `memory` and in the ledger.
All instants carry an offset and are programme time.
"""

from typing import Annotated, Literal

from pydantic import AwareDatetime, BaseModel, BeforeValidator, ConfigDict, Field, model_validator

from sandbox.numbers import canonical

FactName = Literal[
    "voucher.redeemed",
    "training.completed",
    "review.submitted",
    "report.sent",
    "report.forwarded",
    "report.received",
    "certificate.published",
    "survey.completed",
]
Channel = Literal["ovo", "linkaja", "gopay", "dana", "bni"]
FaultName = Literal[
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
Operation = Literal["facts", "check", "send", "inquire", "hook", "token"]
DASHBOARD = "pmo"
"""The code under which the programme office's dashboard speaks."""


class Plan(BaseModel):
    """Told from outside: an unknown word is refused, and no value is quoted in an error."""

    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)


class Window(Plan):
    """A stretch of time, its end not included."""

    start: AwareDatetime = Field(alias="from")
    end: AwareDatetime = Field(alias="to")


class Partner(Plan):
    """Somebody with a code, a secret for signatures both ways, and times of being down."""

    code: str
    role: str = ""
    name: str = ""
    secret: str = Field(repr=False)
    down: tuple[Window, ...] = ()
    reviews: bool = True
    """False where the site has no reviews at all: nobody can rate there."""


class Provider(Partner):
    """A training provider; it also speaks the programme office's published redeem API."""

    reports_after_hours: float = 24
    signs_spaced: bool = False
    """As the office's own sample does: signs the compact body, sends it with spaces."""
    client_code: str = ""
    """Its name at the redeem API; empty: its code."""
    client_key: str = Field(default="", repr=False)


class Marketplace(Partner):
    """A shop that sells vouchers and forwards providers' reports to the programme office."""

    forwards_after_hours: float = 24


class Dashboard(Plan):
    """The programme office's dashboard."""

    secret: str = Field(repr=False)
    publishes_after_hours: float = 48
    receives_after_hours: float = 4
    closed: tuple[Window, ...] = ()
    """No receipts and no certificates then: they are made when the office opens again."""


class Ratings(Plan):
    """When the person rates the course, per site; None: never."""

    marketplace: AwareDatetime | None = None
    provider: AwareDatetime | None = None


class Rejection(Plan):
    """The office refuses the report, until it has been corrected."""

    reason: Literal["VOUCHER_MISMATCH", "REPORT_REJECTED"]
    until: AwareDatetime | None = None


class Report(Plan):
    """The report's way to the office; a time left out follows from the partners' habits."""

    sent: AwareDatetime | None = None
    forwarded: AwareDatetime | None = None
    received: AwareDatetime | None = None
    mail_lost: bool = False
    """The last hop sends it, the office never gets it, unless that hop is asked to send again."""
    rejected: Rejection | None = None
    never: bool = False
    """The provider never reports, whatever it is asked."""


class Certificate(Plan):
    """The office's certificate."""

    published: AwareDatetime | None = None
    name: str | None = None
    """Another name than the person's, until the certificate is issued again."""
    reissued: AwareDatetime | None = None
    never: bool = False


class Link(Plan):
    """The person names an account in the portal."""

    at: AwareDatetime
    channel: str
    number: str


class Correction(Plan):
    """The person corrects the voucher code in the portal."""

    at: AwareDatetime
    voucher: str


class Waiver(Plan):
    """Somebody at the office waives a condition for the person."""

    at: AwareDatetime
    fact: str
    site: str | None = None
    ground: str
    by: str


class Person(Plan):
    """A person and everything that person is going to do."""

    nik: str = Field(repr=False)
    name: str = Field(repr=False)
    phone: str = Field(repr=False)
    voucher: str
    provider: str
    marketplace: str | None = None
    redeems: AwareDatetime | None = None
    finishes: AwareDatetime | None = None
    progress_percent: int = Field(default=100, ge=0, le=100)
    stars: int = Field(default=5, ge=1, le=5)
    rates: Ratings = Ratings()
    report: Report = Report()
    certificate: Certificate = Certificate()
    surveys: tuple[AwareDatetime, ...] = ()
    links: tuple[Link, ...] = ()
    unlinks: tuple[AwareDatetime, ...] = ()
    corrections: tuple[Correction, ...] = ()
    waivers: tuple[Waiver, ...] = ()
    hooks: Literal["all", "none"] | tuple[FactName, ...] = "all"
    """Which facts the partners push; the others are found only by asking."""


class Change(Plan):
    """From an instant on, an account is different in what is named here."""

    at: AwareDatetime
    upgraded: bool | None = None
    active: bool | None = None
    suspended: bool | None = None
    name: str | None = None
    nik: str | None = None
    phone: str | None = None
    balance_idr: int | None = Field(default=None, ge=0)
    monthly_in_idr: int | None = Field(default=None, ge=0)


class Account(Plan):
    """A wallet or bank account and what will happen to it without us."""

    channel: Channel
    number: Annotated[str, BeforeValidator(canonical)]
    """Wallets: the phone number, kept as 628...; it may be written 08... or +62..."""
    name: str = Field(repr=False)
    nik: str = Field(repr=False)
    phone: str = Field(default="", repr=False)
    upgraded: bool = True
    active: bool = True
    suspended: bool = False
    balance_idr: int = Field(default=0, ge=0)
    balance_cap_idr: int | None = None
    """None: 2,000,000 before the upgrade and 10,000,000 after it (until July 2022)."""
    monthly_in_idr: int = Field(default=0, ge=0)
    """What comes in every month from elsewhere."""
    changes: tuple[Change, ...] = ()


class FaultArgs(Plan):
    """What some faults need to know."""

    code: str = "5043800"
    seconds: float | None = None
    """`slow`: real seconds (2). `late_hook`: programme seconds (two days)."""
    status: str = "07"
    fact: FactName | None = None
    form: Literal["cut", "html", "empty", "other_reference"] = "cut"
    """How `garbled` spoils the answer."""


class Fault(Plan):
    """Something that goes wrong by its name, for whom, at what, when and how often."""

    name: str
    fault: FaultName
    partner: str | None = None
    operation: Operation | None = None
    voucher: str | None = None
    account: str | None = None
    start: AwareDatetime | None = Field(default=None, alias="from")
    end: AwareDatetime | None = Field(default=None, alias="to")
    times: int | None = Field(default=None, ge=0)
    args: FaultArgs = FaultArgs()


class World(Plan):
    """Everything at once. Raises `ValidationError` if a person names an unknown partner."""

    providers: tuple[Provider, ...] = ()
    marketplaces: tuple[Marketplace, ...] = ()
    dashboard: Dashboard | None = None
    people: tuple[Person, ...] = ()
    accounts: tuple[Account, ...] = ()
    faults: tuple[Fault, ...] = ()

    @model_validator(mode="after")
    def _everybody_is_known(self) -> "World":
        providers = {provider.code for provider in self.providers}
        marketplaces = {marketplace.code for marketplace in self.marketplaces} | {None}
        for person in self.people:
            if person.provider not in providers or person.marketplace not in marketplaces:
                raise ValueError(f"voucher {person.voucher} names a partner that is not there")
        return self
