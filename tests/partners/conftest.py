"""A key made for one run, and a payment partner for each channel."""

import pytest
from cryptography.hazmat.primitives.asymmetric import rsa

from domain.payouts import Channel
from tests.partners.payment_partner import PaymentPartner


@pytest.fixture(scope="session")
def private_key() -> rsa.RSAPrivateKey:
    return rsa.generate_private_key(public_exponent=65537, key_size=2048)


@pytest.fixture(params=list(Channel))
def partner(request: pytest.FixtureRequest, private_key: rsa.RSAPrivateKey) -> PaymentPartner:
    return PaymentPartner(request.param, private_key)


@pytest.fixture
def dana(private_key: rsa.RSAPrivateKey) -> PaymentPartner:
    return PaymentPartner(Channel.DANA, private_key)


@pytest.fixture
def ovo(private_key: rsa.RSAPrivateKey) -> PaymentPartner:
    return PaymentPartner(Channel.OVO, private_key)


@pytest.fixture
def bni(private_key: rsa.RSAPrivateKey) -> PaymentPartner:
    return PaymentPartner(Channel.BNI, private_key)
