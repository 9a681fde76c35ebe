"""Our side of a reconciliation: the ledger's words on many references, a page at a time."""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import partial
from typing import Any, Final

from sqlalchemy import Connection, Row, and_, func, or_, select, tuple_

from domain.clock import at_hour
from domain.findings import Booked
from domain.payouts import Channel, Outcome
from records.database import Database
from records.decision_tables import proposals
from records.keyring import Keyring
from records.ledger_queries import confirmations
from records.ledger_tables import answers, attempts, closings, intents
from records.people import unsealed
from records.person_keys import Forgotten, PersonKeys, UnknownPerson
from records.tables import accounts

PAGE: Final = 500
"""References in one transaction: far below the number of parameters a statement may have."""

_STRENGTH = (Outcome.REVERSED, Outcome.PAID, Outcome.NOT_PAID)
"""Of several closings of one reference, the one that holds."""


class BookedPayments:
    """Reads what was sent to a channel and what became of it. Instants are programme time."""

    def __init__(self, database: Database, keyring: Keyring) -> None:
        self._database = database
        self._keys = PersonKeys(keyring)

    async def sent(self, channel: Channel, first: date, last: date) -> list[str]:
        """Return the references sent to a channel in a stretch of Jakarta days, in order."""
        return await self._paged(partial(_sent, channel=channel, first=first, last=last))

    async def paid_later(self, channel: Channel, first: date, last: date) -> list[str]:
        """Return a channel's references decided on before these days and called paid in them."""
        return await self._paged(partial(_paid_later, channel=channel, first=first, last=last))

    async def _paged(self, query: Callable[..., Sequence[str]]) -> list[str]:
        found: list[str] = []
        while True:
            after = found[-1] if found else ""
            page = await self._database.read(partial(query, after=after))
            found += page
            if len(page) < PAGE:
                return found

    async def page(
        self, references: Sequence[str], *, with_account: Collection[str] = ()
    ) -> list[Booked]:
        """Return what is known of these references and of their incentives' other generations.

        At most `PAGE` references. The accounts are opened of those in `with_account` only;
        a person who was forgotten has none any more. Unknown references are left out.
        """
        return await self._database.read(
            lambda connection: self._page(connection, references, frozenset(with_account))
        )

    def _page(
        self, connection: Connection, references: Sequence[str], with_account: frozenset[str]
    ) -> list[Booked]:
        rows = _with_siblings(connection, references)
        known = [row.reference for row in rows]
        sends, verdicts = _sends(connection, known), _verdicts(connection, known)
        confirmed, doubted = _confirmed(connection, known), _doubted(connection, known)
        opened = self._accounts(connection, [row for row in rows if row.reference in with_account])
        return [
            _booked(
                row,
                sends.get(row.reference),
                verdicts[row.reference],
                confirmed.get(row.reference),
                opened,
                doubted=row.reference in doubted,
            )
            for row in rows
        ]

    def _accounts(
        self, connection: Connection, rows: Sequence[Row[Any]]
    ) -> dict[tuple[str, int], str]:
        links = {(row.journey, row.link) for row in rows}
        sealed: defaultdict[str, dict[int, bytes]] = defaultdict(dict)
        for row in connection.execute(
            select(accounts.c.journey, accounts.c.link, accounts.c.sealed).where(
                tuple_(accounts.c.journey, accounts.c.link).in_(sorted(links))
            )
        ):
            sealed[row.journey][row.link] = row.sealed
        numbers: dict[tuple[str, int], str] = {}
        for journey, links_of in sealed.items():
            try:
                key = self._keys.open(connection, journey)
            except (Forgotten, UnknownPerson):
                continue
            for link, blob in links_of.items():
                numbers[journey, link] = unsealed(key, blob).number
        return numbers


@dataclass(frozen=True, slots=True)
class _Sends:
    first_at: datetime
    last_at: datetime
    latest: int
    unrefused: int


@dataclass(frozen=True, slots=True)
class _Verdict:
    at: datetime
    booked_at: datetime | None


def _sent(
    connection: Connection, *, channel: Channel, first: date, last: date, after: str
) -> Sequence[str]:
    return connection.scalars(
        select(attempts.c.reference)
        .where(
            attempts.c.channel == channel,
            attempts.c.day.between(first, last),
            attempts.c.action == "send",
            attempts.c.reference > after,
        )
        .distinct()
        .order_by(attempts.c.reference)
        .limit(PAGE)
    ).all()


