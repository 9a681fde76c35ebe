"""Facts that partners state about a participant, and when one cannot stand as it is.

A fact is a fact whether its partner pushed it to the gateway or an activity pulled it; both go
through `judged`, so that the same words always have the same effect.
"""

from datetime import datetime
from enum import StrEnum

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field

from domain.identity import Agreement, names_agree
from domain.reasons import Reason


class FactKind(StrEnum):
    """What may be stated, in the words of the events on the wire."""

    VOUCHER_REDEEMED = "voucher.redeemed"
    TRAINING_COMPLETED = "training.completed"
    REVIEW_SUBMITTED = "review.submitted"
    REPORT_SENT = "report.sent"
    REPORT_FORWARDED = "report.forwarded"
    REPORT_RECEIVED = "report.received"
    CERTIFICATE_PUBLISHED = "certificate.published"
    SURVEY_COMPLETED = "survey.completed"


class Site(StrEnum):
    """A place where a course is reviewed."""

    MARKETPLACE = "marketplace"
    PROVIDER = "provider"


class Source(StrEnum):
    """How we came to know a fact."""

    PUSH = "push"
    PULL = "pull"
    WAIVED = "waived"


def wait_name(kind: FactKind, site: Site | None = None, survey: int | None = None) -> str:
    """Return the name under which a journey waits for a fact: an activity's id in the engine."""
    return "-".join(str(part) for part in (kind, site, survey) if part is not None)


class Statement(BaseModel):
    """A partner's words about one voucher, not yet judged."""

    model_config = ConfigDict(frozen=True, hide_input_in_errors=True)

    kind: FactKind
    voucher: str
    partner: str
    """Code of the party that says so."""
    at: AwareDatetime
    """When it happened, by the partner's word."""
    receipt: str
    """The partner's own id of the fact; the same receipt is the same fact."""
    site: Site | None = None
    survey: int | None = None
    progress_percent: int | None = Field(default=None, ge=0, le=100)
    certificate_name: str | None = None
    rejected: Reason | None = None
    """Why the programme office refused a report, when it did."""


class Fact(BaseModel):
    """A judged statement, as small as a history wants it; it holds no personal data."""

    model_config = ConfigDict(frozen=True, hide_input_in_errors=True)

    kind: FactKind
    at: datetime
    source: Source
    partner: str
    receipt: str
    site: Site | None = None
    survey: int | None = None
    voucher_version: int = 1
    """Which of the participant's vouchers the words were about: a correction makes the next."""
    held_by: Reason | None = None
    """Why the fact does not complete its step: it must be corrected and stated again."""


def judged(
    statement: Statement,
    *,
    participant_name: str,
    voucher_version: int,
    source: Source,
    now: datetime,
) -> Fact:
    """Turn a statement into a fact, with the reason if it cannot complete its step.

    A partner whose clock is ahead states the present: no date of ours depends on its error.
    """
    return Fact(
        kind=statement.kind,
        at=min(statement.at, now),
        source=source,
        partner=statement.partner,
        receipt=statement.receipt,
        site=statement.site,
        survey=statement.survey,
        voucher_version=voucher_version,
        held_by=_objection(statement, participant_name),
    )


def _objection(statement: Statement, participant_name: str) -> Reason | None:
    if statement.rejected is not None:
        return statement.rejected
    if statement.kind is FactKind.TRAINING_COMPLETED and statement.progress_percent is not None:
        # KPK, June 2020: certificates were issued for courses nobody had finished.
        return None if statement.progress_percent >= 100 else Reason.TRAINING_INCOMPLETE  # noqa: PLR2004 - per cent
    if statement.kind is FactKind.CERTIFICATE_PUBLISHED and statement.certificate_name is not None:
        agreement = names_agree(participant_name, statement.certificate_name)
        return Reason.CERT_NAME_MISMATCH if agreement is Agreement.DIFFERENT else None
    return None
