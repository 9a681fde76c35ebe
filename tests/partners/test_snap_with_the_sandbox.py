"""The adapters of production and the sandbox, two readings of one contract, over real HTTP."""

import asyncio
from collections.abc import AsyncIterator
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any, get_args

import httpx
import pytest
import pytest_asyncio

from domain.clock import JAKARTA
from domain.payouts import Channel, Outcome
from domain.ports import Answer, Transfer
from domain.reasons import Reason
from partners.snap.core import SnapChannel
from partners.snap.credentials import Credentials
from partners.snap.profiles import PROFILES, Signing
from partners.snap.tokens import Tokens
from partners.wire import Wire, open_client
from sandbox.plans import GarbledForm
from tests.partners.payment_partner import beneficiary
from tests.sandbox.sandbox_rig import KEY, SNAP_SECRETS, Rig
from tests.sandbox.sandbox_running import running_sandbox

AT = datetime(2020, 9, 14, 12, 0, tzinfo=JAKARTA)
HOUR = timedelta(hours=1)


class Payer:
    """Sends and asks as a worker does, with message ids of its own."""

    def __init__(self, rig: Rig, adapter: SnapChannel) -> None:
        self.rig = rig
        self.adapter = adapter
        self.at = AT
        self.theirs: dict[str, str] = {}
        """Their own reference by ours, as the ledger of a worker holds it."""
        self._sent = 0

    def tell(self, *faults: dict[str, Any]) -> None:
        payee = beneficiary(self.adapter.channel)
        account = {
            "channel": payee.channel,
            "number": payee.number,
            "name": payee.name,
            "nik": payee.nik,
            "phone": payee.phone,
            "balance_cap_idr": 10**12,
        }
        self.rig.tell(
            accounts=[account],
            faults=[{"name": f"fault-{n}", **fault} for n, fault in enumerate(faults)],
        )

    async def send(self, reference: str = "200914000000000001") -> Answer:
        order = self._order(reference)
        return self._heard(reference, await self.adapter.send(order, self._external_id(), self.at))

    async def inquire(self, reference: str = "200914000000000001") -> Answer:
        order = self._order(reference).model_copy(
            update={"partner_reference": self.theirs.get(reference)}
        )
        answer = await self.adapter.inquire(order, "1", self._external_id(), self.at)
        return self._heard(reference, answer)

    def _heard(self, reference: str, answer: Answer) -> Answer:
        if answer.partner_reference is not None:
            self.theirs[reference] = answer.partner_reference
        return answer

    def _order(self, reference: str) -> Transfer:
        payee = beneficiary(self.adapter.channel)
        return Transfer(reference=reference, beneficiary=payee, amount_idr=600_000, ordered_at=AT)

    def _external_id(self) -> str:
        self._sent += 1
        return f"200914{self._sent:013}"


@pytest_asyncio.fixture
async def payer(channel: Channel, tmp_path: Path) -> AsyncIterator[Payer]:
    profile = PROFILES[channel]
    credentials = Credentials(
        client_key="prakerja",
        partner_id="prakerja",
        channel_id="95221",
        client_secret=SNAP_SECRETS.get(channel, ""),
        private_key=KEY,
        source_account="0115476117",
    )
    with running_sandbox(tmp_path / "sandbox.db") as rig:
        async with open_client() as client:
            url, wire = f"{rig.url}/snap/{channel}", Wire(client)
            tokens = None
            if profile.signing is Signing.SYMMETRIC:
                tokens = Tokens(httpx.URL(f"{url}{profile.token_path}"), credentials, wire)
            yield Payer(rig, SnapChannel(profile, url, credentials, wire, tokens))


@pytest.fixture(params=list(Channel))
def channel(request: pytest.FixtureRequest) -> Channel:
    found: Channel = request.param
    return found


async def test_a_statement_agrees_with_what_was_paid_and_taken_back(payer: Payer) -> None:
    payer.tell({"fault": "reverses", "times": 1, "args": {"after_days": 1}})
    for number in range(3):
        payer.at = AT + timedelta(seconds=number)
        await payer.send(f"20091400000000000{number}")
    payer.at = AT + timedelta(days=2)
    lines = await payer.adapter.statement(date(2020, 9, 14), date(2020, 9, 16), payer.at)
    assert [(line.kind, line.reference[-1]) for line in lines] == [
        ("credit", "0"),
        ("credit", "1"),
        ("credit", "2"),
        ("reversal", "0"),
    ]
    assert {line.account for line in lines} == {beneficiary(payer.adapter.channel).number}
    assert {line.amount_idr for line in lines} == {600_000}
    assert lines[0].booked_at == AT
    assert lines[3].booked_at == AT + timedelta(days=1)


