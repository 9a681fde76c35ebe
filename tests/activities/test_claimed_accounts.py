"""An account serves one participant: whose bank has said so, not who typed its number first."""

from datetime import datetime

import pytest
from temporalio.testing import ActivityEnvironment

from activities.links import REPAIRABLE, LinkActivities
from domain.clock import Clock
from domain.messages import AccountCheck, LinkAnswer, LinkCheck, Settled
from domain.payouts import Channel
from domain.ports import Beneficiary, Partners, PartnerUnavailable
from domain.reasons import Reason
from tests.activities.bank import PAID, Bank
from tests.activities.conftest import JOURNEY, ORDER, Desk
from tests.activities.leavings import PAYDAY, sends, told
from tests.workflows.lives import START, Life

OTHER = "journey-of-another"
NUMBER = Life(1).phone


class Unreachable(Bank):
    """A bank that cannot be asked."""

    async def check(self, beneficiary: Beneficiary, amount_idr: int, at: datetime) -> AccountCheck:  # noqa: ARG002 - the port's signature
        raise PartnerUnavailable("down")


async def link(desk: Desk, bank: Bank) -> LinkAnswer:
    """Link the participant's first account."""
    partners = Partners(sources={}, channels={Channel.DANA: bank})
    links = LinkActivities(partners, desk.people, desk.claims, Clock.live())
    asked = LinkCheck(journey=JOURNEY, link=1, amount_idr=ORDER.amount_idr)
    return await ActivityEnvironment().run(links.check_link, asked)


async def owner_of(desk: Desk) -> str | None:
    return await desk.claims.find_by_account(Channel.DANA, NUMBER)


@pytest.mark.parametrize("lacks", [None, Reason.KYC_REQUIRED])
async def test_an_account_is_claimed_when_its_bank_has_said_whose_it_is(
    desk: Desk, lacks: Reason | None
) -> None:
    assert (await link(desk, Bank(objection=lacks))).accepted
    assert await owner_of(desk) == JOURNEY


@pytest.mark.parametrize("bank", [Unreachable(), Bank(objection=Reason.NIK_MISMATCH)])
async def test_nobody_claims_an_account_by_its_number_alone(desk: Desk, bank: Bank) -> None:
    await link(desk, bank)

    assert await owner_of(desk) is None


@pytest.mark.parametrize("lacks", sorted(REPAIRABLE))
async def test_a_refusal_that_names_no_owner_links_but_claims_nothing(
    desk: Desk, lacks: Reason
) -> None:
    """A full wallet by a wrong digit is a stranger's: it must not lock out its owner."""
    answer = await link(desk, Bank(objection=lacks, names_owner=False))

    assert (answer.accepted, answer.reason) == (True, lacks)
    assert answer.check is not None
    assert await owner_of(desk) is None


async def test_a_silent_refusal_leaves_the_account_to_whom_it_is_confirmed_for(desk: Desk) -> None:
    desk.bank.sends = [PAID]
    await link(desk, Bank(objection=Reason.WALLET_LIMIT_BALANCE, names_owner=False))
    await desk.claims.claim_account(Channel.DANA, NUMBER, OTHER, at=START)

    settled = await desk.settle(PAYDAY)

    assert told(settled) == (Settled.HELD, Reason.ACCOUNT_ALREADY_USED)
    assert sends(desk) == 0


async def test_a_silent_refusal_is_claimed_once_its_owner_is_confirmed(desk: Desk) -> None:
    await link(desk, Bank(objection=Reason.WALLET_LIMIT_BALANCE, names_owner=False))

    await desk.settle("2020-08-11 12:00")

    assert await owner_of(desk) == JOURNEY


SILENT = Bank(objection=Reason.WALLET_LIMIT_BALANCE, names_owner=False)


@pytest.mark.parametrize("bank", [Bank(), Unreachable(), SILENT])
async def test_an_account_of_another_participant_is_refused_at_once(desk: Desk, bank: Bank) -> None:
    await desk.claims.claim_account(Channel.DANA, NUMBER, OTHER, at=START)

    answer = await link(desk, bank)

    assert (answer.accepted, answer.reason) == (False, Reason.ACCOUNT_ALREADY_USED)


async def test_an_unchecked_account_is_claimed_before_money_is_sent_to_it(desk: Desk) -> None:
    desk.bank.sends = [PAID]

    settled = await desk.settle(PAYDAY)

    assert told(settled) == (Settled.PAID, None)
    assert await owner_of(desk) == JOURNEY


async def test_nothing_is_sent_to_an_account_that_another_participant_has_proven(
    desk: Desk,
) -> None:
    desk.bank.sends = [PAID]
    await desk.claims.claim_account(Channel.DANA, NUMBER, OTHER, at=START)

    ahead = await desk.settle("2020-08-11 12:00")
    on_the_day = await desk.settle(PAYDAY)

    assert told(ahead) == told(on_the_day) == (Settled.HELD, Reason.ACCOUNT_ALREADY_USED)
    assert sends(desk) == 0
