"""A participant and a payout account, as the records know them: the only models with names."""

from datetime import date

from pydantic import AwareDatetime, BaseModel, ConfigDict, field_validator

from domain.identity import Nik, Phone
from domain.payouts import Channel


class _Personal(BaseModel):
    """Personal data: lives in activities and screens only, never in a log or a history."""

    model_config = ConfigDict(frozen=True, hide_input_in_errors=True)

    journey: str

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self.journey})"

    __str__ = __repr__


class Person(_Personal):
    """One participant as enrolled, with the voucher as last corrected."""

    nik: str
    """16 digits in canonical form."""
    name: str
    phone: str
    """In canonical form, `628...`."""
    wave: int
    provider: str
    marketplace: str | None = None
    """None when bought directly at the provider."""
    voucher: str
    voucher_version: int = 1
    bought_on: date
    enrolled_at: AwareDatetime
    """Programme time."""

    @field_validator("nik")
    @classmethod
    def _canonical_nik(cls, digits: str) -> str:
        return Nik(digits).digits

    @field_validator("phone")
    @classmethod
    def _canonical_phone(cls, digits: str) -> str:
        return Phone(digits).digits


class Account(_Personal):
    """A payout account that a participant linked."""

    link: int
    """The how-many-eth account of this participant, from 1."""
    channel: Channel
    number: str
    """Account number, or the wallet's phone number as 628..."""
