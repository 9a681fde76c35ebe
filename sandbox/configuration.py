"""What the sandbox is told from outside, all of it in `PRAKERJA_*` environment variables."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from cryptography.hazmat.primitives.serialization import load_pem_public_key


class Misconfigured(ValueError):
    """A variable is missing or cannot be read; the sentence names the variable, not its value."""


@dataclass(frozen=True, slots=True)
class Configuration:
    """Where the sandbox listens, what it is called with and whom it calls."""

    token: str = field(repr=False)
    """Bearer token of the control routes."""
    host: str = "127.0.0.1"
    port: int = 8300
    file: Path = Path("var/sandbox.db")
    """The sandbox's own SQLite file: world, memory, log and ledger."""
    clock: str = ""
    """Empty for real time, `real_start|programme_start|speed`, or `caller`."""
    gateway: str = ""
    """Where people and partners push to; empty: nobody ever pushes."""
    portal_token: str = field(default="", repr=False)
    """Bearer token of the participants' portal at the gateway."""
    snap_secrets: Mapping[str, str] = field(default_factory=dict, repr=False)
    """HMAC secret per payment channel (SNAP BI signature type 1)."""
    snap_public_key: RSAPublicKey | None = None
    """The caller's public key (SNAP BI token requests and signature type 2)."""
    remembers_days: Mapping[str, int] = field(default_factory=dict)
    """For how many programme days a channel remembers a reference, where not as its profile."""

    @classmethod
    def from_environment(cls, environment: Mapping[str, str]) -> "Configuration":
        """Read the variables. Raises `Misconfigured`."""
        token = environment.get("PRAKERJA_SANDBOX_TOKEN", "")
        if not token:
            raise Misconfigured("PRAKERJA_SANDBOX_TOKEN is required")
        return cls(
            token=token,
            host=environment.get("PRAKERJA_SANDBOX_HOST") or "127.0.0.1",
            port=_number(environment, "PRAKERJA_SANDBOX_PORT", 8300),
            file=Path(environment.get("PRAKERJA_SANDBOX_FILE") or "var/sandbox.db"),
            clock=environment.get("PRAKERJA_CLOCK", ""),
            gateway=environment.get("PRAKERJA_SANDBOX_GATEWAY", "").rstrip("/"),
            portal_token=environment.get("PRAKERJA_SANDBOX_PORTAL_TOKEN", ""),
            snap_secrets=_pairs(environment, "PRAKERJA_SANDBOX_SNAP_SECRETS"),
            snap_public_key=_public_key(environment, "PRAKERJA_SANDBOX_SNAP_PUBLIC_KEY_FILE"),
            remembers_days=_days(environment, "PRAKERJA_SANDBOX_REMEMBERS_DAYS"),
        )


def _number(environment: Mapping[str, str], name: str, otherwise: int) -> int:
    text = environment.get(name, "")
    if not text:
        return otherwise
    if not text.isdecimal():
        raise Misconfigured(f"{name} must be a whole number")
    return int(text)


def _pairs(environment: Mapping[str, str], name: str) -> dict[str, str]:
    pairs: dict[str, str] = {}
    for part in environment.get(name, "").split(","):
        if not part.strip():
            continue
        key, separator, value = part.strip().partition(":")
        if not (separator and key and value):
            raise Misconfigured(f"{name} is written name:value,name:value")
        pairs[key] = value
    return pairs


def _days(environment: Mapping[str, str], name: str) -> dict[str, int]:
    pairs = _pairs(environment, name)
    if not all(value.isdecimal() for value in pairs.values()):
        raise Misconfigured(f"{name} holds whole numbers of days")
    return {channel: int(days) for channel, days in pairs.items()}


def _public_key(environment: Mapping[str, str], name: str) -> RSAPublicKey | None:
    path = environment.get(name, "")
    if not path:
        return None
    try:
        key = load_pem_public_key(Path(path).read_bytes())
    except (OSError, ValueError) as trouble:
        raise Misconfigured(f"{name} does not name a readable PEM file") from trouble
    if not isinstance(key, RSAPublicKey):
        raise Misconfigured(f"{name} must hold an RSA public key")
    return key
