"""What a story file may not say though its form is right: contradictions and unknown names."""

from collections.abc import Iterator, Sequence
from datetime import date

from domain.facts import Site
from domain.identity import IdentityError, Nik
from domain.payouts import Channel
from domain.scheme import SCHEMES
from rehearsal.cast import declared_accounts
from rehearsal.census import Contradiction, out_of_time, repeated
from rehearsal.course import FINISH_HOUR, REDEEM_HOUR, course_of, scheme_of, sites_of
from rehearsal.format import (
    DASHBOARD,
    DIRECT,
    Account,
    Expectation,
    Fault,
    Partner,
    Person,
    Story,
    StoryFile,
    World,
)
from rehearsal.moments import beginning, instant
from rehearsal.positions import Path

_ABOUT_A_PAYMENT = ("status", "promised_for", "moved_reason", "channel", "cause")


def contradictions(file: StoryFile, points: frozenset[int]) -> list[Contradiction]:
    """Return everything wrong with a well-formed file; `points` are the numbers of known points."""
    found = list(_world(file.world)) or list(out_of_time(file))
    if found:
        return found  # Whatever else is wrong may only follow from it.
    for n, story in enumerate(file.story):
        place = ("story", n)
        found += [
            (("story", n, "tells", i), f"there is no point {point} in points.toml")
            for i, point in enumerate(story.tells)
            if point not in points
        ]
        strangers = list(_names(story, place))
        found += strangers
        if not strangers:
            found += _people(story, file.world, place)
            found += _expectations(story, file.world, place)
    return found + list(repeated(file))


def _world(world: World) -> Iterator[Contradiction]:
    if world.scheme not in SCHEMES:
        yield ("world", "scheme"), f"there is no such scheme; there are {', '.join(SCHEMES)}"
    if world.ends <= world.starts:
        yield ("world", "ends"), "the world ends before it starts"
    seen = {DASHBOARD, DIRECT, *Channel}
    partners: dict[str, Sequence[Partner]] = {
        "provider": world.provider,
        "marketplace": world.marketplace,
    }
    for kind, listed in partners.items():
        for n, partner in enumerate(listed):
            if partner.code in seen:
                yield ("world", kind, n, "code"), f"{partner.code} is already somebody's code"
            seen.add(partner.code)
    for n, fault in enumerate(world.fault):
        if fault.partner not in seen - {DIRECT}:
            yield ("world", "fault", n, "partner"), f"there is no partner {fault.partner}"


def _names(story: Story, place: Path) -> Iterator[Contradiction]:
    """Find people called by a name that the story does not have."""
    names = [person.who for person in story.person]
    for n, name in enumerate(names):
        if name in names[:n]:
            yield (
                (*place, "person", n, "who"),
                "two people of a story need different names in `who`",
            )
    entries: dict[str, Sequence[Account | Fault | Expectation]] = {
        "account": story.account,
        "fault": story.fault,
        "expect": story.expect,
    }
    for kind, listed in entries.items():
        for n, entry in enumerate(listed):
            if entry.who not in ("", *names):
                yield (*place, kind, n, "who"), f"nobody in this story is called {entry.who}"


def _people(story: Story, world: World, place: Path) -> Iterator[Contradiction]:
    providers = {provider.code for provider in world.provider}
    marketplaces = {marketplace.code for marketplace in world.marketplace} | {DIRECT}
    for n, person in enumerate(story.person):
        here = (*place, "person", n)
        if person.provider not in providers:
            yield (*here, "provider"), f"there is no provider {person.provider}"
        elif person.marketplace not in marketplaces:
            yield (
                (*here, "marketplace"),
                f"there is no marketplace {person.marketplace}; without one write {DIRECT!r}",
            )
        else:
            yield from _order(person, world, here)
            yield from _ratings(person, world, here)
        yield from _nik(person, here)
        yield from _links(story, person, here)
    partners = providers | marketplaces - {DIRECT} | {DASHBOARD, *Channel}
    for n, fault in enumerate(story.fault):
        if fault.partner not in partners:
            yield (*place, "fault", n, "partner"), f"there is no partner {fault.partner}"


