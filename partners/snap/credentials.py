"""Who we are at a payment channel, and what we sign with."""

from dataclasses import dataclass, field

from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey


@dataclass(frozen=True, slots=True)
class Credentials:
    """The ids that a channel gave us; the secrets are not shown in a `repr`."""

    client_key: str
    partner_id: str
    channel_id: str
    client_secret: str = field(repr=False)
    """Key of symmetric signatures, used as text; empty where the channel has none."""
    private_key: RSAPrivateKey = field(repr=False)
    source_account: str | None = field(default=None, repr=False)
    """The programme's own account, from which a bank transfer is made."""
