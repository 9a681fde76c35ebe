"""What is still missing before a case can go on, read from its case file alone.

A condition is missing *now* when somebody has it in hand, and *later* when it follows from
another one. Nothing here asks a partner or decides anything.
"""

from collections.abc import Iterator, Sequence
from datetime import datetime

from pydantic import BaseModel, ConfigDict

from console.evidence import (
    ACCOUNT_ANSWER,
    CHAIN,
    MISSING,
    OWED_BY,
    PAYMENT_ANSWER,
    THE_DATE,
    WORD_OF_HOLDER,
)
from domain.casefile import CaseFile, ReasonShown, Remedy, Step, Tranche
from domain.clock import at_hour
from domain.facts import FactKind, Site
from domain.payouts import TrancheKind, TrancheStatus
from domain.reasons import Party, Reason
from domain.stages import Stage

# How many facts of the chain each stage has behind it; the next one is asked for.
_ACHIEVED = {
    Stage.ENROLLED: 0,
    Stage.REDEEMED: 1,
    Stage.LEARNED: 2,
    Stage.RATED: 3,
    Stage.REPORTED: 6,
}
_AWAITED = ("awaited", "held")
_UNSETTLED = (TrancheStatus.SEDANG_DIPROSES, TrancheStatus.BELUM_PASTI)
_FIRST_HOUR = 9


class Condition(BaseModel):
    """One thing that is missing, with whoever has it in hand."""

    model_config = ConfigDict(frozen=True)

    code: str
    """A fact's kind, or the reason that holds a payment."""
    site: Site | None = None
    survey: int | None = None
    holder: Party
    partner: str | None = None
    since: datetime | None
    """None for what comes later: it is nobody's turn yet."""
    due: datetime | None = None
    working_days_left: int | None = None
    overdue: bool = False
    missing: Remedy
    title: Remedy | None = None
    remedy: Remedy | None = None
    contact: str = ""
    tranches: tuple[int, ...] = ()
    """Numbers of the training incentives that wait for this."""
    surveys: tuple[int, ...] = ()
    """Numbers of the survey incentives that wait for this."""


def conditions_now(case: CaseFile) -> list[Condition]:
    """Return what is missing now, what keeps the case first; empty only for a closed case.

    Several things can be missing at once (two reviews, an account and a survey).
    """
    if case.stage is Stage.CLOSED:
        return []
    found = [*_open_facts(case), *_waiting_money(case), *_open_surveys(case)]
    if case.reason is not None and not any(_is_turn(case, condition) for condition in found):
        # The case hangs on something besides its facts and its money, such as an engineer.
        found = [_turn(case, None), *found]
    found = found or [_turn(case, None)]
    return sorted(found, key=lambda condition: not _is_turn(case, condition))


def conditions_later(case: CaseFile) -> list[Condition]:
    """Return the facts that follow those missing now, up to the certificate."""
    if case.stage not in _ACHIEVED:
        return []
    asked = {step.step for step in case.steps} | set(CHAIN[: _ACHIEVED[case.stage] + 1])
    return [
        Condition(code=kind, holder=OWED_BY[kind], since=None, missing=MISSING[kind])
        for kind in _route(case)
        if kind not in asked
    ]


def held(tranche: Tranche) -> bool:
    """Say whether an incentive waits for a repair or an answer, rather than for its date."""
    over = tranche.reason is not None and tranche.reason.code is Reason.DEADLINE_PASSED
    return tranche.reason is not None and not over and not paid(tranche)


def paid(tranche: Tranche) -> bool:
    """Say whether the money has arrived."""
    return tranche.status is TrancheStatus.BERHASIL


def _route(case: CaseFile) -> Iterator[FactKind]:
    """Iterate over the chain of facts: a course bought directly is forwarded by nobody."""
    sites = {step.site for step in case.steps if step.step is FactKind.REVIEW_SUBMITTED}
    direct = bool(sites) and Site.MARKETPLACE not in sites
    for kind in CHAIN:
        if not (direct and kind is FactKind.REPORT_FORWARDED):
            yield kind


def _open_facts(case: CaseFile) -> Iterator[Condition]:
    """Yield the awaited facts of the chain; the first of them is the case's own turn."""
    awaited = [step for step in _awaited(case) if step.step in CHAIN]
    for step in awaited:
        if step is awaited[0]:
            yield _turn(case, _owed(step, _latest_fact(case)))
        else:
            yield _owed(step, _latest_fact(case))


