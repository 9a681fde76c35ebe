"""The sandbox's SQLite file: one table per kind of thing it must know after a kill -9."""

import sqlite3
from pathlib import Path

_TABLES = """
CREATE TABLE IF NOT EXISTS plans (
    kind TEXT NOT NULL, key TEXT NOT NULL, body TEXT NOT NULL, PRIMARY KEY (kind, key)
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS fired (name TEXT PRIMARY KEY, times INTEGER NOT NULL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS redeemed (nik TEXT PRIMARY KEY, at TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS sent_again (
    seq INTEGER PRIMARY KEY, partner TEXT NOT NULL, nik TEXT NOT NULL, at TEXT NOT NULL
);
CREATE TABLE IF NOT EXISTS acts (
    key TEXT PRIMARY KEY, over INTEGER NOT NULL, attempts INTEGER NOT NULL, again_at TEXT
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS log (
    seq INTEGER PRIMARY KEY, at TEXT NOT NULL, asked_at TEXT NOT NULL, who TEXT NOT NULL,
    did TEXT NOT NULL, answer TEXT NOT NULL
);
CREATE TABLE IF NOT EXISTS external_ids (
    channel TEXT NOT NULL, day TEXT NOT NULL, external_id TEXT NOT NULL,
    PRIMARY KEY (channel, day, external_id)
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS asked (
    channel TEXT NOT NULL, reference TEXT NOT NULL, account TEXT NOT NULL,
    PRIMARY KEY (channel, reference)
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS refusals (
    seq INTEGER PRIMARY KEY, channel TEXT NOT NULL, reference TEXT NOT NULL, at TEXT NOT NULL,
    request_sha256 TEXT NOT NULL, code TEXT NOT NULL, result TEXT
);
CREATE INDEX IF NOT EXISTS refusals_by_reference ON refusals (channel, reference);
CREATE TABLE IF NOT EXISTS ledger (
    seq INTEGER PRIMARY KEY, prev_hash TEXT NOT NULL, hash TEXT NOT NULL UNIQUE,
    real_at TEXT NOT NULL, claimed_at TEXT NOT NULL, service TEXT NOT NULL,
    reference TEXT NOT NULL, external_id TEXT NOT NULL, channel TEXT NOT NULL,
    account TEXT NOT NULL, owner_nik TEXT NOT NULL, amount INTEGER NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN ('credit', 'reversal')), request_sha256 TEXT NOT NULL,
    booked_at TEXT NOT NULL
);
CREATE TABLE IF NOT EXISTS movements (
    seq INTEGER PRIMARY KEY, due TEXT NOT NULL, entry TEXT NOT NULL
);
CREATE INDEX IF NOT EXISTS movements_by_due ON movements (due);
CREATE TABLE IF NOT EXISTS calls (
    channel TEXT NOT NULL, operation TEXT NOT NULL, reference TEXT NOT NULL,
    times INTEGER NOT NULL, PRIMARY KEY (channel, operation, reference)
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS ledger_by_reference ON ledger (channel, reference);
CREATE INDEX IF NOT EXISTS ledger_by_account ON ledger (channel, account, booked_at);
CREATE TRIGGER IF NOT EXISTS ledger_is_not_rewritten BEFORE UPDATE ON ledger
BEGIN SELECT RAISE(ABORT, 'the ledger only grows'); END;
CREATE TRIGGER IF NOT EXISTS ledger_is_not_shortened BEFORE DELETE ON ledger
BEGIN SELECT RAISE(ABORT, 'the ledger only grows'); END;
"""


def connect(path: Path, *, durable: bool) -> sqlite3.Connection:
    """Open the file, made if need be; every statement is its own transaction.

    `durable`: a commit returns only after it is on the disk (the ledger). Without, it survives the
    death of the process but not a power cut (everything else).
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    path.touch(mode=0o600)  # it holds people's data: for its owner only
    connection = sqlite3.connect(path, isolation_level=None, timeout=10)
    connection.row_factory = sqlite3.Row
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute(f"PRAGMA synchronous = {'FULL' if durable else 'NORMAL'}")
    connection.executescript(f"BEGIN; {_TABLES} COMMIT;")
    return connection
