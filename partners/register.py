"""Who the partners are: codes, roles, names and addresses, from one TOML file.

No secret is in it and nothing is called from here, so that the gateway and the starter may ask
who is who. Of each role it says which facts that role may state, and no other.
"""

import re
import tomllib
from collections.abc import Mapping
from enum import StrEnum
from pathlib import Path
from types import MappingProxyType
from typing import Annotated, Self
from urllib.parse import urlsplit

from pydantic import AfterValidator, BaseModel, ConfigDict, StringConstraints, model_validator

from domain.facts import FactKind, Site
from domain.payouts import Channel

DASHBOARD = "pmo"
"""The code of the programme office's dashboard, the one partner with a fixed code."""


class UnknownPartner(KeyError):
    """No partner of the role asked for has this code. The code is not repeated: it is input."""

    def __str__(self) -> str:
        return f"no {self.args[0]} has this code"


class Role(StrEnum):
    """What a partner is to the programme."""

    PROVIDER = "provider"
    MARKETPLACE = "marketplace"
    DASHBOARD = "dashboard"


FACTS: Mapping[Role, frozenset[FactKind]] = MappingProxyType(
    {
        Role.PROVIDER: frozenset(
            {
                FactKind.VOUCHER_REDEEMED,
                FactKind.TRAINING_COMPLETED,
                FactKind.REVIEW_SUBMITTED,
                FactKind.REPORT_SENT,
            }
        ),
        Role.MARKETPLACE: frozenset({FactKind.REVIEW_SUBMITTED, FactKind.REPORT_FORWARDED}),
        Role.DASHBOARD: frozenset(
            {FactKind.REPORT_RECEIVED, FactKind.CERTIFICATE_PUBLISHED, FactKind.SURVEY_COMPLETED}
        ),
    }
)
"""What a role may speak of: its own facts only."""

SITES: Mapping[Role, Site] = MappingProxyType(
    {Role.PROVIDER: Site.PROVIDER, Role.MARKETPLACE: Site.MARKETPLACE}
)
"""The site on which a review stated by this role was written."""


def _address(text: str) -> str:
    parts = urlsplit(text)
    plain = not (parts.query or parts.fragment or parts.username or parts.password)
    if parts.scheme not in {"http", "https"} or not parts.hostname or not plain:
        raise ValueError("an address is http(s)://host/path, without a query or credentials")
    return text.rstrip("/")


_Address = Annotated[str, AfterValidator(_address)]
_Text = Annotated[str, StringConstraints(min_length=1, max_length=100)]
_CODE = re.compile(r"[a-z0-9][a-z0-9-]{0,31}", re.ASCII)


class Partner(BaseModel):
    """A training provider, a marketplace or the dashboard."""

    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)

    code: str
    role: Role
    name: _Text
    url: _Address
    reviews: bool = True
    """False where participants cannot leave a review."""
    client_code: str = ""
    """How a provider calls itself at the redeem API; its code unless the file says otherwise."""


class ChannelEntry(BaseModel):
    """Where a bank or wallet is reached, and who we are there."""

    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)

    url: _Address
    client_key: _Text = "prakerja"
    partner_id: _Text = "prakerja"
    channel_id: Annotated[str, StringConstraints(pattern=r"^[0-9]{1,5}$")] = "95221"
    source_account: Annotated[str, StringConstraints(pattern=r"^[0-9]{1,19}$")] | None = None
    """The programme's own account; transfers from bank to bank need it."""


class Register(BaseModel):
    """Every partner by its code, and every payment channel."""

    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)

    partners: Mapping[str, Partner] = MappingProxyType({})
    channels: Mapping[Channel, ChannelEntry] = MappingProxyType({})

    @model_validator(mode="before")
    @classmethod
    def _named(cls, tables: dict[str, object]) -> dict[str, object]:
        partners = tables.get("partners", {})
        if not isinstance(partners, dict) or not all(
            isinstance(p, dict) for p in partners.values()
        ):
            raise ValueError("each partner is a table: [partners.code]")
        named = {
            code: {"client_code": code} | row | {"code": code} for code, row in partners.items()
        }
        return tables | {"partners": named}

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        if not all(_CODE.fullmatch(code) for code in self.partners):
            raise ValueError("a partner's code is lower-case letters, digits and dashes")
        if any((p.code == DASHBOARD) != (p.role is Role.DASHBOARD) for p in self.partners.values()):
            raise ValueError(f"the dashboard, and nobody else, has the code {DASHBOARD}")
        if set(self.partners) & set(Channel):
            raise ValueError("a training partner has the code of a payment channel")
        client_codes = [p.client_code for p in self.partners.values() if p.role is Role.PROVIDER]
        if len(set(client_codes)) != len(client_codes):
            raise ValueError("two providers have the same client_code")
        return self

    @classmethod
    def load(cls, path: str | Path) -> Self:
        """Read the file.

        Raises:
            OSError: it cannot be read.
            ValueError: it is not TOML, or an entry is wrong (pydantic names the entry).
        """
        with Path(path).open("rb") as file:
            return cls.model_validate(tomllib.load(file))

    def partner(self, code: str) -> Partner:
        """Return the partner with this code, whatever its role. Raises `UnknownPartner`."""
        return self._of_role(code, *Role)

    def provider(self, code: str) -> Partner:
        """Return the training provider with this code. Raises `UnknownPartner`."""
        return self._of_role(code, Role.PROVIDER)

    def marketplace(self, code: str) -> Partner:
        """Return the marketplace with this code. Raises `UnknownPartner`."""
        return self._of_role(code, Role.MARKETPLACE)

    def is_provider(self, code: str) -> bool:
        """Say whether a training provider has this code."""
        return code in self.partners and self.partners[code].role is Role.PROVIDER

    def is_marketplace(self, code: str) -> bool:
        """Say whether a marketplace has this code."""
        return code in self.partners and self.partners[code].role is Role.MARKETPLACE

    def redeemer(self, client_code: str) -> Partner:
        """Return the provider that has this name at the redeem API. Raises `UnknownPartner`."""
        for partner in self.partners.values():
            if partner.role is Role.PROVIDER and partner.client_code == client_code:
                return partner
        raise UnknownPartner(Role.PROVIDER)

    def _of_role(self, code: str, *roles: Role) -> Partner:
        partner = self.partners.get(code)
        if partner is None or partner.role not in roles:
            raise UnknownPartner(roles[0] if len(roles) == 1 else "partner")
        return partner
