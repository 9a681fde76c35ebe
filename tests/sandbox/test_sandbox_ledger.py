import hashlib
import json
import sqlite3
from pathlib import Path
from typing import Any

import pytest

from sandbox.clock import instant
from sandbox.ledger import Entry, Ledger, LedgerBroken, verify
from tests.sandbox.sandbox_rig import NOON, Rig, account
from tests.sandbox.sandbox_running import running_sandbox


def _entry(reference: str) -> Entry:
    return Entry(
        claimed_at=NOON,
        service="38",
        reference=reference,
        external_id="2009141200000000001",
        channel="ovo",
        account="6281200000001",
        owner_nik="9902024107900000",
        amount=600_000,
        kind="credit",
        request_sha256="0" * 64,
    )


def _filled(file: Path) -> list[dict[str, Any]]:
    ledger = Ledger(file)
    for number in range(5):
        ledger.append(_entry(f"ref-{number}"), instant(NOON))
    rows = ledger.rows()
    ledger.close()
    return rows


def _tamper(file: Path, statement: str) -> None:
    connection = sqlite3.connect(file)
    connection.executescript(
        f"DROP TRIGGER ledger_is_not_rewritten; DROP TRIGGER ledger_is_not_shortened; {statement};"
    )
    connection.close()


def test_every_row_holds_the_hash_of_its_canonical_json_and_of_the_row_before(file: Path) -> None:
    previous = "0" * 64
    for row in _filled(file):
        claimed = row.pop("hash")
        text = json.dumps(row, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
        assert claimed == hashlib.sha256(text.encode()).hexdigest()
        assert row["prev_hash"] == previous
        previous = claimed


@pytest.mark.parametrize(
    ("statement", "seq"),
    [
        ("UPDATE ledger SET amount = 1 WHERE seq = 3", 3),
        ("UPDATE ledger SET owner_nik = '9902024107900001' WHERE seq = 1", 1),
        ("DELETE FROM ledger WHERE seq = 2", 2),
        ("DELETE FROM ledger WHERE seq = 1; UPDATE ledger SET seq = seq - 1", 1),
    ],
)
def test_a_ledger_that_was_changed_is_not_opened(file: Path, statement: str, seq: int) -> None:
    _filled(file)
    _tamper(file, statement)
    with pytest.raises(LedgerBroken) as broken:
        Ledger(file)
    assert broken.value.seq == seq


def test_rows_in_another_order_are_no_chain(file: Path) -> None:
    rows = _filled(file)
    assert verify(rows) == 5
    with pytest.raises(LedgerBroken):
        verify(rows[::-1])


@pytest.mark.parametrize("statement", ["UPDATE ledger SET amount = 1", "DELETE FROM ledger"])
def test_the_file_itself_refuses_to_rewrite_the_ledger(file: Path, statement: str) -> None:
    _filled(file)
    connection = sqlite3.connect(file)
    with pytest.raises(sqlite3.IntegrityError, match="only grows"):
        connection.execute(statement)
    connection.close()


def test_a_sandbox_does_not_start_on_a_changed_ledger(file: Path) -> None:
    _filled(file)
    _tamper(file, "UPDATE ledger SET amount = 1 WHERE seq = 2")
    with pytest.raises(LedgerBroken), running_sandbox(file):
        pass


def test_a_new_world_keeps_the_ledger(rig: Rig) -> None:
    rig.tell(accounts=[account()])
    rig.pay("dana")
    rig.tell()
    assert [row["seq"] for row in rig.ledger()] == [1]
    assert rig.control("GET", "/_ledger?from=2") == []
