"""A journey keeps the calendar in its input: a decree in the code changes no promise by itself."""

from datetime import date, datetime, timedelta

import pytest

from domain.clock import JAKARTA, Clock
from domain.messages import Enrolment
from domain.promises import tranche_promises
from domain.scheme import SCHEME_2020
from domain.workdays import workdays_known
from workflows.memory import Memory

ENROLLED = datetime(2020, 4, 27, 8, tzinfo=JAKARTA)
FINISHED = datetime(2020, 5, 18, 20, tzinfo=JAKARTA)


@pytest.mark.parametrize(
    ("known_on", "promised"),
    [
        (date(2020, 5, 20), date(2020, 5, 27)),
        (date(2020, 5, 19), date(2020, 5, 28)),  # 22 May was still joint leave
    ],
)
def test_a_journey_counts_days_by_the_calendar_that_it_was_given(
    known_on: date, promised: date
) -> None:
    given = workdays_known(known_on, date(2020, 3, 1), date(2021, 12, 31))
    memory = Memory(
        Enrolment(
            journey="journey-of-a-test",
            wave=1,
            provider="belajaria",
            scheme=SCHEME_2020,
            workdays=given,
            clock=Clock.live(),
            enrolled_at=ENROLLED,
            redeem_by=ENROLLED + timedelta(days=30),
        )
    )

    first, *_ = tranche_promises(FINISHED, memory.enrolment.scheme, memory.workdays)

    assert first.day == promised
    assert memory.workdays.version == given.version
