"""A payment around midnight in Jakarta, which is 17:00 UTC: days of partners and days of money."""

from datetime import UTC, datetime, timedelta

import pytest

from domain.clock import JAKARTA
from domain.payouts import Channel, Outcome, TrancheKind, payment_reference
from domain.ports import Answer, Beneficiary, Transfer
from partners.wire import open_client
from records.bookings import ExternalIdTaken, Request
from tests.money.payments import PAYDAY, First, Payment, references_by_nik, tell
from tests.money.till import Place, journey_of, opened, order_of
from tests.workflows.counterparts import Counterparts
from tests.workflows.lives import account, at, somebody
from tests.workflows.rig import fault, only_sends

LATE = at("2020-08-13 22:59")
BEFORE_MIDNIGHT = datetime(2020, 8, 13, 16, 59, 59, tzinfo=UTC)
MIDNIGHT = datetime(2020, 8, 13, 17, tzinfo=UTC)


@pytest.mark.parametrize("channel", Channel)
async def test_what_was_never_booked_before_midnight_is_sent_again_in_the_morning(
    partners: Counterparts, place: Place, channel: Channel
) -> None:
    payment = Payment(somebody(), channel, first=First.ANSWERED, minute=0)
    await tell(partners, place, [payment])
    lost = fault("drops_before_booking", channel, operation="send", times=1)
    partners.tell([payment.life], [account(payment.life, channel)], [lost])

    requests = await paid_late(partners, place, payment)

    first, second = only_sends(requests)
    assert first.at == LATE
    assert at("2020-08-14 09:00") <= second.at < at("2020-08-14 12:00")
    assert_each_day_has_its_own_numbers(requests)


@pytest.mark.parametrize("channel", Channel)
async def test_what_was_booked_before_midnight_is_found_after_it(
    partners: Counterparts, place: Place, channel: Channel
) -> None:
    payment = Payment(somebody(), channel, first=First.UNANSWERED, minute=0)
    await tell(partners, place, [payment])
    until = {"to": at("2020-08-14 00:30").isoformat()}
    deaf = fault("unavailable", channel, operation="inquire", **until)
    partners.tell([payment.life], [account(payment.life, channel)], [*payment.fault, deaf])

    requests = await paid_late(partners, place, payment)

    assert requests[-1].at >= MIDNIGHT
    assert requests[-1].action == "inquire"
    assert_each_day_has_its_own_numbers(requests)


async def paid_late(partners: Counterparts, place: Place, payment: Payment) -> list[Request]:
    """Begin a payment a minute before payments close; return its requests once it is paid."""
    order = order_of(payment.life, payment.channel, PAYDAY)
    async with opened(place) as till:
        await till.work_off(order, LATE)
        intent = await till.ledger.intent(journey_of(payment.life), TrancheKind.TRAINING, 1)
        assert intent is not None
        requests = await till.ledger.requests(intent.reference)
    assert (intent.generation, intent.outcome) == (1, Outcome.PAID)
    credited = references_by_nik(partners, [payment])
    assert credited[payment.life.nik.digits] == [intent.reference]
    return requests


def assert_each_day_has_its_own_numbers(requests: list[Request]) -> None:
    """An X-EXTERNAL-ID begins with its own Jakarta day; none is used twice."""
    days = [f"{request.at.astimezone(JAKARTA):%y%m%d}" for request in requests]
    assert set(days) == {"200813", "200814"}
    assert [request.external_id[:6] for request in requests] == days
    assert len({request.external_id for request in requests}) == len(requests)


@pytest.mark.parametrize(
    ("second", "is_taken"),
    [(BEFORE_MIDNIGHT - timedelta(hours=16), True), (MIDNIGHT, False)],
)
async def test_a_message_id_is_free_again_from_midnight_in_jakarta_on(
    partners: Counterparts, place: Place, second: datetime, is_taken: bool
) -> None:
    """By the partner's door and by our ledger alike: 16:59:59Z and 17:00:00Z are two days."""
    payment = Payment(somebody(), "dana", first=First.ANSWERED, minute=0)
    await tell(partners, place, [payment])
    external_id = f"{payment.life.serial:019d}"
    async with opened(place) as till, open_client() as http:
        intent = await till.ledger.intend(
            order := order_of(payment.life, "dana", PAYDAY),
            payment_reference(order.journey, order.kind, order.number, order.generation),
            at=PAYDAY,
        )
        channel = place.partners(http).channels[Channel.DANA]
        answers: list[Answer] = []
        taken = False
        for instant in (BEFORE_MIDNIGHT, second):
            try:
                await till.ledger.attempt(
                    intent.reference, Channel.DANA, external_id, "inquire", at=instant
                )
            except ExternalIdTaken:
                taken = True
            transfer = Transfer(
                reference=intent.reference,
                beneficiary=Beneficiary(
                    channel=Channel.DANA,
                    number=payment.life.phone,
                    name=payment.life.name,
                    nik=payment.life.nik.digits,
                    phone=payment.life.phone,
                ),
                amount_idr=600_000,
                ordered_at=PAYDAY,
            )
            answers.append(await channel.inquire(transfer, external_id, external_id, instant))
    assert taken is is_taken
    assert [answer.not_found for answer in answers] == [True, not is_taken]
