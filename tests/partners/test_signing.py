import base64
import hashlib

import pytest
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from hypothesis import given, settings
from hypothesis import strategies as st

from partners import signing
from partners.signing import SignatureRefused

# Published by Midtrans with its signature demo; the private half is deliberately not here.
DEMO_KEY = b"""-----BEGIN PUBLIC KEY-----
MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEAlWbtlh3eM+bW3n5AFj42
wddC4L7tQqbLiCFbTv8K67yng9iwK5mEn+UMXiRhvB2JVWFafCPPxFamsiVG3Mjn
eGjC0BYgmpmw4qXnAnyO3nCdCuPtmZ3ljhKvSTPdWZxrcLi1Xa9V/+Pzb8hrjb5i
wMn6SZFNeMmZYgFKiSeueo6TPln2PoTqXCzs1HtsM8eUVe8GAsjJe/3dYl992nyX
OpG21GgNu8o5T3WOptPg6GdDTWkTWUu483yRbVVy04Pz4L8DDZTDv+WcsAViDn1r
A/jB1Auj/UGKx2ovGcBH/a/hor5TbABbODU6cPTHT54K3sSZtvZNV4eFDB1f/4wd
fwIDAQAB
-----END PUBLIC KEY-----
"""
QR_BODY = (
    b'{"partnerReferenceNo":"2020102900000000000001","amount":{"value":"12345678.00","currency":'
    b'"IDR"},"feeAmount":{"value":"12345678.00","currency":"IDR"},"merchantId":"00007100010926",'
    b'"terminalId":"213141251124","validityPeriod":"2009-07-03T12:08:56-07:00"}'
)
NOTIFY_BODY = (
    b'{"originalPartnerReferenceNo":"GP24043015193402809","originalReferenceNo":'
    b'"A120240430081940S9vu8gSjaRID","merchantId":"G099333790","amount":{"value":"102800.00",'
    b'"currency":"IDR"},"latestTransactionStatus":"00","transactionStatusDesc":"SUCCESS",'
    b'"additionalInfo":{"refundHistory":[]}}'
)
NOW = 1_700_000_000.0
KEY = b"first key"


def test_the_published_symmetric_vector_holds() -> None:
    text = signing.symmetric_text(
        "/v1.0/qr/qr-mpm-generate", "myaccesstoken", QR_BODY, "2024-03-05T10:37:16.196Z"
    )
    assert text == (
        "POST:/v1.0/qr/qr-mpm-generate:myaccesstoken:"
        "01463f60dbb6ca538581579dd95b31c8ba9fc6600eca750e4d8460ca4e402111:2024-03-05T10:37:16.196Z"
    )
    assert signing.hmac_sha512("myclientsecret", text) == (
        "wmzT7yjg1SxxCsxNsFgCR9SYXiZGGbceF6fV8xe97sAMHxZ+7OEBMIBmvb6Sj6GcksGp3iv77DiomgSbcST3XQ=="
    )


