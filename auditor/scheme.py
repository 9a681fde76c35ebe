"""What the programme grants by its rules: Perpres 36/2020, Permenko 11/2020, Perpres 113/2022."""

from dataclasses import dataclass
from datetime import date

TRAINING, SURVEY = "training", "survey"
AMOUNTS_IDR = {TRAINING: 600_000, SURVEY: 50_000}
"""What one incentive of a kind is, to the rupiah."""

SPACING_DAYS = 30
FIRST_PAYOUT_DAYS = 5
"""Working days from the certificate, or from a survey's answers, to the incentive."""
SURVEY_OPENS_DAYS = 30
"""Days after the first incentive at which survey 1 opens; survey n after n times as many."""
OPENS_HOUR, CLOSES_HOUR = 9, 23
"""Money is sent from the first full hour to before the second, Jakarta time."""
REVIEWS_UNTIL = date(2021, 3, 17)
"""The last day on which reviews were asked on the sites of the training."""
REDEEM_DAYS = {2020: 30, 2023: 15}
SURVEY_DEADLINES = {2020: date(2020, 12, 15), 2021: date(2021, 12, 10), 2023: date(2023, 12, 3)}
"""The last day for surveys of a budget year, where one was announced."""


@dataclass(frozen=True, slots=True)
class Scheme:
    """How many incentives of each kind one participant may ever get."""

    trainings: int
    surveys: int
    redeem_days: int

    @property
    def tranches(self) -> tuple[tuple[str, int], ...]:
        """Kind and number of every incentive that is granted, if it is earned."""
        return (
            *((TRAINING, number) for number in range(1, self.trainings + 1)),
            *((SURVEY, number) for number in range(1, self.surveys + 1)),
        )

    @property
    def total_idr(self) -> int:
        """The most that one participant may ever be paid."""
        return self.trainings * AMOUNTS_IDR[TRAINING] + self.surveys * AMOUNTS_IDR[SURVEY]


def scheme_of(bought_on: date) -> Scheme:
    """Return the rules of a purchase: the "normal scheme" holds from 2023 on."""
    if bought_on.year >= 2023:  # noqa: PLR2004 - Perpres 113/2022
        return Scheme(1, 2, REDEEM_DAYS[2023])
    return Scheme(4, 3, REDEEM_DAYS[2020])
