"""Whether two spellings of a name can be one person's.

Advice only: the NIK decides who is who, a name can warn or hold. Partners show names with masks
(`SI** NUR***`), initials, titles, another order, or cut after 30 characters. A mask or an initial
agrees with every name it can stand for; one that shows too little agrees with none. Spelling
mistakes are not forgiven: brothers and sisters differ by one letter.
"""

import re
import unicodedata
from enum import StrEnum


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


_TITLES_BEFORE = _words(
    "h hj haji hajah dr drg drh drs dra ir prof kh ust ustad ustadz ustadzah tn ny nn bpk ibu "
    "sdr sdri"
)
_TITLES_AFTER = _words(
    "amd amdkeb amdkep amdkom ba bsc lc ma mag mba mh mhum mkes mkom mm mmsi mpd mphil msc msi mt "
    "ners phd sag sap se sei sfarm sh shi sik sikom sip skeb skep skm skom sp spd spdi spi spsi "
    "spt sptk ssi ssn ssos sst st sth stp str"
)
_MUHAMMAD = _words("muhammad muhamad mohammad mohamad mochammad mochamad moh muh moch much mhd")
_SPELT_OUT = {"abd": "abdul", "st": "siti", "sitti": "siti"}
_CONNECTING = _words("bin binti")
_OLD_SPELLING = (("oe", "u"), ("dj", "j"), ("tj", "c"))

_CUT_AT = 30
_LETTERS_ENOUGH = 4
_TOKENS_ENOUGH = 2


class Agreement(StrEnum):
    """How well two names fit: the same, consistent with one person, or not."""

    SAME = "same"
    SIMILAR = "similar"
    DIFFERENT = "different"


def canonical(name: str) -> str:
    """Return the name as it is compared: lower case, no titles, diacritics or punctuation.

    Asterisks stay: they hide letters. A name made of nothing but titles keeps its last word.
    """
    return " ".join(_tokens(name))


def names_agree(ours: str, theirs: str) -> Agreement:
    """Compare the name we hold with the one a partner shows; the order does not matter."""
    a, b = _tokens(ours), _tokens(theirs)
    if not a or not b:
        return Agreement.DIFFERENT
    if a == b and not any("*" in token for token in a):
        return Agreement.SAME
    a, b = [_modern(token) for token in a], [_modern(token) for token in b]
    if (
        _holds_same_words(a, b)
        or _fits(a, b)
        or (len(a) != len(b) and _fits(_without_optional(a), _without_optional(b)))
        or _is_cut_from(ours, theirs)
        or _is_cut_from(theirs, ours)
    ):
        return Agreement.SIMILAR
    return Agreement.DIFFERENT


def _tokens(name: str) -> list[str]:
    plain = unicodedata.normalize("NFKD", name).casefold()
    plain = "".join(char for char in plain if not unicodedata.combining(char))
    plain = re.sub(r"['`´’‘ʼ]", "", plain)
    words = [word for word in re.split(r"[\s,;/()_-]+", plain) if word.strip(".")]
    words = _strip_titles(words)
    return [token for word in words for token in re.split(r"[^\w*]+", word) if token]


def _strip_titles(words: list[str]) -> list[str]:
    """Drop titles from both ends (`S.Pd`, `SPd`, `S. Pd.`), but never the last word left."""
    words = [word.strip(".") for word in words]
    while len(words) > 1 and words[0] in _TITLES_BEFORE:
        words = words[1:]
    while len(words) > 1:
        ends = [n for n in (1, 2) if n < len(words) and _is_title_after(words[-n:])]
        if not ends:
            break
        words = words[: -ends[0]]
    return words


def _is_title_after(words: list[str]) -> bool:
    """Take `S. Pd.` for one title, but not two lone initials: `S. E.` may be part of a name."""
    is_initial = len(words) > 1 and len(words[-1]) == 1
    return not is_initial and "".join(words).replace(".", "") in _TITLES_AFTER


def _modern(token: str) -> str:
    """Undo abbreviations and the spelling used before 1972 (Soekarno, Djoko, Tjahjo)."""
    if token in _MUHAMMAD:
        return "muhammad"
    for old, new in _OLD_SPELLING:
        token = token.replace(old, new)
    return _SPELT_OUT.get(token, token)


def _holds_same_words(a: list[str], b: list[str]) -> bool:
    """Another order, or other spaces (`Nur Aini`, `Nuraini`)."""
    if "*" in "".join(a + b):
        return False
    return sorted(a) == sorted(b) or "".join(a) == "".join(b)


def _fits(a: list[str], b: list[str]) -> bool:
    """Word by word: equal, an initial, or a mask; with enough letters seen to mean something."""
    if len(a) != len(b):
        return False
    seen = [_letters_agreeing(x, y) for x, y in zip(a, b, strict=True)]
    return all(seen) and sum(seen) >= _LETTERS_ENOUGH


def _letters_agreeing(x: str, y: str) -> int:
    """Count the letters on which two words agree; 0 if they contradict or show nothing."""
    if "*" in x and "*" in y:
        return 0
    if "*" in x:
        x, y = y, x
    if "*" in y:
        return _letters_shown(x, y)
    if x == y:
        return len(x)
    return int(1 in (len(x), len(y)) and x[0] == y[0])


def _letters_shown(word: str, mask: str) -> int:
    """Count what a mask shows of a word; one that shows only the start hides the length."""
    shown = mask.rstrip("*")
    same_length = len(word) == len(mask)
    if not same_length and ("*" in shown or shown == mask or len(word) < len(shown)):
        return 0
    pairs = [(x, y) for x, y in zip(word, mask, strict=False) if y != "*"]
    return len(pairs) if all(x == y for x, y in pairs) else 0


def _without_optional(tokens: list[str]) -> list[str]:
    """Drop what registers leave out: bin/binti, lone initials, a leading Muhammad."""
    kept = [token for token in tokens if token not in _CONNECTING and len(token) > 1]
    if len(kept) > _TOKENS_ENOUGH and kept[0] == "muhammad":
        kept = kept[1:]
    return kept if len(kept) >= _TOKENS_ENOUGH else tokens


def _is_cut_from(whole: str, cut: str) -> bool:
    """Say whether `cut` is `whole` as a 30-character field keeps it."""
    cut = cut.strip()
    if not _CUT_AT - 1 <= len(cut) <= _CUT_AT or "*" in whole + cut:
        return False
    start, rest = canonical(cut), canonical(whole)
    return len(rest) > len(start) and rest.startswith(start)
