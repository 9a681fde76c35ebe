"""No new await of the money path without a point at which the tests kill it."""

import ast
from collections.abc import Iterator
from pathlib import Path

from tests.money.steps import CALLS, STOPPING

ACTIVITIES = Path(__file__).parents[2] / "activities"
MONEY_PATH = (
    *("payouts.py", "earlier.py", "readiness.py", "proofs.py", "holds.py"),
    *("payments.py", "paid_days.py", "beneficiaries.py"),
)
PORTS = {
    "self._ledger": "ledger",
    "self._people": "people",
    "people": "people",
    "claims": "claims",
    "self._switches": "switches",
    "channel": "channel",
    "self.channel_of(intent)": "channel",
}
"""What is written before the call, and the port that it means."""
AROUND = {"to_its_end"}
"""Carries a whole try and is no step of it."""
PARTS = ("payments", "holds", "earlier", "readiness", "paid_days")
OWN = {"self", *(f"self._{part}" for part in PARTS)}


def awaited(path: Path) -> Iterator[tuple[str, str]]:
    """Return who is called and what, of every await of a file; a plain function has no owner."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if not isinstance(node, ast.Await):
            continue
        call = node.value
        assert isinstance(call, ast.Call), ast.unparse(node)
        if isinstance(call.func, ast.Attribute):
            yield ast.unparse(call.func.value), call.func.attr
        else:
            yield "", ast.unparse(call.func)


def functions() -> set[str]:
    """Return what the files themselves define: an await of one of these is no step of its own."""
    trees = [ast.parse((ACTIVITIES / name).read_text(encoding="utf-8")) for name in MONEY_PATH]
    nodes = [node for tree in trees for node in ast.walk(tree)]
    return AROUND | {node.name for node in nodes if isinstance(node, ast.AsyncFunctionDef)}


def test_every_await_of_the_money_path_is_a_crash_point() -> None:
    steps, strange = set(), set()
    known = functions()
    for name in MONEY_PATH:
        for owner, called in awaited(ACTIVITIES / name):
            if owner in PORTS:
                steps.add(f"{PORTS[owner]}.{called}")
            elif not ((owner in OWN or not owner) and called in known):
                strange.add(f"{name}: {owner}.{called}")

    assert strange == set()
    assert steps == {*CALLS, STOPPING}


def test_nothing_of_the_money_path_waits_but_by_await() -> None:
    """`async with` and `async for` would be points that the test above does not see."""
    found = [
        f"{name}:{node.lineno}"
        for name in MONEY_PATH
        for node in ast.walk(ast.parse((ACTIVITIES / name).read_text(encoding="utf-8")))
        if isinstance(node, ast.AsyncWith | ast.AsyncFor)
    ]

    assert found == []
