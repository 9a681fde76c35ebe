import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.application import (
    DIRECT,
    FIELDS,
    Application,
    PartnersKnown,
    Rejected,
    parse_application,
)


@dataclass(frozen=True)
class TwoPartners:
    def is_provider(self, code: str) -> bool:
        return code == "belajaria"

    def is_marketplace(self, code: str) -> bool:
        return code == "pasarkita"


KNOWN: PartnersKnown = TwoPartners()

GOOD: Mapping[str, object] = {
    "nik": "3273024104950000",
    "name": "Siti Contoh",
    "phone": "0812-0000-0001",
    "wave": "2",
    "voucher": "contoh-0001",
    "provider": "belajaria",
    "channel": "pasarkita",
    "bought_on": "2020-04-26",
}


def faults(**changed: object) -> dict[str, str]:
    fields = {**GOOD, **changed}
    with pytest.raises(Rejected) as refused:
        parse_application(fields, known=KNOWN)
    return {fault.field: fault.rule for fault in refused.value.rejections}


def test_a_good_row_becomes_an_application_in_canonical_form() -> None:
    application = parse_application(GOOD, known=KNOWN)

    assert application.nik.digits == "3273024104950000"
    assert application.phone.digits == "6281200000001"
    assert application.wave == 2
    assert application.voucher == "CONTOH-0001"
    assert application.marketplace == "pasarkita"
    assert application.bought_on == date(2020, 4, 26)


def test_a_number_is_accepted_for_the_wave_and_nowhere_else() -> None:
    assert parse_application({**GOOD, "wave": 12}, known=KNOWN).wave == 12
    assert faults(nik=3273024104950000) == {"nik": "NOT_TEXT"}
    assert faults(wave=True) == {"wave": "NOT_TEXT"}


def test_a_direct_purchase_has_no_marketplace() -> None:
    assert parse_application({**GOOD, "channel": DIRECT}, known=KNOWN).marketplace is None


@pytest.mark.parametrize(
    ("field", "value", "rule"),
    [
        ("nik", "327302410495000", "NIK_LENGTH"),
        ("nik", "32730241049500001", "NIK_LENGTH"),
        ("nik", "3273029913950000", "CARD_NUMBER_NOT_NIK"),
        ("nik", "327302410495000x", "NIK_NOT_DIGITS"),
        ("phone", "021 5550000", "PHONE_NOT_MOBILE"),
        ("name", '=HYPERLINK("http://x.invalid")', "FORMULA"),
        ("name", "\t=1+1", "FORMULA"),
        ("name", "Siti\u202eContoh", "CONTROL_CHARACTER"),
        ("name", "Siti\x00Contoh", "CONTROL_CHARACTER"),
        ("name", "Siti\ud800", "CONTROL_CHARACTER"),
        ("name", "x" * 101, "TOO_LONG"),
        ("wave", "0", "WAVE_NUMBER"),
        ("wave", "-1", "WAVE_NUMBER"),
        ("wave", "2.0", "WAVE_NUMBER"),
        ("wave", "٢", "WAVE_NUMBER"),
        ("wave", 2.0, "NOT_TEXT"),
        ("voucher", "abc", "VOUCHER_FORM"),
        ("voucher", "A" * 41, "VOUCHER_FORM"),
        ("voucher", "CONTOH 1", "VOUCHER_FORM"),
        ("voucher", "contoſ-0001", "VOUCHER_FORM"),
        ("provider", "tokotutup", "UNKNOWN_PROVIDER"),
        ("provider", "pasarkita", "UNKNOWN_PROVIDER"),
        ("channel", "belajaria", "UNKNOWN_CHANNEL"),
        ("bought_on", "2020-02-30", "IMPOSSIBLE_DATE"),
        ("bought_on", "2019-02-29", "IMPOSSIBLE_DATE"),
        ("bought_on", "26-04-2020", "DATE_FORM"),
        ("bought_on", "20200426", "DATE_FORM"),
        ("bought_on", "2020-W17-7", "DATE_FORM"),
        ("bought_on", "0001-01-01", "DATE_OUT_OF_RANGE"),
        ("bought_on", "9999-12-31", "DATE_OUT_OF_RANGE"),
        ("bought_on", "", "MISSING"),
        ("provider", None, "MISSING"),
        ("name", ["Siti"], "NOT_TEXT"),
        ("phone", {"no": 1}, "NOT_TEXT"),
    ],
)
def test_each_fault_has_its_rule_and_blames_its_field_only(
    field: str, value: object, rule: str
) -> None:
    assert faults(**{field: value}) == {field: rule}


def test_values_of_any_size_are_refused_by_rule() -> None:
    assert faults(name="x" * 10_000_000) == {"name": "TOO_LONG"}
    assert faults(wave=10**5000) == {"wave": "WAVE_NUMBER"}
    assert faults(wave=-(10**5000)) == {"wave": "WAVE_NUMBER"}


def test_all_faults_of_a_row_are_named_at_once_in_the_order_of_the_fields() -> None:
    with pytest.raises(Rejected) as refused:
        parse_application({}, known=KNOWN)

    assert [fault.field for fault in refused.value.rejections] == list(FIELDS)


def test_an_unknown_field_is_named_unless_its_name_may_be_a_persons_data() -> None:
    assert faults(vouchr="X") == {"vouchr": "UNKNOWN_FIELD"}
    assert faults(**{"3273024104950000": "X"}) == {"?": "UNKNOWN_FIELD"}


def test_neither_a_rejection_nor_a_repr_repeats_what_was_given() -> None:
    secrets = {field: f"R4HASIA{field}" for field in FIELDS} | {"name": "=R4HASIA"}
    with pytest.raises(Rejected) as refused:
        parse_application(secrets, known=KNOWN)
    told = str(refused.value) + json.dumps([f.model_dump() for f in refused.value.rejections])
    assert len(refused.value.rejections) == 7
    assert "R4HASIA" not in told

    shown = repr(parse_application(GOOD, known=KNOWN))
    assert not any(word in shown for word in ("3273024104950000", "Siti", "81200000001", "CONTOH"))


_junk = st.one_of(
    st.none(), st.booleans(), st.integers(), st.floats(), st.text(max_size=60), st.lists(st.none())
)


@settings(deadline=None, derandomize=True, max_examples=300)
@given(st.dictionaries(st.sampled_from(FIELDS) | st.text(max_size=20), _junk, max_size=10))
def test_junk_is_rejected_and_never_raises_anything_else(fields: dict[str, object]) -> None:
    result: Application | Rejected
    try:
        result = parse_application({**GOOD, **fields}, known=KNOWN)
    except Rejected as refused:
        result = refused
    assert isinstance(result, Application) or all(f.id and f.en for f in result.rejections)
