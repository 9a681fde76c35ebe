"""JSON as exact bytes: written once so that a signature fits, read so that nothing is guessed."""

import json
import re
from collections.abc import Mapping
from decimal import Decimal
from typing import Any, NoReturn

# A string is kept whole, also when it never ends; every other white space goes.
_STRING_OR_SPACE = re.compile(rb'("(?:[^"\\]+|\\.)*+"?)|[ \t\r\n]+', re.DOTALL)


class NotADocument(ValueError):
    """The bytes are not one plain JSON object. The message never repeats them."""


def written(body: Mapping[str, object]) -> bytes:
    """Return the compact UTF-8 bytes of a body, its keys in the given order.

    These bytes are signed and these bytes are sent: no HTTP client serialises a second time.
    """
    return json.dumps(body, separators=(",", ":"), ensure_ascii=False, allow_nan=False).encode()


def compact(raw: bytes) -> bytes:
    """Drop the white space between JSON tokens and touch nothing else; takes linear time."""
    return _STRING_OR_SPACE.sub(lambda found: found.group(1) or b"", raw)


def read(raw: bytes) -> dict[str, Any]:
    """Read one JSON object from UTF-8 bytes; fractions become `Decimal`.

    Raises:
        NotADocument: other text or another encoding, a byte order mark, a key given twice, NaN or
            Infinity, lone surrogates, a number of thousands of digits, or nesting without end.
    """
    try:
        value = json.loads(
            raw.decode("utf-8"),
            object_pairs_hook=_unique,
            parse_constant=_no_constant,
            parse_float=Decimal,
        )
        # The reader accepts an escaped half of a surrogate pair, which no other text may hold.
        json.dumps(value, ensure_ascii=False, default=str).encode("utf-8")
    except (ValueError, ArithmeticError, RecursionError) as error:
        raise NotADocument(f"not a JSON document: {type(error).__name__}") from None
    if not isinstance(value, dict):
        raise NotADocument("not a JSON object")
    return value


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise NotADocument("a key is given twice")
    return found


def _no_constant(_: str) -> NoReturn:
    raise NotADocument("NaN and Infinity are not numbers here")
