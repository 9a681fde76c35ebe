"""Below which counts a run proves nothing, whatever the harness asks of itself.

The harness writes its own minima (`minimum.json`); one that writes zeros would be satisfied with a
storm in which nothing happened. So a storm has floors here, at or below the harness's for every
number of people (0018, "A fault that did not fire proves nothing"). A demonstration kills nothing
and tells stories: of it only a booking and a look are asked.
"""

from auditor.harness import Sent
from auditor.programs import program_of

DEMONSTRATION = {"bookings": 1, "looks": 1}
PROGRAMS = ("temporal", "gateway", "sandbox", "worker")
"""Each of them is killed in a storm."""
_BOOKINGS_EACH = 3
"""Of seven incentives: most surveys of 2020 are never answered."""
_LOOKS = 60
_FIRINGS, _KINDS, _TROUBLED = (10, 100), 8, (2, 16)
_KILLS_EACH, _FULL_SIZE = 3, 200


def floors(sent: Sent) -> dict[str, int]:
    """Return what a run must hold at least, by the names of its counts."""
    if not sent.is_storm:
        return DEMONSTRATION
    people = len(sent.enrolments)
    each = min(_KILLS_EACH, max(1, _KILLS_EACH * people // _FULL_SIZE))
    return {
        "people": 5,
        "bookings": _BOOKINGS_EACH * people,
        "firings": max(_FIRINGS[0], min(_FIRINGS[1], people // 2)),
        "kinds": _KINDS,
        "inquiries": max(1, 2 * people // 5),
        "troubled_states": max(_TROUBLED[0], min(_TROUBLED[1], people // 12)),
        "looks": _LOOKS,
        "kills": each * len(PROGRAMS),
    }


def spared(sent: Sent) -> list[str]:
    """Return the programs that a storm never killed."""
    killed = {program_of(target) for target in sent.kills}
    return [name for name in PROGRAMS if sent.is_storm and name not in killed]
