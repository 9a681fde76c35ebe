"""Strict reading of JSON evidence: whatever is missing or malformed is named by file and place."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path


class BadEvidence(Exception):
    """A file of the evidence is missing or cannot be believed as written."""

    def __init__(self, where: str, what: str) -> None:
        super().__init__(f"{where}: {what}")
        self.where = where
        self.what = what


@dataclass(frozen=True, slots=True)
class Node:
    """A JSON object and the place where it stands; every reader raises `BadEvidence`."""

    value: dict[str, object]
    where: str

    def text(self, key: str) -> str:
        """Return a text that must be there."""
        value = self.value.get(key)
        if not isinstance(value, str):
            raise self.bad(key, "no text")
        return value

    def maybe_text(self, key: str) -> str | None:
        """Return a text, or None for null or nothing."""
        return None if self.value.get(key) is None else self.text(key)

    def whole(self, key: str) -> int:
        """Return a whole number: money is never a float."""
        value = self.value.get(key)
        if isinstance(value, bool) or not isinstance(value, int):
            raise self.bad(key, "no whole number")
        return value

    def maybe_whole(self, key: str) -> int | None:
        """Return a whole number, or None for null or nothing."""
        return None if self.value.get(key) is None else self.whole(key)

    def number(self, key: str, default: float | None = None) -> float:
        """Return a number; `default` where nothing stands, if there is one."""
        value = self.value.get(key, default)
        if isinstance(value, bool) or not isinstance(value, int | float):
            raise self.bad(key, "no number")
        return float(value)

    def flag(self, key: str, *, default: bool) -> bool:
        """Return true or false; `default` where nothing stands."""
        value = self.value.get(key, default)
        if not isinstance(value, bool):
            raise self.bad(key, "neither true nor false")
        return value

    def instant(self, key: str) -> datetime:
        """Return an instant; it must carry its offset from UTC."""
        try:
            moment = datetime.fromisoformat(self.text(key))
        except ValueError:
            raise self.bad(key, "no instant in ISO 8601") from None
        if moment.tzinfo is None:
            raise self.bad(key, "an instant without its offset")
        return moment

    def maybe_instant(self, key: str) -> datetime | None:
        """Return an instant, or None for null or nothing."""
        return None if self.value.get(key) is None else self.instant(key)

    def node(self, key: str) -> "Node":
        """Return the object under a key."""
        value = self.value.get(key)
        if not isinstance(value, dict):
            raise self.bad(key, "no object")
        return Node(value, f"{self.where}, {key}")

    def maybe_node(self, key: str) -> "Node | None":
        """Return the object under a key, or None for null or nothing."""
        return None if self.value.get(key) is None else self.node(key)

    def nodes(self, key: str) -> "list[Node]":
        """Return the list of objects under a key; an absent key is an empty list."""
        return as_nodes(self.value.get(key, []), f"{self.where}, {key}")

    def instants(self, key: str) -> list[datetime]:
        """Return the list of instants under a key; an absent key is an empty list."""
        values = self.value.get(key, [])
        if not isinstance(values, list):
            raise self.bad(key, "no list")
        return [Node({key: value}, self.where).instant(key) for value in values]

    def bad(self, key: str, what: str) -> BadEvidence:
        """Return the error to raise about a key."""
        return BadEvidence(self.where, f"`{key}` is {what}")


def as_nodes(value: object, where: str) -> list[Node]:
    """Take a list of objects apart. Raises `BadEvidence`."""
    if not isinstance(value, list):
        raise BadEvidence(where, "no list")
    return [as_node(entry, f"{where} entry {n}") for n, entry in enumerate(value, 1)]


def as_node(value: object, where: str) -> Node:
    """Take an object. Raises `BadEvidence`."""
    if not isinstance(value, dict):
        raise BadEvidence(where, "no object")
    return Node(value, where)


def read_document(path: Path) -> object:
    """Read a JSON file. Raises `BadEvidence`."""
    return _parsed(_content(path), path.name)


def read_lines(path: Path) -> Iterator[Node]:
    """Read a file of one JSON object a line. Raises `BadEvidence`."""
    for number, line in enumerate(_content(path).splitlines(), 1):
        where = f"{path.name} line {number}"
        yield as_node(_parsed(line, where), where)


def _content(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except OSError as trouble:
        raise BadEvidence(path.name, f"cannot be read ({trouble.strerror})") from None
    except UnicodeDecodeError:
        raise BadEvidence(path.name, "is not UTF-8") from None


def _parsed(text: str, where: str) -> object:
    try:
        return json.loads(text, object_pairs_hook=_without_doubles, parse_constant=_refused)
    except json.JSONDecodeError as error:
        place = where if " line " in where else f"{where} line {error.lineno}"
        raise BadEvidence(place, f"is not JSON ({error.msg})") from None
    except (ValueError, RecursionError) as error:
        raise BadEvidence(where, str(error)) from None


def _without_doubles(pairs: list[tuple[str, object]]) -> dict[str, object]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("a key stands twice in one object")
    return found


def _refused(constant: str) -> object:
    raise ValueError(f"{constant} is no number")
