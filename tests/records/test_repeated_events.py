"""An event's id is remembered for ever: partners repeat after outages of days, not of minutes."""

from datetime import UTC, datetime, timedelta

import pytest

from domain.facts import Fact, FactKind, Source
from records.inbox import Accepted, Arrival, Inbox

_AT = datetime(2020, 5, 1, 3, tzinfo=UTC)
_FACT = Fact(
    kind=FactKind.TRAINING_COMPLETED, at=_AT, source=Source.PUSH, partner="belajaria", receipt="r1"
)


def _arrival(at: datetime, body: bytes = b"{}") -> Arrival:
    return Arrival(webhook_id="msg_1", partner="belajaria", body=body, at=at)


@pytest.mark.parametrize(
    "later", [timedelta(seconds=1), timedelta(minutes=6), timedelta(days=8), timedelta(days=800)]
)
async def test_an_event_is_known_again_however_late_it_is_repeated(
    inbox: Inbox, later: timedelta
) -> None:
    await inbox.accept(_arrival(_AT), journey="journey-a", fact=_FACT)

    repeated = await inbox.accept(_arrival(_AT + later), journey="journey-a", fact=_FACT)
    other = await inbox.accept(_arrival(_AT + later, b"[]"), journey="journey-a", fact=_FACT)

    assert (repeated, other) == (Accepted.SAME, Accepted.CONFLICT)
    assert len(await inbox.undelivered(10)) == 1
