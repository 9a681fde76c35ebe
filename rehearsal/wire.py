"""Stories in the sandbox's own words: the world document that `POST /_world` takes."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime

from domain.facts import FactKind, Site
from domain.payouts import Channel
from rehearsal.cast import (
    Json,
    accounts_of,
    declared_accounts,
    first_number,
    number_linked,
    person_named,
    voucher_of,
)
from rehearsal.course import ENROL_HOUR, OFFICE_HOUR, PORTAL_HOUR, Course, course_of, own_channel
from rehearsal.format import (
    DASHBOARD,
    DIRECT,
    Fault,
    Period,
    Person,
    Story,
    World,
)
from rehearsal.moments import beginning, ending, instant


def world_document(world: World, stories: Sequence[Story], secrets: Mapping[str, str]) -> Json:
    """Return the whole world.

    `secrets` holds each partner's signing secret as `partner:<code>` (the dashboard's code is
    `pmo`) and each provider's key for the redeem API as `redeem:<code>`; KeyError without it.
    """
    return {
        "providers": [
            {
                "code": provider.code,
                "role": "provider",
                "name": display_name(provider.code, provider.name),
                "secret": secrets[f"partner:{provider.code}"],
                "reviews": provider.reviews,
                "reports_after_hours": provider.reports_after_hours,
                "down": _periods(provider.down),
                "signs_spaced": provider.signs_spaced,
                "client_code": provider.code,
                "client_key": secrets[f"redeem:{provider.code}"],
            }
            for provider in world.provider
        ],
        "marketplaces": [
            {
                "code": marketplace.code,
                "name": display_name(marketplace.code, marketplace.name),
                "secret": secrets[f"partner:{marketplace.code}"],
                "reviews": marketplace.reviews,
                "forwards_after_hours": marketplace.forwards_after_hours,
                "down": _periods(marketplace.down),
            }
            for marketplace in world.marketplace
        ],
        "dashboard": {
            "secret": secrets[f"partner:{DASHBOARD}"],
            "publishes_after_hours": world.dashboard.publishes_after_hours,
            "receives_after_hours": world.dashboard.receives_after_hours,
            "closed": _periods(world.dashboard.closed),
        },
        "people": [_person(story, person, world) for story, person in _people(stories)],
        "accounts": [account for story in stories for account in accounts_of(story)],
        "faults": [
            *(_fault(fault, f"world-{n}", {}) for n, fault in enumerate(world.fault, 1)),
            *(fault for story in stories for fault in _story_faults(story)),
        ],
    }


def applications(world: World, stories: Sequence[Story]) -> list[Json]:
    """Return what the gateway is told and when (`enrol_at`), in that order."""
    told = [
        application
        for story, person in _people(stories)
        for application in _applications(story, person, world)
    ]
    return sorted(told, key=lambda application: str(application["enrol_at"]))


def display_name(code: str, name: str) -> str:
    """Return a partner's name as people know it."""
    return name or code.capitalize()


def _people(stories: Iterable[Story]) -> list[tuple[Story, Person]]:
    return [(story, person) for story in stories for person in story.person]


def _applications(story: Story, person: Person, world: World) -> list[Json]:
    days = person.enrols if person.enrols is not None else [person.bought_on]
    return [
        {
            "enrol_at": max(instant(day, ENROL_HOUR), world.starts).isoformat(),
            "nik": person.nik,
            "name": person.name,
            "phone": person.phone,
            "wave": person.wave,
            "voucher": person.enrols_with_voucher or voucher_of(story, person),
            "provider": person.provider,
            "channel": person.marketplace,
            "bought_on": person.bought_on.isoformat(),
        }
        for day in days
    ]


def _person(story: Story, person: Person, world: World) -> Json:
    course = course_of(person, world)
    voucher = voucher_of(story, person)
    return {
        "nik": person.nik,
        "name": person.name,
        "phone": person.phone,
        "voucher": voucher,
        "provider": person.provider,
        "marketplace": None if person.marketplace == DIRECT else person.marketplace,
        "redeems": _text(course.redeems),
        "finishes": _text(course.finishes),
        "progress_percent": person.progress_percent,
        "stars": person.stars,
        "rates": {site.value: _text(course.rates[site]) for site in Site},
        "report": _report(person),
        "certificate": _certificate(person),
        "surveys": [at.isoformat() for at in course.surveys],
        "links": _links(story, person, course),
        "unlinks": [instant(at, PORTAL_HOUR).isoformat() for at in person.unlinks],
        "corrections": [
            {
                "at": instant(correction.at, PORTAL_HOUR).isoformat(),
                "voucher": correction.voucher or voucher,
            }
            for correction in person.corrections
        ],
        "waivers": [
            {
                "at": instant(waiver.at, PORTAL_HOUR).isoformat(),
                "fact": waiver.fact.value,
                "site": waiver.site.value if waiver.site else None,
                "ground": waiver.ground,
                "by": waiver.by,
            }
            for waiver in person.waivers
        ],
        "hooks": _hooks(person.hooks),
    }


def _report(person: Person) -> Json:
    report = person.report
    return {
        "sent": _office(report.sent),
        "forwarded": _office(report.forwarded),
        "received": _office(report.received),
        "mail_lost": report.mail_lost,
        "rejected": {
            "reason": report.rejected.reason,
            "until": _office(report.rejected.until),
        }
        if report.rejected
        else None,
        "never": report.never,
    }


def _certificate(person: Person) -> Json:
    certificate = person.certificate
    return {
        "published": _office(certificate.published),
        "name": certificate.name,
        "reissued": _office(certificate.reissued),
        "never": certificate.never,
    }


def _links(story: Story, person: Person, course: Course) -> list[Json]:
    if course.links_at is not None:
        channel, number = own_channel(person, declared_accounts(story, person))
        return [{"at": course.links_at.isoformat(), "channel": channel.value, "number": number}]
    return [
        {
            "at": instant(link.at, PORTAL_HOUR).isoformat(),
            "channel": link.channel.value,
            "number": number_linked(story, person, link),
        }
        for link in person.links or []
    ]


def _story_faults(story: Story) -> list[Json]:
    """Confine each fault to the person it is about, so that stories do not disturb each other."""
    faults = []
    for n, fault in enumerate(story.fault, 1):
        person = person_named(story, fault.who)
        if fault.partner in set(Channel):
            scope = {"account": first_number(story, person, Channel(fault.partner))}
        else:
            scope = {"voucher": voucher_of(story, person)}
        faults.append(_fault(fault, f"{story.id}-{n}", scope))
    return faults


def _fault(fault: Fault, name: str, scope: Mapping[str, str]) -> Json:
    return {
        "name": name,
        "fault": fault.fault,
        "partner": fault.partner,
        "operation": fault.operation,
        "voucher": scope.get("voucher"),
        "account": scope.get("account"),
        "from": _text(beginning(fault.first) if fault.first else None),
        "to": _text(ending(fault.last) if fault.last else None),
        "times": fault.times,
        "args": fault.args.model_dump(mode="json", exclude_none=True),
    }


def _hooks(kinds: Sequence[FactKind]) -> str | list[str]:
    if set(kinds) == set(FactKind):
        return "all"
    return [kind.value for kind in kinds] or "none"


def _periods(periods: Sequence[Period]) -> list[Json]:
    return [
        {"from": period.begins.isoformat(), "to": period.ends.isoformat()} for period in periods
    ]


def _office(when: date | None) -> str | None:
    return None if when is None else instant(when, OFFICE_HOUR).isoformat()


def _text(at: datetime | None) -> str | None:
    return None if at is None else at.isoformat()
