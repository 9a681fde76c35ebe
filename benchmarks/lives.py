"""Fictitious people who do everything at once and right, and the partners they meet.

Each buys at a marketplace, learns, rates on both sites and links an account; the report goes over
two hops; nothing fails. All instants are programme time.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from domain.application import Application
from domain.clock import JAKARTA, Clock
from domain.facts import Fact, FactKind, Site, Source
from domain.identity import Nik, Phone
from domain.payouts import Channel
from domain.promises import tranche_promises
from domain.scheme import SCHEME_2020
from domain.workdays import workdays_known
from rehearsal.format import DASHBOARD
from rehearsal.provision import Party

PROVIDER, MARKETPLACE = "belajaria", "pasarilmu"
PARTIES = (
    Party(PROVIDER, "provider", "Belajaria"),
    Party(MARKETPLACE, "marketplace", "PasarIlmu"),
    Party(DASHBOARD, "dashboard", "PMO"),
)
NAME = "Peserta Rekaan"

BEGINS = datetime(2020, 7, 6, 8, tzinfo=JAKARTA)
"""A Monday from which a life meets few closed days and ends before the budget year does."""
APART = timedelta(hours=17)
"""Between two people, so that few are paid on the same morning: money leaves on all at nine."""
LASTS_DAYS = 128
"""From the enrolment to the archive, with some days to spare: for the progress bar only."""


def _after(days: float) -> timedelta:
    return timedelta(days=days)


LINKS_AFTER = _after(6)
SURVEY_ANSWERED_AFTER = _after(2)


@dataclass(frozen=True, slots=True)
class Step:
    """A fact that comes true so long after the enrolment, and who states it."""

    kind: FactKind
    after: timedelta
    partner: str
    site: Site | None = None


STEPS = (
    Step(FactKind.VOUCHER_REDEEMED, _after(1.1), PROVIDER),
    Step(FactKind.TRAINING_COMPLETED, _after(4), PROVIDER),
    Step(FactKind.REVIEW_SUBMITTED, _after(4.4), MARKETPLACE, Site.MARKETPLACE),
    Step(FactKind.REVIEW_SUBMITTED, _after(4.7), PROVIDER, Site.PROVIDER),
    Step(FactKind.REPORT_SENT, _after(6.5), PROVIDER),
    Step(FactKind.REPORT_FORWARDED, _after(7.5), MARKETPLACE),
    Step(FactKind.REPORT_RECEIVED, _after(8), DASHBOARD),
    Step(FactKind.CERTIFICATE_PUBLISHED, _after(11), DASHBOARD),
)


@dataclass(frozen=True, slots=True)
class Life:
    """One person and when the journey begins."""

    number: int
    enrols: datetime
    channel: Channel

    @property
    def application(self) -> Application:
        """What the person enrols with. The NIK's region is unassigned and its serial 0000."""
        return Application(
            nik=Nik.parse(f"99{self.number:04}0101900000"),
            name=NAME,
            phone=Phone.parse(f"62812{self.number:08}"),
            wave=4,
            voucher=f"BENCH-{self.number:04}",
            provider=PROVIDER,
            channel=MARKETPLACE,
            bought_on=Clock.day_of(self.enrols),
        )

    @property
    def account(self) -> str:
        """The number of the account: a wallet's is its owner's phone."""
        bank = self.channel is Channel.BNI
        return f"09{self.number:08}" if bank else self.application.phone.digits

    def at(self, kind: FactKind, site: Site | None = None) -> datetime:
        """Return when a fact of this life comes true."""
        step = next(step for step in STEPS if (step.kind, step.site) == (kind, site))
        return self.enrols + step.after

    @property
    def surveys(self) -> list[datetime]:
        """When each survey is answered: two days after it opens."""
        certified = self.at(FactKind.CERTIFICATE_PUBLISHED)
        day = Clock.day_of(self.enrols)
        workdays = workdays_known(day, day, day + timedelta(days=180))
        paid = tranche_promises(certified, SCHEME_2020, workdays)[0].day
        opened = datetime(paid.year, paid.month, paid.day, 12, tzinfo=JAKARTA)
        spacing = timedelta(days=SCHEME_2020.survey_opens_days)
        return [
            opened + number * spacing + SURVEY_ANSWERED_AFTER
            for number in range(1, SCHEME_2020.surveys + 1)
        ]

    @property
    def pushes(self) -> list[Fact]:
        """The facts as partners would push them, in order."""
        told = [
            self._fact(step.kind, self.enrols + step.after, step.partner, site=step.site)
            for step in STEPS
        ]
        return told + [
            self._fact(FactKind.SURVEY_COMPLETED, at, DASHBOARD, survey=number)
            for number, at in enumerate(self.surveys, start=1)
        ]

    def _fact(
        self,
        kind: FactKind,
        at: datetime,
        partner: str,
        *,
        site: Site | None = None,
        survey: int | None = None,
    ) -> Fact:
        receipt = f"push-{self.number}-{kind}-{site or survey or ''}"
        return Fact(
            kind=kind,
            at=at,
            source=Source.PUSH,
            partner=partner,
            receipt=receipt,
            site=site,
            survey=survey,
        )


def lives(count: int) -> list[Life]:
    """Return so many people, over all payment channels in turn."""
    channels = list(Channel)
    return [
        Life(number, BEGINS + (number - 1) * APART, channels[number % len(channels)])
        for number in range(1, count + 1)
    ]


def world(people: list[Life], secrets: Mapping[str, str]) -> dict[str, Any]:
    """Return the document that the sandbox plays from."""
    return {
        "providers": [
            {
                "code": PROVIDER,
                "role": "provider",
                "secret": secrets[f"partner:{PROVIDER}"],
                "client_code": PROVIDER,
                "client_key": secrets[f"redeem:{PROVIDER}"],
            }
        ],
        "marketplaces": [{"code": MARKETPLACE, "secret": secrets[f"partner:{MARKETPLACE}"]}],
        "dashboard": {"secret": secrets[f"partner:{DASHBOARD}"]},
        "people": [_person(life) for life in people],
        "accounts": [_account(life) for life in people],
        "faults": [],
    }


def _person(life: Life) -> dict[str, Any]:
    who = life.application
    at = {(step.kind, step.site): (life.enrols + step.after).isoformat() for step in STEPS}
    return {
        "nik": who.nik.digits,
        "name": who.name,
        "phone": who.phone.digits,
        "voucher": who.voucher,
        "provider": PROVIDER,
        "marketplace": MARKETPLACE,
        "redeems": at[FactKind.VOUCHER_REDEEMED, None],
        "finishes": at[FactKind.TRAINING_COMPLETED, None],
        "rates": {site.value: at[FactKind.REVIEW_SUBMITTED, site] for site in Site},
        "report": {
            "sent": at[FactKind.REPORT_SENT, None],
            "forwarded": at[FactKind.REPORT_FORWARDED, None],
            "received": at[FactKind.REPORT_RECEIVED, None],
        },
        "certificate": {"published": at[FactKind.CERTIFICATE_PUBLISHED, None]},
        "surveys": [answered.isoformat() for answered in life.surveys],
        "hooks": "none",
    }


def _account(life: Life) -> dict[str, Any]:
    who = life.application
    return {
        "channel": life.channel.value,
        "number": life.account,
        "name": who.name,
        "nik": who.nik.digits,
        "phone": who.phone.digits,
    }
