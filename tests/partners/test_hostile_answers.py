"""Bad answers over real HTTP: never paid, never refused, and the worker is none the worse."""

import asyncio
import contextlib
import itertools
import json
import resource
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey

from domain.payouts import Channel, Outcome
from partners.snap.profiles import Operation, Profile
from partners.wire import Limits
from tests.partners.payment_partner import AMOUNT, REFERENCE, reply
from tests.partners.payment_socket import PaymentSocket, Speak, http, payment_socket, saying

MEGABYTE_KB = 1024
CHANNELS = (Channel.DANA, Channel.BNI)
"""Both signatures; a 200 is final at DANA, so that nothing hides behind "accepted"."""
SHORT = Limits(connect_s=2.0, total_s=2.0)
BLOCK = b" " * 65_536


@contextlib.contextmanager
def at_most_30_megabytes_more() -> Iterator[None]:
    """Hold the process's peak memory; where the kernel allows it, counted from here."""
    with contextlib.suppress(OSError):
        Path("/proc/self/clear_refs").write_text("5", encoding="ascii")
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    yield
    grown = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before
    assert grown < 30 * MEGABYTE_KB


def paid(profile: Profile, operation: Operation) -> dict[str, Any]:
    """Return the fields of the answer that would mean: paid."""
    more = {"latestTransactionStatus": "00"} if operation is profile.status else {}
    fields: dict[str, Any] = json.loads(reply(profile, operation, "20000", **more).content)
    return fields


def refused(profile: Profile, operation: Operation) -> tuple[int, dict[str, Any]]:
    """Return the answer that would mean: not paid."""
    if operation is profile.status:
        return 200, paid(profile, operation) | {"latestTransactionStatus": "06"}
    return 403, json.loads(reply(profile, operation, "40318").content)


def document(fields: object, status: int = 200) -> bytes:
    return http(json.dumps(fields).encode(), status)


# What is wrong in one field, for an answer that would mean "paid" and one that would mean "no".
LIES: dict[str, Callable[[Profile, Operation], dict[str, Any]]] = {
    "another reference": lambda _, __: dict.fromkeys(
        ("partnerReferenceNo", "originalPartnerReferenceNo"), "9" * 18
    ),
    "a reference as a number": lambda _, __: dict.fromkeys(
        ("partnerReferenceNo", "originalPartnerReferenceNo"), int(REFERENCE)
    ),
    "another amount": lambda _, __: {"amount": AMOUNT | {"value": "600.00"}},
    "an amount as a float": lambda _, __: {"amount": AMOUNT | {"value": 600000.0}},
    "an amount with a fraction": lambda _, __: {"amount": AMOUNT | {"value": "600000.01"}},
    "another currency": lambda _, __: {"currency": "USD"},
    "another wallet": lambda _, __: {"customerNumber": "6280000000000"},
    "another bank account": lambda _, __: {"beneficiaryAccountNo": "0000000000"},
    "the code of another service": lambda _, __: {"responseCode": "2007700"},
    "a code nobody lists": lambda _, one: {"responseCode": f"200{one.service}99"},
    "a code that disagrees with HTTP": lambda _, one: {"responseCode": f"504{one.service}00"},
    "a code as a number": lambda _, one: {"responseCode": int(f"200{one.service}00")},
    "no code": lambda _, __: {"responseCode": None},
}


def lying(profile: Profile, operation: Operation) -> Iterator[tuple[str, bytes]]:
    status, no = refused(profile, operation)
    for name, lie in LIES.items():
        changed = lie(profile, operation)
        yield f"paid, with {name}", document(paid(profile, operation) | changed)
        yield f"refused, with {name}", document(no | changed, status)


