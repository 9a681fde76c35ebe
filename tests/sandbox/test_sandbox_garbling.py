import zlib
from collections.abc import Callable
from typing import Any, get_args

import httpx
import pytest

from sandbox.plans import GarbledForm
from tests.sandbox.sandbox_rig import Rig, account, transfer


def _garbling(rig: Rig, form: str, channel: str = "dana", operation: str = "send") -> None:
    fault = {
        "name": "the-one",
        "fault": "garbled",
        "partner": channel,
        "operation": operation,
        "times": 1,
        "args": {"form": form},
    }
    rig.tell(accounts=[account(channel)], faults=[fault])


def _unread(rig: Rig) -> httpx.Response:
    """Send a transfer and read nothing of the answer's body yet."""
    return rig.http.send(rig.signed("dana", "/topup", transfer("dana")), stream=True)


@pytest.mark.parametrize("form", get_args(GarbledForm))
def test_a_garbled_answer_is_unlike_the_true_one_but_the_money_is_paid(rig: Rig, form: str) -> None:
    _garbling(rig, form)
    spoilt = _unread(rig)
    start = next(spoilt.iter_raw(), b"")
    spoilt.close()
    true = rig.pay("dana")
    assert start != true.content
    assert len(rig.ledger()) == 1
    assert rig.fired() == {"the-one": 1}


FIELDS: dict[str, Callable[[dict[str, Any]], bool]] = {
    "other_reference": lambda told: told["partnerReferenceNo"] == "9ref-1",
    "other_amount": lambda told: told["amount"] == {"value": "600.00", "currency": "IDR"},
    "float_amount": lambda told: isinstance(told["amount"]["value"], float),
    "other_account": lambda told: told["customerNumber"] == "6280000000000",
    "unknown_code": lambda told: told["responseCode"] == "2003899",
    "wrong_http": lambda told: told["responseCode"] == "5043800",
}


@pytest.mark.parametrize("form", FIELDS)
def test_one_field_is_changed_and_the_rest_is_true(rig: Rig, form: str) -> None:
    _garbling(rig, form)
    spoilt, true = rig.pay("dana").json(), rig.pay("dana").json()
    assert FIELDS[form](spoilt)
    assert not FIELDS[form](true)
    assert sum(spoilt[name] != true[name] for name in true) == 1


def test_wrong_http_is_answered_with_a_200_whatever_the_true_answer_was(rig: Rig) -> None:
    _garbling(rig, "wrong_http", "linkaja")
    answer = rig.pay("linkaja")
    assert (answer.status_code, answer.json()["responseCode"]) == (200, "5043800")


def test_a_code_given_twice_is_a_refusal_first_and_the_truth_after_it(rig: Rig) -> None:
    _garbling(rig, "duplicate_keys")
    text = rig.pay("dana").text
    assert text.startswith('{"responseCode":"4033818","responseCode":"2003800"')


def test_a_status_may_be_garbled_too(rig: Rig) -> None:
    _garbling(rig, "other_reference", operation="inquire")
    rig.pay("dana")
    assert rig.status("dana").json()["originalPartnerReferenceNo"] == "9ref-1"


def test_the_bomb_is_small_on_the_wire_and_more_than_fifty_megabytes_unpacked(rig: Rig) -> None:
    _garbling(rig, "gzip_bomb")
    answer = _unread(rig)
    packed = b"".join(answer.iter_raw())
    answer.close()
    assert answer.headers["content-encoding"] == "gzip"
    assert len(packed) < 100_000
    unpacker, size, rest = zlib.decompressobj(16 + zlib.MAX_WBITS), 0, packed
    while rest:
        size += len(unpacker.decompress(rest, 1 << 20))
        rest = unpacker.unconsumed_tail
    assert size > 50_000_000


def test_the_huge_answer_goes_on_for_fifty_megabytes(rig: Rig) -> None:
    _garbling(rig, "huge")
    answer = _unread(rig)
    size = sum(len(chunk) for chunk in answer.iter_raw())
    answer.close()
    assert size > 50_000_000


@pytest.mark.parametrize(
    ("form", "status", "location"),
    [
        ("redirect", 307, "/snap/dana/rest/v1.0/emoney/topup"),
        ("redirect_inside", 302, "http://169.254.169.254/latest/meta-data/"),
    ],
)
def test_a_redirect_leads_to_a_second_request_or_to_where_secrets_are(
    rig: Rig, form: str, status: int, location: str
) -> None:
    _garbling(rig, form)
    answer = rig.pay("dana")
    assert (answer.status_code, answer.headers["location"]) == (status, location)
