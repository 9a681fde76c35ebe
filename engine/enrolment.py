"""Enrolling: claim who it is, record the person, entitle, start the journey. Repeatable."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from temporalio.common import (
    SearchAttributeKey,
    SearchAttributePair,
    TypedSearchAttributes,
    WorkflowIDConflictPolicy,
    WorkflowIDReusePolicy,
)
from temporalio.exceptions import WorkflowAlreadyStartedError

from domain.application import Application, Rejected, Rejection
from domain.clock import Clock
from domain.decrees import FIRST_DAY, LAST_DAY
from domain.facts import Site
from domain.messages import Enrolment
from domain.promises import end_of
from domain.scheme import SCHEME_2020, SCHEME_2023, Scheme
from domain.stages import Stage
from domain.workdays import Workdays, workdays_known
from engine.client import Engine
from records.claims import ClaimedByAnother
from records.people import SamePersonOtherData
from records.person import Person
from workflows.participant_journey import STAGE, ParticipantJourney

WAVE = SearchAttributeKey.for_int("Wave")

NORMAL_SCHEME_FROM = date(2023, 1, 1)
"""Perpres 113/2022: the "normal scheme" from 2023 on."""

SURVEY_DEADLINES = {
    2020: date(2020, 12, 15),
    2021: date(2021, 12, 10),
    2023: date(2023, 12, 3),
}
"""The last day for surveys of a budget year, where one was announced."""

CALENDAR_BEFORE = timedelta(days=35)
CALENDAR_AHEAD = timedelta(days=730)
"""A journey takes half a year; a case that is held for long keeps a calendar to go on with."""


@dataclass(frozen=True, slots=True)
class Enrolled:
    """The journey of a participant, and whether this call began it."""

    journey: str
    new: bool


async def enrol(
    engine: Engine, application: Application, *, at: datetime | None = None
) -> Enrolled:
    """Start a participant's journey, or find the one that exists.

    The claim is written first: a crash between the steps is healed by the next call, which finds
    the same journey id. Raises `Rejected` if the NIK or the voucher belongs to other data;
    nothing has changed then.
    """
    now = at or engine.now()
    if application.bought_on > Clock.day_of(now):
        raise _bought_in_future()
    known = await engine.claims.find_by_nik(application.nik)
    owner = await engine.claims.find_by_voucher(application.voucher)
    if owner is not None and owner != known:
        raise _voucher_taken()
    claimed = await engine.claims.claim_person(application.nik, at=now)
    journey = claimed.journey
    person = _person(application, journey, now)
    try:
        await engine.people.add(person)
        await engine.claims.claim_voucher(application.voucher, journey, at=now)
    except SamePersonOtherData as other:
        raise _other_data(other.fields) from None
    except ClaimedByAnother:
        raise _voucher_taken() from None
    recorded = await engine.people.get(journey)
    if not claimed.new and await engine.cases.find(journey) is not None:
        return Enrolled(journey, new=False)
    await engine.ledger.entitle(journey, scheme_of(recorded.bought_on).total_idr, at=now)
    return Enrolled(journey, new=await _start(engine, recorded))


async def _start(engine: Engine, person: Person) -> bool:
    try:
        await engine.client.start_workflow(
            ParticipantJourney.run,
            enrolment_of(engine, person),
            id=person.journey,
            task_queue=engine.settings.task_queue,
            id_reuse_policy=WorkflowIDReusePolicy.REJECT_DUPLICATE,
            id_conflict_policy=WorkflowIDConflictPolicy.FAIL,
            search_attributes=TypedSearchAttributes(
                [
                    SearchAttributePair(STAGE, Stage.ENROLLED),
                    SearchAttributePair(WAVE, person.wave),
                ]
            ),
        )
    except WorkflowAlreadyStartedError:
        return False
    return True


def enrolment_of(engine: Engine, person: Person) -> Enrolment:
    """Return the input of a person's journey: the rules and the calendar as known at enrolment."""
    scheme = scheme_of(person.bought_on)
    register = engine.register
    sites = [(Site.PROVIDER, person.provider), (Site.MARKETPLACE, person.marketplace)]
    return Enrolment(
        journey=person.journey,
        wave=person.wave,
        provider=person.provider,
        marketplace=person.marketplace,
        sites_without_reviews=[
            site for site, code in sites if code is not None and not register.partner(code).reviews
        ],
        scheme=scheme,
        workdays=calendar_of(person, Clock.day_of(person.enrolled_at)),
        clock=engine.settings.clock,
        enrolled_at=person.enrolled_at,
        redeem_by=end_of(person.bought_on + timedelta(days=scheme.redeem_days)),
    )


def scheme_of(bought_on: date) -> Scheme:
    """Return the scheme under which a training was bought, every rule of it written out.

    A message carries what was set, not the defaults of the day it is read: so a running journey
    keeps the rules that it was started with.
    """
    scheme = SCHEME_2023 if bought_on >= NORMAL_SCHEME_FROM else SCHEME_2020
    deadline = {"survey_deadline": SURVEY_DEADLINES.get(bought_on.year)}
    return Scheme.model_validate(scheme.model_dump() | deadline)


def calendar_of(person: Person, as_of: date) -> Workdays:
    """Return a person's working days under the decrees known on a day."""
    enrolled = Clock.day_of(person.enrolled_at)
    first = max(min(enrolled, person.bought_on) - CALENDAR_BEFORE, FIRST_DAY)
    last = min(max(enrolled, as_of) + CALENDAR_AHEAD, LAST_DAY)
    return workdays_known(as_of, first, last)


def _person(application: Application, journey: str, now: datetime) -> Person:
    return Person(
        journey=journey,
        nik=application.nik.digits,
        name=application.name,
        phone=application.phone.digits,
        wave=application.wave,
        provider=application.provider,
        marketplace=application.marketplace,
        voucher=application.voucher,
        bought_on=application.bought_on,
        enrolled_at=now,
    )


def _bought_in_future() -> Rejected:
    return Rejected(
        [
            Rejection(
                field="bought_on",
                rule="BOUGHT_IN_FUTURE",
                id="Tanggal pembelian belum tiba. Periksa tanggalnya.",
                en="The day of purchase is still to come. Check the date.",
            )
        ]
    )


def _voucher_taken() -> Rejected:
    return Rejected(
        [
            Rejection(
                field="voucher",
                rule="VOUCHER_ALREADY_USED",
                id="Kode voucher ini sudah dipakai peserta lain. Periksa bukti pembelian.",
                en="Another participant uses this voucher. Check the purchase receipt.",
            )
        ]
    )


def _other_data(fields: list[str]) -> Rejected:
    return Rejected(
        [
            Rejection(
                field=field,
                rule="NIK_ENROLLED_WITH_OTHER_DATA",
                id=f"NIK ini sudah terdaftar dengan {field} lain. Periksa datanya.",
                en=f"This NIK is enrolled with another {field}. Check the data.",
            )
            for field in fields
        ]
    )
