"""What really stood between a participant and the money, and until when, as the world tells it."""

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta

from auditor.casefiles import TrancheKey
from auditor.causes import can_cause
from auditor.evidence import Evidence, Fault
from auditor.lives import Life
from auditor.scheme import AMOUNTS_IDR, SURVEY, TRAINING
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
REFUSED = NOT_THERE | NOT_USABLE | NOT_UPGRADED | NOT_OWN | NO_ROOM
"""Reasons for which a partner itself refuses a payment."""
OF_ACCOUNT = NOT_THERE | NOT_LINKED | NOT_USABLE | NOT_UPGRADED | NOT_OWN | NO_ROOM | TAKEN
OVER = frozenset({"DEADLINE_PASSED"})
MOVED = frozenset({"CALENDAR_AMENDED", "RESCHEDULED_AFTER_REPAIR"})
"""A new day was told, and no reason beside it: anything may have been in the way before."""
REVERSED = frozenset({"REVERSED_BY_PARTNER"})
CHECKABLE = OF_ACCOUNT | OF_PARTNER | OVER | REVERSED | MOVED
"""Reasons that the evidence can confirm or refute; of any other it says nothing."""

UNCLEAR = frozenset({"UNKNOWN_OUTCOME", "PAYOUT_IN_PROGRESS"})
"""Reasons that stand until people settle the matter, if the partner never tells."""
HEARD_LATE = timedelta(days=4)
"""A reason may be dated this long after its cause: the longest kill lasts three days (0018)."""
_DAY, _MOMENT = timedelta(days=1), timedelta(microseconds=1)
_LOOKED_BACK_DAYS = 60
"""Room in a wallet comes back by itself, day by day; no excuse reaches further back than this."""

MONTHLY_CAP_IDR = 20_000_000
CAPS_IDR = {True: 10_000_000, False: 2_000_000}
"""The most a wallet may hold, after and before its upgrade (PBI 20/6/PBI/2018)."""
SPENT_AFTER = timedelta(days=7)
"""The people of the sandbox have spent what came in after this long."""


def obstructed_until(
    code: str, life: Life, key: TrancheKey, stands_since: datetime
) -> datetime | None:
    """Return the last instant, no later than the end, at which the world confirms a reason.

    None if it never did while the reason stood, from `stands_since` on.
    """
    quiet = life.evidence.sent.quiet_at
    if code in OVER:
        over = key.kind == SURVEY and deadline_passed(life, key)
        return quiet if over else None
    if code in REVERSED:
        rows = life.evidence.rows_of.get(key, [])
        back = bool(rows) and not rows[-1].credit
        return life.evidence.sent.clock.programme(rows[-1].real_at) if back else None
    causes = {"PAYOUT_IN_PROGRESS", *OF_ACCOUNT} if code in MOVED else {code}
    return max(_ends(causes, life, key, stands_since), default=None)


def _ends(
    causes: Iterable[str], life: Life, key: TrancheKey, stands_since: datetime
) -> Iterator[datetime]:
    """Return when each obstacle ended that can be one of some causes, at the latest the end."""
    quiet = life.evidence.sent.quiet_at
    heard_since = stands_since - HEARD_LATE
    for code in causes:
        for fault in life.evidence.faults:
            if can_cause(fault, code) and _meets(fault, life, heard_since, quiet):
                yield min(fault.end or quiet, quiet)
        if code in UNCLEAR:
            yield from _settled(life, key)
        if code in OF_ACCOUNT:
            yield from _unfit_until(code, life, key, quiet)


def was_unfit(life: Life, at: datetime) -> bool:
    """Say whether the account that was linked could not be paid at an instant."""
    keys = (TrancheKey(life.nik, TRAINING, 1), TrancheKey(life.nik, SURVEY, 1))
    return any(_unfit(code, life, key, at) for key in keys for code in REFUSED)


def deadline_passed(life: Life, key: TrancheKey) -> bool:
    """Say whether the programme ended for a survey before it was answered."""
    ends, answered = life.over_at(key.kind), life.survey_at(key.number)
    if ends is None or ends > life.evidence.sent.quiet_at:
        return False
    return answered is None or answered >= ends


def _settled(life: Life, key: TrancheKey) -> list[datetime]:
    """Return when people settled what nobody could tell of an incentive: until then it waited."""
    tranche, sent = life.evidence.tranches.get(key), life.evidence.sent
    named = tranche.references if tranche is not None else set()
    at = [sent.clock.programme(each.real_at) for each in sent.settled if each.reference in named]
    return [min(each, sent.quiet_at) for each in at]


def _unfit_until(code: str, life: Life, key: TrancheKey, quiet: datetime) -> list[datetime]:
    """Return the last instant at which the account was unfit; empty if it never was."""
    if life.linked_at(quiet) is None:
        # Nothing is linked: why not was decided when somebody tried, and stands.
        tried = [note.at for note in life.portal_notes("account")]
        if any(_unfit(code, life, key, at) for at in tried):
            return [quiet]
    steps = [quiet - n * _DAY for n in range(_LOOKED_BACK_DAYS)] if code in NO_ROOM else []
    instants = sorted({quiet, *steps, *_changes(life, quiet)}, reverse=True)
    return [at for at in instants if _unfit(code, life, key, at)][:1]


def _changes(life: Life, until: datetime) -> Iterable[datetime]:
    """Return when anything about the person's accounts changed, and the instants just before."""
    links = life.plan.links if life.plan is not None else ()
    accounts = [life.evidence.accounts.get((link.channel, link.number)) for link in links]
    told = [change.at for account in accounts if account for change in account.changes]
    told += [note.at for path in ("account", "account/unlink") for note in life.portal_notes(path)]
    told += [link.at for link in links]
    return [each for at in told if at <= until for each in (at, at - _MOMENT)]


def _meets(fault: Fault, life: Life, since: datetime, quiet: datetime) -> bool:
    """Say whether a fault on the person's channel lasted into the time of the reason."""
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
