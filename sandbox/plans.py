"""Partners, accounts and faults as they are told to the sandbox.

Plans are data and never change by themselves; what came of them is in `memory` and in the ledger.
All instants carry an offset and are programme time.
"""

from typing import Annotated, Literal

from pydantic import AwareDatetime, BaseModel, BeforeValidator, ConfigDict, Field

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
    "too_many",
    "end_of_day",
    "reverses",
    "credits_late",
    "statement_omits",
    "statement_doubles",
    "statement_wrong_amount",
]
Operation = Literal["facts", "check", "send", "inquire", "hook", "token", "statement"]
GarbledForm = Literal[
    "cut",
    "html",
    "empty",
    "other_reference",
    "other_amount",
    "float_amount",
    "other_account",
    "duplicate_keys",
    "unknown_code",
    "wrong_http",
    "gzip_bomb",
    "huge",
    "redirect",
    "redirect_inside",
]
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
    form: GarbledForm = "cut"
    """How `garbled` spoils the answer."""
    per_second: float = Field(default=5, gt=0)
    """`too_many`: requests a channel takes of one operation in a real second."""
    from_hour: int = Field(default=23, ge=0, le=23)
    to_hour: int = Field(default=8, ge=0, le=23)
    """`end_of_day`: closed from the first full hour to before the second, Jakarta time."""
    says: Literal["cut_off", "not_found"] = "cut_off"
    """`end_of_day`: refuses with 403xx06, or calls every reference unknown (status 07)."""
    after_days: float = Field(default=10, ge=0)
    """`reverses`, `credits_late`: programme days after the transfer."""


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
