"""The report of a rehearsal: one JSON file, and tables that people can read."""

import json
from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Table

from domain.payouts import TrancheStatus
from rehearsal.play import Seen
from rehearsal.stories import Check, Script

Case = Mapping[str, Any]

TRANCHE_IDR = 600_000
TROUBLED = {TrancheStatus.TERTUNDA, TrancheStatus.BELUM_PASTI}


def report(script: Script, cases: Mapping[str, Case], seen: Sequence[Seen]) -> dict[str, Any]:
    """Return the report as it is written to the file."""
    tranches = [tranche for case in cases.values() for tranche in case.get("tranches", [])]
    paid = [tranche for tranche in tranches if tranche["status"] == "berhasil"]
    held = Counter(
        str(tranche["reason"]["code"])
        for tranche in tranches
        if tranche["status"] in {"tertunda", "belum_pasti"} and tranche["reason"]
    )
    return {
        "people": len(cases),
        "people_paid": sum(_was_paid(case) for case in cases.values()),
        "tranches_paid": len(paid),
        "amount_idr": sum(int(tranche["amount_idr"]) for tranche in paid),
        "held_by_reason": dict(sorted(held.items())),
        "stories": [_story(story.id, seen) for story in script.stories],
    }


def succeeded(told: Mapping[str, Any]) -> bool:
    """Say whether every story ended as expected."""
    return all(story["ok"] for story in told["stories"])


def least(script: Script) -> dict[str, int]:
    """Return below which counts the run was too quiet to prove anything, by what it expects."""
    wanted = [check.expectation for check in script.checks()]
    faults = bool(script.world.fault) or any(story.fault for story in script.stories)
    troubled = any(each.status in TROUBLED for each in wanted)
    return {
        "bookings": sum((each.paid_idr or 0) // TRANCHE_IDR for each in wanted if each.at == "end"),
        "firings": int(faults),
        "kinds": int(faults),
        "inquiries": 0,
        "troubled_states": int(troubled),
        "looks": sum(each.at != "end" for each in wanted),
        "kills": 0,
    }


def write(told: Mapping[str, Any], path: Path) -> None:
    """Write the report as JSON."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(told, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")


def show(console: Console, script: Script, cases: Mapping[str, Case], told: Case) -> None:
    """Print who was paid, who is held and why, and how the stories ended."""
    console.print(_people(script, cases))
    console.print(_stories(told))
    stories = told["stories"]
    right = sum(story["ok"] for story in stories)
    console.print(
        f"Paid: {told['tranches_paid']} incentives to {told['people_paid']} of "
        f"{told['people']} people, Rp{told['amount_idr']:,}."
    )
    console.print(f"{right} of {len(stories)} stories ended as expected.", style="bold")


def _was_paid(case: Case) -> bool:
    return any(tranche["status"] == "berhasil" for tranche in case.get("tranches", []))


def _story(story: str, seen: Sequence[Seen]) -> dict[str, Any]:
    looks = [each for each in seen if each.check.story == story]
    wrong = [
        f"{each.check.at:%Y-%m-%d} {difference}"
        for each in looks
        for difference in each.differences
    ]
    expected = [f"{each.check.at:%Y-%m-%d} {_expected(each.check)}" for each in looks]
    return {
        "id": story,
        "ok": bool(looks) and not wrong,
        "expected": expected,
        "got": wrong or ["as expected"],
    }


def _expected(check: Check) -> str:
    """Write an expectation in one line, without when and whom."""
    wanted = {name: value for name, value in check.expectation if name not in {"at", "who"}}
    return " ".join(
        f"{name}={_value(value)}" for name, value in wanted.items() if value is not None
    )


def _value(value: object) -> str:
    return ",".join(map(str, value)) if isinstance(value, list) else str(value)


def _people(script: Script, cases: Mapping[str, Case]) -> Table:
    table = Table(title="People", title_justify="left", header_style="bold", box=SIMPLE_HEAD)
    table.add_column("story", no_wrap=True)
    table.add_column("stage")
    table.add_column("paid: training + survey", min_width=9)
    table.add_column("whose turn, since, why, what to do", ratio=1)
    for story in script.stories:
        for person in story.person:
            table.add_row(story.id, *_person(cases.get(person.nik, {})))
    return table


def _person(case: Case) -> list[str]:
    if not case:
        return ["not enrolled", "", ""]
    paid = f"{_paid(case, 'training')} + {_paid(case, 'survey')}"
    return [str(case["stage"]), paid, _turn(case)]


def _turn(case: Case) -> str:
    holder, reason = case["holder"], case["reason"]
    if reason is None:
        return ""
    if case["stage"] == "closed":
        return str(reason["code"])
    who = holder["partner"] or holder["party"]
    return f"{who}, {str(holder['since'])[:10]}, {reason['code']}: {reason['remedy']['id']}"


def _paid(case: Case, kind: str) -> str:
    tranches = [tranche for tranche in case["tranches"] if tranche["kind"] == kind]
    paid = sum(tranche["status"] == "berhasil" for tranche in tranches)
    return f"{paid}/{len(tranches)}"


def _stories(told: Case) -> Table:
    table = Table(title="Stories", title_justify="left", header_style="bold", box=SIMPLE_HEAD)
    table.add_column("")
    table.add_column("story", no_wrap=True)
    table.add_column("expected at last, and what was found instead", ratio=1)
    for story in told["stories"]:
        mark = "[green]ok[/]" if story["ok"] else "[red]no[/]"
        last = story["expected"][-1] if story["expected"] else "nothing"
        wrong = "" if story["ok"] else "\n[red]" + "\n".join(story["got"]) + "[/]"
        table.add_row(mark, story["id"], last + wrong)
    return table
