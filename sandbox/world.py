"""What is true at an instant.

Pure functions of the plans, of when somebody redeemed and of who was asked to send again.
"""

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sandbox.clock import iso
from sandbox.lives import Person
from sandbox.plans import DASHBOARD, Dashboard, FactName, Marketplace, Partner, Provider, Window


@dataclass(frozen=True, slots=True)
class Cast:
    """Who plays with one person."""

    provider: Provider
    marketplace: Marketplace | None
    dashboard: Dashboard | None


@dataclass(frozen=True, slots=True)
class Happening:
    """A fact and the partner who knows it; `survey` numbers the surveys from 1."""

    partner: str
    fact: FactName
    at: datetime
    receipt: str
    data: Mapping[str, object] = field(hash=False)
    survey: int | None = None


def is_within(windows: Iterable[Window], at: datetime) -> bool:
    """Tell whether an instant lies in one of the windows."""
    return any(window.start <= at < window.end for window in windows)


def moved_out(windows: Iterable[Window], at: datetime) -> datetime:
    """Return the first instant from `at` on that lies in none of the windows."""
    for window in sorted(windows, key=lambda window: window.start):
        if window.start <= at < window.end:
            at = window.end
    return at


def voucher_at(person: Person, at: datetime) -> str:
    """Return the voucher code the person goes by at an instant: the last one corrected to."""
    corrected = [fix for fix in person.corrections if fix.at <= at]
    return max(corrected, key=lambda fix: fix.at).voucher if corrected else person.voucher


def vouchers_of(person: Person, at: datetime) -> set[str]:
    """Return every voucher code under which the person is known at an instant."""
    return {person.voucher} | {fix.voucher for fix in person.corrections if fix.at <= at}


def happenings(
    person: Person,
    cast: Cast,
    redeemed_at: datetime | None,
    sent_again: Sequence[tuple[str, datetime]] = (),
) -> tuple[Happening, ...]:
    """Return all that happens to a person as far as it is settled, in order of time.

    `sent_again`: the hops that were asked to send their report again, and when.
    """
    told = [*_surveys(person)]
    if redeemed_at is not None:
        told += _Course(person, cast, redeemed_at, sent_again).told()
    return tuple(sorted(told, key=lambda happening: happening.at))


def _surveys(person: Person) -> Iterator[Happening]:
    for number, at in enumerate(person.surveys, start=1):
        yield _told(person, DASHBOARD, "survey.completed", at, {"survey": number}, number)


def _told(
    person: Person,
    partner: str,
    fact: FactName,
    at: datetime,
    data: Mapping[str, object],
    survey: int | None = None,
) -> Happening:
    # The receipt names the content: the same fact told twice has one receipt, a fact told anew
    # with other content has another.
    content = json.dumps([partner, person.voucher, fact, survey, iso(at), data], sort_keys=True)
    receipt = f"{fact.partition('.')[0]}-{hashlib.sha256(content.encode()).hexdigest()[:20]}"
    return Happening(partner, fact, at, receipt, data, survey)


