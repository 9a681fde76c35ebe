"""Who is who: one NIK one journey, one voucher and one account one participant, for ever.

Only keyed hashes are stored. Rows are written before a journey is started and outlive it.
"""

import base64
import secrets
from datetime import datetime
from functools import partial

from pydantic import BaseModel, ConfigDict
from sqlalchemy import Connection, delete, select

from domain.identity import Nik
from domain.payouts import Channel
from records.database import Database
from records.inserts import insert_new
from records.keyring import Peppers, Purpose
from records.tables import claims

Digests = list[tuple[str, str]]
"""(pepper id, digest) pairs of one value."""


class Claimed(BaseModel):
    """The journey that a NIK belongs to."""

    model_config = ConfigDict(frozen=True)

    journey: str
    new: bool
    """True for exactly one caller, whoever else claims the same NIK at the same time."""


class ClaimedByAnother(Exception):
    """The voucher or the account already belongs to another participant."""

    def __init__(self, purpose: Purpose, owner: str) -> None:
        super().__init__(f"this {purpose} belongs to another participant")
        self.purpose = purpose
        self.owner = owner
        """The journey of the other: for support, not for the one who asked."""


class _Overtaken(Exception):
    """Another process made the same claim between our look and our write."""


class Claims:
    """The claims table. A value is hashed under every pepper, so that peppers can be rotated."""

    def __init__(self, database: Database, peppers: Peppers) -> None:
        self._database = database
        self._peppers = peppers

    async def claim_person(self, nik: Nik, *, at: datetime) -> Claimed:
        """Return the journey of this NIK, made now if there is none. Repeatable."""
        proposed = _new_journey()
        owner = await self._claim(Purpose.NIK, nik.digits, proposed, at)
        return Claimed(journey=owner, new=owner == proposed)

    async def claim_voucher(self, voucher: str, journey: str, *, at: datetime) -> None:
        """Give the voucher to the journey. Repeatable; raises `ClaimedByAnother`."""
        await self._claim_for(Purpose.VOUCHER, _typed(voucher), journey, at)

    async def claim_account(
        self, channel: Channel, number: str, journey: str, *, at: datetime
    ) -> None:
        """Give the account to the journey. Repeatable; raises `ClaimedByAnother`."""
        await self._claim_for(Purpose.ACCOUNT, _account(channel, number), journey, at)

    async def release_voucher(self, voucher: str, journey: str) -> bool:
        """Give up a voucher that was noted in error; say whether the journey had it."""
        digests = [digest for _, digest in self._peppers.digests(Purpose.VOUCHER, _typed(voucher))]
        statement = delete(claims).where(
            claims.c.purpose == Purpose.VOUCHER,
            claims.c.digest.in_(digests),
            claims.c.journey == journey,
        )
        return await self._database.write(
            lambda connection: connection.execute(statement).rowcount > 0
        )

    async def find_by_nik(self, nik: Nik) -> str | None:
        """Return the journey of a NIK."""
        return await self._find(Purpose.NIK, nik.digits)

    async def find_by_voucher(self, voucher: str) -> str | None:
        """Return the journey of a voucher."""
        return await self._find(Purpose.VOUCHER, _typed(voucher))

    async def find_by_account(self, channel: Channel, number: str) -> str | None:
        """Return the journey of an account."""
        return await self._find(Purpose.ACCOUNT, _account(channel, number))

    async def _find(self, purpose: Purpose, value: str) -> str | None:
        digests = self._peppers.digests(purpose, value)
        held = await self._database.read(partial(_held, purpose=purpose, digests=digests))
        return next(iter(held.values()), None)

    async def _claim_for(self, purpose: Purpose, value: str, journey: str, at: datetime) -> None:
        owner = await self._claim(purpose, value, journey, at)
        if owner != journey:
            raise ClaimedByAnother(purpose, owner)

    async def _claim(self, purpose: Purpose, value: str, journey: str, at: datetime) -> str:
        # Every process writes the digests in the same order: two cannot wait for each other.
        digests = sorted(self._peppers.digests(purpose, value))
        claim = partial(_claim_all, purpose=purpose, digests=digests, journey=journey, at=at)
        while True:
            try:
                return await self._database.write(claim)
            except _Overtaken:
                continue  # The claim that overtook ours is committed: now it is seen.


def _typed(voucher: str) -> str:
    """Return a code as two people would both type it: no two codes differ in case only."""
    return voucher.strip().upper()


def _account(channel: Channel, number: str) -> str:
    return f"{channel}:{number}"


def _new_journey() -> str:
    """Return `journey-` and 20 characters of lower-case base32: 100 random bits."""
    return "journey-" + base64.b32encode(secrets.token_bytes(15)).decode().lower()[:20]


def _held(connection: Connection, *, purpose: Purpose, digests: Digests) -> dict[str, str]:
    """Return the journeys by digest, as far as the digests are claimed."""
    rows = connection.execute(
        select(claims.c.digest, claims.c.journey).where(
            claims.c.purpose == purpose,
            claims.c.digest.in_([digest for _, digest in digests]),
        )
    )
    return {row.digest: row.journey for row in rows}


def _claim_all(
    connection: Connection, *, purpose: Purpose, digests: Digests, journey: str, at: datetime
) -> str:
    held = _held(connection, purpose=purpose, digests=digests)
    owner = next(iter(held.values()), journey)
    for pepper_id, digest in digests:
        # A claim made under an old pepper gets a row under the new one: the old can retire.
        if digest not in held and not insert_new(
            connection,
            claims,
            purpose=purpose,
            digest=digest,
            pepper_id=pepper_id,
            journey=owner,
            at=at,
        ):
            raise _Overtaken
    return owner