@pytest.mark.parametrize(
    ("text", "signature"),
    [
        pytest.param(
            signing.token_text("G1234325-SNAP", "2024-03-01T08:27:49.024Z"),
            "WzW49tYIgKIBmBi/gVBHGLAkhEaZlXM11zcZxAiyHji6TLPjPbwLu3Z45it25AIeG0XDItcdTSkds47zFEMh6I"
            "P0PXPIP1+Ey4RmX/o2fuYRF/xBHvfvKnMmANMTS1axsXBSW3EHqYpbVrkCcqNnB3u+wu63us9WIhRZaWgxgQ2P"
            "JLaiVHIwgu9u7jxkWX7Bg4rerZH3RKdQfIJAAJsSN13efR7VdSAyzU7QaKjgislxrLqmesYNJkbD03XLjHdo6Y"
            "WuzAVV7xdZRpLiGkIAkW7luXTBZYBO+4oENZAPQYzrLeN1qRY1Sr7BgLONCA2QA26BB6SYW4R7qofS9+RyOQ==",
            id="access token",
        ),
        pytest.param(
            signing.asymmetric_text("/v1.0/debit/notify", NOTIFY_BODY, "2024-05-02T14:43:08+07:00"),
            "RoJnP2tH/YiOhHM/lMVBMSAuzRmS8VrWdIy04Qqyb56daV7oWFMFoMMzqnjQ+q0MIUalYgU094GWQnCx2c29xb"
            "1kkqHhv2+iJ9xl6NjGmFGYqyvcKvUDAV83Y1Mw9JnsEcjcupdGw9/MRv/mm2GMrQ+BCZGfc4a46JDyPZbcY294"
            "vDGqs5rFBN6iYer5ro4cAQGo9hET2G82Y+j50vCyO/79GFE4vB1rvtu6PK2Bxi+vTYV8k7P7PS8tOPWM2O+kji"
            "VWjwvLR99Botou+a8sxlQqZaihfWMKcByzV+Lgkr9cptpjys+1NIRWT1ad/sJBSLHyldzC3q2oRn5z5oZmyg==",
            id="asymmetric",
        ),
        pytest.param(
            "POST:/v1.0/debit/notify:"
            "2ea1a3719499a0c45630f774b241a26a03d954fd8ab4a4d35cce05b5e37e4293:"
            "2024-03-05T10:37:16.196Z",
            "eUGsomFLNsjWzehgGsa317MqcVOgscay/Hml8yNmOsFhmoBM7pso+UPDgSe34anXvecSQkf5NOr0fbr8k9qdyy"
            "oWiYX7DTq/Wnz8XC0cRCCbNZfyLIyF33HO9cnvxOcRQq9DuWlQtld+uEluuivVdN2TiaWLpUTmfB/H7noZnXWW"
            "Dj6FYa4n5kSo4o3aTeFYAF9EmLp0Tcsl8CiHSQCrQnIbB8M2+puLwyJ1l2OocvZ5qgjf5f2DqlCbemsSMzYzjN"
            "+YMrb0kiDx0TiW5UTk+WZass43xIfb3vdrlX+U2JSk5YsJ8lFpp9F+7FId4cyncElNFEbt3zWuP4iDzXteCg==",
            id="asymmetric, nested body",
        ),
    ],
)
def test_the_published_rsa_vectors_sign_the_texts_that_we_build(text: str, signature: str) -> None:
    key = serialization.load_pem_public_key(DEMO_KEY)
    assert isinstance(key, rsa.RSAPublicKey)
    key.verify(base64.b64decode(signature), text.encode(), padding.PKCS1v15(), hashes.SHA256())


@pytest.mark.parametrize(
    ("path", "body", "stamp", "signature"),
    [
        pytest.param(
            "/v1.0/emoney/account-inquiry",
            '{"partnerReferenceNo":"250115000000000001","customerNumber":"6281234567890","amount":'
            '{"value":"600000.00","currency":"IDR"},"transactionDate":"2025-01-15T09:30:00+07:00",'
            '"additionalInfo":{"platformCode":"ovo"}}',
            "2025-01-15T09:30:00+07:00",
            "bLd0q7LSkkncbNs+iLPb4DnmWV/aBX/QqUOf4z81t5m/NsP4rjfVQmLw1vBT6kt3WvUh/nYIz6A2+0aXq5yo0Q==",
            id="37",
        ),
        pytest.param(
            "/v1.0/emoney/topup",
            '{"partnerReferenceNo":"250115000000000001","customerNumber":"6281234567890",'
            '"customerName":"BUDI SANTOSO","amount":{"value":"600000.00","currency":"IDR"},'
            '"feeAmount":{"value":"0.00","currency":"IDR"},'
            '"transactionDate":"2025-01-15T09:30:05+07:00","notes":"Insentif tahap 1",'
            '"additionalInfo":{"platformCode":"ovo"}}',
            "2025-01-15T09:30:05+07:00",
            "WXzQbZUZkDQRXp5oRkb8YqStiRTnudEwsy3IUeZgiqa7cnsq8fbT9B41ibJk+D3BaToCixsMSY+CkJc9sIMdBg==",
            id="38",
        ),
        pytest.param(
            "/v1.0/emoney/topup-status",
            '{"originalPartnerReferenceNo":"250115000000000001","originalReferenceNo":"",'
            '"originalExternalId":"2501150930050000001","serviceCode":"38"}',
            "2025-01-15T09:40:00+07:00",
            "R3VO2TVzTtkYITODH6+i7guOYiFjgSUJ1a4yW2/6vuaBqChJpIZ2kL6cZ1Ev+Rvv95fy/Wq0DOXEyWYV/Brznw==",
            id="39",
        ),
        pytest.param(
            "/v1.0/emoney/topup",
            '{"partnerReferenceNo":"250115000000000003","customerNumber":"6281234567890",'
            '"customerName":"RENÉ D’AQUINO","amount":{"value":"600000.00","currency":"IDR"}}',
            "2025-01-15T09:30:05+07:00",
            "dqxQN2KQjUC6+mQ9WspFjg2wWPNIvoolf8NZ3ims8RVJP5sLeQvdAuVKLT6TDXeWGcg+qNeW7wk+zBCrRcYsMg==",
            id="38 with letters beyond ASCII",
        ),
    ],
)
def test_vectors_computed_with_openssl_hold(
    path: str, body: str, stamp: str, signature: str
) -> None:
    text = signing.symmetric_text(path, "test-access-token-b2b", body.encode(), stamp)
    assert signing.hmac_sha512("test-client-secret-0001", text) == signature


