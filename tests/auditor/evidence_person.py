"""A person of the small correct world: what is paid to them, and what their case shows and when.

All days are typed by hand from the calendar of 2020; nothing here is computed by the auditor.
"""

import hashlib
import json
from copy import deepcopy
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

Json = dict[str, Any]

REAL_START = datetime.fromisoformat("2026-01-01T00:00:00+00:00")
START = datetime.fromisoformat("2020-04-24T08:00:00+07:00")
SPEED = 86_400
QUIET = "2020-09-20T12:00:00+07:00"
SEED = 41
CHANNELS = ("ovo", "gopay", "linkaja", "dana", "bni", "ovo")
LOOKS = tuple(
    f"{day}T20:00:00+07:00"
    for day in (
        *("2020-04-29", "2020-05-06", "2020-05-12", "2020-05-24", "2020-06-05", "2020-06-11"),
        *("2020-06-22", "2020-07-07", "2020-07-14", "2020-07-20", "2020-08-03", "2020-08-12"),
    )
)
ORDINARY = {
    ("training", 1): "2020-05-12",
    ("training", 2): "2020-06-11",
    ("training", 3): "2020-07-13",
    ("training", 4): "2020-08-10",
    ("survey", 1): "2020-06-19",
    ("survey", 2): "2020-07-21",
    ("survey", 3): "2020-08-25",
}
"""Promised days after a certificate of Monday 4 May; the third was planned for Saturday 11 July."""
SURVEYS = ("2020-06-12T10:00:00+07:00", "2020-07-14T10:00:00+07:00", "2020-08-13T10:00:00+07:00")
TEXTS = {"id": "Lakukan ini.", "en": "Do this."}


def at(day: str, hour: int = 10, minute: int = 0) -> str:
    """Write an instant of a Jakarta day."""
    return f"{day}T{hour:02d}:{minute:02d}:00+07:00"


def real(programme: str) -> str:
    """Return the wall clock at a programme instant."""
    since = datetime.fromisoformat(programme) - START
    return (REAL_START + since / SPEED).isoformat()


def programme(instant: datetime) -> str:
    """Return the programme instant at an instant of the wall clock."""
    return (START + (instant - REAL_START) * SPEED).isoformat()


def reason(code: str, holder: str, due: str | None = None) -> Json:
    return {
        "code": code,
        "holder": holder,
        "title": TEXTS,
        "explanation": TEXTS,
        "remedy": dict(TEXTS),
        "contact": "0800",
        "since": at("2020-04-27", 9),
        "next_action_at": due or at("2020-12-15"),
    }


def reference(number: int, kind: str, tranche: int, generation: int = 1) -> str:
    return f"{number}{1 if kind == 'training' else 2}{tranche}{generation}".ljust(18, "7")