def _paid_later(
    connection: Connection, *, channel: Channel, first: date, last: date, after: str
) -> Sequence[str]:
    begin, end = at_hour(first, 0), at_hour(last + timedelta(days=1), 0)
    return connection.scalars(
        select(closings.c.reference)
        .join(intents, intents.c.reference == closings.c.reference)
        .where(
            intents.c.channel == channel,
            intents.c.at < begin,
            closings.c.outcome == Outcome.PAID,
            closings.c.at >= begin,
            closings.c.at < end,
            closings.c.reference > after,
        )
        .order_by(closings.c.reference)
        .limit(PAGE)
    ).all()


def _with_siblings(connection: Connection, references: Sequence[str]) -> Sequence[Row[Any]]:
    named = intents.alias("named")
    tranche = and_(
        intents.c.journey == named.c.journey,
        intents.c.kind == named.c.kind,
        intents.c.number == named.c.number,
    )
    return connection.execute(
        select(intents)
        .join(named, tranche)
        .where(named.c.reference.in_(references))
        .distinct()
        .order_by(intents.c.reference)
    ).all()


def _sends(connection: Connection, references: Sequence[str]) -> dict[str, _Sends]:
    unrefused = or_(answers.c.outcome.is_(None), answers.c.outcome != Outcome.NOT_PAID)
    rows = connection.execute(
        select(
            attempts.c.reference,
            func.min(attempts.c.at).label("first_at"),
            func.max(attempts.c.at).label("last_at"),
            func.max(attempts.c.sequence).label("latest"),
            func.count().filter(unrefused).label("unrefused"),
        )
        .outerjoin(answers, answers.c.attempt == attempts.c.sequence)
        .where(attempts.c.action == "send", attempts.c.reference.in_(references))
        .group_by(attempts.c.reference)
    )
    return {
        row.reference: _Sends(row.first_at, row.last_at, row.latest, row.unrefused) for row in rows
    }


def _verdicts(
    connection: Connection, references: Sequence[str]
) -> defaultdict[str, dict[Outcome, _Verdict]]:
    verdicts: defaultdict[str, dict[Outcome, _Verdict]] = defaultdict(dict)
    for row in connection.execute(
        select(closings.c.reference, closings.c.outcome, closings.c.at, closings.c.booked_at).where(
            closings.c.reference.in_(references)
        )
    ):
        verdicts[row.reference][Outcome(row.outcome)] = _Verdict(row.at, row.booked_at)
    return verdicts


def _confirmed(connection: Connection, references: Sequence[str]) -> dict[str, datetime]:
    rows = connection.execute(
        confirmations()
        .add_columns(proposals.c.reference)
        .where(proposals.c.reference.in_(references))
        .group_by(proposals.c.reference)
    )
    return {row.reference: row.at for row in rows}


def _doubted(connection: Connection, references: Sequence[str]) -> frozenset[str]:
    return frozenset(
        connection.scalars(
            select(proposals.c.reference)
            .where(proposals.c.outcome == Outcome.NOT_PAID)
            .where(proposals.c.reference.in_(references))
        )
    )


def _booked(
    row: Row[Any],
    sends: _Sends | None,
    verdicts: dict[Outcome, _Verdict],
    confirmed_at: datetime | None,
    numbers: dict[tuple[str, int], str],
    *,
    doubted: bool,
) -> Booked:
    outcome = next((one for one in _STRENGTH if one in verdicts), None)
    return Booked(
        reference=row.reference,
        journey=row.journey,
        kind=row.kind,
        number=row.number,
        generation=row.generation,
        channel=Channel(row.channel),
        amount_idr=row.amount_idr,
        outcome=outcome,
        closed_at=verdicts[outcome].at if outcome else None,
        booked_at=verdicts[outcome].booked_at if outcome else None,
        confirmed_at=confirmed_at,
        doubted=doubted,
        first_sent_at=sends.first_at if sends else None,
        last_sent_at=sends.last_at if sends else None,
        may_have_moved=bool(sends and sends.unrefused),
        last_send=sends.latest if sends else None,
        account=numbers.get((row.journey, row.link)),
    )


def pages(references: Collection[str]) -> Iterator[list[str]]:
    """Cut references into pages of `PAGE`, in order."""
    ordered = sorted(references)
    for begin in range(0, len(ordered), PAGE):
        yield ordered[begin : begin + PAGE]
