"""One defect as data: what is believed, where it is planted, and which test must fail with it."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Defect:
    """A mistake that somebody in a hurry could make."""

    name: str
    thought: str
    """The sentence with which it would have been defended."""
    file: str
    right: str
    """A text that the file holds exactly once."""
    wrong: str
    caught_by: str
    """The test that fails when `wrong` stands in place of `right`, as pytest names it."""
