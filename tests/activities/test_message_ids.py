"""A message id of a payment fits every provider's `X-EXTERNAL-ID`, at any time and for long."""

import pytest

from domain.payouts import Channel
from tests.activities.conftest import Desk
from tests.workflows.lives import at

SHORTEST = 19
"""Mandiri's; the standard's is 36 digits, BCA's 32."""


@pytest.mark.parametrize("channel", list(Channel))
@pytest.mark.parametrize("when", ["2020-01-01 00:00", "2020-08-13 23:59:59", "2031-12-31 12:00"])
async def test_a_payments_message_id_is_a_number_within_every_limit(
    desk: Desk, channel: Channel, when: str
) -> None:
    drawn = [await desk.ledger.new_external_id(channel, at(when)) for _ in range(20)]

    assert all(one.isascii() and one.isdecimal() for one in drawn)
    assert {len(one) for one in drawn} == {SHORTEST}
    assert len(set(drawn)) == len(drawn)
