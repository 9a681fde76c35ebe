"""The report of a rehearsal: one JSON file, and tables that people can read."""

import json
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

from rehearsal.play import Seen
from rehearsal.stories import Script
from rehearsal.verdict import LedgerVerdict

Case = Mapping[str, Any]


def report(
    script: Script, cases: Mapping[str, Case], seen: Sequence[Seen], verdict: LedgerVerdict
) -> dict[str, Any]:
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
        "tranches_paid": len(paid),
        "amount_idr": sum(int(tranche["amount_idr"]) for tranche in paid),
        "held_by_reason": dict(sorted(held.items())),
        "stories": [_story(story.id, seen) for story in script.stories],
        "ledger": asdict(verdict),
    }


def succeeded(told: Mapping[str, Any], verdict: LedgerVerdict) -> bool:
    """Say whether every story ended as expected and the ledger is right."""
    return verdict.right and all(story["ok"] for story in told["stories"])


def write(told: Mapping[str, Any], path: Path) -> None:
    """Write the report as JSON."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(told, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")


def show(console: Console, script: Script, cases: Mapping[str, Case], told: Case) -> None:
    """Print who was paid, who is held and why, and how the stories ended."""
    titles = {story.id: story.title for story in script.stories}
    console.print(_people(script, cases))
    console.print(_stories(told, titles))
    ledger = told["ledger"]
    console.print(
        f"Paid: {told['tranches_paid']} incentives to {told['people']} people, "
        f"Rp{told['amount_idr']:,}. The partners' ledger: {ledger['credits']} credits, "
        f"{ledger['doubles']} double, {ledger['early']} early, "
        f"{ledger['wrong_owner']} to another owner, {ledger['unexplained']} unexplained."
    )


def _story(story: str, seen: Sequence[Seen]) -> dict[str, Any]:
    looks = [each for each in seen if each.check.story == story]
    wrong = [
        f"{each.check.at:%Y-%m-%d} {difference}"
        for each in looks
        for difference in each.differences
    ]
    expected = [
        f"{each.check.at:%Y-%m-%d} "
        + json.dumps(each.check.expectation.model_dump(mode="json", exclude_none=True))
        for each in looks
    ]
    return {
        "id": story,
        "ok": bool(looks) and not wrong,
        "expected": expected,
        "got": wrong or ["as expected"],
    }


def _people(script: Script, cases: Mapping[str, Case]) -> Table:
    table = Table(title="People", title_justify="left", header_style="bold")
    for heading in ("story", "stage", "paid", "surveys", "held by", "since", "reason", "remedy"):
        table.add_column(heading, overflow="fold")
    for story in script.stories:
        for person in story.person:
            case = cases.get(person.nik, {})
            table.add_row(story.id, *_person(case))
    return table


def _person(case: Case) -> list[str]:
    if not case:
        return ["not enrolled", "", "", "", "", "", ""]
    holder, reason = case["holder"], case["reason"]
    return [
        str(case["stage"]),
        _paid(case, "training"),
        _paid(case, "survey"),
        "-" if holder["party"] == "nobody" else str(holder["partner"] or holder["party"]),
        str(holder["since"])[:10],
        str(reason["code"]) if reason else "",
        str(reason["remedy"]["id"]) if reason and case["stage"] != "closed" else "",
    ]


def _paid(case: Case, kind: str) -> str:
    tranches = [tranche for tranche in case["tranches"] if tranche["kind"] == kind]
    paid = sum(tranche["status"] == "berhasil" for tranche in tranches)
    return f"{paid}/{len(tranches)}"


def _stories(told: Case, titles: Mapping[str, str]) -> Table:
    table = Table(title="Stories", title_justify="left", header_style="bold")
    for heading in ("", "story", "what it tells", "expected and found"):
        table.add_column(heading, overflow="fold")
    for story in told["stories"]:
        mark = "[green]ok[/]" if story["ok"] else "[red]no[/]"
        table.add_row(mark, story["id"], titles[story["id"]], "\n".join(story["got"]))
    return table
