"""A payment is named after who and what: whoever begins it, however often, whenever.

The ledger would find it under another name too. The name matters when the ledger was restored from
a backup of before the payment: then only the partner still knows it.
"""

from dataclasses import replace
from typing import Any

import pytest
from temporalio.testing import ActivityEnvironment

from activities.payments import Payments
from activities.payouts import PayoutActivities
from domain.clock import Clock
from domain.payouts import Channel
from domain.ports import Partners
from tests.activities.bank import PAID
from tests.activities.conftest import ORDER, Desk
from tests.activities.leavings import PAYDAY, reference_of
from tests.workflows.lives import at


async def name_sent(desk: Desk, when: str, **told_by_the_engine: Any) -> str:
    """Pay for the first time, on records that know of no payment; return the reference sent."""
    desk.bank.sends = [PAID]
    partners = Partners(sources={}, channels={Channel.DANA: desk.bank})
    payments = Payments(partners, desk.people, desk.claims, desk.ledger, desk.switches)
    env = ActivityEnvironment()
    env.info = replace(env.info, started_time=at(when), **told_by_the_engine)
    await env.run(PayoutActivities(payments, Clock.live()).settle_tranche, ORDER)
    [transfer] = desk.bank.transfers
    return transfer.reference


@pytest.mark.parametrize("run", ["the-first-run", "the-run-after-a-reset"])
@pytest.mark.parametrize("attempt", [1, 2, 30])
async def test_a_payment_has_one_name_in_every_run_and_attempt(
    desk: Desk, run: str, attempt: int
) -> None:
    named = await name_sent(desk, PAYDAY, workflow_run_id=run, attempt=attempt)

    assert named == reference_of(1)


@pytest.mark.parametrize("when", [PAYDAY, "2020-08-13 22:59", "2020-08-18 12:00"])
async def test_a_payment_has_one_name_at_every_instant(desk: Desk, when: str) -> None:
    assert await name_sent(desk, when) == reference_of(1)
