import pickle
import traceback

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.identity import (
    IdentityError,
    Nik,
    PersonName,
    Phone,
    looks_like_card_number,
    mask_text,
    plain_text,
)

BUDI = "3273021708900000"
SITI = "0012345708900001"
CARD = "9999889977665544"
deterministic = settings(deadline=None, derandomize=True)


def refusal(read: object, *args: object) -> IdentityError:
    assert callable(read)
    with pytest.raises(IdentityError) as caught:
        read(*args)
    return caught.value


# NIK.


@pytest.mark.parametrize(
    "typed",
    [
        "3273021708900000",
        " 3273021708900000\n",
        "3273 0217 0890 0000",
        "32.73.02.170890.0000",
        "327302-170890-0000",
        "327302\u2013170890\u20110000",
        "3273\u00a00217\u30000890 0000",
        "".join(chr(ord("０") + int(digit)) for digit in BUDI),
    ],
)
def test_one_nik_has_one_canonical_form(typed: str) -> None:
    assert Nik.parse(typed) == Nik(BUDI)


@pytest.mark.parametrize(
    ("typed", "rule"),
    [
        ("", "NIK_LENGTH"),
        ("327302170890000", "NIK_LENGTH"),
        ("32730217089000000", "NIK_LENGTH"),
        ("1" * 100_000, "NIK_LENGTH"),
        ("٣٢٧٣٠٢١٧٠٨٩٠٠٠٠٠", "NIK_NOT_DIGITS"),
        ("३२७३०२१७०८९०००००", "NIK_NOT_DIGITS"),
        ("327302170890000O", "NIK_NOT_DIGITS"),
        ("3273021708900000\x00", "NIK_NOT_DIGITS"),
        ("32730217\n08900000", "NIK_NOT_DIGITS"),
        ("\u202e3273021708900000", "NIK_NOT_DIGITS"),
        ("3273021708900000\u00b2", "NIK_NOT_DIGITS"),
        ("' OR 1=1--", "NIK_NOT_DIGITS"),
        ("=HYPERLINK(1)", "NIK_NOT_DIGITS"),
    ],
)
def test_what_is_not_sixteen_digits_is_not_a_nik(typed: str, rule: str) -> None:
    assert refusal(Nik.parse, typed).rule == rule


@pytest.mark.parametrize("day", ["00", "32", "40", "72", "81", "99"])
def test_an_impossible_day_of_birth_is_refused(day: str) -> None:
    assert refusal(Nik.parse, f"001234{day}08900000").rule == "CARD_NUMBER_NOT_NIK"


@pytest.mark.parametrize("day", ["01", "31", "41", "71"])
def test_a_womans_day_is_counted_from_41(day: str) -> None:
    assert Nik.parse(f"001234{day}08900000").digits[6:8] == day


@pytest.mark.parametrize("date", ["010090", "011390", "310490", "710690", "300201", "290201"])
def test_a_date_no_calendar_has_is_refused(date: str) -> None:
    assert refusal(Nik.parse, f"001234{date}0000").rule == "CARD_NUMBER_NOT_NIK"


@pytest.mark.parametrize("date", ["290200", "290204", "690296", "280201", "311299"])
def test_29_february_needs_a_leap_year_in_some_century(date: str) -> None:
    assert Nik.parse(f"001234{date}0000")


@pytest.mark.parametrize("province", ["65", "92", "93", "95", "96", "31", "11"])
def test_provinces_of_the_ministry_of_home_affairs_are_known(province: str) -> None:
    assert Nik.parse(f"{province}71011708900000").warnings() == ()


@pytest.mark.parametrize("region", ["001234", "991234", "200101", "320001", "327300"])
def test_an_unknown_region_is_a_warning_not_a_refusal(region: str) -> None:
    assert Nik.parse(f"{region}1708900000").warnings() == ("REGION_UNKNOWN",)


def test_a_nik_cannot_be_made_around_its_checks() -> None:
    assert refusal(Nik, "3273 0217 0890 0000").rule == "NIK_NOT_DIGITS"
    assert refusal(Nik, CARD).rule == "CARD_NUMBER_NOT_NIK"


@deterministic
@given(st.integers(0, 10**16 - 1).map(lambda number: f"{number:016}"))
def test_sixteen_digits_are_either_a_nik_or_look_like_a_card(digits: str) -> None:
    if looks_like_card_number(digits):
        assert refusal(Nik.parse, digits).rule == "CARD_NUMBER_NOT_NIK"
    else:
        assert Nik.parse(digits).digits == digits


@deterministic
@given(st.one_of(st.text(max_size=40), st.from_regex(r"\s?\d{16}\s?", fullmatch=True)))
def test_any_text_is_a_nik_or_an_identity_error(typed: str) -> None:
    try:
        nik = Nik.parse(typed)
    except IdentityError:
        return
    assert Nik.parse(nik.digits) == nik


@pytest.mark.parametrize("other", ["", "1234", CARD[:15], CARD + "0", "٣" * 16, BUDI])
def test_only_sixteen_digits_without_a_birthday_look_like_a_card(other: str) -> None:
    assert looks_like_card_number(CARD)
    assert not looks_like_card_number(other)


def test_whoever_types_a_card_number_is_told_to_keep_it() -> None:
    error = refusal(Nik.parse, CARD)

    assert "rahasia" in error.message_id
    assert "secret" in error.message_en


# Nothing leaks.


