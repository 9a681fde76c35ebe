"""Whose turn each awaited fact is, for what reason, and until when.

One table; the terms come from the scheme. Sources: training providers' and the programme
office's public statements of May 2020 (7 working days for each of the two), the deadline of
Permenko 11/2020 article 20 for the voucher.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from domain.facts import FactKind, Site
from domain.messages import Enrolment
from domain.promises import due_after
from domain.reasons import Party, Reason
from domain.workdays import Scope, Workdays
from workflows.memory import Matter


@dataclass(frozen=True, slots=True)
class Turn:
    """Who owes a fact."""

    party: Party
    reason: Reason
    asked_of: str
    """Field of the enrolment that names the partner to ask; `pmo` is the dashboard."""


TURNS: dict[tuple[FactKind, Site | None], Turn] = {
    (FactKind.VOUCHER_REDEEMED, None): Turn(Party.PARTICIPANT, Reason.AWAITING_REDEEM, "provider"),
    (FactKind.TRAINING_COMPLETED, None): Turn(
        Party.PARTICIPANT, Reason.AWAITING_TRAINING, "provider"
    ),
    (FactKind.REVIEW_SUBMITTED, Site.MARKETPLACE): Turn(
        Party.PARTICIPANT, Reason.RATING_MISSING_DP, "marketplace"
    ),
    (FactKind.REVIEW_SUBMITTED, Site.PROVIDER): Turn(
        Party.PARTICIPANT, Reason.RATING_MISSING_LP, "provider"
    ),
    (FactKind.REPORT_SENT, None): Turn(Party.PROVIDER, Reason.REPORT_NOT_SENT_LP, "provider"),
    (FactKind.REPORT_FORWARDED, None): Turn(
        Party.MARKETPLACE, Reason.REPORT_NOT_FORWARDED_DP, "marketplace"
    ),
    (FactKind.REPORT_RECEIVED, None): Turn(Party.PMO, Reason.REPORT_NOT_RECEIVED_PMO, "pmo"),
    (FactKind.CERTIFICATE_PUBLISHED, None): Turn(Party.PMO, Reason.CERT_NOT_PUBLISHED, "pmo"),
    (FactKind.SURVEY_COMPLETED, None): Turn(Party.PARTICIPANT, Reason.SURVEY_NOT_FILLED, "pmo"),
}


def partner_of(kind: FactKind, site: Site | None, enrolment: Enrolment) -> str:
    """Return the code of the partner that can be asked about a fact."""
    asked_of = TURNS[(kind, site)].asked_of
    if asked_of == "provider":
        return enrolment.provider
    if asked_of == "marketplace":
        return enrolment.marketplace or enrolment.provider
    return "pmo"


def matter_for(
    kind: FactKind, site: Site | None, enrolment: Enrolment, workdays: Workdays, since: datetime
) -> Matter:
    """Return the open matter of an awaited fact; `since` is when the turn began."""
    turn = TURNS[(kind, site)]
    due = _DUE.get(kind, _never)(enrolment, workdays, since)
    partner = partner_of(kind, site, enrolment)
    return Matter(turn.party, turn.reason, partner, due, kind is FactKind.SURVEY_COMPLETED)


_Due = Callable[[Enrolment, Workdays, datetime], datetime | None]


def _never(_enrolment: Enrolment, _workdays: Workdays, _since: datetime) -> None:
    """Return no date: the participant may take their time, no rule ends it."""


def _hop(term: str, scope: Scope = "none") -> _Due:
    def due(enrolment: Enrolment, workdays: Workdays, since: datetime) -> datetime:
        return due_after(getattr(enrolment.scheme, term), since, workdays, scope)

    return due


_DUE: dict[FactKind, _Due] = {
    FactKind.VOUCHER_REDEEMED: lambda enrolment, _workdays, _since: enrolment.redeem_by,
    FactKind.TRAINING_COMPLETED: lambda enrolment, _workdays, since: (
        since + timedelta(days=enrolment.scheme.course_days)
    ),
    FactKind.REPORT_SENT: _hop("provider_hop"),
    FactKind.REPORT_FORWARDED: _hop("marketplace_hop"),
    # The programme office's own freezes stop its clock; they stop nobody else's.
    FactKind.REPORT_RECEIVED: _hop("receipt_hop", "all"),
    FactKind.CERTIFICATE_PUBLISHED: _hop("certificate", "all"),
}