@dataclass(frozen=True, slots=True)
class _Course:
    """One person's way from the redeemed voucher to the certificate."""

    person: Person
    cast: Cast
    redeemed_at: datetime
    sent_again: Sequence[tuple[str, datetime]]

    def told(self) -> Iterator[Happening]:
        provider = self.cast.provider.code
        yield _told(self.person, provider, "voucher.redeemed", self.redeemed_at, {})
        for site, at in self._reviews():
            yield _told(
                self.person, site.code, "review.submitted", at, {"stars": self.person.stars}
            )
        finished_at = self._finished_at()
        if finished_at is None:
            return
        evidence = {
            "started_at": iso(self.redeemed_at),
            "finished_at": iso(finished_at),
            "score": 80,
            "progress_percent": self.person.progress_percent,
        }
        yield _told(self.person, provider, "training.completed", finished_at, evidence)
        yield from self._report(finished_at)

    def _finished_at(self) -> datetime | None:
        if self.person.finishes is None:
            return None
        at = max(self.person.finishes, self.redeemed_at)
        return moved_out(self.cast.provider.down, at)

    def _reviews(self) -> Iterator[tuple[Partner, datetime]]:
        planned: tuple[tuple[Partner | None, datetime | None], ...] = (
            (self.cast.provider, self.person.rates.provider),
            (self.cast.marketplace, self.person.rates.marketplace),
        )
        for site, at in planned:
            if site is not None and site.reviews and at is not None:
                yield site, moved_out(site.down, max(at, self.redeemed_at))

    def _report(self, finished_at: datetime) -> Iterator[Happening]:
        plan, provider, marketplace = self.person.report, self.cast.provider, self.cast.marketplace
        if plan.never:
            return
        sent_at = max([finished_at, *(at for _, at in self._reviews())])
        sent_at = _planned(plan.sent, sent_at, provider.reports_after_hours)
        sent_at = moved_out(provider.down, sent_at)
        yield _told(self.person, provider.code, "report.sent", sent_at, _batch(provider, sent_at))
        last_hop, handed_at = provider.code, sent_at
        if marketplace is not None:
            handed_at = _planned(plan.forwarded, sent_at, marketplace.forwards_after_hours)
            handed_at = moved_out(marketplace.down, handed_at)
            last_hop, batch = marketplace.code, _batch(marketplace, handed_at)
            yield _told(self.person, marketplace.code, "report.forwarded", handed_at, batch)
        office = self.cast.dashboard
        if office is not None:
            yield from self._office(office, last_hop, handed_at)

    def _office(self, office: Dashboard, last_hop: str, handed_at: datetime) -> Iterator[Happening]:
        plan = self.person.report
        received_at = _planned(plan.received, handed_at, office.receives_after_hours)
        if plan.mail_lost:
            # Only the hop that sent the lost mail can heal it, and only after it was sent.
            asked = [at for who, at in self.sent_again if who == last_hop and at >= handed_at]
            if not asked:
                return
            received_at = _planned(None, min(asked), office.receives_after_hours)
        received_at = moved_out(office.closed, received_at)
        accepted_at: datetime | None = received_at
        if plan.rejected is not None:
            refused = {"batch": None, "rejected": plan.rejected.reason}
            yield _told(self.person, DASHBOARD, "report.received", received_at, refused)
            until = plan.rejected.until
            accepted_at = until and moved_out(office.closed, max(until, received_at))
        if accepted_at is not None:
            accepted = {"batch": f"{accepted_at:%Y%m%d}", "rejected": None}
            yield _told(self.person, DASHBOARD, "report.received", accepted_at, accepted)
            yield from self._certificate(office, accepted_at)

    def _certificate(self, office: Dashboard, accepted_at: datetime) -> Iterator[Happening]:
        plan = self.person.certificate
        if plan.never:
            return
        at = _planned(plan.published, accepted_at, office.publishes_after_hours)
        at = moved_out(office.closed, at)
        yield self._certified(at, plan.name or self.person.name, edition=1)
        if plan.reissued is not None:
            again_at = moved_out(office.closed, max(plan.reissued, at))
            yield self._certified(again_at, self.person.name, edition=2)

    def _certified(self, at: datetime, name: str, *, edition: int) -> Happening:
        serial = hashlib.sha256(f"{self.person.voucher} {edition}".encode()).hexdigest()[:12]
        data = {
            "number": f"PMO-{serial}",
            "name": name,
            "url": f"https://certificates.invalid/{serial}",
        }
        return _told(self.person, DASHBOARD, "certificate.published", at, data)


def _planned(planned: datetime | None, before: datetime, after_hours: float) -> datetime:
    """Return the planned time, never earlier than what it follows from, or the habitual one."""
    return before + timedelta(hours=after_hours) if planned is None else max(planned, before)


def _batch(partner: Partner, at: datetime) -> dict[str, object]:
    return {"batch": f"{partner.code}-{at:%Y%m%d}"}
