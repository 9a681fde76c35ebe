"""What a person does and when, once everything a story leaves open is filled in.

A person without dates acts sensibly: redeems the day after buying, finishes two days later, rates
the course the same day, links their own OVO wallet the day after, fills each survey about a week
after it opens. The later instants are estimates: partners and the programme decide them.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from domain.clock import Clock, at_hour
from domain.facts import FactKind, Site
from domain.payouts import Channel
from domain.promises import next_payday, tranche_promises
from domain.scheme import SCHEMES, Scheme
from domain.workdays import Workdays, workdays_known
from rehearsal.format import DIRECT, Partner, Period, Person, World
from rehearsal.moments import instant

ENROL_HOUR = 9
REDEEM_HOUR = 10
FINISH_HOUR = 15
RATE_HOUR = 16
PORTAL_HOUR = 11
"""Linking, unlinking, correcting, waiving."""
OFFICE_HOUR = 12
SURVEY_HOUR = 19
REDEEMS_AFTER = timedelta(days=1)
LEARNS_FOR = timedelta(days=2)
RATES_AFTER = {Site.MARKETPLACE: timedelta(hours=1), Site.PROVIDER: timedelta(hours=2)}
LINKS_AFTER = timedelta(days=1)
FILLS_AFTER = timedelta(days=8)
"""From the day a survey can open at the earliest: payday itself is only known at run time."""
RESENT_AFTER = timedelta(days=4)
"""A lost mail is noticed once it is overdue, asked for again, and then arrives."""


@dataclass(frozen=True)
class Course:
    """One person's instants; None: never. Those from `sent` on are estimates."""

    redeems: datetime | None
    finishes: datetime | None
    rates: dict[Site, datetime | None]
    sent: datetime | None
    received: datetime | None
    certified: datetime | None
    promised: tuple[date, ...]
    """The days for which the training incentives are promised once the certificate is there."""
    paydays: tuple[date, ...]
    """When they are paid: not before there is an account to pay to."""
    links_at: datetime | None
    """When the person links an account, if the story does not say."""
    surveys: tuple[datetime, ...]


def course_of(person: Person, world: World) -> Course:
    """Fill in what the story leaves open about one person."""
    provider = next(each for each in world.provider if each.code == person.provider)
    redeems = _redeems(person, provider.down)
    finishes = _finishes(person, redeems, provider.down)
    rates = {site: _rates(person, site, finishes, world) for site in Site}
    sent = _sent(person, finishes, rates, world)
    received = _received(person, sent, world)
    certified = _certified(person, received, world)
    if not _may_be_paid(person, rates, world):
        certified = None
    links_at = _links_at(person, finishes)
    promised = _promised(certified, world)
    paydays = _paydays(person, promised, links_at)
    return Course(
        redeems=redeems,
        finishes=finishes,
        rates=rates,
        sent=sent,
        received=received,
        certified=certified,
        promised=promised,
        paydays=paydays,
        links_at=links_at,
        surveys=_surveys(person, paydays, world),
    )


def sites_of(person: Person, world: World) -> list[Site]:
    """Return the sites on which this person can and must rate the course."""
    partners: list[Partner] = [*world.provider, *world.marketplace]
    reviews = {partner.code: partner.reviews for partner in partners}
    sites = []
    if person.marketplace != DIRECT and reviews[person.marketplace]:
        sites.append(Site.MARKETPLACE)
    if reviews[person.provider]:
        sites.append(Site.PROVIDER)
    return sites


def finishes_fully(person: Person) -> bool:
    """Say whether the person's course counts as completed."""
    return person.progress_percent == 100  # noqa: PLR2004 - per cent


def own_channel(person: Person, declared: Iterable[tuple[Channel, str]]) -> tuple[Channel, str]:
    """Return the account a person links unless told otherwise: the first declared, else OVO."""
    return next(iter(declared), (Channel.OVO, person.phone))


def _redeems(person: Person, down: Sequence[Period]) -> datetime | None:
    if person.redeems == "never":
        return None
    wish = instant(person.redeems or person.bought_on + REDEEMS_AFTER, REDEEM_HOUR)
    return _reopened(wish, down)


def _finishes(person: Person, redeems: datetime | None, down: Sequence[Period]) -> datetime | None:
    if person.finishes == "never" or redeems is None:
        return None
    wish = instant(person.finishes or Clock.day_of(redeems) + LEARNS_FOR, FINISH_HOUR)
    return _reopened(wish, down)


