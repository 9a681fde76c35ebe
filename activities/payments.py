"""One payment at a partner, and the ledger beside every request: asked, sent, proven."""

import contextlib
from datetime import datetime

from activities.beneficiaries import beneficiary_of, refused_claim, transfer_of
from activities.numbers import speaks_for_all, their_reference
from activities.proofs import NOT_THE_OWNER
from activities.sends import attempt_of, paid_at, sends_of
from domain.messages import AccountCheck, AccountField, PayoutOrder, Settled, Settlement
from domain.payouts import Channel, Outcome, payment_reference
from domain.ports import Answer, Partners, PayoutChannel
from domain.reasons import Reason
from records.bookings import Action, ClosedOtherwise, Intent, Request
from records.claims import Claims
from records.ledger import Ledger
from records.people import People
from records.switches import Switch, Switches

ATTEMPTS_TOLD = 20
"""The ledger keeps every attempt; the journey is told the latest."""


class Payments:
    """Requests about payments, each recorded before its first byte and answered after."""

    def __init__(
        self,
        partners: Partners,
        people: People,
        claims: Claims,
        ledger: Ledger,
        switches: Switches,
    ) -> None:
        self._partners = partners
        self._people = people
        self._claims = claims
        self._ledger = ledger
        self._switches = switches

    def channel_of(self, intent: Intent) -> PayoutChannel:
        """Return the bank or wallet of a payment."""
        return self._partners.channels[intent.channel]

    async def switch_of(self, channel: Channel, journey: str) -> Switch:
        """Return whether, and at which hours, operators let money leave to a participant."""
        return await self._switches.current(channel, journey)

    async def stop_all(self, ground: str, now: datetime) -> None:
        """Let no money leave until a person lifts the stop."""
        await self._switches.stop("all", by="ledger", ground=ground, at=now)

    async def latest(self, order: PayoutOrder) -> Intent | None:
        """Return the newest payment that was begun for the order's tranche."""
        return await self._ledger.intent(order.journey, order.kind, order.number)

    async def generations(self, order: PayoutOrder) -> list[Intent]:
        """Return every payment that was begun for the order's tranche, the first one first."""
        return await self._ledger.generations(order.journey, order.kind, order.number)

    async def found_paid(self, intent: Intent, now: datetime) -> None:
        """Record that a payment was made after all. Raises `PaidTwice`."""
        await self._ledger.found_paid(intent.reference, at=now)

    async def begin(self, order: PayoutOrder, generation: int, now: datetime) -> Intent:
        """Record that a tranche is to be paid, before anything is sent."""
        meant = order.model_copy(update={"generation": generation})
        reference = payment_reference(order.journey, order.kind, order.number, generation)
        return await self._ledger.intend(meant, reference, at=now)

    async def requests(self, intent: Intent) -> list[Request]:
        """Return what was sent and asked under a payment's reference."""
        return await self._ledger.requests(intent.reference)

    async def sends(self, intent: Intent) -> list[Request]:
        """Return what was sent under a payment's reference."""
        return sends_of(await self.requests(intent))

    async def objection(self, journey: str, link: int, amount: int, now: datetime) -> Reason | None:
        """Return what speaks against paying to an account now. Raises as `PayoutChannel.check`."""
        return (await self._checked(journey, link, amount, now))[1]

    async def may_be_anothers(self, intent: Intent, now: datetime) -> bool:
        """Say whether the account of a payment may be somebody else's by now.

        Also where its channel names no owner since it speaks of something else. Raises as
        `PayoutChannel.check`.
        """
        check, lacks = await self._checked(intent.journey, intent.link, intent.amount_idr, now)
        unnamed = check.is_own is None and check.passed.get(AccountField.EXISTS) is not False
        return unnamed or lacks in NOT_THE_OWNER

    async def _checked(
        self, journey: str, link: int, amount: int, now: datetime
    ) -> tuple[AccountCheck, Reason | None]:
        beneficiary = await beneficiary_of(self._people, journey, link)
        channel = self._partners.channels[beneficiary.channel]
        check = await channel.check(beneficiary, amount, now)
        return check, check.reason or await refused_claim(self._claims, beneficiary, journey, now)

    async def send(self, intent: Intent, known: list[Request], now: datetime) -> Answer:
        """Send the money of a payment once.

        Raises `SentMeanwhile` if another process has sent since the known sends were read.
        """
        beneficiary = await beneficiary_of(self._people, intent.journey, intent.link)
        seen = known[-1].sequence if known else 0
        request = await self._request(intent, "send", now, seen)
        transfer = transfer_of(intent, beneficiary)
        answer = await self.channel_of(intent).send(transfer, request.external_id, now)
        await self._ledger.answer(request, answer, at=now)
        return answer

    async def can_ask(self, intent: Intent) -> bool:
        """Say whether its partner can be asked: some want their own reference, if they told it."""
        if not self.channel_of(intent).status_needs_their_reference:
            return True
        return their_reference(await self.sends(intent)) is not None

    async def answers_for_all(self, intent: Intent) -> bool:
        """Say whether a partner that is asked speaks of every send, and not only of one."""
        if not self.channel_of(intent).status_needs_their_reference:
            return True
        return speaks_for_all(await self.sends(intent))

    async def ask(self, intent: Intent, now: datetime) -> Answer:
        """Ask what became of a payment."""
        beneficiary = await beneficiary_of(self._people, intent.journey, intent.link)
        sends, channel = await self.sends(intent), self.channel_of(intent)
        request = await self._request(intent, "inquire", now)
        transfer = transfer_of(intent, beneficiary)
        if channel.status_needs_their_reference:
            theirs = their_reference(sends)
            transfer = transfer.model_copy(update={"partner_reference": theirs})
        sent = sends[-1].external_id
        answer = await channel.inquire(transfer, sent, request.external_id, now)
        await self._ledger.answer(request, answer, at=now)
        return answer

    async def close(
        self, intent: Intent, outcome: Outcome, known: list[Request], now: datetime
    ) -> Outcome:
        """Record what the known requests prove; return what then stands.

        That is another outcome where somebody was faster, such as a statement that says the money
        came back. Raises `SentMeanwhile` if another process has sent since they were read.
        """
        seen = known[-1].sequence if known else 0
        proof = None if outcome is Outcome.PAID else seen
        with contextlib.suppress(ClosedOtherwise):
            await self._ledger.close(intent.reference, outcome, at=now, seen=proof, reopens=False)
        stands = await self._ledger.intent_of(intent.reference)
        return (stands and stands.outcome) or outcome

    async def settlement(
        self, intent: Intent, result: Settled, reason: Reason | None = None
    ) -> Settlement:
        """Return what the journey is told of a payment."""
        requests = await self.requests(intent)
        sends = sends_of(requests)
        left_at = None
        if result is Settled.PAID:
            stands = await self._ledger.intent_of(intent.reference)
            left_at = paid_at(requests, stands.booked_at if stands is not None else None)
        return Settlement(
            result=result,
            reason=reason,
            reference=intent.reference,
            link=intent.link,
            channel=intent.channel,
            paid_at=left_at,
            attempts=[attempt_of(send) for send in sends[-ATTEMPTS_TOLD:]],
        )

    async def _request(
        self, intent: Intent, action: Action, now: datetime, seen: int | None = None
    ) -> Request:
        """Record a request before its first byte is sent."""
        external_id = await self._ledger.new_external_id(intent.channel, now)
        return await self._ledger.attempt(
            intent.reference, intent.channel, external_id, action, at=now, seen=seen
        )
