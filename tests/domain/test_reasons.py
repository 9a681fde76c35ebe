"""The catalogue of reasons: complete, honest, and fit to be sent to a person."""

import re
import string
from datetime import UTC, date, datetime

import pytest

from domain.reasons import (
    CHANNEL_CONTACTS,
    DUKCAPIL,
    GUIDANCE,
    PLACEHOLDERS,
    PRAKERJA,
    UPGRADE_NAMES,
    Guidance,
    Language,
    Party,
    Reason,
    Retry,
    Value,
    contact_for,
    guidance,
    party_name,
    render,
)
from domain.reasons.texts import ENTRIES

SMS_CHARACTERS = 160
# The part of the GSM 7-bit alphabet that our texts need; one other character halves an SMS.
SMS_ALPHABET = set(string.ascii_letters + string.digits + " .,:;'\"()/-+%&?!\n")

LANGUAGES: tuple[Language, ...] = ("id", "en")

LONGEST_SITE = "Skill Academy by Ruangguru"
LONGEST_DAY = date(2020, 9, 30)


PARTS = ("title", "explanation", "remedy")


def texts(entry: Guidance) -> dict[str, str]:
    return {
        f"{part}_{language}": getattr(entry, f"{part}_{language}")
        for part in PARTS
        for language in LANGUAGES
    }


def every_text() -> list[str]:
    return [text for entry in ENTRIES for text in texts(entry).values()]


def names_in(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name is not None}


def test_every_reason_has_exactly_one_entry() -> None:
    assert sorted(entry.reason for entry in ENTRIES) == sorted(Reason)
    assert set(GUIDANCE) == set(Reason)


def test_a_code_is_stored_under_its_own_name() -> None:
    assert [reason.name for reason in Reason] == [reason.value for reason in Reason]


def test_the_catalogue_cannot_be_changed_while_it_is_used() -> None:
    with pytest.raises(TypeError):
        GUIDANCE[Reason.SYSTEM_ERROR] = guidance(Reason.PMO_BACKLOG)  # type: ignore[index] # the claim itself


def test_no_text_is_missing_or_only_a_word() -> None:
    assert [text for text in every_text() if len(text) < 8 or text != text.strip()] == []


def test_explanations_and_remedies_are_whole_sentences_and_titles_are_not() -> None:
    named = [(name, text) for entry in ENTRIES for name, text in texts(entry).items()]

    assert [t for name, t in named if t.endswith(".") is name.startswith("title")] == []


def test_no_text_says_gagal() -> None:
    assert [text for text in every_text() if re.search("gagal|fail", text, re.IGNORECASE)] == []


def test_texts_hold_only_known_placeholders() -> None:
    assert set().union(*(names_in(text) for text in every_text())) == PLACEHOLDERS


@pytest.mark.parametrize("part", PARTS)
def test_both_languages_mention_the_same_facts(part: str) -> None:
    differing = [
        entry.reason
        for entry in ENTRIES
        if names_in(getattr(entry, f"{part}_id")) != names_in(getattr(entry, f"{part}_en"))
    ]

    assert differing == []


def test_no_sentence_begins_with_a_placeholder_because_generic_words_are_in_lower_case() -> None:
    assert [text for text in every_text() if re.search(r"(^|[.?!] )\{", text)] == []


def test_indonesian_texts_are_a_few_short_sentences() -> None:
    said = [text for entry in ENTRIES for text in (entry.explanation_id, entry.remedy_id)]
    sentences = {text: re.split(r"[.?!] ", text) for text in said}

    assert [text for text in said if len(sentences[text]) > 3] == []
    assert [text for text in said if any(len(s.split()) > 22 for s in sentences[text])] == []


@pytest.mark.parametrize("channel", [None, *CHANNEL_CONTACTS])
def test_a_remedy_fits_one_sms_with_and_without_its_facts(channel: str | None) -> None:
    known: dict[str, Value] = {
        "site": LONGEST_SITE,
        "date": LONGEST_DAY,
        "day": "cuti bersama Idul Fitri",
        "amount": 600_000,
        "field": "tautan sertifikat",
    }
    if channel:
        known["channel"] = channel

    sent = [render(reason, "id", **values).remedy for reason in Reason for values in (known, {})]

    assert [text for text in sent if len(text) > SMS_CHARACTERS] == []
    assert [text for text in sent if not set(text) <= SMS_ALPHABET] == []


def test_who_needs_to_do_nothing_is_told_so_and_until_when() -> None:
    for entry in ENTRIES:
        told_id = entry.remedy_id.startswith("Anda tidak perlu melakukan apa pun")
        told_en = entry.remedy_en.startswith("You do not need to do anything")
        by_others = entry.repaired_by is not Party.PARTICIPANT and entry.retry is not Retry.NEVER

        assert told_id is told_en is by_others, entry.reason
        assert "date" in names_in(entry.remedy_id) or not by_others, entry.reason


