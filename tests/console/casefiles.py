"""Case files as tests need them: in one line, or any at all."""

from datetime import date, datetime

from hypothesis import strategies as st

from domain.casefile import (
    CaseFile,
    Holder,
    Holding,
    ParticipantShown,
    ReasonShown,
    Remedy,
    Step,
    Tranche,
)
from domain.clock import JAKARTA
from domain.facts import FactKind, Site
from domain.payouts import TrancheKind, TrancheStatus
from domain.reasons import Party, Reason, guidance, render
from domain.stages import Stage
from domain.workdays import workdays_known

TODAY = date(2020, 5, 14)
WORKDAYS = workdays_known(date(2020, 5, 20), date(2020, 4, 1), date(2021, 3, 31))


def at(day: int, month: int = 5) -> datetime:
    return datetime(2020, month, day, 10, tzinfo=JAKARTA)


def shown(reason: Reason) -> ReasonShown:
    indonesian, english = render(reason, "id"), render(reason, "en")
    return ReasonShown(
        code=reason,
        holder=guidance(reason).holder,
        title=Remedy(id=indonesian.title, en=english.title),
        explanation=Remedy(id=indonesian.explanation, en=english.explanation),
        remedy=Remedy(id=indonesian.remedy, en=english.remedy),
    )


def tranche(number: int, status: TrancheStatus, **more: object) -> Tranche:
    fields: dict[str, object] = {"kind": TrancheKind.TRAINING, "amount_idr": 600_000, **more}
    return Tranche.model_validate({"number": number, "status": status, **fields})


def case(
    stage: Stage,
    reason: Reason | None,
    *,
    party: Party | None = None,
    due: datetime | None = None,
    steps: list[Step] | None = None,
    tranches: list[Tranche] | None = None,
    overdue: bool = False,
) -> CaseFile:
    holder = party or (guidance(reason).holder if reason else Party.NOBODY)
    return CaseFile(
        participant=ParticipantShown(key="journey-x", wave=2),
        stage=stage,
        holder=Holder(party=holder, since=at(1), due=due, overdue=overdue),
        reason=shown(reason) if reason else None,
        steps=steps or [],
        tranches=tranches or [tranche(n, TrancheStatus.BELUM_DIPROSES) for n in range(1, 5)],
        holdings=[Holding(party=holder, reason=reason, since=at(1))],
        timeline=[],
        version=1,
    )


_reasons = st.sampled_from(list(Reason))
_instants = st.datetimes(datetime(2020, 4, 1), datetime(2021, 1, 31)).map(  # noqa: DTZ001 - hypothesis wants naive limits; the zone is added here
    lambda naive: naive.replace(tzinfo=JAKARTA)
)
_steps = st.builds(
    Step,
    step=st.sampled_from(list(FactKind)),
    site=st.none() | st.sampled_from(list(Site)),
    survey=st.none() | st.integers(1, 3),
    state=st.sampled_from(["done", "waived", "held", "awaited"]),
    at=st.none() | _instants,
)
_tranches = st.builds(
    Tranche,
    number=st.integers(1, 4),
    kind=st.sampled_from(list(TrancheKind)),
    amount_idr=st.just(600_000),
    status=st.sampled_from(list(TrancheStatus)),
    promised_for=st.none() | st.dates(date(2020, 4, 1), date(2021, 2, 28)),
    paid_at=st.none() | _instants,
    reason=st.none() | _reasons.map(shown),
)
_holders = st.builds(
    Holder,
    party=st.sampled_from(list(Party)),
    since=_instants,
    due=st.none() | _instants,
    working_days_left=st.none() | st.integers(-20, 20),
    overdue=st.booleans(),
)
_holdings = st.builds(
    Holding, party=st.sampled_from(list(Party)), reason=st.none() | _reasons, since=_instants
)
cases = st.builds(
    CaseFile,
    participant=st.just(ParticipantShown(key="journey-x", wave=2)),
    stage=st.sampled_from(list(Stage)),
    holder=_holders,
    reason=st.none() | _reasons.map(shown),
    steps=st.lists(_steps, max_size=10),
    tranches=st.lists(_tranches, max_size=7),
    holdings=st.lists(_holdings, max_size=4),
    timeline=st.just([]),
    version=st.just(1),
)
