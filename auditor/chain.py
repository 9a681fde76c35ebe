"""The partners' ledger: rows that each hold the hash of the one before."""

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from auditor.reading import Node

GENESIS = "0" * 64


@dataclass(frozen=True, slots=True)
class Row:
    """One movement of money."""

    seq: int
    real_at: datetime
    claimed_at: datetime
    reference: str
    channel: str
    account: str
    owner_nik: str
    amount_idr: int
    credit: bool
    """False for money taken back."""


def read_row(node: Node) -> Row:
    """Read a row. Raises `BadEvidence`."""
    kind = node.text("kind")
    if kind not in {"credit", "reversal"}:
        raise node.bad("kind", "neither credit nor reversal")
    return Row(
        seq=node.whole("seq"),
        real_at=node.instant("real_at"),
        claimed_at=node.instant("claimed_at"),
        reference=node.text("reference"),
        channel=node.text("channel"),
        account=node.text("account"),
        owner_nik=node.text("owner_nik"),
        amount_idr=node.whole("amount"),
        credit=kind == "credit",
    )


def row_hash(row: dict[str, object]) -> str:
    """Return SHA-256 in hex of a row without its own hash, as compact JSON with sorted keys."""
    kept = {key: value for key, value in row.items() if key != "hash"}
    text = json.dumps(kept, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()


def first_break(rows: Iterable[Node]) -> int | None:
    """Return the position, from 1, of the first row that does not follow; None if all do."""
    before = GENESIS
    for position, row in enumerate(rows, 1):
        value = row.value
        linked = value.get("seq") == position and value.get("prev_hash") == before
        if not linked or value.get("hash") != row_hash(value):
            return position
        before = str(value["hash"])
    return None
