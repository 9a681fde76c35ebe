"""The SNAP BI client of every channel: what differs between them is in the profile."""

import secrets
from datetime import date, datetime, timedelta

import httpx

from domain.clock import JAKARTA
from domain.messages import AccountCheck
from domain.payouts import Outcome
from domain.ports import Answer, Beneficiary, PartnerContract, PartnerUnavailable, Transfer
from domain.reasons import Reason
from domain.statements import StatementLine
from partners.documents import written
from partners.signing import asymmetric_text, hmac_sha512, rsa_sha256, symmetric_text
from partners.snap import answers, bodies, checks, histories
from partners.snap.answers import Garbled, Reading
from partners.snap.credentials import Credentials
from partners.snap.profiles import Operation, Profile
from partners.snap.tokens import Token, TokenRefused, Tokens
from partners.wire import NoAnswer, NotSent, Reply, Wire

_UNAUTHORISED = 401
# "Invalid token" and "token not found": another token may do.
_TOKEN_CASES = frozenset({"01", "03"})


class SnapChannel:
    """One bank or wallet. Implements `PayoutChannel`.

    `url` is the channel's address without a trailing slash; its path is part of what is signed.
    `tokens` is None where the channel wants a signature and no token.
    """

    def __init__(
        self,
        profile: Profile,
        url: str,
        credentials: Credentials,
        wire: Wire,
        tokens: Tokens | None,
    ) -> None:
        self.channel = profile.channel
        self.recovers_by_resend = profile.recovers_by_resend
        self.status_needs_their_reference = profile.status_needs_their_reference
        self.status_delay = profile.status_delay
        self.remembers = profile.remembers
        self.end_of_day = profile.end_of_day
        self._profile = profile
        self._url = url
        self._credentials = credentials
        self._wire = wire
        self._tokens = tokens

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self.channel})"

    async def check(self, beneficiary: Beneficiary, amount_idr: int, at: datetime) -> AccountCheck:
        """Ask whether this account exists, is the person's own and can take this amount.

        Raises:
            PartnerUnavailable: no usable answer; asking moved no money.
            PartnerContract: the channel refuses our credentials or our request.
        """
        profile = self._profile
        # A reference of its own, one digit longer than a payment's: the two never meet.
        reference = _fresh_id(at)
        body = bodies.inquiry(profile, beneficiary, amount_idr, reference, at)
        reading = await self._asked(profile.inquiry, body, at)
        if answers.contradicts(reading.fields, reference, beneficiary, amount_idr):
            raise PartnerUnavailable(f"{self.channel} answered another question")
        inquiry = checks.of_inquiry(reading)
        if inquiry.refused is Reason.ACCOUNT_NOT_FOUND:
            return checks.missing(at)
        body = bodies.confirmation(profile, beneficiary, amount_idr, reference)
        reading = await self._asked(profile.confirmation, body, at)
        if answers.contradicts(reading.fields, reference, beneficiary, amount_idr):
            raise PartnerUnavailable(f"{self.channel} confirmed another account")
        told = checks.of_confirmation(reading)
        if told is None and inquiry.name:
            raise PartnerUnavailable(f"{self.channel} names a holder and knows no such account")
        if told is None:
            return checks.missing(at)
        return checks.merged(inquiry, told, our_name=beneficiary.name, bank=profile.bank, at=at)

    async def send(self, transfer: Transfer, external_id: str, at: datetime) -> Answer:
        """Send money by one request. A reply that cannot be believed is `Outcome.UNKNOWN`."""
        body = bodies.transfer(self._profile, transfer, self._credentials.source_account)
        try:
            token = await self._token(at)
        except (NotSent, NoAnswer) as trouble:
            # Without a token the money request was never written.
            wait = _wait(trouble)
            return Answer(outcome=Outcome.NOT_PAID, cause=Reason.CHANNEL_DOWN, retry_after=wait)
        except TokenRefused:
            return Answer(outcome=Outcome.NOT_PAID, cause=Reason.OUR_REQUEST_REJECTED)
        try:
            reply = await self._post(self._profile.transfer, body, external_id, at, token)
        except NotSent:
            return Answer(outcome=Outcome.NOT_PAID, cause=Reason.CHANNEL_DOWN)
        except NoAnswer:
            return answers.UNKNOWN
        answer = answers.of_transfer(reply, transfer, self._profile)
        answer = answer.model_copy(update={"retry_after": reply.retry_after})
        if self._went_stale(reply, self._profile.transfer, token):
            # Not repeated here: a request takes an external id of its own, recorded beforehand.
            return answer.model_copy(update={"cause": Reason.CHANNEL_DOWN})
        return answer

    async def inquire(
        self, transfer: Transfer, sent_external_id: str, external_id: str, at: datetime
    ) -> Answer:
        """Ask what became of a reference, by one request. No usable answer is UNKNOWN."""
        body = bodies.status(self._profile, transfer, sent_external_id)
        try:
            token = await self._token(at)
            reply = await self._post(self._profile.status, body, external_id, at, token)
        except (NotSent, NoAnswer, TokenRefused) as trouble:
            return answers.UNKNOWN.model_copy(update={"retry_after": _wait(trouble)})
        self._went_stale(reply, self._profile.status, token)
        answer = answers.of_status(reply, transfer, self._profile)
        return answer.model_copy(update={"retry_after": reply.retry_after})

    async def statement(self, first: date, last: date, at: datetime) -> list[StatementLine]:
        """Return what the channel booked on these Jakarta days, until `at`, the oldest line first.

        Raises:
            PartnerUnavailable: no usable answer, or lines that do not add up to the whole.
            PartnerContract: the channel refuses, or a line is outside the contract.
        """
        lines: list[StatementLine] = []
        for start, end in histories.stretches(first, last, at):
            lines += reversed(await self._history(start, end, at))
        return lines

    async def _history(self, start: datetime, end: datetime, at: datetime) -> list[StatementLine]:
        lines: list[StatementLine] = []
        totals: set[int | None] = set()
        seen = 0
        for number in range(histories.MOST_PAGES):
            reference = _fresh_id(at)
            body = bodies.history(reference, start, end, number, histories.PAGE_SIZE)
            reading = await self._asked(self._profile.history, body, at)
            page = histories.of_page(reading, reference, start, end)
            lines += page.lines
            seen += page.size
            last = page.size < histories.PAGE_SIZE
            # A line posted meanwhile under a day gone by moves the pages: one line comes twice, the
            # new one on a page already read, and the last page alone adds up.
            totals.add(page.total)
            if len(totals) > 1 or (last and page.total not in {None, seen}):
                raise PartnerUnavailable(f"{self.channel}: the statement lacks lines")
            if last:
                return lines
        raise PartnerContract(f"{self.channel}: a statement without end")

    async def _asked(self, operation: Operation, body: bodies.Body, at: datetime) -> Reading:
        """Ask what moves no money, once more with a new token if the first is refused."""
        try:
            token = await self._token(at)
            reply = await self._post(operation, body, _fresh_id(at), at, token)
            if self._went_stale(reply, operation, token):
                token = await self._token(at)
                reply = await self._post(operation, body, _fresh_id(at), at, token)
            return answers.understood(reply, operation.service)
        except TokenRefused as trouble:
            raise PartnerContract(f"{self.channel}: {trouble}") from None
        except (NotSent, NoAnswer, Garbled) as trouble:
            raise PartnerUnavailable(f"{self.channel}: {trouble}", _wait(trouble)) from None

    async def _token(self, at: datetime) -> Token | None:
        return await self._tokens.current(at) if self._tokens else None

    async def _post(
        self,
        operation: Operation,
        body: bodies.Body,
        external_id: str,
        at: datetime,
        token: Token | None,
    ) -> Reply:
        url = httpx.URL(f"{self._url}{operation.path}")
        raw, stamp = written(body), bodies.timestamp(at)
        path = url.raw_path.decode("ascii")
        headers = {
            "X-TIMESTAMP": stamp,
            "X-PARTNER-ID": self._credentials.partner_id,
            "X-EXTERNAL-ID": external_id,
            "CHANNEL-ID": self._credentials.channel_id,
        }
        if token:
            text = symmetric_text(path, token.text, raw, stamp)
            headers["Authorization"] = f"Bearer {token.text}"
            headers["X-SIGNATURE"] = hmac_sha512(self._credentials.client_secret, text)
        else:
            text = asymmetric_text(path, raw, stamp)
            headers["X-SIGNATURE"] = rsa_sha256(self._credentials.private_key, text)
        return await self._wire.post(url, raw, headers, at=at)

    def _went_stale(self, reply: Reply, operation: Operation, token: Token | None) -> bool:
        """Drop a refused token; True if a new one may be accepted.

        A token that was fetched for this very call was not too old: then it is our credentials.
        """
        if token is None or self._tokens is None or reply.status != _UNAUTHORISED:
            return False
        try:
            code = answers.understood(reply, operation.service).code
        except Garbled:
            return False
        if code.http != _UNAUTHORISED or code.case not in _TOKEN_CASES:
            return False
        self._tokens.drop(token)
        return not token.fresh


def _wait(trouble: Exception) -> timedelta | None:
    """Return the wait that the channel asked for while it gave no usable answer."""
    return trouble.retry_after if isinstance(trouble, NoAnswer) else None


def _fresh_id(at: datetime) -> str:
    """Make a 19-digit id for a request that moves no money: the day and 13 random digits."""
    return f"{at.astimezone(JAKARTA):%y%m%d}{secrets.randbelow(10**13):013}"
