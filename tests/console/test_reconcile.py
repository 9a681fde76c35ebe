"""`reconcile` as operators run it: files, channels that are asked, exit codes."""

import json
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest

from console.commands import operator
from console.reconcile import Wish, told_by
from domain.findings import Consequence
from domain.payouts import Channel, Outcome
from domain.statements import StatementLine
from engine.client import Engine
from partners.statement_files import HEADER
from records.switches import Switches
from tests.console.desk import PARTNERS, Desk
from tests.engine.booked_payments import NOW, SENT, line, outcome_of, paid, reference


@dataclass
class Told:
    """A channel that tells the lines of the days that it is asked about."""

    lines: list[StatementLine]
    channel: Channel = Channel.OVO

    async def statement(self, first: date, last: date, at: datetime) -> list[StatementLine]:  # noqa: ARG002 - the port's signature
        return [one for one in self.lines if first <= one.booked_at.date() <= last]


DAYS = ("--first", "2020-08-10", "--last", "2020-08-20")
Write = Callable[..., str]


@pytest.fixture
def write(tmp_path: Path) -> Write:
    """Write a statement and return its path."""

    def written(*lines: StatementLine | str, name: str = "20200810-20200820.csv") -> str:
        rows = [
            told
            if isinstance(told, str)
            else f"{told.booked_at.isoformat()},{told.reference},{told.kind},"
            f"{told.amount_idr},{told.account or ''},{told.partner_reference or ''}"
            for told in lines
        ]
        path = tmp_path / name
        path.write_text("\n".join([",".join(HEADER), *rows, ""]))
        return str(path)

    return written


async def test_two_sides_that_agree_end_with_0(
    money_desk: Desk, books: Engine, write: Write
) -> None:
    await paid(books, 1, 2)
    ended = money_desk.console("reconcile", write(line(1), line(2)))
    assert (ended.code, ended.err) == (0, "")
    assert "2 references, 2 lines; 2 agree" in ended.out
    assert "(OVO) 2020-08-13 .. 2020-08-13" in ended.out


async def test_every_finding_is_shown_with_both_sides_and_what_follows(
    money_desk: Desk, books: Engine, write: Write
) -> None:
    await paid(books, 1, 2)
    await paid(books, 3, outcome=None)
    file = write(line(1), line(3, account="6281200009999"), line(9))

    ended = money_desk.console("reconcile", file, *DAYS)

    assert ended.code == 3
    for word in ("MISSING", "SETTLES", "EXTRA", reference(2), reference(3), reference(9)):
        assert word in ended.out
    assert "PMO must ask the partner" in ended.out
    assert "Rp600.000" in ended.out
    assert "--apply" in ended.out
    assert "62812" not in ended.out
    assert await outcome_of(books, 3) is None


async def test_other_programs_get_all_of_it_as_json(
    money_desk: Desk, books: Engine, write: Write
) -> None:
    await paid(books, 1, 2)
    ended = money_desk.console("reconcile", write(line(1)), *DAYS, "--json")
    (report,) = json.loads(ended.out)["reports"]
    assert ended.code == 3
    assert report["channel"] == "ovo"
    assert [(one["code"], one["reference"]) for one in report["findings"]] == [
        ("MISSING", reference(2))
    ]


async def test_what_is_applied_is_kept_while_temporal_is_away_and_is_done_once(
    money_desk: Desk, books: Engine, write: Write
) -> None:
    await paid(books, 1, outcome=None)
    file = write(line(1))

    first = money_desk.console("reconcile", file, "--apply")
    again = money_desk.console("reconcile", file, "--apply")

    assert first.code == 4
    assert "finds it by itself within a day" in first.out
    assert await outcome_of(books, 1) is Outcome.PAID
    assert again.code == 0


async def test_money_that_nobody_ordered_stops_the_channel_and_says_so(
    money_desk: Desk, books: Engine, write: Write
) -> None:
    await paid(books, 1)
    file = write(line(1), line(1))

    looked = money_desk.console("reconcile", file)
    running = await Switches(books.database).current(Channel.OVO)
    applied = money_desk.console("reconcile", file, "--apply")
    stopped = await Switches(books.database).current(Channel.OVO)

    assert (looked.code, applied.code) == (3, 3)
    assert "money left that nobody ordered" in looked.out
    assert "this channel is stopped" in applied.out
    assert (running.stopped, stopped.ground) == (False, "RECONCILIATION")
    assert "RECONCILIATION" in money_desk.console("payouts", "status").out


async def test_a_bad_file_is_told_line_by_line_and_changes_nothing(
    money_desk: Desk, books: Engine, write: Write
) -> None:
    await paid(books, 1, outcome=None)
    bad = "2020-08-13T09:00:00+07:00,{},credit,{},,"
    file = write(
        line(1), bad.format(reference(2), "600000.00"), bad.format("=1+1", "600000"), name="bad.csv"
    )

    ended = money_desk.console("reconcile", file, "--apply")

    assert ended.code == 2
    assert [told.split(":")[0] for told in ended.err.splitlines()[:2]] == ["line 3", "line 4"]
    assert "Nothing was compared." in ended.err
    assert await outcome_of(books, 1) is None


@pytest.mark.parametrize(
    "arguments",
    [
        (),
        ("some.csv", "--from-partner"),
        ("no-such-file.csv",),
        ("some.csv", "--channel", "paypal"),
        ("some.csv", "--first", "2020-13-01"),
    ],
)
def test_a_wrong_command_line_ends_with_2(money_desk: Desk, arguments: tuple[str, ...]) -> None:
    assert money_desk.console("reconcile", *arguments).code == 2


