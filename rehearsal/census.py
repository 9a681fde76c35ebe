"""A count of a story file: what may occur only once, and which days lie outside its world."""

from collections.abc import Iterator
from datetime import date

from pydantic import BaseModel

from domain.clock import Clock
from rehearsal.cast import number_of, voucher_of
from rehearsal.format import StoryFile
from rehearsal.moments import instant
from rehearsal.positions import Path

Contradiction = tuple[Path, str]
"""Where, and what is wrong there."""

_PROMISES = "promised_for"
"""A promise may name a day after the world's end; everything else must happen inside it."""


def repeated(file: StoryFile) -> Iterator[Contradiction]:
    """Find stories, people, phone numbers, vouchers and accounts that occur twice."""
    first: dict[tuple[str, str], str] = {}
    for place, kind, value, story in _identities(file):
        if (kind, value) in first:
            yield place, f"this {kind} is already in the story {first[kind, value]}"
        first.setdefault((kind, value), story)


def out_of_time(file: StoryFile) -> Iterator[Contradiction]:
    """Find days before the world starts or after it ends."""
    first, last = Clock.day_of(file.world.starts), Clock.day_of(file.world.ends)
    for place, when in _dates(file, ()):
        if not first <= Clock.day_of(instant(when, 12)) <= last:
            yield place, f"lies outside the world, which lasts from {first} to {last}"


def _identities(file: StoryFile) -> Iterator[tuple[Path, str, str, str]]:
    """Walk through everything that identifies: where, what it is, its value and its story."""
    for n, story in enumerate(file.story):
        yield ("story", n, "id"), "id", story.id, story.id
        for i, person in enumerate(story.person):
            here = ("story", n, "person", i)
            yield (*here, "nik"), "NIK", person.nik, story.id
            yield (*here, "phone"), "phone number", person.phone, story.id
            yield (*here, "voucher"), "voucher", voucher_of(story, person), story.id
        for i, account in enumerate(story.account):
            value = f"{account.channel} {number_of(story, account)}"
            yield ("story", n, "account", i, "number"), "account", value, story.id


def _dates(model: BaseModel, place: Path) -> Iterator[tuple[Path, date]]:
    for name in model.model_fields_set - {_PROMISES}:
        yield from _dates_in(getattr(model, name), (*place, name))


def _dates_in(value: object, place: Path) -> Iterator[tuple[Path, date]]:
    if isinstance(value, date):
        yield place, value
    elif isinstance(value, BaseModel):
        yield from _dates(value, place)
    elif isinstance(value, list):
        for n, each in enumerate(value):
            yield from _dates_in(each, (*place, n))
