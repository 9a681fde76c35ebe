"""What a system on this machine needs before it starts: keys, secrets, the partners' register.

Everything is made anew for one folder and one run; nothing of it is a secret of anybody else.
"""

import secrets
from base64 import urlsafe_b64encode
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
)

from domain.payouts import Channel
from rehearsal.format import DASHBOARD
from rehearsal.stories import Script

PORTAL = "portal"
"""Name of the client that starts participants and speaks for them."""
SOURCE_ACCOUNT = "0115476117"
"""The account that the sandbox's bank books from."""


@dataclass(frozen=True, slots=True)
class Party:
    """A training partner as the register names it."""

    code: str
    role: str
    name: str
    reviews: bool = True


def parties_of(script: Script) -> list[Party]:
    """Return the partners of a story file, as the register names them."""
    world = script.world
    return [
        *(Party(p.code, "provider", p.name or p.code, p.reviews) for p in world.provider),
        *(Party(m.code, "marketplace", m.name or m.code, m.reviews) for m in world.marketplace),
        Party(DASHBOARD, "dashboard", "PMO"),
    ]


@dataclass(frozen=True, slots=True)
class Provision:
    """Where the run's files are, its secrets, and the environment of its processes."""

    folder: Path
    secrets: Mapping[str, str]
    portal_token: str
    sandbox_token: str
    environment: Mapping[str, str]


def provision(
    folder: Path,
    parties: Iterable[Party],
    *,
    sandbox_url: str,
    gateway_port: int,
    clock: str = "",
    records_url: str | None = None,
) -> Provision:
    """Write keys and register into the folder and return what the processes are told."""
    folder.mkdir(parents=True, exist_ok=True)
    listed = list(parties)
    named = _secrets(listed)
    portal_token, sandbox_token = secrets.token_urlsafe(24), secrets.token_urlsafe(24)
    private, public = _key_pair(folder)
    register = folder / "partners.toml"
    register.write_text(_register(listed, sandbox_url), encoding="utf-8")
    snap = ",".join(f"{channel}:{named[f'snap:{channel}']}" for channel in Channel)
    environment = {
        "PRAKERJA_KEYS": _named_key("k1"),
        "PRAKERJA_PEPPERS": _named_key("p1"),
        "PRAKERJA_RECORDS_URL": records_url or f"sqlite:///{folder / 'records.db'}",
        "PRAKERJA_PARTNERS_FILE": str(register),
        "PRAKERJA_PARTNER_SECRETS": ",".join(f"{name}={value}" for name, value in named.items()),
        "PRAKERJA_CLIENT_TOKENS": f"{PORTAL}={portal_token}",
        "PRAKERJA_SNAP_KEY_FILE": str(private),
        "PRAKERJA_GATEWAY_PORT": str(gateway_port),
        "PRAKERJA_CLOCK": clock,
        "PRAKERJA_SANDBOX_TOKEN": sandbox_token,
        "PRAKERJA_SANDBOX_FILE": str(folder / "sandbox.db"),
        "PRAKERJA_SANDBOX_GATEWAY": f"http://127.0.0.1:{gateway_port}",
        "PRAKERJA_SANDBOX_PORTAL_TOKEN": portal_token,
        "PRAKERJA_SANDBOX_SNAP_SECRETS": snap,
        "PRAKERJA_SANDBOX_SNAP_PUBLIC_KEY_FILE": str(public),
    }
    return Provision(folder, named, portal_token, sandbox_token, environment)


def _secrets(parties: list[Party]) -> dict[str, str]:
    names = [f"partner:{party.code}" for party in parties]
    names += [f"redeem:{party.code}" for party in parties if party.role == "provider"]
    names += [f"snap:{channel}" for channel in Channel]
    return {name: secrets.token_urlsafe(24) for name in names}


def _named_key(name: str) -> str:
    return f"{name}:{urlsafe_b64encode(secrets.token_bytes(32)).decode()}"


def _key_pair(folder: Path) -> tuple[Path, Path]:
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    private, public = folder / "snap.pem", folder / "snap.pub.pem"
    private.touch(mode=0o600)
    private.write_bytes(key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    public.write_bytes(
        key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    )
    return private, public


def _register(parties: list[Party], sandbox_url: str) -> str:
    paths = {"provider": "providers/{}", "marketplace": "marketplaces/{}", "dashboard": "dashboard"}
    lines = []
    for party in parties:
        address = f"{sandbox_url}/{paths[party.role].format(party.code)}"
        lines += [
            f"[partners.{party.code}]",
            f'role = "{party.role}"',
            f'name = "{party.name}"',
            f'url = "{address}"',
            f"reviews = {str(party.reviews).lower()}",
            "",
        ]
    for channel in Channel:
        lines += [f"[channels.{channel}]", f'url = "{sandbox_url}/snap/{channel}"']
        if channel is Channel.BNI:
            lines.append(f'source_account = "{SOURCE_ACCOUNT}"')
        lines.append("")
    return "\n".join(lines)