def seal(rows: list[Json]) -> list[Json]:
    """Number and chain the rows anew, as a ledger that was never touched."""
    before = "0" * 64
    for seq, row in enumerate(rows, 1):
        row |= {"seq": seq, "prev_hash": before}
        row.pop("hash", None)
        text = json.dumps(row, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
        row["hash"] = before = hashlib.sha256(text.encode()).hexdigest()
    return rows


def later(instant: str, **delta: float) -> str:
    """Return an instant moved by `days=`, `hours=` and so on."""
    return (datetime.fromisoformat(instant) + timedelta(**delta)).isoformat()


@dataclass
class Payment:
    """One incentive of a person: what was shown of it from which instant on."""

    kind: str
    number: int
    states: list[tuple[str, Json]] = field(default_factory=list)

    def shown(self, instant: str) -> Json:
        tranche: Json = {
            "number": self.number,
            "kind": self.kind,
            "amount_idr": 600_000 if self.kind == "training" else 50_000,
            "status": "belum_diproses",
            "promised_for": None,
            "calendar_version": None,
            "moved": [],
            "paid_at": None,
            "channel": None,
            "reference": None,
            "attempts": [],
            "reason": None,
        }
        for since, news in self.states:
            if since <= instant:
                tranche |= deepcopy(news)
        return tranche


@dataclass
class Person:
    """A participant; `number` from 1."""

    number: int

    def __post_init__(self) -> None:
        self.nik = f"99010{self.number}0101900000"
        self.name = f"Orang {self.number}"
        self.phone = f"62812000000{self.number:02d}"
        self.voucher = f"VOUCHER-{self.number}"
        self.channel = CHANNELS[self.number - 1]
        self.account = f"00700000{self.number}" if self.channel == "bni" else self.phone
        self.shop = "pasarilmu" if self.number % 2 else None
        self.certified = at("2020-05-04")
        self.days = dict(ORDINARY)
        self.payments = {key: Payment(*key) for key in ORDINARY}
        self.rows: list[Json] = []
        self.ends: tuple[str, str, str, str | None] | None = None

    # What happened.

    def promise(self, key: tuple[str, int], told: str) -> None:
        day = self.days[key]
        news: Json = {"status": "dijadwalkan", "promised_for": day, "calendar_version": "v"}
        if key == ("training", 3) and self.certified == at("2020-05-04"):
            news["moved"] = [moved("2020-07-11", day, "NON_WORKING_DAY", told)]
        if key == ("training", 4) and self.certified != at("2020-05-04"):
            news["moved"] = [moved("2020-08-09", day, "NON_WORKING_DAY", told)]
        self.payments[key].states.append((told, news))

    def pay(
        self, key: tuple[str, int], sent: str, generation: int = 1, *, unsure: bool = False
    ) -> None:
        named = reference(self.number, *key, generation)
        attempt = {
            "reference": named,
            "external_id": f"{named}-1",
            "sent_at": sent,
            "outcome": "unknown" if unsure else "paid",
            "cause": None,
        }
        states = self.payments[key].states
        earlier = self.payments[key].shown(sent)["attempts"]
        told: Json = {"reference": named, "channel": self.channel, "attempts": [*earlier, attempt]}
        if unsure:
            doubt = {
                "status": "belum_pasti",
                "reason": reason("UNKNOWN_OUTCOME", "payment_partner"),
            }
            states.append((sent, told | doubt))
        known = at(sent[:10], 22) if unsure else sent
        states.append((known, told | {"status": "berhasil", "paid_at": sent, "reason": None}))
        self.rows.append(self.row(key, named, sent, "credit", sent))

    def row(self, key: tuple[str, int], named: str, sent: str, kind: str, booked: str) -> Json:
        return {
            "real_at": real(booked),
            "claimed_at": sent,
            "service": "17" if self.channel == "bni" else "38",
            "reference": named,
            "external_id": f"{named}-1",
            "channel": self.channel,
            "account": self.account,
            "owner_nik": self.nik,
            "amount": 600_000 if key[0] == "training" else 50_000,
            "kind": kind,
            "request_sha256": "0" * 64,
        }

    # What is shown of it.

    def case(self, instant: str) -> Json:
        holdings = self._holdings(instant)
        now = holdings[-1]
        closed = self.ends is not None and self.ends[0] <= instant and self.ends[1] == "closed"
        return {
            "participant": {"key": f"journey-{self.number}", "nik": "", "name": "", "wave": 1},
            "stage": "closed"
            if closed
            else "enrolled"
            if instant < self.certified
            else "certified",
            "holder": {"party": now["party"], "since": now["since"], "due": now["due"]},
            "reason": None if closed else reason(now["reason"], now["party"], now["due"]),
            "steps": self._steps(instant),
            "tranches": [payment.shown(instant) for payment in self.payments.values()],
            "holdings": holdings,
            "timeline": self._timeline(instant),
            "account_channel": self.channel
            if instant < at("2020-08-01") or self.number != 6
            else None,
            "version": 9,
        }

    def _holdings(self, instant: str) -> list[Json]:
        told: list[tuple[str, str, str | None, str | None]] = [
            (at("2020-04-27", 9), "participant", "AWAITING_TRAINING", None),
            (self.certified, "nobody", "WAITING_FOR_DATE", at("2020-08-25", 9)),
        ]
        if self.ends is not None:
            since, stage, party, why = self.ends
            told.append((since, party, None if stage == "closed" else why, None))
        past = [each for each in told if each[0] <= instant]
        untils = [*(each[0] for each in past[1:]), None]
        return [
            {"party": party, "reason": why, "since": since, "until": until, "due": due}
            for (since, party, why, due), until in zip(past, untils, strict=True)
        ]

    def _steps(self, instant: str) -> list[Json]:
        done = [
            ("voucher.redeemed", None, at("2020-04-27", 12)),
            ("training.completed", None, at("2020-04-28", 12)),
            *([("review.submitted", "marketplace", at("2020-04-28", 13))] if self.shop else []),
            ("review.submitted", "provider", at("2020-04-28", 13)),
            ("report.sent", None, at("2020-04-29", 13)),
            *([("report.forwarded", None, at("2020-04-29", 15))] if self.shop else []),
            ("report.received", None, self.received),
            ("certificate.published", None, self.certified),
        ]
        steps = [_step(kind, site, None, when) for kind, site, when in done if when <= instant]
        answered = SURVEYS[:2] if self.number == 6 else SURVEYS
        steps += [
            _step("survey.completed", None, number, when)
            for number, when in enumerate(answered, 1)
            if when <= instant
        ]
        if self.number == 6 and instant >= SURVEYS[1]:
            steps.append(_step("survey.completed", None, 3, None))
        return steps

    @property
    def received(self) -> str:
        return at("2020-04-29", 17) if self.certified != at("2020-05-04") else at("2020-04-30")

    def _timeline(self, instant: str) -> list[Json]:
        events = [(at("2020-04-27", 9), "enrolled"), (at("2020-05-05"), "account linked")]
        events += [
            (payment.states[0][0], f"{kind}-{number} promised")
            for (kind, number), payment in self.payments.items()
            if payment.states
        ]
        return [
            {"at": when, "event": event, "party": "pmo", "reason": None, "detail": ""}
            for when, event in sorted(events)
            if when <= instant
        ]


def moved(original: str, to: str, why: str, told: str) -> Json:
    return {"original": original, "to": to, "reason": why, "detail": "", "told_at": told}


def _step(kind: str, site: str | None, survey: int | None, when: str | None) -> Json:
    return {
        "step": kind,
        "site": site,
        "survey": survey,
        "state": "awaited" if when is None else "done",
        "at": when,
        "source": None if when is None else "push",
        "partner": "",
        "receipt": "",
    }
