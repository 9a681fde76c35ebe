"""What the gateway answers when it refuses: RFC 9457 problem details, with texts in two languages.

Every refusal is a `Problem` of one `Kind`. Nothing of a refused value is ever repeated.
"""

from collections.abc import Mapping, Sequence
from typing import Final

from pydantic import BaseModel, ConfigDict, Field, ValidationError
from starlette.responses import JSONResponse

from gateway.kinds import (
    INTERNAL,
    INVALID,
    METHOD_NOT_ALLOWED,
    NOT_FOUND,
    TOKEN_REFUSED,
    UNAVAILABLE,
    Kind,
)

MEDIA_TYPE: Final = "application/problem+json"
RETRY_AFTER_SECONDS: Final = 5
_TYPE_PREFIX: Final = "urn:prakerja:problem:"


class Texts(BaseModel):
    """One sentence in Indonesian and in English."""

    model_config = ConfigDict(frozen=True)

    id: str
    en: str


class Fault(BaseModel):
    """What is wrong with one field."""

    model_config = ConfigDict(frozen=True)

    field: str
    rule: str
    texts: Texts


class ProblemDetails(BaseModel):
    """The body of every refusal (RFC 9457) except those of the redeem API, which has its own."""

    model_config = ConfigDict(frozen=True, title="Problem")

    type: str
    title: str
    status: int
    detail: str
    code: str
    """Stable; never renamed."""
    field: str | None = None
    """The first field at fault."""
    rule: str | None = None
    """The rule that it breaks."""
    texts: Texts
    errors: list[Fault] = Field(default_factory=list)
    """Every field at fault."""


class Problem(Exception):
    """A request is refused. `rule` narrows the kind down, `faults` name the fields."""

    def __init__(
        self,
        kind: Kind,
        *,
        rule: str | None = None,
        texts: Texts | None = None,
        faults: Sequence[Fault] = (),
        headers: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(kind.code)
        self.kind = kind
        self.rule = rule
        self.texts = texts or Texts(id=kind.id, en=kind.en)
        self.faults = tuple(faults)
        self.headers = dict(headers or {})

    @classmethod
    def invalid(cls, error: ValidationError) -> "Problem":
        """Say which fields of a body break which rule; never with their values."""
        found = error.errors(include_url=False, include_context=False, include_input=False)
        return cls(INVALID, faults=[_fault(one["loc"], one["type"], one["msg"]) for one in found])

    @property
    def details(self) -> ProblemDetails:
        """The problem as it is sent."""
        first = self.faults[0] if self.faults else None
        return ProblemDetails(
            type=_TYPE_PREFIX + self.kind.code.lower().replace("_", "-"),
            title=self.kind.title,
            status=self.kind.status,
            detail=self.texts.en,
            code=self.kind.code,
            field=first.field if first else None,
            rule=self.rule or (first.rule if first else None),
            texts=self.texts,
            errors=list(self.faults),
        )

    def response(self, members: Mapping[str, object] | None = None) -> JSONResponse:
        """Make the HTTP answer, with extension members of a route's own."""
        headers = dict(self.headers)
        if self.kind is UNAVAILABLE:
            headers.setdefault("Retry-After", str(RETRY_AFTER_SECONDS))
        if self.kind is TOKEN_REFUSED:
            headers.setdefault("WWW-Authenticate", "Bearer")
        return JSONResponse(
            self.details.model_dump(exclude_none=True) | dict(members or {}),
            status_code=self.kind.status,
            headers=headers,
            media_type=MEDIA_TYPE,
        )


def _fault(place: tuple[int | str, ...], rule: str, english: str) -> Fault:
    # The name of an unknown field was written by the sender, who may have put a NIK there.
    field = "?" if rule == "extra_forbidden" else ".".join(str(part) for part in place)
    indonesian = _RULES_ID.get(rule, "Isian ini tidak sesuai bentuk yang diminta.")
    return Fault(field=field or "body", rule=rule.upper(), texts=Texts(id=indonesian, en=english))


_RULES_ID: Final = {
    "missing": "Isian wajib ini belum ada.",
    "extra_forbidden": "Ada isian yang tidak dikenal.",
    "enum": "Isian ini bukan salah satu pilihan yang tersedia.",
    "string_type": "Isian ini harus berupa teks.",
}

_BY_STATUS: Final = {kind.status: kind for kind in (NOT_FOUND, METHOD_NOT_ALLOWED)}


def of_status(status: int, headers: Mapping[str, str] | None) -> Problem:
    """Put a refusal of the web framework (no such route, wrong method) into our form."""
    return Problem(_BY_STATUS.get(status, INTERNAL), headers=headers)
