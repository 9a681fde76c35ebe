from datetime import timedelta

import httpx
import pytest

from domain.payouts import Outcome
from domain.ports import PartnerUnavailable
from domain.reasons import Reason
from partners.snap.profiles import PROFILES
from tests.partners.payment_partner import (
    AT,
    EXTERNAL_ID,
    PaymentPartner,
    beneficiary,
    json_reply,
    transfer,
)


def _busy(code: str, wait: str = "7") -> httpx.Response:
    answer = json_reply(int(code[:3]), {"responseCode": code})
    answer.headers["retry-after"] = wait
    return answer


async def test_too_many_sends_are_not_paid_and_wait_as_long_as_asked(
    partner: PaymentPartner,
) -> None:
    partner.will(partner.profile.transfer, _busy(f"429{partner.profile.transfer.service}00"))
    answer = await partner.adapter().send(transfer(partner.channel), EXTERNAL_ID, AT)
    assert (answer.outcome, answer.cause) == (Outcome.NOT_PAID, Reason.PAYOUT_QUEUED)
    assert answer.retry_after == timedelta(seconds=7)


async def test_a_429_without_a_code_of_the_standard_is_unknown_and_still_waits(
    partner: PaymentPartner,
) -> None:
    page = httpx.Response(429, headers={"retry-after": "7"}, content=b"<html>")
    partner.will(partner.profile.transfer, page)
    answer = await partner.adapter().send(transfer(partner.channel), EXTERNAL_ID, AT)
    assert (answer.outcome, answer.retry_after) == (Outcome.UNKNOWN, timedelta(seconds=7))


async def test_too_many_inquiries_leave_the_outcome_unknown(partner: PaymentPartner) -> None:
    partner.will(partner.profile.status, _busy(f"429{partner.profile.status.service}00"))
    order = transfer(partner.channel)
    answer = await partner.adapter().inquire(order, EXTERNAL_ID, "2501150940000000007", AT)
    assert (answer.outcome, answer.retry_after) == (Outcome.UNKNOWN, timedelta(seconds=7))
    assert not answer.not_found


async def test_too_many_checks_make_the_partner_unavailable_for_that_long(
    partner: PaymentPartner,
) -> None:
    partner.will(partner.profile.inquiry, _busy(f"429{partner.profile.inquiry.service}00"))
    with pytest.raises(PartnerUnavailable) as trouble:
        await partner.adapter().check(beneficiary(partner.channel), 600_000, AT)
    assert trouble.value.retry_after == timedelta(seconds=7)


async def test_a_token_that_must_be_waited_for_means_that_nothing_was_sent(
    ovo: PaymentPartner,
) -> None:
    ovo.will(f"{PROFILES[ovo.channel].token_path}", _busy("4297300"))
    answer = await ovo.adapter().send(transfer(ovo.channel), EXTERNAL_ID, AT)
    assert (answer.outcome, answer.cause) == (Outcome.NOT_PAID, Reason.CHANNEL_DOWN)
    assert answer.retry_after == timedelta(seconds=7)


async def test_an_answer_that_names_no_wait_has_none(dana: PaymentPartner) -> None:
    dana.will_reply(dana.profile.transfer, "42900")
    answer = await dana.adapter().send(transfer(dana.channel), EXTERNAL_ID, AT)
    assert answer.retry_after is None


def test_only_the_bank_closes_its_books_for_the_night(partner: PaymentPartner) -> None:
    closed = partner.adapter().end_of_day
    assert closed == ((23, 8) if partner.profile.bank else None)