def _nik(person: Person, here: Path) -> Iterator[Contradiction]:
    try:
        Nik.parse(person.nik)
    except IdentityError as error:
        yield (*here, "nik"), error.message_en
    else:
        if not person.nik.endswith("0000"):
            yield (*here, "nik"), "could be a real person's: the last four digits must be 0000"


def _order(person: Person, world: World, here: Path) -> Iterator[Contradiction]:
    """Find what happens before it can happen."""
    if isinstance(person.redeems, date) and instant(person.redeems, REDEEM_HOUR) < beginning(
        person.bought_on
    ):
        yield (*here, "redeems"), "redeems before buying"
    course = course_of(person, world)
    if isinstance(person.finishes, date):
        if course.redeems is None:
            yield (*here, "finishes"), "finishes without ever redeeming"
        elif instant(person.finishes, FINISH_HOUR) < course.redeems and not _waits(person, world):
            yield (*here, "finishes"), f"finishes before redeeming ({course.redeems:%Y-%m-%d})"
    for site, at in course.rates.items():
        if at is not None and course.finishes is not None and at < course.finishes:
            yield (
                (*here, "rates", site.value),
                f"rates before finishing ({course.finishes:%Y-%m-%d})",
            )
    if person.certificate.reissued is not None and person.certificate.name is None:
        yield (*here, "certificate", "reissued"), "needs the wrong `name` that is corrected"


def _waits(person: Person, world: World) -> bool:
    """Say whether the provider is down on the day the person wants to finish."""
    down = next(each.down for each in world.provider if each.code == person.provider)
    if not isinstance(person.finishes, date):
        return False
    at = instant(person.finishes, FINISH_HOUR)
    return any(period.begins <= at < period.ends for period in down)


def _ratings(person: Person, world: World, here: Path) -> Iterator[Contradiction]:
    sites = sites_of(person, world)
    told = {Site.MARKETPLACE: person.rates.marketplace, Site.PROVIDER: person.rates.provider}
    for site, when in told.items():
        if when is not None and site not in sites:
            yield (*here, "rates", site.value), "there is no such site, or it has no reviews"


def _links(story: Story, person: Person, here: Path) -> Iterator[Contradiction]:
    declared = {channel for channel, _ in declared_accounts(story, person)}
    for n, link in enumerate(person.links or []):
        if link.channel is Channel.BNI and link.number is None and Channel.BNI not in declared:
            yield (*here, "links", n), "a bank account needs a number or a [[story.account]]"


def _expectations(story: Story, world: World, place: Path) -> Iterator[Contradiction]:
    scheme = scheme_of(world)
    for n, expected in enumerate(story.expect):
        here = (*place, "expect", n)
        told = [name for name in expected.model_fields_set if name not in ("at", "who")]
        if not set(told) - {"tranche", "survey"}:
            yield here, "says when, but not what is expected"
        if expected.tranche is not None and expected.survey is not None:
            yield (*here, "survey"), "one payment at a time: tranche or survey"
        if expected.tranche is None and expected.survey is None:
            yield from (
                ((*here, name), "needs `tranche` or `survey`")
                for name in _ABOUT_A_PAYMENT
                if name in told
            )
        yield from _too_many(expected, scheme.tranches, scheme.surveys, here)


def _too_many(
    expected: Expectation, tranches: int, surveys: int, here: Path
) -> Iterator[Contradiction]:
    if (expected.tranche or 0) > tranches or len(expected.tranches or []) > tranches:
        yield (*here, "tranche" if expected.tranche else "tranches"), f"there are only {tranches}"
    if (expected.survey or 0) > surveys or len(expected.surveys or []) > surveys:
        yield (*here, "survey" if expected.survey else "surveys"), f"there are only {surveys}"
