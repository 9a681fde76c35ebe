from pathlib import Path

import pytest

from rehearsal.stories import StoryError, load

GOOD = """\
[world]
starts = 2020-04-24T08:00:00+07:00
ends = 2020-12-31T12:00:00+07:00
scheme = "2020"

[[world.provider]]
code = "kelasrakyat"

[[world.provider]]
code = "kampusmaju"
reviews = false

[[world.marketplace]]
code = "tokokursus"

[[story]]
id = "first"
title = "The first"
tells = [31]
text = "Somebody does something."

[[story.person]]
name = "Nur Aini"
nik = "3515076201970000"
phone = "6281200000006"
bought_on = 2020-05-02
provider = "kelasrakyat"
marketplace = "tokokursus"
finishes = 2020-05-05

[[story.account]]
channel = "ovo"

[[story.fault]]
fault = "slow"
partner = "ovo"

[[story.expect]]
at = "end"
stage = "closed"
"""


def problems(tmp_path: Path, text: str) -> list[tuple[int, str]]:
    file = tmp_path / "story.toml"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(StoryError) as caught:
        load(file)
    return [(problem.line, problem.text) for problem in caught.value.problems]


@pytest.mark.parametrize(
    ("old", "new", "blamed", "reason"),
    [
        # The form.
        ("finishes =", "finnishes =", "finnishes", "no such key; is `finishes` meant?"),
        ('phone = "6281200000006"\n', "", "[[story.person]]", "phone: is missing"),
        ("finishes = 2020-05-05", "finishes = 2020-02-30", "finishes = 2020-02-30", "Invalid date"),
        ("finishes = 2020-05-05", 'finishes = "2020-05-05"', 'finishes = "', "unquoted"),
        (
            "finishes = 2020-05-05",
            "finishes = 2020-05-05\nfinishes = 2020-05-06",
            "finishes = 2020-05-06",
            "overwrite",
        ),
        (
            "bought_on = 2020-05-02",
            "bought_on = 2020-05-02T10:00:00",
            "bought_on",
            "without a time",
        ),
        ('channel = "ovo"', 'channel = "visa"', "channel", "'ovo'"),
        ('fault = "slow"', 'fault = "explodes"', "fault =", "'unavailable'"),
        ('stage = "closed"', 'stage = "finished"', "stage", "'enrolled'"),
        ('stage = "closed"', 'reason = "BAD_LUCK"', "reason", "reason"),
        ('stage = "closed"', 'stage = "closed"\n[[story.expect]]\nat = 5\n', "at = 5", "unquoted"),
        (
            'marketplace = "tokokursus"',
            'marketplace = "tokokursus"\nstars = 6',
            "stars",
            "less than",
        ),
        # Unknown names.
        ('provider = "kelasrakyat"', 'provider = "nobody"', "provider", "no provider nobody"),
        (
            'marketplace = "tokokursus"',
            'marketplace = "nobody"',
            'marketplace = "nobody"',
            "without one write 'direct'",
        ),
        ('partner = "ovo"', 'partner = "visa"', "partner", "no partner visa"),
        ('partner = "ovo"', 'partner = "ovo"\nwho = "nobody"', "who", "nobody in this story"),
        ("tells = [31]", "tells = [\n  31,\n  4711,\n]", "4711", "no point 4711"),
        ('scheme = "2020"', 'scheme = "1998"', "scheme", "no such scheme"),
        # Contradictions.
        ("finishes = 2020-05-05", "finishes = 2020-05-02", "finishes", "finishes before redeeming"),
        ("finishes = 2020-05-05", "redeems = 2020-05-01", "redeems", "redeems before buying"),
        ("finishes = 2020-05-05", "finishes = 2021-05-05", "finishes", "lies outside the world"),
        # So late that no calendar made for this world reaches it.
        ("finishes = 2020-05-05", "finishes = 2025-06-15", "finishes", "lies outside the world"),
        (
            "finishes = 2020-05-05",
            "finishes = 2020-05-05\nrates = { marketplace = 2020-05-04 }",
            "rates",
            "rates before finishing",
        ),
        (
            'provider = "kelasrakyat"',
            'provider = "kampusmaju"\nrates = { provider = 2020-05-09 }',
            "rates",
            "has no reviews",
        ),
        ("6201970000", "6201970001", "nik", "could be a real person's"),
        ("6201970000", "9913970000", "nik", "Not a NIK"),
        (
            'code = "kampusmaju"',
            'code = "kelasrakyat"',
            'code = "kelasrakyat"',
            "already somebody's code",
        ),
        ('stage = "closed"', "tranche = 5", "tranche", "there are only 4"),
        ('stage = "closed"', 'status = "berhasil"', "status", "needs `tranche` or `survey`"),
        ('stage = "closed"', "", "[[story.expect]]", "not what is expected"),
        (
            'channel = "ovo"',
            'channel = "ovo"\n[[story.account]]\nchannel = "ovo"',
            "[[story.account]]",
            "this account is already in the story first",
        ),
    ],
)
def test_a_faulty_story_is_refused_with_its_line(
    tmp_path: Path, old: str, new: str, blamed: str, reason: str
) -> None:
    assert old in GOOD
    text = GOOD.replace(old, new, 1)

    found = [line for line, why in problems(tmp_path, text) if reason in why]

    assert len(found) == 1
    assert text.splitlines()[found[0] - 1].strip().startswith(blamed)


def test_two_stories_share_neither_id_nor_people(tmp_path: Path) -> None:
    again = GOOD[GOOD.index("[[story]]") :]

    found = problems(tmp_path, GOOD + again)

    kinds = ("id", "NIK", "phone number", "voucher", "account")
    assert {text.rpartition(": ")[2] for _, text in found} == {
        f"this {kind} is already in the story first" for kind in kinds
    }
    assert found[0][0] == GOOD.count("\n") + 2


def test_everything_wrong_is_told_at_once_with_file_and_line(tmp_path: Path) -> None:
    text = GOOD.replace("finishes", "finnishes").replace('stage = "closed"', "stagee = 1")
    file = tmp_path / "story.toml"
    file.write_text(text, encoding="utf-8")

    with pytest.raises(StoryError) as caught:
        load(file)

    assert [line.partition(": ")[0] for line in str(caught.value).splitlines()] == [
        f"{file}:29",
        f"{file}:40",
    ]


def test_the_story_that_the_faults_are_put_into_is_good(tmp_path: Path) -> None:
    file = tmp_path / "story.toml"
    file.write_text(GOOD, encoding="utf-8")

    assert [story.id for story in load(file).stories] == ["first"]


def test_a_file_that_is_no_text_is_refused_with_its_line(tmp_path: Path) -> None:
    file = tmp_path / "story.toml"
    file.write_bytes(b"[world]\nscheme = '\xff'\n")

    with pytest.raises(StoryError, match=r"story\.toml:2: not UTF-8 text"):
        load(file)


def test_windows_line_ends_do_no_harm(tmp_path: Path) -> None:
    file = tmp_path / "story.toml"
    file.write_bytes(GOOD.replace("finishes", "finnishes").replace("\n", "\r\n").encode())

    with pytest.raises(StoryError) as caught:
        load(file)

    assert [problem.line for problem in caught.value.problems] == [29]