def test_a_spaced_body_signs_like_its_compact_form() -> None:
    assert signing.asymmetric_text("/p", b'{ "a": 1 }', "t") == signing.asymmetric_text(
        "/p", b'{"a":1}', "t"
    )


def test_no_body_is_signed_as_the_hash_of_nothing() -> None:
    assert hashlib.sha256(b"").hexdigest() in signing.asymmetric_text("/p", b"", "t")


def test_our_rsa_signature_is_verified_by_the_public_half(private_key: rsa.RSAPrivateKey) -> None:
    signature = base64.b64decode(signing.rsa_sha256(private_key, "text"))
    private_key.public_key().verify(signature, b"text", padding.PKCS1v15(), hashes.SHA256())


def test_a_key_that_is_not_rsa_is_refused() -> None:
    pem = ec.generate_private_key(ec.SECP256R1()).private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
    with pytest.raises(ValueError, match="RSA"):
        signing.rsa_key(pem)
    with pytest.raises(ValueError, match="PEM"):
        signing.rsa_key(b"no key")


PATH = "/api/v1/integration/payment/redeem-code/commit"
REDEEM = {"client_code": "myclient_code", "timestamp": "1516239022"}


def redeem_signature(body: bytes) -> str:
    return signing.redeem_signature("my_sign_key", "myclient_code", "1516239022", PATH, body)


@pytest.mark.parametrize(
    ("body", "signature"),
    [
        (b'{"redeem_code":"code"}', "943c20a8e36b6243f576404b00fffdc86411ce1f"),
        (b'{"code":"code"}', "d46b59b221335976b46eafb752035a1172a8beb2"),
    ],
)
def test_the_published_redeem_vectors_hold(body: bytes, signature: str) -> None:
    ours = redeem_signature(body)
    assert ours == signature
    signing.verify_redeem(
        "my_sign_key", REDEEM | {"signature": signature}, PATH, body, now=1_516_239_022
    )


def test_the_official_python_client_signs_compact_and_sends_spaced() -> None:
    headers = REDEEM | {"signature": "943c20a8e36b6243f576404b00fffdc86411ce1f"}
    signing.verify_redeem(
        "my_sign_key", headers, PATH, b'{"redeem_code": "code"}', now=1_516_239_022
    )
    spaced = redeem_signature(b'{"redeem_code": "code"}')
    assert spaced.startswith("3f54c558")
    signing.verify_redeem(
        "my_sign_key",
        REDEEM | {"signature": spaced},
        PATH,
        b'{"redeem_code": "code"}',
        now=1_516_239_022,
    )


@pytest.mark.parametrize(
    ("changed", "body", "late"),
    [
        ({"signature": "0" * 40}, b'{"redeem_code":"code"}', 0),
        ({"signature": ""}, b'{"redeem_code":"code"}', 0),
        ({"signature": "é"}, b'{"redeem_code":"code"}', 0),
        ({"client_code": "other"}, b'{"redeem_code":"code"}', 0),
        ({"timestamp": "1516239023"}, b'{"redeem_code":"code"}', 0),
        ({"timestamp": ""}, b'{"redeem_code":"code"}', 0),
        ({}, b'{"redeem_code":"cope"}', 0),
        ({}, b'{"redeem_code":"co de"}', 0),
        ({}, b'{"redeem_code":"code"}', 301),
        ({}, b'{"redeem_code":"code"}', -301),
    ],
)
def test_a_redeem_call_with_anything_changed_is_refused(
    changed: dict[str, str], body: bytes, late: int
) -> None:
    headers = REDEEM | {"signature": "943c20a8e36b6243f576404b00fffdc86411ce1f"} | changed
    with pytest.raises(SignatureRefused):
        signing.verify_redeem("my_sign_key", headers, PATH, body, now=1_516_239_022 + late)


