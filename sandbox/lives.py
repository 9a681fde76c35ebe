"""People and what they are going to do, and the world they live in, as told to the sandbox."""

from typing import Literal

from pydantic import AwareDatetime, Field, model_validator

from sandbox.plans import Account, Dashboard, FactName, Fault, Marketplace, Plan, Provider


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
