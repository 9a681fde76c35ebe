"""What portals send and get about participants, as models: they check and they document."""

from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict, StringConstraints

from domain.facts import FactKind, Site
from domain.identity import plain_text
from domain.messages import AccountField
from domain.payouts import Channel
from domain.reasons import Reason
from gateway.problems import Texts

_Voucher = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9_-]{4,40}$", to_upper=True)]
_Code = Annotated[str, StringConstraints(pattern=r"^[A-Za-z][A-Za-z0-9_.-]{1,39}$")]
_Name = Annotated[str, AfterValidator(lambda text: plain_text(text, "by", 60))]


class AboutParticipant(BaseModel):
    """What every request names."""

    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)

    nik: str
    """As typed; spaces and dashes do not matter."""


class ApplicationRequest(AboutParticipant):
    """Who bought which course, where and when."""

    name: str
    phone: str
    wave: int | str
    voucher: str
    provider: str
    channel: str
    """A marketplace's code, or `direct`."""
    bought_on: str
    """Jakarta day, as 2020-04-26."""


class AccountRequest(AboutParticipant):
    """The account to pay to from now on."""

    channel: Channel
    number: str
    """The bank account's number, or the wallet's mobile number."""


class UnlinkRequest(AboutParticipant):
    """Pay to no account until another is linked."""


class VoucherRequest(AboutParticipant):
    """The voucher code as it should have been."""

    voucher: _Voucher


class WaiverRequest(AboutParticipant):
    """A fact that is not asked for, by decision of a named person."""

    fact: FactKind
    site: Site | None = None
    ground: _Code
    by: _Name


class EnrolledAnswer(BaseModel):
    """The participant's journey; `new` is false if it had been started before."""

    journey: str
    new: bool


class LinkedAnswer(BaseModel):
    """Whether money can be sent there, field by field; null where the partner does not say."""

    accepted: bool
    reason: Reason | None
    check: dict[AccountField, bool | None]
    remedy: Texts | None


class ChangedAnswer(BaseModel):
    """The case file's version after the change."""

    version: int
