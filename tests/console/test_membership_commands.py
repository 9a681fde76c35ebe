"""`revoke` and `reinstate` as operators run them: a NIK that is typed, a ground, a name."""

import json

import pytest

from console.commands import operator
from console.lookup import LOOKS_AN_HOUR
from domain.identity import Nik
from domain.payouts import Channel
from engine.client import Engine
from records.person import Person
from records.switches import Revocation, Switches
from tests.console.desk import Desk
from tests.engine.booked_payments import NOW
from tests.forks import Ended
from tests.workflows.lives import Life

LIFE = Life(1)
NIK = LIFE.nik
STRANGER = Nik.parse("9900024503900000")
REVOKE = ("revoke", "--ground", "NOT_ELIGIBLE")
REINSTATE = ("reinstate", "--ground", "APPEAL_UPHELD")


@pytest.fixture
async def journey(books: Engine) -> str:
    """Somebody who was enrolled; Temporal does not answer."""
    claimed = await books.claims.claim_person(NIK, at=NOW)
    person = Person(
        journey=claimed.journey,
        nik=NIK.digits,
        name=LIFE.name,
        phone=LIFE.phone,
        wave=7,
        provider=LIFE.provider,
        voucher=LIFE.voucher,
        bought_on=NOW.date(),
        enrolled_at=NOW,
    )
    await books.people.add(person)
    return claimed.journey


async def revocation(books: Engine, journey: str) -> Revocation | None:
    return (await Switches(books.database).current(Channel.OVO, journey)).revoked


def counted(desk: Desk) -> list[int | None]:
    status = json.loads(desk.console("payouts", "status", "--json").out)
    return [position["revoked"] for position in status]


async def test_a_membership_is_revoked_and_reinstated_by_a_named_person_without_temporal(
    money_desk: Desk, books: Engine, journey: str
) -> None:
    revoked = money_desk.console(*REVOKE, typed=NIK.digits)
    again = money_desk.console(*REVOKE, typed=NIK.digits)
    stands = await revocation(books, journey)
    screen, count = money_desk.console("payouts", "status").out, counted(money_desk)
    reinstated = money_desk.console(*REINSTATE, typed=NIK.digits)
    once_more = money_desk.console(*REINSTATE, typed=NIK.digits)

    assert [ended.code for ended in (revoked, again, reinstated, once_more)] == [0] * 4
    assert stands is not None
    assert (stands.ground, stands.by) == ("NOT_ELIGIBLE", operator())
    assert "The membership is revoked (NOT_ELIGIBLE)" in revoked.out
    assert "before" in again.out
    assert "reinstated (APPEAL_UPHELD)" in reinstated.out
    assert "was not revoked" in once_more.out
    assert "Memberships revoked: 1" in screen
    assert count == [1, None, None, None, None, None]
    assert journey not in screen
    assert await revocation(books, journey) is None
    assert counted(money_desk)[0] == 0
    acts = [(look.purpose, look.journey) for look in await books.lookups.recent(9)]
    assert (
        acts == [("reinstate APPEAL_UPHELD", journey)] * 2 + [("revoke NOT_ELIGIBLE", journey)] * 2
    )
    said = [ended.out + ended.err for ended in (revoked, again, reinstated, once_more)]
    assert not any(NIK.digits in words for words in said)


@pytest.mark.parametrize("command", ["revoke", "reinstate"])
@pytest.mark.parametrize(
    "rest",
    [(), ("--ground", "found a job"), ("--ground", "A_JOB", NIK.digits), ("--ground", NIK.digits)],
)
async def test_a_wrong_command_line_changes_nothing(
    money_desk: Desk, books: Engine, journey: str, command: str, rest: tuple[str, ...]
) -> None:
    ended = money_desk.console(command, *rest, typed=NIK.digits)

    assert ended.code == 2
    assert NIK.digits not in ended.out + ended.err
    assert await revocation(books, journey) is None
    assert await books.lookups.recent(1) == []


def assert_ended(ended: Ended, code: int, sentence: str) -> None:
    assert ended.code == code
    assert sentence in ended.err
    assert len(ended.err.strip().splitlines()) == 1


@pytest.mark.parametrize("command", [REVOKE, REINSTATE])
async def test_nobody_and_no_nik_are_one_sentence(
    money_desk: Desk, books: Engine, command: tuple[str, ...]
) -> None:
    assert_ended(money_desk.console(*command, typed=STRANGER.digits), 1, "Nobody is enrolled")
    assert_ended(money_desk.console(*command, typed="12345"), 2, "nik: NIK_LENGTH")
    [look] = await books.lookups.recent(9)
    assert look.journey is None


async def test_a_nik_that_was_claimed_and_never_enrolled_is_said_to_be_so(
    money_desk: Desk, books: Engine
) -> None:
    await books.claims.claim_person(NIK, at=NOW)

    assert_ended(money_desk.console(*REVOKE, typed=NIK.digits), 1, "never began")


async def test_who_tries_many_niks_is_stopped_as_with_every_look(
    money_desk: Desk, books: Engine, journey: str
) -> None:
    for _ in range(LOOKS_AN_HOUR):
        await books.lookups.record(operator(), "ticket 7", at=books.now())

    assert_ended(money_desk.console(*REVOKE, typed=NIK.digits), 5, "Too many look-ups")
    assert await revocation(books, journey) is None
