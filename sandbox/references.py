"""What the payment channels remember of the requests they got, besides the ledger."""

import hashlib
import sqlite3
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sandbox.clock import JAKARTA, sortable
from sandbox.store import connect


@dataclass(frozen=True, slots=True)
class Refusal:
    """A transfer that was refused: its code, and the wallet's own word for it where it has one."""

    at: datetime
    request_sha256: str
    code: str
    result: str | None


def number_of_refused(channel: str, reference: str) -> str:
    """Return the number of an order that was refused: the same whenever it is repeated."""
    digits = int.from_bytes(hashlib.sha256(reference.encode()).digest()[:8], "big") % 10**11
    return f"{channel.upper()}R{digits:011d}"


class References:
    """Message ids of the day, accounts by reference, and refused transfers."""

    def __init__(self, path: Path) -> None:
        self._connection = connect(path, durable=False)

    def is_new_message(self, channel: str, external_id: str, at: datetime) -> bool:
        """Take note of a message id; tell whether it is the first of its Jakarta day."""
        day = at.astimezone(JAKARTA).date().isoformat()
        written = self._connection.execute(
            "INSERT OR IGNORE INTO external_ids VALUES (?, ?, ?)", (channel, day, external_id)
        )
        return written.rowcount == 1

    def asked(self, channel: str, reference: str, account: str) -> None:
        """Remember for which account a reference was first used, even if nothing comes of it."""
        row = (channel, reference, account)
        self._connection.execute("INSERT OR IGNORE INTO asked VALUES (?, ?, ?)", row)

    def account_of(self, channel: str, reference: str) -> str | None:
        """Return for which account a reference was first used."""
        row: sqlite3.Row | None = self._connection.execute(
            "SELECT account FROM asked WHERE channel = ? AND reference = ?", (channel, reference)
        ).fetchone()
        return None if row is None else str(row["account"])

    def refuse(self, channel: str, reference: str, refusal: Refusal) -> None:
        """Remember that a transfer was refused."""
        self._connection.execute(
            "INSERT INTO refusals (channel, reference, at, request_sha256, code, result)"
            " VALUES (?, ?, ?, ?, ?, ?)",
            (
                channel,
                reference,
                sortable(refusal.at),
                refusal.request_sha256,
                refusal.code,
                refusal.result,
            ),
        )

    def refusal(self, channel: str, reference: str) -> Refusal | None:
        """Return the last refusal of a reference."""
        row: sqlite3.Row | None = self._connection.execute(
            "SELECT at, request_sha256, code, result FROM refusals"
            " WHERE channel = ? AND reference = ? ORDER BY seq DESC LIMIT 1",
            (channel, reference),
        ).fetchone()
        if row is None:
            return None
        at = datetime.fromisoformat(row["at"])
        return Refusal(at, row["request_sha256"], row["code"], row["result"])

    def close(self) -> None:
        """Let go of the file."""
        self._connection.close()
