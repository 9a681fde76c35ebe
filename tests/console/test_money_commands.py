"""`payouts` as operators run it: the stop switch, hours, rates, and what two people settle."""

import json
from collections.abc import AsyncIterator
from dataclasses import replace

import pytest
from temporalio.testing import WorkflowEnvironment

from console.commands import operator
from domain.payouts import Channel, Outcome
from engine.client import Engine
from records.resolutions import Resolutions, Verdict
from records.switches import Switches
from tests.console.desk import Desk
from tests.engine.booked_payments import NOW, outcome_of, paid, reference
from tests.workflows.counterparts import Counterparts
from tests.workflows.rig import keyring_of
from tests.workflows.servers import real_server


@pytest.fixture(scope="module")
async def server(partners: Counterparts) -> AsyncIterator[WorkflowEnvironment]:
    async with real_server(keyring_of(partners.provided)) as env:
        yield env


@pytest.fixture
def served_desk(money_desk: Desk, server: WorkflowEnvironment) -> Desk:
    """A desk whose Temporal answers."""
    address = server.client.service_client.config.target_host
    return replace(money_desk, environment=money_desk.environment | {"TEMPORAL_ADDRESS": address})


async def test_money_is_stopped_and_started_without_temporal_by_a_named_person(
    money_desk: Desk, books: Engine
) -> None:
    switches = Switches(books.database)
    stopping = ("payouts", "stop", "--channel", "ovo", "--ground", "BANK_INCIDENT")

    stopped, again = money_desk.console(*stopping), money_desk.console(*stopping)
    while_stopped = await switches.current(Channel.OVO)
    shown = money_desk.console("payouts", "status").out
    started = money_desk.console("payouts", "start", "--channel", "ovo")

    assert [ended.code for ended in (stopped, again, started)] == [0, 0, 0]
    assert (while_stopped.stopped, while_stopped.ground) == (True, "BANK_INCIDENT")
    assert "stopped: BANK_INCIDENT" in shown
    assert operator() in shown
    assert not (await switches.current(Channel.OVO)).stopped
    acts = [look.purpose for look in await books.lookups.recent(9)]
    assert acts[0] == "payouts start ovo"
    assert acts.count("payouts stop ovo BANK_INCIDENT") == 2


async def test_the_stop_of_all_stands_until_it_is_lifted_itself(
    money_desk: Desk, books: Engine
) -> None:
    money_desk.console("payouts", "stop", "--channel", "all", "--ground", "AUDIT")
    money_desk.console("payouts", "start", "--channel", "dana")
    shown = money_desk.console("payouts", "status").out
    assert (await Switches(books.database).current(Channel.DANA)).stopped
    assert shown.count("all stopped") == len(Channel)


async def test_hours_are_kept_for_one_channel(money_desk: Desk, books: Engine) -> None:
    ended = money_desk.console("payouts", "hours", "--channel", "bni", "9-22")
    switches = Switches(books.database)
    assert ended.code == 0
    assert (await switches.current(Channel.BNI)).hours == (9, 22)
    assert (await switches.current(Channel.OVO)).hours is None


def test_a_rate_is_kept_by_the_server_and_read_back(served_desk: Desk) -> None:
    set_to_5 = served_desk.console("payouts", "rate", "--channel", "ovo", "5")
    limited = served_desk.console("payouts", "status", "--json").out
    lifted = served_desk.console("payouts", "rate", "--channel", "ovo", "none")
    unlimited = served_desk.console("payouts", "status", "--json").out

    assert (set_to_5.code, lifted.code) == (0, 0)
    assert rates(limited) == {"ovo": "5", "gopay": "none", "linkaja": "none", "dana": "none"} | {
        "bni": "none",
        "all": None,
    }
    assert rates(unlimited)["ovo"] == "none"


def test_without_a_server_no_rate_is_known_and_none_can_be_set(money_desk: Desk) -> None:
    ended = money_desk.console("payouts", "rate", "--channel", "ovo", "5")
    assert ended.code == 4
    assert rates(money_desk.console("payouts", "status", "--json").out)["ovo"] == "?"


def rates(status: str) -> dict[str, str | None]:
    return {position["row"]["scope"]: position["rate"] for position in json.loads(status)}


@pytest.mark.parametrize(
    "arguments",
    [
        ("stop", "--channel", "paypal", "--ground", "AUDIT"),
        ("stop", "--channel", "ovo", "--ground", "because of 3273024104950000"),
        ("stop", "--channel", "ovo"),
        ("stop", "--ground", "AUDIT"),
        ("hours", "--channel", "bni", "22-9"),
        ("hours", "--channel", "bni", "9-25"),
        ("hours", "--channel", "all", "9-22"),
        ("rate", "--channel", "ovo", "0"),
        ("rate", "--channel", "ovo", "nan"),
        ("rate", "--channel", "ovo", "inf"),
        ("rate", "--channel", "ovo", "fast"),
        ("settle", "100000000000000001", "unknown", "--evidence", "letter"),
        ("settle", "100000000000000001", "paid", "--evidence", " "),
        ("settle", "100000000000000001", "paid"),
        ("settle", "100000000000000001", "paid", "--evidence", "letter", "--booked", "yesterday"),
        ("approve", "one", "0" * 64),
    ],
)
async def test_a_wrong_command_line_changes_nothing(
    money_desk: Desk, books: Engine, arguments: tuple[str, ...]
) -> None:
    ended = money_desk.console("payouts", *arguments)
    assert ended.code == 2
    assert await books.lookups.recent(1) == []


