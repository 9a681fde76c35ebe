"""On which line of a TOML text each key and each array element stands.

The standard library's reader gives values without positions. This index is made from a text that
the reader has already accepted, so it need not judge it again.
"""

import re
from bisect import bisect_left
from collections.abc import Mapping

Path = tuple[str | int, ...]
"""Keys and array indexes from the top of the file to a value."""

_BLANK = re.compile(r"(?:[\s,]|#[^\n]*)*")
_KEY = re.compile(r"""[ \t.]*(?:"([^"]*)"|'([^']*)'|([A-Za-z0-9_-]+))""")
_STRING = re.compile(
    r'"""(?:[^\\]|\\.)*?"{3,5}'
    r"|'''.*?'{3,5}"
    r'|"(?:[^"\\\n]|\\.)*"'
    r"|'[^'\n]*'",
    re.DOTALL,
)
_BARE = re.compile(r"[^,\]}#\n]*")


def positions(text: str) -> Mapping[Path, int]:
    """Return the line, counted from 1, of every key, table and array element in a TOML text."""
    return _Scan(text).lines


def line_of(path: Path, lines: Mapping[Path, int]) -> int:
    """Return the line of `path`, or of the nearest thing around it that the text has."""
    for length in range(len(path), 0, -1):
        if path[:length] in lines:
            return lines[path[:length]]
    return 1


class _Scan:
    """One pass over the text; `at` is the offset reached."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.at = 0
        self.lines: dict[Path, int] = {}
        self._lengths: dict[Path, int] = {}
        self._line_ends = [match.start() for match in re.finditer("\n", text)]
        self._scan()

    def _scan(self) -> None:
        table: Path = ()
        while self._skip_blank():
            if self.text[self.at] == "[":
                table = self._header()
            else:
                self._pair(table)

    def _header(self) -> Path:
        """Read `[a.b]` or `[[a.b]]` and return the path of the table that it opens."""
        is_array = self.text.startswith("[[", self.at)
        start, self.at = self.at, self.at + (2 if is_array else 1)
        *outer, last = self._keys()
        path: Path = ()
        for key in outer:
            path = self._newest((*path, key))
        path = (*path, last)
        self.lines.setdefault(path, self._line(start))
        if is_array:
            self._lengths[path] = self._lengths.get(path, 0) + 1
            path = self._newest(path)
            self.lines[path] = self._line(start)
        self.at = self.text.index("]", self.at) + (2 if is_array else 1)
        return path

    def _newest(self, path: Path) -> Path:
        """Return the path of the table that a header's part names: of an array, the last one."""
        return (*path, self._lengths[path] - 1) if path in self._lengths else path

    def _pair(self, table: Path) -> None:
        """Read `key = value` inside `table`."""
        start = self.at
        path = table
        for key in self._keys():
            path = (*path, key)
            self.lines.setdefault(path, self._line(start))
        self.at = self.text.index("=", self.at) + 1
        self._value(path)

    def _keys(self) -> list[str]:
        """Read a key with its dots."""
        keys = []
        while match := _KEY.match(self.text, self.at):
            keys.append(next(group for group in match.groups() if group is not None))
            self.at = match.end()
        return keys

    def _value(self, path: Path) -> None:
        self._skip_blank()
        first = self.text[self.at]
        if first == "[":
            self._array(path)
        elif first == "{":
            self._inline_table(path)
        else:
            match = _STRING.match(self.text, self.at) or _BARE.match(self.text, self.at)
            self.at = match.end() if match else len(self.text)

    def _array(self, path: Path) -> None:
        self.at += 1
        number = 0
        while self._skip_blank() and self.text[self.at] != "]":
            self.lines[(*path, number)] = self._line(self.at)
            self._value((*path, number))
            number += 1
        self.at += 1

    def _inline_table(self, path: Path) -> None:
        self.at += 1
        while self._skip_blank() and self.text[self.at] != "}":
            self._pair(path)
        self.at += 1

    def _skip_blank(self) -> bool:
        """Pass over blanks, commas and comments; False at the end of the text."""
        match = _BLANK.match(self.text, self.at)
        self.at = match.end() if match else self.at
        return self.at < len(self.text)

    def _line(self, offset: int) -> int:
        return bisect_left(self._line_ends, offset) + 1
