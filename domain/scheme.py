"""What a year's programme grants and demands, as data.

A journey keeps the scheme it was started with. Sources: Perpres 36/2020 and Permenko 11/2020 for
2020-2022 ("semi-bansos"), Perpres 113/2022 for 2023 on ("normal scheme").
"""

from datetime import date
from enum import StrEnum

from pydantic import BaseModel, ConfigDict, Field


class DayKind(StrEnum):
    """How a term is counted. The parties' own words of May 2020 differ, so it is configuration."""

    WORKING = "working"
    CALENDAR = "calendar"


class Term(BaseModel):
    """A number of days of one kind, counted from the day after the event, in Asia/Jakarta."""

    model_config = ConfigDict(frozen=True, hide_input_in_errors=True)

    days: int = Field(ge=0)
    kind: DayKind = DayKind.WORKING


class Scheme(BaseModel):
    """One year's rules. Amounts are integer rupiah; dates are days in Asia/Jakarta."""

    model_config = ConfigDict(frozen=True, hide_input_in_errors=True)

    code: str
    tranches: int
    """How many training incentives are paid after the first training."""
    tranche_idr: int
    spacing_days: int = 30
    """Days between the planned dates of two tranches. 13 May to 12 June 2020 is exactly 30."""
    surveys: int
    survey_idr: int
    survey_opens_days: int = 30
    """Days after the first incentive (then after the survey before) when a survey opens."""
    survey_payout: Term = Term(days=5)
    """At most 14 days after the answer; 5 working days keep that even around a feast."""
    redeem_days: int
    """Days to use the voucher; paused while the provider is recorded as down."""
    course_days: int = 90
    """The longest course; after it a missing completion is late."""
    first_payout: Term = Term(days=5)
    """From the certificate to the first incentive: 3-5 working days were announced."""
    check_ahead: Term = Term(days=2)
    """The account is checked this long before a promised date, so that it can still be repaired."""
    provider_hop: Term = Term(days=7)
    marketplace_hop: Term = Term(days=1)
    """Marketplace to PMO: "1x24 hours, working day" (published by a provider)."""
    receipt_hop: Term = Term(days=1)
    """From the sender's word to the programme office's receipt."""
    certificate: Term = Term(days=7)
    pay_hours: tuple[int, int] = (9, 23)
    """Money is sent from the first full hour to before the second, Jakarta time: a booking must
    fall on the day it was promised for, never after midnight."""
    reviews_on_sites_until: date | None = None
    """Last day on which reviews are asked on both sites; later they moved to the dashboard."""
    survey_deadline: date | None = None
    """After this day no survey is accepted: budget year end."""
    returns_watched_days: int = Field(default=0, ge=0)
    """How long after the last payment a journey stays open, should money come back."""

    @property
    def total_idr(self) -> int:
        """All that one participant may ever be paid, in rupiah."""
        return self.tranches * self.tranche_idr + self.surveys * self.survey_idr


SCHEME_2020 = Scheme(
    code="2020",
    tranches=4,
    tranche_idr=600_000,
    surveys=3,
    survey_idr=50_000,
    redeem_days=30,
    reviews_on_sites_until=date(2021, 3, 17),
    survey_deadline=date(2020, 12, 15),
    returns_watched_days=14,
)

SCHEME_2023 = Scheme(
    code="2023",
    tranches=1,
    tranche_idr=600_000,
    surveys=2,
    survey_idr=50_000,
    redeem_days=15,
    certificate=Term(days=1),
    reviews_on_sites_until=date(2021, 3, 17),
    survey_deadline=date(2023, 12, 3),
    returns_watched_days=14,
)

SCHEMES = {scheme.code: scheme for scheme in (SCHEME_2020, SCHEME_2023)}
