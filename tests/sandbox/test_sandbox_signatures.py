import pytest
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from cryptography.hazmat.primitives.serialization import load_pem_public_key

from sandbox import signatures

# Published with Midtrans' signature demo; the private half is not needed to check.
DEMO_KEY = b"""-----BEGIN PUBLIC KEY-----
MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEAlWbtlh3eM+bW3n5AFj42
wddC4L7tQqbLiCFbTv8K67yng9iwK5mEn+UMXiRhvB2JVWFafCPPxFamsiVG3Mjn
eGjC0BYgmpmw4qXnAnyO3nCdCuPtmZ3ljhKvSTPdWZxrcLi1Xa9V/+Pzb8hrjb5i
wMn6SZFNeMmZYgFKiSeueo6TPln2PoTqXCzs1HtsM8eUVe8GAsjJe/3dYl992nyX
OpG21GgNu8o5T3WOptPg6GdDTWkTWUu483yRbVVy04Pz4L8DDZTDv+WcsAViDn1r
A/jB1Auj/UGKx2ovGcBH/a/hor5TbABbODU6cPTHT54K3sSZtvZNV4eFDB1f/4wd
fwIDAQAB
-----END PUBLIC KEY-----"""
TOKEN_SIGNATURE = (
    "WzW49tYIgKIBmBi/gVBHGLAkhEaZlXM11zcZxAiyHji6TLPjPbwLu3Z45it25AIeG0XDItcdTSkds47zFEMh6IP0PXPI"
    "P1+Ey4RmX/o2fuYRF/xBHvfvKnMmANMTS1axsXBSW3EHqYpbVrkCcqNnB3u+wu63us9WIhRZaWgxgQ2PJLaiVHIwgu9u"
    "7jxkWX7Bg4rerZH3RKdQfIJAAJsSN13efR7VdSAyzU7QaKjgislxrLqmesYNJkbD03XLjHdo6YWuzAVV7xdZRpLiGkIA"
    "kW7luXTBZYBO+4oENZAPQYzrLeN1qRY1Sr7BgLONCA2QA26BB6SYW4R7qofS9+RyOQ=="
)


def test_the_published_token_request_is_recognised_and_another_is_not() -> None:
    key = load_pem_public_key(DEMO_KEY)
    assert isinstance(key, RSAPublicKey)
    stamp = "2024-03-01T08:27:49.024Z"
    assert signatures.is_token_request(key, TOKEN_SIGNATURE, "G1234325-SNAP", stamp)
    assert not signatures.is_token_request(key, TOKEN_SIGNATURE, "G1234326-SNAP", stamp)


def test_the_published_symmetric_signature_is_reproduced_from_a_spaced_body() -> None:
    body = b"""{
      "partnerReferenceNo": "2020102900000000000001",
      "amount": {"value": "12345678.00", "currency": "IDR"},
      "feeAmount": {"value": "12345678.00", "currency": "IDR"},
      "merchantId": "00007100010926", "terminalId": "213141251124",
      "validityPeriod": "2009-07-03T12:08:56-07:00"
    }"""
    stamp, path = "2024-03-05T10:37:16.196Z", "/v1.0/qr/qr-mpm-generate"
    assert signatures.snap_hmac("myclientsecret", path, "myaccesstoken", body, stamp) == (
        "wmzT7yjg1SxxCsxNsFgCR9SYXiZGGbceF6fV8xe97sAMHxZ+7OEBMIBmvb6Sj6GcksGp3iv77DiomgSbcST3XQ=="
    )


def test_the_published_redeem_signature_is_reproduced() -> None:
    path = "/api/v1/integration/payment/redeem-code/commit"
    signature = signatures.redeem_signature(
        "my_sign_key", "myclient_code", "1516239022", path, '{"redeem_code":"code"}'
    )
    assert signature == "943c20a8e36b6243f576404b00fffdc86411ce1f"


def test_minifying_leaves_spaces_and_escapes_inside_texts_alone() -> None:
    spaced = b'{ "a b" : [ 1 , "x \\" y" ] ,\n\t"c":null }'
    assert signatures.minified(spaced) == b'{"a b":[1,"x \\" y"],"c":null}'


@pytest.mark.parametrize(
    "differently",
    [
        {"webhook-timestamp": "1600000301"},
        {"webhook-timestamp": "1600000000.5"},
        {"webhook-timestamp": "١٦٠٠٠٠٠٠٠٠"},
        {"webhook-id": ""},
        {"webhook-signature": "v1"},
        {"webhook-signature": "v1,a,b"},
        {"webhook-signature": "v1,\udcff"},
    ],
)
def test_a_webhook_that_is_old_or_oddly_signed_is_none(differently: dict[str, str]) -> None:
    secret, body = "whsec_c2VjcmV0", b"{}"
    good = {
        "webhook-id": "msg_1",
        "webhook-timestamp": "1600000000",
        "webhook-signature": "v1,AAAA "
        + signatures.webhook_signature(secret, "msg_1", 1_600_000_000, body),
    }
    assert signatures.is_webhook(secret, good, body, 1_600_000_000.0)
    assert not signatures.is_webhook(secret, good, b"{ }", 1_600_000_000.0)
    assert not signatures.is_webhook(secret, good | differently, body, 1_600_000_000.0)