@pytest.mark.parametrize(
    ("arguments", "rule"),
    [
        (("hours", "--channel", "paypal", "9-22"), "one of ovo, gopay, linkaja, dana, bni"),
        (("approve", "one", "0" * 64), "the number that the proposal printed, such as 12"),
    ],
)
def test_a_wrong_command_line_is_told_the_rule(
    money_desk: Desk, arguments: tuple[str, ...], rule: str
) -> None:
    assert rule in " ".join(money_desk.console("payouts", *arguments).err.split())


async def test_sums_and_open_questions_are_shown(money_desk: Desk, books: Engine) -> None:
    await paid(books, 1, 2)
    await paid(books, 3, outcome=None)

    status = money_desk.console("payouts", "status").out
    unclear = money_desk.console("payouts", "unclear").out

    assert "2  Rp1.200.000" in status
    assert "1  Rp600.000" in status
    assert reference(3) in unclear
    assert "12 hari 0 jam" in unclear
    assert reference(1) not in unclear


def test_nothing_unclear_is_said_in_a_sentence(money_desk: Desk) -> None:
    assert "No payment is unclear." in money_desk.console("payouts", "unclear").out
    assert money_desk.console("payouts", "unclear", "--json").out == "[]\n"


async def test_one_person_alone_settles_nothing(money_desk: Desk, books: Engine) -> None:
    await paid(books, 1, outcome=None)
    settling = ("payouts", "settle", reference(1), "paid", "--evidence", "OVO letter 12")

    proposed = money_desk.console(*settling)
    *_, proposal, digest = proposed.out.split()
    approved = money_desk.console("payouts", "approve", proposal, digest)

    assert proposed.code == 0
    assert "OVO letter 12" in proposed.out
    assert approved.code == 3
    assert "another person must approve" in approved.err
    assert await outcome_of(books, 1) is None


@pytest.mark.parametrize("verdict", [Outcome.PAID, Outcome.NOT_PAID])
async def test_a_second_person_settles_it_also_when_no_journey_can_be_told(
    money_desk: Desk, books: Engine, verdict: Verdict
) -> None:
    await paid(books, 1, outcome=None)
    proposal = await Resolutions(books.database).propose(
        reference(1), verdict, evidence="OVO letter 12", by="somebody-else", at=NOW
    )

    other = money_desk.console("payouts", "approve", str(proposal.id), "0" * 64)
    unsettled = await outcome_of(books, 1)
    approved = money_desk.console("payouts", "approve", str(proposal.id), proposal.digest)
    again = money_desk.console("payouts", "approve", str(proposal.id), proposal.digest)

    assert (other.code, unsettled) == (3, None)
    assert approved.code == 0
    assert "within a day, finds the ledger by itself" in approved.out
    assert await outcome_of(books, 1) is verdict
    assert (again.code, again.out) == (0, approved.out)


async def test_a_settled_payment_of_a_journey_that_is_gone_is_left_to_people(
    served_desk: Desk, books: Engine
) -> None:
    await paid(books, 1, outcome=None)
    proposal = await Resolutions(books.database).propose(
        reference(1), Outcome.PAID, evidence="OVO letter 12", by="somebody-else", at=NOW
    )
    ended = served_desk.console("payouts", "approve", str(proposal.id), proposal.digest)
    assert ended.code == 3
    assert "PMO must see to it" in ended.out
    assert await outcome_of(books, 1) is Outcome.PAID


async def test_what_is_proven_or_unknown_is_not_proposed(money_desk: Desk, books: Engine) -> None:
    await paid(books, 1)
    proven = ("payouts", "settle", reference(1), "paid", "--evidence", "letter")
    unknown = ("payouts", "settle", reference(9), "paid", "--evidence", "letter")
    assert money_desk.console(*proven).code == 3
    assert money_desk.console(*unknown).code == 1


async def test_a_proposal_against_the_ledger_says_what_would_follow(
    money_desk: Desk, books: Engine
) -> None:
    await paid(books, 1)
    await paid(books, 2, outcome=Outcome.NOT_PAID)
    unpaid = money_desk.console("payouts", "settle", reference(1), "not-paid", "--evidence", "a")
    found = money_desk.console("payouts", "settle", reference(2), "paid", "--evidence", "a")
    assert (unpaid.code, found.code) == (0, 0)
    assert "the incentive is PAID AGAIN" in unpaid.out
    assert "the incentive is not sent" in found.out
    assert await outcome_of(books, 1) is Outcome.PAID


def test_a_nik_is_still_refused_beside_references_and_days(money_desk: Desk) -> None:
    settling = ("payouts", "settle", reference(1), "paid", "--evidence")
    ended = money_desk.console(*settling, "letter of 3273024104950000, 2020-08-13")
    assert ended.code == 2
    assert "must not stand in a command line" in ended.err
