"""Training providers, marketplaces and the dashboard as sources of facts.

The contract is invented (docs/partner-api.md): two signed questions, no published API to match.
"""

import time
import uuid
from collections.abc import Mapping

import httpx

from domain.facts import Statement
from domain.ports import PartnerContract, PartnerUnavailable, Question
from partners.documents import NotADocument, read, written
from partners.register import FACTS, Partner, Role
from partners.signing import webhook_headers
from partners.statements import NotAStatement, read_statement
from partners.wire import NoAnswer, NotSent, Reply, Wire

_OK, _ACCEPTED, _NOT_FOUND = 200, 202, 404
# The refusals that say "later" and not "never like this": time-out and too many requests.
_COME_BACK = frozenset({408, 429})
_REFUSALS = range(400, 500)


class TrainingPartner:
    """Asks one partner about its own facts. Implements `FactSource`."""

    def __init__(self, partner: Partner, *, key: bytes, wire: Wire) -> None:
        self.code = partner.code
        self._partner = partner
        self._key = key
        self._wire = wire

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self.code})"

    async def find(self, question: Question) -> Statement | None:
        """Return the fact, or None if it has not happened or the partner knows no such voucher.

        Raises:
            PartnerUnavailable: no usable answer.
            PartnerContract: a refusal, or an answer outside the contract.
        """
        if question.kind not in FACTS[self._partner.role]:
            raise PartnerContract(f"{self.code} does not state {question.kind}")
        body: dict[str, object] = {"voucher_code": question.voucher, "fact": question.kind}
        if question.survey is not None:
            body["survey"] = question.survey
        reply = await self._ask("v1/facts/query", body, question)
        if reply.status == _NOT_FOUND and _read(self.code, reply).get("error") == "voucher_unknown":
            return None
        self._check(reply, _OK)
        return self._understood(question, _read(self.code, reply))

    async def send_again(self, question: Question) -> None:
        """Ask for the report on this voucher once more. Raises as `find`."""
        if self._partner.role is Role.DASHBOARD:
            raise PartnerContract(f"{self.code} is where reports end")
        reply = await self._ask(
            "v1/reports/send-again", {"voucher_code": question.voucher}, question
        )
        self._check(reply, _ACCEPTED)

    async def _ask(self, path: str, body: Mapping[str, object], question: Question) -> Reply:
        raw = written(body)
        # Signed with real time: programme time may run faster, and this guards against replays.
        headers = webhook_headers(self._key, f"msg_{uuid.uuid4().hex}", int(time.time()), raw)
        url = httpx.URL(f"{self._partner.url}/{path}")
        try:
            return await self._wire.post(url, raw, headers, at=question.at)
        except (NotSent, NoAnswer) as trouble:
            raise PartnerUnavailable(f"{self.code}: {trouble}") from None

    def _check(self, reply: Reply, expected: int) -> None:
        if reply.status == expected:
            return
        if reply.status in _REFUSALS and reply.status not in _COME_BACK:
            raise PartnerContract(f"{self.code} refused our request with HTTP {reply.status}")
        raise PartnerUnavailable(f"{self.code} answered HTTP {reply.status}", reply.retry_after)

    def _understood(self, question: Question, answer: Mapping[str, object]) -> Statement | None:
        if (answer.get("voucher_code"), answer.get("fact")) != (question.voucher, question.kind):
            raise PartnerContract(f"{self.code} answered another question")
        if answer.get("happened") is False:
            return None
        if answer.get("happened") is not True:
            raise PartnerContract(f"{self.code}: happened: not true or false")
        try:
            statement = read_statement(self._partner, question.kind, answer)
        except NotAStatement as fault:
            raise PartnerContract(f"{self.code}: {fault}") from None
        if statement.survey != question.survey:
            raise PartnerContract(f"{self.code} answered about another survey")
        return statement


def _read(code: str, reply: Reply) -> dict[str, object]:
    try:
        return read(reply.body)
    except NotADocument as fault:
        # A proxy's or a maintenance page: the partner itself has not spoken.
        raise PartnerUnavailable(f"{code}: {fault}") from None