def _rates(person: Person, site: Site, finishes: datetime | None, world: World) -> datetime | None:
    told = person.rates.marketplace if site is Site.MARKETPLACE else person.rates.provider
    if told == "never" or site not in sites_of(person, world) or finishes is None:
        return None
    if told is None and not finishes_fully(person):
        return None
    wish = instant(told, RATE_HOUR) if told else finishes + RATES_AFTER[site]
    code = person.marketplace if site is Site.MARKETPLACE else person.provider
    partners: list[Partner] = [*world.provider, *world.marketplace]
    return _reopened(wish, next(each.down for each in partners if each.code == code))


def _sent(
    person: Person, finishes: datetime | None, rates: dict[Site, datetime | None], world: World
) -> datetime | None:
    if person.report.never or finishes is None:
        return None
    if person.report.sent is not None:
        return instant(person.report.sent, OFFICE_HOUR)
    provider = next(each for each in world.provider if each.code == person.provider)
    last = max([finishes, *(at for at in rates.values() if at is not None)])
    return _reopened(last + timedelta(hours=provider.reports_after_hours), provider.down)


def _received(person: Person, sent: datetime | None, world: World) -> datetime | None:
    if sent is None:
        return None
    forwarded = sent
    for marketplace in world.marketplace:
        if marketplace.code == person.marketplace:
            wait = timedelta(hours=marketplace.forwards_after_hours)
            forwarded = _reopened(sent + wait, marketplace.down)
    if person.report.forwarded is not None:
        forwarded = instant(person.report.forwarded, OFFICE_HOUR)
    if person.report.received is not None:
        return instant(person.report.received, OFFICE_HOUR)
    wait = timedelta(hours=world.dashboard.receives_after_hours)
    if person.report.mail_lost:
        wait += RESENT_AFTER
    received = _reopened(forwarded + wait, world.dashboard.closed)
    if person.report.rejected is not None:
        received = max(received, instant(person.report.rejected.until, OFFICE_HOUR))
    return received


def _certified(person: Person, received: datetime | None, world: World) -> datetime | None:
    certificate = person.certificate
    if received is None or certificate.never:
        return None
    if certificate.name is not None and certificate.reissued is not None:
        return instant(certificate.reissued, OFFICE_HOUR)
    if certificate.published is not None:
        return instant(certificate.published, OFFICE_HOUR)
    wait = timedelta(hours=world.dashboard.publishes_after_hours)
    return _reopened(received + wait, world.dashboard.closed)


def _may_be_paid(person: Person, rates: dict[Site, datetime | None], world: World) -> bool:
    waived = {waiver.site for waiver in person.waivers if waiver.fact is FactKind.REVIEW_SUBMITTED}
    missing = [site for site in sites_of(person, world) if rates[site] is None]
    return finishes_fully(person) and all(site in waived for site in missing)


def _links_at(person: Person, finishes: datetime | None) -> datetime | None:
    if person.links is not None or finishes is None:
        return None
    return at_hour(Clock.day_of(finishes + LINKS_AFTER), PORTAL_HOUR)


def _promised(certified: datetime | None, world: World) -> tuple[date, ...]:
    """Return the days promised by what is known when the certificate comes."""
    if certified is None:
        return ()
    promises = tranche_promises(certified, scheme_of(world), calendar_of(certified))
    return tuple(promise.day for promise in promises)


def _paydays(
    person: Person, promised: Sequence[date], links_at: datetime | None
) -> tuple[date, ...]:
    """Estimate the days on which the training incentives are paid."""
    linked = [instant(link.at, PORTAL_HOUR) for link in person.links or []]
    linked += [links_at] if links_at else []
    if not linked:
        return ()
    usable = next_payday(max(linked), calendar_of(max(linked)))
    return tuple(max(day, usable) for day in promised)


def _surveys(person: Person, paydays: Sequence[date], world: World) -> tuple[datetime, ...]:
    if person.surveys is not None:
        return tuple(instant(at, SURVEY_HOUR) for at in person.surveys)
    if not paydays:
        return ()
    scheme = scheme_of(world)
    last = scheme.survey_deadline or Clock.day_of(world.ends)
    opening = [
        paydays[0] + timedelta(days=number * scheme.survey_opens_days)
        for number in range(1, scheme.surveys + 1)
    ]
    return tuple(
        at_hour(day + FILLS_AFTER, SURVEY_HOUR) for day in opening if day + FILLS_AFTER < last
    )


def scheme_of(world: World) -> Scheme:
    """Return the rules that the stories play under."""
    return SCHEMES[world.scheme]


def calendar_of(at: datetime) -> Workdays:
    """Return the working days as known at an instant, for the half year around it."""
    day = Clock.day_of(at)
    return workdays_known(day, day - timedelta(days=60), day + timedelta(days=300))


def _reopened(at: datetime, closures: Iterable[Period]) -> datetime:
    """Return `at`, or the end of the closure that it falls into."""
    for closure in closures:
        if closure.begins <= at < closure.ends:
            return closure.ends
    return at
