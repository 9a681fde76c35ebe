"""What was really paid: rows that only grow, each holding the hash of the one before.

A row is on the disk before anything is answered, so that a lost answer never means a lost booking.
"""

import hashlib
import json
import sqlite3
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, fields
from datetime import UTC, datetime
from pathlib import Path
from typing import Literal

from sandbox.clock import sortable
from sandbox.store import connect

GENESIS = "0" * 64
"""`prev_hash` of the first row."""


class LedgerBroken(Exception):
    """A row does not follow from the one before: somebody changed the file."""

    def __init__(self, seq: int) -> None:
        super().__init__(f"ledger row {seq} does not follow from the row before it")
        self.seq = seq


@dataclass(frozen=True, slots=True)
class Entry:
    """A movement of money, as it is about to be written."""

    claimed_at: str
    """The request's own X-TIMESTAMP."""
    service: str
    """SNAP BI service code: 38 wallets, 17 bank."""
    reference: str
    external_id: str
    channel: str
    account: str
    owner_nik: str
    """Who owned the account at that instant."""
    amount: int
    """Rupiah."""
    kind: Literal["credit", "reversal"]
    request_sha256: str
    """Of the bytes received."""


@dataclass(frozen=True, slots=True)
class Booking(Entry):
    """An entry in its place in the chain."""

    seq: int
    prev_hash: str
    hash: str
    real_at: str
    """Wall-clock time in UTC, whatever clock the callers believe in."""

    @property
    def reference_no(self) -> str:
        """Return the channel's own reference of the row."""
        return f"{self.channel.upper()}{self.seq:012d}"


_COLUMNS = ", ".join(field.name for field in fields(Booking))


def row_hash(row: Mapping[str, object]) -> str:
    """Return SHA-256 in hex of the row's canonical JSON: all but `hash`, keys sorted, compact."""
    content = {name: value for name, value in row.items() if name != "hash"}
    text = json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()


def verify(rows: Iterable[Mapping[str, object]]) -> int:
    """Follow the chain from its first row and return its length. Raises `LedgerBroken`."""
    seq, prev_hash = 0, GENESIS
    for row in rows:
        seq += 1
        if row["seq"] != seq or row["prev_hash"] != prev_hash or row["hash"] != row_hash(row):
            raise LedgerBroken(seq)
        prev_hash = str(row["hash"])
    return seq


class Ledger:
    """The chain in the file. Opening it follows the whole chain; raises `LedgerBroken`."""

    def __init__(self, path: Path) -> None:
        self._connection = connect(path, durable=True)
        try:
            verify(self.rows())
        except LedgerBroken:
            self.close()
            raise

    def append(self, entry: Entry, booked_at: datetime) -> Booking:
        """Write a row and return once it is on the disk. `booked_at` is the programme's time."""
        last = self._connection.execute(
            "SELECT seq, hash FROM ledger ORDER BY seq DESC LIMIT 1"
        ).fetchone()
        row: dict[str, object] = asdict(entry) | {
            "seq": last["seq"] + 1 if last else 1,
            "prev_hash": last["hash"] if last else GENESIS,
            "real_at": datetime.now(UTC).isoformat(),
        }
        row["hash"] = row_hash(row)
        names = [*row, "booked_at"]
        self._connection.execute(
            f"INSERT INTO ledger ({', '.join(names)}) VALUES ({', '.join('?' * len(names))})",  # noqa: S608 - the names are ours
            [*row.values(), sortable(booked_at)],
        )
        return Booking(**row)  # type: ignore[arg-type]  # a row read by its own column names

    def plan(self, entry: Entry, at: datetime) -> None:
        """Remember a movement that is still to come, at a programme time."""
        self._connection.execute(
            "INSERT INTO movements (due, entry) VALUES (?, ?)",
            (sortable(at), json.dumps(asdict(entry))),
        )

    def settle(self, until: datetime) -> None:
        """Write every planned movement whose time has come: once, and booked at that time.

        A reversal whose credit is not there, or was taken back already, is dropped.
        """
        due = self._connection.execute(
            "SELECT seq, due, entry FROM movements WHERE due <= ? ORDER BY due, seq",
            (sortable(until),),
        ).fetchall()
        for row in due:
            entry = Entry(**json.loads(row["entry"]))
            with self._connection:
                self._connection.execute("BEGIN IMMEDIATE")
                self._connection.execute("DELETE FROM movements WHERE seq = ?", (row["seq"],))
                if entry.kind == "credit" or self._stands(entry):
                    self.append(entry, datetime.fromisoformat(row["due"]))

    def rows(self, start: int = 0) -> list[dict[str, object]]:
        """Return the rows from a sequence number on, as they are hashed."""
        found = self._connection.execute(
            f"SELECT {_COLUMNS} FROM ledger WHERE seq >= ? ORDER BY seq",  # noqa: S608 - the names are ours
            (start,),
        )
        return [dict(row) for row in found]

    def latest(self, channel: str, reference: str, kind: str) -> tuple[Booking, datetime] | None:
        """Return the last row of a reference with the programme time it was booked at."""
        row: sqlite3.Row | None = self._connection.execute(
            f"SELECT {_COLUMNS}, booked_at FROM ledger"  # noqa: S608 - the names are ours
            " WHERE channel = ? AND reference = ? AND kind = ? ORDER BY seq DESC LIMIT 1",
            (channel, reference, kind),
        ).fetchone()
        return None if row is None else _dated(row)

    def booked(self, channel: str) -> list[tuple[Booking, datetime]]:
        """Return all rows of a channel with their programme times, the latest first."""
        found = self._connection.execute(
            f"SELECT {_COLUMNS}, booked_at FROM ledger WHERE channel = ?"  # noqa: S608 - the names are ours
            " ORDER BY booked_at DESC, seq DESC",
            (channel,),
        )
        return [_dated(row) for row in found]

    def came_in(self, channel: str, account: str, after: datetime, until: datetime) -> int:
        """Return the rupiah credited, less those taken back, after one instant until another."""
        (total,) = self._connection.execute(
            "SELECT coalesce(sum(CASE kind WHEN 'credit' THEN amount ELSE -amount END), 0)"
            " FROM ledger WHERE channel = ? AND account = ? AND booked_at > ? AND booked_at <= ?",
            (channel, account, sortable(after), sortable(until)),
        ).fetchone()
        return int(total)

    def close(self) -> None:
        """Let go of the file."""
        self._connection.close()

    def _stands(self, entry: Entry) -> bool:
        paid = self.latest(entry.channel, entry.reference, "credit")
        returned = self.latest(entry.channel, entry.reference, "reversal")
        return paid is not None and (returned is None or returned[0].seq < paid[0].seq)


def _dated(row: sqlite3.Row) -> tuple[Booking, datetime]:
    found = dict(row)
    booked_at = datetime.fromisoformat(found.pop("booked_at"))
    return Booking(**found), booked_at
