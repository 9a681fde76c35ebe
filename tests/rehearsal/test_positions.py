import tomllib
from collections.abc import Iterator
from pathlib import Path as File

import pytest

from rehearsal.positions import Path, line_of, positions

EXAMPLE = File(__file__).parents[2] / "examples" / "2020.toml"
AWKWARD = '''\
# [not.a.table]
title = "a # and a [ in a \\" string"
"quoted key" = 'and ] here'
dotted.key = 1

[one.two]
lines = """
[[not]]
a table = \\"""
"""
raw = \'\'\'
x = 1''\'\'\'
[[many]]
list = [ # a comment, with ] in it
  1,
  { a = 2020-05-01, b = [ "}", 2 ] },

  3,
]
[many.sub]
x = 1
[[many]]
when = 2020-05-01 10:00:00
[[many.inner]]
y = true
[[many.inner]]
y = false # the end'''


def paths_in(value: object, place: Path = ()) -> Iterator[Path]:
    if place:
        yield place
    if isinstance(value, dict):
        for key, each in value.items():
            yield from paths_in(each, (*place, key))
    if isinstance(value, list):
        for n, each in enumerate(value):
            yield from paths_in(each, (*place, n))


@pytest.mark.parametrize("text", [AWKWARD, EXAMPLE.read_text(encoding="utf-8"), ""])
def test_exactly_what_the_reader_finds_has_a_line(text: str) -> None:
    lines = positions(text)
    found = set(paths_in(tomllib.loads(text)))
    implied = {("one",)}  # opened by [one.two], written nowhere by itself

    assert set(lines) == found - implied


@pytest.mark.parametrize(
    ("path", "line"),
    [
        (("title",), 2),
        (("dotted", "key"), 4),
        (("one", "two", "raw"), 11),
        (("many", 0), 13),
        (("many", 0, "list", 1, "b"), 16),
        (("many", 0, "list", 2), 18),
        (("many", 0, "sub", "x"), 21),
        (("many", 1, "when"), 23),
        (("many", 1, "inner", 1, "y"), 27),
    ],
)
def test_a_key_stands_where_its_author_sees_it(path: Path, line: int) -> None:
    assert positions(AWKWARD)[path] == line


def test_what_is_missing_is_blamed_on_the_table_around_it() -> None:
    lines = positions(AWKWARD)

    assert line_of(("many", 1, "inner", 0, "z", "deeper"), lines) == 24
    assert line_of(("nowhere",), lines) == 1
