"""A partner's words about one voucher, pushed or pulled, read into one `Statement`.

The body is invented: no contract of the programme for completion, reviews, reports or certificates
is published. Unknown further fields are accepted, so that a partner may add some.
"""

import re
from collections.abc import Mapping
from datetime import datetime
from typing import Annotated, Any

from pydantic import (
    AfterValidator,
    AwareDatetime,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    ValidationError,
)

from domain.facts import FactKind, Statement
from domain.identity import plain_text
from domain.reasons import Reason
from partners.register import FACTS, SITES, Partner

_INSTANT = re.compile(
    r"20\d\d-\d\d-\d\dT\d\d:\d\d(:\d\d([.]\d{1,6})?)?(Z|[+-][01]\d:?[0-5]\d)", re.ASCII
)


class NotAStatement(ValueError):
    """The words break the contract. The message names fields and rules, never values."""


def _instant(value: object) -> datetime:
    # Partners write text; a number would be taken for Unix time without a word.
    if not isinstance(value, str) or not _INSTANT.fullmatch(value):
        raise ValueError("an instant is ISO 8601 with an offset, in this century")
    return datetime.fromisoformat(value)


_Instant = Annotated[AwareDatetime, BeforeValidator(_instant)]
_Token = Annotated[str, Field(pattern=r"^[!-~]{1,128}$")]
_Name = Annotated[str, AfterValidator(lambda text: plain_text(text, "name", 200))]


class _Words(BaseModel):
    model_config = ConfigDict(strict=True, hide_input_in_errors=True)

    voucher_code: _Token
    occurred_at: _Instant
    receipt: _Token


class _Evidence(BaseModel):
    """The fields of `data` that a journey judges; the others are for people."""

    model_config = ConfigDict(strict=True, hide_input_in_errors=True)

    progress_percent: int | None = Field(default=None, ge=0, le=100)
    survey: int | None = Field(default=None, ge=1, le=9)
    rejected: Reason | None = Field(default=None, strict=False)
    name: _Name | None = None


_REPORT_REFUSALS = frozenset({Reason.VOUCHER_MISMATCH, Reason.REPORT_REJECTED, None})
_DEMANDED: Mapping[FactKind, str] = {
    FactKind.TRAINING_COMPLETED: "progress_percent",
    FactKind.SURVEY_COMPLETED: "survey",
    FactKind.CERTIFICATE_PUBLISHED: "name",
}


def read_statement(partner: Partner, kind: FactKind, words: Mapping[str, Any]) -> Statement:
    """Read `voucher_code`, `occurred_at`, `receipt` and `data` as said by `partner`.

    Raises:
        NotAStatement: the partner may not speak of this fact, or a field is missing or wrong.
    """
    if kind not in FACTS[partner.role]:
        raise NotAStatement(f"a {partner.role} may not state {kind}")
    try:
        said = _Words.model_validate(words)
        evidence = _Evidence.model_validate(words.get("data", {}))
    except ValidationError as error:
        raise NotAStatement(_named(error)) from None
    _check_evidence(kind, evidence)
    return Statement(
        kind=kind,
        voucher=said.voucher_code,
        partner=partner.code,
        at=said.occurred_at,
        receipt=said.receipt,
        site=SITES.get(partner.role) if kind is FactKind.REVIEW_SUBMITTED else None,
        survey=evidence.survey if kind is FactKind.SURVEY_COMPLETED else None,
        progress_percent=(
            evidence.progress_percent if kind is FactKind.TRAINING_COMPLETED else None
        ),
        certificate_name=evidence.name if kind is FactKind.CERTIFICATE_PUBLISHED else None,
        rejected=evidence.rejected if kind is FactKind.REPORT_RECEIVED else None,
    )


def _check_evidence(kind: FactKind, evidence: _Evidence) -> None:
    demanded = _DEMANDED.get(kind)
    if demanded and getattr(evidence, demanded) is None:
        raise NotAStatement(f"data.{demanded}: missing")
    if evidence.rejected not in _REPORT_REFUSALS:
        raise NotAStatement("data.rejected: not a reason for which a report is refused")


def _named(error: ValidationError) -> str:
    return "; ".join(
        f"{'.'.join(map(str, one['loc'])) or 'data'}: {one['type']}" for one in error.errors()
    )
