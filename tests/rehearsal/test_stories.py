import csv
import re
import tomllib
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from domain.application import parse_application
from domain.clock import at_hour
from domain.facts import Site
from rehearsal.cast import person_named
from rehearsal.course import course_of
from rehearsal.stories import POINTS, Script, load
from sandbox.lives import World as SandboxWorld

EXAMPLES = Path(__file__).parents[2] / "examples"
TURNING = timedelta(hours=40)
"""Nearer to a turning point than this, a rehearsal may see either side of it."""
PLAIN = """\
[world]
starts = 2020-04-24T08:00:00+07:00
ends = 2020-12-31T12:00:00+07:00
scheme = "2020"
[[world.provider]]
code = "belajaria"
down = [{ first = 2020-05-10, last = 2020-05-12 }]
[[world.marketplace]]
code = "tokokursus"
[[story]]
id = "plain"
title = "Plain"
text = "Nothing special."
[[story.person]]
name = "Nur Aini"
nik = "3515076201970000"
phone = "6281200000006"
bought_on = 2020-06-02
provider = "belajaria"
marketplace = "tokokursus"
[[story.expect]]
at = "end"
stage = "closed"
"""


class AnySecret(dict[str, str]):
    def __missing__(self, code: str) -> str:
        return f"secret of {code}"


@pytest.fixture(scope="module")
def script() -> Script:
    return load(EXAMPLES / "2020.toml")


def played(tmp_path: Path, old: str = "", new: str = "") -> Script:
    file = tmp_path / "story.toml"
    file.write_text(PLAIN.replace(old, new) if old else PLAIN, encoding="utf-8")
    return load(file)


def only_person(script: Script) -> dict[str, Any]:
    (person,) = script.world_json(AnySecret())["people"]
    assert isinstance(person, dict)
    return person


def test_2020_is_told_in_many_stories_of_every_provider(script: Script) -> None:
    providers = [person.provider for story in script.stories for person in story.person]

    assert len(script.stories) >= 42
    assert all(providers.count(each.code) >= 8 for each in script.world.provider)


def test_every_point_is_told_by_some_story(script: Script) -> None:
    told = {point for story in script.stories for point in story.tells}

    assert told == {int(number) for number in tomllib.loads(POINTS.read_text(encoding="utf-8"))}


def test_the_sandbox_understands_the_world(script: Script) -> None:
    document = script.world_json(AnySecret())

    world = SandboxWorld.model_validate(document)

    assert len(world.people) == sum(len(story.person) for story in script.stories)
    assert {fault.partner for fault in world.faults} > {"ovo", "bni", "pmo", "tokokursus"}


def test_a_storys_faults_meet_its_own_people_only(script: Script) -> None:
    for story in script.stories:
        document = script.only([story.id]).world_json(AnySecret())
        own = {row["number"] for row in document["accounts"]} | {
            row["voucher"] for row in document["people"]
        }
        assert all((fault["account"] or fault["voucher"]) in own for fault in document["faults"])


def test_no_check_stands_near_a_turning_point(script: Script) -> None:
    near = [
        f"{story.id}: {expected.at} is near {turn}"
        for story in script.stories
        for expected in story.expect
        if isinstance(expected.at, date)
        for turn in turning_points(script, story.id, expected.who)
        if abs(at_hour(expected.at, 12) - turn) < TURNING
    ]

    assert near == []


def turning_points(script: Script, story_id: str, who: str) -> Iterator[datetime]:
    (story,) = script.only([story_id]).stories
    course = course_of(person_named(story, who), script.world)
    instants = [course.redeems, course.finishes, *course.rates.values()]
    instants += [course.sent, course.received, course.certified]
    yield from (at for at in instants if at is not None)
    yield from (at_hour(day, 9) for day in course.paydays)


def test_checks_come_in_order_of_time(script: Script) -> None:
    instants = [check.at for check in script.checks()]

    assert instants == sorted(instants)
    assert instants[-1] == script.world.ends


def test_applications_come_in_order_and_are_accepted_as_they_are(script: Script) -> None:
    applications = script.applications()
    instants = [application.pop("enrol_at") for application in applications]

    assert instants == sorted(instants)
    for application in applications:
        parse_application(application, known=Everybody())


