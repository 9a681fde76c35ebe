"""What the partners of the small correct world were told of a person, and noted down."""

from tests.auditor.evidence_person import SURVEYS, Json, Person, at


def planned(person: Person) -> Json:
    habits = person.certified != at("2020-05-04")
    return {
        "nik": person.nik,
        "name": person.name,
        "phone": person.phone,
        "voucher": person.voucher,
        "provider": "belajaria",
        "marketplace": person.shop,
        "redeems": at("2020-04-27", 12),
        "finishes": at("2020-04-28", 12),
        "rates": {"provider": at("2020-04-28", 13), "marketplace": at("2020-04-28", 13)},
        "report": {
            "sent": None,
            "forwarded": at("2020-04-29", 15),
            "received": None if habits else at("2020-04-30"),
            "mail_lost": False,
            "rejected": None,
            "never": False,
        },
        "certificate": {"published": None if habits else person.certified, "never": False},
        "surveys": list(SURVEYS[:2] if person.number == 6 else SURVEYS),
        "links": [{"at": at("2020-05-05"), "channel": person.channel, "number": person.account}],
        "unlinks": [at("2020-08-01")] if person.number == 6 else [],
        "corrections": [],
        "waivers": [],
        "hooks": "all",
    }


def acts(person: Person) -> list[Json]:
    who = f"participant of {person.voucher}"
    told = [
        (at("2020-04-27", 12), "belajaria", f"redeemed {person.voucher}", '200 {"success":true}'),
        (
            at("2020-04-28", 12),
            "belajaria",
            f"pushed training.completed of {person.voucher}",
            "202",
        ),
        (person.certified, "pmo", f"pushed certificate.published of {person.voucher}", "202"),
        (at("2020-05-05"), who, "called /v1/participants/account", '200 {"accepted":true}'),
    ]
    if person.number == 6:
        told.append((at("2020-08-01"), who, "called /v1/participants/account/unlink", "200 {}"))
    return [{"at": when, "who": by, "did": did, "answer": answer} for when, by, did, answer in told]


def declared(person: Person) -> Json:
    changes = []
    if person.number == 3:
        changes = [
            {"at": at("2020-07-08", 6), "suspended": True},
            {"at": at("2020-07-15", 6), "suspended": False},
        ]
    return {
        "channel": person.channel,
        "number": person.account,
        "name": person.name,
        "nik": person.nik,
        "phone": person.phone,
        "upgraded": True,
        "active": True,
        "suspended": False,
        "balance_idr": 0,
        "balance_cap_idr": None,
        "monthly_in_idr": 0,
        "changes": changes,
    }