def broken(profile: Profile, operation: Operation) -> Iterator[tuple[str, bytes]]:
    good = paid(profile, operation)
    text = json.dumps(good).encode()
    body = text[:-1]
    refusal = f'{{"responseCode":"403{operation.service}18",'.encode()
    long_head = [f"X-{number}: {number}" for number in range(10_000)]
    yield "HTML", http(b"<html><h1>502 Bad Gateway</h1></html>")
    yield "empty", http(b"")
    yield "JSON cut in the middle", http(text[: len(text) // 2])
    yield "a body cut by the line", http(text)[:-20]
    yield "a key twice, a refusal first", http(refusal + text[1:])
    yield "a key twice, a refusal last", http(body + b"," + refusal[1:-1] + b"}")
    yield "10^5 nested lists", http(body + b',"x":' + b"[" * 100_000 + b"]" * 100_000 + b"}")
    yield (
        "nested lists within the limit",
        http(body + b',"x":' + b"[" * 30_000 + b"]" * 30_000 + b"}"),
    )
    yield "NaN", http(body + b',"x":NaN}')
    yield "a number of 5,000 digits", http(body + b',"x":' + b"9" * 5_000 + b"}")
    yield "invalid UTF-8", http(body + b',"x":"\xff\xfe"}')
    yield "half a surrogate pair", http(body + b',"x":"\\ud800"}')
    yield "a byte order mark", http(b"\xef\xbb\xbf" + text)
    yield "UTF-16", http(text.decode().encode("utf-16"))
    yield "a list", http(b"[" + text + b"]")
    yield "10^4 headers", http(text, 200, *long_head)
    yield "a header of 200 KB", http(text, 200, "X-Long: " + "x" * 200_000)
    yield "two lengths", http(text, 200, "Content-Length: 1")
    yield "a negative length", b"HTTP/1.1 200 x\r\nContent-Length: -1\r\n\r\n" + text
    yield "an unknown packing", http(text, 200, "Content-Encoding: br")
    yield "a packing that is none", http(text, 200, "Content-Encoding: gzip")
    yield "a redirect to itself", http(b"", 307, f"Location: {operation.path}")
    yield "a redirect inside", http(b"", 302, "Location: http://169.254.169.254/latest/")
    yield "no HTTP", b"SSH-2.0-OpenSSH_9.2\r\n\r\n"
    yield "HTTP 0.9", text
    yield "no reply", b""


def bomb() -> bytes:
    packer = zlib.compressobj(9, zlib.DEFLATED, 16 + zlib.MAX_WBITS)
    packed = b"".join(packer.compress(BLOCK) for _ in range(1_000)) + packer.flush()
    return http(packed, 200, "Content-Encoding: gzip")


async def fifty_megabytes(writer: asyncio.StreamWriter) -> None:
    writer.write(b"HTTP/1.1 200 x\r\nContent-Length: 50000000\r\n\r\n{")
    for _ in range(50_000_000 // len(BLOCK)):
        writer.write(BLOCK)
        await writer.drain()


async def endless_chunks(writer: asyncio.StreamWriter) -> None:
    writer.write(b"HTTP/1.1 200 x\r\nTransfer-Encoding: chunked\r\n\r\n")
    while True:
        writer.write(b"10000\r\n" + BLOCK + b"\r\n")
        await writer.drain()


async def endless_headers(writer: asyncio.StreamWriter) -> None:
    writer.write(b"HTTP/1.1 200 x\r\n")
    for number in itertools.count():
        writer.write(f"X-{number}: {number}\r\n".encode() * 1_000)
        await writer.drain()


@pytest.mark.parametrize("channel", CHANNELS)
@pytest.mark.parametrize("operation", ["send", "inquire"])
async def test_nothing_is_learnt_from_a_bad_answer_and_the_next_good_one_is_read(
    channel: Channel, operation: str, private_key: RSAPrivateKey
) -> None:
    async with payment_socket(channel, private_key) as line:
        asked = line.profile.transfer if operation == "send" else line.profile.status
        good = document(paid(line.profile, asked))
        only_accepted = operation == "send" and channel is Channel.BNI
        understood = Outcome.ACCEPTED if only_accepted else Outcome.PAID
        bad: list[tuple[str, Speak]] = [
            *((name, saying(raw)) for name, raw in lying(line.profile, asked)),
            *((name, saying(raw)) for name, raw in broken(line.profile, asked)),
            ("a gzip bomb", saying(bomb())),
            ("50 MB", fifty_megabytes),
            ("chunks without end", endless_chunks),
            ("headers without end", endless_headers),
        ]
        with at_most_30_megabytes_more():
            for name, speak in bad:
                assert (name, await _outcome(line, operation, speak)) == (name, Outcome.UNKNOWN)
                assert (name, await _outcome(line, operation, saying(good))) == (name, understood)
        # Nothing was repeated and no redirect was followed.
        assert line.heard == 2 * len(bad)


async def _outcome(line: PaymentSocket, operation: str, speak: Speak) -> Outcome:
    line.speak = speak
    answer = await (line.send() if operation == "send" else line.inquire())
    assert not answer.not_found
    return answer.outcome


async def _hang(_: asyncio.StreamWriter) -> None:
    await asyncio.Event().wait()


async def _drip(writer: asyncio.StreamWriter) -> None:
    writer.write(b"HTTP/1.1 200 x\r\nContent-Length: 1000\r\n\r\n")
    while True:
        writer.write(b" ")
        await writer.drain()
        await asyncio.sleep(0.1)


async def _promise(writer: asyncio.StreamWriter) -> None:
    while True:
        writer.write(b"HTTP/1.1 102 Processing\r\n\r\n")
        await writer.drain()
        await asyncio.sleep(0.1)


@pytest.mark.parametrize("speak", [_hang, _drip, _promise])
async def test_an_answer_that_never_ends_is_given_up_at_the_limit(
    speak: Speak, private_key: RSAPrivateKey
) -> None:
    async with payment_socket(Channel.DANA, private_key, SHORT) as line:
        line.speak = speak
        sent, asked = await asyncio.gather(line.send(), line.inquire())
        assert (sent.outcome, asked.outcome) == (Outcome.UNKNOWN, Outcome.UNKNOWN)
        line.speak = saying(document(paid(line.profile, line.profile.transfer)))
        assert (await line.send()).outcome is Outcome.PAID
