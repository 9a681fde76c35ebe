"""The six stories of the small correct world: each began well or badly and ended as it must."""

from collections.abc import Callable

from tests.auditor.evidence_person import SURVEYS, Person, at, moved, reason, reference


def _ordinary(person: Person, skip: tuple[tuple[str, int], ...] = ()) -> None:
    for key, day in person.days.items():
        if key in skip:
            continue
        told = person.certified if key[0] == "training" else SURVEYS[key[1] - 1]
        person.promise(key, told)
        person.pay(key, at(day))
    person.ends = (at("2020-08-26"), "closed", "nobody", None)


def _certified_on_labour_day(person: Person) -> None:
    person.certified = at("2020-05-01", 17)
    person.days |= {
        ("training", 1): "2020-05-11",
        ("training", 2): "2020-06-10",
        ("training", 3): "2020-07-10",
        ("training", 4): "2020-08-10",
    }
    _ordinary(person)


def _answer_lost(person: Person) -> None:
    key = ("training", 2)
    _ordinary(person, skip=(key,))
    person.promise(key, person.certified)
    person.pay(key, at("2020-06-11", 19), unsure=True)


def _suspended(person: Person) -> None:
    key = ("training", 3)
    _ordinary(person, skip=(key,))
    person.promise(key, person.certified)
    held = {"status": "tertunda", "reason": reason("ACCOUNT_SUSPENDED", "participant")}
    moves = [
        moved("2020-07-11", "2020-07-13", "NON_WORKING_DAY", person.certified),
        moved("2020-07-13", "2020-07-16", "RESCHEDULED_AFTER_REPAIR", at("2020-07-15", 11)),
    ]
    again = {"status": "dijadwalkan", "reason": None, "promised_for": "2020-07-16", "moved": moves}
    person.payments[key].states += [(at("2020-07-09"), held), (at("2020-07-15", 11), again)]
    person.pay(key, at("2020-07-16"))


def _refused_once(person: Person) -> None:
    key = ("training", 4)
    _ordinary(person, skip=(key,))
    person.promise(key, person.certified)
    refused = {
        "reference": reference(person.number, *key),
        "external_id": "x",
        "sent_at": at("2020-08-10"),
        "outcome": "not_paid",
        "cause": "CAUSE_NOT_GIVEN",
    }
    news = {
        "status": "tertunda",
        "reason": reason("CAUSE_NOT_GIVEN", "pmo"),
        "attempts": [refused],
        "promised_for": "2020-08-11",
        "moved": [moved("2020-08-10", "2020-08-11", "RESCHEDULED_AFTER_REPAIR", at("2020-08-10"))],
    }
    person.payments[key].states.append((at("2020-08-10"), news))
    person.pay(key, at("2020-08-11"), generation=2)


def _reversed(person: Person) -> None:
    key = ("training", 1)
    _ordinary(person)
    first = reference(person.number, *key)
    news = {
        "status": "dikembalikan",
        "paid_at": None,
        "reason": reason("REVERSED_BY_PARTNER", "pmo"),
        "promised_for": "2020-05-26",
        "moved": [moved("2020-05-12", "2020-05-26", "RESCHEDULED_AFTER_REPAIR", at("2020-05-20"))],
    }
    person.payments[key].states.append((at("2020-05-20"), news))
    person.rows.append(person.row(key, first, at("2020-05-12"), "reversal", at("2020-05-20")))
    person.pay(key, at("2020-05-26"), generation=2)


def _unlinked(person: Person) -> None:
    unpaid = (("training", 4), ("survey", 3))
    _ordinary(person, skip=unpaid)
    person.promise(("training", 4), person.certified)
    held = {"status": "tertunda", "reason": reason("ACCOUNT_NOT_LINKED", "participant")}
    person.payments["training", 4].states.append((at("2020-08-01"), held))
    person.ends = (at("2020-08-01"), "certified", "participant", "ACCOUNT_NOT_LINKED")


STORIES: tuple[Callable[[Person], None], ...] = (
    *(_certified_on_labour_day, _answer_lost, _suspended),
    *(_refused_once, _reversed, _unlinked),
)
