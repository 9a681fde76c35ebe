"""I0 to I4: the chain, one payment per incentive, under one reference, to the right account."""

from collections import defaultdict
from collections.abc import Iterable, Mapping

from auditor.casefiles import TrancheKey
from auditor.chain import Row, first_break
from auditor.evidence import Evidence
from auditor.findings import Findings
from auditor.lives import Life
from auditor.scheme import AMOUNTS_IDR
from auditor.world import canonical

Lives = Mapping[str, Life]


def judge_chain(evidence: Evidence, _lives: Lives, findings: Findings) -> None:
    """I0: every row follows from the one before."""
    findings.saw("I0", len(evidence.chain))
    broken = first_break(evidence.chain)
    if broken is not None:
        findings.violation("I0", f"row {broken} does not follow from the row before it")


def judge_amounts(evidence: Evidence, _lives: Lives, findings: Findings) -> None:
    """I1: at every prefix of the ledger an incentive is paid fully and once, or not at all."""
    for key, rows in evidence.rows_of.items():
        findings.saw("I1")
        amount = AMOUNTS_IDR.get(key.kind, 0)
        _follow(findings, rows, amount, key)
    for rows in _unnamed(evidence).values():
        findings.saw("I1")
        _follow(findings, rows, rows[0].amount_idr, None)
        if rows[0].amount_idr not in AMOUNTS_IDR.values():
            said = f"{rows[0].amount_idr} rupiah is no incentive of the programme"
            findings.violation("I1", said, nik=rows[0].owner_nik, rows=_seqs(rows))


def _follow(findings: Findings, rows: list[Row], amount: int, key: TrancheKey | None) -> None:
    net = 0
    nik = None if key is not None else rows[0].owner_nik
    for row in rows:
        if row.amount_idr != amount:
            said = f"row {row.seq} moves {row.amount_idr} rupiah in place of {amount}"
            findings.violation("I1", said, nik=nik, tranche=key, rows=_seqs(rows))
        net += row.amount_idr if row.credit else -row.amount_idr
        if net not in {0, amount}:
            said = f"after row {row.seq} the incentive stands at {net} rupiah"
            findings.violation("I1", said, nik=nik, tranche=key, rows=_seqs(rows))
            return


def judge_references(evidence: Evidence, _lives: Lives, findings: Findings) -> None:
    """I2: one reference is one tranche, and a new one is paid only after the old one is not."""
    findings.saw("I2", len({row.reference for row in evidence.rows}))
    for reference, rows in _unnamed(evidence).items():
        nik = rows[0].owner_nik
        keys = evidence.named_by.get(reference, set())
        if len(keys) > 1:
            said = f"reference {reference} is named by {len(keys)} incentives"
            findings.violation("I2", said, nik=min(keys).nik, rows=_seqs(rows))
        elif nik in evidence.cases and evidence.answering(nik) is None:
            said = f"whose reference {reference} is cannot be asked"
            findings.undecidable("I2", said, nik=nik, rows=_seqs(rows))
        else:
            said = f"no case names reference {reference}: it pays for nothing that is owed"
            findings.violation("I2", said, nik=nik, rows=_seqs(rows))
    for key, rows in evidence.rows_of.items():
        net: dict[str, int] = defaultdict(int)
        for row in rows:
            net[row.reference] += 1 if row.credit else -1
            live = [reference for reference, count in net.items() if count > 0]
            if len(live) > 1:
                said = f"{len(live)} references are paid at row {row.seq}"
                findings.violation("I2", said, tranche=key, rows=_seqs(rows))
                break


