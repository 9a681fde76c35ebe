"""One line of a partner's account statement: what the partner itself says it booked."""

from typing import Literal

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field


class StatementLine(BaseModel):
    """A credit to somebody's account, or a credit that was taken back."""

    model_config = ConfigDict(frozen=True, hide_input_in_errors=True)

    reference: str
    """Our `partnerReferenceNo`, as the partner repeats it."""
    kind: Literal["credit", "reversal"]
    amount_idr: int = Field(gt=0)
    """Whole rupiah, positive for both kinds."""
    account: str | None = Field(default=None, repr=False)
    """The credited account as the partner writes it; None where it does not name it."""
    partner_reference: str | None = None
    """The partner's own id of the line."""
    booked_at: AwareDatetime
