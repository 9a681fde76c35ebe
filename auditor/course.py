"""What really happened to a person: worked out from the plans and from what partners did.

The partners' habits are those of the world document; when somebody redeemed is in the log of acts.
Nothing here comes from the system that is judged.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from auditor.evidence import Note
from auditor.world import Partner, Plan, World, moved_out

REDEEMED, COMPLETED, REVIEWED = "voucher.redeemed", "training.completed", "review.submitted"
SENT, FORWARDED, RECEIVED = "report.sent", "report.forwarded", "report.received"
CERTIFIED, SURVEYED = "certificate.published", "survey.completed"

_AGAIN = timedelta(days=1)
"""A provider that was refused at the redeem API comes back a day later."""
_PUNCTUAL = timedelta(hours=12)
"""Done this soon after its date, a redemption counts as done on it."""


@dataclass(frozen=True, slots=True)
class Fact:
    """Something that happened at a partner."""

    kind: str
    partner: str
    at: datetime
    stands: bool | None = True
    """False: it was wrong and completes nothing; None: a matter of judgement (another name)."""
    exact: bool = True
    """False: it happened at this instant or later, the evidence does not say when."""
    survey: int | None = None
    asked_at: datetime | None = None
    """A redemption's: the request was on its way from here on, and may be dated by its arrival."""


@dataclass(frozen=True, slots=True)
class Redemption:
    """When a provider heard that the gateway let a person redeem."""

    heard_at: datetime
    since: datetime
    """No earlier than this; before `heard_at` if a provider that was killed heard of it again."""
    asked_at: datetime


def redemption_of(plan: Plan, provider: Partner, notes: Sequence[Note]) -> Redemption | None:
    """Return when the gateway let the person redeem; None if it never did."""
    if plan.redeems is None:
        return None
    deeds = {f"redeemed {voucher}" for voucher in plan.vouchers}
    due = tried = moved_out(provider.down, plan.redeems)
    redemption = None
    for note in notes:
        if note.who != provider.code or note.did not in deeds:
            continue
        answer = note.answer.replace(" ", "")
        if note.accepted and '"success":false' not in answer:
            heard = due if note.at - due < _PUNCTUAL else note.at
            # Such an answer is about a redemption of before, which nobody noted.
            since = tried if '"redeem_at":"2' in answer else heard
            redemption = Redemption(heard, since, note.asked_at)
        else:
            tried, due = note.asked_at, moved_out(provider.down, note.at + _AGAIN)
    return redemption


@dataclass(frozen=True, slots=True)
class Course:
    """One person's way, as far as it follows from the evidence."""

    plan: Plan
    world: World
    redemption: Redemption | None

    @property
    def provider(self) -> Partner:
        """The training provider."""
        return self.world.providers[self.plan.provider]

    @property
    def marketplace(self) -> Partner | None:
        """The shop, unless the training was bought directly."""
        code = self.plan.marketplace
        return None if code is None else self.world.marketplaces[code]

    def facts(self) -> tuple[Fact, ...]:
        """Return all that happens to the person, in order of time."""
        told = [
            Fact(SURVEYED, "pmo", at, survey=number)
            for number, at in enumerate(self.plan.surveys, 1)
        ]
        if self.redemption is not None:
            told += self._learned(self.redemption)
        return tuple(sorted(told, key=lambda fact: fact.at))

    def _learned(self, redemption: Redemption) -> Iterator[Fact]:
        plan, provider, redeemed = self.plan, self.provider, redemption.heard_at
        exact = redemption.since == redeemed
        asked_at = min(redemption.asked_at, redemption.since)
        yield Fact(REDEEMED, provider.code, redemption.since, exact=exact, asked_at=asked_at)
        reviews = list(self._reviews(redeemed))
        yield from reviews
        if plan.finishes is None:
            return
        finished = moved_out(provider.down, max(plan.finishes, redeemed))
        yield Fact(COMPLETED, provider.code, finished, stands=plan.progress_percent >= 100)  # noqa: PLR2004 - per cent
        if not plan.report.flag("never", default=False):
            yield from self._reported(max([finished, *(review.at for review in reviews)]))

    def _reviews(self, redeemed: datetime) -> Iterator[Fact]:
        for site, role in ((self.provider, "provider"), (self.marketplace, "marketplace")):
            at = self.plan.rates[role]
            if site is not None and site.reviews and at is not None:
                yield Fact(REVIEWED, site.code, moved_out(site.down, max(at, redeemed)))

    def _reported(self, ready: datetime) -> Iterator[Fact]:
        report, provider = self.plan.report, self.provider
        sent = _planned(report.maybe_instant("sent"), ready, provider, "reports_after_hours")
        yield Fact(SENT, provider.code, sent)
        handed, shop = sent, self.marketplace
        if shop is not None:
            handed = _planned(report.maybe_instant("forwarded"), sent, shop, "forwards_after_hours")
            yield Fact(FORWARDED, shop.code, handed)
        if self.world.office is not None:
            yield from self._received(self.world.office, handed)

    def _received(self, office: Partner, handed: datetime) -> Iterator[Fact]:
        report = self.plan.report
        exact = not report.flag("mail_lost", default=False)
        at = _planned(report.maybe_instant("received"), handed, office, "receives_after_hours")
        rejected = report.maybe_node("rejected")
        yield Fact(RECEIVED, office.code, at, stands=rejected is None, exact=exact)
        if rejected is not None:
            until = rejected.maybe_instant("until")
            if until is None:
                return
            at = moved_out(office.down, max(until, at))
            yield Fact(RECEIVED, office.code, at, exact=exact)
        yield from self._certified(office, at, exact=exact)

    def _certified(self, office: Partner, accepted: datetime, *, exact: bool) -> Iterator[Fact]:
        certificate = self.plan.certificate
        if certificate.flag("never", default=False):
            return
        at = _planned(
            certificate.maybe_instant("published"), accepted, office, "publishes_after_hours"
        )
        other = certificate.maybe_text("name") not in {None, self.plan.name}
        yield Fact(CERTIFIED, office.code, at, stands=None if other else True, exact=exact)
        again = certificate.maybe_instant("reissued")
        if again is not None:
            at = moved_out(office.down, max(again, at))
            yield Fact(CERTIFIED, office.code, at, exact=exact)


def _planned(planned: datetime | None, before: datetime, partner: Partner, habit: str) -> datetime:
    """Return the planned time, never before what it follows from, or the habitual one."""
    if planned is None:
        at = before + timedelta(hours=partner.habits_hours[habit])
    else:
        at = max(planned, before)
    return moved_out(partner.down, at)
