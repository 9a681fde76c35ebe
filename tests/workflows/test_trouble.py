"""Trouble of our own: told, and over by itself or with an engineer's word."""

import contextlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

from temporalio.exceptions import ApplicationError

from domain.casefile import CaseFile
from domain.facts import FactKind, Statement
from domain.messages import Resumption
from domain.payouts import Channel, TrancheStatus
from domain.ports import FactSource, Partners, PayoutChannel, Question
from domain.reasons import Party, Reason
from domain.stages import Stage
from tests.workflows.lives import account, somebody
from tests.workflows.rig import Rig, training
from workflows.participant_journey import ParticipantJourney


@dataclass
class Breaking:
    """A training partner's adapter with a defect at one kind of fact, until it is healed."""

    inner: FactSource
    error: Exception
    kind: FactKind
    healed: bool = False

    @property
    def code(self) -> str:
        return self.inner.code

    async def find(self, question: Question) -> Statement | None:
        if question.kind is self.kind and not self.healed:
            raise self.error
        return await self.inner.find(question)

    async def send_again(self, question: Question) -> None:
        await self.inner.send_again(question)
