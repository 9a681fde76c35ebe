"""A payment partner of the tests: says what it is told to say and remembers what it heard."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from domain.messages import AccountCheck, AccountField
from domain.payouts import Channel, Outcome
from domain.ports import Answer, Beneficiary, Transfer
from domain.reasons import Reason

PAID = Answer(outcome=Outcome.PAID, code="2003800")
ACCEPTED = Answer(outcome=Outcome.ACCEPTED, code="2023800")
SILENCE = Answer(outcome=Outcome.UNKNOWN)
NOT_FOUND = Answer(outcome=Outcome.UNKNOWN, code="4043901", not_found=True)
REFUSED = Answer(outcome=Outcome.NOT_PAID, cause=Reason.ACCOUNT_INACTIVE, code="4033818")
REVERSED = Answer(outcome=Outcome.REVERSED, code="04")


@dataclass
class Bank:
    """Its answers are used up one by one, and the last is repeated."""

    sends: list[Answer] = field(default_factory=list)
    inquiries: list[Answer] = field(default_factory=list)
    objection: Reason | None = None
    names_owner: bool = True
    channel: Channel = Channel.DANA
    recovers_by_resend: bool = False
    status_needs_their_reference: bool = False
    status_delay: timedelta = timedelta()
    remembers: timedelta = timedelta(days=7)
    end_of_day: tuple[int, int] | None = None
    heard: list[str] = field(default_factory=list)
    transfers: list[Transfer] = field(default_factory=list)

    async def check(self, beneficiary: Beneficiary, amount_idr: int, at: datetime) -> AccountCheck:  # noqa: ARG002 - the port's signature
        self.heard.append("check")
        passed: dict[AccountField, bool | None] = dict.fromkeys(AccountField, True)
        if not self.names_owner:
            passed |= {AccountField.NIK: None, AccountField.NAME: None}
        return AccountCheck(passed=passed, reason=self.objection, at=at)

    async def send(self, transfer: Transfer, external_id: str, at: datetime) -> Answer:  # noqa: ARG002 - the port's signature
        self.heard.append("send")
        self.transfers.append(transfer)
        return _next(self.sends)

    async def inquire(
        self,
        transfer: Transfer,
        sent_external_id: str,  # noqa: ARG002 - the port's signature
        external_id: str,  # noqa: ARG002 - the port's signature
        at: datetime,  # noqa: ARG002 - the port's signature
    ) -> Answer:
        self.heard.append("inquire")
        self.transfers.append(transfer)
        return _next(self.inquiries)

    def money_calls(self) -> Iterable[str]:
        """Return what was heard besides checks."""
        return [call for call in self.heard if call != "check"]


def _next(answers: list[Answer]) -> Answer:
    return answers.pop(0) if len(answers) > 1 else answers[0]
