"""Stories read from a file: who does what, what the world is told, what must come of it.

`load` refuses a file that breaks the format or contradicts itself, with every line and reason.
"""

import re
import tomllib
from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ValidationError

from rehearsal import wire
from rehearsal.cast import Json
from rehearsal.checks import Check, check, checks_of
from rehearsal.format import Expectation, Story, StoryFile, World
from rehearsal.positions import Path as Place
from rehearsal.positions import line_of, positions
from rehearsal.rules import contradictions

__all__ = [
    "Check",
    "Expectation",
    "Problem",
    "Script",
    "Story",
    "StoryError",
    "World",
    "check",
    "load",
]

POINTS = Path(__file__).parents[1] / "examples" / "points.toml"
"""The facts and complaints of 2020 that stories may say they tell, by number."""

_LINE = re.compile(r" \(at (?:line (\d+), column \d+|end of document)\)")


@dataclass(frozen=True)
class Problem:
    """One thing wrong with a story file; lines count from 1."""

    line: int
    text: str


class StoryError(ValueError):
    """A story file that cannot be played; `problems` holds everything found, by line."""

    def __init__(self, file: Path, problems: Collection[Problem]) -> None:
        self.problems = tuple(sorted(problems, key=lambda problem: problem.line))
        super().__init__("\n".join(f"{file}:{each.line}: {each.text}" for each in self.problems))


@dataclass(frozen=True)
class Script:
    """The stories of one file, ready to be played."""

    world: World
    stories: tuple[Story, ...]

    def only(self, ids: Collection[str]) -> "Script":
        """Return the script with the named stories alone, in the same world.

        Raises KeyError for an id that no story has.
        """
        unknown = set(ids) - {story.id for story in self.stories}
        if unknown:
            raise KeyError(
                f"no such story: {', '.join(sorted(unknown))} (an id is the line `id =` of a story)"
            )
        return replace(self, stories=tuple(each for each in self.stories if each.id in ids))

    def world_json(self, secrets: Mapping[str, str]) -> Json:
        """Return the document for the sandbox's `POST /_world`.

        `secrets` holds each partner's signing secret as `partner:<code>` (the dashboard's code is
        `pmo`) and each provider's key for the redeem API as `redeem:<code>`. Raises KeyError if
        one is missing.
        """
        return wire.world_document(self.world, self.stories, secrets)

    def applications(self) -> list[Json]:
        """Return what the gateway is told, ordered by `enrol_at`, the instant to tell it."""
        return wire.applications(self.world, self.stories)

    def checks(self) -> list[Check]:
        """Return what must be true when, in order of time."""
        return checks_of(self.world, self.stories)


def load(path: Path) -> Script:
    """Read a story file. Raises `StoryError` with every line and reason, or `OSError`."""
    text = _text(path)
    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise StoryError(path, [_syntax_problem(error, text)]) from None
    lines = positions(text)
    try:
        file = StoryFile.model_validate(data)
    except ValidationError as error:
        raise StoryError(path, [_format_problem(each, lines) for each in error.errors()]) from None
    found = contradictions(file, points=frozenset(_points()))
    if found:
        problems = [
            Problem(line_of(place, lines), f"{_name(place)}: {why}") for place, why in found
        ]
        raise StoryError(path, problems)
    return Script(world=file.world, stories=tuple(file.story))


def _text(path: Path) -> str:
    raw = path.read_bytes()
    try:
        return raw.decode().replace("\r\n", "\n")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        raise StoryError(path, [Problem(line, "not UTF-8 text")]) from None


def _points() -> list[int]:
    return [int(number) for number in tomllib.loads(POINTS.read_text(encoding="utf-8"))]


def _syntax_problem(error: tomllib.TOMLDecodeError, text: str) -> Problem:
    found = _LINE.search(str(error))
    at_line = found and found.group(1)
    return Problem(int(at_line or text.count("\n") + 1), _LINE.sub("", str(error)))


def _format_problem(error: Mapping[str, Any], lines: Mapping[Place, int]) -> Problem:
    place: Place = tuple(error["loc"])
    why = str(error["msg"]).removeprefix("Value error, ")
    if error["type"] == "extra_forbidden":
        why = f"there is no such key{_guess(place)}"
    elif error["type"] == "missing":
        why = "is missing"
    return Problem(line_of(place, lines), f"{_name(place)}: {why}")


def _name(place: Place) -> str:
    """Write a place as its author knows it: `story 3 person finishes`, counting from 1."""
    return " ".join(str(part + 1) if isinstance(part, int) else part for part in place)


def _guess(place: Place) -> str:
    """Suggest the key that was probably meant at a place."""
    model: Any = StoryFile
    for part in place[:-1]:
        if isinstance(part, str):
            model = _model_in(model.model_fields[part].annotation)
    close = get_close_matches(str(place[-1]), list(model.model_fields), n=1)
    return f"; is `{close[0]}` meant?" if close else f"; there are {', '.join(model.model_fields)}"


def _model_in(annotation: Any) -> type[BaseModel]:  # noqa: ANN401 - any kind of annotation
    """Return the model that a field holds, be it alone, optional or in a list."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    return next(_model_in(each) for each in annotation.__args__ if each is not type(None))