def test_a_webhook_secret_is_base64_after_its_prefix_and_text_without_it() -> None:
    assert signing.webhook_key("whsec_c2VjcmV0") == b"secret"
    assert signing.webhook_key("secret") == b"secret"
    for wrong in ("whsec_%%", "whsec_", ""):
        with pytest.raises(ValueError, match="webhook secret"):
            signing.webhook_key(wrong)


def test_a_webhook_signature_is_the_one_of_the_published_example() -> None:
    # The example of the Standard Webhooks specification and its libraries.
    key = signing.webhook_key("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")
    headers = signing.webhook_headers(
        key, "msg_p5jXN8AQM9LWM0D4loKWxJek", 1614265330, b'{"test": 2432232314}'
    )
    assert headers["webhook-signature"] == "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="


def test_either_side_may_rotate_its_keys() -> None:
    headers = signing.webhook_headers(KEY, "msg_1", int(NOW), b"{}")
    others = signing.webhook_headers(b"second key", "msg_1", int(NOW), b"{}")
    both = headers | {
        "webhook-signature": f"v1a,x {others['webhook-signature']} {headers['webhook-signature']}"
    }
    assert signing.verified_webhook([KEY], both, b"{}", now=NOW) == "msg_1"
    assert signing.verified_webhook([b"second key", KEY], headers, b"{}", now=NOW) == "msg_1"


@pytest.mark.parametrize("late", [-300, 0, 300])
def test_five_minutes_to_either_side_are_allowed(late: int) -> None:
    headers = signing.webhook_headers(KEY, "msg_1", int(NOW), b"{}")
    assert signing.verified_webhook([KEY], headers, b"{}", now=NOW + late) == "msg_1"


@pytest.mark.parametrize(
    "changed",
    [
        {"webhook-timestamp": str(int(NOW) + 1)},
        {"webhook-timestamp": "nan"},
        {"webhook-timestamp": "1.7e9"},
        {"webhook-timestamp": "-1700000000"},
        {"webhook-timestamp": "1700000000000"},
        {"webhook-timestamp": "١٧٠٠٠٠٠٠٠٠"},
        {"webhook-id": ""},
        {"webhook-id": "msg_2"},
        {"webhook-id": "msg.1"},
        {"webhook-id": "m" * 10_000},
        {"webhook-signature": ""},
        {"webhook-signature": "v1"},
        {"webhook-signature": "v1,a,b"},
        {"webhook-signature": "v1,é"},
        {"webhook-signature": " ".join(["v1,a"] * 10_000)},
    ],
    ids=lambda changed: next(iter(changed.items()))[1][:20] or "empty",
)
def test_a_webhook_with_anything_changed_is_refused(changed: dict[str, str]) -> None:
    headers = signing.webhook_headers(KEY, "msg_1", int(NOW), b"{}") | changed
    with pytest.raises(SignatureRefused) as refused:
        signing.verified_webhook([KEY], headers, b"{}", now=NOW)
    assert all(value not in str(refused.value) for value in changed.values() if len(value) > 2)


@settings(deadline=None, derandomize=True, max_examples=200)
@given(st.data())
def test_a_webhook_with_one_bit_flipped_is_refused(data: st.DataObject) -> None:
    body = b'{"type":"training.completed","voucher_code":"ABCD-1"}'
    headers = signing.webhook_headers(KEY, "msg_1", int(NOW), body)
    where = data.draw(st.integers(0, len(body) * 8 - 1))
    flipped = bytearray(body)
    flipped[where // 8] ^= 1 << where % 8
    with pytest.raises(SignatureRefused):
        signing.verified_webhook([KEY], headers, bytes(flipped), now=NOW)


def test_a_partner_without_keys_proves_nothing() -> None:
    headers = signing.webhook_headers(KEY, "msg_1", int(NOW), b"{}")
    with pytest.raises(SignatureRefused):
        signing.verified_webhook([], headers, b"{}", now=NOW)