def _open_surveys(case: CaseFile) -> Iterator[Condition]:
    first = next((tranche for tranche in case.tranches if paid(tranche)), None)
    since = (first.paid_at if first else None) or _latest_fact(case)
    for step in _awaited(case):
        if step.step is FactKind.SURVEY_COMPLETED:
            owed = _owed(step, since).model_copy(
                update={"surveys": (step.survey,) if step.survey else ()}
            )
            yield _turn(case, owed) if _is_turn(case, owed) else owed


def _awaited(case: CaseFile) -> list[Step]:
    return [step for step in case.steps if step.state in _AWAITED]


def _owed(step: Step, since: datetime) -> Condition:
    return Condition(
        code=step.step,
        site=step.site,
        survey=step.survey,
        holder=OWED_BY[step.step],
        partner=step.partner,
        since=since,
        missing=MISSING[step.step],
    )


def _waiting_money(case: CaseFile) -> Iterator[Condition]:
    """Yield one condition for all incentives that one repair would release, then the dates."""
    waiting = [tranche for tranche in case.tranches if held(tranche)]
    for code in dict.fromkeys(tranche.reason.code for tranche in waiting if tranche.reason):
        group = [t for t in waiting if t.reason is not None and t.reason.code is code]
        yield _repair(case, group)
    dated = [
        tranche
        for tranche in case.tranches
        if tranche.promised_for is not None and not paid(tranche) and not held(tranche)
    ]
    if dated:
        yield _date(case, dated)


def _repair(case: CaseFile, group: Sequence[Tranche]) -> Condition:
    reason = group[0].reason
    if reason is None:
        raise ValueError("these incentives are held by nothing")
    unsettled = group[0].status in _UNSETTLED
    condition = Condition(
        code=reason.code,
        holder=reason.holder,
        since=_held_since(case, reason.code),
        due=reason.next_action_at,
        missing=PAYMENT_ANSWER if unsettled else ACCOUNT_ANSWER,
        tranches=_numbers(group, TrancheKind.TRAINING),
        surveys=_numbers(group, TrancheKind.SURVEY),
        **_texts(reason),
    )
    return _turn(case, condition) if _is_turn(case, condition) else condition


def _date(case: CaseFile, dated: Sequence[Tranche]) -> Condition:
    days = [tranche.promised_for for tranche in dated if tranche.promised_for is not None]
    condition = Condition(
        code=Reason.WAITING_FOR_DATE,
        holder=Party.NOBODY,
        since=_held_since(case, Reason.WAITING_FOR_DATE),
        due=at_hour(min(days), _FIRST_HOUR),
        missing=THE_DATE,
        tranches=_numbers(dated, TrancheKind.TRAINING),
        surveys=_numbers(dated, TrancheKind.SURVEY),
    )
    return _turn(case, condition) if _is_turn(case, condition) else condition


def _is_turn(case: CaseFile, condition: Condition) -> bool:
    """Say whether a condition is what the case file names as the case's own."""
    if case.reason is None:
        return condition.holder is case.holder.party
    survey = case.reason.code is Reason.SURVEY_NOT_FILLED
    if condition.survey is not None:
        # Surveys open one after another: the turn is that of the first.
        return survey and condition.survey == min(
            step.survey for step in _awaited(case) if step.survey is not None
        )
    return condition.title == case.reason.title or condition.code == case.reason.code


def _turn(case: CaseFile, condition: Condition | None) -> Condition:
    """Give a condition the holder, the time and the words of the case's own turn."""
    update: dict[str, object] = {
        "holder": case.holder.party,
        "partner": case.holder.partner,
        "since": case.holder.since,
        "due": case.holder.due,
        "working_days_left": case.holder.working_days_left,
        "overdue": case.holder.overdue,
        **(_texts(case.reason) if case.reason else {}),
    }
    if condition is None:
        code = case.reason.code if case.reason else case.holder.party
        condition = Condition(
            code=code, holder=case.holder.party, since=None, missing=WORD_OF_HOLDER
        )
    return condition.model_copy(update=update)


def _texts(reason: ReasonShown) -> dict[str, object]:
    return {"title": reason.title, "remedy": reason.remedy, "contact": reason.contact}


def _held_since(case: CaseFile, reason: Reason) -> datetime:
    holdings = [holding.since for holding in case.holdings if holding.reason is reason]
    told = [line.at for line in case.timeline if line.reason is reason]
    return (holdings or told or [case.holder.since])[-1]


def _latest_fact(case: CaseFile) -> datetime:
    """Return when the last fact so far came true: then the next party's turn began."""
    done = [step.at for step in case.steps if step.at is not None and step.state != "held"]
    return max(done, default=case.holdings[0].since if case.holdings else case.holder.since)


def _numbers(tranches: Sequence[Tranche], kind: TrancheKind) -> tuple[int, ...]:
    return tuple(tranche.number for tranche in tranches if tranche.kind is kind)
