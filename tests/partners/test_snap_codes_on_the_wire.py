"""All 63 codes of the standard as answers to real requests, against a list typed by hand."""

from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey

from domain.payouts import Channel, Outcome
from domain.snap_codes import LISTED
from tests.partners.payment_partner import PaymentPartner, reply
from tests.partners.payment_socket import http, payment_socket, saying

# Each row: HTTP status, how many cases the standard numbers from 00, and the cases after which
# nothing was paid. Typed from the standard and not from our table.
STANDARD = (
    (200, 1, ""),
    (202, 1, ""),
    (400, 3, "00 01 02"),
    (401, 5, "00 01 02 03 04"),
    (403, 24, "01 02 03 04 05 06 07 08 09 14 15 18 19 20 23"),
    (404, 20, "03 08 09 11 13 16 17"),
    (405, 2, "00 01"),
    (409, 2, ""),
    (429, 1, "00"),
    (500, 3, ""),
    (504, 1, ""),
)
CODES = [(http, f"{case:02}") for http, count, _ in STANDARD for case in range(count)]
NOT_PAID = {(http, case) for http, _, cases in STANDARD for case in cases.split()}
"""The only answers after which a new reference may be thought of."""
FINAL = {Channel.DANA}
"""Asserted by DANA's test suite; nobody says so of another."""


def test_the_list_is_that_of_the_standard() -> None:
    assert len(CODES) == 63
    assert set(CODES) == set(LISTED)
    assert len(NOT_PAID) == 33


def _expected(channel: Channel, http: int, case: str) -> Outcome:
    if (http, case) in NOT_PAID:
        return Outcome.NOT_PAID
    if (http, case) == (202, "00"):
        return Outcome.ACCEPTED
    if (http, case) == (200, "00"):
        return Outcome.PAID if channel in FINAL else Outcome.ACCEPTED
    return Outcome.UNKNOWN


async def test_each_code_says_of_a_transfer_what_the_list_allows(
    partner: PaymentPartner, private_key: RSAPrivateKey
) -> None:
    async with payment_socket(partner.channel, private_key) as line:
        found: dict[tuple[int, str], Outcome] = {}
        for http_status, case in CODES:
            told = reply(line.profile, line.profile.transfer, f"{http_status}{case}")
            line.speak = saying(http(told.content, http_status))
            found[http_status, case] = (await line.send()).outcome
    assert found == {code: _expected(partner.channel, *code) for code in CODES}


async def test_no_code_but_the_inquirys_own_success_says_anything_of_a_status(
    partner: PaymentPartner, private_key: RSAPrivateKey
) -> None:
    async with payment_socket(partner.channel, private_key) as line:
        told_unpaid = set()
        for http_status, case in CODES:
            # Beside every code stands the status that would mean "not paid".
            told = reply(
                line.profile,
                line.profile.status,
                f"{http_status}{case}",
                latestTransactionStatus="06",
            )
            line.speak = saying(http(told.content, http_status))
            answer = await line.inquire()
            assert answer.not_found == ((http_status, case) == (404, "01"))
            if answer.outcome is not Outcome.UNKNOWN:
                assert answer.outcome is Outcome.NOT_PAID
                told_unpaid.add((http_status, case))
    assert told_unpaid == {(200, "00")}


async def test_no_code_of_the_list_counts_under_another_http_status(
    dana: PaymentPartner, private_key: RSAPrivateKey
) -> None:
    async with payment_socket(dana.channel, private_key) as line:
        for http_status, case in CODES:
            told = reply(line.profile, line.profile.transfer, f"{http_status}{case}")
            line.speak = saying(http(told.content, 502 if http_status == 200 else 200))
            assert (await line.send()).outcome is Outcome.UNKNOWN
