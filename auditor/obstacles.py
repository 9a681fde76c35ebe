"""What really stood between a participant and the money near the end, as the world tells it."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from auditor.casefiles import TrancheKey
from auditor.evidence import Evidence, Fault
from auditor.lives import Life
from auditor.scheme import AMOUNTS_IDR, SURVEY
from auditor.world import Account, Link

NOT_THERE = frozenset({"ACCOUNT_NOT_FOUND"})
NOT_LINKED = frozenset({"ACCOUNT_NOT_LINKED", "ACCOUNT_CHANGED_IN_FLIGHT"})
NOT_USABLE = frozenset({"ACCOUNT_INACTIVE", "ACCOUNT_SUSPENDED", "PHONE_EXPIRED"})
NOT_UPGRADED = frozenset({"KYC_REQUIRED", "ACCOUNT_DOWNGRADED", "UPGRADE_NOT_CONFIRMED"})
NOT_OWN = frozenset(
    {"NIK_MISMATCH", "NAME_MISMATCH", "PHONE_MISMATCH", "ACCOUNT_NOT_OWN", "ANOTHER_OWNER_NOW"}
)
NO_ROOM = frozenset({"WALLET_LIMIT_BALANCE", "WALLET_LIMIT_MONTHLY", "ACCOUNT_LIMIT_DAILY"})
TAKEN = frozenset({"ACCOUNT_ALREADY_USED"})
OF_PARTNER = frozenset(
    {
        *("UNKNOWN_OUTCOME", "CHANNEL_DOWN", "CHANNEL_INCIDENT", "PARTNER_TIMEOUT"),
        *("CAUSE_NOT_GIVEN", "UNKNOWN_PARTNER_CODE", "OUR_REQUEST_REJECTED"),
        *("PAYOUT_IN_PROGRESS", "PAYOUT_QUEUED", "SYSTEM_ERROR", "FRAUD_SUSPECTED"),
    }
)
OF_ACCOUNT = NOT_THERE | NOT_LINKED | NOT_USABLE | NOT_UPGRADED | NOT_OWN | NO_ROOM | TAKEN
OVER = frozenset({"DEADLINE_PASSED"})
REVERSED = frozenset({"REVERSED_BY_PARTNER"})
CHECKABLE = OF_ACCOUNT | OF_PARTNER | OVER | REVERSED
"""Reasons that the evidence can confirm or refute; of any other it says nothing."""

MONTHLY_CAP_IDR = 20_000_000
CAPS_IDR = {True: 10_000_000, False: 2_000_000}
"""The most a wallet may hold, after and before its upgrade (PBI 20/6/PBI/2018)."""
SPENT_AFTER = timedelta(days=7)
"""The people of the sandbox have spent what came in after this long."""


def confirmed(code: str, life: Life, key: TrancheKey, since: datetime) -> bool:
    """Say whether the world confirms a reason at some instant from `since` to the end."""
    quiet = life.evidence.sent.quiet_at
    if code in OVER:
        return key.kind == SURVEY and _deadline_passed(life, key)
    if code in REVERSED:
        rows = life.evidence.rows_of.get(key, [])
        return bool(rows) and not rows[-1].credit
    instants = [since, quiet, *_changes(life, since, quiet)]
    if life.linked_at(quiet) is None:
        # Nothing is linked: why not was decided when somebody tried.
        instants += [note.at for note in life.portal_notes("account")]
    if code in OF_ACCOUNT and any(_unfit(code, life, key, at) for at in instants):
        return True
    return any(_strikes(fault, life, quiet, since) for fault in life.evidence.faults)


def _deadline_passed(life: Life, key: TrancheKey) -> bool:
    ends, answered = life.over_at(key.kind), life.survey_at(key.number)
    if ends is None or ends > life.evidence.sent.quiet_at:
        return False
    return answered is None or answered >= ends


def _changes(life: Life, since: datetime, until: datetime) -> Iterable[datetime]:
    """Return when anything about the person's accounts changed near the end."""
    links = life.plan.links if life.plan is not None else ()
    accounts = [life.evidence.accounts.get((link.channel, link.number)) for link in links]
    told = [change.at for account in accounts if account for change in account.changes]
    told += [note.at for path in ("account", "account/unlink") for note in life.portal_notes(path)]
    told += [link.at for link in links]
    return [at for at in told if since <= at <= until]


def _strikes(fault: Fault, life: Life, quiet: datetime, since: datetime) -> bool:
    """Say whether a fault on the person's channel lasted into the time before the end."""
    if fault.operation not in {None, "send", "inquire", "check", "token"}:
        return False
    links = life.plan.links if life.plan is not None else ()
    lasts = (fault.end is None or fault.end > since) and (fault.start or since) <= quiet
    return lasts and any(
        fault.partner in {None, link.channel} and fault.account in {None, link.number}
        for link in links
    )


def _unfit(code: str, life: Life, key: TrancheKey, at: datetime) -> bool:
    link = life.linked_at(at)
    if code in NOT_LINKED and link is None:
        return True
    named = [link] if link is not None else _refused(life, at)
    return any(_speaks(code, life, key, each, at) for each in named)


def _refused(life: Life, at: datetime) -> list[Link]:
    """Return the account that was named last and not accepted."""
    links = [link for link in life.plan.links if link.at <= at] if life.plan is not None else []
    return links[-1:]


def _speaks(code: str, life: Life, key: TrancheKey, link: Link, at: datetime) -> bool:
    """Say whether the account is unfit in the way that the reason names."""
    account = life.evidence.accounts.get((link.channel, link.number))
    if account is None:
        return code in NOT_THERE
    state = account.at(at)
    wallet = link.channel != "bni"
    own = life.plan is not None and (state["nik"], state["name"], state["phone"]) == (
        life.plan.nik,
        life.plan.name,
        life.plan.phone,
    )
    return (
        (code in NOT_USABLE and (not state["active"] or bool(state["suspended"])))
        or (code in NOT_UPGRADED and wallet and not state["upgraded"])
        or (code in NOT_OWN and not own)
        or (code in NO_ROOM and wallet and _full(life.evidence, account, key, at))
        or (code in TAKEN and _is_anothers(life, link))
    )


def _is_anothers(life: Life, link: Link) -> bool:
    own = (link.channel, link.number)
    people = life.evidence.sent.world.people.values()
    return any(
        (other.channel, other.number) == own
        for plan in people
        if plan.nik != life.nik
        for other in plan.links
    )


def _full(evidence: Evidence, account: Account, key: TrancheKey, at: datetime) -> bool:
    state = account.at(at)
    month = at.replace(day=1, hour=0, minute=0, second=0, microsecond=0)
    cap = state["balance_cap_idr"]
    cap = CAPS_IDR[bool(state["upgraded"])] if cap is None else cap
    amount = AMOUNTS_IDR[key.kind]
    balance = _whole(state["balance_idr"]) + _came_in(evidence, account, at - SPENT_AFTER, at)
    income = _whole(state["monthly_in_idr"]) + _came_in(evidence, account, month, at)
    return balance + amount > _whole(cap) or income + amount > MONTHLY_CAP_IDR


def _came_in(evidence: Evidence, account: Account, after: datetime, until: datetime) -> int:
    return sum(
        row.amount_idr if row.credit else -row.amount_idr
        for row in evidence.rows
        if (row.channel, row.account) == (account.channel, account.number)
        and after < evidence.sent.clock.programme(row.real_at) <= until
    )


def _whole(value: object) -> int:
    return value if isinstance(value, int) else 0
