"""What must not be called wrong: a second reference, and an excuse, that the evidence supports."""

import copy
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from auditor.course import Redemption, redemption_of
from auditor.evidence import Note, read_evidence
from auditor.findings import Verdict
from auditor.verdict import Judgement, judge
from tests.auditor.evidence_builder import Run, build, fault, nik_of
from tests.auditor.evidence_person import Json, at, moved, programme, seal
from tests.auditor.mutants_of_sends import FIRST, refused, settled, unclear
from tests.auditor.mutants_of_waiting import excused

HEALED = {"from": at("2020-07-01"), "to": at("2020-09-12")}


def _judged(run: Run, folder: Path) -> Judgement:
    return judge(read_evidence(run.write(folder)))


def _settled_before(run: Run) -> None:
    unclear(run, inquiries=5)
    settled(run, "not_paid", at("2020-08-10", 20))


def _settled_and_only_the_journey_was_not_told(run: Run) -> None:
    _settled_before(run)
    settled(run, "not_paid", at("2020-08-10", 20), "not_settled", why="RPCError")


def _denied_by_the_partner(run: Run) -> None:
    unclear(run, inquiries=5)
    run.faults.append(fault("denies", "lies_about_status", 1, "dana", status="06"))


def _refused_for_the_account_and_the_answer_lost(run: Run) -> None:
    unclear(run, inquiries=5)
    run.accounts[3]["changes"] += [
        {"at": at("2020-08-10", 9), "suspended": True},
        {"at": at("2020-08-11", 9), "suspended": False},
    ]


def _refused_by_the_partner_though_nothing_else_says_why(run: Run) -> None:
    run.faults[1]["fired"] = 0
    refused(run, at("2020-08-10", 20))


def _refused_by_the_partner_and_the_answer_lost(run: Run) -> None:
    unclear(run, inquiries=1)
    refused(run, at("2020-08-10", 20))


def _never_arrived(run: Run) -> None:
    calls = run.calls["by_reference"]
    run.calls["by_reference"] = [call for call in calls if call["reference"] != FIRST]
    run.faults[1]["fired"] = 0


@pytest.mark.parametrize(
    "change",
    [
        *(_settled_before, _settled_and_only_the_journey_was_not_told, _denied_by_the_partner),
        *(_refused_for_the_account_and_the_answer_lost, _never_arrived),
        _refused_by_the_partner_though_nothing_else_says_why,
        _refused_by_the_partner_and_the_answer_lost,
    ],
)
def test_a_second_reference_may_leave_when_the_first_is_dead(
    change: Callable[[Run], None], tmp_path: Path
) -> None:
    run = build()
    change(run)

    assert _judged(run, tmp_path).findings.verdict("I2") is Verdict.OK


@pytest.mark.parametrize(
    ("code", "news"),
    [
        ("UNKNOWN_OUTCOME", {}),
        ("CHANNEL_DOWN", {"operation": "check"}),
        ("CHANNEL_DOWN", HEALED),
        ("PAYOUT_QUEUED", {"fault": "too_many", "operation": None}),
        ("ACCOUNT_SUSPENDED", {"fault": "code", "args": {"code": "4033805"}}),
        ("FRAUD_SUSPECTED", {"fault": "code", "args": {"code": "4033803"}}),
    ],
)
def test_a_fault_that_can_be_the_cause_excuses(
    code: str, news: dict[str, object], tmp_path: Path
) -> None:
    run = build()
    excused(run, code).update(news)

    assert _judged(run, tmp_path).findings.verdict("I7") is Verdict.OK


def test_after_the_last_fault_a_payout_may_be_put_off_a_little(tmp_path: Path) -> None:
    """Healed on Saturday the 12th; 8 days and 5 working days later it is Monday the 28th."""
    run = build()
    excused(run, "UNKNOWN_OUTCOME", **HEALED)
    shown = run.tranche(2, tranche=4)

    verdicts = []
    for day in ("2020-09-28", "2020-09-29"):
        move = moved("2020-08-10", day, "RESCHEDULED_AFTER_REPAIR", at("2020-09-12"))
        shown.update({"promised_for": day, "moved": [move]})
        verdicts.append(_judged(run, tmp_path).findings.verdict("I7"))

    assert verdicts == [Verdict.OK, Verdict.VIOLATION]


