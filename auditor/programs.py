"""Programs that died though nobody had killed them: a storm in which one did is not passed.

One death is known and excused: a program that was being started while the program that it must
reach at once had just been killed. It ends with an error, before it is at work, and whatever runs
programs starts it again (seed 1795321020: a worker 0.7 s after the engine's end, "Connection
refused"). It must not take longer than the other one is away, nor happen too often.
"""

from collections import Counter
from collections.abc import Iterator
from datetime import timedelta

from auditor.harness import Sent, Turn
from auditor.moments import SETTLING_SECONDS

NEEDS = {"worker": "temporal"}
"""What a program must reach before it is at work; the others begin alone."""
IN_VAIN = 12
"""Starts in vain for each kill of what is needed: three days of programme time are at most some
twenty seconds, and a start takes two."""
_ANSWERS_AGAIN = timedelta(seconds=SETTLING_SECONDS)
"""Real time that a program which was started again may take to listen."""


def deaths(sent: Sent) -> Iterator[str]:
    """Say of each death that nothing excuses what the program said last."""
    excused: Counter[str] = Counter()
    for number, turn in enumerate(sent.turns):
        if turn.kind != "died":
            continue
        why = _unexcused(sent.turns[:number], turn)
        if why is None:
            program = program_of(turn.target)
            excused[program] += 1
            kills = sum(target == NEEDS[program] for target in sent.kills)
            if excused[program] <= IN_VAIN * kills:
                continue
            why = f"for the {excused[program]}th time, with {kills} kills of {NEEDS[program]}"
        yield f"{turn.target} died {why}: {turn.said.strip() or 'it wrote nothing'}"


def program_of(target: str) -> str:
    """Return what a program is, without its number: worker-2 is a worker."""
    return target.partition("-")[0]


def _unexcused(before: list[Turn], died: Turn) -> str | None:
    """Return why a death has no excuse; None if it was being started in vain."""
    needed = NEEDS.get(program_of(died.target))
    if died.ready:
        return "at work, by itself"
    if needed is None:
        return "by itself, and it needs nobody to begin"
    # At first nobody writes down that programs are started: what was never killed was at work.
    if not any(turn.target == died.target for turn in before):
        return "by itself, and nobody was starting it"
    peer = [turn for turn in before if turn.target == needed]
    if not peer:
        return f"by itself, while {needed} ran"
    since = died.real_at - peer[-1].real_at
    # Older evidence does not say when a program was started again: the same time is granted.
    away = peer[-1].kind == "kill" and died.ready is False
    if away or since <= _ANSWERS_AGAIN:
        return None
    return f"by itself, {since.total_seconds():.0f} seconds after {needed} was there again"
