"""A small correct world as evidence: six people, forty bookings, some trouble that ended well."""

import json
from dataclasses import dataclass
from pathlib import Path

from tests.auditor.evidence_person import (
    LOOKS,
    QUIET,
    REAL_START,
    SEED,
    SPEED,
    START,
    Json,
    Person,
    at,
    real,
    seal,
)
from tests.auditor.evidence_plans import acts, declared, planned
from tests.auditor.evidence_stories import STORIES

KILLED = {
    "2020-06-02": "worker-2",
    "2020-06-20": "temporal",
    "2020-07-01": "gateway",
    "2020-07-08": "sandbox",
}


@dataclass
class Run:
    """The evidence of one run, as it is about to be written; a mutant changes it in place."""

    ledger: list[Json]
    faults: list[Json]
    accounts: list[Json]
    calls: Json
    acts: list[Json]
    cases: dict[str, Json]
    looks: list[Json]
    sent: list[Json]
    minimum: Json

    def tranche(self, number: int, kind: str = "training", tranche: int = 1) -> Json:
        """Return a person's incentive as shown at the end."""
        return _tranche(self.cases[nik_of(number)], kind, tranche)

    def looked(self, number: int, day: str) -> Json:
        """Return a person's case as shown on a day."""
        found: Json = next(
            look["case"]
            for look in self.looks
            if look["nik"] == nik_of(number) and look["asked_at"].startswith(day)
        )
        return found

    def row(self, number: int, kind: str = "training", tranche: int = 1) -> Json:
        """Return the last credit of a person's incentive."""
        amount = 600_000 if kind == "training" else 50_000
        named = self.tranche(number, kind, tranche)["reference"]
        return next(
            row
            for row in reversed(self.ledger)
            if (row["reference"], row["amount"], row["kind"]) == (named, amount, "credit")
        )

    def write(self, folder: Path) -> Path:
        """Write all files; the ledger as it is, so that a broken chain stays broken."""
        for name in ("ledger", "faults", "accounts", "calls", "acts", "cases", "minimum"):
            text = json.dumps(getattr(self, name))
            (folder / f"{name}.json").write_text(text, encoding="utf-8")
        for name in ("looks", "sent"):
            lines = "".join(json.dumps(line) + "\n" for line in getattr(self, name))
            (folder / f"{name}.jsonl").write_text(lines, encoding="utf-8")
        return folder


def nik_of(number: int) -> str:
    return Person(number).nik


def _tranche(case: Json, kind: str, number: int) -> Json:
    found: Json = next(t for t in case["tranches"] if (t["kind"], t["number"]) == (kind, number))
    return found


def build() -> Run:
    """Return a correct world's evidence."""
    people = [Person(number) for number in range(1, len(STORIES) + 1)]
    for person, story in zip(people, STORIES, strict=True):
        story(person)
    rows = sorted((row for person in people for row in person.rows), key=lambda row: row["real_at"])
    looks = [
        {"asked_at": when, "real_at": real(when), "nik": person.nik, "case": person.case(when)}
        for when in LOOKS
        for person in people
    ]
    return Run(
        ledger=seal(rows),
        faults=_faults(),
        accounts=[declared(person) for person in people],
        calls={
            "by_reference": [
                {"channel": channel, "reference": named, "sends": 1, "inquiries": 1}
                for channel, named in _sent_to(people)
            ],
            "totals": [],
            "refusals": [],
        },
        acts=[{"seq": n, "asked_at": act["at"]} | act for n, act in enumerate(_acts(people), 1)],
        cases={person.nik: person.case(QUIET) for person in people},
        looks=looks,
        sent=_sent(people),
        minimum={
            "bookings": 24,
            "firings": 5,
            "kinds": 3,
            "inquiries": 10,
            "troubled_states": 4,
            "looks": 60,
            "kills": 2,
        },
    )


def _sent_to(people: list[Person]) -> list[tuple[str, str]]:
    """Return channel and reference of all that was sent, also of what was refused."""
    found = {
        (person.channel, attempt["reference"])
        for person in people
        for tranche in person.case(QUIET)["tranches"]
        for attempt in tranche["attempts"]
    }
    found |= {(row["channel"], row["reference"]) for person in people for row in person.rows}
    return sorted(found)


def _acts(people: list[Person]) -> list[Json]:
    return sorted(
        (act for person in people for act in acts(person)), key=lambda act: str(act["at"])
    )


def fault(name: str, kind: str, fired: int, partner: str = "gopay", **args: str) -> Json:
    window = {"from": at("2020-06-01"), "to": at("2020-08-20")}
    return {
        "name": name,
        "fault": kind,
        "partner": partner,
        "operation": "send",
        "account": None,
        "voucher": None,
        "times": None,
        "args": args,
        "fired": fired,
    } | window


def _faults() -> list[Json]:
    return [
        fault("lost", "books_then_drops_answer", 1),
        fault("refused", "code", 2, "dana", code="4033805"),
        fault("spoilt", "garbled", 3, form="html"),
        fault("late", "slow", 5),
        fault("silent", "unavailable", 0),
    ]


def _sent(people: list[Person]) -> list[Json]:
    def line(programme: str, kind: str, **more: object) -> Json:
        return {"real_at": real(programme), "kind": kind} | more

    partner = {"secret": "", "reviews": True, "down": []}
    document = {
        "providers": [{"code": "belajaria", "reports_after_hours": 24} | partner],
        "marketplaces": [{"code": "pasarilmu", "forwards_after_hours": 24} | partner],
        "dashboard": {"publishes_after_hours": 48, "receives_after_hours": 4 - 2, "closed": []},
        "people": [planned(person) for person in people],
        "accounts": [declared(person) for person in people],
        "faults": [],
    }
    start = START.isoformat()
    enrolled = []
    for person in people:
        body = {"nik": person.nik, "bought_on": "2020-04-27", "voucher": person.voucher}
        enrolled += [
            line(at("2020-04-27", 9), "enrol", nik=person.nik, body=body),
            line(at("2020-04-27", 9, 20), "answer", nik=person.nik, status=201),
        ]
    return [
        line(start, "clock", real_start=REAL_START.isoformat(), programme_start=start, speed=SPEED),
        line(start, "seed", seed=SEED, options={}),
        line(start, "world", document=document),
        *enrolled,
        line(at("2020-05-20", 7), "amend", day="2020-05-20"),
        *(
            line(at(day, hour), kind, target=target)
            for day, target in KILLED.items()
            for hour, kind in ((10, "kill"), (15, "started"))
        ),
        line(at("2020-08-20"), "heal"),
        line(QUIET, "quiet", programme_at=QUIET),
        line(QUIET, "end"),
    ]