def test_a_case_waits_for_a_repair_only_where_somebody_repairs() -> None:
    for entry in ENTRIES:
        if entry.retry is Retry.AFTER_REPAIR:
            assert entry.repaired_by is not Party.NOBODY, entry.reason
        if entry.holder is Party.NOBODY:
            assert entry.retry in {Retry.ON_DATE, Retry.NEVER}, entry.reason


def test_our_own_trouble_is_never_for_the_participant_to_repair() -> None:
    ours = [entry for entry in ENTRIES if entry.pages_engineer]

    assert {(entry.holder, entry.repaired_by) for entry in ours} == {(Party.PMO, Party.PMO)}


def test_only_the_programmes_rules_end_a_case() -> None:
    ends = {entry.reason for entry in ENTRIES if entry.retry is Retry.NEVER}

    assert ends == {Reason.DEADLINE_PASSED, Reason.NOT_FIRST_TRAINING}


@pytest.mark.parametrize("language", LANGUAGES)
def test_without_any_fact_a_text_is_still_whole(language: Language) -> None:
    said = [render(reason, language) for reason in Reason]

    assert [
        s for s in said if re.search(r"[{}]|None|  ", f"{s.title} {s.explanation} {s.remedy}")
    ] == []


def test_known_facts_are_spelled_in_the_readers_language() -> None:
    moved = date(2020, 9, 14)
    facts: dict[str, Value] = {"day": date(2020, 9, 12), "date": moved}

    indonesian = render(Reason.NON_WORKING_DAY, "id", **facts)
    english = render(Reason.NON_WORKING_DAY, "en", **facts)

    assert "Jatuh pada Sabtu; dibayar pada Senin, 14 September 2020." in indonesian.remedy
    assert "falls on Saturday; it is paid on Monday, 14 September 2020." in english.remedy


def test_an_amount_is_written_as_rupiah() -> None:
    assert "Rp600.000" in render(Reason.WALLET_LIMIT_BALANCE, "id", amount=600_000).explanation
    assert "Rp600,000" in render(Reason.WALLET_LIMIT_BALANCE, "en", amount=600_000).explanation


@pytest.mark.parametrize(("channel", "upgrade"), UPGRADE_NAMES.items())
def test_an_upgrade_bears_the_wallets_own_name(channel: str, upgrade: str) -> None:
    assert upgrade in render(Reason.KYC_REQUIRED, "id", channel=channel).remedy


def test_a_channel_is_shown_under_its_own_name_and_stands_for_the_partner() -> None:
    said = render(Reason.ACCOUNT_SUSPENDED, "id", channel="gopay").explanation

    assert said.startswith("Akun GoPay Anda sedang dibekukan oleh GoPay.")


def test_a_value_with_braces_is_shown_and_not_read_again() -> None:
    assert "{channel}" in render(Reason.ACCESS_MISSING, "id", site="{channel}").remedy


def test_a_fact_that_no_text_may_mention_is_refused() -> None:
    with pytest.raises(KeyError, match="nik"):
        render(Reason.NIK_MISMATCH, "id", nik="3200000101900000")


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("date", datetime(2020, 9, 12, 20, tzinfo=UTC)),
        ("site", date(2020, 9, 12)),
        ("channel", 1500696),
        ("amount", True),
        ("amount", 600_000.0),
    ],
)
def test_a_value_of_the_wrong_kind_is_refused(name: str, value: object) -> None:
    with pytest.raises(TypeError, match=name):
        render(Reason.CHANNEL_DOWN, "id", **{name: value})  # type: ignore[arg-type] # the claim itself


def test_the_wallet_is_called_for_what_only_the_wallet_can_repair() -> None:
    assert contact_for(Reason.ACCOUNT_SUSPENDED, "OVO") == CHANNEL_CONTACTS["ovo"]
    assert contact_for(Reason.ACCOUNT_SUSPENDED, "bca") == PRAKERJA
    assert contact_for(Reason.ACCOUNT_SUSPENDED) == PRAKERJA
    assert contact_for(Reason.SYSTEM_ERROR, "ovo") == PRAKERJA
    assert contact_for(Reason.NIK_NOT_IN_DUKCAPIL, "ovo") == DUKCAPIL


def test_every_reason_has_somebody_to_call_on_every_channel() -> None:
    contacts = {contact_for(reason, channel) for reason in Reason for channel in CHANNEL_CONTACTS}

    assert contacts == {PRAKERJA, DUKCAPIL, *CHANNEL_CONTACTS.values()}
    assert all(re.fullmatch(r"[0-9() -]{6,}", contact.phone) for contact in contacts)


def test_a_contact_is_written_as_a_name_and_a_number() -> None:
    assert str(PRAKERJA) == "Prakerja 0800 150 3001"


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_party_has_a_name_of_its_own(language: Language) -> None:
    assert len({party_name(party, language) for party in Party}) == len(Party)


def test_the_participant_is_addressed_and_the_others_are_named() -> None:
    assert party_name(Party.PARTICIPANT, "id", to_participant=True) == "Anda"
    assert party_name(Party.PARTICIPANT, "en", to_participant=True) == "You"
    assert party_name(Party.PROVIDER, "id", to_participant=True) == "Lembaga pelatihan"
