from typing import Any

import pytest

from domain.facts import FactKind, Site
from domain.reasons import Reason
from partners.register import FACTS, Partner, Role
from partners.statements import NotAStatement, read_statement

DATA: dict[FactKind, dict[str, Any]] = {
    FactKind.TRAINING_COMPLETED: {"score": 87, "progress_percent": 100},
    FactKind.REVIEW_SUBMITTED: {"stars": 1},
    FactKind.REPORT_SENT: {"batch": "b-1"},
    FactKind.REPORT_RECEIVED: {"rejected": None},
    FactKind.CERTIFICATE_PUBLISHED: {"number": "1", "name": "Siti Nurhaliza", "url": "https://x"},
    FactKind.SURVEY_COMPLETED: {"survey": 2},
}


def partner(role: Role) -> Partner:
    return Partner(code="someone", role=role, name="Someone", url="https://someone.test")


def words(kind: FactKind, **changes: Any) -> dict[str, Any]:
    return {
        "voucher_code": "DISKO-0001",
        "occurred_at": "2020-05-01T10:00:00+07:00",
        "receipt": "r-1",
        "data": DATA.get(kind, {}),
        "a_field_of_next_year": 1,
    } | changes


@pytest.mark.parametrize("role", Role)
@pytest.mark.parametrize("kind", FactKind)
def test_a_partner_states_its_own_facts_and_no_others(role: Role, kind: FactKind) -> None:
    if kind in FACTS[role]:
        statement = read_statement(partner(role), kind, words(kind))
        assert (statement.kind, statement.partner, statement.receipt) == (kind, "someone", "r-1")
    else:
        with pytest.raises(NotAStatement, match="may not state"):
            read_statement(partner(role), kind, words(kind))


def test_the_evidence_is_kept_where_it_is_judged() -> None:
    provider, pmo = partner(Role.PROVIDER), partner(Role.DASHBOARD)
    kind = FactKind.TRAINING_COMPLETED
    half = words(kind, data={"progress_percent": 50})
    assert read_statement(provider, kind, half).progress_percent == 50
    kind = FactKind.REPORT_RECEIVED
    refused = words(kind, data={"rejected": "VOUCHER_MISMATCH"})
    assert read_statement(pmo, kind, refused).rejected is Reason.VOUCHER_MISMATCH
    kind = FactKind.CERTIFICATE_PUBLISHED
    assert read_statement(pmo, kind, words(kind)).certificate_name == "Siti Nurhaliza"
    kind = FactKind.SURVEY_COMPLETED
    assert read_statement(pmo, kind, words(kind)).survey == 2


@pytest.mark.parametrize(
    ("role", "site"), [(Role.PROVIDER, Site.PROVIDER), (Role.MARKETPLACE, Site.MARKETPLACE)]
)
def test_a_review_was_written_where_its_partner_is(role: Role, site: Site) -> None:
    kind = FactKind.REVIEW_SUBMITTED
    assert read_statement(partner(role), kind, words(kind)).site is site


@pytest.mark.parametrize(
    "changes",
    [
        {"voucher_code": None},
        {"voucher_code": ""},
        {"voucher_code": "a b"},
        {"voucher_code": "A" * 129},
        {"voucher_code": "A\n"},
        {"receipt": 7},
        {"receipt": "r\x00"},
        {"occurred_at": None},
        {"occurred_at": 1588302000},
        {"occurred_at": "1588302000"},
        {"occurred_at": "2020-05-01"},
        {"occurred_at": "2020-05-01T10:00:00"},
        {"occurred_at": "2020-02-30T10:00:00+07:00"},
        {"occurred_at": "2020-05-01T10:00:60+07:00"},
        {"occurred_at": "2020-05-01T10:00:00+07:60"},
        {"occurred_at": "9999-12-31T23:59:59-12:00"},
        {"occurred_at": "0001-01-01T00:00:00+12:00"},
        {"data": None},
        {"data": []},
        {"data": {}},
        {"data": {"progress_percent": 101}},
        {"data": {"progress_percent": "100"}},
        {"data": {"progress_percent": True}},
        {"data": {"progress_percent": 100, "rejected": "KYC_REQUIRED"}},
        {"data": {"progress_percent": 100, "rejected": "RUBBISH"}},
    ],
    ids=str,
)
def test_words_outside_the_contract_are_refused_without_repeating_them(
    changes: dict[str, Any],
) -> None:
    kind = FactKind.TRAINING_COMPLETED
    with pytest.raises(NotAStatement) as refused:
        read_statement(partner(Role.PROVIDER), kind, words(kind, **changes))
    assert "DISKO" not in str(refused.value)
    assert "RUBBISH" not in str(refused.value)


@pytest.mark.parametrize("name", [None, "", 7, "=cmd()", "Si\u202eti", "N" * 201])
def test_a_certificate_needs_a_name_that_is_safe_to_show(name: object) -> None:
    kind = FactKind.CERTIFICATE_PUBLISHED
    with pytest.raises(NotAStatement):
        read_statement(partner(Role.DASHBOARD), kind, words(kind, data={"name": name}))
