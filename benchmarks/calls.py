"""Every call to a partner, noted where the port is crossed, with the workflow that made it."""

import time
from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from pydantic import BaseModel, ConfigDict
from temporalio import activity
from temporalio.client import Client
from temporalio.client import Interceptor as ClientInterceptor
from temporalio.worker import ActivityInboundInterceptor, ExecuteActivityInput
from temporalio.worker import Interceptor as WorkerInterceptor

from domain.facts import Statement
from domain.messages import AccountCheck
from domain.payouts import Channel
from domain.ports import (
    Answer,
    Beneficiary,
    FactSource,
    Partners,
    PayoutChannel,
    Question,
    Transfer,
)


class Call(BaseModel):
    """One call of a port, with all that is needed to make it again."""

    model_config = ConfigDict(frozen=True)

    at: float
    """Real seconds; of one clock within a run."""
    verb: str
    """`find`, `send_again`, `check`, `send` or `inquire`."""
    partner: str
    question: Question | None = None
    reference: str | None = None
    amount_idr: int = 0

    @property
    def kind(self) -> str:
        """What is counted together: the verb, and the fact that is asked about."""
        return self.verb if self.question is None else f"{self.verb} {self.question.kind}"


class Notes(BaseModel):
    """What one worker did for each workflow, by its id."""

    calls: dict[str, list[Call]] = {}
    tries: Counter[str] = Counter()
    """How often activities were begun."""


@dataclass(slots=True)
class Notebook:
    """Takes down calls and tries while a worker works."""

    notes: Notes = field(default_factory=Notes)

    def call(
        self,
        verb: str,
        partner: str,
        question: Question | None = None,
        reference: str | None = None,
        amount_idr: int = 0,
    ) -> None:
        """Note a call that the present activity is about to make."""
        made = Call(
            at=time.monotonic(),
            verb=verb,
            partner=partner,
            question=question,
            reference=reference,
            amount_idr=amount_idr,
        )
        self.notes.calls.setdefault(_workflow(), []).append(made)

    def watching(self, partners: Partners) -> Partners:
        """Return the same partners, each behind a note."""
        return Partners(
            sources={code: _Source(each, self) for code, each in partners.sources.items()},
            channels={code: _Channel(each, self) for code, each in partners.channels.items()},
        )

    def watched(self, client: Client) -> Client:
        """Return a client whose workers note each try of an activity."""
        config = client.config()
        config["interceptors"] = [*config["interceptors"], _Tries(self.notes.tries)]
        return Client(**config)


class _Source:
    def __init__(self, source: FactSource, notebook: Notebook) -> None:
        self.code = source.code
        self._source = source
        self._notebook = notebook

    async def find(self, question: Question) -> Statement | None:
        self._notebook.call("find", self.code, question)
        return await self._source.find(question)

    async def send_again(self, question: Question) -> None:
        self._notebook.call("send_again", self.code, question)
        await self._source.send_again(question)


class _Channel:
    def __init__(self, channel: PayoutChannel, notebook: Notebook) -> None:
        self.channel: Channel = channel.channel
        self.recovers_by_resend: bool = channel.recovers_by_resend
        self.status_needs_their_reference: bool = channel.status_needs_their_reference
        self.status_delay: timedelta = channel.status_delay
        self.end_of_day: tuple[int, int] | None = channel.end_of_day
        self.remembers: timedelta = channel.remembers
        self._channel = channel
        self._notebook = notebook

    async def check(self, beneficiary: Beneficiary, amount_idr: int, at: datetime) -> AccountCheck:
        self._notebook.call("check", self.channel, amount_idr=amount_idr)
        return await self._channel.check(beneficiary, amount_idr, at)

    async def send(self, transfer: Transfer, external_id: str, at: datetime) -> Answer:
        self._note("send", transfer)
        return await self._channel.send(transfer, external_id, at)

    async def inquire(
        self, transfer: Transfer, sent_external_id: str, external_id: str, at: datetime
    ) -> Answer:
        self._note("inquire", transfer)
        return await self._channel.inquire(transfer, sent_external_id, external_id, at)

    def _note(self, verb: str, transfer: Transfer) -> None:
        self._notebook.call(
            verb, self.channel, reference=transfer.reference, amount_idr=transfer.amount_idr
        )


class _Tries(ClientInterceptor, WorkerInterceptor):
    """A client hands this on to its workers because it is both."""

    def __init__(self, tries: Counter[str]) -> None:
        self._tries = tries

    def intercept_activity(self, next: ActivityInboundInterceptor) -> ActivityInboundInterceptor:  # noqa: A002 - the SDK's name
        return _Counted(next, self._tries)


class _Counted(ActivityInboundInterceptor):
    def __init__(self, following: ActivityInboundInterceptor, tries: Counter[str]) -> None:
        super().__init__(following)
        self._tries = tries

    async def execute_activity(self, input: ExecuteActivityInput) -> Any:  # noqa: A002, ANN401 - the SDK's signature
        self._tries[_workflow()] += 1
        return await super().execute_activity(input)


def _workflow() -> str:
    return activity.info().workflow_id or ""