@pytest.mark.parametrize(("redeem_at", "since"), [("2020-06-08T13:28:11", 5), ("", 9)])
def test_a_provider_that_was_killed_hears_of_a_redemption_that_it_had_not_noted(
    tmp_path: Path, redeem_at: str, since: int
) -> None:
    """It asks again: what it hears was done after its last try that failed began."""
    run = build()
    evidence = read_evidence(run.write(tmp_path))
    plan = evidence.sent.world.people[nik_of(2)]
    provider = evidence.sent.world.providers[plan.provider]
    days = {day: datetime.fromisoformat(at(f"2020-06-0{day}", 11)) for day in (5, 7, 9)}
    deed = f"redeemed {min(plan.vouchers)}"
    answer = f'200 {{"success":true,"data":{{"redeem_at":"{redeem_at}"}}}}'
    notes = [
        Note(days[7], days[5], plan.provider, deed, "no answer ConnectError"),
        Note(days[9], days[9], plan.provider, deed, answer),
    ]

    found = redemption_of(plan, provider, notes)

    assert found == Redemption(days[9], days[since], days[9])


@pytest.mark.parametrize(
    ("asked_at", "verdict"),
    [(at("2020-04-20", 12), Verdict.OK), (at("2020-04-27", 11), Verdict.VIOLATION)],
)
def test_a_redemption_is_dated_no_earlier_than_its_request(
    tmp_path: Path, asked_at: str, verdict: Verdict
) -> None:
    """A machine that stood still answers days of programme time later, and dates the arrival."""
    run = build()
    world = next(line for line in run.sent if line["kind"] == "world")["document"]
    world["people"][1]["redeems"] = at("2020-04-20", 12)
    act = next(act for act in run.acts if act["did"] == "redeemed VOUCHER-2")
    act.update({"at": at("2020-04-27", 12), "asked_at": asked_at})
    run.cases[nik_of(2)]["steps"][0]["at"] = at("2020-04-20", 13)

    assert _judged(run, tmp_path).findings.verdict("I8") is verdict


@pytest.mark.parametrize(
    ("rule", "is_new", "still_shown"),
    [
        ("I10", lambda shown: shown["status"] == "berhasil", {"status": "dijadwalkan"}),
        ("I13", lambda shown: shown["promised_for"], {"promised_for": None, "moved": []}),
    ],
)
@pytest.mark.parametrize(
    ("asked_before_the_answer", "so_far"), [(True, "OK"), (False, "VIOLATION")]
)
def test_of_two_looks_at_the_same_time_neither_is_the_later(
    rule: str,
    is_new: Callable[[Json], bool],
    still_shown: Json,
    *,
    asked_before_the_answer: bool,
    so_far: str,
    tmp_path: Path,
) -> None:
    run = build()
    first = next(
        look
        for look in run.looks
        if look["nik"] == nik_of(3) and any(map(is_new, look["case"]["tranches"][:1]))
    )
    answered = datetime.fromisoformat(first["real_at"])
    asked = answered + timedelta(microseconds=-1 if asked_before_the_answer else 1)
    late = (answered + timedelta(microseconds=2)).isoformat()
    slow = copy.deepcopy(first) | {"asked_at": programme(asked), "real_at": late}
    slow["case"]["tranches"][0] |= still_shown
    run.looks.append(slow)

    judgement = _judged(run, tmp_path)

    assert judgement.findings.verdict(rule) is Verdict[so_far]


STRANGER = "9999990101900000"


def _strangers_for(run: Run, before: timedelta) -> None:
    """Let a stranger own the account of a first payment from so long before it, for a fortnight."""
    row = run.row(2)
    since = datetime.fromisoformat(row["claimed_at"]) - before
    until = since + timedelta(days=14)
    place = row["channel"], row["account"]
    [account] = [each for each in run.accounts if (each["channel"], each["number"]) == place]
    account["changes"] += [
        {"at": since.isoformat(), "nik": STRANGER},
        {"at": until.isoformat(), "nik": row["owner_nik"]},
    ]
    row["owner_nik"] = STRANGER
    seal(run.ledger)


def test_nobody_can_tell_whose_an_account_was_that_changes_hands_as_it_is_paid(
    tmp_path: Path,
) -> None:
    """Between the question whose it is and the money lie real seconds, whatever the clock."""
    run = build()
    _strangers_for(run, timedelta(days=1))

    judgement = _judged(run, tmp_path)

    assert [each.verdict for each in judgement.findings.of("I4")] == [Verdict.UNDECIDABLE]
    assert judgement.findings.of("I3") == []
    assert judgement.verdict is Verdict.UNDECIDABLE


def test_an_account_that_was_a_strangers_for_longer_is_paid_by_mistake(tmp_path: Path) -> None:
    run = build()
    _strangers_for(run, timedelta(days=4))

    findings = _judged(run, tmp_path).findings

    assert [each.verdict for each in findings.of("I4")] == [Verdict.VIOLATION]
    assert [each.verdict for each in findings.of("I3")] == [Verdict.VIOLATION]