@pytest.mark.parametrize(
    ("read", "value"),
    [
        (Nik.parse, CARD),
        (Nik.parse, "327302170890000X"),
        (Nik.parse, "32730217089"),
        (Phone.parse, "0211234567890"),
        (PersonName.parse, "=Siti Nurhaliza"),
    ],
)
def test_a_refused_value_is_in_no_message_and_no_traceback(read: object, value: str) -> None:
    error = refusal(read, value)

    texts = [str(error), repr(error), error.message_id, error.message_en, str(error.args)]
    texts += traceback.format_exception_only(error)
    assert not [text for text in texts if value in text]


def test_what_is_printed_is_masked() -> None:
    nik, phone, name = Nik(SITI), Phone("6281200000680"), PersonName("Siti Nurhaliza")

    assert f"{nik} {nik!r}" == "Nik(0012**********01) Nik(0012**********01)"
    assert repr(phone) == "Phone(628*******680)"
    assert repr(name) == "PersonName(Si** Nu*******)"
    assert PersonName("Al Budi I").masked == "** Bu** *"


def test_an_identity_error_survives_pickling() -> None:
    error = refusal(Nik.parse, CARD)

    assert pickle.loads(pickle.dumps(error)).rule == error.rule  # noqa: S301 - our own bytes


# Phone.


@pytest.mark.parametrize(
    "typed",
    ["081200000680", "+62 812-0000-0680", "62 812 0000 0680", "0812.0000.0680", " 081200000680\n"],
)
def test_one_phone_has_one_canonical_form(typed: str) -> None:
    phone = Phone.parse(typed)

    assert phone == Phone("6281200000680")
    assert phone.local == "081200000680"


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "0215551234",
        "+6281",
        "08123456",
        "0812000006801234567",
        "+1 812 0000 0680",
        "0812-0000-068O",
        "٠٨١٢٠٠٠٠٠٦٨٠",
        "+",
        "++6281200000680",
    ],
)
def test_what_is_not_an_indonesian_mobile_number_is_refused(typed: str) -> None:
    assert refusal(Phone.parse, typed).rule == "PHONE_NOT_MOBILE"


@pytest.mark.parametrize("length", [10, 15])
def test_a_mobile_number_has_10_to_15_digits(length: int) -> None:
    assert Phone("628".ljust(length, "0"))
    assert refusal(Phone, "628".ljust(9 if length == 10 else 16, "0"))


# Names and other free text.


def test_a_name_keeps_its_spelling_and_loses_only_spaces() -> None:
    name = PersonName.parse("  Siti   Nur'aini ")

    assert name.text == "Siti Nur'aini"
    assert name.canonical == "siti nuraini"


@pytest.mark.parametrize(
    "value",
    [
        "=HYPERLINK(0)",
        "+62",
        "-1",
        "@SUM(A1)",
        "\t=1",
        "  =1",
        "\r=1",
        "＝1",
    ],
)
def test_text_a_spreadsheet_would_run_is_refused(value: str) -> None:
    assert refusal(plain_text, value, "name", 50).rule == "FORMULA"


@pytest.mark.parametrize(
    "value",
    [
        "a\x00b",
        "a\nb",
        "a\tb",
        "a\u202eb",
        "a\u2066b",
        "a\u200bb",
        "a\ufeffb",
        "a\ud800b",
        "a\u2028b",
    ],
)
def test_text_that_hides_something_is_refused(value: str) -> None:
    assert refusal(plain_text, value, "name", 50).rule == "CONTROL_CHARACTER"


@pytest.mark.parametrize(
    ("value", "rule"), [("", "EMPTY"), ("  \n", "EMPTY"), ("a" * 51, "TOO_LONG")]
)
def test_text_has_a_least_and_a_greatest_length(value: str, rule: str) -> None:
    error = refusal(plain_text, value, "course", 50)

    assert (error.rule, error.field) == (rule, "course")


@pytest.mark.parametrize(
    "value",
    ["Siti Nur'aini", "<script>", "{{7*7}}", "${jndi:x}", "../../", "' OR 1=1--", "Budi 😀", "O-O"],
)
def test_text_that_is_only_odd_is_kept_as_it_is(value: str) -> None:
    assert plain_text(value, "name", 50) == value


def test_text_is_stored_in_one_form() -> None:
    assert plain_text("Andre\u0301 ", "name", 50) == "André"


# Logs.


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        (f"nik {BUDI} kept", "nik [16 digits] kept"),
        (f"{BUDI},{CARD}", "[16 digits],[16 digits]"),
        ("nik=3273 0217 0890 0000.", "nik=[16 digits]."),
        (f"12 {BUDI}", "12 [16 digits]"),
        ("call 0812-0000-0680 now", "call [phone] now"),
        ("call +6281200000680", "call [phone]"),
        ("from siti.n@example.org to a", "from [e-mail] to a"),
        ("2020-09-12T08:00:00+07:00 600000 7 ok", "2020-09-12T08:00:00+07:00 600000 7 ok"),
        ("reference 20200912123456789012", "reference 20200912123456789012"),
    ],
)
def test_logs_keep_everything_but_personal_numbers(text: str, masked: str) -> None:
    assert mask_text(text) == masked


@deterministic
@given(st.text(alphabet="0123456789 +-.@a", max_size=80))
def test_masking_twice_changes_nothing_more(text: str) -> None:
    assert mask_text(mask_text(text)) == mask_text(text)
