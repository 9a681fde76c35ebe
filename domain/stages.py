"""The stages of a journey and the moves between them, as data that draws itself.

`python -m domain.stages` prints the Mermaid diagram that `docs/journey.md` holds.
"""

from collections.abc import Mapping
from enum import StrEnum


class Stage(StrEnum):
    """What has been achieved; a hold is not a stage."""

    ENROLLED = "enrolled"
    REDEEMED = "redeemed"
    LEARNED = "learned"
    RATED = "rated"
    REPORTED = "reported"
    CERTIFIED = "certified"
    PAID = "paid"
    CLOSED = "closed"


class IllegalMove(ValueError):
    """A stage was to be left for one that the table does not allow."""


MOVES: Mapping[Stage, frozenset[Stage]] = {
    # Before the certificate a programme rule may end the journey: the voucher's deadline,
    # the end of the budget year, a revoked membership. Each ends with a reason.
    Stage.ENROLLED: frozenset({Stage.REDEEMED, Stage.CLOSED}),
    Stage.REDEEMED: frozenset({Stage.LEARNED, Stage.CLOSED}),
    Stage.LEARNED: frozenset({Stage.RATED, Stage.CLOSED}),
    Stage.RATED: frozenset({Stage.REPORTED, Stage.CLOSED}),
    Stage.REPORTED: frozenset({Stage.CERTIFIED, Stage.CLOSED}),
    # After the certificate the money is owed: only payment leads on.
    Stage.CERTIFIED: frozenset({Stage.PAID}),
    Stage.PAID: frozenset({Stage.CLOSED}),
    Stage.CLOSED: frozenset(),
}


def moved(current: Stage, following: Stage) -> Stage:
    """Return `following`; raises `IllegalMove` unless `MOVES` allows it."""
    if following not in MOVES[current]:
        raise IllegalMove(f"{current} does not lead to {following}")
    return following


def diagram() -> str:
    """Draw `MOVES` as a Mermaid state diagram."""
    arrows = [
        f"    {stage} --> {following}"
        for stage in Stage
        for following in sorted(MOVES[stage], key=list(Stage).index)
    ]
    lines = ["stateDiagram-v2", f"    [*] --> {next(iter(Stage))}", *arrows]
    lines += [f"    {stage} --> [*]" for stage in Stage if not MOVES[stage]]
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    print(diagram(), end="")  # noqa: T201 - a page in docs is made from this output