async def test_whose_statement_it_is_must_be_told_when_no_line_shows_it(
    money_desk: Desk, write: Write
) -> None:
    strange, empty_one = write(line(9)), write(name="empty.csv")

    assert "--channel" in money_desk.console("reconcile", strange).err
    assert "--channel" in money_desk.console("reconcile", empty_one).err
    assert money_desk.console("reconcile", strange, "--channel", "ovo").code == 3
    assert money_desk.console("reconcile", empty_one, "--channel", "ovo", *DAYS).code == 0


async def test_every_channel_can_be_asked_itself(money_desk: Desk, books: Engine) -> None:
    await paid(books, 1)
    week = ("--first", "2020-08-10", "--last", "2020-08-16")

    ended = money_desk.console("reconcile", "--from-partner", *week, "--json")
    dana = money_desk.console("reconcile", "--from-partner", "--channel", "dana")

    found = {
        report["channel"]: [one["code"] for one in report["findings"]]
        for report in json.loads(ended.out)["reports"]
    }
    silent: dict[str, list[str]] = {
        channel: [] for channel in Channel if channel is not Channel.OVO
    }
    assert ended.code == 3
    assert found == {"ovo": ["MISSING"], **silent}
    assert (dana.code, dana.err) == (0, "")
    assert "2020-08-11 .. 2020-08-24" in dana.out


async def test_a_channel_is_asked_again_from_the_first_send_on_where_a_return_needs_that(
    books: Engine,
) -> None:
    """The usual week shows the taking back alone: it might be that of a second credit."""
    await paid(books, 1)
    dana = Told([line(1), line(1, "reversal", booked_at=NOW - timedelta(days=2))])
    week = NOW.date() - timedelta(days=7), NOW.date() - timedelta(days=1)

    await paid(books, 2, outcome=None)
    dana.lines.append(line(2, booked_at=NOW - timedelta(days=3)))
    asked_for = await told_by(books, dana, *week, Wish(None, week[0], None, apply=False))
    report = await told_by(books, dana, *week, Wish(None, None, None, apply=True))

    assert report.first == SENT.date()
    assert {one.consequence for one in report.findings} == {
        Consequence.CLOSE_AS_RETURNED,
        Consequence.CLOSE_AS_PAID,
    }
    # It is applied once, and told whole.
    assert {one.reference for one in report.followed} == {reference(1), reference(2)}
    assert asked_for.first == week[0]
    assert [one.since for one in asked_for.findings if one.since] == [SENT.date()]


async def test_a_line_of_a_day_to_come_is_refused_with_all_others(
    money_desk: Desk, books: Engine, write: Write
) -> None:
    """12 August, written by month and day, is 8 December."""
    await paid(books, 1, 2, outcome=None)
    swapped = line(2, booked_at=SENT.replace(month=12, day=8))

    ended = money_desk.console("reconcile", write(line(1), swapped), "--apply")

    assert ended.code == 2
    assert "2020-12-08, a day to come" in ended.err
    assert await outcome_of(books, 1) is None


async def test_a_statement_that_is_said_to_reach_beyond_today_is_refused(
    money_desk: Desk, books: Engine, write: Write
) -> None:
    """The books of August, given in the middle of it."""
    await paid(books, 1, outcome=None)

    ended = money_desk.console("reconcile", write(line(1)), "--last", "2020-12-31", "--apply")

    assert ended.code == 2
    assert "--last 2020-12-31 is a day to come" in ended.err
    assert await outcome_of(books, 1) is None


@pytest.mark.parametrize("asked", [True, False], ids=["from the partner", "a file"])
@pytest.mark.parametrize(
    "days",
    [("--first", "2020-08-14", "--last", "2020-08-13"), ("--first", "2021-08-13")],
    ids=["in the wrong order", "of next year"],
)
async def test_days_that_run_backwards_are_refused(
    money_desk: Desk, books: Engine, write: Write, days: tuple[str, ...], *, asked: bool
) -> None:
    """Else nothing would be compared, and all be called well."""
    await paid(books, 1, outcome=None)
    source = "--from-partner" if asked else write(line(1))

    ended = money_desk.console("reconcile", source, *days, "--apply")

    assert ended.code == 2
    assert "The days run backwards" in ended.err
    assert await outcome_of(books, 1) is None


def test_a_file_that_is_not_there_is_named(money_desk: Desk) -> None:
    ended = money_desk.console("reconcile", "no-such.csv")

    assert ended.code == 2
    assert ended.err.strip() == "no-such.csv: No such file or directory. Nothing was compared."


def test_a_channel_that_does_not_answer_is_named_and_ends_with_4(
    money_desk: Desk, tmp_path: Path
) -> None:
    register = tmp_path / "partners.toml"
    register.write_text(PARTNERS)
    deaf = {"PRAKERJA_PARTNERS_FILE": str(register)}
    desk = replace(money_desk, environment=money_desk.environment | deaf)

    ended = desk.console("reconcile", "--from-partner")

    assert ended.code == 4
    assert "No statement from ovo" in ended.err


async def test_who_compared_what_is_recorded(money_desk: Desk, books: Engine, write: Write) -> None:
    await paid(books, 1)
    money_desk.console("reconcile", write(line(1)), "--channel", "ovo")
    (act,) = await books.lookups.recent(5)
    assert (act.operator, act.purpose) == (
        operator(),
        "reconcile ovo from 2020-08-13 to 2020-08-13",
    )
