"""A bank or wallet of a test: answers from a script and keeps what it was sent."""

import asyncio
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

import httpx
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey

from domain.payouts import Channel
from domain.ports import Beneficiary, Transfer
from partners.snap.core import SnapChannel
from partners.snap.credentials import Credentials
from partners.snap.profiles import PROFILES, Operation, Profile
from partners.snap.tokens import Tokens
from partners.wire import Wire

AT = datetime(2025, 1, 15, 2, 30, 5, tzinfo=UTC)
REFERENCE = "250115000000000001"
EXTERNAL_ID = "2501150930050000001"
ADDRESS = "https://pay.test/snap"
CLIENT_SECRET = "test-client-secret-0001"
AMOUNT = {"value": "600000.00", "currency": "IDR"}

Scripted = httpx.Response | Exception


def beneficiary(channel: Channel, **changes: str) -> Beneficiary:
    number = "0115476151" if channel is Channel.BNI else "6281200000001"
    fields = {
        "number": number,
        "name": "Siti Nurhaliza",
        "nik": "3273014101900000",
        "phone": "6281200000001",
    }
    return Beneficiary(channel=channel, **(fields | changes))


def transfer(channel: Channel, **changes: str) -> Transfer:
    return Transfer(
        reference=REFERENCE,
        beneficiary=beneficiary(channel, **changes),
        amount_idr=600_000,
        ordered_at=AT,
    )


def json_reply(http: int, body: Mapping[str, Any]) -> httpx.Response:
    return httpx.Response(http, content=json.dumps(body).encode())


def reply(
    profile: Profile, operation: Operation, http_and_case: str, **fields: Any
) -> httpx.Response:
    """Answer an operation, repeating our reference, amount and account unless told otherwise."""
    http, case = http_and_case[:3], http_and_case[3:]
    account = "beneficiaryAccountNo" if profile.bank else "customerNumber"
    number = beneficiary(profile.channel).number
    body: dict[str, Any] = {
        "responseCode": f"{http}{operation.service}{case}",
        "responseMessage": "Successful",
        account: f"0{number[2:]}" if profile.local_phone else number,
        "amount": AMOUNT,
    }
    if operation is profile.status:
        body |= {
            "originalPartnerReferenceNo": REFERENCE,
            "originalReferenceNo": "A-1",
            "serviceCode": profile.transfer.service,
        }
    elif operation is profile.transfer:
        body |= {"partnerReferenceNo": REFERENCE, "referenceNo": "A-1"}
    return json_reply(int(http), body | fields)


@dataclass
class PaymentPartner:
    """Its answers are used up in their order; the last one of a path is kept for ever."""

    channel: Channel
    private_key: RSAPrivateKey
    now: float = 0.0
    tokens_given: int = 0
    requests: list[httpx.Request] = field(default_factory=list)
    script: dict[str, list[Scripted]] = field(default_factory=dict)

    @property
    def profile(self) -> Profile:
        return PROFILES[self.channel]

    def will(self, operation: Operation | str, *answers: Scripted) -> None:
        path = operation if isinstance(operation, str) else operation.path
        self.script[f"/snap{path}"] = list(answers)

    def will_reply(self, operation: Operation, http_and_case: str, **fields: Any) -> None:
        self.will(operation, reply(self.profile, operation, http_and_case, **fields))

    def sent(self, operation: Operation) -> list[httpx.Request]:
        return [one for one in self.requests if one.url.path == f"/snap{operation.path}"]

    def adapter(self) -> SnapChannel:
        credentials = Credentials(
            client_key="prakerja",
            partner_id="prakerja",
            channel_id="95221",
            client_secret=CLIENT_SECRET,
            private_key=self.private_key,
            source_account="0115476117",
        )
        wire = Wire(httpx.AsyncClient(transport=httpx.MockTransport(self._answer)))
        path = self.profile.token_path
        tokens = path and Tokens(
            httpx.URL(ADDRESS + path), credentials, wire, monotonic=lambda: self.now
        )
        return SnapChannel(self.profile, ADDRESS, credentials, wire, tokens or None)

    async def _answer(self, request: httpx.Request) -> httpx.Response:
        self.requests.append(request)
        # As on a real line, other calls go on meanwhile.
        await asyncio.sleep(0)
        answers = self.script.get(request.url.path)
        if answers is None:
            assert request.url.path == f"/snap{self.profile.token_path}", "not in the script"
            self.tokens_given += 1
            return json_reply(
                200, {"accessToken": f"token-{self.tokens_given}", "expiresIn": "900"}
            )
        answer = answers.pop(0) if len(answers) > 1 else answers[0]
        if isinstance(answer, Exception):
            raise answer
        return httpx.Response(answer.status_code, content=answer.content, headers=answer.headers)
