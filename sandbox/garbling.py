"""How an answer is spoiled on its way: each form is a different lie about the same true booking."""

import json
import zlib
from collections.abc import Callable, Iterator, Mapping
from functools import lru_cache

from starlette.responses import Response, StreamingResponse

from sandbox.occasions import Strike
from sandbox.plans import GarbledForm

HUGE_BYTES = 50_000_000
BOMB_BYTES = 64_000_000
INSIDE = "http://169.254.169.254/latest/meta-data/"
"""Where clouds keep a machine's secrets: whoever follows there has given them away."""
_BLOCK = b" " * 50_000
_JSON = "application/json"
_PAGE = b"<html><body><h1>502 Bad Gateway</h1></body></html>"
Content = dict[str, object]


async def garbled(strike: Strike) -> Response:
    """Spoil an answer, after everything was done, as `args.form` says."""
    form = strike.args.form
    return _with_other_fields(strike) if form in _FIELDS else _WHOLE[form](strike)


def _other_reference(content: Content, _: Strike) -> None:
    for name in ("partnerReferenceNo", "originalPartnerReferenceNo"):
        if name in content:
            content[name] = f"9{content[name]}"


def _other_amount(content: Content, _: Strike) -> None:
    content["amount"] = {"value": "600.00", "currency": "IDR"}


def _float_amount(content: Content, _: Strike) -> None:
    amount = content.get("amount")
    value = amount["value"] if isinstance(amount, dict) else "600000.00"
    content["amount"] = {"value": float(value), "currency": "IDR"}


def _other_account(content: Content, strike: Strike) -> None:
    name = "beneficiaryAccountNo" if strike.occasion.partner == "bni" else "customerNumber"
    content[name] = "0000000000" if strike.occasion.partner == "bni" else "6280000000000"


def _unknown_code(content: Content, strike: Strike) -> None:
    content["responseCode"] = f"{strike.answer.status_code}{strike.occasion.service}99"


def _wrong_http(content: Content, strike: Strike) -> None:
    content["responseCode"] = f"504{strike.occasion.service}00"


_FIELDS: Mapping[GarbledForm, Callable[[Content, Strike], None]] = {
    "other_reference": _other_reference,
    "other_amount": _other_amount,
    "float_amount": _float_amount,
    "other_account": _other_account,
    "unknown_code": _unknown_code,
    "wrong_http": _wrong_http,
}


def _with_other_fields(strike: Strike) -> Response:
    content: Content = json.loads(bytes(strike.answer.body))
    _FIELDS[strike.args.form](content, strike)
    status = 200 if strike.args.form == "wrong_http" else strike.answer.status_code
    return Response(json.dumps(content).encode(), status, media_type=_JSON)


def _cut(strike: Strike) -> Response:
    body = bytes(strike.answer.body)
    return Response(body[: len(body) // 2], strike.answer.status_code, media_type=_JSON)


def _html(strike: Strike) -> Response:
    return Response(_PAGE, strike.answer.status_code, media_type="text/html")


def _empty(strike: Strike) -> Response:
    return Response(b"", strike.answer.status_code, media_type=_JSON)


def _duplicate_keys(strike: Strike) -> Response:
    # A refusal before the true code: readers differ about which of the two counts.
    refusal = f'{{"responseCode":"403{strike.occasion.service}18",'.encode()
    body = refusal + bytes(strike.answer.body).removeprefix(b"{")
    return Response(body, strike.answer.status_code, media_type=_JSON)


def _gzip_bomb(_: Strike) -> Response:
    return Response(_bomb(), 200, {"content-encoding": "gzip"}, media_type=_JSON)


def _huge(strike: Strike) -> Response:
    return StreamingResponse(_padded(bytes(strike.answer.body)), 200, media_type=_JSON)


def _redirect(strike: Strike) -> Response:
    # To the same address: whoever follows sends the same request a second time.
    return Response(b"", 307, {"location": strike.request.url.path})


def _redirect_inside(_: Strike) -> Response:
    return Response(b"", 302, {"location": INSIDE})


_WHOLE: Mapping[GarbledForm, Callable[[Strike], Response]] = {
    "cut": _cut,
    "html": _html,
    "empty": _empty,
    "duplicate_keys": _duplicate_keys,
    "gzip_bomb": _gzip_bomb,
    "huge": _huge,
    "redirect": _redirect,
    "redirect_inside": _redirect_inside,
}


@lru_cache(maxsize=1)
def _bomb() -> bytes:
    packer = zlib.compressobj(9, zlib.DEFLATED, 16 + zlib.MAX_WBITS)
    packed = [packer.compress(b"{")]
    packed += [packer.compress(_BLOCK) for _ in range(BOMB_BYTES // len(_BLOCK))]
    return b"".join([*packed, packer.compress(b"}"), packer.flush()])


def _padded(body: bytes) -> Iterator[bytes]:
    yield body[:1]
    for _ in range(HUGE_BYTES // len(_BLOCK)):
        yield _BLOCK
    yield body[1:]