class Everybody:
    def is_provider(self, code: str) -> bool:
        return code in {"belajaria", "kelasrakyat", "kampusmaju", "sekolahdaya"}

    def is_marketplace(self, code: str) -> bool:
        return code in {"pasarilmu", "tokokursus"}


def test_the_example_applications_are_good_and_are_nobody_in_the_stories(script: Script) -> None:
    with (EXAMPLES / "applications.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    applications = [parse_application(row, known=Everybody()) for row in rows]

    told = script.applications()
    assert len(applications) == 5
    assert all(application.nik.digits.endswith("0000") for application in applications)
    assert not {one.nik.digits for one in applications} & {row["nik"] for row in told}
    assert not {one.voucher for one in applications} & {row["voucher"] for row in told}


def test_the_readmes_example_is_a_whole_file(tmp_path: Path) -> None:
    readme = (EXAMPLES / "README.md").read_text(encoding="utf-8")
    (example,) = re.findall(r"```toml\n(.*?)```", readme, re.DOTALL)
    file = tmp_path / "story.toml"
    file.write_text(example, encoding="utf-8")

    assert len(load(file).checks()) == 2


def test_somebody_without_dates_acts_sensibly(tmp_path: Path) -> None:
    script = played(tmp_path)
    person = only_person(script)

    assert person["voucher"] == "PLAIN"
    assert person["redeems"] == "2020-06-03T10:00:00+07:00"
    assert person["finishes"] == "2020-06-05T15:00:00+07:00"
    assert person["rates"] == {
        "marketplace": "2020-06-05T16:00:00+07:00",
        "provider": "2020-06-05T17:00:00+07:00",
    }
    assert person["links"] == [
        {"at": "2020-06-06T11:00:00+07:00", "channel": "ovo", "number": "6281200000006"}
    ]
    (account,) = script.world_json(AnySecret())["accounts"]
    assert account["upgraded"]
    assert account["nik"] == person["nik"]
    assert script.applications()[0]["enrol_at"] == "2020-06-02T09:00:00+07:00"


def test_surveys_are_filled_well_after_they_open_and_before_their_deadline(
    script: Script,
) -> None:
    for story in script.stories:
        for person in story.person:
            course = course_of(person, script.world)
            days = [at.date() for at in course.surveys]
            opening = [course.paydays[0] + timedelta(days=30 * n) for n in range(1, len(days) + 1)]
            late = [day - opened for day, opened in zip(days, opening, strict=True)]
            assert all(delay >= timedelta(days=5) for delay in late), story.id
            assert all(day < date(2020, 12, 15) for day in days), story.id


def test_nobody_redeems_or_finishes_while_the_provider_is_down(tmp_path: Path) -> None:
    person = only_person(played(tmp_path, "bought_on = 2020-06-02", "bought_on = 2020-05-09"))

    assert person["redeems"] == "2020-05-13T00:00:00+07:00"
    assert person["finishes"] == "2020-05-15T15:00:00+07:00"


def test_a_number_declared_nowhere_is_no_account(tmp_path: Path) -> None:
    link = 'links = [{ at = 2020-06-08, channel = "dana", number = "6281200009999" }]'
    script = played(
        tmp_path, '"tokokursus"\n[[story.expect]]', f'"tokokursus"\n{link}\n[[story.expect]]'
    )

    assert script.world_json(AnySecret())["accounts"] == []


def test_a_course_bought_directly_has_one_site_and_no_marketplace(tmp_path: Path) -> None:
    script = played(tmp_path, 'marketplace = "tokokursus"', 'marketplace = "direct"')

    assert only_person(script)["marketplace"] is None
    assert only_person(script)["rates"][Site.MARKETPLACE] is None
    assert script.applications()[0]["channel"] == "direct"


def test_a_selection_keeps_the_world_and_refuses_unknown_stories(script: Script) -> None:
    few = script.only(["enrolled-twice", "wallet-full"])

    assert [story.id for story in few.stories] == ["wallet-full", "enrolled-twice"]
    assert few.world == script.world
    assert len(few.applications()) == 3
    with pytest.raises(KeyError, match="no such story: no-story"):
        script.only(["no-story"])


def test_a_partner_without_a_secret_is_not_played(script: Script) -> None:
    with pytest.raises(KeyError):
        script.world_json({})
