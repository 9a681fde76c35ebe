"""Which adapter serves which partner, wired from the register, the secrets and our key."""

from collections.abc import Mapping
from pathlib import Path

import httpx
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey

from domain.payouts import Channel
from domain.ports import Partners
from partners.register import ChannelEntry, Register
from partners.signing import rsa_key, webhook_key
from partners.snap.core import SnapChannel
from partners.snap.credentials import Credentials
from partners.snap.profiles import PROFILES, Signing
from partners.snap.tokens import Tokens
from partners.training import TrainingPartner
from partners.wire import Limits, Wire


def load(
    path: str | Path,
    secrets: Mapping[str, str],
    private_key_pem: bytes,
    http: httpx.AsyncClient,
    limits: Limits | None = None,
) -> Partners:
    """Build the adapter of every partner in the register.

    `secrets` holds `partner:<code>` for each training partner and `snap:<channel>` for each
    channel with symmetric signatures. `http` is shared by all and closed by the caller; see
    `wire.open_client`.

    Raises:
        OSError: the register cannot be read.
        ValueError: the register, a secret or the key is missing or wrong.
    """
    register = Register.load(path)
    key = rsa_key(private_key_pem)
    wire = Wire(http, limits)
    return Partners(
        sources={
            code: TrainingPartner(
                partner, key=webhook_key(_secret(secrets, f"partner:{code}")), wire=wire
            )
            for code, partner in register.partners.items()
        },
        channels={
            channel: _channel(channel, entry, secrets, key, wire)
            for channel, entry in register.channels.items()
        },
    )


def _channel(
    channel: Channel,
    entry: ChannelEntry,
    secrets: Mapping[str, str],
    key: RSAPrivateKey,
    wire: Wire,
) -> SnapChannel:
    profile = PROFILES[channel]
    if profile.bank and entry.source_account is None:
        raise ValueError(f"channels.{channel}: source_account is missing")
    symmetric = profile.signing is Signing.SYMMETRIC
    credentials = Credentials(
        client_key=entry.client_key,
        partner_id=entry.partner_id,
        channel_id=entry.channel_id,
        client_secret=_secret(secrets, f"snap:{channel}") if symmetric else "",
        private_key=key,
        source_account=entry.source_account,
    )
    tokens = (
        Tokens(httpx.URL(entry.url + profile.token_path), credentials, wire)
        if profile.token_path
        else None
    )
    return SnapChannel(profile, entry.url, credentials, wire, tokens)


def _secret(secrets: Mapping[str, str], name: str) -> str:
    if not secrets.get(name):
        raise ValueError(f"the secret {name} is missing")
    return secrets[name]
