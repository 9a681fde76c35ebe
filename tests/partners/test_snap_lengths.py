"""References and message ids fit into every provider's fields, whatever they are made from.

The lengths are those that the providers publish, typed here by hand and not read from our profiles:
the standard allows 64 characters for `partnerReferenceNo` and 36 digits for `X-EXTERNAL-ID`.
"""

import json
from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.payouts import Channel, TrancheKind, payment_reference
from partners.snap import bodies
from partners.snap.core import _fresh_id
from partners.snap.profiles import PROFILES
from tests.partners.payment_partner import AT, EXTERNAL_ID, PaymentPartner, transfer

REFERENCE_LIMITS = dict.fromkeys(Channel, 64) | {"Mandiri": 19, "BRI": 20}
"""Those of the standard for our five, and the two shortest that are known of any."""
EXTERNAL_ID_LIMITS = dict.fromkeys(Channel, 36) | {"BCA": 32, "Mandiri": 19}
ORIGINAL_EXTERNAL_ID = 32
"""`originalExternalId` in a question of service 36; service 39 takes 64."""
REMARK = 50
SEEN_DIGITS = 18
deterministic = settings(deadline=None, derandomize=True)
instants = st.datetimes(datetime(2020, 1, 1), datetime(2099, 12, 31), timezones=st.just(UTC))  # noqa: DTZ001 - hypothesis adds the zone


@deterministic
@given(
    st.text(max_size=200),
    st.sampled_from(TrancheKind),
    st.integers(0, 10**6),
    st.integers(0, 10**9),
)
def test_a_payments_reference_has_18_digits_and_fits_everywhere(
    journey: str, kind: TrancheKind, number: int, generation: int
) -> None:
    reference = payment_reference(journey, kind, number, generation)

    assert len(reference) == SEEN_DIGITS
    assert reference.isascii()
    assert reference.isdecimal()
    # A partner that reads it as a number must not lose a digit.
    assert str(int(reference)) == reference
    assert len(reference) <= min(REFERENCE_LIMITS.values())


@deterministic
@given(instants)
def test_a_message_id_of_a_check_has_19_digits_and_fits_everywhere(at: datetime) -> None:
    drawn = _fresh_id(at)

    assert drawn.isascii()
    assert drawn.isdecimal()
    assert len(drawn) <= min(*EXTERNAL_ID_LIMITS.values(), ORIGINAL_EXTERNAL_ID)
    # Longer than a payment's reference by one: the two never meet.
    assert len(drawn) == SEEN_DIGITS + 1


@pytest.mark.parametrize("channel", list(Channel))
def test_a_reference_fits_into_every_field_that_repeats_it(channel: Channel) -> None:
    order = transfer(channel).model_copy(
        update={"reference": payment_reference("journey", TrancheKind.SURVEY, 3, 12)}
    )
    sent = bodies.transfer(PROFILES[channel], order, "0115476117")
    asked = bodies.status(PROFILES[channel], order, EXTERNAL_ID)

    assert len(str(sent["partnerReferenceNo"])) <= REFERENCE_LIMITS[channel]
    assert len(str(asked["originalPartnerReferenceNo"])) <= REFERENCE_LIMITS[channel]
    assert len(str(asked["originalExternalId"])) <= ORIGINAL_EXTERNAL_ID
    assert len(str(sent.get("remark", ""))) <= REMARK


async def test_every_request_bears_a_message_id_within_the_channels_limit(
    partner: PaymentPartner,
) -> None:
    profile, adapter = partner.profile, partner.adapter()
    for operation in (profile.inquiry, profile.confirmation, profile.transfer, profile.status):
        partner.will_reply(operation, "20000", active=True, nikMatch=True)
    order = transfer(partner.channel)
    await adapter.check(order.beneficiary, order.amount_idr, AT)
    await adapter.send(order, EXTERNAL_ID, AT)
    await adapter.inquire(order, EXTERNAL_ID, "2501150940000000007", AT)

    asked = [one for one in partner.requests if "x-external-id" in one.headers]
    ids = [one.headers["x-external-id"] for one in asked]
    assert len(set(ids)) == len(ids) == 4
    assert all(one.isdecimal() for one in ids)
    assert max(map(len, ids)) <= EXTERNAL_ID_LIMITS[partner.channel]
    for one in asked:
        told = json.loads(one.content)
        named = told.get("partnerReferenceNo") or told["originalPartnerReferenceNo"]
        assert len(named) <= REFERENCE_LIMITS[partner.channel]
