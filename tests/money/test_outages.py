"""A partner that answers 5xx for three days: few calls, everybody told at once, all paid soon."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import pytest

from domain.casefile import CaseFile, Tranche
from domain.payouts import Channel, TrancheStatus
from domain.reasons import Party, Reason
from tests.workflows.lives import account, at, somebody
from tests.workflows.rig import Rig, fault, training

BEGINS = at("2020-09-14 08:00")
"""Before the second tranche leaves, at nine o'clock of this Monday or within four minutes of it."""
EVERYBODY_TRIED = at("2020-09-14 09:11")
MOST = {"everything": 60, "inquiries": 60, "sends": 150}
"""Calls for one tranche in 72 hours, tokens apart. Where only sends fail, each is preceded by an
inquiry and a check of the account (two requests): all three stay, so that it costs more."""
SETTLING = timedelta(hours=3)
"""A wallet may take an order at once and settle it within the hour: then the next look finds it."""
KINDS = {
    "everything": ("check", "send", "inquire"),
    "sends": ("send",),
    "inquiries": ("inquire",),
}


@dataclass(frozen=True)
class Recovery:
    """When the partner is well again, and until when everybody must be paid."""

    at: datetime
    paid_by: datetime


DAY = Recovery(at("2020-09-17 11:00"), at("2020-09-17 13:00"))
NIGHT = Recovery(at("2020-09-18 02:00"), at("2020-09-18 11:00"))
"""Two hours after payments open again at nine."""


def lost_answer(channel: str) -> dict[str, Any]:
    since = {"from": BEGINS.isoformat()}
    return fault("books_then_drops_answer", channel, operation="send", times=1, **since)


def down(channel: str, operations: tuple[str, ...], until: datetime) -> list[dict[str, Any]]:
    return [
        fault(
            "unavailable",
            channel,
            operation=operation,
            **{"from": BEGINS.isoformat(), "to": until.isoformat()},
        )
        for operation in operations
    ]


CASES = [
    *((Channel.DANA, kind, when) for kind in KINDS for when in (DAY, NIGHT)),
    (Channel.OVO, "sends", DAY),
    (Channel.LINKAJA, "sends", DAY),
    (Channel.GOPAY, "inquiries", DAY),
    (Channel.BNI, "everything", DAY),
]


@pytest.mark.parametrize(
    ("channel", "kind", "recovery"), CASES, ids=[f"{c}-{k}-{r.at:%H}h" for c, k, r in CASES]
)
async def test_three_days_of_5xx_are_told_at_once_cost_few_calls_and_end_with_the_outage(
    august: Rig, channel: Channel, kind: str, recovery: Recovery
) -> None:
    life = somebody(surveys=[])
    faults = down(channel, KINDS[kind], recovery.at)
    if kind == "inquiries":
        # Nobody inquires unless an answer is missing.
        faults.append(lost_answer(channel))
    august.counterparts.tell([life], [account(life, channel)], faults)

    async with august.working():
        journey = await august.certify(life)
        await august.link(life, channel)
        await august.until(f"{BEGINS:%Y-%m-%d %H:%M}")
        before = calls_at(august)
        await august.until(f"{EVERYBODY_TRIED:%Y-%m-%d %H:%M}")
        told = await august.case(journey)
        await august.until(f"{recovery.paid_by:%Y-%m-%d %H:%M}")
        calls = calls_at(august) - before
        await august.until(f"{recovery.paid_by + SETTLING:%Y-%m-%d %H:%M}")
        paid = training(await august.case(journey))[1]
    assert any(august.counterparts.fired()), "a fault that did not strike proves nothing"
    assert_explained(told, training(told)[1])
    assert paid.status is TrancheStatus.BERHASIL
    _, credit = august.counterparts.credits_of(life)
    assert credit["reference"] == paid.reference
    assert datetime.fromisoformat(credit["claimed_at"]) <= recovery.paid_by
    assert calls <= MOST[kind] * (recovery.at - BEGINS) / timedelta(hours=72)


def calls_at(rig: Rig) -> int:
    """Return how many SNAP requests the partners have had so far, tokens apart."""
    totals = rig.counterparts.calls()
    return sum(total["count"] for total in totals if total["operation"] != "token")


def assert_explained(case: CaseFile, tranche: Tranche) -> None:
    """What, why, whose turn it is since when, and what the person can do: nothing but wait."""
    assert tranche.status in {TrancheStatus.TERTUNDA, TrancheStatus.BELUM_PASTI}
    assert tranche.reason is not None
    assert tranche.reason.code in {Reason.CHANNEL_DOWN, Reason.UNKNOWN_OUTCOME}
    assert tranche.reason.holder is Party.PAYMENT_PARTNER
    assert tranche.reason.since is not None
    assert at("2020-09-14 09:00") <= tranche.reason.since <= EVERYBODY_TRIED
    assert tranche.reason.title.id
    assert tranche.reason.remedy.id
    assert tranche.reason.contact
    assert case.holder.party is Party.PAYMENT_PARTNER