@pytest.mark.parametrize("channel", [Channel.BNI])
async def test_a_statement_of_two_pages_holds_every_payment_once(payer: Payer) -> None:
    payer.tell()
    references = [f"2009140000000{number:05}" for number in range(55)]
    for reference in references:
        await payer.send(reference)
    payer.at = AT + HOUR
    lines = await payer.adapter.statement(AT.date(), AT.date(), payer.at)
    assert sorted(line.reference for line in lines) == references


@pytest.mark.parametrize("channel", [Channel.DANA, Channel.BNI])
async def test_whatever_came_of_a_garbled_answer_the_inquiry_finds_the_one_payment(
    payer: Payer,
) -> None:
    for number, form in enumerate(get_args(GarbledForm)):
        reference = f"2009140000000{number:05}"
        garbled = {"fault": "garbled", "times": 1, "args": {"form": form}}
        payer.tell(garbled | {"operation": "send"}, garbled | {"operation": "inquire"})
        sent, spoilt = await payer.send(reference), await payer.inquire(reference)
        assert (form, sent.outcome) == (form, Outcome.UNKNOWN)
        assert (form, spoilt.outcome, spoilt.not_found) == (form, Outcome.UNKNOWN, False)
        # A bank's transfer is settled within the hour.
        payer.at += HOUR
        assert (await payer.inquire(reference)).outcome is Outcome.PAID
        assert [row["reference"] for row in payer.rig.ledger()].count(reference) == 1
    # Nobody followed a redirect: one send and two inquiries for each, as they were made.
    counted = payer.rig.control("GET", "/_calls")["by_reference"]
    assert {(one["sends"], one["inquiries"]) for one in counted} == {(1, 2)}


async def test_beyond_the_channels_rate_a_send_is_not_paid_and_waits(payer: Payer) -> None:
    payer.tell({"fault": "too_many", "operation": "send", "args": {"per_second": 0.05}})
    first, second = await payer.send(), await payer.send("200914000000000002")
    assert first.outcome in {Outcome.PAID, Outcome.ACCEPTED}
    assert (second.outcome, second.cause) == (Outcome.NOT_PAID, Reason.PAYOUT_QUEUED)
    assert second.retry_after == timedelta(seconds=20)


@pytest.mark.parametrize("says", ["cut_off", "not_found"])
async def test_while_the_books_are_closed_an_inquiry_proves_nothing(
    payer: Payer, says: str
) -> None:
    args = {"from_hour": 14, "to_hour": 15, "says": says}
    payer.tell({"fault": "end_of_day", "operation": "inquire", "args": args})
    await payer.send()
    payer.at = AT + 2 * HOUR
    closed = await payer.inquire()
    assert (closed.outcome, closed.not_found) == (Outcome.UNKNOWN, says == "not_found")
    payer.at = AT + 3 * HOUR
    assert (await payer.inquire()).outcome is Outcome.PAID


async def test_a_refusal_may_turn_out_to_be_a_payment(payer: Payer) -> None:
    payer.tell({"fault": "credits_late", "args": {"after_days": 3}})
    assert (await payer.send()).outcome is Outcome.NOT_PAID
    payer.at = AT + timedelta(days=1)
    assert (await payer.inquire()).outcome is Outcome.NOT_PAID
    payer.at = AT + timedelta(days=3, hours=1)
    assert (await payer.inquire()).outcome is Outcome.PAID
    (line,) = await payer.adapter.statement(AT.date(), payer.at.date(), payer.at)
    assert line.booked_at == AT + timedelta(days=3)


async def test_twenty_sends_at_once_are_twenty_payments(payer: Payer) -> None:
    payer.tell()
    await asyncio.gather(*(payer.send(f"2009140000000{number:05}") for number in range(20)))
    references = {row["reference"] for row in payer.rig.ledger()}
    assert len(references) == len(payer.rig.ledger()) == 20


@pytest.mark.parametrize("channel", [Channel.OVO])
async def test_after_a_lost_answer_the_repeat_brings_what_an_inquiry_needs(payer: Payer) -> None:
    payer.tell({"fault": "books_then_drops_answer", "operation": "send", "times": 1})
    assert (await payer.send()).outcome is Outcome.UNKNOWN
    payer.at = AT + 2 * HOUR
    asked = await payer.inquire()
    assert (asked.outcome, asked.code, asked.not_found) == (Outcome.UNKNOWN, "4003902", False)

    again = await payer.send()

    assert (again.outcome, again.partner_reference) == (Outcome.ACCEPTED, "OVO000000000001")
    assert (await payer.inquire()).outcome is Outcome.PAID
    assert len(payer.rig.ledger()) == 1