def judge_payees(evidence: Evidence, lives: Lives, findings: Findings) -> None:
    """I3: known payees only, and nobody gets more than the programme grants."""
    net: dict[str, list[Row]] = defaultdict(list)
    for row in evidence.rows:
        net[_owner_until_just_now(evidence, row) or row.owner_nik].append(row)
    for nik, rows in net.items():
        findings.saw("I3")
        life = lives.get(nik)
        if life is None:
            said = "money went to somebody whose enrolment was never acknowledged"
            findings.violation("I3", said, nik=nik, rows=_seqs(rows))
        elif _sum(rows) > life.scheme.total_idr:
            said = f"{_sum(rows)} rupiah were paid, {life.scheme.total_idr} is all there is"
            findings.violation("I3", said, nik=nik, rows=_seqs(rows))
    granted = sum(life.scheme.total_idr for life in lives.values())
    if _sum(evidence.rows) > granted:
        said = f"{_sum(evidence.rows)} rupiah were paid in all, {granted} are granted"
        findings.violation("I3", said)


def judge_owners(evidence: Evidence, _lives: Lives, findings: Findings) -> None:
    """I4: the account belonged to the participant, and to no other participant's payments."""
    served: dict[tuple[str, str], set[str]] = defaultdict(set)
    for key, rows in evidence.rows_of.items():
        places: dict[str, set[tuple[str, str]]] = defaultdict(set)
        for row in rows:
            findings.saw("I4")
            account = (row.channel, canonical(row.account))
            places[row.reference].add(account)
            if row.credit:
                served[account].add(key.nik)
                _owned(evidence, findings, key, row)
        if any(len(accounts) > 1 for accounts in places.values()):
            said = "one reference moved money at two accounts"
            findings.violation("I4", said, tranche=key, rows=_seqs(rows))
    for account, niks in served.items():
        if len(niks) > 1:
            rows = [r for r in evidence.rows if (r.channel, canonical(r.account)) == account]
            said = f"one account at {account[0]} served {len(niks)} participants"
            findings.violation("I4", said, nik=min(niks), rows=_seqs(rows))


def _owned(evidence: Evidence, findings: Findings, key: TrancheKey, row: Row) -> None:
    if row.owner_nik != key.nik and _owner_until_just_now(evidence, row) == key.nik:
        said = f"the account of row {row.seq} changed hands within three seconds of the booking"
        findings.undecidable("I4", said, nik=key.nik, rows=(row.seq,))
        return
    if row.owner_nik != key.nik:
        said = f"row {row.seq} went to an account of somebody else"
        findings.violation("I4", said, tranche=key, rows=(row.seq,))
        return
    account = evidence.accounts.get((row.channel, canonical(row.account)))
    if account is None:
        said = f"row {row.seq} went to an account that nobody declared"
        findings.violation("I4", said, tranche=key, rows=(row.seq,))
        return
    clock = evidence.sent.clock
    at, lag = clock.programme(row.real_at), clock.lag()
    owners = {account.at(instant)["nik"] for instant in (at - lag, at)}
    if row.owner_nik not in owners:
        said = f"row {row.seq} names an owner that the account did not have"
        findings.violation("I4", said, tranche=key, rows=(row.seq,))


def _owner_until_just_now(evidence: Evidence, row: Row) -> str | None:
    """Return the NIK of who lost the account to the row's owner just before the booking.

    Whoever sends the money asks first whose the account is. If it changes hands in the few real
    seconds between, nobody can know: hours on a clock that is fast and a machine that is slow.
    """
    account = evidence.accounts.get((row.channel, canonical(row.account)))
    if account is None or not row.credit:
        return None
    clock = evidence.sent.clock
    at = clock.programme(row.real_at)
    before, after = account.at(at - clock.lag())["nik"], account.at(at)["nik"]
    return str(before) if row.owner_nik == after != before else None


def _unnamed(evidence: Evidence) -> dict[str, list[Row]]:
    """Return the rows of references that not exactly one tranche names."""
    found: dict[str, list[Row]] = defaultdict(list)
    for row in evidence.rows:
        if len(evidence.named_by.get(row.reference, set())) != 1:
            found[row.reference].append(row)
    return found


def _sum(rows: Iterable[Row]) -> int:
    return sum(row.amount_idr if row.credit else -row.amount_idr for row in rows)


def _seqs(rows: Iterable[Row]) -> tuple[int, ...]:
    return tuple(row.seq for row in rows)
