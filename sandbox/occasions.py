"""The moment at which a fault may strike, in the words by which it chooses whom it strikes."""

from dataclasses import dataclass
from datetime import datetime

from starlette.requests import Request
from starlette.responses import Response

from sandbox.plans import FaultArgs, Operation


@dataclass(frozen=True, slots=True)
class Occasion:
    """One thing being done, by whom and for whom; `at` is programme time."""

    partner: str
    operation: Operation
    at: datetime
    voucher: str | None = None
    account: str | None = None
    fact: str | None = None
    service: str | None = None
    """SNAP BI service code; None where the partner does not speak SNAP BI."""


@dataclass(frozen=True, slots=True)
class Strike:
    """A fault that fires on a request; `answer` is what would have been answered, once known."""

    args: FaultArgs
    request: Request
    occasion: Occasion
    answer: Response
