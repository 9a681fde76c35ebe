import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from partners.documents import NotADocument, compact, read, written

DOCUMENTS = st.dictionaries(
    st.text(st.characters(exclude_categories=["Cs"])),
    st.recursive(
        st.none()
        | st.booleans()
        | st.integers()
        | st.text(st.characters(exclude_categories=["Cs"])),
        lambda inner: st.lists(inner) | st.dictionaries(st.text('ab\\" /'), inner),
        max_leaves=12,
    ),
)


@settings(deadline=None, derandomize=True, max_examples=50)
@given(DOCUMENTS)
def test_what_is_written_is_read_back_and_is_already_compact(document: dict[str, object]) -> None:
    raw = written(document)
    assert read(raw) == document
    assert compact(raw) == raw


@settings(deadline=None, derandomize=True, max_examples=50)
@given(DOCUMENTS, st.integers(0, 4))
def test_compacting_only_undoes_indentation(document: dict[str, object], indent: int) -> None:
    spaced = json.dumps(document, indent=indent, ensure_ascii=False).encode()
    assert compact(spaced) == written(document)


def test_white_space_inside_strings_is_kept() -> None:
    assert compact(b'{ "a" : "x \\" : y" , "b": [ 1, 2 ] }') == b'{"a":"x \\" : y","b":[1,2]}'


@pytest.mark.parametrize(
    "raw",
    [
        pytest.param(b"", id="empty"),
        pytest.param(b"null", id="null"),
        pytest.param(b"[]", id="a list"),
        pytest.param(b'"text"', id="a text"),
        pytest.param(b"<html></html>", id="HTML"),
        pytest.param(b'{"a":1', id="cut"),
        pytest.param(b'{"a":1}{"a":1}', id="two documents"),
        pytest.param(b'{"a":1,"a":1}', id="a key twice"),
        pytest.param(b'{"x":{"a":1,"a":2}}', id="a key twice inside"),
        pytest.param(b'{"a":NaN}', id="NaN"),
        pytest.param(b'{"a":-Infinity}', id="Infinity"),
        pytest.param(b'{"a":"\\ud800"}', id="half a surrogate pair"),
        pytest.param(b'{"a":"\xff"}', id="not UTF-8"),
        pytest.param(b'\xef\xbb\xbf{"a":1}', id="byte order mark"),
        pytest.param('{"a":1}'.encode("utf-16"), id="UTF-16"),
        pytest.param(b'{"a":' + b"1" * 5_000 + b"}", id="5,000 digits"),
        pytest.param(b'{"a":' + b"[" * 30_000 + b"]" * 30_000 + b"}", id="nested without end"),
    ],
)
def test_what_another_reader_might_read_differently_is_refused(raw: bytes) -> None:
    with pytest.raises(NotADocument) as refused:
        read(raw)
    assert "html" not in str(refused.value)


def test_a_fraction_stays_exact() -> None:
    assert str(read(b'{"a":600000.00000000001}')["a"]) == "600000.00000000001"


@pytest.mark.parametrize("text", ['"' + '\\"' * 32_000, '"' * 65_535, " " * 65_536])
def test_compacting_hostile_text_takes_linear_time(text: str) -> None:
    assert len(compact(text.encode())) <= len(text)
