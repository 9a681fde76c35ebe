"""Every setting of ours, from the environment (`PRAKERJA_*`); Temporal's own from its profiles.

Secrets have no defaults: `make demo` and the tests make their own for one run.
"""

from functools import cached_property

from pydantic import Field, SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict

from domain.clock import Clock


class Settings(BaseSettings):
    """Read once at the start of a process. Raises `ValidationError` naming what is missing."""

    model_config = SettingsConfigDict(env_prefix="PRAKERJA_", hide_input_in_errors=True)

    records_url: str = "sqlite:///var/records.db"
    """`sqlite:///path` or `postgresql://user:password@host/name`."""
    keys: SecretStr
    """Encryption keys, newest first: `id:base64url,id:base64url` of 32 bytes each."""
    peppers: SecretStr
    """Keyed-hash peppers, newest first, in the same form."""
    partners_file: str = "var/partners.toml"
    """Addresses and names of partners; their secrets come from `partner_secrets`."""
    partner_secrets: SecretStr = SecretStr("")
    """`partner:belajaria=secret,snap:ovo=secret`: what we sign with, and partners with us."""
    snap_key_file: str = "var/snap.pem"
    """Our private RSA key for the national payment standard, as PEM."""
    client_tokens: SecretStr = SecretStr("")
    """`name=token,...`: who may start participants and speak for them at the gateway."""
    clock_text: str = Field(default="", alias="PRAKERJA_CLOCK")
    """Empty for real time, else the rehearsal clock (see `domain.clock`)."""
    gateway_host: str = "127.0.0.1"
    gateway_port: int = 8210
    task_queue: str = "participant-journeys"

    @cached_property
    def clock(self) -> Clock:
        """The programme's clock."""
        return Clock.parse(self.clock_text)

    def named(self, secret: SecretStr) -> dict[str, str]:
        """Split `name=value,name=value`, keeping the order. Raises `ValueError` on another form."""
        pairs = [part.strip() for part in secret.get_secret_value().split(",") if part.strip()]
        named: dict[str, str] = {}
        for pair in pairs:
            name, separator, value = pair.partition("=")
            if not separator or not name or not value or name in named:
                raise ValueError("a list of secrets is written name=value,name=value")
            named[name] = value
        return named
