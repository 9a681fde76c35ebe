"""The programme may end an incentive: not an instant early, and not while money may still move.

The property in `test_never_premature` covers every reason; only a few of them end anything, so its
examples seldom come near these edges.
"""

from datetime import datetime, timedelta

import pytest

from domain.clock import JAKARTA
from domain.messages import LinkRequest
from domain.payouts import Channel, TrancheKind, TrancheStatus
from domain.reasons import Reason, Retry, guidance
from workflows.tranches import PrematureFailure, TrancheMemory

DUE = datetime(2020, 12, 15, 23, 59, 59, tzinfo=JAKARTA)
ACCOUNT = LinkRequest(link=1, channel=Channel.DANA)
ENDING = pytest.mark.parametrize(
    "reason", [reason for reason in Reason if guidance(reason).retry is Retry.NEVER]
)


def unpaid() -> TrancheMemory:
    return TrancheMemory(TrancheKind.SURVEY, 1, 50_000, status=TrancheStatus.TERTUNDA)


@ENDING
@pytest.mark.parametrize(
    "early", [timedelta(microseconds=1), timedelta(hours=20), timedelta(days=1)]
)
def test_an_incentive_does_not_end_an_instant_before_it_is_due(
    reason: Reason, early: timedelta
) -> None:
    tranche = unpaid()

    with pytest.raises(PrematureFailure):
        tranche.fail(reason, due=DUE, at=DUE - early)
    assert tranche.status is TrancheStatus.TERTUNDA


@ENDING
@pytest.mark.parametrize("where", ["in_flight", "may_be_sent"])
def test_an_incentive_does_not_end_while_a_payment_may_be_under_way(
    reason: Reason, where: str
) -> None:
    tranche = unpaid()
    setattr(tranche, where, ACCOUNT)

    with pytest.raises(PrematureFailure):
        tranche.fail(reason, due=DUE, at=DUE)
    assert tranche.status is TrancheStatus.TERTUNDA


@ENDING
@pytest.mark.parametrize(("what", "held"), [("day", DUE.date()), ("pursued", True)])
def test_an_incentive_that_was_promised_does_not_end_without_money(
    reason: Reason, what: str, held: object
) -> None:
    tranche = unpaid()
    setattr(tranche, what, held)

    with pytest.raises(PrematureFailure):
        tranche.fail(reason, due=DUE, at=DUE)
    assert tranche.status is TrancheStatus.TERTUNDA


@ENDING
@pytest.mark.parametrize("status", [TrancheStatus.BERHASIL, TrancheStatus.DIKEMBALIKAN])
def test_an_incentive_that_was_paid_does_not_end_without_money(
    reason: Reason, status: TrancheStatus
) -> None:
    tranche = unpaid()
    tranche.status = status

    with pytest.raises(PrematureFailure):
        tranche.fail(reason, due=DUE, at=DUE)
    assert tranche.status is status
